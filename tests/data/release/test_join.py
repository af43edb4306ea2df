"""A release is its members joined, whatever was kept from before; every format says the same to two parsers."""

import csv
import gzip
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from corale.data.rdf import formats
from corale.data.rdf.canonical import nquad
from corale.data.rdf.formats import FORBIDDEN
from corale.data.rdf.grades import ABOUT, DUMPS, EVIDENCE, KNOWN
from corale.data.release.blobs import Blobs
from corale.data.release.join import COLUMNS, NAME, Frame, dump_frames, dumped, join, lines, places, read
from corale.data.release.members import FILES, THINGS, TRIPLES, Member, make, member_key, render, summed
from corale.data.release.members import read as members
from corale.data.release.pieces import Piece, by_dump, cut
from corale.errors import ReleaseError

BASE = "http://e.org/"
MANY = 200
REPORT = "report.json"


def piece(number: int, text: str = "uno") -> Piece:
    graph = f"{BASE}graph/s/{number}"
    said = [
        f'<{BASE}id/process/s-{number}> <{BASE}t/label> "{text} \\"è\\" <b>&\\n{number}"@it <{graph}> .',
        f"<{BASE}id/process/s-{number}> <http://other.org/p#of> <{BASE}t/{number + 1}> <{graph}/read> .",
        f'<{BASE}id/evidence/s-{number}> <{BASE}t/words> "{text}" <{graph}/evidence> .',
    ]
    texts = {"csv/a.csv": f"{number},{text}\n", REPORT: f",\n{number}" if number % 3 == 0 else ""}
    return Piece(f"s-{number}", by_dump(said), texts, {"areas": [str(number % 5)]}, {"records": 1})


def build(folder: Path, blobs: Blobs, pieces: list[Piece], made: list[str] | None = None) -> dict[str, bytes]:
    """Build a release of pieces by looking members up, making what is missing, and joining; return its files."""
    for one in pieces:
        blobs.put(one.name, one.stored())
    named = sorted((one.name, one.name) for one in pieces)
    groups = list(cut(named, 16))
    for some in groups:
        if not blobs.has(member_key(some)):
            make(some, blobs, BASE)
            if made is not None:
                made += some
    (folder / "csv").mkdir(parents=True)
    frames = dump_frames(BASE) | {
        "csv/a.csv": Frame("number,text\n"),
        REPORT: Frame("[", "]\n", ","),
        THINGS: Frame(),
    }
    join(folder, frames, members(map(member_key, groups), blobs))
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def pieces() -> list[Piece]:
    return list(map(piece, range(MANY)))


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def test_every_dump_holds_what_the_pieces_say(tmp_path: Path, blobs: Blobs, pieces: list[Piece]) -> None:
    files = build(tmp_path / "a", blobs, pieces)
    for name in DUMPS:
        said = [line for one in pieces for line in one.lines[name]]
        assert sorted(dumped(tmp_path / "a", [name])) == sorted(said)
    triples = {
        quad.triple for quad in ox.parse("\n".join(dumped(tmp_path / "a", [KNOWN])), ox.RdfFormat.N_QUADS)
    }
    for name, syntax in TRIPLES.items():
        found = [quad.triple for quad in ox.parse(gzip.decompress(files[name]), syntax)]
        assert set(found) == triples
        assert len(found) == 2 * MANY
    assert len(files["csv/a.csv"].splitlines()) == MANY + 1
    assert files[REPORT].count(b"\n") == 68
    assert files[REPORT].startswith(b"[\n")
    assert len(files[THINGS].splitlines()) == 2 * MANY


def test_nothing_is_made_twice(tmp_path: Path, blobs: Blobs, pieces: list[Piece]) -> None:
    made: list[str] = []
    first = build(tmp_path / "a", blobs, pieces, made)
    assert len(made) == MANY
    made.clear()
    assert build(tmp_path / "b", blobs, pieces[::-1], made) == first
    assert made == []
    build(tmp_path / "c", blobs, [*pieces, piece(999)], made)
    assert "s-999" in made
    assert len(made) < MANY / 2


@pytest.mark.skipif(not shutil.which("gzip"), reason="needs gzip")
def test_gzip_reads_all_members(tmp_path: Path, blobs: Blobs, pieces: list[Piece]) -> None:
    files = build(tmp_path / "a", blobs, pieces)
    for name in FILES:
        run = subprocess.run(["gzip", "-dc", tmp_path / "a" / name], capture_output=True, check=True)
        assert run.stdout == gzip.decompress(files[name])


def test_a_member_lies_where_the_list_says(tmp_path: Path, blobs: Blobs, pieces: list[Piece]) -> None:
    files = build(tmp_path / "a", blobs, pieces)
    assert tuple(next(csv.reader(files[NAME].decode().splitlines()))) == COLUMNS
    found = places(tmp_path / "a")
    assert {one.grade for one in found} == {"", "evidence"}
    for name in FILES:
        some = [one for one in found if one.file == name]
        assert [one.offset + one.length for one in some][:-1] == [one.offset for one in some][1:]
    assert sum(len(lines(tmp_path / "a", one)) for one in found if one.file == KNOWN) == 2 * MANY
    assert all(len(read(tmp_path / "a", one)) == one.length for one in found)
    (tmp_path / "a" / NAME).write_text("key\nx\n")
    with pytest.raises(ReleaseError, match=NAME):
        places(tmp_path / "a")


