"""What a release brought, in numbers, from what two releases published."""

import shutil
from pathlib import Path

from tests.five import FIVE

from corale.data.published.notes import Brought, brought
from corale.data.release.withdrawn import RECORDS
from corale.pipeline import build


def test_new_gone_and_changed_records_are_counted_with_their_regions(tmp_path: Path) -> None:
    whole = build([FIVE], tmp_path, jobs=1).folder
    process, notice = brought(None, whole)
    assert (process.kind, process.withdrawn, process.changed) == ("process", 0, 0)
    assert process.added + notice.added == 5
    assert sum(number for _, number in process.regions) <= process.added
    assert process.regions[0][0] == "Emilia-Romagna"
    assert brought(whole, whole) == (Brought("process"), Brought("notice"))

    fewer = tmp_path / "fewer"
    shutil.copytree(whole, fewer)
    head, _, *rest = (whole / RECORDS).read_text(encoding="utf-8").splitlines(keepends=True)
    cells = rest[0].split(",")
    rest[0] = ",".join([*cells[:3], "0" * 64, *cells[4:]])
    (fewer / RECORDS).write_text("".join([head, *rest]), encoding="utf-8")
    back, forth = brought(fewer, whole), brought(whole, fewer)
    assert sum(one.added for one in back) == sum(one.withdrawn for one in forth) == 1
    assert sum(one.changed for one in back) == sum(one.changed for one in forth) == 1
    assert all(one.regions == () for one in forth)


def test_a_release_without_lists_has_no_regions(tmp_path: Path) -> None:
    (tmp_path / RECORDS).write_text("record,kind,file,sha256,modified\na-1,process,a.txt,0,\n")
    assert brought(None, tmp_path) == (Brought("process", 1), Brought("notice"))
