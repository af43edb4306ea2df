"""The report of a release: every finding, for people (`report.html`, `report.en.html`) and programs (JSON,
Turtle).

The Turtle is a validation report as SHACL has it (3.6): each result with its focus node (the record; where
none was made, the file's name), its component and shape (those of the kind of finding); it conforms if there
is none.

A finding is rendered once, beside its record, as fragments that depend on nothing else (pages:
:mod:`report_page`); a report is its beginning, the fragments in order, its end. A report of a million
findings takes no memory."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import TypeAlias

from corale.data.release import report_page
from corale.data.release.join import Frame
from corale.findings import Finding, Severity

NAMES = ("report.json", "report.html", "report.en.html", "report.ttl")

Fragments: TypeAlias = tuple[str, str, str, str]

_SHACL = {Severity.VIOLATION: "Violation", Severity.WARNING: "Warning", Severity.INFO: "Info"}
_TURTLE = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix corale: <https://w3id.org/corale/onto/> .

"""


def fragments(findings: Iterable[Finding], base: str, title: str = "") -> Fragments:
    """Return the fragments of findings, in order: lines of JSON, sections of HTML in both languages (headed
    by the `title` of the record that they are about), Turtle."""
    some = list(findings)
    data, blocks = [], []
    for finding in some:
        text = json.dumps(finding.to_json(), ensure_ascii=False, sort_keys=True)
        data.append(f",\n{text}")
        blocks.append(_result(finding, sha256(text.encode()).hexdigest()[:16], base))
    pages = (report_page.sections(some, base, tongue, title) for tongue in ("it", "en"))
    return "".join(data), *pages, "".join(dict.fromkeys(blocks))  # type: ignore[return-value]


def frames(counts: Mapping[str, int], base: str, release: str) -> dict[str, Frame]:
    """Return what stands around the fragments in the forms of the report of a release with these counts."""
    data, italian, english, turtle = NAMES
    numbers = json.dumps(dict(sorted(counts.items())))
    conforms = "false" if any(counts.get(f"findings.{one}") for one in Severity) else "true"
    head = f"@base <{base}report/{release}> .\n{_TURTLE}<>\n    a sh:ValidationReport ;\n"
    return {
        data: Frame(f'{{"release": "{release}", "counts": {numbers}, "findings": [', "\n]}\n", ","),
        italian: Frame(report_page.head(counts, release, "it"), report_page.TAIL),
        english: Frame(report_page.head(counts, release, "en"), report_page.TAIL),
        turtle: Frame(f"{head}    sh:conforms {conforms} .\n\n"),
    }


def _result(finding: Finding, name: str, base: str) -> str:
    lines = [
        "a sh:ValidationResult",
        f"sh:resultSeverity sh:{_SHACL[finding.severity]}",
        f"sh:resultMessage {_quote(finding.message_it)}@it , {_quote(finding.message_en)}@en",
        f"dct:identifier {_quote(finding.code)}",
        f"dct:source {_quote(finding.file)}",
    ]
    focus = f"<{base}id/record/{finding.record}>" if finding.record else _quote(finding.file or finding.code)
    lines.append(f"sh:focusNode {focus}")
    lines.append(f"sh:sourceConstraintComponent <#component-{finding.code}>")
    lines.append(f"sh:sourceShape <#shape-{finding.code}>")
    if finding.field:
        lines.append(f"corale:field {_quote(finding.field)}")
    if finding.line:
        lines.append(f"corale:sourceLine {finding.line}")
    return f"<> sh:result <#{name}> .\n<#{name}>\n    " + " ;\n    ".join(lines) + " .\n\n"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
