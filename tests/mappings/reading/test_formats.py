"""Each format gives its lines in reading order; what is broken or harmful is a finding."""

import base64
import importlib.util
import os
import random
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from corale.mappings.extract import Extraction, extract
from corale.mappings.reading import UnreadableError
from corale.mappings.reading import formats as reading
from corale.mappings.reading.documents import list_documents
from corale.mappings.reading.office import bounded

_spec = importlib.util.spec_from_file_location("making", Path(__file__).with_name("making.py"))
making = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(making)
para = making.para

NOTICE = [
    "Comune di Faenza",
    "Avviso pubblico di co-progettazione con enti del Terzo settore",
    "ai sensi dell'art. 55 del D.Lgs. 117/2017.",
    "Le domande vanno presentate entro le ore 12:00 del 15/03/2024.",
]


def columns(rowwise: bool) -> bytes:
    pages = []
    for page in range(3):
        left = [
            (60, 740 - 14 * n, f"sinistra {page} riga {n:02} che riempie tutta la colonna") for n in range(30)
        ]
        right = [(320, 740 - 14 * n, f"destra {page} riga {n:02} che sta al suo fianco") for n in range(30)]
        texts = [one for pair in zip(left, right, strict=True) for one in pair] if rowwise else left + right
        title = [(60, 770, "Avviso pubblico per la co-progettazione di servizi educativi e di comunità")]
        pages.append(
            [
                (60, 815, "Comune di Faenza"),
                *(title if page == 0 else []),
                *texts,
                (280, 25, f"Pag. {page + 1} di 3"),
            ]
        )
    return making.pdf(pages)


@pytest.mark.parametrize("rowwise", [False, True])
def test_columns_are_read_one_after_the_other_and_repeated_heads_and_feet_dropped(rowwise: bool) -> None:
    lines = [line for line in bounded.read(columns(rowwise), ".pdf").lines if line]
    wanted = [
        f"{side} {page} riga {n:02}"
        for page in range(3)
        for side in ("sinistra", "destra")
        for n in range(30)
    ]
    assert lines[:2] == [
        "Comune di Faenza",
        "Avviso pubblico per la co-progettazione di servizi educativi e di comunità",
    ]
    assert [" ".join(line.split()[:4]) for line in lines[2:]] == wanted


def test_a_row_of_label_and_value_stays_one_line() -> None:
    page = [
        (60, 700 - 20 * n, label) for n, label in enumerate(["Scadenza", "CIG", "Importo", "Ente", "Sede"])
    ]
    page += [
        (300, 700 - 20 * n, value)
        for n, value in enumerate(["15/03/2024", "A01B2C3D4E", "€ 10.000", "Comune", "Via Po"])
    ]
    assert "Scadenza   15/03/2024" in bounded.read(making.pdf([page]), ".pdf").lines


def test_words_parted_at_the_end_of_a_line_are_whole() -> None:
    page = [
        (60, 700, "si chiede la collabora-"),
        (60, 686, "zione degli enti, in co-"),
        (60, 672, "progettazione con il Comune"),
    ]
    lines = bounded.read(making.pdf([page]), ".pdf").lines
    assert lines[:3] == ("si chiede la collaborazione", "degli enti, in co-progettazione", "con il Comune")


def test_properties_of_a_pdf_that_name_a_person_are_not_read() -> None:
    made = making.pdf([[(60, 700, "Avviso")]], info="Geltrude Inventata")
    assert bounded.read(made, ".pdf").lines[0] == "Avviso" and b"Geltrude" in made


def test_a_scan_is_a_finding_that_says_so_and_blank_pages_are_named() -> None:
    with pytest.raises(UnreadableError) as fault:
        bounded.read(making.pdf([[], []], extra=b"0 0 100 100 re f\n"), ".pdf")
    assert fault.value.code == "R005"
    assert bounded.read(making.pdf([[(60, 700, "Avviso")], []]), ".pdf").blank == (2,)


