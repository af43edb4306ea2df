"""The build as a whole: what it makes of the bundled sample, and that it makes the same every time."""

import csv
import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.five import FIVE

from corale import artefacts
from corale.data.published import folder as release
from corale.data.published import store, undecided
from corale.data.published.folder import Release
from corale.data.rdf import canonical, formats, materialise
from corale.data.rdf.grades import DUMPS, KNOWN
from corale.data.release import join, manifest
from corale.data.release.blobs import Blobs
from corale.data.release.pieces import Piece
from corale.errors import ReleaseError, UsageError
from corale.mappings.extract import list_documents
from corale.ontology.vocabulary import BASE
from corale.pipeline import build
from corale.pipeline.inputs import Task
from corale.pipeline.records import see_own, work
from corale.record import LineAccount, Record

GOLDEN = artefacts.root() / "data" / "dumps" / "sample.ttl"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return build([FIVE], tmp_path_factory.mktemp("out"))


def test_the_sample_is_the_golden_dump(sample: Release) -> None:
    made = gzip.decompress((sample.folder / "corale.ttl.gz").read_bytes())
    assert made.decode() == GOLDEN.read_text(encoding="utf-8"), (
        "a wanted change? `make sample` writes it anew"
    )


def test_all_five_are_published_without_a_violation(sample: Release) -> None:
    counts = sample.manifest.counts
    assert counts["records"] == 5
    assert counts["findings.violation"] == 0
    assert counts["lines.read"] == sum(counts[f"lines.{name}"] for name in ("mapped", "ignored", "reported"))


