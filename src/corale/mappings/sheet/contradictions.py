"""Contradictions inside a sheet: coded fields against each other, and against the text where the text is
explicit.

Nothing is repaired: each is a finding (code D001 to D017) on the line of the doubtful field, with the line
that says otherwise."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from corale.mappings.reading.lines import Passage
from corale.mappings.text.dates import Moment, days, months
from corale.mappings.text.extraction import RecordBuilder
from corale.mappings.text.values import MONTH, MONTHS
from corale.record import Fields

WORDS = {
    "due": 2,
    "tre": 3,
    "quattro": 4,
    "cinque": 5,
    "sei": 6,
    "sette": 7,
    "otto": 8,
    "nove": 9,
    "dieci": 10,
    "undici": 11,
    "dodici": 12,
    "quindici": 15,
    "diciotto": 18,
    "venti": 20,
    "ventiquattro": 24,
    "trenta": 30,
    "quaranta": 40,
    "cinquanta": 50,
    "sessanta": 60,
    "settanta": 70,
    "ottanta": 80,
    "novanta": 90,
    "cento": 100,
}
_NUMBER = rf"(?:\d{{1,3}}(?:\.\d{{3}})*|{'|'.join(WORDS)})"
_RANGE = re.compile(
    rf"(?:\b(?:da|dal)\s+)?(?P<m1>{MONTH})(?:\s+(?P<y1>(?:19|20)\d\d))?\s*(?:[-–—]|ad?\b|al|fino\s+ad?|"
    rf"e)\s*(?P<m2>{MONTH})\s+(?P<y2>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_LASTS = re.compile(
    rf"(?:processo|percorso|progetto|cammino|confronto)\b[^.;()]{{0,40}}?\b(?:dura(?:to|rà|ta)?|"
    r"durata(?:\s+(?:complessiva|totale|prevista))?|svolg\w+|articol\w+)"
    rf"\b[^.;()]{{0,25}}?\b(?:di|in|per|circa)?\s*(?P<n>{_NUMBER})\s+mesi\b|"
    rf"durata\s+(?:complessiva\s+)?(?:di|pari\s+a)\s+(?P<n2>{_NUMBER})\s+mesi\b",
    re.IGNORECASE,
)
_STARTED = re.compile(
    r"promoss|avviat|avvio|pubblicat|inizi|partit|apert|indett|pres[oa] (?:il )?via", re.IGNORECASE
)
_ENDED = re.compile(
    r"approvat|conclus|terminat|sottoscritt|chius|firmat|adottat|fine del (?:percorso|processo)",
    re.IGNORECASE,
)
_BODIES = re.compile(
    rf"\b(?P<count>{_NUMBER})\s+(?:\w+\s+){{0,2}}?(?P<what>associazioni|enti\s+del\s+terzo\s+settore|ets\b|"
    r"organizzazioni|cooperative|enti\s+non\s+profit|realtà\s+associative)",
    re.IGNORECASE,
)
_COLLECTIVE = re.compile(
    r"associa|organizza|enti\b|terzo\s+settore|ets\b|cooperativ|non\s?-?profit|rappresentan|gruppi",
    re.IGNORECASE,
)
_APPROVED = re.compile(
    r"(?:document[oi]\s+(?:di\s+propost\w+|partecipat\w+|final[ei]|condivis\w+)|proposta|docpp)\b[^.;]{0,60}?(?:\b(?:è|sono|era|"
    r"viene)\s+stat[oaie]\s+|\b)(?P<done>approvat[oaie]|sottoscritt[oaie]|adottat[oaie])\b",
    re.IGNORECASE,
)
_PART = re.compile(r"\b(?:fas[ei]|grupp[oi]|tavol[oi]|laborator(?:io|i)|workshop)\b[^.]*\Z", re.IGNORECASE)
_FUTURE = re.compile(
    r"\b(?:sarà|saranno|verrà|verranno|dovrà|essere|una volta|se |affinché|possa|previst)\b", re.IGNORECASE
)
_HEADS = re.compile(
    r"(?:hanno\s+(?:partecipato|preso\s+parte|aderito)|(?:sono\s+stat[ei]\s+)?coinvolt[ei]|in\s+tutto|"
    r"complessivamente|un\s+totale\s+di)\s+(?P<about>(?:oltre|circa|più\s+di|almeno|"
    rf"quasi)\s+)?(?P<n>{_NUMBER})\s+(?:persone|cittadin[ie]|partecipanti|abitanti|residenti)"
    rf"|(?P<about2>(?:oltre|circa|più\s+di|almeno|quasi)\s+)?(?P<n2>{_NUMBER})\s+(?:persone|cittadin[ie]|"
    r"partecipanti)\s+(?:hanno\s+(?:partecipato|preso\s+parte)|coinvolt[ei]|in\s+totale|complessiv)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_PEOPLE = re.compile(rf"{_NUMBER}\s+(?:persone|cittadin|partecipanti|abitanti|residenti)")
TEXTS = ("design", "achievedResults", "objectives", "documentsDescription")
TOLD = ("design", "achievedResults")
SHOWS_BADGES = ("A", "B")  # renderings that print the badges; template C and table exports do not


def check(builder: RecordBuilder) -> None:
    """Add a finding for every contradiction in the draft's fields."""
    fields = builder.fields
    _dates(builder, fields)
    _money(builder, fields)
    _standing(builder, fields)
    _text(builder, fields)


