"""What is read from the members that hold a record or a shared thing is what a pass over the dumps finds."""

import pytest
from tests.desk.conftest import SHEET

from corale.data.published import excerpt
from corale.data.published.diff import record_of
from corale.data.published.folder import Release
from corale.data.rdf.grades import DUMPS, KNOWN
from corale.data.release import join
from corale.data.release.join import dumped
from corale.pipeline import build

TOWNS = ("Ferrara", "Ravenna", "Cento", "Rimini")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of several members, with records whose numbers begin alike."""
    folder = tmp_path_factory.mktemp("excerpt")
    (folder / "in").mkdir()
    for n in range(1, 71):
        text = SHEET.format(words="Ambiente").replace("Ferrara", TOWNS[n % len(TOWNS)])
        (folder / "in" / f"{n}.txt").write_text(text, encoding="utf-8")
    return build([folder / "in"], folder / "out", jobs=1, accept=True)


def test_a_record_is_read_whole_and_alone(release: Release) -> None:
    lines = [*dumped(release.folder, DUMPS)]
    assert len({one.key for one in join.places(release.folder) if one.file == KNOWN}) > 2
    for slug in [
        *sorted(excerpt.slugs(release))[::9],
        "osservatorio-1",
        "osservatorio-10",
        "osservatorio-70",
    ]:
        own = [line for line in lines if record_of(line) == slug]
        assert own and [*excerpt.of_record(release, slug)] == own
    assert [*excerpt.of_record(release, "osservatorio-none")] == []


def test_a_thing_is_read_whole_and_alone(release: Release) -> None:
    base, lines = release.manifest.base, [*dumped(release.folder, DUMPS)]
    for tail in (
        "organisation/comune-038008",
        "place/038008",
        "place/08",
        "process/osservatorio-1",
        "place/no",
    ):
        iri = f"{base}id/{tail}"
        assert [*excerpt.about(release, iri)] == [line for line in lines if line.startswith(f"<{iri}> ")]
    start = f"{base}id/place/038"
    shared = [line for line in lines if line.startswith(f"<{start}")]
    assert shared and [*excerpt.of_shared(release, start)] == shared


def test_only_the_member_of_a_record_is_read(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    real = join.lines
    monkeypatch.setattr(join, "lines", lambda folder, place: read.append(place.length) or real(folder, place))
    assert [*excerpt.of_record(release, "osservatorio-10", [KNOWN])]
    assert len(read) == 1 and read[0] < (release.folder / KNOWN).stat().st_size / 2
