"""The screen of personal data, before anything is read: what names a natural person is masked, line by line.

Names beside a role, given names with a surname, phones, private mail boxes, tax codes and bank accounts of persons.
A masked passage keeps its length (so that spans hold), leads to a finding with its line, and stays whole at the source:
it is held back, not lost. What only bears a person's name (a street, a school, a foundation) is left alone.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, takewhile

from corale import artefacts
from corale.mappings.gazetteer import is_place, place_at
from corale.mappings.lines import Line
from corale.mappings.template import clean

MASK = "█"
_FIRST = r"[A-ZÀ-Ý]"
_NEXT = r"(?:[a-zà-ÿ]+(?:[’'-][A-ZÀ-Ý]?[a-zà-ÿ]+)?|[’'][A-ZÀ-Ý][a-zà-ÿ]+|[A-ZÀ-Ý]+(?:[’'][A-ZÀ-Ý]+)?|\.)"
_PARTICLE = r"(?:[Dd][aei]l?|[Dd]e(?:gli|lla|lle|i)?|[Ll][aoi]|[Dd][’'])"
_SURNAME = rf"(?:{_PARTICLE}[^\S\n]+)?{_FIRST}{_NEXT}"
_RUN = re.compile(  # begins with its charset, so that the engine may skip to the next capital
    rf"{_FIRST}(?<!{_FIRST}{{2}}){_NEXT}(?:[^\S\n]+{_SURNAME}){{1,4}}(?!\w)"
)
_TOKEN = re.compile(r"(?:D[aei]l?|De(?:gli|lla|lle|i)?|Della|Dalla|L[aoi])[^\S\n]+(?=[A-ZÀ-Ý])\S+|\S+")
_QUALIFIERS = frozenset(
    {"comunale", "regionale", "generale", "uscente", "tempore", "provinciale", "scientifico", "tecnico"}
)
_ELIDED = re.compile(r"^(?:[dD]?[eEaA]?ll?|[uU]n|[aA]ll|[nN]ell)[’']")
_SAINT = re.compile(
    r"\b(?:San|Santa|Santo|S\.|Sant[’']|Papa|Madonna|Porta|Borgo|Castel|Monte|Villa|Rocca|Re|Regina)\s*$"
)
_FORM = re.compile(r"[^\S\n]+(?:APS|O[dD][vV]|ETS|ONLUS|Onlus|onlus|Coop|Soc)(?!\w)")
_FORMS = frozenset({"APS", "ODV", "OdV", "Odv", "ETS", "ONLUS", "Onlus", "onlus"})
_ABOVE = re.compile(r"\n\s*(?:\(?[Ff]\.to\s+)?$")
_ALONE = re.compile(r"[A-ZÀ-Ý][\wÀ-ÿ’']+(?:[^\S\n]+[A-ZÀ-Ý][\wÀ-ÿ’']+){1,3}[^\S\n]*(?:\n|$)")
_LED = re.compile(r"^(?:il|la|lo)\s+|^l[’']", re.IGNORECASE)
_TAX = re.compile(
    r"\b[A-Za-z]{6}[0-9L-NP-Vl-np-v]{2}[A-EHLMPRSTa-ehlmprst][0-9L-NP-Vl-np-v]{2}[A-Za-z][0-9L-NP-Vl-np-v]{3}[A-Za-z]\b"
)
_LONG = re.compile(r"\w{16,}")
_DIGITS = re.compile(r"[+\d][\d ./-]{6,18}\d(?![\w/])")
_MOBILE = re.compile(r"(?:(?:\+|00)39[ .]?)?3[2-9]\d[ ./-]?\d{3}[ .]?\d{3,4}|(?:\+|00)39[ .]?0\d{1,3}[ ./-]?\d{5,8}")
_CALLED = re.compile(
    r"(?<!\w)(?:tel(?:efono)?|cell(?:ulare)?|fax|mobile|whatsapp|recapito)\b\.?\s*(?:n\.?|numero)?\s*[:.]?\s*$",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"(?<![\w.+-])(?P<box>[\w.+-]{1,64})@(?P<host>[\w-]{1,63})(?P<rest>(?:\.[\w-]{1,63})+)", re.IGNORECASE
)
_BANK = re.compile(r"(?<!\w)IT\d{2}\s?[A-Z]\s?\d{5}\s?\d{5}\s?[0-9A-Z]{12}(?!\w)")


@dataclass(frozen=True, slots=True)
class Held:
    """A passage held back: what kind of data, and its span in the joined text."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Signs:
    """The compiled table of signs, `mappings/personal.toml`."""

    role: re.Pattern[str]
    behind: re.Pattern[str]
    after: re.Pattern[str]
    words: frozenset[str]
    names: frozenset[str]
    common: frozenset[str]
    hosts: frozenset[str]
    offices: re.Pattern[str]
    organisation: re.Pattern[str]


