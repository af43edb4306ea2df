"""The screen of personal data, before anything is read: what names a natural person is masked, line by line.

Names beside a role, given names with a surname, phones, private mail boxes, tax codes and bank accounts of
persons. A masked passage keeps its length (so that spans hold), leads to a finding with its line, and stays
whole at the source: it is held back, not lost. What only bears a person's name (a street, a school, a
foundation) is left alone."""

import hashlib
import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, takewhile

from corale import artefacts
from corale.data.gazetteer import authorities
from corale.data.gazetteer.names import fold
from corale.mappings.reading.codes import codes, is_plain, mails, plain
from corale.mappings.reading.gazetteer import is_place, place_at
from corale.mappings.reading.lines import Line
from corale.mappings.reading.template import clean

MASK = "█"
CALLED = {
    "person": "persona",
    "phone": "telefono",
    "mail": "casella di posta",
    "tax-code": "codice fiscale",
    "bank-account": "conto bancario",
    "card": "carta di pagamento",
    "document": "documento d'identità",
    "plate": "targa",
}
"""What is held back, in Italian."""
_FIRST = r"[A-ZÀ-Ý]"
_NEXT = r"(?:[a-zà-ÿ]+(?:[’'-][A-ZÀ-Ý]?[a-zà-ÿ]+)?|[’'][A-ZÀ-Ý][a-zà-ÿ]+|[A-ZÀ-Ý]+(?:[’'][A-ZÀ-Ý]+)?|\.)"
_PARTICLE = r"(?:[Dd][aei]l?|[Dd]e(?:gli|lla|lle|i)?|[Ll][aoi]|[Dd][’'])"
_SURNAME = rf"(?:{_PARTICLE}[^\S\n]+)?{_FIRST}{_NEXT}"
_RUN = re.compile(  # begins with its charset, so that the engine may skip to the next capital
    rf"{_FIRST}(?<!{_FIRST}{{2}}){_NEXT}(?:[^\S\n]+{_SURNAME}){{1,8}}(?!\w)"
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
_TITLE = re.compile(  # a title, then one surname
    r"(?<!\w)(?i:(?:dott|prof|sig)(?:\.\s?ssa|ssa\.?|\.\s?ra|\.)|dr\.\s?(?:ssa)?|(?:ing|arch|avv|geom|rag|mons)\."
    r"|signor[ae]?|dottor(?:e|essa)?|professor(?:e|essa)?)[^\S\n]*"
)
_OFFICIAL = re.compile(
    r"(?<!\w)(?:(?:vice\s?)?sindac[oa]|assessor[ea]|consiglier[ea]|ministr[oa]|deputat[oa]|senator[e]|senatrice)\s+"
)
_ONE = re.compile(
    rf"(?:(?:De|Di|Da|Del|Della|Dal|Dalla|Lo|La|Li)[^\S\n]{{1,2}})?(?:D[’'])?{_FIRST}(?:[a-zà-ÿ]{{3,}}|[A-ZÀ-Ý]{{3,}})(?![\w@’'-])(?![^\S\n]+[A-ZÀ-Ý])"
)
_INITIAL = re.compile(
    rf"[A-RT-Z](?<![\w.’'].)\.[^\S\n]?(?:[A-RT-Z]\.[^\S\n]?)?(?=(?P<last>{_FIRST}(?:[a-zà-ÿ]{{3,}}|[A-ZÀ-Ý]{{3,}})))(?P=last)(?![\w@’'])"
)
_REVERSED = re.compile(
    rf"(?P<last>[A-ZÀ-Ý](?<![\w.@-].)[A-ZÀ-Ý]{{3,}})[^\S\n]+(?P<given>{_FIRST}[a-zà-ÿ]{{2,}})(?![\w@-])"
)
_BROKEN = re.compile(
    rf"(?P<given>{_FIRST}(?<![\w@.-].)[a-zà-ÿ]{{2,}})[^\S\n]*\n[^\S\n]*(?P<last>{_FIRST}(?:[a-zà-ÿ’']{{2,}}|[A-ZÀ-Ý’']{{2,}}))(?![\w@])"
)
_QUOTE = re.compile(r'[“«"][^”»"]{0,24}$')  # the name of a school or a room
_PROVINCE = re.compile(r"[A-Z]{2},?")
_WORD = re.compile(r"\w+")
_APART = re.compile(r"[_+.\-]")


@dataclass(frozen=True, slots=True, order=True)
class Detected:
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
    doubtful: frozenset[str]
    ordinary: frozenset[str]
    hosts: frozenset[str]
    offices: re.Pattern[str]
    organisation: re.Pattern[str]


@cache
def signs() -> Signs:
    """Return the signs, compiled once a process."""
    table = tomllib.loads(artefacts.text("mappings", "personal.toml"))
    names = frozenset(table["names"].split())
    doubtful = frozenset(table["doubtful_names"])
    common = frozenset(table["common_words"]) | doubtful
    after, organisations = "|".join(table["named_after"]), "|".join(table["organisations"])
    return Signs(
        role=re.compile("|".join(table["roles"]), re.IGNORECASE),
        behind=re.compile(rf"[^\S\n]*(?:,|\(|[-–])[^\S\n]*(?:{'|'.join(table['behind'])})", re.IGNORECASE),
        after=re.compile(
            rf"(?:\b(?:{after})|[“\"«])\s*(?:\w+\s+)?(?:(?:a|di|intitolat[oa] a)\s+)?$", re.IGNORECASE
        ),
        words=frozenset(table["words"]) | frozenset(word.upper() for word in table["words"]),
        names=names | frozenset(name.upper() for name in names - common),
        common=common,
        doubtful=doubtful,
        ordinary=frozenset(table["ordinary"]),
        hosts=frozenset(table["private_hosts"]),
        offices=re.compile("|".join(table["offices"]), re.IGNORECASE),
        organisation=re.compile(rf"(?i:\b(?:{organisations}))|\b[A-Z]{{3,}}\b|\b(?:[A-Z]\.){{3,}}"),
    )


def detect(text: str) -> list[Detected]:
    """Return the passages of a text that name a natural person or reach one, in order, without overlaps.

    >>> text = "l’assessora Maria Bianchi, cell. 333 1234567"
    >>> [text[one.start : one.end] for one in detect(text)]
    ['Maria Bianchi', '333 1234567']
    >>> detect("via Enrico Fermi, presso la Biblioteca Paolo Borsellino; info@comune.example.it")
    []
    """
    if not is_plain(text):
        bare, places = plain(text)
        return [Detected(one.kind, places[one.start], places[one.end]) for one in detect(bare)]
    found = [Detected(*code) for code in codes(text)]
    found += [*_mails(text), *_persons(text), *_single(text), *_surname_first(text)]
    if shown := {fold(row["name"]) for row in authorities.table("not-personal")}:
        found = [one for one in found if fold(text[one.start : one.end]) not in shown]
    found += _withheld(text)
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Detected] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def fingerprint(words: str) -> tuple[str, int]:
    """Return what `withheld.csv` keeps of words that are to be masked wherever they stand: hash and number.

    >>> fingerprint("Il  circolo") == fingerprint("il circolo")
    True
    """
    said = [found[0].casefold() for found in _WORD.finditer(words)]
    return hashlib.sha256(" ".join(said).encode()).hexdigest(), len(said)


