"""Records that were extracted before, read back from JSON lines."""

import json
from collections.abc import Iterator
from dataclasses import replace

from corale.findings import Finding, Severity
from corale.mappings.documents import Content
from corale.mappings.draft import Draft, Extraction
from corale.mappings.lines import physical
from corale.mappings.messages import finding
from corale.record import Ledger, Record


def reread(file: str, found: Content) -> Iterator[Extraction]:
    """Return the records of a file of JSON lines; a line that is none is set aside with a finding."""
    for number, row in enumerate(physical(found.text), start=1):
        if not row.strip():
            continue
        try:
            json_record = json.loads(row)
            record = Record.from_json(json_record)
            findings = tuple(
                Finding(**(one | {"severity": Severity(one["severity"])})) for one in json_record.get("findings", [])
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            said = finding("F011", file, number, text=f"{type(error).__name__}: {error}")
            empty = Draft(file, 1, "notice").record("unknown", "unknown", f"line-{number}", found.digest)
            yield Extraction(replace(empty, ledger=Ledger(1, 0, 0, 1)), (said,))
            continue
        yield Extraction(record, findings)
