"""The development corpus as a measure: values right, wrong and missing by field, grade and kind of document.

Folds are by document (a hash of its name), so that no text stands on both sides; fold 0 is kept unseen by
whoever writes rules. What the corpus accepts, derives or doubts counts as its README says. Values in doubt
are not scored."""

import hashlib
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz

from corale.mappings.extract import extract, list_documents
from corale.mappings.notice import bands
from corale.mappings.notice.scope import own_lines
from corale.mappings.reading.documents import content as whole
from corale.mappings.reading.lines import Line, nonblank, physical
from corale.mappings.text.extraction import RecordBuilder
from corale.record import Record

FOLDS, UNSEEN = 5, 0
DECISION = ("publishable", "inScope", "procedureKind", "documentKind")
FAMILIES = (
    bands.FAMILIES | dict.fromkeys(DECISION, "decision") | {"contactPec": "codes", "identifier": "codes"}
)
OBJECTS = ("party", "deadline", "period", "amount", "identifier", "meeting")
PLAIN = tuple(name for name in FAMILIES if name not in (*DECISION, *OBJECTS))
_SIGNS = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "“": '"', "”": '"', "«": '"', "»": '"'})


def lines_of(path: Path) -> list[Line]:
    """Return the lines of a plain text that say something, personal data masked, as a notice is read."""
    (document,) = list_documents([path])
    return RecordBuilder(document.file, 0, "notice").screen(list(nonblank(physical(whole(document).text))))