def _withheld(text: str) -> Iterator[Detected]:
    """Yield the passages whose words a publisher has had taken out, told by their hash alone."""
    by_number: dict[int, set[str]] = {}
    for row in authorities.table("withheld"):
        by_number.setdefault(int(row["words"]), set()).add(row["hash"])
    words = list(_WORD.finditer(text)) if by_number else []
    for many, hashes in by_number.items():
        for at in range(len(words) - many + 1):
            some = words[at : at + many]
            told = " ".join(word[0].casefold() for word in some)
            if hashlib.sha256(told.encode()).hexdigest() in hashes:
                yield Detected("person", some[0].start(), some[-1].end())


def _mails(text: str) -> Iterator[Detected]:
    table = signs()
    for box, host, rest, start, end in mails(text):
        parts = re.split(r"[._-]", box.lower())
        named = any(part.capitalize() in table.names for part in parts) and len(parts) > 1
        initial = len(parts) == 2 and len(parts[0]) == 1 and len(parts[1]) > 3
        certified = "pec" in host.lower() or "pec" in rest.lower()
        private = host.lower() in table.hosts and not table.offices.search(box)
        if private or named or (initial and not certified):
            yield Detected("mail", start, end)


def _single(text: str) -> Iterator[Detected]:
    """Return the surnames behind a title or an office, and those behind initials."""
    table = signs()
    for pattern in (_TITLE, _OFFICIAL):
        for title in pattern.finditer(text):
            one = _ONE.match(text, title.end())
            if one and _surname(one[0].split()[-1], table):
                yield Detected("person", *one.span())
    for found in _INITIAL.finditer(text):
        last = found["last"]
        quoted = _QUOTE.search(text, max(0, found.start() - 25), found.start())
        if (
            _surname(last, table)
            and last not in table.names
            and not quoted
            and not _bears(text, found.start(), table)
        ):
            yield Detected("person", *found.span())


def _surname_first(text: str) -> Iterator[Detected]:
    """Return names with the surname first, in capitals, and names that run over the end of a line."""
    table = signs()
    for pattern in (_REVERSED, _BROKEN):
        for found in pattern.finditer(text):
            given, last = found["given"], found["last"]
            if given in table.names and given not in table.doubtful and _surname(last, table):
                start, end = found.span()
                if not _bears(text, start, table) and not (
                    pattern is _BROKEN and table.organisation.match(last)
                ):
                    yield Detected("person", start, end)


def _surname(word: str, table: Signs) -> bool:
    """Say whether a word may be a surname: none of the table's words, no place, no word of an
    organisation."""
    own = word.strip("’'.,")
    plausible = (
        own not in table.words and own.capitalize() not in table.words and own.lower() not in table.ordinary
    )
    return plausible and not table.organisation.match(own.lower()) and not is_place(own.capitalize())


