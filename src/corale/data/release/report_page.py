"""The report as a page for the people of an office: by document, in one language, in plain words.

Served beside the site it has its look; opened from a folder it has the little style that it carries."""

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from itertools import groupby

from corale.data.release.readme import ROWS
from corale.fields import rows
from corale.findings import Finding, Severity

ITEM = '<li class="finding">'
"""What each finding begins with."""
TAIL = "</main></body></html>\n"
SEVERITIES = {
    "violation": ("Da correggere", "To be corrected"),
    "warning": ("Da controllare", "To be checked"),
    "info": ("Per conoscenza", "For information"),
}
WORDS = {
    "it": {
        "title": "Rapporto della pubblicazione {release}",
        "what": (
            "Che cosa ha trovato la lettura dei documenti, uno per uno. Ogni segnalazione dice la riga, "
            "il campo, che cosa non torna e che cosa fare."
        ),
        "violation": "la scheda non è pubblicata finché non si corregge la fonte o la lettura",
        "warning": "la scheda è pubblicata; un valore potrebbe essere sbagliato nella fonte",
        "info": "la scheda è pubblicata; qui si dice che cosa è stato fatto",
        "numbers": "In numeri",
        "documents": "Documento per documento",
        "nothing": "Dove un documento non è nominato, non c'è niente da segnalare.",
        "line": "riga {n}",
        "some": "{what} ({n})",
        "record": "scheda pubblicata",
        "whole": "Tutta la pubblicazione",
        "other": '<a href="report.en.html" lang="en" hreflang="en">English</a>',
    },
    "en": {
        "title": "Report of the release {release}",
        "what": (
            "What reading the documents found, document by document. Each finding tells the line, the field,"
            " what does not agree and what to do."
        ),
        "violation": "the record is not published until the source or its reading is corrected",
        "warning": "the record is published; a value may be wrong in the source",
        "info": "the record is published; this tells what was done",
        "numbers": "In numbers",
        "documents": "Document by document",
        "nothing": "Of a document that is not named there is nothing to report.",
        "line": "line {n}",
        "some": "{what} ({n})",
        "record": "published record",
        "whole": "The release as a whole",
        "other": '<a href="report.html" lang="it" hreflang="it">Italiano</a>',
    },
}
LOOK = (
    '<link rel="stylesheet" href="../static/vendor/italia.css">'
    '<link rel="stylesheet" href="../static/corale.css">'
)
"""The look of the site, where a page is served beside it; without it, a page has its little style."""
STYLE = """@layer alone{body{font:16px/1.5 system-ui,sans-serif;color:#17262b;margin:0}
.container{max-width:60rem;margin:0 auto;padding:1rem}.top{background:#0a4f5c}.top a{color:#fff}
table{border-collapse:collapse;width:auto}
th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #cfdade}
li{margin:.4rem 0}h3{margin:1.5rem 0 .25rem}.quiet{color:#465a62}}
.violation,.warning{color:#a3231d}ins{background:#e3f4e3}del{background:#f9e1e1}summary{cursor:pointer}"""
"""How a page looks by itself, in a layer over which the look of the site goes; and what only it has."""


def top(title: str, tongue: str) -> str:
    """Return the beginning of a page in the look of the site, up to where its text begins."""
    return (
        f'<!DOCTYPE html><html lang="{tongue}"><head><meta charset="utf-8">'
        f"<title>{escape(title)} · Corale</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{LOOK}<style>{STYLE}</style></head>"
        '<body><header class="top"><div class="container"><a class="brand" href="../">Corale</a></div>'
        '</header><main class="container">'
    )


def head(counts: Mapping[str, int], release: str, tongue: str) -> str:
    """Return what stands before the sections: what the report is, its numbers, what the severities mean."""
    words, english = WORDS[tongue], tongue == "en"
    title = escape(words["title"].format(release=release))
    numbers = "".join(
        "<tr><th"
        f' scope="row">{escape(row[1 + english])}</th><td>{_number(counts.get(row[0], 0), tongue)}</td></tr>'
        for row in ROWS
    )
    means = "".join(
        f'<li><strong class="{name}">{said[english]}</strong>: {escape(words[name])}.</li>'
        for name, said in SEVERITIES.items()
    )
    return top(words["title"].format(release=release), tongue) + (
        f'<p>{words["other"]}</p><h1>{title}</h1><p class="prose">'
        f"{escape(words['what'])}</p><ul>{means}</ul><h2>{escape(words['numbers'])}</h2>"
        f"<table><tbody>{numbers}</tbody></table><h2>{escape(words['documents'])}</h2>"
        f"<p>{escape(words['nothing'])}</p>\n"
    )


def sections(findings: Iterable[Finding], base: str, tongue: str, title: str = "") -> str:
    """Return a section for each document of some findings, in the order they come in; `title` is what the
    record of all of them is called."""
    return "".join(
        _section(list(some), base, tongue, title) for _, some in groupby(findings, key=lambda one: one.file)
    )


def _section(findings: list[Finding], base: str, tongue: str, title: str) -> str:
    record = next((one.record for one in findings if one.record), "")
    words, file = WORDS[tongue], findings[0].file or WORDS[tongue]["whole"]
    called = escape(" · ".join(filter(None, (title, record, file))) if record else file)
    link = (
        f'<p><a href="{escape(base)}id/record/{escape(record)}">{words["record"]}</a></p>' if record else ""
    )
    parts = []
    for folded in (False, True):
        some = [_item(one, tongue) for one in findings if (one.severity == Severity.INFO) is folded]
        items = f"<ul>\n{''.join(some)}</ul>"
        said = words["some"].format(what=SEVERITIES["info"][tongue == "en"], n=len(some))
        if some:
            parts.append(f"<details><summary>{said}</summary>{items}</details>" if folded else items)
    return f"<section><h3>{called}</h3>{link}{''.join(parts)}</section>\n"


def _item(finding: Finding, tongue: str) -> str:
    english = tongue == "en"
    message = finding.message_en if english else finding.message_it
    advice = finding.suggestion_en if english else finding.suggestion_it
    place = [WORDS[tongue]["line"].format(n=finding.line)] if finding.line else []
    place += [label(finding.field, tongue)] if finding.field else []
    said = SEVERITIES[finding.severity][english]
    where = f" ({escape(', '.join(place))})" if place else ""
    return (
        f'{ITEM}<strong class="{finding.severity}">{said}</strong>{where}:'
        f" {escape(' '.join(filter(None, (message, advice))))} <span"
        f' class="quiet">{escape(finding.code)}</span></li>\n'
    )


def label(name: str, tongue: str) -> str:
    """Return what people call a field: its label, or its name where it has none.

    >>> label("durationMonths", "it"), label("nothing", "it")
    ('Durata in mesi', 'nothing')
    """
    return _labels(tongue).get(name, name)


@cache
def _labels(tongue: str) -> dict[str, str]:
    return {row.name: row.label(tongue) for row in reversed(rows())}


def _number(number: int, tongue: str) -> str:
    return f"{number:,}".replace(",", "." if tongue == "it" else ",")
