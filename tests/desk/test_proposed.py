"""A candidate of several values is accepted as the statements that the extraction would have published."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.desk.conftest import PAGE, rebuild
from tests.desk.test_inbox import BY

from corale.data.published import undecided
from corale.data.published.folder import Release
from corale.data.rdf.canonical import Terms, terms
from corale.data.rdf.grades import DUMPS, grade
from corale.data.release.join import dumped
from corale.data.review import statements
from corale.data.review.applied import proofs, proved_by
from corale.desk import inbox, names, outlook, proposed, queue
from corale.errors import UsageError
from corale.mappings.graph import statements as graph
from corale.mappings.graph.nodes import linked
from corale.mappings.linking.link import link
from corale.record import Json

VALUES: dict[str, tuple[str, Json]] = {
    "Enti del Terzo settore": ("party", {"name": "Enti del Terzo settore", "role": "addressee"}),
    "Circolo La Quercia": ("party", {"name": "Circolo La Quercia", "role": "member", "kind": "ets"}),
    "Comune di Ravenna": ("party", {"name": "Comune di Ravenna", "role": "lead", "kind": "public"}),
    "Cooperativa sociale Il Filo": (
        "party",
        {"name": "Cooperativa sociale Il Filo", "role": "admitted", "outcome": "admitted", "score": "86.5"},
    ),
    "Comune di Cento": ("party", {"name": "Comune di Cento", "role": "signatory", "status": "foreseen"}),
    "2022": ("period", {"what": "service", "start": "2022", "end": "2024"}),
    "Piano dei quartieri": ("output", {"kind": "plan", "title": "Piano dei quartieri"}),
    "E31B21004560001": ("identifier", {"scheme": "CUP", "value": "E31B21004560001"}),
}
NOTHING = ("amount", {"what": "other", "value": "300"})
UNKNOWN = ("party", {"name": "Comune di Ferara", "role": "lead"})


def row(name: str, value: Json, words: str) -> tuple[object, ...]:
    whole = json.dumps({name: value}, ensure_ascii=False, sort_keys=True)
    return ("osservatorio-7", "7.txt", 8, name, words, "resta un candidato", "stays a candidate", whole)


def write(publisher: Path, release: Release, rows: list[tuple[object, ...]]) -> dict[str, queue.Item]:
    path = undecided.path_of(publisher, release)
    path.unlink(missing_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([undecided.COLUMNS, *rows])
    return {one.words: one for one in inbox.items(publisher, release, ["candidate"])}


@pytest.fixture
def waiting(publisher: Path, release: Release) -> dict[str, queue.Item]:
    rows = [row(*value, words) for words, value in VALUES.items()]
    more = [row(*NOTHING, "300 euro"), row(*UNKNOWN, "Comune di Ferara"), rows[0]]
    return write(publisher, release, [*rows, *more])


def extracted(name: str, value: Json, base: str) -> set[tuple[str, str]]:
    """What a record that states the value alone says of it: predicates and objects, names of parts left out."""
    record = replace(proposed._record("osservatorio-7"), fields={name: [value]})
    nothing = proposed._record("osservatorio-7")
    both = [next(iter(graph.each([linked(one, link(one), base=base)[0]]))) for one in (nothing, record)]
    return parts([one for one in both[1] if one not in both[0]])


def parts(said: list[Terms]) -> set[tuple[str, str]]:
    known = [one for one in said if grade(one[3]) != "evidence" and "/graph/" not in one[0]]
    return {
        (one[1], one[2])
        for one in known
        if "/id/involvement/" not in one[2]
        and "/id/period/" not in one[2]
        and "/id/output/" not in one[2]
        and "/id/record/" not in one[0]
    }


def test_what_the_graph_has_a_place_for_may_be_accepted(waiting: dict[str, queue.Item]) -> None:
    assert len(waiting) == len(VALUES) + 2, "the same candidate waits once"
    assert {words for words, one in waiting.items() if "accept" in one.verbs} == set(VALUES)
    assert waiting["300 euro"].verbs == ("refuse",) and "no place" in waiting["300 euro"].en
    assert waiting["Comune di Ferara"].verbs == ("amend", "refuse")
    assert waiting["Enti del Terzo settore"].en.startswith("Addressee: Enti del Terzo settore. ")


@pytest.mark.parametrize("words", VALUES)
def test_an_accepted_candidate_is_what_the_extraction_would_have_published(
    publisher: Path, release: Release, waiting: dict[str, queue.Item], words: str
) -> None:
    one = waiting[words]
    shown = outlook.states(release, one, "it")[1]["accept"]
    assert any(words in text for text in shown)
    inbox.decide(publisher, release, one.code, "accept", BY)
    for _ in range(2):
        made = rebuild(publisher)
        said = [terms(line) for line in dumped(made.folder, DUMPS) if "/osservatorio/7" in line]
        reviewed = [said_ for said_ in said if grade(said_[3]) == "reviewed"]
        wanted = extracted(*VALUES[words], made.manifest.base)
        assert parts(reviewed) == wanted
        [decided] = statements.read(publisher).values()
        told = {node: about for node, about in proofs(said).items() if "-review-" in node}
        assert decided.holds(made.manifest.base) in {proved_by(about) for about in told.values()}
        assert all(
            any("reviewer/redazione" in v for some in about.values() for v in some) for about in told.values()
        )
        assert one.code not in {left.code for left in inbox.items(publisher, made, ["candidate"])}


def test_words_of_a_thing_are_amended_and_the_body_that_they_name(
    publisher: Path, release: Release, waiting: dict[str, queue.Item]
) -> None:
    one = waiting["Comune di Ferara"]
    inbox.decide(publisher, release, one.code, "amend", BY, "Comune di Ferrara")
    [made] = statements.read(publisher).values()
    assert "<id/organisation/comune-038008>" in made.replacement and "Ferara" not in made.replacement
    said = {line for line in dumped(rebuild(publisher).folder, DUMPS) if "/reviewed>" in line}
    assert any('"Comune di Ferrara"@it' in line for line in said)
    with pytest.raises(UsageError, match="whole"):
        inbox.decide(publisher, release, waiting["2022"].code, "amend", BY, "2023")
    whole = waiting["2022"].object.replace("2022", "2023")
    inbox.decide(publisher, release, waiting["2022"].code, "amend", BY, whole)


def test_a_new_body_of_a_thing_goes_into_the_publishers_table_when_the_shapes_take_the_record(
    publisher: Path, release: Release, waiting: dict[str, queue.Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = waiting["Circolo La Quercia"]

    def refuse(*given: object) -> None:
        raise UsageError("no")

    with monkeypatch.context() as patched:
        patched.setattr("corale.desk.shaped.hold_record", refuse)
        with pytest.raises(UsageError):
            inbox.decide(publisher, release, one.code, "accept", BY)
    assert not (publisher / names.TABLE).exists()
    inbox.decide(publisher, release, one.code, "accept", BY)
    assert "circolo-la-quercia,Circolo La Quercia," in (publisher / names.TABLE).read_text(encoding="utf-8")


def test_a_thing_decided_in_one_step_before_waits_no_more(
    publisher: Path, release: Release, waiting: dict[str, queue.Item]
) -> None:
    about = (PAGE, "corale:admittedParty", "<id/organisation/il-filo-cooperativa-sociale>")
    [key] = {
        one[2]
        for one in proposed.statement(
            "osservatorio-7", json.dumps(dict([VALUES["Cooperativa sociale Il Filo"]])), release
        ).also
    }
    statements.add(publisher, statements.Decision(*about[:2], key, "accept", "", "redazione", "2026-11-29"))
    assert waiting["Cooperativa sociale Il Filo"].code not in {
        one.code for one in inbox.items(publisher, release, ["candidate"])
    }


def test_an_area_of_a_table_is_accepted_and_another_is_written_as_a_known_one(
    publisher: Path, release: Release
) -> None:
    known, other = "Distretto Centro-Nord di Ferrara", "Municipio Ponente"
    texts = [
        (f"osservatorio-{key}", f"{key}.txt", 8, "territorialScope", words, "", "", "")
        for key, words in (("7", known), ("8", other))
    ]
    waiting = write(publisher, release, texts)
    assert waiting[other].verbs == ("amend", "refuse") and "authorities/areas.csv" in waiting[other].it
    inbox.decide(publisher, release, waiting[known].code, "accept", BY)
    made = rebuild(publisher)
    about = [terms(line) for line in dumped(made.folder, DUMPS) if "/osservatorio/7/reviewed>" in line]
    place = f"<{made.manifest.base}id/place/distretto-centro-nord-ferrara>"
    assert {one[1].rpartition("/")[2] for one in about if one[2] == place} == {"socialArea>", "spatial>"}
    assert any(line.startswith(place) for line in dumped(made.folder, DUMPS))
    inbox.decide(publisher, release, waiting[other].code, "amend", BY, "Distretto di Casalecchio di Reno")
