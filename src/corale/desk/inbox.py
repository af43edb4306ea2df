"""What waits for staff: contributions of citizens, and what a release leaves open; and what became of them.

A contribution is text: what it says is screened for personal data before it is kept, so that nobody reads
what was masked. Its contact, if it gives one, stands in a table of its own, is never published or backed up,
and goes a number of days after the decision.
"""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corale.data.published.folder import Release
from corale.data.review import terms
from corale.data.review.applied import Home, name_of, shown
from corale.desk import acts, queue, store
from corale.desk.acts import By
from corale.desk.note import REPLY, Note, checked, iris, screened
from corale.desk.queue import KINDS, Item, code_of, waiting_in
from corale.errors import NotFoundError, UsageError
from corale.ontology.vocabulary import BASE

__all__ = ["KINDS", "Note", "checked", "decide", "expire", "find", "items", "receive", "status"]

CONTACT_DAYS = 30  # after the decision
WHOLE = 10  # signs of a code
HOUR, DAY, ALL = 10, 40, 20_000  # contributions of one client in an hour and a day; waiting in all


def receive(publisher: Path, release: Release, note: Note) -> str:
    """Keep a contribution and return the code of its receipt, when it is on disk.

    The same form sent again gives the same code, and nothing more is kept.

    Raises:
        UsageError: it is none; the text says what to mend.
        PermissionError: its client, or all together, have sent too many.
    """
    about = checked(note, release)
    texts = {name: screened(getattr(note, name)) for name in ("value", "reason", "credit")}
    masked = any(text != getattr(note, name) for name, text in texts.items())
    with store.opened(publisher) as held:
        known = held.execute("SELECT code FROM contribution WHERE token = ?", (note.token,)).fetchone()
        if known:
            return str(known["code"])
        client = hashed(held, note.client)
        _bounded(held, client)
        code = secrets.token_hex(8)
        row = (code, note.token, store.now(), client, note.page, *about, texts["value"], texts["reason"])
        rest = (note.source, texts["credit"], note.language, int(masked))
        made = held.execute(
            "INSERT INTO contribution (code, token, received, client, page, subject, property, object, value,"
            " reason, source, credit, language, masked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, *rest),
        )
        if note.contact:
            held.execute("INSERT INTO contact VALUES (?, ?)", (made.lastrowid, note.contact))
        store.log(held, "public", "received", code)
    return code


def hashed(held: sqlite3.Connection, client: str) -> str:
    """Return what stands for a client in the store: not its address."""
    held.execute("INSERT OR IGNORE INTO setting VALUES ('salt', ?)", (secrets.token_hex(16),))
    [salt] = held.execute("SELECT value FROM setting WHERE name = 'salt'").fetchone()
    return hashlib.sha256(f"{salt} {client}".encode()).hexdigest()[:16]


def _bounded(held: sqlite3.Connection, client: str) -> None:
    for seconds, most in ((3600, HOUR), (86400, DAY)):
        since = (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="seconds")
        [sent] = held.execute(
            "SELECT count(*) FROM contribution WHERE client = ? AND received > ?", (client, since)
        ).fetchone()
        if sent >= most:
            raise PermissionError("client")
    [waiting] = held.execute("SELECT count(*) FROM contribution WHERE state = 'waiting'").fetchone()
    if waiting >= ALL:
        raise PermissionError("all")


def status(publisher: Path, code: str, release: Release | None = None) -> dict[str, str]:
    """Return what became of a contribution, by the code of its receipt: state, days, role, answer.

    An accepted one is `published` as soon as the release holds it.

    Raises:
        NotFoundError: there is no such receipt.
    """
    with store.opened(publisher) as held:
        row = held.execute("SELECT * FROM contribution WHERE code = ?", (code,)).fetchone()
    if row is None:
        raise NotFoundError("nessuna ricevuta con questo codice", "no receipt of this code")
    told = {name: str(row[name]) for name in ("state", "received", "decided", "role", "answer", "page")}
    told |= {"masked": "yes" if row["masked"] else "", "property": row["property"]}
    if row["evidence"] and release is not None:
        iri = f"{release.manifest.base}{row['evidence']}\n"
        if any(line == iri for line in iris(release)):
            told |= {"state": "published", "release": release.id}
    return told


def items(publisher: Path, release: Release, kinds: Iterable[str] = KINDS) -> list[Item]:
    """Return what waits, contributions first."""
    kinds = [*kinds]
    found = contributions(publisher) if "contribution" in kinds else []
    return [*found, *waiting_in(publisher, release, kinds)]


def contributions(publisher: Path) -> list[Item]:
    """Return the contributions that wait, the oldest first."""
    if not (publisher / store.FILE).is_file():
        return []
    with store.opened(publisher) as held:
        rows = held.execute("SELECT * FROM contribution WHERE state = 'waiting' ORDER BY id").fetchall()
    return [_item(row) for row in rows]


def _item(row: sqlite3.Row) -> Item:
    verbs = ("accept", "amend", "refuse") if row["property"] else ("accept", "refuse")
    what = row["value"] or row["reason"]
    name = queue.label_of(row["property"]) if row["property"] else ("", "")
    about = [f"{one}: " if one else "" for one in name]
    wrong = ("", "")
    if row["object"]:
        old = shown(terms.read(row["object"], BASE), BASE)
        wrong = (f"«{old}» è sbagliato. ", f"“{old}” is wrong. ")
    told = [f"{start}{end}{what}" for start, end in zip(about, wrong, strict=True)]
    return Item(
        code_of("contribution", row["code"]),
        "contribution",
        told[0],
        told[1],
        verbs,
        row["subject"],
        row["property"],
        row["object"] or row["value"],
        row["reason"],
        "" if "/organisation/" in row["page"] else row["page"].rpartition("/")[2],
        row["source"],
        proposed=row["value"] if row["object"] else "",
    )


