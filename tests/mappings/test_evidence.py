"""Evidence joins: every value in the graph of a record has its line, and every line proves a value that is there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.five import FIVE

from corale import artefacts
from corale.data.canonical import Terms
from corale.mappings import graph
from corale.mappings.extract import extract
from corale.mappings.link import link
from corale.mappings.nodes import linked, publishable

ONTO = "https://w3id.org/corale/onto/"
RECORD_ITSELF = {
    "primaryTopic", "identifier", "source", "digest", "mappingVersion", "templateVariant", "truncated", "sourceUrl",
    "dataGap", "hasContradiction", "hasInferredValue", "wasDerivedFrom",
}  # fmt: skip
"""What is said of the record as a document, and of what it lacks: these nodes carry their own line."""
STRUCTURE = {
    "type", "label", "inProcess", "opensProcedure", "involvement", "certification", "funding", "governanceBody", "organKind",
}  # fmt: skip
"""Links and names that the mapping makes to hang values on; no line says them."""
CONCLUDED = {"respondsTo"}
"""The act of a procedure that has one output: concluded from there being no other."""
UNKNOWN = {"spatial", "socialArea", "deadline"}
"""A place or area that no table knows, and an hour whose day has no year: their words stand on evidence only."""
ABOUT_THE_RECORD = ("/id/gap/", "/id/contradiction/", "/id/inference/")


def records(paths: list[Path]) -> Iterator[tuple[list[Terms], dict[str, dict[str, str]], set[str]]]:
    """Yield what each publishable record says, its evidence by node, and the fields whose value no list knows."""
    for extraction in extract(paths):
        if not publishable(extraction.record):
            continue
        document, findings = linked(extraction.record, link(extraction.record), extraction.findings)
        unknown = {finding.field for finding in findings if finding.code == "M001"}
        said, evidence = [], dict[str, dict[str, str]]()
        for terms in next(graph.each([document])):
            subject, predicate, stated, home = terms
            if home.endswith("/evidence>"):
                evidence.setdefault(subject, {})[local(predicate)] = stated
            else:
                said.append(terms)
        yield said, evidence, unknown


def local(iri: str) -> str:
    return iri[1:-1].replace("#", "/").rpartition("/")[2]


def check(paths: list[Path]) -> int:
    """Return how many values were walked."""
    walked = 0
    for said, evidence, unknown in records(paths):
        statements = {(subject, predicate) for subject, predicate, *_ in said}
        earlier = {stated for _, predicate, stated, _ in said if local(predicate) == "previousEdition"}
        joined = {(one["evidenceFor"], one["field"]) for one in evidence.values()}
        astray = {(about, name) for about, name in joined - statements if local(name) not in unknown | UNKNOWN}
        assert not astray
        for subject, predicate in statements:
            name = local(predicate)
            if name in RECORD_ITSELF | STRUCTURE | CONCLUDED or any(kind in subject for kind in ABOUT_THE_RECORD):
                continue
            if subject in earlier and name in ("spatial", "socialArea"):
                continue  # an earlier procedure takes its territory over from the one the notice opens
            assert (subject, predicate) in joined, (subject, predicate)
            walked += 1
    return walked


def test_every_value_of_the_sample_has_its_line_and_every_line_its_value() -> None:
    assert check([artefacts.path("data", "records")]) > 250


@pytest.mark.real
@pytest.mark.parametrize("name", ["seeds", "samples"])
def test_every_value_of_the_real_documents_has_its_line(real: Path, name: str) -> None:
    assert check([real / name]) > 100


def test_the_day_of_a_deadline_proves_the_instant(tmp_path: Path) -> None:
    lines = {
        (one["sourceLine"], local(one["field"]))
        for _, evidence, _ in records([FIVE / "avviso"])
        for one in evidence.values()
    }
    assert sum(name == "deadline" for _, name in lines) >= 1
    assert not [name for _, name in lines if name == "deadlineDate"]
