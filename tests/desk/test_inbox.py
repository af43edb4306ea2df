"""Contributions: kept before they are acknowledged, once, bounded, screened; decided once; receipts tell the truth."""

import gzip
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from tests.desk.conftest import PAGE, rebuild

from corale.data.published.folder import Release
from corale.data.review import statements, terms
from corale.desk import inbox, store
from corale.desk.acts import By
from corale.desk.inbox import Note
from corale.errors import NotFoundError, UsageError

BY = By("redazione", "2026-11-29", "Visto l'atto.")
NOTE = Note(
    "t" * 20,
    "192.0.2.1",
    PAGE,
    field="participantCount",
    value="120",
    reason="C'ero.",
    credit="Comitato di quartiere",
)
WRONG = Note(
    "w" * 20,
    "192.0.2.1",
    PAGE,
    subject=PAGE,
    property="corale:durationMonths",
    object='"12"^^xsd:integer',
    value="6",
    reason="Il testo parla di un semestre.",
)


def waiting(publisher: Path, release: Release, kind: str = "contribution"):
    return inbox.items(publisher, release, [kind])


def test_a_note_from_receipt_to_published_statement(publisher: Path, release: Release) -> None:
    code = inbox.receive(publisher, release, WRONG)
    assert inbox.status(publisher, code, release)["state"] == "waiting"
    [item] = waiting(publisher, release)
    inbox.decide(publisher, release, item.code, "accept", BY)
    assert inbox.status(publisher, code, release)["state"] == "accepted"
    assert waiting(publisher, release) == []
    after = rebuild(publisher)
    told = inbox.status(publisher, code, after)
    assert (told["state"], told["release"], told["role"]) == ("published", after.id, "redazione")


def test_an_addition_becomes_a_statement(publisher: Path, release: Release) -> None:
    code = inbox.receive(publisher, release, NOTE)
    [item] = waiting(publisher, release)
    inbox.decide(publisher, release, item.code, "amend", BY, "130")
    assert inbox.status(publisher, code, rebuild(publisher))["state"] == "published"
    [made] = statements.read(publisher).values()
    assert (made.property, made.object) == ("corale:participantCount", '"130"^^xsd:integer')
    assert made.comment == "Visto l'atto. Segnalato da Comitato di quartiere."
    assert inbox.status(publisher, code)["answer"] == "Visto l'atto."


def test_a_value_that_is_wrong_and_has_no_other_is_refuted(publisher: Path, release: Release) -> None:
    code = inbox.receive(publisher, release, replace(WRONG, value=""))
    inbox.decide(publisher, release, waiting(publisher, release)[0].code, "accept", BY)
    assert [made.decision for made in statements.read(publisher).values()] == ["refuse"]
    assert inbox.status(publisher, code, rebuild(publisher))["state"] == "published"


def test_a_refusal_says_why_and_the_receipt_tells_it(publisher: Path, release: Release) -> None:
    code = inbox.receive(publisher, release, NOTE)
    [item] = waiting(publisher, release)
    with pytest.raises(UsageError):
        inbox.decide(publisher, release, item.code, "refuse", By("redazione", "2026-11-29"))
    inbox.decide(publisher, release, item.code, "refuse", By("redazione", "2026-11-29", "Non risulta."))
    told = inbox.status(publisher, code, release)
    assert (told["state"], told["answer"]) == ("refused", "Non risulta.")
    assert statements.read(publisher) == {}


@pytest.mark.parametrize(
    "text", ['"Insieme" per il welfare', "<Insieme>", '"12"^^xsd:integer', "<id/place/038008>"]
)
def test_a_text_that_begins_like_a_term_is_a_text(publisher: Path, release: Release, text: str) -> None:
    title = {"property": "dct:title", "object": '"Processo di prova"@it'}
    inbox.receive(publisher, release, replace(WRONG, value=text, **title))
    [item] = waiting(publisher, release)
    with pytest.raises(UsageError):
        inbox.decide(publisher, release, item.code, "amend", BY, " ")
    inbox.decide(publisher, release, item.code, "accept", BY)
    [made] = statements.read(publisher).values()
    assert made.replacement == terms.literal(text, language="it")


def test_a_reader_gives_no_term_for_a_body(publisher: Path, release: Release) -> None:
    with pytest.raises(UsageError):
        inbox.receive(publisher, release, replace(NOTE, field="participant", value="<http://evil.example/x>"))


def test_the_same_form_sent_again_gives_the_same_receipt(publisher: Path, release: Release) -> None:
    assert len({inbox.receive(publisher, release, NOTE) for _ in range(5)}) == 1
    assert len(waiting(publisher, release)) == 1


def test_a_client_sends_so_many_and_no_more(publisher: Path, release: Release) -> None:
    for number in range(inbox.HOUR):
        inbox.receive(publisher, release, replace(NOTE, token=f"{number:020}"))
    with pytest.raises(PermissionError):
        inbox.receive(publisher, release, replace(NOTE, token="x" * 20))
    inbox.receive(publisher, release, replace(NOTE, token="y" * 20, client="192.0.2.9"))