def test_a_release_of_nothing_can_be_read(tmp_path: Path, blobs: Blobs) -> None:
    files = build(tmp_path / "a", blobs, [])
    for name in FILES:
        syntax = TRIPLES.get(name, ox.RdfFormat.N_QUADS)
        assert list(ox.parse(gzip.decompress(files[name]), syntax)) == []
    assert files[REPORT] == b"[]\n"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (['<x:s> <x:p> "a" <x:g> .', '<x:s> <x:p> "a" <x:g/read> .'], "two graphs"),
        (['<x:s> <x:p> "a" <x:g> .', '<x:s> <x:p> "a" <x:g/evidence> .'], "two graphs"),
        (['_:b <x:p> "a" <x:g> .'], "no IRI"),
        (["<x:s> <x:p> _:b <x:g> ."], "no IRI"),
        (["<x:s> <x:p> a <x:g> ."], "read again"),
        (['<x:s> <x:p> "\\u00E8" <x:g> .'], "not what it was"),
    ],
)
def test_statements_that_no_release_may_hold_are_refused(said: list[str], words: str) -> None:
    with pytest.raises(ReleaseError, match=words):
        render([Piece("s-1", by_dump(said))], BASE)


def test_a_member_comes_back_from_its_blob_with_its_sums() -> None:
    member = render([piece(1), piece(2)], BASE)
    assert Member.read(member.stored()) == member
    assert member.counts == {"records": 2, "quads": 6, "triples": 4, "quads.evidence": 2, "quads.about": 0}
    assert member.shared == {"areas": {"1", "2"}}
    assert member.terms == {
        f"<{BASE}t/label>": 2,
        "<http://other.org/p#of>": 2,
        "": 4,
        "subjects": 2,
        "things": 2,
    }
    assert member.text(EVIDENCE).count("\n") == 2
    assert member.text(ABOUT) == ""
    total = summed([member, render([piece(6)], BASE)])
    assert (total.counts["records"], total.terms[""], total.shared) == (3, 6, {"areas": {"1", "2"}})


XSD = "http://www.w3.org/2001/XMLSchema#"
N = ox.NamedNode
TEXT = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\"\\\n\r\t<>&'"), max_size=8
).filter(lambda text: not FORBIDDEN.search(text))
OBJECT = st.one_of(
    TEXT.map(ox.Literal),
    TEXT.map(lambda text: ox.Literal(text, language="it")),
    st.sampled_from(
        [
            ("5", "integer"),
            ("10000", "decimal"),
            ("2.5", "decimal"),
            ("true", "boolean"),
            ("2015-12-01", "date"),
            ("2023-07", "gYearMonth"),
            ("2022-01-27T12:00:00+01:00", "dateTime"),
        ]
    ).map(lambda pair: ox.Literal(pair[0], datatype=N(XSD + pair[1]))),
    st.sampled_from(
        ["id/place/037011", "id/process/osservatorio-2205", "a?b=c&d", "x.", "è", "graph/s/1"]
    ).map(lambda tail: N(BASE + tail)),
)
SUBJECT = st.sampled_from(["id/process/s-1", "id/process/s-1-2", "id/place/037011", "graph/s/1"]).map(
    lambda tail: N(BASE + tail)
)
PREDICATE = st.sampled_from(
    [
        "https://w3id.org/corale/onto/startDate",
        "http://purl.org/dc/terms/title",
        "https://elsewhere.example/x#p",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    ]
).map(N)
QUAD = st.builds(ox.Quad, SUBJECT, PREDICATE, OBJECT, st.just(N(BASE + "graph/s/1")))
TYPED = st.builds(
    ox.Quad,
    SUBJECT,
    st.just(N("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")),
    st.sampled_from([N("https://w3id.org/corale/onto/Municipality"), N(BASE + "T")]),
    st.just(N(BASE + "graph/s/1")),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(QUAD | TYPED, min_size=1, max_size=8), min_size=1, max_size=3))
def test_all_formats_say_the_same_to_two_parsers(groups: list[list[ox.Quad]]) -> None:
    expected = {quad.triple for quads in groups for quad in quads}
    with TemporaryDirectory() as name:
        folder = Path(name)
        rendered = [render([Piece("s", by_dump(map(nquad, quads)))], BASE) for quads in groups]
        join(folder, dump_frames(BASE) | {THINGS: Frame()}, rendered)
        for file in (KNOWN, *TRIPLES):
            form = formats.of_path(Path(file))
            data = gzip.decompress((folder / file).read_bytes())
            assert {quad.triple for quad in formats.parse(data, form)} == expected, file
            graph = rdflib.Dataset(default_union=True)
            graph.parse(data=data, format={"jsonld": "json-ld", "rdfxml": "xml"}.get(form.name, form.name))
            assert len(set(graph.triples((None, None, None)))) == len(expected), file
        iris = set((folder / THINGS).read_text().splitlines())
        assert iris == {triple.subject.value for triple in expected if "/id/" in str(triple.subject)}
