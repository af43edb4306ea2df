"""A column of names, pasted or as a file, answered to people: matches, codes, and refusals of what is too much."""

import csv
import io

import pytest

from corale.endpoint.http.problems import ProblemError
from corale.endpoint.reconcile import column
from corale.endpoint.site import names_index

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def posted(sample, fields, file=None):
    """Send a form as a browser does."""
    edge = "corale-test"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if file is not None:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        parts.append(head.encode() + file + b"\r\n")
    body = b"".join([*parts, f"--{edge}--\r\n".encode()])
    kind = f"multipart/form-data; boundary={edge}"
    return sample.request("POST", "/reconcile/column", body, Content_Type=kind, Accept=BROWSER)


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_a_browser_gets_the_page_in_both_languages(sample):
    for tongue, title in (("it", "Incolla una colonna"), ("en", "Paste a column")):
        answer = sample.get(f"/reconcile?lang={tongue}", Accept=BROWSER)
        assert answer.status == 200 and title in answer.text and "<script" not in answer.text
    assert sample.get("/reconcile", Accept="text/html").json["versions"]


def test_a_pasted_column_is_shown_with_links_and_codes(sample):
    names = "Comune di Agli\u00e8 (TO)\nREGGIO EMILIA\n037061\n<b>nessuno</b> xyzq"
    answer = posted(sample, {"column": names, "type": ""})
    assert answer.status == 200
    for told in ("id/organisation/comune-001001", "id/place/035033", "id/place/037061", "M320"):
        assert told in answer.text
    assert "<b>nessuno" not in answer.text and "&lt;b&gt;nessuno" in answer.text
    held = rows(posted(sample, {"column": names, "type": "", "as": "csv"}))
    assert [row["corale_status"] for row in held] == ["match", "match", "match", "none"]
    assert held[0]["corale_iri"].endswith("/id/organisation/comune-001001")


def test_a_file_comes_back_with_our_columns(sample):
    file = "cod;Comune;Provincia\n1;SAMONE;TN\n2;Forl\u00ec;\n3;=cmd();\n4\n".encode("cp1252")
    held = rows(posted(sample, {"type": "corale:Municipality", "name": "", "province": ""}, file))
    assert [row["cod"] for row in held] == ["1", "2", "3", "4"]
    assert [row["istatCode"] for row in held] == ["022165", "040012", "", ""]
    assert held[2]["Comune"] == "'=cmd()"


def test_what_leads_nowhere_or_is_too_much_is_refused(sample):
    many = ("x\n" * (column.ROWS + 2)).encode()
    for fields, file, status in (
        ({"column": ""}, None, 400),
        ({"column": "a", "type": "corale:Nothing"}, None, 400),
        ({}, b"nome\n" + many, 400),
        ({}, b"a;" * 200 + b"\n1", 400),
        ({}, b"\xff\xfe\x00\xd8", 400),
        ({"name": "manca"}, b"nome\nx", 400),
        ({}, b"nome\n" + b"x" * 500_000, 413),
        ({}, b'nome\n"' + b"x" * 200_000, 400),
    ):
        assert posted(sample, fields, file).status == status, (fields, file and file[:20])


def test_a_thing_that_only_the_tables_know_answers(sample):
    assert sample.get("/id/place/001001", Accept="text/turtle").status == 303
    assert b'"001001"' in sample.get("/data/id/place/001001.ttl").body
    for tail in ("place/001001", "organisation/comune-001001", "place/001", "place/01"):
        page = sample.get(f"/page/id/{tail}", Accept=BROWSER)
        assert page.status == 200, tail
    assert sample.get("/reconcile/preview?id=id/place/001001&lang=en").text.count("national tables") == 1
    assert sample.get("/id/place/999999").status == 404
    assert "Agli\u00e8" not in sample.get("/search?q=Agli%C3%A8", Accept=BROWSER).text.partition("results")[2]


def test_only_places_and_bodies_are_looked_up_in_the_tables():
    assert names_index.listed("id/process/osservatorio-1") is None
    assert names_index.listed("onto/Process") is None


def test_columns_are_told_by_their_headers_or_by_name():
    table = column.read("codice ente,Denominazione,PR\n1,Gubbio,PG", True)
    assert (table.name, table.province) == (1, 2)
    assert column.read("a\tb\nGubbio\tPG", True, "b").name == 1
    with pytest.raises(ProblemError):
        column.read("a\nb", True, "c")
