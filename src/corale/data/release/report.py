"""The report of a release: every finding, for people (`report.html`) and for programs (`report.json`, `report.ttl`).

A finding is rendered once, beside its record, as three fragments that depend on nothing else; a report is its
beginning, the fragments in order, its end. A report of a million findings takes no memory.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from html import escape
from typing import TypeAlias

from corale.data.release.join import Frame
from corale.findings import Finding, Severity

NAMES = ("report.json", "report.html", "report.ttl")

Fragments: TypeAlias = tuple[str, str, str]

_SHACL = {Severity.VIOLATION: "Violation", Severity.WARNING: "Warning", Severity.INFO: "Info"}
_WORDS = {"violation": ("Violazione", "Violation"), "warning": ("Avviso", "Warning"), "info": ("Nota", "Note")}
_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:600;padding:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #d5d5d5}
.violation{color:#8a0f0f;font-weight:600}.warning{color:#6b4a00}.info{color:#1c4a72}"""
_TURTLE = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix corale: <https://w3id.org/corale/onto/> .

"""


def fragments(findings: Iterable[Finding], base: str) -> Fragments:
    """Return the fragments of findings, in order: lines of JSON, rows of HTML, blocks of Turtle."""
    data, rows, blocks = [], [], []
    for finding in findings:
        text = json.dumps(finding.to_json(), ensure_ascii=False, sort_keys=True)
        data.append(f",\n{text}")
        rows.append(_row(finding))
        blocks.append(_result(finding, sha256(text.encode()).hexdigest()[:16], base))
    return "".join(data), "".join(rows), "".join(dict.fromkeys(blocks))


def frames(counts: Mapping[str, int], base: str, release: str) -> dict[str, Frame]:
    """Return what stands around the fragments in the three forms of the report of a release with these counts."""
    data, page, turtle = NAMES
    numbers = json.dumps(dict(sorted(counts.items())))
    conforms = "false" if counts.get("findings.violation") else "true"
    head = f"@base <{base}report/{release}> .\n{_TURTLE}<>\n    a sh:ValidationReport ;\n"
    return {
        data: Frame(f'{{"release": "{release}", "counts": {numbers}, "findings": [', "\n]}\n", ","),
        page: Frame(_head(release, counts), "</tbody></table></main></body></html>\n"),
        turtle: Frame(f"{head}    sh:conforms {conforms} .\n\n"),
    }


def _head(release: str, counts: Mapping[str, int]) -> str:
    numbers = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{value:,}</td></tr>'.replace(",", " ")
        for name, value in sorted(counts.items())
    )
    return (
        f'<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"><title>Rapporto {release}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><main>'
        f'<h1>Rapporto della pubblicazione {release}</h1><p lang="en">Report of the release {release}</p>'
        f"<table><caption>Numeri · <span lang=en>Numbers</span></caption><tbody>{numbers}</tbody></table>\n"
        "<table><caption>Segnalazioni · <span lang=en>Findings</span></caption><thead><tr>"
        '<th scope="col">Gravità · <span lang=en>Severity</span></th><th scope="col">Codice · <span lang=en>Code</span>'
        '</th><th scope="col">Dove · <span lang=en>Where</span></th>'
        '<th scope="col">Che cosa · <span lang=en>What</span></th></tr></thead><tbody>\n'
    )


def _row(finding: Finding) -> str:
    it, en = _WORDS[finding.severity]
    place = " · ".join(
        part
        for part in (finding.record, finding.file, f"r. {finding.line}" if finding.line else "", finding.field)
        if part
    )
    italian = " ".join(filter(None, (finding.message_it, finding.suggestion_it)))
    english = " ".join(filter(None, (finding.message_en, finding.suggestion_en)))
    return (
        f'<tr><td class="{finding.severity}">{it} · <span lang="en">{en}</span></td><td>{escape(finding.code)}</td>'
        f'<td>{escape(place)}</td><td>{escape(italian)}<br><span lang="en">{escape(english)}</span></td></tr>\n'
    )


def _result(finding: Finding, name: str, base: str) -> str:
    lines = [
        "a sh:ValidationResult",
        f"sh:resultSeverity sh:{_SHACL[finding.severity]}",
        f"sh:resultMessage {_quote(finding.message_it)}@it , {_quote(finding.message_en)}@en",
        f"dct:identifier {_quote(finding.code)}",
        f"dct:source {_quote(finding.file)}",
    ]
    if finding.record:
        lines.append(f"sh:focusNode <{base}id/record/{finding.record}>")
    if finding.field:
        lines.append(f"corale:field {_quote(finding.field)}")
    if finding.line:
        lines.append(f"corale:sourceLine {finding.line}")
    return f"<> sh:result <#{name}> .\n<#{name}>\n    " + " ;\n    ".join(lines) + " .\n\n"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
