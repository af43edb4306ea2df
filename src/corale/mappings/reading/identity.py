"""Who a record is by itself: its number in the registry, else a key from what is read of it, else from its
words.

Which key it was given before is told by :mod:`corale.mappings.reading.ledger`.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from functools import cache

from corale import artefacts
from corale.data.gazetteer.names import fold, suffix
from corale.mappings.reading.template import table
from corale.record import Candidate, Json

NOTICES = "avviso"
"""The source whose titles are no names: several notices of a body may have the same."""


@cache
def _addresses() -> tuple[tuple[str, re.Pattern[str]], ...]:
    sources = sorted(found.parent.name for found in artefacts.files("mappings", suffix="source.toml"))
    return tuple(
        (name, re.compile(form)) for name in sources for form in table(name, "source").get("url", ())
    )


def number_of(url: str) -> str:
    """Return the record number that a page's address holds; all forms of the address give the same one.

    >>> number_of("http://www.osservatoriopartecipazione.it/scheda-processo/2205")
    '2205'
    >>> number_of("https://www.osservatoriopartecipazione.it/processi/ambito/welfare/2205?x=1")
    '2205'
    """
    found = (form.search(url) for _, form in _addresses())
    return next((match[1].lstrip("0") or "0" for match in found if match), "")


def number_in(name: str) -> str:
    """Return the record number of a file name that is wholly digits, else nothing.

    >>> number_in("2205.txt"), number_in("000_0fea.txt")
    ('2205', '')
    """
    stem = name.rpartition(".")[0] or name
    return stem if stem.isascii() and stem.isdigit() else ""


def hashed(digest: str) -> str:
    """Return the key of a document that has no number: `x` and ten hexadecimal digits of its SHA-256.

    >>> hashed("0123456789abcdef")
    'x0123456789'
    """
    return "x" + digest[:10]


def worded(texts: Iterable[str]) -> str:
    """Return the SHA-256 of a document's words, in hexadecimal: the same for its other file forms.

    >>> worded(["L'avviso  è", "aperto."]) == worded(["l’avviso è aperto"])
    True
    """
    return hashlib.sha256(fold(" ".join(texts)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Stated:
    """What a record states of who it is, in the form used for comparing; a text is empty where it is silent.

    `title`; `body`: decision holders or issuing body; `start`: its start, deadline or day of publication."""

    title: str
    body: str
    start: str

    def enough(self, source: str) -> bool:
        """Tell whether this names one record of a source: a sheet's title and one more, all of a notice.

        >>> Stated("festa dei vicini", "comune di x", "").enough("osservatorio")
        True
        >>> Stated("avviso pubblico", "comune di x", "").enough("avviso")
        False
        """
        dated = bool(self.body and self.start) if source == NOTICES else bool(self.body or self.start)
        return bool(self.title) and dated


def stated(fields: Mapping[str, Json], candidates: Iterable[Candidate] = ()) -> Stated:
    """Return what the fields of a record state of who it is; of a field that states nothing, the surest
    candidate counts: it is not sure enough to be published, yet the same in every copy.

    >>> stated({"title": "Il Parco", "decisionHolder": ["Comune di Pesaro (PU)"], "startDate": "2024-01-05"})
    Stated(title='il parco', body='comune di pesaro', start='2024-01-05')
    >>> stated({"title": "Avviso"}, [Candidate("issuingBody", "Comune di Pesaro", 0.6)]).body
    'comune di pesaro'
    """
    proposed = {one.field: one.value for one in sorted(candidates, key=lambda one: one.confidence)}
    fields = proposed | {name: value for name, value in fields.items() if value}
    holders = fields.get("decisionHolder") or fields.get("issuingBody") or ""
    bodies = [str(one) for one in holders] if isinstance(holders, list) else [str(holders)]
    dates = (fields.get(name) for name in ("startDate", "deadlineDate", "published"))
    start = next((str(date) for date in dates if date), "")
    body = ", ".join(sorted(fold(suffix(one)[0]) for one in bodies))
    return Stated(fold(str(fields.get("title") or "")), body, start)


def own_key(source: str, who: Stated, digest: str) -> str:
    """Return the key of a record without a number: `x` and ten hexadecimal digits.

    They are of the SHA-256 of its source and what was read of it, where that is enough, else of `digest`:
    that of its words, of a row's bytes. So a record has one key from whatever copy it is read.

    >>> own_key("avviso", Stated("avviso pubblico", "", ""), "0123456789abcdef")
    'x0123456789'
    """
    if not who.enough(source):
        return hashed(digest)
    return hashed(hashlib.sha256("\n".join((source, *astuple(who))).encode()).hexdigest())