def count(text: str) -> int:
    """Return a number written in figures or in words.

    >>> count("40"), count("Quaranta"), count("1.200")
    (40, 40, 1200)
    """
    return WORDS.get(text.lower()) or int(text.replace(".", ""))


def elapsed(start: str, end: str) -> float:
    """Return the months from one day to another, to a tenth.

    >>> elapsed("2015-12-01", "2016-05-14")
    5.4
    """
    year1, month1, day1 = map(int, start.split("-"))
    year2, month2, day2 = map(int, end.split("-"))
    return round((year2 - year1) * 12 + month2 - month1 + (day2 - day1) / 30.4, 1)


def _note(builder: RecordBuilder, code: str, name: str, against: str | int, **words: object) -> None:
    """Add a contradiction of the field `name`; `against` is the field or the line that says otherwise."""
    other = builder.line_of(against) if isinstance(against, str) else against
    builder.note(code, builder.line_of(name), name, other, **words)


def _dates(builder: RecordBuilder, fields: Fields) -> None:
    """Dates and years against each other and against the duration."""
    start, end = str(fields.get("startDate", "")), str(fields.get("endDate", ""))
    first, last, length = fields.get("startYear"), fields.get("endYear"), fields.get("durationMonths")
    if start and end and end < start:
        _note(builder, "D001", "endDate", "startDate", start=start, end=end)
    elif start and end and isinstance(length, int) and abs((passed := elapsed(start, end)) - length) > 1.5:
        text = {"start": start, "end": end, "computed": passed}
        _note(builder, "D005", "durationMonths", "endDate", months=length, **text)
    if isinstance(first, int) and isinstance(last, int) and last < first:
        _note(builder, "D002", "endYear", "startYear", start=first, end=last)
    if start and isinstance(first, int) and int(start[:4]) != first:
        _note(builder, "D003", "startYear", "startDate", year=first, date=start)
    if end and isinstance(last, int) and int(end[:4]) != last:
        _note(builder, "D004", "endYear", "endDate", year=last, date=end)


def _money(builder: RecordBuilder, fields: Fields) -> None:
    """Grant, cost, co-funding and its share."""
    grant, cost, share = (fields.get(name) for name in ("grantAmount", "totalCost", "coFundingShare"))
    shared = fields.get("coFunded")
    if grant is not None and cost is not None:
        given, whole = Decimal(str(grant)), Decimal(str(cost))
        if given > whole:
            _note(builder, "D006", "grantAmount", "totalCost", grant=grant, cost=cost)
        elif whole > 0 and share is not None:
            computed = 100 * (whole - given) / whole
            if abs(computed - Decimal(str(share))) > Decimal("0.5"):
                _note(builder, "D007", "coFundingShare", "totalCost", share=share, computed=f"{computed:.2f}")
        if shared is False and given < whole:
            text, text_en = (
                f"il costo ({cost}) supera il finanziamento ({grant})",
                f"the cost ({cost}) is above the grant ({grant})",
            )
            _note(builder, "D008", "coFunded", "totalCost", text=text, text_en=text_en)
            return
        if shared is True and given == whole:
            _note(builder, "D009", "coFunded", "totalCost", cost=cost)
    if shared is False and share is not None and Decimal(str(share)) > 0:
        text, text_en = f"la percentuale è {share}", f"the share is {share}"
        _note(builder, "D008", "coFunded", "coFundingShare", text=text, text_en=text_en)


def _standing(builder: RecordBuilder, fields: Fields) -> None:
    """Score, level, nature and badges."""
    score, level = fields.get("score"), fields.get("participationLevel")
    if isinstance(score, dict) and score["scoreValue"] > score["scoreMaximum"]:  # type: ignore[operator]
        _note(builder, "D010", "score", 0, score=score["scoreValue"], maximum=score["scoreMaximum"])
    if not builder.truncated and level and not score:
        _note(builder, "D012", "participationLevel", 0)
    elif score and not level:
        _note(builder, "D017", "score", 0)
    nature, badges = str(fields.get("processNature", "")), fields.get("badge")
    if not nature or not badges or builder.template not in SHOWS_BADGES:  # no badge says nothing
        return
    words = nature.casefold()
    certified, funded = (
        "certificato" in words and "non certificato" not in words,
        "finanziato" in words and "non finanziato" not in words,
    )
    shown = badges if isinstance(badges, list) else []
    if ("Certificato" in shown) != certified or ("Finanziato" in shown) != funded:
        listed = ", ".join(map(str, shown)) or "–"
        _note(builder, "D011", "processNature", "badge", nature=nature, badges=listed)


