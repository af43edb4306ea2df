"""A contribution as it comes: what it may be, and its texts screened before they are kept."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corale.data.published.folder import Release
from corale.data.review import offered
from corale.data.review.statements import Decision
from corale.desk import acts, shaped, typed
from corale.errors import UsageError
from corale.mappings.reading import personal

REPLY = "corale:reply"  # of a body to a contradiction that names it
LONGEST = {"value": 1000, "reason": 2000, "source": 500, "credit": 80, "contact": 200, "object": 4000}
_PAGE = re.compile(r"id/(process|notice|organisation)/[A-Za-z0-9._~-]{1,200}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,}")
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Note:
    """A contribution as it comes: the page it is about, the field or the statement (property and object as
    terms), the value, why, where it stands, whom to credit, how to reach the author; `token` tells one form
    from another, `client` stands for who sent it."""

    token: str
    client: str
    page: str
    field: str = ""
    subject: str = ""
    property: str = ""
    object: str = ""
    value: str = ""
    reason: str = ""
    source: str = ""
    credit: str = ""
    contact: str = ""
    language: str = "it"


def checked(note: Note, release: Release) -> tuple[str, str, str]:
    """Return subject, property and object (empty: an addition) that a contribution is about.

    Raises:
        UsageError: it is none; the text says what to mend, in both languages.
    """
    if not _TOKEN.fullmatch(note.token) or not _PAGE.fullmatch(note.page):
        raise UsageError("il modulo non è intero: ricaricalo", "the form is not whole: load it again")
    for name, most in LONGEST.items():
        if len(getattr(note, name)) > most or _ODD.search(getattr(note, name)):
            raise UsageError(
                f"{name}: al più {most} caratteri, solo testo", f"{name}: at most {most} characters of text"
            )
    if note.source and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", note.source):
        raise UsageError("la fonte è un indirizzo http(s)", "the source is an http(s) address")
    if note.contact and not _MAIL.fullmatch(note.contact):
        raise UsageError("il recapito è una casella di posta", "the contact is a mail address")
    if not (note.value.strip() or note.reason.strip()):
        raise UsageError("scrivi un valore o un motivo", "write a value or a reason")
    kind, key = note.page.split("/")[1:]
    if not any(line.rstrip("\n") == f"{release.manifest.base}{note.page}" for line in iris(release)):
        raise UsageError("questa pagina non c'è più", "this page is there no more")
    if note.property and note.object:
        base = release.manifest.base
        Decision(note.subject, note.property, note.object, "refuse").stated(base)
        tail = note.subject.split("/", 2)[2]
        if not tail.startswith(key) or tail[len(key) : len(key) + 1] not in ("", "-", "/"):
            raise UsageError("il valore non è di questa pagina", "the value is not of this page")
        if note.value.strip():
            acts.typed_in(note.subject, note.property, note.value, release)
        return note.subject, note.property, note.object
    if note.property == REPLY and note.subject.startswith(f"id/contradiction/{key}-"):
        acts.typed_in(note.subject, REPLY, note.value, release)
        return note.subject, REPLY, ""
    if note.field:
        field = offered.offered(kind).get(note.field)
        if field is None:
            raise UsageError("il campo non c'è", "there is no such field")
        subject = offered.subject_of(field, key)
        shaped.hold(subject, field.curie, typed.term(field, note.value, release), release.manifest.base)
        return subject, field.curie, ""
    return note.page, "", ""


def iris(release: Release) -> Iterable[str]:
    """Yield the IRIs of the things of a release, as lines."""
    with (release.folder / "iris.txt").open(encoding="utf-8") as listed:
        yield from listed


def screened(text: str) -> str:
    """Return a text with personal data masked, sign for sign.

    >>> screened("chiedere a Maria Bianchi, cell. 333 1234567")
    'chiedere a █████████████, cell. ███████████'
    """
    for one in personal.detect(text):
        text = text[: one.start] + personal.MASK * (one.end - one.start) + text[one.end :]
    return text
