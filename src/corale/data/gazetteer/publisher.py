"""Who publishes: read from `publisher.json` in the publisher's folder, for catalogue and descriptions."""

import json
from dataclasses import dataclass
from pathlib import Path

from corale.errors import UsageError

FILE = "publisher.json"


@dataclass(frozen=True, slots=True)
class Publisher:
    """An organisation: its name, its official code (IPA code of a public body), homepage and e-mail address,
    and the `base` of the IRIs that are its own to give."""

    name: str = "Corale"
    identifier: str = "corale"
    homepage: str = ""
    email: str = ""
    base: str = ""

    def names_under(self, base: str) -> None:
        """Make sure that things may be named under a base: who names itself gives only its own IRIs.

        Raises:
            UsageError: the base is not the one that `publisher.json` declares.
        """
        if self != Publisher() and base != self.base:
            declared = self.base or "nessuna · none"
            raise UsageError(
                f"{FILE}: la base dichiarata è {declared}, la build userebbe {base}: sarebbero IRI di altri."
                f' Aggiungi "base" a {FILE} o usa --base · the declared base is {declared}, the build would'
                f' use {base}: its IRIs would be somebody else\'s. Add "base" to {FILE}, or use --base'
            )


def read(directory: Path) -> Publisher:
    """Return the publisher that a folder names, or the project itself.

    Raises:
        UsageError: the file cannot be read as one.
    """
    path = directory / FILE
    if not path.is_file():
        return Publisher()
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Publisher(**{str(name): str(value) for name, value in said.items()})
    except (ValueError, TypeError, AttributeError) as fault:
        known = ", ".join(Publisher.__dataclass_fields__)
        raise UsageError(f"{path} cannot be read ({fault}): a JSON object with {known}") from fault