def wilson(right: int, n: int, z: float = 1.96) -> tuple[float, float, float]:
    """Return a share and the bounds of its Wilson interval (95 %): of 57 in 58 0.983, 0.909, 0.997."""
    if not n:
        return 0.0, 0.0, 1.0
    p, zz = right / n, z * z
    middle = (p + zz / (2 * n)) / (1 + zz / n)
    half = z * math.sqrt(p * (1 - p) / n + zz / (4 * n * n)) / (1 + zz / n)
    return round(p, 3), round(max(0.0, middle - half), 3), round(min(1.0, middle + half), 3)


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the corpus: its name, file, expected facts and fold."""

    name: str
    path: Path
    expected: dict
    fold: int

    @property
    def doubted(self) -> set[str]:
        """The keys that another reader could decide otherwise."""
        doubts = set(self.expected.get("doubt_on") or ())
        return doubts | ({"procedureKind"} if "procedure_kind" in doubts else set())


@dataclass(slots=True)
class Tally:
    """Counts of one field: published values right and wrong, candidates right and wrong, facts and those
    missed."""

    right: int = 0
    wrong: int = 0
    guessed: int = 0
    misguessed: int = 0
    facts: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Add the counts of another text."""
        for name in ("right", "wrong", "guessed", "misguessed", "facts"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.errors += other.errors

    def row(self) -> dict[str, object]:
        """The figures of the field: precision and recall of what is published, recall with the candidates."""
        n, low, high = wilson(self.right, self.right + self.wrong)
        return {
            "published": f"{self.right}/{self.right + self.wrong}",
            "precision": n,
            "interval": [low, high],
            "recall": round(self.right / self.facts, 3) if self.facts else None,
            "recall with candidates": (
                round((self.right + self.guessed) / self.facts, 3) if self.facts else None
            ),
            "candidates": f"{self.guessed}/{self.guessed + self.misguessed}",
            "facts": self.facts,
        }


ALIKE = 94  # percent of the letters of two spellings of one name


def fold_of(name: str) -> int:
    """Return the fold of a document, from a hash of its name: it never moves."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % FOLDS


def texts(folder: Path) -> Iterator[Text]:
    """Return the texts of the corpus in the order of their names."""
    for path in sorted((folder / "corpus" / "notices").glob("*.expected.json")):
        name = path.name.removesuffix(".expected.json")
        expected = json.loads(path.read_text(encoding="utf-8"))
        yield Text(name, path.with_name(f"{name}.txt"), expected, fold_of(name))


def read(text: Text) -> Record:
    """Return the record that is extracted from a text."""
    return next(extract([text.path])).record


def same(value: object) -> str:
    """Return a value as it is compared: signs and spaces of one sort, decimals without zeros behind."""
    if isinstance(value, dict):
        return json.dumps({key: same(one) for key, one in sorted(value.items())}, ensure_ascii=False)
    if isinstance(value, list):
        return json.dumps(sorted(same(one) for one in value), ensure_ascii=False)
    text = " ".join(str(value).translate(_SIGNS).split())
    return (
        text[:-3]
        if re.fullmatch(r"\d+\.00", text)
        else text.removesuffix(".0")
        if text[:1].isdigit()
        else text
    )


def listed(value: object) -> list[object]:
    """Return a value as a list: nothing, one, or many."""
    return [] if value in (None, "") else list(value) if isinstance(value, list) else [value]


def cut(name: str, value: object) -> object:
    """Return the part of an object that is compared."""
    keys = {
        "party": ("name", "role"),
        "deadline": ("what", "date"),
        "period": ("what", "start", "end", "durationMonths"),
        "amount": ("value",),
        "identifier": ("scheme", "value"),
        "meeting": ("date",),
        "grouping": ("groupMember",),
    }
    if not isinstance(value, dict) or name not in keys:
        return value
    kept = {key: value[key] for key in keys[name] if value.get(key) not in (None, "")}
    if name == "period" and kept.get("what") in ("service", "convention", "project", "other"):
        kept["what"] = (
            "own"  # readers tell these apart differently; the years of a programme are something else
        )
    return kept


def wanted(text: Text, name: str) -> list[object]:
    """Return the facts that a text states for a field, in the contract's form."""
    expected, notice = text.expected, text.expected["notice"]
    match name:
        case "publishable":
            return [expected["publishable"]]
        case "documentKind":
            return [expected["document_kind"]]
        case "procedureKind":
            return [one for one in expected["procedure_kind"] if one != "none"]
        case "party":
            roles = {"mentioned": "named"}
            rows = [
                one for one in expected.get("parties") or () if one.get("stated") and not one.get("generic")
            ]
            return [{"name": one["name"], "role": roles.get(one["role"], one["role"])} for one in rows]
        case "deadline":
            return [
                {"what": d.get("what"), "date": d["date"]}
                for d in expected.get("deadlines") or ()
                if d.get("date")
            ]
        case "period":
            return [span for one in expected.get("periods") or () if len(span := _span(one)) > 1]
        case "amount":
            return [
                {"value": str(one["eur"])}
                for one in expected.get("amounts") or ()
                if one.get("eur") is not None
            ]
        case "identifier":
            found = expected["identifiers"]
            return [{"scheme": s.upper(), "value": v} for s in ("cig", "cup") for v in found.get(s) or ()]
        case "meeting":
            return [{"date": one["date"]} for one in expected.get("meetings") or () if one.get("date")]
    return listed(notice.get(name))


def _span(one: dict) -> dict[str, str]:
    """A period in the contract's form; how long it lasts only where neither start nor end is stated."""
    made = {key: str(one[key]) for key in ("what", "start", "end") if one.get(key)}
    lasts = one.get("duration_months") if len(made) == 1 else None
    return made | ({"durationMonths": str(lasts)} if lasts else {})


def accepted(text: Text, name: str) -> set[str]:
    """Return the other values of a field that are right too."""
    more = {same(cut(name, one)) for one in listed((text.expected.get("accept") or {}).get(name))}
    if name == "party":  # another spelling of who issues is one as a party, too
        others = listed((text.expected.get("accept") or {}).get("issuingBody"))
        more |= {same({"name": one, "role": "issuer"}) for one in others}
    if name == "documentKind" and text.expected["text_genre"] == "news":
        more.add("notizia")
    if name == "thirdSectorEntity":  # every non-profit named; the corpus lists some with their role only
        rows = text.expected.get("parties") or ()
        more |= {same(one["name"]) for one in rows if one.get("kind") == "ets" and one.get("stated")}
    if name == "documentKind":
        more |= {same(one) for one in listed(text.expected.get("documents"))}
    return more


def right(name: str, value: str, facts: set[str]) -> str:
    """The fact that a value states, or nothing: for names of bodies also in another spelling of the same
    name.

    >>> right("issuingBody", "Distretto sociosanitario VT4", {"Distretto Socio-Sanitario VT4"})
    'Distretto Socio-Sanitario VT4'
    """
    # a part of a period is right where nothing that it says is wrong
    if name == "period" and value not in facts:
        said = json.loads(value).items()
        return next((one for one in sorted(facts) if len(said) > 1 and said <= json.loads(one).items()), "")
    if value in facts or FAMILIES[name] != "parties":
        return value if value in facts else ""
    spelt = _letters(value)
    return next((one for one in sorted(facts) if fuzz.ratio(spelt, _letters(one)) >= ALIKE), "")


def _letters(value: str) -> str:
    """A name in small letters without signs, spaces, «e» and a kind told as a common noun before it."""
    bare = re.sub(r'(^|": ")(?:associazione|cooperativa sociale)\s+(?=[A-ZÀ-Ý])', r"\1", value)
    return re.sub(r"[\W_]|(?<=\W)e(?=\W)", "", bare).lower()


def score(text: Text, record: Record, names: tuple[str, ...] = tuple(FAMILIES)) -> dict[str, Tally]:
    """Return the counts of every field of one text; facts of a text that is rightly not published are not
    asked for."""
    tallies: dict[str, Tally] = {}
    fields = record.fields if record.kind == "notice" else {}
    published = bool(fields.get("publishable", fields.get("inScope")))
    for name in names:
        if name in text.doubted or (
            name in OBJECTS + PLAIN and not (text.expected["publishable"] or published)
        ):
            continue
        if name == "publishable":
            tallies[name] = _decided(text, published)
            continue
        want = [same(cut(name, one)) for one in wanted(text, name)]
        also = accepted(text, name)
        tally = tallies[name] = Tally(facts=len(want))
        sure = [same(cut(name, one)) for one in listed(fields.get(name))]
        unsure = [same(cut(name, one.value)) for one in record.candidates if one.field == name]
        _match(tally, name, f"{text.name} {name}", want, also, sure, unsure)
    return tallies


def _decided(text: Text, published: bool) -> Tally:
    fact = bool(text.expected["publishable"])
    tally = Tally(right=int(published and fact), wrong=int(published and not fact), facts=int(fact))
    if published != fact:
        tally.errors.append(f"{text.name} publishable: {published}")
    return tally


def _match(
    tally: Tally, fields: str, name: str, want: list[str], also: set[str], sure: list[str], unsure: list[str]
) -> None:
    rest = list(want)
    for values, grade in ((sure, "published"), (unsure, "candidate")):
        for one in dict.fromkeys(values):
            found = right(fields, one, {*want, *also})
            hit, one = bool(found), found or one
            if hit and one not in rest and rest:
                rest.pop()
            elif one in rest:
                rest.remove(one)
            elif hit and one in also and not want:
                tally.facts += 1
            elif hit:
                continue
            if grade == "published":
                tally.right, tally.wrong = tally.right + hit, tally.wrong + (not hit)
            else:
                tally.guessed, tally.misguessed = tally.guessed + hit, tally.misguessed + (not hit)
            if not hit:
                tally.errors.append(f"{name}: {grade} {one} (facts: {' | '.join(want) or 'none'})")
    tally.errors += [f"{name}: missing {one}" for one in rest]


def total(scores: list[dict[str, Tally]]) -> dict[str, Tally]:
    """Return the counts of many texts together, by field."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for scored in scores:
        for name, tally in scored.items():
            tallies[name].add(tally)
    return dict(tallies)


def report(folder: Path) -> dict[str, object]:
    """Return the figures over the corpus: by field, by kind of document, of the texts no rule was written
    on."""
    rows = [(text, score(text, read(text))) for text in texts(folder)]
    seen, unseen = ([s for t, s in rows if (t.fold == UNSEEN) is side] for side in (False, True))
    kinds: dict[str, list[dict[str, Tally]]] = defaultdict(list)
    for text, scored in rows:
        kinds[text.expected["document_kind"]].append(scored)
    return {
        "all texts": figures([s for _, s in rows]),
        "seen while writing": figures(seen),
        "not seen while writing": figures(unseen),
        "lines of the page": content(folder),
        "by document kind": {kind: figures(scores)["plain values"] for kind, scores in sorted(kinds.items())},
        "publishable by fold": {
            fold: total([s for t, s in rows if t.fold == fold])["publishable"].row() for fold in range(FOLDS)
        },
    }


def content(folder: Path) -> dict[str, object]:
    """How well the lines of the notice are told from those of its page, on texts whose own lines are
    known."""
    found = {"kept that are its own": [0, 0], "its own that are kept": [0, 0]}
    for text in texts(folder):
        if spans := text.expected.get("own_lines"):
            lines = lines_of(text.path)
            own = {line.number for line in lines if any(a <= line.number <= b for a, b in spans)}
            kept = {line.number for line in own_lines(lines)}
            for name, whole in (("kept that are its own", kept), ("its own that are kept", own)):
                found[name][0] += len(own & kept)
                found[name][1] += len(whole)
    return {name: [f"{a}/{b}", wilson(a, b)] for name, (a, b) in found.items()}


def figures(scores: list[dict[str, Tally]]) -> dict[str, object]:
    """Return the figures of some texts: each field, each family, the plain values together."""
    tallies, families, plain = total(scores), defaultdict(Tally), Tally()
    for name, tally in tallies.items():
        families[FAMILIES[name]].add(tally)
        if name in PLAIN:
            plain.add(tally)
    shown = {name: tally.row() for name, tally in tallies.items()}
    return {
        "fields": shown,
        "families": {n: t.row() for n, t in families.items()},
        "plain values": plain.row(),
    }
