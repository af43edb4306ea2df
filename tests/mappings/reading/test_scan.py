"""Patterns that whole texts are scanned for find what the pattern itself finds, in every text."""

import json
import re
from pathlib import Path

import pytest

from corale import artefacts
from corale.mappings.notice import resources, services
from corale.mappings.reading import codes, personal
from corale.mappings.reading.scan import Scan, Seen, letters, seen
from corale.mappings.text import citations, dates, groupings, wordings
from corale.mappings.text.patterns import expanded, table

CASES = Path(__file__).parents[2] / "cases"


@pytest.mark.parametrize(
    ("words", "clauses", "first"),
    [
        (r"sentenz[ae]", ["sentenza sentenze"], "sentenza sentenze"),
        (r"(?:avvis[oi]|bando)\s+per", ["avvisi avviso bando", "per"], "avvisi avviso bando"),
        (r"(?:avviso)?\s*pubblico", ["pubblico"], None),
        (r"(?:il\s+)?comune", ["comune"], "comune il"),
        (r"avvisi?", ["avvis avvisi"], "avvis avvisi"),
        (r"ab+cd", [], "ab"),
        (r"(?<=un )avviso(?! di)", ["avviso"], "avviso"),
        (r"avviso|x", [], "avviso x"),
        (r"[ab]de{2}f", ["adeef bdeef"], "adeef bdeef"),
        (r"(?-i:Comune)\s+di", ["comune"], "comune"),
        (r"[^a]vviso", ["vviso"], None),
        (r"\bTAR\b", ["tar"], "tar"),
    ],
)
def test_letters_of_a_pattern(words: str, clauses: list[str], first: str | None) -> None:
    found = letters(words)
    assert [" ".join(sorted(clause)) for clause in dict.fromkeys(found.contained)] == clauses
    begun = found.whole | found.begun
    assert (None if "" in begun else " ".join(sorted(begun))) == first


def texts() -> list[str]:
    """Our own texts, and what is hard in each of them doubled: long ones, in capitals, without breaks."""
    found = [json.loads(row)["text"] for row in (CASES / "decisions.jsonl").read_text("utf-8").splitlines()]
    found += [path.read_text("utf-8") for path in sorted(CASES.glob("*/*/avviso.txt"))[:40]]
    whole = "\n".join(found)
    return [*found, found[0].upper() * 3, whole[:9000].replace("\n", " "), whole[:9000].replace(" ", "")]


def scans() -> list[Scan]:
    modules = (resources, services, codes, personal, citations, groupings, dates, wordings)
    found = [one for module in modules for one in vars(module).values() if isinstance(one, Scan)]
    for path in artefacts.files("mappings", "avviso", "patterns", suffix=".toml"):
        for row in table(path.stem).values():
            flags = re.MULTILINE if row.get("case") else re.MULTILINE | re.IGNORECASE
            found += [Scan(expanded(path.stem, one), flags) for one in row["any"]]
    return found


def test_a_scan_finds_what_its_pattern_finds() -> None:
    """In every text, at every place, from any start on; short texts are not scanned but searched."""
    found, wrong = 0, []
    for text in (one for one in texts() if len(one) > 300):
        places = Seen(text)
        for one in scans():
            there = [match.span() for match in one.pattern.finditer(text)]
            found += len(there)
            if there != [match.span() for match in one.each(text, places=places)]:
                wrong.append((one.words, text[:40]))
            middle = one.pattern.search(text, 100)
            if (middle and middle.span()) != ((it := one.first(text, 100, places=places)) and it.span()):
                wrong.append((one.words, "from 100"))
    assert found > 2000 and wrong == []


def test_a_text_whose_small_letters_are_more_is_searched_as_it_is() -> None:
    text = "İ" * 200 + " AVVISO pubblico " * 20
    assert not seen(text).plain
    assert len(list(Scan("avviso", re.IGNORECASE).each(text))) == 20


def test_letters_are_looked_for_when_a_pattern_comes_later() -> None:
    """What a text was not asked for when it was first seen is found all the same."""
    text = "prima riga con zibaldone e quisquilia\n" * 20
    places = Seen(text)
    assert len(list(Scan("zibaldone").each(text, places=places))) == 20
    assert len(list(Scan("(?:quisquilia|bagattella)").each(text, places=places))) == 20
    assert len(list(Scan(r"zibaldone\s+e\s+quisquilia").each(text, places=places))) == 20