@cache
def signs() -> Signs:
    """Return the signs, compiled once a process."""
    table = tomllib.loads(artefacts.text("mappings", "personal.toml"))
    names = frozenset(table["names"].split())
    common = frozenset(table["common_words"])
    after, organisations = "|".join(table["named_after"]), "|".join(table["organisations"])
    return Signs(
        role=re.compile("|".join(table["roles"]), re.IGNORECASE),
        behind=re.compile(rf"[^\S\n]*(?:,|\(|[-–])[^\S\n]*(?:{'|'.join(table['behind'])})", re.IGNORECASE),
        after=re.compile(rf"(?:\b(?:{after})|[“\"«])\s*(?:\w+\s+)?(?:(?:a|di|intitolat[oa] a)\s+)?$", re.IGNORECASE),
        words=frozenset(table["words"]) | frozenset(word.upper() for word in table["words"]),
        names=names | frozenset(name.upper() for name in names - common),
        common=common,
        hosts=frozenset(table["private_hosts"]),
        offices=re.compile("|".join(table["offices"]), re.IGNORECASE),
        organisation=re.compile(rf"(?i:\b(?:{organisations}))|\b[A-Z]{{3,}}\b|\b(?:[A-Z]\.){{3,}}"),
    )


def held(text: str) -> list[Held]:
    """Return the passages of a text that name a natural person or reach one, in order, without overlaps.

    >>> [text[h.start:h.end] for text in ["l’assessora Maria Bianchi, cell. 333 1234567"] for h in held(text)]
    ['Maria Bianchi', '333 1234567']
    >>> held("via Enrico Fermi, presso la Biblioteca Paolo Borsellino; info@comune.example.it")
    []
    """
    found = [*_codes(text), *_mails(text), *_persons(text)]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Held] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _codes(text: str) -> Iterator[Held]:
    at = 0
    for word in _LONG.findall(" ".join(part for part in text.split() if len(part) > 15)):
        if match := _TAX.search(word):
            at = text.index(word, at)
            yield Held("tax-code", at + match.start(), at + match.end())
    for match in _DIGITS.finditer(text):
        start = match.start()
        if start and (text[start - 1].isalnum() or text[start - 1] in "./-"):
            continue
        if _MOBILE.fullmatch(match[0]) or _CALLED.search(text[max(0, start - 30) : start]):
            yield Held("phone", *match.span())
    if "IT" in text:
        for match in _BANK.finditer(text):
            yield Held("bank-account", *match.span())


def _mails(text: str) -> Iterator[Held]:
    if "@" not in text:
        return
    table = signs()
    for match in _MAIL.finditer(text):
        parts = re.split(r"[._-]", match["box"].lower())
        named = any(part.capitalize() in table.names for part in parts) and len(parts) > 1
        initial = len(parts) == 2 and len(parts[0]) == 1 and len(parts[1]) > 3
        certified = "pec" in match["host"].lower() or "pec" in match["rest"].lower()
        private = match["host"].lower() in table.hosts and not table.offices.search(match["box"])
        if private or named or (initial and not certified):
            yield Held("mail", *match.span())


