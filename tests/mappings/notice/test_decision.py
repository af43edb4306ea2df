"""Is a text one concrete procedure? What speaks for it and against it is told."""

from corale.mappings.notice.decision import cues, decide, procedure_kind, weights
from corale.mappings.reading.lines import Passage, nonblank, physical

CALL = (
    "AVVISO PUBBLICO\nIl Comune di Jesi indice una procedura di co-progettazione ai sensi dell'art. 55.\n"
    "Le domande vanno inviate entro le ore 12.00 del 10 marzo 2025."
)


def passage(text: str) -> Passage:
    return Passage(nonblank(physical(text)))


def test_a_call_is_likelier_than_an_explainer() -> None:
    explainer = passage(
        "Che cos’è la co-progettazione: guida per gli enti. Il webinar spiega gli articoli del Codice."
    )
    assert decide(passage(CALL)).probability > 0.5 > decide(explainer).probability


def test_every_cue_has_its_words() -> None:
    found = list(cues(CALL))
    assert found
    assert all(0 <= cue.start < cue.end <= len(CALL) for cue in found)


def test_the_reasons_are_those_that_weigh_the_strongest_first() -> None:
    reasons = [abs(weight) for _, weight in decide(passage(CALL)).cues]
    assert reasons == sorted(reasons, reverse=True)


def test_no_cue_leaves_the_bias_alone() -> None:
    decision = decide(passage("zzz"), {"bias": 0.0} | dict.fromkeys(weights(), 0.0))
    assert decision.probability == 0.5


def test_the_kind_of_a_procedure_is_what_is_done_not_what_it_aims_at() -> None:
    aim = "Un progetto della città per porre le basi di un patto di collaborazione sui beni comuni.\n"
    done = "Il percorso partecipativo è partito a gennaio."
    path = procedure_kind(aim + "Gruppo di lavoro e sopralluoghi. " * 6 + done)
    pact = procedure_kind("Firmato il patto di collaborazione nato dal percorso partecipativo.")
    assert path and path[0] == "processo-partecipativo"
    assert pact and pact[0] == "patto-di-collaborazione"
    alone = procedure_kind(aim)
    assert alone and alone[0] == "patto-di-collaborazione"
