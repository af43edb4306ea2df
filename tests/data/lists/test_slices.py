"""Slices: the records asked for, whole, with what they name, and nothing of others."""

import gzip

import pytest

from corale.data.lists import slices
from corale.data.rdf.grades import KNOWN

B = "https://e/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def record(slug: str, body: str) -> list[str]:
    source, _, key = slug.partition("-")
    thing, graph = f"<{B}id/process/{slug}>", f"{B}graph/{source}/{key}"
    return [
        f'{thing} {LABEL} "un <b> > di {slug}"@it <{graph}> .\n',
        f"{thing} <{B}by> <{B}id/organisation/{body}> <{graph}/read> .\n",
    ]


@pytest.fixture
def release(tmp_path):
    """A folder with a dump of three members: two of records, one of what belongs to none; and their places."""
    parts = {
        "a-1": record("a-1", "x") + record("a-10", "y"),
        "b-1": record("b-1", "y"),
        "common x": [
            f'<{B}id/organisation/{name}> {LABEL} "{name}"@it <{B}graph/entities> .\n' for name in "xyz"
        ],
    }
    places = []
    with (tmp_path / KNOWN).open("wb") as out:
        for name, some in parts.items():
            packed = gzip.compress("".join(some).encode())
            places.append((name, out.tell(), len(packed)))
            out.write(packed)
    return tmp_path, places


@pytest.mark.parametrize(
    ("records", "bodies"), [({"a-1"}, "x"), ({"a-10", "b-1"}, "y"), ({"a-1", "b-1"}, "xy"), ({"c-1"}, "")]
)
def test_a_slice_has_its_records_and_what_they_name(release, records, bodies):
    found = list(slices.lines(*release, records, B, stated=False))
    own = {slug: body for slug, body in (("a-1", "x"), ("a-10", "y"), ("b-1", "y")) if slug in records}
    expected = [line for slug, body in own.items() for line in record(slug, body)]
    named = [f'<{B}id/organisation/{name}> {LABEL} "{name}"@it <{B}graph/entities> .\n' for name in bodies]
    assert sorted(found) == sorted(expected + named)


def test_what_is_stated_only_leaves_out_what_was_read(release):
    found = list(slices.lines(*release, {"a-1"}, B, stated=True))
    assert found == record("a-1", "x")[:1]