def masked_name(file: str) -> str:
    """Return a file's name (the last part of a path) with personal data masked; a few digits keep such names
    apart.

    >>> masked_name("avvisi/avviso-2024.pdf"), masked_name("cv/Maria_Bianchi.pdf")
    ('avvisi/avviso-2024.pdf', 'cv/█████_███████-1748.pdf')
    """
    folder, slash, name = file.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    spans = {*detect(stem), *detect(_APART.sub(" ", stem))}
    if not spans:
        return file
    signs_of = list(stem)
    for one in spans:
        for at in range(one.start, one.end):
            signs_of[at] = MASK if signs_of[at].isalnum() else signs_of[at]
    return f"{folder}{slash}{''.join(signs_of)}-{hashlib.sha256(name.encode()).hexdigest()[:4]}{dot}{suffix}"


def _persons(text: str) -> Iterator[Detected]:
    """Return the names of persons: a run of capital words beside a role, or with a given name in it."""
    table = signs()
    for run in _RUN.finditer(text):
        if table.names.isdisjoint(run[0].split()) and not (
            _titled(text, run.start(), table)
            or table.behind.match(text, run.end())
            or table.role.match(run[0])
        ):
            continue
        if run.start() and (text[run.start() - 1].isalnum() or text[run.start() - 1] in ".@-"):
            continue
        words = [
            (word.start() + run.start(), word.end() + run.start(), word[0])
            for word in _TOKEN.finditer(run[0])
        ]
        titled = _titled(text, run.start(), table)
        while words and table.role.fullmatch(words[0][2]):
            titled = True
            words.pop(0)
        while words and words[0][2].islower():
            words.pop(0)
        while words and (words[-1][2].rstrip(".,") in table.words or words[-1][2].islower()):
            words.pop()
        if len(words) < 2 or is_place(text[words[0][0] : words[-1][1]]):
            continue
        common = any(word.strip(".,’'") in table.words for _, _, word in words)
        if (titled or table.behind.match(text, words[-1][1])) and not common:
            yield Detected("person", words[0][0], words[-1][1])
            continue
        for place, (start, _, word) in enumerate(words[:-1]):
            if word in table.names and word not in table.doubtful:
                tail = takewhile(lambda one: one[2] not in table.words, words[place + 1 :])
                end = max((end for _, end, text in tail if not _PROVINCE.fullmatch(text)), default=start)
                if end == start:
                    if (
                        place
                        and _PROVINCE.fullmatch(words[place + 1][2])
                        and _surname(words[place - 1][2], table)
                    ):
                        yield Detected("person", words[place - 1][0], words[place][1])
                    break
                formed = text[start:end].split()[-1] in _FORMS or _FORM.match(text, end)
                named = formed or _bears(text, start, table) or place_at(text, start) >= words[place + 1][1]
                if not named:
                    yield Detected("person", start, end)
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
    return bool(
        table.role.fullmatch(last) or (len(before) > 1 and table.role.fullmatch(f"{before[-2]} {last}"))
    )


def _lead(text: str, start: int, table: Signs) -> bool:
    """Say whether the line above an offset is a role: the signature of an act."""
    above = _LED.sub("", text[max(0, start - 90) : start].rstrip().rpartition("\n")[2].strip())
    return bool(table.role.match(above)) and len(above) < 60


def _bears(text: str, start: int, table: Signs) -> bool:
    """Say whether what stands before a name shows that a thing bears it: a street, a school, a saint's
    town."""
    before = text[max(0, start - 40) : start]
    return bool(_SAINT.search(before) or table.after.search(before))


def screen(lines: list[Line]) -> tuple[list[Line], list[tuple[str, Line]]]:
    """Return the lines with personal data masked, and what was held back: each kind once a (masked) line."""
    text = "\n".join(line.raw for line in lines)
    found = detect(text)
    if not found:
        return lines, []
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.raw) + 1
    masked, notes = list(lines), []
    ours = sorted(
        (place, one)
        for one in found
        for place in range(_row(starts, one.start), _row(starts, one.end - 1) + 1)
    )
    for place, pairs in groupby(ours, key=lambda pair: pair[0]):
        line, spans = lines[place], [one for _, one in pairs]
        signs_of = list(line.raw)
        for one in spans:
            for at in range(max(one.start - starts[place], 0), min(one.end - starts[place], len(signs_of))):
                signs_of[at] = signs_of[at] if signs_of[at].isspace() else MASK
        raw = "".join(signs_of)
        masked[place] = replace(line, raw=raw, text=clean(raw))
        notes += [(kind, masked[place]) for kind in dict.fromkeys(one.kind for one in spans)]
    return masked, notes


def _row(starts: list[int], offset: int) -> int:
    return bisect_right(starts, offset) - 1


def is_masked(text: str) -> bool:
    """Say whether nothing but masked signs is left of a text."""
    return MASK in text and not any(sign.isalnum() for sign in text)


def is_organisation(text: str) -> bool:
    """Say whether a short text is shown to name an organisation: by a word of one, a legal form, an acronym.

    >>> [is_organisation(name) for name in ("Osservatorio partecipazione", "Geltrude Inesistente", "LABSUS")]
    [True, False, True]
    """
    return signs().organisation.search(text) is not None
