"""Hostile and broken input: a finding within a second, the rest of the batch read."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corale.errors import NotFoundError
from corale.mappings.extract import Extraction, extract
from corale.mappings.graph.nodes import linked
from corale.mappings.linking.link import link
from corale.mappings.reading.documents import BYTES, LINES, judged, list_documents
from corale.mappings.reading.identity import number_of
from corale.pipeline.inputs import document_key
from corale.record import Record

GOOD = "Regione Emilia-Romagna\n\nUn parco\n\nProcesso\n\nStato di avanzamento\n\nConcluso\n\nAnno di chiusura\n\n2012\n\nDurata (mesi)\n\n5\n"
BIG = "Processo\n" + "parola " * 9_000 + "\n"
HOSTILE: dict[str, tuple[bytes, str]] = {
    "a-byte.txt": (b"Processo\n\xff\xfe", "F002"),
    "b-nul.txt": (b"Processo\nStato\x00\n", "F003"),
    "c-bidi.txt": ("Processo\nabc\u202edef\n".encode(), "F003"),
    "d-large.txt": (b"a " * (BYTES // 2 + 1), "F004"),
    "e-line.txt": (b"a" * 64_001 + b"\n" + b"b\n", "F005"),
    "f-lines.txt": (b"a\n" * (LINES + 1), "F006"),
    "g-empty.txt": (b" \n\n", "F009"),
    "h-bomb.html": (b"<div>\n" * 10_000, "F008"),
    "i-bomb.html": (b"<b><i>\n" * 5_000 + b"x", "F008"),
    "j-open.html": ((b"<a " * 20_000 + b"\n") * 40, "F008"),
    "k-comment.html": (b"<!-- " * 10_000 + b"\n<!" * 10_000, "K001"),
    "l-references.html": (b"&amp;#x41;&#99999999;&unknown;" * 1_000 + b"\n", "K001"),
    "m-quotes.csv": (b"a;b\n" + b'"' * 63_999 + b"\n", "K001"),
    "n-json.jsonl": (b'{"kind": "notice"}\n[1]\nnull\n{]\n', "F011"),
    "o-skipped.doc": (b"text", "F001"),
    "o-cut.pdf": (b"%PDF", "R008"),
    "p-prose.txt": (("x" * 200 + " ") * 280 + "\n", "K001"),
}


def codes(extractions: list[Extraction], name: str) -> set[str]:
    return {
        one.code
        for extraction in extractions
        if extraction.record.file == name
        for one in extraction.findings
    }


@pytest.mark.parametrize("name", HOSTILE)
def test_each_hostile_file_is_a_finding_within_a_second_and_the_rest_is_read(
    tmp_path: Path, name: str
) -> None:
    data, code = HOSTILE[name]
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    (tmp_path / "zz.txt").write_text(GOOD, encoding="utf-8")
    list(extract([tmp_path / "zz.txt"]))
    start = time.perf_counter()
    got = list(extract([tmp_path]))
    assert time.perf_counter() - start < 3  # a second on a quiet machine
    assert code in codes(got, name)
    for extraction in got:
        account = extraction.record.account
        assert account.lines == account.mapped + account.ignored + account.reported
        json.dumps(extraction.record.to_json()).encode()
    assert got[-1].record.fields["endYear"] == 2012
    assert all(one.record.kind == "unknown" for one in got[:-1])


def test_a_hostile_registry_page_is_read_in_time(tmp_path: Path) -> None:
    """Pages that pass the limits and try the rules: long runs of capitals, quotes, dates, labels."""
    prose = {
        "capitals": "Associazione Alfa Beta " * 2_700,
        "quotes": "“" * 30_000 + "”",
        "dates": "entro il 12/12/2020 " * 3_000,
        "phases": "Fase 1: " * 7_000,
        "connectives": "Patto di e di e di e " * 3_000,
        "names": "Mario " * 10_000,
        "abbreviations": "n. " * 20_000,
        "amounts": "€ 1.000,00 " * 5_000,
        "spaces": "a" + " " * 60_000 + "b",
    }
    for name, text in prose.items():
        (tmp_path / f"{name}.txt").write_text(
            GOOD + f"\nDesign del processo partecipativo\n\n{text}\n", encoding="utf-8"
        )
        (tmp_path / f"{name}-avviso.txt").write_text(
            f"Avviso di co-progettazione con gli ETS\n{text}\n", encoding="utf-8"
        )
    for path in sorted(tmp_path.iterdir()):
        start = time.perf_counter()
        list(extract([path]))
        assert time.perf_counter() - start < 5, path.name


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "segreto.txt").write_text(GOOD, encoding="utf-8")
    inside = tmp_path / "dentro"
    inside.mkdir()
    (inside / "a.txt").symlink_to(tmp_path / "segreto.txt")
    (inside / "b").symlink_to(tmp_path)
    (inside / "c.txt").write_text(GOOD, encoding="utf-8")
    got = list(extract([inside]))
    assert [(e.record.file, e.record.kind) for e in got] == [
        ("a.txt", "unknown"),
        ("b", "unknown"),
        ("c.txt", "registry-record"),
    ]
    assert [f.code for e in got[:2] for f in e.findings] == ["F007", "F007"]


def test_folders_are_walked_in_sorted_order_and_manifests_name_the_files(tmp_path: Path) -> None:
    for name in ("b/1.txt", "a/zzz.txt", "a/0005.txt", "a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    (tmp_path / "manifest.csv").write_text(
        "file,url,source\na/zzz.txt,https://www.osservatoriopartecipazione.it/scheda-processo/77,osservatorio\n",
        encoding="utf-8",
    )
    documents = list(list_documents([tmp_path]))
    assert [(one.file, one.key) for one in documents] == [
        ("a.txt", ""),
        ("a/0005.txt", "0005"),
        ("a/zzz.txt", "77"),
        ("b/1.txt", "1"),
    ]


def test_a_record_whose_address_is_gone_says_so_with_the_day_it_was_last_seen(tmp_path: Path) -> None:
    for name in ("gone.txt", "there.txt"):
        (tmp_path / name).write_text(GOOD.replace("Un parco", f"Un parco {name}"), encoding="utf-8")
    (tmp_path / "manifest.csv").write_text(
        "file,url,source,seen,gone\n"
        "gone.txt,https://x.example/1,,2026-11-30T07:00:00+00:00,2026-12-01T08:00:00+00:00\n"
        "there.txt,https://x.example/2,,2026-12-01T08:00:00+00:00,\n",
        encoding="utf-8",
    )
    gone, there = (one.record for one in extract([tmp_path]))
    assert (gone.last_seen, there.last_seen) == ("2026-11-30", "")  # a visit more changes nothing of a record
    assert Record.from_json(gone.to_json()) == gone
    document, _ = linked(gone, link(gone))
    nodes = [node for graph in document["@graph"] for node in graph["@graph"]]
    sheet = next(node for node in nodes if "lastSeen" in node)
    assert sheet["lastSeen"] == "2026-11-30" and "sourceUrl" in sheet
    one, other = list_documents([tmp_path])
    assert document_key(one, "x", "e") != document_key(replace(one, last_seen=""), "x", "e")
    assert not other.last_seen


@pytest.mark.parametrize(
    "url",
    [
        "https://www.osservatoriopartecipazione.it/scheda-processo/2205",
        "http://www.osservatoriopartecipazione.it/processi/ambito/territorio/2205",
        "https://osservatoriopartecipazione.it/processi/anno-avvio/2021/2205/?pagina=2",
    ],
)
def test_the_three_forms_of_an_address_are_one_record(url: str) -> None:
    assert number_of(url) == "2205"


def test_a_record_read_twice_is_set_aside(tmp_path: Path) -> None:
    for name in ("12.txt", "copia.txt"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    (tmp_path / "manifest.csv").write_text(
        "file,url\ncopia.txt,https://x.it/scheda-processo/12\n", encoding="utf-8"
    )
    got = list(extract([tmp_path]))
    assert [(e.record.kind, e.record.key) for e in got] == [("registry-record", "12"), ("unknown", "12")]
    assert [f.code for f in got[1].findings] == ["F012"]


def test_records_are_read_back_from_json_lines(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(GOOD, encoding="utf-8")
    (one,) = extract([tmp_path])
    line = json.dumps(one.record.to_json() | {"findings": [f.to_json() for f in one.findings]})
    (tmp_path / "1.txt").unlink()
    (tmp_path / "records.jsonl").write_text(line + "\n\nrotta\n", encoding="utf-8")
    again, broken = extract([tmp_path])
    assert again.record == one.record and [f.code for f in again.findings] == [f.code for f in one.findings]
    assert [f.code for f in broken.findings] == ["F011"]


def test_a_path_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        list(extract([tmp_path / "niente"]))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_bytes_are_judged(data: bytes) -> None:
    found = judged(data)
    assert (found.fault is None) == bool(found.text) or not found.text.strip()


TAGS = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<dt>Durata (mesi)</dt>",
        "<dd>5",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<h1>T</h1>",
        "&amp;",
        "&#0;",
        "<img src='media/a.jpg'>",
        "<",
        ">",
        "testo",
        "\n",
        "<nav>",
        "</nav>",
        "Processo",
        "<input type=checkbox checked>",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(TAGS | st.text(max_size=6), max_size=60))
def test_any_markup_is_read_or_refused(tmp_path_factory, tokens: list[str]) -> None:
    path = tmp_path_factory.mktemp("html") / "p.html"
    path.write_bytes("".join(tokens).encode("utf-8", "replace"))
    for extraction in extract([path]):
        account = extraction.record.account
        assert account.lines == account.mapped + account.ignored + account.reported