def _text(builder: RecordBuilder, fields: Fields) -> None:
    """Coded fields against what the prose says outright."""
    passages = {name: Passage(builder.texts[name]) for name in TEXTS if name in builder.texts}
    length = fields.get("durationMonths")
    if isinstance(length, int) and (told := next(_durations(passages), None)):
        low, high, quote, line = told
        if not low - 1 <= length <= high + 1:
            _note(builder, "D013", "durationMonths", line, months=length, text=quote, text_en=quote)
    telling = [passages[name] for name in TOLD if name in passages]
    stated = fields.get("participantCategory")
    if isinstance(stated, list) and not any(_COLLECTIVE.search(str(one)) for one in stated):
        found = (
            _quoted(passage, match)
            for passage in telling
            for match in _BODIES.finditer(passage.text)
            if count(match["count"]) > 1
        )
        for quote, line in islice(found, 1):
            _note(
                builder, "D014", "participantCategory", line, stated=", ".join(map(str, stated)), text=quote
            )
    if fields.get("proposalDocumentsApproved") is False:
        for quote, line in islice(_approvals(telling), 1):
            _note(builder, "D015", "proposalDocumentsApproved", line, text=quote)
    people = fields.get("participantCount")
    if isinstance(people, int):
        for quote, line in islice(_heads(telling, people), 1):
            _note(builder, "D016", "participantCount", line, stated=people, text=quote)


def _quoted(passage: Passage, match: re.Match[str]) -> tuple[str, int]:
    """Return the words of a match and their line."""
    return passage.quote(*match.span()), passage.at(*match.span()).number


def _durations(passages: dict[str, Passage]) -> Iterator[tuple[int, int, str, int]]:
    """Yield the lengths that the text gives to the process: least and most months, how it says so, and on
    which line."""
    for passage in passages.values():
        text = passage.text
        for match in _RANGE.finditer(text) if _YEAR.search(text) else ():
            year2 = int(match["y2"])
            year1 = int(match["y1"] or year2 - (MONTHS[match["m1"].lower()] > MONTHS[match["m2"].lower()]))
            least = (year2 - year1) * 12 + MONTHS[match["m2"].lower()] - MONTHS[match["m1"].lower()]
            if least > 0 and not _preceding_part(text, match.start()):
                yield least, least + 1, *_quoted(passage, match)
        for match in _LASTS.finditer(text) if "mesi" in text else ():
            number = count(match["n"] or match["n2"])
            if not _preceding_part(text, match.start()):
                yield number, number, *_quoted(passage, match)
    if "design" in passages and _YEAR.search(passages["design"].text) and (ends := _ends(passages["design"])):
        one, two = ends
        least = (int(two.value[:4]) - int(one.value[:4])) * 12 + int(two.value[5:7]) - int(one.value[5:7])
        design = passages["design"]
        quote = f"{design.quote(one.start, one.end)} – {design.quote(two.start, two.end)}"
        yield least, least + 1, quote, design.at(one.start, one.end).number


def _preceding_part(text: str, at: int) -> bool:
    """Say whether what is told belongs to a part of the process: a phase, a working group, a table, a
    workshop."""
    return _PART.search(text, max(0, at - 70), at) is not None


def _ends(passage: Passage) -> tuple[Moment, Moment] | None:
    """Return the dated start and the dated end of the process, where the text tells both."""
    moments = sorted((*days(passage.text), *months(passage.text)), key=lambda one: one.start)
    moments = [one for one in moments if one.dated]
    begins = [one for one in moments if _STARTED.search(passage.text, max(0, one.start - 60), one.start)]
    finishes = [one for one in moments if _ENDED.search(passage.text, max(0, one.start - 60), one.start)]
    if not begins or not finishes or finishes[-1].value[:7] < begins[0].value[:7]:
        return None
    return begins[0], finishes[-1]


def _approvals(passages: list[Passage]) -> Iterator[tuple[str, int]]:
    """Yield the words of the text that tell that a proposal was approved, with their line."""
    for passage in passages:
        for match in _APPROVED.finditer(passage.text):
            if not _FUTURE.search(passage.text, max(0, match.start() - 25), match.end()):
                yield _quoted(passage, match)


def _heads(passages: list[Passage], stated: int) -> Iterator[tuple[str, int]]:
    """Yield the words of the text that give another number of people than stated (roughly is near enough),
    with their line."""
    for passage in passages:
        for match in _HEADS.finditer(passage.text) if _PEOPLE.search(passage.text) else ():
            number = count(match["n"] or match["n2"])
            slack = 0.25 if match["about"] or match["about2"] else 0.02
            if abs(number - stated) > slack * max(stated, number):
                yield _quoted(passage, match)