def test_personal_data_is_masked_before_it_is_kept(publisher: Path, release: Release) -> None:
    code = inbox.receive(
        publisher, release, replace(NOTE, reason="Chiamare Maria Bianchi, cell. 333 1234567")
    )
    assert inbox.status(publisher, code)["masked"]
    for file in publisher.glob("queue.sqlite*"):
        assert b"Bianchi" not in file.read_bytes() and b"1234567" not in file.read_bytes()


def test_no_address_of_a_client_is_kept(publisher: Path, release: Release) -> None:
    inbox.receive(publisher, release, NOTE)
    assert all(b"192.0.2.1" not in file.read_bytes() for file in publisher.glob("queue.sqlite*"))


@pytest.mark.parametrize(
    "change",
    [
        {"page": "id/process/../../etc"},
        {"page": "id/process/osservatorio-none"},
        {"token": "short"},
        {"field": "phase"},
        {"field": "none"},
        {"value": "many"},
        {"source": "javascript:alert(1)"},
        {"contact": "no mail"},
        {"value": "", "reason": " "},
        {"reason": "a" * 2001},
        {"reason": "a\u202eb"},
        {"value": "1\x00"},
    ],
)
def test_what_is_no_contribution_is_refused(
    publisher: Path, release: Release, change: dict[str, str]
) -> None:
    with pytest.raises(UsageError, match=" · "):
        inbox.receive(publisher, release, replace(NOTE, **change))
    assert waiting(publisher, release) == []


def test_a_value_of_another_page_is_refused(publisher: Path, release: Release) -> None:
    with pytest.raises(UsageError):
        inbox.receive(publisher, release, replace(WRONG, subject="id/process/osservatorio-8"))


def test_contacts_go_after_their_days_and_are_in_no_backup(
    publisher: Path, release: Release, tmp_path: Path
) -> None:
    code = inbox.receive(publisher, release, replace(NOTE, contact="ufficio@comune.example.it"))
    copy = store.backup(publisher, tmp_path / "copy.sqlite")
    assert b"ufficio@comune" not in copy.read_bytes()
    inbox.expire(publisher, 0)
    assert contacts(publisher) == 1
    inbox.decide(publisher, release, waiting(publisher, release)[0].code, "accept", BY)
    inbox.expire(publisher, 30)
    assert contacts(publisher) == 1
    inbox.expire(publisher, 0)
    assert contacts(publisher) == 0
    assert inbox.status(publisher, code)["state"] == "accepted"


def contacts(publisher: Path) -> int:
    with store.opened(publisher) as held:
        return held.execute("SELECT count(*) FROM contact").fetchone()[0]


def test_of_two_reviewers_one_decides(publisher: Path, release: Release) -> None:
    inbox.receive(publisher, release, NOTE)
    [item] = waiting(publisher, release)
    ends: list[str] = []

    def decide(verb: str) -> None:
        try:
            inbox.decide(publisher, release, item.code, verb, BY)
            ends.append(verb)
        except NotFoundError:
            ends.append("late")

    threads = [
        threading.Thread(target=decide, args=(verb,)) for verb in ("accept", "refuse", "accept", "refuse")
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert ends.count("late") == 3


def test_every_kind_of_thing_waits_and_is_decided(publisher: Path, release: Release) -> None:
    [value] = waiting(publisher, release, "value")
    inbox.decide(publisher, release, value.code, "amend", BY, "welfare")
    assert waiting(publisher, release, "value") == []
    for item in waiting(publisher, release, "link")[:1]:
        inbox.decide(publisher, release, item.code, "accept", BY)
        assert item.code not in {one.code for one in waiting(publisher, release, "link")}


def test_the_log_is_only_added_to(publisher: Path, release: Release) -> None:
    inbox.receive(publisher, release, NOTE)
    for text in ("DELETE FROM log", "UPDATE log SET who = 'x'"):
        with pytest.raises(sqlite3.IntegrityError), store.opened(publisher) as held:
            held.execute(text)


def test_a_body_replies_to_a_contradiction_that_names_it(publisher: Path, release: Release) -> None:
    decide = By("redazione", "2026-11-29", "Lo dice il testo.")
    inbox.receive(publisher, release, WRONG)
    inbox.decide(publisher, release, waiting(publisher, release)[0].code, "accept", decide)
    after = rebuild(publisher)
    contradiction = next(
        line.rstrip("\n").removeprefix(after.manifest.base)
        for line in (after.folder / "iris.txt").open(encoding="utf-8")
        if "/id/contradiction/osservatorio-7-" in line
    )
    reply = replace(
        NOTE,
        token="r" * 20,
        field="",
        subject=contradiction,
        property="corale:reply",
        value="Sono stati sei mesi.",
        credit="Comune di Ferrara",
    )
    code = inbox.receive(publisher, after, reply)
    inbox.decide(publisher, after, waiting(publisher, after)[0].code, "accept", decide)
    made = rebuild(publisher)
    assert inbox.status(publisher, code, made)["state"] == "published"
    dump = gzip.decompress((made.folder / "corale.nq.gz").read_bytes()).decode()
    assert '"Sono stati sei mesi."@it' in dump and '"Comune di Ferrara"@it' in dump
