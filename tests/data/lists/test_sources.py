"""The lines of sources: found by bisection among any records, and shown only where a source allows it."""

from hypothesis import given
from hypothesis import strategies as st

from corale.data.lists import sources
from corale.data.lists.sources import SourceLine

SLUGS = st.sets(st.from_regex(r"[a-z]{1,3}-[a-z0-9-]{1,6}", fullmatch=True), min_size=1, max_size=30)


@given(slugs=SLUGS, other=st.from_regex(r"[a-z]{1,3}-[a-z0-9-]{1,6}", fullmatch=True))
def test_every_record_is_found_and_no_other(tmp_path_factory, slugs, other):
    file = tmp_path_factory.mktemp("sources") / sources.FILE
    lines = {slug: [SourceLine(n, 0, f"{slug} à “{n}”") for n in range(len(slug))] for slug in slugs}
    file.write_text("".join(sources.text(slug, lines[slug]) for slug in sorted(slugs)), encoding="utf-8")
    for slug in slugs:
        assert sources.read(file, slug) == lines[slug]
    assert sources.read(file, other) == lines.get(other, [])


def test_nothing_is_shown_where_there_is_no_file_or_no_line(tmp_path):
    assert sources.read(tmp_path / sources.FILE, "osservatorio-1") == []
    assert sources.text("osservatorio-1", []) == ""


def test_a_source_that_says_nothing_is_not_shown_whole():
    assert not sources.republishing("unknown").lines
    assert not sources.republishing("avviso").lines and sources.republishing("avviso").it
