"""A record, or words about a person, taken out of everything: no file of the folder holds them any more."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.desk.conftest import SHEET
from tests.desk.test_inbox import BY, NOTE
from tests.mappings.reading import making

from corale.cli.release import command
from corale.data.gazetteer import authorities
from corale.data.published import folder as releases
from corale.data.published import last_build
from corale.data.review import statements
from corale.data.review.statements import Decision
from corale.desk import inbox, store
from corale.ontology.vocabulary import BASE
from corale.pipeline import build

WORDS = "circolo Aurora Boreale"


@pytest.fixture
def publisher(tmp_path: Path):
    documents = tmp_path / "out" / last_build.DOCUMENTS
    documents.mkdir(parents=True)
    (documents / "7.txt").write_text(
        SHEET.format(words="Ambiente") + f"Descrizione sintetica\nIl {WORDS} propone.\n", encoding="utf-8"
    )
    (documents / "8.txt").write_text(SHEET.format(words="Sanità pubblica speciale"), encoding="utf-8")
    build([documents], tmp_path / "out", jobs=1, accept=True)
    last_build.remember(tmp_path / "out", [documents], BASE)
    yield tmp_path / "out"
    authorities.use(None)


def holding(folder: Path, words: str) -> list[str]:
    """The files that hold some words in their names, their bytes or what these pack: gzip, zip, zlib, pieces; in
    any case, and in the encodings of PDF and SQLite."""
    wanted = [words.lower().encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be")]
    wanted.append(words.lower().replace(" ", "-").encode())
    found = []
    for path in folder.rglob("*"):
        if not path.is_file() or path.is_symlink():
            continue
        views = [path.name.encode(), *views_of(path.read_bytes(), "pieces" in path.parts)]
        if any(some in view.lower() for view in views for some in wanted):
            found.append(str(path.relative_to(folder)))
    return found


def views_of(data: bytes, packed: bool, depth: int = 0) -> Iterator[bytes]:
    yield data
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                inner = package.read(name)
                yield re.sub(rb"<[^>]*>", b"", inner)  # words that run over the marks of a format
                yield from views_of(inner, packed, depth + 1)
    starts = [found.start() for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b", data)]
    for start in starts if depth < 3 else ():
        try:
            inner = zlib.decompressobj(47).decompress(data[start:])
        except zlib.error:
            continue
        yield from views_of(inner, packed, depth + 1)


def purge(folder: Path, *arguments: str) -> str:
    told = CliRunner().invoke(
        command, ["purge", str(folder), *arguments, "--date", "2026-11-29", "--reason", "richiesta"]
    )
    assert told.exit_code == 0, told.exception
    return told.output


def test_words_about_a_person_are_in_no_file_any_more(publisher: Path, tmp_path: Path) -> None:
    release = releases.active(publisher)
    code = inbox.receive(publisher, release, replace(NOTE, reason=f"Lo dice il {WORDS}."))
    (publisher / "backups").mkdir()
    store.backup(publisher, publisher / "backups" / "a.sqlite")
    assert len(holding(publisher, "Aurora Boreale")) > 5
    assert release.id in purge(publisher, "--text", WORDS)
    assert holding(publisher, "Aurora Boreale") == []
    assert inbox.status(publisher, code)["state"] == "erased"
    assert [one.id for one in releases.releases(publisher)] == [releases.active(publisher).id]
    again = build([publisher / last_build.DOCUMENTS], publisher, jobs=1, accept=True)
    assert again.manifest.counts["records"] == 2
    assert holding(publisher, "Aurora Boreale") == []


RUNS = "".join(
    f"<w:r><w:t xml:space='preserve'>{part}</w:t></w:r>" for part in ("Il circ", "olo AURORA ", "Boreale.")
)
UPLOADED = {
    "a.docx": making.docx(f"<w:p>{RUNS}</w:p>"),
    "b.odt": making.odt("<text:p>Il circolo <text:span>Aurora</text:span> Boreale.</text:p>"),
    "c.pdf": making.pdf([[(60.0, 780.0, f"Lo dice il {WORDS}.")]]),
    "d.pdf": making.pdf([[(60.0, 780.0, "Nulla.")]], info=f"/Author ({WORDS})"),
    "e.p7m": making.p7m(f"Processo\nIl {WORDS}.\n".encode()),
    "f.xlsx": making.xlsx([["Titolo", "Ente"], ["Un percorso", WORDS]]),
    "g.csv": f"titolo,ente\nUn percorso,{WORDS.upper()}\n".encode("cp1252"),
    "h.html": b"<p>Il circolo&nbsp;Aurora\nBoreale</p>",
    "circolo-aurora-boreale.txt": b"Nulla.",
    "i.txt": "Il circolo aurora  boreale è d'accordo; l'aurora boreale resta.".encode(),
    "j.docx": making.docx(making.para("Nulla."), **{"docProps/core.xml": f"<a>{WORDS}</a>"}),
    "k.docx": making.docx(making.para("Nulla da togliere.")),
}


def test_words_in_whatever_packs_or_spells_them_go_and_nothing_else_does(publisher: Path) -> None:
    folder = publisher / last_build.DOCUMENTS
    for name, data in UPLOADED.items():
        (folder / name).write_bytes(data)
    base, about = BASE, ("id/process/osservatorio-7", "dct:description")
    statements.add(
        publisher, Decision(*about, f'"{WORDS} propone"@it', "accept", "", "redazione", "2026-11-29")
    )
    statements.add(publisher, Decision(*about, '"Altro"@it', "accept", "", "redazione", "2026-11-29"))
    with store.opened(publisher) as queue:
        store.log(queue, "vera", "upload", "circolo-aurora-boreale.txt")
        store.log(queue, "vera", "upload", "i.txt")
    build([folder], publisher, jobs=1, accept=True, base=base)
    before = set(holding(publisher, "Aurora Boreale"))
    seen = {f"documents/{name}" for name in UPLOADED} - {"documents/h.html", "documents/k.docx"}
    assert seen <= before
    purge(publisher, "--text", WORDS)
    assert holding(publisher, WORDS) == []
    left = {path.name for path in folder.iterdir()}
    renamed = left - {"k.docx", "g.csv", "i.txt", "7.txt", "8.txt"}
    assert len(left) == 6 and [name.partition(".")[2] for name in renamed] == ["txt"]
    assert (folder / "i.txt").read_text(encoding="utf-8").endswith("l'aurora boreale resta.")
    assert [made.object for made in statements.read(publisher).values()] == ['"Altro"@it']
    with store.opened(publisher) as queue:
        assert [row["about"] for row in queue.execute("SELECT about FROM log ORDER BY id")] == ["", "i.txt"]
        with pytest.raises(store.sqlite3.IntegrityError):
            queue.execute("UPDATE log SET about = ''")


def test_a_record_whose_slug_begins_another_takes_nothing_of_it(publisher: Path) -> None:
    text = (publisher / last_build.DOCUMENTS / "8.txt").read_text(encoding="utf-8")
    (publisher / last_build.DOCUMENTS / "80.txt").write_text(
        text.replace("prova", "altra prova"), encoding="utf-8"
    )
    made = build([publisher / last_build.DOCUMENTS], publisher, jobs=1, accept=True)
    for page in ("id/process/osservatorio-8", "id/process/osservatorio-80"):
        note = replace(NOTE, token=page.replace("/", "-"), page=page, contact="a@comune.example.it")
        inbox.receive(publisher, made, note)
    for one in inbox.contributions(publisher):
        inbox.decide(publisher, made, one.code, "accept", BY)
    purge(publisher, "--record", "osservatorio-8")
    assert [one.subject for one in statements.read(publisher).values()] == ["id/process/osservatorio-80"]
    with store.opened(publisher) as queue:
        rows = queue.execute("SELECT state FROM contribution ORDER BY id").fetchall()
        assert [row["state"] for row in rows] == ["erased", "accepted"]
        assert queue.execute("SELECT count(*) FROM contact").fetchone()[0] == 1
    names = {path.name for path in (publisher / last_build.DOCUMENTS).iterdir()}
    assert names == {"7.txt", "80.txt"}, "the document of the record goes too"
    assert releases.active(publisher).manifest.counts["records"] == 2


def test_a_record_is_in_no_file_and_no_build_brings_it_back(publisher: Path) -> None:
    on_disk = publisher / "stores" / f"{releases.active(publisher).id}-0.5"  # as a service on disk writes it
    on_disk.mkdir(parents=True)
    (on_disk / "1.sst").write_text("pubblica speciale")
    purge(publisher, "--record", "osservatorio-8")
    made = releases.active(publisher)
    assert made.manifest.counts["records"] == 1
    assert holding(publisher, "pubblica speciale") == []
    assert "osservatorio-8" in (publisher / "purged.csv").read_text(encoding="utf-8")
    again = build([publisher / last_build.DOCUMENTS], publisher, jobs=1, accept=True)
    assert again.manifest.counts["records"] == 1


def test_too_little_or_too_much_is_refused(publisher: Path) -> None:
    for arguments in ((), ("--text", "abc"), ("--text", WORDS, "--record", "osservatorio-8")):
        told = CliRunner().invoke(command, ["purge", str(publisher), *arguments, "--date", "2026-11-29"])
        assert told.exception is not None
    assert not (publisher / "purged.csv").exists()
