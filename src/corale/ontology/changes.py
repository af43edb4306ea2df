"""What changed between two versions of the ontology, and whether the changelog says so.

The policy: versions are semver; a term never vanishes, it becomes `owl:deprecated true` with
`dct:isReplacedBy` and may go only in a later major version; a new term makes a minor version.
`ontology/versions/<version>.csv` is the list of terms of each version released, `ontology/changes.csv` the
changelog that both people and this check read."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import Literal, Triple

from corale import artefacts
from corale.findings import Finding, finding
from corale.ontology import vocabulary
from corale.ontology.vocabulary import ONTOLOGY, compact, expand

DCAM = "http://purl.org/dc/dcam/"
COLUMNS = ("term", "kind", "above", "domain", "range", "deprecated")
FRAMES = {
    "rdfs:subClassOf": "above",
    "rdfs:subPropertyOf": "above",
    "rdfs:domain": "domain",
    "rdfs:range": "range",
    "dcam:domainIncludes": "domain",
    "dcam:rangeIncludes": "range",
    "owl:deprecated": "deprecated",
}
Rows: TypeAlias = "dict[str, dict[str, str]]"


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One change of a version: `kind` is first, added, changed, deprecated or removed; `term` a local
    name."""

    version: str
    kind: str
    term: str
    it: str = ""
    en: str = ""
    date: str = ""


def terms_of(triples: Iterable[Triple]) -> Rows:
    """Return the terms with what a change of them would touch: kind, hierarchy, domain, range,
    deprecation."""
    rows: Rows = {}
    kinds = {expand(f"owl:{name}"): kind for name, kind in vocabulary.KINDS.items()}
    frames = {
        expand(name) if not name.startswith("dcam:") else DCAM + name[5:]: to for name, to in FRAMES.items()
    }
    for triple in sorted(triples, key=str):
        subject = getattr(triple.subject, "value", "")
        if not subject.startswith(ONTOLOGY) or "#" in subject or subject == ONTOLOGY:
            continue
        row = rows.setdefault(subject.removeprefix(ONTOLOGY), dict.fromkeys(COLUMNS[1:], ""))
        value = getattr(triple.object, "value", "")
        if triple.predicate.value == expand("rdf:type") and value in kinds:
            row["kind"] = kinds[value]
        elif triple.predicate.value in frames:
            column = frames[triple.predicate.value]
            row[column] = " ".join(filter(None, (row[column], compact(value))))
    return {name: row for name, row in sorted(rows.items()) if row["kind"]}


def current(triples: Iterable[Triple] | None = None) -> tuple[str, Rows]:
    """Return the version that an ontology (ours, unless its triples are given) says it is, and its terms."""
    held = tuple(vocabulary.triples("corale.ttl") if triples is None else triples)
    info = expand("owl:versionInfo")
    version = next((getattr(t.object, "value", "") for t in held if t.predicate.value == info), "0.0.0")
    return version, terms_of(held)


