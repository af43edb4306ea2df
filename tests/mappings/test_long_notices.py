"""Twenty long notices of our own, read whole: their facts, the forms in their annexes, their order in a PDF of columns."""

import textwrap
from pathlib import Path

import pytest
from tests.long_notices import LONGEST, SHORTEST, LongNotice, notices
from tests.mappings.reading.making import pdf

from corale.mappings.extract import extract
from corale.mappings.reading.office.pdf import lines
from corale.record import Record

NOTICES = {one.name: one for one in notices()}
LINES, LEFT, RIGHT, LEADING = 56, 50, 320, 13  # of a page: lines, left edges of its columns, points a line


def test_there_are_twenty_of_4_to_20_pages_and_no_two_begin_alike() -> None:
    assert len(NOTICES) == 20
    assert {one.pages for one in NOTICES.values()} >= {SHORTEST, LONGEST}
    assert all(SHORTEST <= one.pages <= LONGEST for one in NOTICES.values())
    assert len({one.text[:200] for one in NOTICES.values()}) == 20


@pytest.mark.parametrize("name", NOTICES)
def test_facts_of_a_long_notice(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    notice = NOTICES[name]
    path = tmp_path_factory.mktemp(name) / "avviso.txt"
    path.write_text(notice.text, encoding="utf-8")
    record = next(extract([path])).record
    for field, value in notice.facts.items():
        got = record.fields[field]
        if field == "party":
            listed = [one for one in got if one.get("outcome")]
            got = [{key: one[key] for key in ("name", "role", "score")} for one in listed]
        got = sorted(got) if field == "memberMunicipality" else got
        assert str(got).casefold() == str(value).casefold(), field
    assert {one.line for one in record.evidence}.isdisjoint(notice.forms)
    assert record.account.lines == record.account.mapped + record.account.ignored + record.account.reported


def printed(notice: LongNotice, columns: int) -> bytes:
    """The notice as a PDF: pages with head and foot, in one column or two, long words parted at line ends."""
    width = 44 if columns == 2 else 88
    rows = [row for line in notice.lines for row in _wrapped(line, width)]
    filled = [
        rows[at : at + LINES] for at in range(0, len(rows) // LINES // columns * LINES * columns, LINES)
    ]
    last = rows[len(filled) * LINES :]
    height = -(-len(last) // columns)  # columns end together on the last page
    filled += [last[at : at + height] for at in range(0, len(last), height or 1)]
    pages = []
    for number in range(0, len(filled), columns):
        page = [(LEFT, 810.0, notice.lines[0]), (280.0, 20.0, f"Pagina {number // columns + 1}")]
        for x, column in zip((LEFT, RIGHT), filled[number : number + columns], strict=False):
            page += [(x, 780.0 - LEADING * place, row) for place, row in enumerate(column) if row]
        pages.append(page)
    return pdf(pages)


def _wrapped(line: str, width: int) -> list[str]:
    return textwrap.wrap(line, width * 3 // 4 if line.isupper() else width) or [""]


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("name", [name for name, one in NOTICES.items() if "    " not in one.text][:8])
def test_a_printed_notice_is_read_in_its_order(name: str, columns: int) -> None:
    notice = NOTICES[name]
    read, blank, firsts = lines(printed(notice, columns))
    assert not blank
    assert firsts[0] == 1 and [read[first - 2] for first in firsts[1:]] == [""] * (len(firsts) - 1)
    once = f"{notice.lines[0]} {notice.text}"  # the head of the first page stays
    assert " ".join(" ".join(read).split()) == " ".join(once.split())


def test_what_is_read_in_a_pdf_names_its_page(tmp_path: Path) -> None:
    notice = NOTICES["long-05"]
    path = tmp_path / "avviso.pdf"
    path.write_bytes(printed(notice, 1))
    record = next(extract([path])).record
    assert record.fields["deadlineDate"] == notice.facts["deadlineDate"]
    pages = {one.pointer.split("/")[2]: one.page for one in record.evidence}
    rows = [row for line in notice.lines for row in _wrapped(line, 88)]
    term = next(place for place, row in enumerate(rows) if "Il termine ultimo per" in row)
    assert pages["title"] == 1 and pages["deadlineDate"] == term // LINES + 1 > 1
    assert Record.from_json(record.to_json()) == record
