"""The files of a release in groups: each in one, each said."""

import json

from corale.data.release.manifest import File
from corale.endpoint.site import downloads

ONE = File(1, "0" * 64)
NAMES = (
    "starter.ttl",
    "README.it.md",
    "excel/processes.csv",
    "csv/codebook.csv",
    "report.html",
    "corale.nq.gz",
    "void.ttl",
    "unknown.bin",
)


def test_every_file_stands_in_one_group_and_in_its_order():
    groups = downloads.grouped([(name, ONE) for name in NAMES], "it")
    assert [name for group in groups for row in group.rows for name, _ in row.files] == list(NAMES)
    assert [group.heading for group in groups] == [heading for heading, _ in downloads.GROUPS]
    assert downloads.grouped([], "it") == []


def test_the_forms_of_a_table_stand_together_and_tables_in_their_order():
    (group,) = downloads.grouped(
        [(name, ONE) for name in ("csv/places.csv", "csv/processes.csv", "excel/places.csv")], "it"
    )
    assert [(row.description, [name for name, _ in row.files]) for row in group.rows] == [
        ("Processi", ["csv/processes.csv"]),
        ("Luoghi", ["csv/places.csv", "excel/places.csv"]),
    ]


def test_the_page_has_every_file_with_what_it_is(live):
    text = live.get("/dumps/?lang=it", Accept="text/html").text
    assert 'href="/dumps/corale.nq.gz"' in text and "ciò che si sa, con i grafi con nome" in text
    assert "what is known" in live.get("/dumps/?lang=en", Accept="text/html").text
    listed = json.loads(live.get("/dumps/").text)["files"]
    assert all(one["sha256"] in text for one in listed)