def _persons(text: str) -> Iterator[Held]:
    """Return the names of persons: a run of capital words beside a role, or with a given name in it."""
    table = signs()
    for run in _RUN.finditer(text):
        if table.names.isdisjoint(run[0].split()) and not (
            _titled(text, run.start(), table) or table.behind.match(text, run.end()) or table.role.match(run[0])
        ):
            continue
        if run.start() and (text[run.start() - 1].isalnum() or text[run.start() - 1] in ".@-"):
            continue
        words = [(word.start() + run.start(), word.end() + run.start(), word[0]) for word in _TOKEN.finditer(run[0])]
        titled = _titled(text, run.start(), table)
        while words and table.role.fullmatch(words[0][2]):
            titled = True
            words.pop(0)
        while words and (words[-1][2].rstrip(".,") in table.words or words[-1][2].islower()):
            words.pop()
        if len(words) < 2 or is_place(text[words[0][0] : words[-1][1]]):
            continue
        common = any(word.strip(".,’'") in table.words for _, _, word in words)
        if (titled or table.behind.match(text, words[-1][1])) and not common:
            yield Held("person", words[0][0], words[-1][1])
            continue
        for place, (start, _, word) in enumerate(words[:-1]):
            if word in table.names:
                tail = takewhile(lambda one: one[2] not in table.words, words[place + 1 :])
                end = max((end for _, end, _ in tail), default=start)
                if end == start:
                    break
                formed = text[start:end].split()[-1] in _FORMS or _FORM.match(text, end)
                named = formed or _bears(text, start, table) or place_at(text, start) >= words[place + 1][1]
                if not named:
                    yield Held("person", start, end)
                break


def _titled(text: str, start: int, table: Signs) -> bool:
    """Say whether the one or two words before an offset are a role."""
    before = text[max(0, start - 45) : start].rsplit("\n", 1)[-1].rstrip(" :,").split()
    if before and before[-1].lower() in _QUALIFIERS:
        before.pop()
    if not before:
        return bool(_ABOVE.search(text, max(0, start - 60), start) and _ALONE.match(text, start)) and _lead(
            text, start, table
        )
    last = _ELIDED.sub("", before[-1])
    return bool(table.role.fullmatch(last) or (len(before) > 1 and table.role.fullmatch(f"{before[-2]} {last}")))


def _lead(text: str, start: int, table: Signs) -> bool:
    """Say whether the line above an offset is a role: the signature of an act."""
    above = _LED.sub("", text[max(0, start - 90) : start].rstrip().rpartition("\n")[2].strip())
    return bool(table.role.match(above)) and len(above) < 60


def _bears(text: str, start: int, table: Signs) -> bool:
    """Say whether what stands before a name shows that a thing bears it: a street, a school, a saint's town."""
    before = text[max(0, start - 40) : start]
    return bool(_SAINT.search(before) or table.after.search(before))


def screen(lines: list[Line]) -> tuple[list[Line], list[tuple[str, Line]]]:
    """Return the lines with personal data masked, and what was held back: each kind once a (masked) line."""
    text = "\n".join(line.raw for line in lines)
    found = held(text)
    if not found:
        return lines, []
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.raw) + 1
    masked, notes = list(lines), []
    for place, ours in groupby(found, key=lambda one: bisect_right(starts, one.start) - 1):
        line, spans = lines[place], list(ours)
        signs_of = list(line.raw)
        for one in spans:
            for at in range(one.start - starts[place], min(one.end - starts[place], len(signs_of))):
                signs_of[at] = signs_of[at] if signs_of[at].isspace() else MASK
        raw = "".join(signs_of)
        masked[place] = replace(line, raw=raw, text=clean(raw))
        notes += [(kind, masked[place]) for kind in dict.fromkeys(one.kind for one in spans)]
    return masked, notes


def is_masked(text: str) -> bool:
    """Say whether nothing but masked signs is left of a text."""
    return MASK in text and not any(sign.isalnum() for sign in text)


def is_organisation(text: str) -> bool:
    """Say whether a short text is shown to name an organisation: by a word of one, a legal form, an acronym.

    >>> [is_organisation(name) for name in ("Osservatorio partecipazione", "Geltrude Inesistente", "LABSUS")]
    [True, False, True]
    """
    return signs().organisation.search(text) is not None