def test_word_files_keep_order_of_tables_lists_and_notes_and_leave_comments_and_deletions() -> None:
    body = (
        para("Avviso pubblico")
        + '<w:p><w:r><w:t>Testo</w:t><w:footnoteReference w:id="2"/></w:r><w:del w:author="G. Inventata"><w:r><w:t>tolto</w:t></w:r></w:del></w:p>'
        + para("primo", item=True)
        + para("secondo", item=True)
        + f"<w:tbl><w:tr><w:tc>{para('Scadenza')}</w:tc><w:tc>{para('15/03/2024')}{para('ore 12')}</w:tc></w:tr></w:tbl>"
        + "<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>una volta</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>una volta</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    notes = f'<w:footnotes {making.W}><w:footnote w:type="separator" w:id="0"/><w:footnote w:id="2"><w:p><w:r><w:t>La nota.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    head = f"<w:hdr {making.W}>{para('Comune di Faenza')}</w:hdr>"
    made = making.docx(
        body, word__footnotes=notes, word__header1=head, word__header2=head, word__comments="<c>Geltrude</c>"
    )
    assert bounded.read(made, ".docx").lines == (
        "Comune di Faenza",
        "",
        "Avviso pubblico",
        "",
        "Testo [2]",
        "",
        "[2] La nota.",
        "",
        "- primo",
        "- secondo",
        "Scadenza | 15/03/2024 ore 12",
        "",
        "una volta",
        "",
    )


def test_opendocument_keeps_order_too() -> None:
    body = (
        "<text:tracked-changes><dc:creator>Geltrude</dc:creator></text:tracked-changes>"
        '<text:h>Avviso</text:h><text:p>Due<text:s text:c="3"/>parole<text:note><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>Nota.</text:p></text:note-body></text:note></text:p>"
        "<text:list><text:list-item><text:p>primo</text:p></text:list-item><text:list-item><text:p>secondo</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>CIG</text:p></table:table-cell>"
        "<table:table-cell><text:p>A1</text:p></table:table-cell></table:table-row></table:table>"
        "<office:annotation><dc:creator>Geltrude</dc:creator><text:p>mah</text:p></office:annotation>"
    )
    assert [line for line in bounded.read(making.odt(body), ".odt").lines if line] == [
        "Avviso",
        "Due   parole [1]",
        "[1] Nota.",
        "- primo",
        "- secondo",
        "CIG | A1",
    ]


def test_a_workbook_gives_rows_as_they_are_shown() -> None:
    made = making.xlsx(
        [["Titolo", "Data inizio", "Costo"], ["Un; parco", 43587, 2023.5], [], ["Altro", 45000.25, 7.0]],
        dates=[1],
    )
    assert bounded.read(made, ".xlsx").lines[:3] == (
        "Titolo;Data inizio;Costo",
        '"Un; parco";02/05/2019;2023,5',
        "Altro;15/03/2023;7",
    )


@pytest.mark.parametrize("pieces", [0, 3])
@pytest.mark.parametrize("form", ["der", "base64", "pem", "twice"])
def test_signed_files_give_their_content_and_no_signer(pieces: int, form: str) -> None:
    made = making.p7m(making.docx(para("Avviso")), pieces)
    if form == "twice":
        made = making.p7m(made)
    elif form != "der":
        made = base64.encodebytes(made)
        made = b"-----BEGIN PKCS7-----\n" + made + b"-----END PKCS7-----\n" if form == "pem" else made
    assert bounded.read(made, ".p7m").lines == ("Avviso", "")


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not here")
@pytest.mark.parametrize(
    "form", [["-outform", "DER"], ["-outform", "PEM"], ["-outform", "DER", "-stream", "-indef"]]
)
def test_what_openssl_signs_is_read(tmp_path: Path, form: list[str]) -> None:
    run = {"cwd": tmp_path, "check": True, "capture_output": True}
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "k.pem",
            "-out",
            "c.pem",
            "-days",
            "2",
            "-subj",
            "/CN=Geltrude",
        ],
        **run,
    )
    (tmp_path / "a.pdf").write_bytes(making.pdf([[(60, 700, "Avviso")]]))
    sign = [
        "openssl",
        "cms",
        "-sign",
        "-binary",
        "-nodetach",
        "-in",
        "a.pdf",
        "-signer",
        "c.pem",
        "-inkey",
        "k.pem",
        "-out",
        "a.p7m",
    ]
    subprocess.run([*sign, *form], **run)
    assert bounded.read((tmp_path / "a.p7m").read_bytes(), ".p7m").lines[0] == "Avviso"


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
ENCRYPTED = making.pdf([[(60, 700, "Avviso")]]).replace(
    b"/Root 1 0 R",
    b"/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O (%s) /U (%s) /P -4 >>" % (b"a" * 32, b"b" * 32),
)
BAD: dict[str, tuple[bytes, str]] = {
    "locked.pdf": (ENCRYPTED, "R007"),
    "cut.pdf": (making.pdf([[(60, 700, "x")]])[:60], "R008"),
    "not.docx": (b"testo", "R008"),
    "page.pdf": (b"<html>404</html>", "R008"),
    "old.docx": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "R006"),
    "zip.odt": (making.zipped({"a.txt": "x"}), "R008"),
    "cut.docx": (making.docx(para("x" * 500))[:-40], "R008"),
    "entities.docx": (making.zipped({"word/document.xml": BOMB}), "R009"),
    "deep.docx": (making.docx("<w:x>" * 5_000 + "</w:x>" * 5_000), "R009"),
    "zipbomb.docx": (making.zipped({"word/document.xml": b"<a>" + b" " * 70_000_000}), "R009"),
    "wide.xlsx": (making.xlsx([["a"]] * 200_001), "R009"),
    "detached.p7m": (
        making.der(
            0x30,
            bytes.fromhex("06092a864886f70d010702")
            + making.der(
                0xA0,
                making.der(
                    0x30,
                    making.der(2, b"\1")
                    + making.der(0x31, b"")
                    + making.der(0x30, bytes.fromhex("06092a864886f70d010701")),
                ),
            ),
        ),
        "R008",
    ),
    "not.p7m": (b"Avviso", "R008"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_broken_or_harmful_is_a_finding_and_the_rest_is_read(name: str, tmp_path: Path) -> None:
    data, code = BAD[name]
    (tmp_path / name).write_bytes(data)
    (tmp_path / "zz.txt").write_text("\n".join(NOTICE), encoding="utf-8")
    bad, good = extract([tmp_path])
    assert [(one.code, one.severity) for one in bad.findings] == [(code, "warning")]
    assert bad.record.file == name and good.record.kind == "notice"


def test_a_bomb_of_streams_ends_in_a_finding_in_time() -> None:
    packed = zlib.compress(zlib.compress(b"\0" * 400_000_000, 9), 9)
    made = making.pdf([[(60, 700, "x")]]).replace(
        b"5 0 obj\n<<", b"5 0 obj\n<< /Filter [/FlateDecode /FlateDecode]"
    )
    made = made.replace(b"stream\nBT", b"stream\n" + packed + b"\nendstream BT")
    try:
        bounded.read(made, ".pdf")
    except UnreadableError as fault:
        assert fault.code.startswith("R0")


def test_a_parser_that_hangs_or_dies_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    assert bounded.read(making.docx(para("a")), ".docx").lines[0] == "a"
    with pytest.raises(UnreadableError) as fault:
        bounded.read(making.docx(para("a")), ".docx", seconds=0)
    assert fault.value.code == "R010"
    bounded._worker.start().kill()
    assert bounded.read(making.docx(para("b")), ".docx").lines[0] == "b"


def test_the_worker_opens_no_file_and_no_connection() -> None:
    program = (
        "import resource,socket\n"
        "from corale.mappings.reading.office import worker\n"
        "worker.sys.stdin.close(); worker.sys.stdin = open('/dev/null')\n"
        "worker.main()\n"
        "try:\n socket.socket()\nexcept OSError:\n print('none')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "none"


def mutants(count: int, seed: int = 7) -> Iterator[tuple[bytes, str]]:
    """Yield broken files: bytes changed, cut, doubled or swapped, inside zipped members too."""
    chance = random.Random(seed)
    body = para("Avviso") + f"<w:tbl><w:tr><w:tc>{para('a')}</w:tc></w:tr></w:tbl>"
    seeds = [
        (columns(False), ".pdf"),
        (making.docx(body), ".docx"),
        (making.odt("<text:p>Avviso</text:p>"), ".odt"),
        (making.xlsx([["a", 1], ["b", 43587]], dates=[1]), ".xlsx"),
        (making.p7m(making.docx(body), 3), ".p7m"),
        (f"<w:document {making.W}>{body}</w:document>".encode(), "xml"),
    ]
    for number in range(count):
        data, suffix = seeds[number % len(seeds)]
        made = bytearray(data)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(made))
            match chance.randrange(4):
                case 0:
                    made[at] = chance.randrange(256)
                case 1:
                    del made[at : at + chance.randint(1, 40)]
                case 2:
                    made[at:at] = made[max(0, at - 30) : at] * chance.randint(1, 3)
                case _:
                    made[at : at + 4] = bytes(chance.randrange(256) for _ in range(4))
            made = made or bytearray(b"x")
        packed = making.zipped({"word/document.xml": bytes(made)}) if suffix == "xml" else bytes(made)
        yield packed, ".docx" if suffix == "xml" else suffix


def read_or_refused(data: bytes, suffix: str) -> str:
    try:
        return bounded.read(data, suffix).kind
    except UnreadableError as fault:
        return fault.code


def test_mutated_files_are_read_or_refused() -> None:
    ends = {read_or_refused(data, suffix) for data, suffix in mutants(120)}
    assert ends >= {"pdf", "R008"} and "R010" not in ends


@pytest.mark.heavy
def test_many_mutated_files_are_read_or_refused() -> None:
    count = 10_000 if os.environ.get("CORALE_SOAK") else 1_000
    ends = [read_or_refused(data, suffix) for data, suffix in mutants(count, seed=11)]
    assert len(ends) == count
    assert set(ends) <= {"pdf", "docx", "odt", "xlsx", "text", "R005", "R006", "R007", "R008", "R009"}


def codes(found: list[Extraction]) -> dict[str, list[str]]:
    return {one.record.file: [finding.code for finding in one.findings] for one in found}


def test_what_is_no_file_is_one_finding_each(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.fifo")
    (tmp_path / "b.txt").symlink_to(tmp_path / "c.txt")
    (tmp_path / "c.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "d").symlink_to("nowhere")
    (tmp_path / "e.txt").write_bytes(b"a" * 65_000)
    assert codes(list(extract([tmp_path]))) == {
        "a.fifo": ["R012"],
        "b.txt": ["R011"],
        "c.txt": ["R011"],
        "d": ["R011"],
        "e.txt": ["F005"],
    }
    assert [one.fault for one in list_documents([tmp_path / "a.fifo", tmp_path / "b.txt"])] == [
        "R012",
        "R011",
    ]


def test_a_folder_without_rights_below_the_one_given_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "chiusa").mkdir()
    (tmp_path / "z.txt").write_text("x")
    scan = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("chiusa"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert [(one.file, one.fault) for one in list_documents([tmp_path])] == [
        ("chiusa", "R013"),
        ("z.txt", ""),
    ]


def test_a_notice_says_the_same_in_every_format(tmp_path: Path) -> None:
    text = "\n\n".join(NOTICE)
    word = making.docx("".join(map(para, NOTICE)))
    files = {
        "a.txt": text.encode(),
        "b.docx": word,
        "c.odt": making.odt("".join(f"<text:p>{line}</text:p>" for line in NOTICE)),
        "d.pdf": making.pdf([[(60, 700 - 30 * n, line) for n, line in enumerate(NOTICE)]]),
        "e.docx.p7m": making.p7m(word),
        "f.txt.p7m": making.p7m(text.encode("cp1252")),
        "g.txt": text.encode("utf-16"),
        "h.html.p7m": making.p7m(
            f"<!doctype html><html><body>{''.join(f'<p>{line}</p>' for line in NOTICE)}</body></html>".encode()
        ),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    found = [one for name in files for one in extract([tmp_path / name])]
    assert [one.record.kind for one in found] == ["notice"] * len(files)
    dates = {str(one.record.fields.get("deadlineDate")) for one in found}
    assert dates == {"2024-03-15"}, codes(found)


def test_kinds_are_told_by_bytes() -> None:
    assert [reading.kind_of(data) for data in (making.docx(""), making.p7m(b"x"), b"\n%PDF-1.4", b"x")] == [
        "zip",
        "p7m",
        "pdf",
        "",
    ]
