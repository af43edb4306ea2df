"""The ledger of keys: a record is known again, and what is only like it is told."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.five import FIVE

from corale import artefacts
from corale.errors import UsageError
from corale.findings import Finding, finding
from corale.mappings.extract import extract
from corale.mappings.reading.identity import Stated, own_key, stated
from corale.mappings.reading.ledger import COLUMNS, Ledger, Sighting
from corale.record import Candidate

SHEET = Sighting(
    "osservatorio", "x0000000001", "https://x.it/a", "d1", "festa", "comune di x", "2024-01-05", "a.txt"
)
NOTICE = replace(SHEET, source="avviso")
OTHER = Sighting(
    "osservatorio", "x0000000002", "https://x.it/b", "d2", "fiera", "comune di y", "2025-02-06", "b.txt"
)


AGREEING = {
    "title and body": "titolo ed ente",
    "title and start": "titolo e inizio",
    "body, start and first words of the title": "ente, inizio e prime parole del titolo",
    "file and title": "file e titolo",
    "file and body": "file ed ente",
    "file and start": "file e inizio",
}


def near_match(met: Sighting, other: str, same: str) -> Finding:
    return replace(finding("F015", met.file, key=other, kind=(AGREEING[same], same)), record=met.slug)


def settled(*met: Sighting, before: tuple[Sighting, ...] = (SHEET,)) -> list[str]:
    keys = Ledger()
    for one in before:
        keys.enter(one)
    return keys.assign(met)


@pytest.mark.parametrize(
    ("met", "key"),
    [
        (replace(OTHER, url=SHEET.url), "x0000000001"),
        (
            replace(OTHER, url="http://x.it/a/"),
            "x0000000001",
        ),  # neither scheme nor closing slash parts two addresses
        (replace(OTHER, digest=SHEET.digest), "x0000000001"),
        (replace(SHEET, key="x0000000002", url="", digest="d2", file="b.txt"), "x0000000001"),
        (replace(SHEET, key="x0000000002", url="", digest="d2", body=""), "x0000000002"),
        (replace(SHEET, key="x0000000002", url="", digest="d2", start="2024-01-06"), "x0000000002"),
        (replace(SHEET, key="x0000000002", url="", digest="d2", title="fiera"), "x0000000002"),
        (
            replace(SHEET, key="x0000000002", source="avviso"),
            "x0000000002",
        ),  # another source has keys of its own
        (OTHER, "x0000000002"),
    ],
)
def test_a_record_is_known_by_address_then_digest_then_what_it_states(met: Sighting, key: str) -> None:
    assert settled(met) == [key]


def test_the_address_counts_more_than_the_digest_and_this_more_than_the_words() -> None:
    third = Sighting("osservatorio", "x0000000003", title="ballo", body="comune di z", start="2026-01-01")
    assert settled(replace(OTHER, key="x0000000009", digest=SHEET.digest), before=(SHEET, OTHER)) == [
        "x0000000002"
    ]
    met = replace(third, key="x0000000009", digest=SHEET.digest)
    assert settled(met, before=(SHEET, third)) == ["x0000000001"]


def test_a_number_is_kept_but_where_a_key_was_given_first() -> None:
    number = replace(SHEET, key="2205")
    assert settled(number, before=()) == ["2205"]
    assert settled(number) == ["x0000000001"]
    assert settled(number, before=(SHEET, number)) == ["2205"]  # it was met under its number too
    assert settled(replace(number, key="7"), before=(number,)) == ["7"]  # two numbers are two records


def test_a_copy_without_number_is_known_by_the_number_whichever_comes_first() -> None:
    copy = replace(SHEET, url="", digest="d2")
    number = replace(SHEET, key="2205")
    assert settled(copy, number, before=()) == ["2205", "2205"]
    assert settled(number, copy, before=()) == ["2205", "2205"]


def test_an_address_of_several_files_tells_none_of_them() -> None:
    annex = replace(OTHER, url=SHEET.url)
    assert settled(SHEET, annex, before=()) == ["x0000000001", "x0000000002"]
    assert settled(SHEET, annex, before=(SHEET, annex)) == ["x0000000001", "x0000000002"]


def test_what_fits_two_records_tells_neither() -> None:
    met = replace(SHEET, key="x0000000009", url="", digest="d9")
    assert settled(met, before=(SHEET, replace(SHEET, key="x0000000002", url="", digest="d2"))) == [
        "x0000000009"
    ]


def test_a_notice_is_known_by_its_words_only_when_all_are_there() -> None:
    met = replace(NOTICE, key="x0000000002", url="", digest="d2")
    assert settled(met, before=(NOTICE,)) == ["x0000000001"]
    assert settled(replace(met, start=""), before=(replace(NOTICE, start=""),)) == ["x0000000002"]
    undated = replace(SHEET, start="")
    assert settled(replace(undated, key="x0000000002", url="", digest="d2"), before=(undated,)) == [
        "x0000000001"
    ]


@pytest.mark.parametrize(
    ("met", "same"),
    [
        (replace(SHEET, start="2023-01-01"), "title and body"),
        (replace(SHEET, body="comune di z"), "title and start"),
        (replace(OTHER, title=SHEET.title, file=SHEET.file), "file and title"),
        (replace(OTHER, body=SHEET.body, file=SHEET.file), "file and body"),
        (replace(OTHER, start=SHEET.start, file=SHEET.file), "file and start"),
        (replace(OTHER, file=SHEET.file), ""),
        (replace(OTHER, title=SHEET.title), ""),
        (replace(OTHER, body=SHEET.body), ""),
        (OTHER, ""),
    ],
)
def test_what_agrees_in_part_is_a_near_match(met: Sighting, same: str) -> None:
    keys = Ledger()
    keys.enter(SHEET)
    met = replace(met, key="x0000000002")
    keys.enter(met)
    assert keys.near(met) == (near_match(met, "x0000000001", same) if same else None)


def test_titles_that_begin_alike_are_near_by_five_words() -> None:
    keys, long = Ledger(), replace(SHEET, title="uno due tre quattro cinque sei")
    keys.enter(long)
    near = replace(long, key="x0000000002", title="uno due tre quattro cinque sette", file="b.txt")
    assert keys.near(near) == near_match(near, "x0000000001", "body, start and first words of the title")
    assert keys.near(replace(near, title="uno due tre quattro sei")) is None


def test_two_numbers_are_no_near_match() -> None:
    keys = Ledger()
    keys.enter(replace(SHEET, key="1"))
    assert keys.near(replace(SHEET, key="2", start="")) is None
    copy = replace(SHEET, key="x0000000002", start="")
    assert keys.near(copy) == near_match(copy, "1", "title and body")


def test_the_ledger_is_written_sorted_and_read_again(tmp_path: Path) -> None:
    keys = Ledger(tmp_path / "publisher" / "ledger.csv")
    assert keys.assign([OTHER, SHEET]) == ["x0000000002", "x0000000001"]
    keys.save()
    text = keys.path.read_text(encoding="utf-8") if keys.path else ""
    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert [line.split(",")[1] for line in text.splitlines()[1:]] == ["x0000000001", "x0000000002"]
    again = Ledger(keys.path)
    assert again.assign([replace(OTHER, key="x0000000009", url="")]) == ["x0000000002"]
    again.save()
    assert len(text.splitlines()) + 1 == len((tmp_path / "publisher" / "ledger.csv").read_text().splitlines())


def test_a_row_by_hand_needs_source_and_key_only(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("source,key,url\nosservatorio,x0000000001,https://x.it/a\n", encoding="utf-8")
    assert Ledger(ledger).assign([replace(OTHER, url=SHEET.url)]) == ["x0000000001"]
    ledger.write_text("source,file\nosservatorio,a.txt\n", encoding="utf-8")
    with pytest.raises(UsageError, match="key"):
        Ledger(ledger)


def test_a_sheet_has_one_key_from_whatever_copy(tmp_path: Path) -> None:
    page = FIVE / "osservatorio" / "casalecchio-patto-partecipazione.txt"
    (tmp_path / "copy.txt").write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))
    (copy,) = extract([tmp_path / "copy.txt"])
    (first,) = extract([page])
    assert first.record.digest != copy.record.digest
    assert first.record.key == copy.record.key == own_key("osservatorio", stated(first.record.fields), "")


FORMS = {
    "page.txt": "{}",
    "crlf.txt": "{}",
    "page.html": "<!doctype html><html><head><meta charset='utf-8'></head><body><p>{}</p></body></html>",
}
SHORT = (  # the first names who and when, as candidates; of the second only its words tell it
    "Comune di Pesaro\nAvviso pubblico di co-progettazione per i centri diurni\n"
    "Le domande vanno presentate entro il 30/06/2024.\n",
    "Avviso pubblico di co-progettazione ai sensi dell'art. 55 del Codice del Terzo settore\n"
    "L'istruttoria è rivolta agli enti del Terzo settore interessati.\n",
)


@pytest.mark.parametrize("text", SHORT)
def test_a_notice_has_one_key_in_every_file_form(tmp_path: Path, text: str) -> None:
    found = set()
    for name, form in FORMS.items():
        lines = {"page.txt": "\n", "crlf.txt": "\r\n", "page.html": "</p><p>"}[name]
        (tmp_path / name).write_bytes(form.format(text.strip().replace("\n", lines)).encode())
        (one,) = extract([tmp_path / name])
        assert one.record.kind == "notice"
        found.add(one.record.key)
    assert len(found) == 1
    (tmp_path / "other.txt").write_text(
        text + "Il responsabile è il dirigente del settore.\n", encoding="utf-8"
    )
    (other,) = extract([tmp_path / "other.txt"])
    assert (other.record.key in found) == stated(other.record.fields, other.record.candidates).enough(
        "avviso"
    )


def test_a_candidate_names_a_record_where_nothing_is_stated() -> None:
    proposed = [Candidate("issuingBody", "Comune di X", 0.6), Candidate("issuingBody", "Comune di Y", 0.4)]
    assert stated({"title": "festa"}, proposed).body == "comune di x"
    assert stated({"title": "festa", "issuingBody": "Comune di Z"}, proposed).body == "comune di z"


def test_a_sheet_has_one_key_from_seed_sample_and_download(real: Path) -> None:
    def of(*folders: Path) -> dict[str, str]:
        found = [one.record for folder in folders for one in extract([folder])]
        return {str(one.fields.get("title")): one.key for one in found if one.source == "osservatorio"}

    seeds, own = of(real / "seeds"), of(artefacts.path("data", "records"))
    shared = seeds.keys() & own.keys()
    assert len(shared) >= 4
    assert {title: seeds[title] for title in shared} == {title: own[title] for title in shared}


def test_own_keys_differ_where_what_is_stated_differs() -> None:
    one = Stated("festa", "comune di x", "2024-01-05")
    others = [replace(one, title="fiera"), replace(one, body="comune di y"), replace(one, start="2024-01-06")]
    keys = {own_key("avviso", who, "0" * 64) for who in (one, *others)} | {own_key("sheet", one, "0" * 64)}
    assert len(keys) == 5
    assert own_key("avviso", replace(one, start=""), "0" * 64) == "x0000000000"


def test_extraction_with_a_ledger_keeps_keys_and_tells_near_matches(tmp_path: Path) -> None:
    page, ledger = tmp_path / "in" / "page.txt", tmp_path / "ledger.csv"
    page.parent.mkdir()
    text = (FIVE / "osservatorio" / "casalecchio-patto-partecipazione.txt").read_text(encoding="utf-8")
    (page.parent / "manifest.csv").write_text("file,url\npage.txt,https://x.it/patto\n", encoding="utf-8")
    page.write_text(text, encoding="utf-8")
    (first,) = extract([page.parent], Ledger(ledger))
    page.write_text(text.replace("A patto di", "Patto di"), encoding="utf-8")
    (second,) = extract([page.parent], Ledger(ledger))
    assert second.record.fields["title"] != first.record.fields["title"]
    assert second.record.key == first.record.key
    assert {finding.record for finding in second.findings} <= {first.record.slug, ""}
    (page.parent / "manifest.csv").unlink()
    page.write_text(text.replace("A patto di", "Un patto di"), encoding="utf-8")
    (third,) = extract([page.parent], Ledger(ledger))
    assert third.record.key != first.record.key
    (near,) = (finding for finding in third.findings if finding.code == "F015")
    assert first.record.key in near.message_en and near.record == third.record.slug
