"""What a notice does not say is a gap: only of a whole text that is a procedure, and only where no word hints at it."""

import pytest
from tests.mappings.graph.test_nodes import store, values
from tests.mappings.notice.test_read import read

from corale.mappings.reading.lines import Passage, nonblank
from corale.mappings.text import gaps
from corale.mappings.text.extraction import RecordBuilder

HEAD = (
    "Avviso pubblico di co-progettazione per il dopo scuola\n\nEnte procedente: Comune di Jesi\n"
    "Procedura: co-progettazione\n\nIl Comune di Jesi indice un avviso per co-progettare il dopo scuola. "
)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Gli enti scrivono al Comune.\n", {"deadlineDate", "budget", "legalBasis"}),
        ("Gli enti scrivono al Comune entro la data che sarà detta.\n", {"budget", "legalBasis"}),
        ("Il Comune mette risorse proprie.\n", {"deadlineDate", "legalBasis"}),
        (
            "Scadenza: 3 maggio 2024. Risorse: 20.000 euro. Ai sensi dell’art. 55 del D.Lgs. 117/2017.\n",
            set(),
        ),
        ("Gli enti scrivono al Comune di\n", set()),
    ],
)
def test_a_gap_is_claimed_only_where_no_word_hints_at_a_value(text: str, missing: set[str]) -> None:
    builder = read(HEAD + text)
    assert {one.field for one in builder.gaps} == missing
    assert {one.reason for one in builder.gaps} <= {"no-word-of-it"}


def test_gaps_of_a_notice_are_nodes_of_its_record() -> None:
    made = store(read(HEAD + "Gli enti scrivono al Comune.\n").record("notice", "avviso", "7"))
    fields = values(made, "SELECT ?f { ?r c:dataGap ?g . ?g c:gapField ?f }")
    assert [one.rpartition("/")[2] for one in fields] == ["budget", "deadline", "legalBasis"]
    reasons = values(made, "SELECT DISTINCT ?w { ?r c:dataGap/c:gapReason ?w }")
    assert reasons == ["https://w3id.org/corale/scheme/gap/no-word-of-it"]
    graphs = values(made, "SELECT DISTINCT ?g { GRAPH ?g { ?r c:dataGap ?x } }")
    assert [one.rpartition("/")[2] for one in graphs] == ["inferred"]


def test_what_is_no_procedure_lacks_nothing() -> None:
    assert read("La legge regionale disciplina la co-progettazione.").gaps == []


def test_a_deadline_of_questions_is_no_missing_deadline() -> None:
    builder = RecordBuilder("a.txt", 1, "notice")
    builder.fields |= {"publishable": True, "documentKind": "avviso", "deadline": [{"what": "other"}]}
    gaps.check(Passage(nonblank(["Gli enti scrivono al Comune."])), builder)
    assert "deadlineDate" not in {one.field for one in builder.gaps}
