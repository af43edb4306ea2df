"""Nothing is published below its band: what is read in the sample stands on a band that was measured well enough."""

import pytest

from corale import artefacts
from corale.mappings.extract import extract
from corale.mappings.notice.bands import FAMILIES
from corale.mappings.text.bands import table
from corale.ontology.reading_rules import rule

SOURCES = {"avviso": "notice", "osservatorio": "process"}
READ = {
    "role",
    "count",
    "meeting",
    "phase",
    "output",
    "output-date",
    "act-in-prose",
    "act-of-attachment",
    "fund",
}


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_read_has_the_confidence_of_a_band_that_is_published(source: str) -> None:
    sure: dict[str, set[float]] = {}
    for (of, family, _), band in table().items():
        if of == source and (band.stated if source == "avviso" else band.published):
            sure.setdefault(family, set()).add(
                round(band.measured, 2) if source == "avviso" else band.claimed
            )
    counted = 0
    for one in extract([artefacts.path("data", "records", source)]):
        for proof in one.record.evidence:
            field = proof.pointer.split("/")[2]
            family = FAMILIES.get(field) if source == "avviso" else "who" if proof.rule in READ else None
            if family and field != "publishable" and rule(proof.rule).grade == "read":
                claims = sure[family] if source == "avviso" else set().union(*sure.values())
                assert proof.confidence in claims, proof
                counted += 1
    assert counted > 50