def contact(publisher: Path, code: str) -> str:
    """Return the mail address that came with the contribution waiting under a code; empty without one."""
    with store.opened(publisher) as held:
        row = _waiting(held, code)
        query = "SELECT address FROM contact WHERE contribution = ?"
        found = held.execute(query, (row["id"],)).fetchone() if row else None
    return str(found["address"]) if found else ""


def find(publisher: Path, release: Release, code: str) -> Item:
    """Return what waits under a code, or the beginning of one.

    Raises:
        NotFoundError: nothing, or more than one thing, waits under it.
    """
    for kind in KINDS if len(code) == WHOLE else ():  # the cheapest first, and no further than needed
        if found := next((one for one in items(publisher, release, [kind]) if one.code == code), None):
            return found
    meant = [one for one in items(publisher, release) if one.code.startswith(code)] if code else []
    if len(meant) != 1:
        raise NotFoundError(
            f"{code!r}: {len(meant)} cose. `corale review list` le elenca",
            f"{code!r}: {len(meant)} things. `corale review list` lists them",
        )
    return meant[0]


def decide(publisher: Path, release: Release, code: str, verb: str, by: By, new: str = "") -> str:
    """Decide about what waits under a code; return what was written where.

    Of two who decide about the same thing at once, the second is told that it waits no more.

    Raises:
        NotFoundError: nothing waits under it.
        UsageError: this may not be decided, or not so.
    """
    one = find(publisher, release, code)
    with store.opened(publisher) as held:  # a second reviewer waits here, and then finds it decided
        if one.kind == "contribution":
            said = _contributed(held, publisher, release, one, verb, by, new)
        else:
            if not any(left.code == one.code for left in waiting_in(publisher, release, [one.kind])):
                raise NotFoundError(f"{code}: già deciso", f"{code}: decided already")
            said = acts.decide(publisher, release, one, verb, by, new)
        store.log(held, by.role, verb, one.code)
    return said


def _contributed(
    held: sqlite3.Connection, publisher: Path, release: Release, one: Item, verb: str, by: By, new: str
) -> str:
    row = _waiting(held, one.code)
    if row is None:
        raise NotFoundError(f"{one.code}: già deciso", f"{one.code}: decided already")
    if verb not in one.verbs:
        raise UsageError(
            f"{one.code}: {verb} non si può; si può: {', '.join(one.verbs)}",
            f"{one.code}: {verb} cannot be; may be: {', '.join(one.verbs)}",
        )
    if verb == "refuse" and not by.reason.strip():
        raise UsageError("un rifiuto dice perché", "a refusal says why (--reason)")
    if verb == "amend" and not new.strip():
        raise UsageError("una modifica dice il valore", "an amendment says the value")
    said, evidence, answer = "", "", by.reason
    if verb != "refuse" and row["property"]:
        by = replace(by, source=by.source or row["source"], reason=by.reason or row["reason"])
        if row["property"] == REPLY:  # the words are the body's, and stand under its name
            by = replace(by, role=row["credit"] or by.role)
        elif row["credit"]:
            by = replace(by, reason=f"{by.reason.rstrip('.')}. Segnalato da {row['credit']}.")
        said, evidence = _statement(publisher, release, row, by, new if verb == "amend" else "")
    state = {"accept": "accepted", "amend": "amended", "refuse": "refused"}[verb]
    held.execute(
        "UPDATE contribution SET state = ?, decided = ?, role = ?, answer = ?, evidence = ? WHERE id = ?",
        (state, store.now(), by.role, answer, evidence, row["id"]),
    )
    return said or f"{state} {row['code']}"


def _waiting(held: sqlite3.Connection, code: str) -> sqlite3.Row | None:
    """Return the contribution that waits under a code, as the store has it now."""
    rows = held.execute("SELECT * FROM contribution WHERE state = 'waiting'").fetchall()
    return next((row for row in rows if code_of("contribution", row["code"]) == code), None)


def _statement(publisher: Path, release: Release, row: sqlite3.Row, by: By, amended: str) -> tuple[str, str]:
    """Write what an accepted contribution becomes; return also the IRI (relative) that then shows it."""
    base, subject, curie = release.manifest.base, row["subject"], row["property"]
    words = amended or row["value"]
    taken = acts.written if amended else acts.typed_in  # only staff write terms
    new = taken(subject, curie, words, release) if words.strip() else ""
    if row["object"]:
        verb = "amend" if new else "refuse"
        said = acts.decide_statement(publisher, release, subject, curie, row["object"], verb, by, new, words)
    else:
        said = acts.decide_statement(publisher, release, subject, curie, new, "accept", by, words=words)
    kind = "evidence" if new else "contradiction"
    triple = (terms.subject(subject, base), terms.predicate(curie), terms.read(new or row["object"], base))
    slug = row["page"].rpartition("/")[2]
    home = Home.of_shared(base) if "/organisation/" in row["page"] else Home.of_record(slug, base)
    return said, name_of(kind, triple, home)[1:-1].removeprefix(base)


def expire(publisher: Path, days: int = CONTACT_DAYS) -> int:
    """Delete the contacts of contributions decided longer than that ago, and what stands for their clients;
    return how many contacts went."""
    limit = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
    day = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds")
    with store.opened(publisher) as held:
        gone = held.execute(
            "DELETE FROM contact WHERE contribution IN"
            " (SELECT id FROM contribution WHERE decided != '' AND decided <= ?)",
            (limit,),
        ).rowcount
        held.execute("UPDATE contribution SET client = '' WHERE received < ?", (day,))
    return gone
