"""One pass over a release finds its contradictions and which records name what."""

import gzip
from pathlib import Path
from types import SimpleNamespace

import pytest

from corale.data.rdf.grades import KNOWN
from corale.data.release import join
from corale.data.review import survey

B, ONTO = "https://x.example/", "https://w3id.org/corale/onto/"
NODE, BODY = f"<{B}id/contradiction/a-7-1>", f"<{B}id/organisation/b>"
SAID = [
    *(f"<{B}id/process/a-{n}> <{ONTO}proposer> {BODY} <{B}graph/a/{n}> ." for n in range(10, 30)),
    f"<{B}id/record/a-7> <{ONTO}hasContradiction> {NODE} <{B}graph/a/7> .",
    f'{NODE} <{ONTO}sourceLine> "4" <{B}graph/a/7> .',
    f'<{B}id/contradiction/a-7-review-1> <{ONTO}sourceLine> "5" <{B}graph/a/7/reviewed> .',
]


@pytest.fixture
def release(tmp_path: Path) -> SimpleNamespace:
    with gzip.open(tmp_path / KNOWN, "wt", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in SAID)
    (tmp_path / join.NAME).touch()
    return SimpleNamespace(folder=tmp_path, manifest=SimpleNamespace(base=B))


def test_contradictions_of_sources_are_found_with_what_is_said_of_them(release: SimpleNamespace) -> None:
    found = survey.of(release).contradictions
    assert found == {NODE: {"corale:hasContradiction": [f"<{B}id/record/a-7>"], "corale:sourceLine": ['"4"']}}


def test_the_first_records_that_name_a_body_are_found(release: SimpleNamespace) -> None:
    assert survey.of(release).naming == {BODY: [f"a-{n}" for n in range(10, 10 + survey.MOST)]}
    assert survey.of(release) is survey.of(release), "the pass is made once"
