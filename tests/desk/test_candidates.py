"""Candidates of the extraction are confirmed, also where they name a body that no table has; what is accepted is in the
release that is built then."""

import csv
from pathlib import Path

import pytest
from tests.desk.conftest import PAGE, rebuild
from tests.desk.test_inbox import BY, NOTE, WRONG

from corale.data.published import undecided
from corale.data.published.folder import Release
from corale.data.rdf.grades import KNOWN
from corale.data.release.join import dumped
from corale.data.review import statements
from corale.desk import inbox, names, queue
from corale.desk.acts import By
from corale.errors import UsageError
from corale.findings import finding

CANDIDATES = [
    ("osservatorio-7", "7.txt", 8, "participant", "Circolo La Quercia"),
    ("osservatorio-7", "7.txt", 8, "signatory", "Circolo La Quercia"),
    ("osservatorio-7", "7.txt", 8, "admittedParty", "Cooperativa sociale Il Filo"),
    ("osservatorio-7", "7.txt", 8, "proposer", "Comune di Ravenna"),
    ("osservatorio-7", "7.txt", 8, "participantCount", "120"),
    ("osservatorio-8", "8.txt", 6, "endDate", "14/5/2016"),
    ("osservatorio-8", "8.txt", 10, "participantCategory", "Singoli cittadini"),
    ("osservatorio-8", "8.txt", 8, "participant", "Maria Bianchi"),
    ("osservatorio-8", "8.txt", 8, "participant", "Comune di Ferara"),
    ("osservatorio-8", "8.txt", 8, "party", "Chi vuole"),
    ("osservatorio-9", "9.txt", 8, "participantCount", "12"),  # of a document that is not published
]