def test_what_is_not_sure_stands_in_a_table_beside_the_release(tmp_path: Path) -> None:
    """No value of it is published: what, where and why."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "avviso.txt").write_text(
        "Avviso di co-progettazione\nIl Comune di Jesi indice una co-progettazione con gli enti del Terzo settore.\n"
        "La dotazione è di oltre 500mila euro.\n",
        encoding="utf-8",
    )
    made = build([pages], tmp_path / "out")
    with undecided.path_of(tmp_path / "out", made).open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["field"] == "budget"]
    assert [(row["file"], row["line"]) for row in rows] == [("avviso.txt", "3")]
    assert "500000" in rows[0]["message_it"] and "500000" in rows[0]["message_en"]
    told = gzip.decompress((made.folder / "corale.ttl.gz").read_bytes()).decode()
    assert "corale:budget " not in told, "more than so much is no budget"
    assert "corale:bound s-bound:at-least" in told


def test_the_dump_holds_what_the_manifest_says(sample: Release) -> None:
    for name, stated in sample.manifest.files.items():
        assert manifest.measure(sample.folder / name) == stated, name
    lines = sorted(join.dumped(sample.folder, DUMPS))
    assert len(lines) == len(set(lines))
    assert len(lines) == sample.manifest.counts["quads"]
    loaded = store.load(sample.folder)
    known = [canonical.triple(line) for line in join.dumped(sample.folder, [KNOWN])]
    assert len(known) == sample.manifest.known == sample.manifest.counts["triples"]
    assert sorted(map(canonical.nquad, loaded)) == sorted([*lines, *known]), "every lexical form is kept"


def test_both_dumps_say_the_same(sample: Release) -> None:
    quads = ox.parse(gzip.decompress((sample.folder / "corale.nq.gz").read_bytes()), ox.RdfFormat.N_QUADS)
    triples = ox.parse(gzip.decompress((sample.folder / "corale.ttl.gz").read_bytes()), ox.RdfFormat.TURTLE)
    assert {q.triple for q in quads} == {q.triple for q in triples}


def test_a_triple_stands_in_one_graph_and_no_node_is_blank(sample: Release) -> None:
    loaded = list(ox.parse("\n".join(join.dumped(sample.folder, DUMPS)), ox.RdfFormat.N_QUADS))
    assert len({quad.triple for quad in loaded}) == len(loaded)
    assert not [
        q for q in loaded if isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode)
    ]


def test_the_default_graph_is_the_turtle_dump_and_nothing_else(sample: Release) -> None:
    loaded = store.load(sample.folder)
    default = {quad.triple for quad in loaded.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    turtle = gzip.decompress((sample.folder / "corale.ttl.gz").read_bytes())
    assert default == {quad.triple for quad in ox.parse(turtle, ox.RdfFormat.TURTLE)}
    asked = set(loaded.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"))
    assert asked == default
    apart = [graph for graph in loaded.named_graphs() if graph.value.endswith(("/evidence", "/ontology"))]
    assert len(apart) > 5
    for graph in apart:
        assert not default & {quad.triple for quad in loaded.quads_for_pattern(None, None, None, graph)}
    assert not [one for one in default if "/id/evidence/" in one.subject.value]


def test_a_second_build_changes_nothing(sample: Release) -> None:
    out = sample.folder.parent.parent
    again = build([FIVE], out)
    assert again == sample
    assert release.active(out) == sample
    assert release.releases(out) == [sample]
    assert not list(out.glob(".building-*"))


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Apia", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "77", "TZ": "Europe/Rome", "LC_ALL": "C.UTF-8"},
    ],
)
def test_bytes_do_not_depend_on_the_environment(
    sample: Release, environment: dict[str, str], tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "corale", "build", str(FIVE), "--out", str(tmp_path)]
    subprocess.run(command, env=os.environ | environment, check=True, capture_output=True)
    made = release.active(tmp_path)
    assert made.manifest == sample.manifest
    for name in (*made.manifest.files, manifest.NAME):
        assert (made.folder / name).read_bytes() == (sample.folder / name).read_bytes(), name


def test_conclusions_record_by_record_are_those_of_the_whole(sample: Release) -> None:
    base = "https://w3id.org/corale/"
    inferred = ox.NamedNode(f"{base}graph/inferred")
    quads = list(ox.parse("\n".join(join.dumped(sample.folder, DUMPS)), ox.RdfFormat.N_QUADS))
    whole = [quad for quad in quads if quad.graph_name != inferred]
    concluded = {quad.triple for quad in quads if quad.graph_name == inferred}
    forms = {triple for triple in concluded if triple.predicate.value.endswith("/onto/legalForm")}
    assert forms, "the legal form of a body of no table is inferred from its name, by no rule of the ontology"
    assert {quad.triple for quad in materialise.infer(whole, base)} | forms == concluded


def test_every_format_of_the_sample_says_the_same(sample: Release) -> None:
    said = [
        {quad.triple for quad in formats.parse(gzip.decompress(path.read_bytes()), formats.of_path(path))}
        for path in sorted(
            sample.folder.glob("corale.*.gz")
        )  # evidence and ontology stand in dumps of their own
    ]
    assert len(said) == 4
    assert said[0] == said[1] == said[2] == said[3]


def test_a_release_that_shrinks_too_much_is_held_back_until_it_is_accepted(tmp_path: Path) -> None:
    records = FIVE
    before = build([records], tmp_path, jobs=1)
    with pytest.raises(ReleaseError, match="--accept"):
        build([records / "avviso"], tmp_path, jobs=1)
    assert release.active(tmp_path) == before
    assert build([records / "avviso"], tmp_path, jobs=1, accept=True) == release.active(tmp_path) != before


def test_since_names_the_release_that_came_before(tmp_path: Path) -> None:
    records = FIVE
    first = build([records], tmp_path, jobs=1)
    second = build([records / "osservatorio"], tmp_path, jobs=1, accept=True)
    assert second.manifest.counts["withdrawn"] == 2
    assert build([records / "osservatorio"], tmp_path, jobs=1, since=second.id) == second
    for since in (first.id[:6], str(first.folder)):
        made = build([records], tmp_path, jobs=1, since=since)
        assert made == release.active(tmp_path) == first, "nothing is new, nothing is withdrawn"
    with pytest.raises(ReleaseError, match="1 records instead of 5"):
        build([records / "avviso"], tmp_path, jobs=1, since=first.id)
    assert release.active(tmp_path) == first


def test_since_must_name_a_whole_release(tmp_path: Path) -> None:
    records = FIVE
    before = build([records], tmp_path, jobs=1)
    for since in ("ffff", str(tmp_path / "nowhere"), str(records)):
        with pytest.raises(UsageError) as told:
            build([records], tmp_path, jobs=1, since=since)
        assert told.value.exit_code == 2
    (before.folder / "records.csv").unlink()
    with pytest.raises(UsageError, match="whole release"):
        build([records], tmp_path, jobs=1, since=before.id)


def test_a_folder_with_nothing_to_read_makes_no_release(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="nothing to read"):
        build([tmp_path / "empty"], tmp_path / "out", jobs=1)
    assert not (tmp_path / "out" / "active").exists()


@pytest.mark.parametrize("harm", ["none", "corale.nq.gz", "manifest.json", "no manifest"])
def test_what_disappeared_is_withdrawn_only_if_that_is_accepted(tmp_path: Path, harm: str) -> None:
    """Also where the release before is broken: it is compared with all the same."""
    folder, out = tmp_path / "in", tmp_path / "out"
    shutil.copytree(FIVE, folder)
    before = build([folder], out, jobs=1)
    if harm == "no manifest":
        (before.folder / "manifest.json").unlink()
    elif harm != "none":
        (before.folder / harm).write_bytes((before.folder / harm).read_bytes()[:50])
    shutil.rmtree(folder / "osservatorio")
    with pytest.raises(ReleaseError, match="--accept"):
        build([folder], out, jobs=1)
    for page in folder.rglob("*.txt"):
        page.unlink()
    with pytest.raises(UsageError, match="nothing to read"):
        build([folder], out, jobs=1)
    assert (out / "active").resolve() == before.folder
    emptied = build([folder], out, jobs=1, accept=True)
    assert emptied.manifest.counts["records"] == 0
    assert emptied.manifest.counts["withdrawn"] == 10
    assert len((emptied.folder / "withdrawn.csv").read_text(encoding="utf-8").splitlines()) == 11


@pytest.mark.parametrize(
    "tail", ["id/place/037006", "id/process/osservatorio-22051", "graph/osservatorio/22051"]
)
def test_a_record_that_speaks_of_what_is_not_its_own_is_refused(tail: str) -> None:
    record = Record(
        "registry-record",
        "osservatorio",
        "2205",
        "a.txt",
        None,
        False,
        {},
        {},
        (),
        (),
        (),
        LineAccount(0, 0, 0, 0),
    )
    see_own([f"<{BASE}id/process/osservatorio-2205>", f"<{BASE}id/gap/osservatorio-2205-1>"], record, BASE)
    see_own([f"<{BASE}graph/osservatorio/2205>", f"<{BASE}graph/osservatorio/2205/read>"], record, BASE)
    with pytest.raises(ReleaseError, match=tail):
        see_own([f"<{BASE}id/process/osservatorio-2205>", f"<{BASE}{tail}>"], record, BASE)


def test_what_becomes_of_a_document_does_not_depend_on_its_company(tmp_path: Path) -> None:
    """Two pages of one record, worked on together and apart, and with others around them."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(FIVE.rglob("*.txt"))]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}" / "77.txt").write_text(text, encoding="utf-8")
    tasks = [Task(document.file, None, document) for document in list_documents([tmp_path])]
    blobs, others = Blobs(tmp_path / "together"), Blobs(tmp_path / "apart")
    together = work(tasks, blobs, BASE)
    assert together == [one for task in tasks for one in work([task], others, BASE)]
    assert [blobs.take(one.key) for one in together] == [others.take(one.key) for one in together]
    assert len({one.slug for one in together}) < len(tasks)
    assert sum(Piece.read(blobs.take(one.key)).counts["findings.warning"] for one in together) > 0
