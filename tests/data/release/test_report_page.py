"""The report for people: by document, one language a page, escaped, and every finding in it."""

import re
from html.parser import HTMLParser

import pytest

from corale.data.release import report, report_page
from corale.findings import Finding, Severity

HOSTILE = "<script>alert(1)</script>&\"'"
FINDINGS = [
    Finding(
        "a.txt",
        25,
        "D013",
        Severity.WARNING,
        "Non torna.",
        "It does not agree.",
        "Controllare.",
        "Check it.",
        "durationMonths",
        "osservatorio-1",
    ),
    Finding("a.txt", 0, "D014", Severity.INFO, "Nota.", "A note.", record="osservatorio-1"),
    Finding("b.txt", 3, "V001", Severity.VIOLATION, HOSTILE, HOSTILE, field=HOSTILE),
    Finding("", 0, "Q001", Severity.WARNING, "In tutto.", "In all."),
]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("tongue", ["it", "en"])
def test_a_page_is_whole_and_in_one_language(tongue: str) -> None:
    text = (
        report_page.head({"records": 1234}, "abc", tongue)
        + report_page.sections(FINDINGS, "https://e/", tongue)
        + report_page.TAIL
    )
    reader = Tags()
    reader.feed(text)
    assert reader.open == [] and "script" not in reader.seen and reader.seen.count("section") == 3
    own, other = ("Non torna. Controllare.", "It does not agree. Check it.")[:: 1 if tongue == "it" else -1]
    assert own in text and other not in text and f'<html lang="{tongue}">' in text
    assert ("1.234" if tongue == "it" else "1,234") in text


def test_a_finding_says_line_field_and_code_under_its_record() -> None:
    text = report_page.sections(FINDINGS, "https://e/", "it")
    first = text[: text.index("</section>")]
    assert 'href="https://e/id/record/osservatorio-1"' in first and "a.txt" in first
    assert (
        "Da controllare</strong> (riga 25, Durata in mesi): Non torna. Controllare." in first
        and "D013" in first
    )
    assert re.findall(r"<h3>(.*?)</h3>", text) == [
        "osservatorio-1 · a.txt",
        "b.txt",
        "Tutta la pubblicazione",
    ]
    assert "<details><summary>Per conoscenza (1)</summary>" in first and first.count("<details>") == 1


def test_every_form_has_every_finding() -> None:
    forms = dict(zip(report.NAMES, report.fragments(FINDINGS, "https://e/"), strict=True))
    assert set(forms) == set(report.frames({}, "https://e/", "abc"))
    for name, text in forms.items():
        assert all(one.code in text for one in FINDINGS), name