@pytest.fixture
def waiting(publisher: Path, release: Release) -> list[queue.Item]:
    path = undecided.path_of(publisher, release)
    path.unlink(missing_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(undecided.COLUMNS)
        for record, file, line, field, words in CANDIDATES:
            writer.writerow((record, file, line, field, words, "resta un candidato", "stays a candidate", ""))
    return inbox.items(publisher, release, ["candidate"])


def test_what_a_person_can_tell_may_be_accepted(waiting: list[queue.Item]) -> None:
    assert "osservatorio-9" not in {one.record for one in waiting}
    able = {one.words for one in waiting if "accept" in one.verbs}
    assert able == {words for *_, words in CANDIDATES[:7]}
    assert {one.words for one in waiting if one.verbs == ("amend", "refuse")} == {
        "Maria Bianchi",
        "Comune di Ferara",
    }


def test_a_rebuilt_release_holds_every_accepted_decision(
    publisher: Path, release: Release, waiting: list[queue.Item]
) -> None:
    inbox.receive(publisher, release, NOTE)
    inbox.receive(publisher, release, WRONG)
    [value] = inbox.items(publisher, release, ["value"])
    inbox.decide(publisher, release, value.code, "amend", BY, "welfare")
    accepted = [*waiting, *inbox.contributions(publisher)]
    for one in accepted:
        if "accept" in one.verbs:
            inbox.decide(publisher, release, one.code, "accept", BY)
    for _ in range(2):  # again from the same sources
        made = rebuild(publisher)
        known = {line.rpartition(" <")[0] for line in dumped(made.folder, [KNOWN]) if "/reviewed>" in line}
        holding = {" ".join(one.holds(made.manifest.base)) for one in statements.read(publisher).values()}
        assert len(holding) == 8 and holding <= known
        said = "\n".join(known | set(dumped(made.folder, [KNOWN])))
        assert "/interventionArea> <https://w3id.org/corale/scheme/ambito/welfare>" in said
        assert '"Circolo La Quercia"@it' in said and "Il Filo" in said
        assert not {one.code for one in accepted if one.verbs[0] == "accept"} & {
            one.code for one in inbox.items(publisher, made)
        }


def test_a_new_body_is_one_row_of_the_publishers_table(
    publisher: Path, release: Release, waiting: list[queue.Item]
) -> None:
    for one in waiting:
        if one.words in ("Circolo La Quercia", "Comune di Ravenna"):
            inbox.decide(publisher, release, one.code, "accept", BY)
    rows = (publisher / names.TABLE).read_text(encoding="utf-8").splitlines()
    assert len(rows) == 2 and rows[1].startswith("circolo-la-quercia,Circolo La Quercia,")


def test_a_reader_may_name_a_body_that_nobody_knows_and_the_desk_makes_it(
    publisher: Path, release: Release
) -> None:
    note = inbox.Note("b" * 20, "c", PAGE, field="participant", value="Circolo La Quercia", reason="C'era.")
    code = inbox.receive(publisher, release, note)
    assert not (publisher / names.TABLE).exists(), "nothing is written before a person decides"
    [one] = inbox.contributions(publisher)
    inbox.decide(publisher, release, one.code, "accept", BY)
    assert inbox.status(publisher, code, rebuild(publisher))["state"] == "published"


@pytest.mark.parametrize(
    ("field", "value"),
    [("interventionArea", "Welfare"), ("durationMonths", "13")],
)
def test_what_a_build_would_refuse_beside_the_rest_of_the_record_is_refused_at_once(
    publisher: Path, release: Release, field: str, value: str
) -> None:
    note = inbox.Note("c" * 20, "c", PAGE, field=field, value=value, reason="Lo so.")
    code = inbox.receive(publisher, release, note)
    [one] = inbox.contributions(publisher)
    with pytest.raises(UsageError):
        inbox.decide(publisher, release, one.code, "accept", BY)
    assert statements.read(publisher) == {}
    assert inbox.status(publisher, code, release)["state"] == "waiting", "a receipt promises nothing untrue"


def test_decisions_that_are_not_built_yet_count_too(publisher: Path, release: Release) -> None:
    for number, value in enumerate(("120", "130")):
        note = inbox.Note(f"{number:020}", "c", PAGE, field="participantCount", value=value, reason="Lo so.")
        inbox.receive(publisher, release, note)
    first, second = inbox.contributions(publisher)
    inbox.decide(publisher, release, first.code, "accept", BY)
    with pytest.raises(UsageError):
        inbox.decide(publisher, release, second.code, "accept", BY)


def test_a_decision_whose_source_has_changed_waits_until_it_is_confirmed(
    publisher: Path, release: Release
) -> None:
    inbox.receive(publisher, release, WRONG)
    inbox.decide(publisher, release, inbox.contributions(publisher)[0].code, "accept", BY)
    path = publisher.parent / "in" / "7.txt"
    text = path.read_text(encoding="utf-8")
    path.unlink()  # a link to the file of other tests
    path.write_text(text.replace("\n12\n", "\n9\n"), encoding="utf-8")
    made = rebuild(publisher)
    [one] = inbox.items(publisher, made, ["decision"])
    assert one.verbs == ("accept",) and "9" in one.text("en")
    inbox.decide(publisher, made, one.code, "accept", By("redazione", "2026-11-30", "Vale ancora."))
    made = rebuild(publisher)
    assert inbox.items(publisher, made, ["decision"]) == []
    about = f"<{made.manifest.base}{PAGE}> <{made.manifest.base}onto/durationMonths> "
    [line] = [line for line in dumped(made.folder, [KNOWN]) if line.startswith(about)]
    assert line.startswith(f'{about}"6"') and "/reviewed>" in line


@pytest.mark.parametrize("code", [queue.CHANGED, *queue.UNAPPLIED])
def test_a_finding_is_about_the_decision_that_it_names_and_no_longer_subject(code: str) -> None:
    near, made = (statements.Decision(f"id/process/a-{n}", "corale:year", '"1"', "accept") for n in (1, 10))
    words = {"subject": made.subject, "property": made.property, "detail": "perché"}
    told = finding(code, statements.FILE, **words).message_it
    assert told.startswith(queue.beginning(code, made)) and not told.startswith(queue.beginning(code, near))
