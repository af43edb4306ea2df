"""Text in the encodings that offices use, and text that was decoded twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corale.mappings.extract import extract
from corale.mappings.reading import UnreadableError
from corale.mappings.reading.documents import judged
from corale.mappings.reading.encodings import decoded, mended

TEXT = "La città che sarà – giovani, perché no? «Più» spazi, 5 €: l’avviso è aperto."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_are_told_by_their_bytes(encoding: str) -> None:
    assert decoded((TEXT * 3).encode(encoding))[0] == TEXT * 3


@pytest.mark.parametrize("name", ["windows-1252", "ISO-8859-1", "latin1"])
def test_a_page_may_declare_its_encoding_but_utf8_bytes_are_utf8(name: str) -> None:
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={name}"></head>perchè ÿþ</html>'
    assert decoded(page.encode("cp1252"), page=True)[0] == page
    assert decoded(page.encode("utf-8"), page=True)[0] == page


@pytest.mark.parametrize(
    "data", [b"\x00\x01\xff\xfe\x90", b"Processo\n\xff\xfe", b"\x81\x8d\x8f", bytes(range(128, 256)) * 4]
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        decoded(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        assert isinstance(decoded(data, page=True)[0], str)
    except UnreadableError as fault:
        assert fault.code == "F002"


@given(st.text(alphabet="abcdefgh ’“”àèéìòùÀÈÉÌÒÙ–…€°«»\n.", max_size=80))
def test_what_was_decoded_twice_comes_back(text: str) -> None:
    twice = "".join(bytes([one]).decode("cp1252", "ignore") or chr(one) for one in text.encode())
    assert mended(twice)[0] == text and mended(twice)[2] == []


@given(st.text(alphabet="abc àèìÀÂ’€ \nSão", max_size=60))
def test_sound_text_stays(text: str) -> None:
    assert mended(text) == (text, [], [])


def test_lost_signs_set_their_line_aside_with_a_finding_and_repairs_are_told(tmp_path) -> None:
    page = (
        "Regione Emilia-Romagna\n\nUn parco\n\nProcesso\n\nStato di avanzamento\n\nConcluso\n\nTitolari della decisione\n\n"
        "Comune di ForlÃ¬\n\nDurata (mesi)\n\n5\n\nFiliera\n\nla citt\ufffd nuova\n"
    )
    (tmp_path / "1.txt").write_text(page, encoding="utf-8")
    (one,) = extract([tmp_path])
    assert [(finding.code, finding.line) for finding in one.findings][:2] == [("R002", 0), ("R003", 21)]
    assert "Forlì" in str(one.record.fields) and "Ã" not in str(one.record.to_json())
    assert "\ufffd" not in str(one.record.to_json())


def test_the_lines_of_utf16_are_counted_as_text() -> None:
    assert judged("a\nb\nĊc\n".encode("utf-16")).lines == 3