def snapshot(rows: Rows) -> str:
    """Return the terms as CSV, as kept in `ontology/versions/`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([name, *(row[column] for column in COLUMNS[1:])] for name, row in sorted(rows.items()))
    return out.getvalue()


def released(folder: Path | None = None) -> dict[str, Rows]:
    """Return the terms of every version released, by version in rising order; `folder` is an ontology
    folder."""
    found: dict[str, Rows] = {}
    paths = ((folder or artefacts.path("ontology")) / "versions").glob("*.csv")
    for path in sorted(paths, key=lambda path: number(path.stem)):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = {row.pop("term"): row for row in csv.DictReader(file)}
    return found


def changelog(folder: Path | None = None) -> list[Change]:
    """Return the changelog of an ontology folder, in its own order (newest version first)."""
    with ((folder or artefacts.path("ontology")) / "changes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Change(r["version"], r["change"], r["term"], r["it"], r["en"], r["date"]) for r in rows]


def completed() -> str:
    """Return `ontology/changes.csv` with a line for each term added since the last release that has none yet.

    The line says what the term's definition says; whoever releases the version may say more.
    """
    log, (version, terms) = artefacts.text("ontology", "changes.csv"), current()
    past, lines = released(), [change for change in changelog() if change.version == version]
    earlier = [one for one in past if number(one) < number(version)]
    if version in past or not earlier:
        return log
    known = {change.term for change in lines if change.kind == "added"}
    date = max((change.date for change in lines), default="")
    said = {
        (getattr(triple.subject, "value", ""), triple.object.language): triple.object.value
        for triple in vocabulary.triples("corale.ttl")
        if triple.predicate.value == expand("skos:definition") and isinstance(triple.object, Literal)
    }
    out = io.StringIO()
    for one in diff(past[max(earlier, key=number)], terms, version):
        if one.kind == "added" and one.term not in known:
            words = (said.get((ONTOLOGY + one.term, language), "") for language in ("it", "en"))
            csv.writer(out, lineterminator="\n").writerow([version, date, "added", one.term, *words])
    head, _, rest = log.partition("\n")
    return f"{head}\n{out.getvalue()}{rest}"


def number(version: str) -> tuple[int, ...]:
    """Return a version as numbers that compare.

    >>> number("0.10.0") > number("0.9.2")
    True
    """
    return tuple(int(part) for part in version.split("."))


def diff(old: Rows, new: Rows, version: str) -> list[Change]:
    """Return what changed from one list of terms to another, as changes of `version`, sorted.

    >>> row = dict.fromkeys(COLUMNS[1:], "")
    >>> [change.kind for change in diff({"a": row, "b": row}, {"b": row | {"range": "xsd:date"},
    ...  "c": row}, "0.2.0")]
    ['added', 'changed', 'removed']
    """
    changes = [Change(version, "added", name) for name in new.keys() - old.keys()]
    changes += [Change(version, "removed", name) for name in old.keys() - new.keys()]
    for name in old.keys() & new.keys():
        if new[name]["deprecated"] and not old[name]["deprecated"]:
            changes.append(Change(version, "deprecated", name))
        elif new[name] != old[name]:
            changes.append(Change(version, "changed", name))
    return sorted(changes)


def faults(version: str, terms: Rows, past: dict[str, Rows], log: list[Change]) -> list[Finding]:
    """Return where terms, version number, past versions and changelog disagree, sorted."""
    if version in past:
        return [
            fault(change, f"la versione {version} è già pubblicata", f"version {version} is already released")
            for change in diff(past[version], terms, version)
        ]
    earlier = [one for one in past if number(one) < number(version)]
    if not earlier:
        return []
    last = max(earlier, key=number)
    real = {(change.kind, change.term) for change in diff(past[last], terms, version)}
    told = {(change.kind, change.term) for change in log if change.version == version}
    found = [
        fault(Change(version, *one), "manca in ontology/changes.csv", "it is missing in ontology/changes.csv")
        for one in real - told
    ]
    found += [
        fault(
            Change(version, *one),
            "sta in ontology/changes.csv ma non è avvenuto",
            "it is told but did not happen",
        )
        for one in told - real
    ]
    for kind, term in real:
        if kind == "removed" and not (
            past[last][term]["deprecated"] and number(version)[0] > number(last)[0]
        ):
            why = (
                "un termine si ritira con owl:deprecated, e sparisce solo in una versione maggiore successiva"
            )
            found.append(
                fault(
                    Change(version, kind, term), why, "a term is deprecated first and goes in a later major"
                )
            )
        if kind == "added" and number(version)[:2] == number(last)[:2]:
            found.append(
                fault(
                    Change(version, kind, term), "chiede una versione minore", "it asks for a minor version"
                )
            )
    return sorted(found)


def fault(change: Change, it: str, en: str) -> Finding:
    """Return the finding about one change."""
    term = (change.term or "versione", change.term or "version")
    return finding("O007", "corale.ttl", term=term, kind=change.kind, version=change.version, why=(it, en))
