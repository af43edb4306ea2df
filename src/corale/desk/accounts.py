"""Who may review and publish: names, scrypt hashes of passwords, roles; too many wrong passwords lock a name.

A person signs in by name; what is decided is published under the role, never under the name.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from werkzeug.security import check_password_hash, generate_password_hash

from corale.desk import store
from corale.errors import NotFoundError, UsageError

ROLES = ("reviewer", "publisher")
LABELS = {"reviewer": "revisione", "publisher": "redazione"}  # how a decision names who decided
FAILURES, MINUTES = 5, 15
SHORTEST = 12  # characters of a password
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
# so that an unknown name takes as long
_NOBODY = generate_password_hash(secrets.token_hex(16), method="scrypt")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in; `mark` changes with the password, so that open sessions end."""

    name: str
    role: str
    mark: str


def add(publisher: Path, name: str, role: str, password: str) -> None:
    """Add an account, or give it another role and password.

    Raises:
        UsageError: the name, role or password cannot be.
    """
    if not _NAME.fullmatch(name) or role not in ROLES:
        raise UsageError(f"{name!r}, {role!r}: a-z 0-9 . _ - ; {', '.join(ROLES)}")
    if len(password) < SHORTEST:
        raise UsageError(
            f"una password ha almeno {SHORTEST} caratteri", f"a password has at least {SHORTEST} characters"
        )
    made = (name, generate_password_hash(password, method="scrypt"), role, secrets.token_hex(8))
    with store.opened(publisher) as held:
        held.execute(
            "INSERT INTO account (name, password, role, mark) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET password = excluded.password, role = excluded.role,"
            " mark = excluded.mark, failures = 0, locked_until = ''",
            made,
        )
        store.log(held, "operator", "user-add", name)


def remove(publisher: Path, name: str) -> None:
    """Remove an account.

    Raises:
        NotFoundError: there is none of that name.
    """
    with store.opened(publisher) as held:
        if not held.execute("DELETE FROM account WHERE name = ?", (name,)).rowcount:
            raise NotFoundError(f"{name}: nessuno con questo nome", f"{name}: nobody of that name")
        store.log(held, "operator", "user-remove", name)


def listed(publisher: Path) -> list[Account]:
    """Return the accounts by name."""
    with store.opened(publisher) as held:
        rows = held.execute("SELECT name, role, mark FROM account ORDER BY name").fetchall()
    return [Account(*row) for row in rows]


def of(publisher: Path, name: str) -> Account | None:
    """Return the account of a name, or none."""
    return next((one for one in listed(publisher) if one.name == name), None)


def signed_in(publisher: Path, name: str, password: str) -> Account | None:
    """Return the account of a name and its password; none where they do not fit, or the name is locked.

    Five wrong passwords in a row lock a name for fifteen minutes; the answer does not tell which it was.
    """
    with store.opened(publisher) as held:
        row = held.execute("SELECT * FROM account WHERE name = ?", (name,)).fetchone()
    right = check_password_hash(row["password"] if row else _NOBODY, password[:1000])
    moment = datetime.now(UTC)
    if row is None or row["locked_until"] > moment.isoformat(timespec="seconds"):
        return None
    with store.opened(publisher) as held:
        if right:
            held.execute("UPDATE account SET failures = 0, locked_until = '' WHERE name = ?", (name,))
            store.log(held, name, "sign-in", "")
            return Account(row["name"], row["role"], row["mark"])
        until = (moment + timedelta(minutes=MINUTES)).isoformat(timespec="seconds")
        held.execute(
            "UPDATE account SET failures = failures + 1,"
            " locked_until = CASE WHEN failures + 1 >= ? THEN ? ELSE '' END WHERE name = ?",
            (FAILURES, until, name),
        )
        held.execute("UPDATE account SET failures = 0 WHERE name = ? AND locked_until != ''", (name,))
        store.log(held, name, "sign-in-failed", "")
    return None
