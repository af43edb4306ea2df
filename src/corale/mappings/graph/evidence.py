"""Evidence about statements: for every published value of a record, where it was read and by which rule.

Each is a flat JSON-LD node: the statement (`rdf:subject`, `rdf:predicate`, `rdf:object`), the place in the
record (`quotedFrom`, `<record>#L41C1-L41C12`: line and column of the first character and of the one behind
the last, both counted from 1), the words where the value does not repeat them, and the rule."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from corale import artefacts
from corale.data.gazetteer.names import slug
from corale.mappings.graph.graph_builder import Claim, GraphBuilder, Node
from corale.mappings.graph.iris import Mint
from corale.ontology import vocabulary
from corale.ontology.reading_rules import rule
from corale.record import UNSAID, Evidence


@cache
def terms() -> dict[str, Any]:
    """Return the terms of the JSON-LD context."""
    context: dict[str, Any] = json.loads(artefacts.text("mappings", "context.jsonld"))["@context"]
    return context


@cache
def predicate(term: str) -> str:
    """Return the IRI of a term.

    >>> predicate("title"), predicate("totalCost")
    ('http://purl.org/dc/terms/title', 'https://w3id.org/corale/onto/totalCost')
    """
    stated = terms()[term]
    return vocabulary.expand(stated["@id"] if isinstance(stated, dict) else stated)


def stated(term: str, value: Any) -> Node:
    """Return the object of a statement in expanded form, as the context reads a value under a term.

    >>> stated("title", "Patto"), stated("startYear", 2015)
    ({'@value': 'Patto', '@language': 'it'}, {'@value': '2015', '@type': 'xsd:integer'})
    """
    if isinstance(value, dict):
        return value
    how = terms()[term] if isinstance(terms()[term], dict) else {}
    if how.get("@type") == "@id":
        return {"@id": value}
    if "@language" in how:
        return {"@value": value, "@language": how["@language"]}
    kind = how.get("@type") or ("xsd:boolean" if isinstance(value, bool) else "xsd:string")
    return {"@value": json.dumps(value) if isinstance(value, bool | int) else value, "@type": kind}


def evidences(builder: GraphBuilder) -> Iterator[Node]:
    """Yield the evidence of a record: of its values first, then of those that follow from them."""
    # by the pointer, for what is inferred from the value there
    made: dict[str, list[str]] = defaultdict(list)
    names: Counter[str] = Counter()
    pairs = [
        (claim, *proof) for claim in builder.claims.values() if not claim.frame for proof in claim.proofs
    ]
    for claim, pointer, inferred in sorted(pairs, key=lambda pair: bool(pair[2])):
        for read in builder.at(pointer) or ([Evidence(pointer, 0, 0, 0, "", inferred)] if inferred else []):
            node = _evidence(builder, claim, read, inferred, names)
            if not inferred:
                made[pointer].append(node["@id"])
            elif premises := _premises(made, pointer):
                node["wasDerivedFrom"] = premises
            yield node


def _premises(made: dict[str, list[str]], pointer: str) -> list[str]:
    """Return the evidence of what stands at a pointer, of its members, or of what it is a member of."""
    above = pointer.rpartition("/")[0]
    places = (pointer, above) if above.count("/") > 1 else (pointer,)
    return next((found for one in places if (found := made.get(one) or _members(made, one))), [])


def _members(made: dict[str, list[str]], pointer: str) -> list[str]:
    """Return the evidence of the members of a list, for what follows from the whole of it."""
    return [one for place, held in made.items() if place.rpartition("/")[0] == pointer for one in held]


def _evidence(
    builder: GraphBuilder, claim: Claim, read: Evidence, inferred: str, names: Counter[str]
) -> Node:
    name, value = rule(inferred or read.rule), stated(claim.term, claim.value)
    tail = [str(int(part) + 1) if part.isdigit() else part for part in read.pointer.split("/")[2:]]
    tail += [claim.term] if claim.term not in tail else []
    names["-".join(tail)] += 1
    count = names["-".join(tail)]
    node: Node = {
        "@id": builder.mint.part("evidence", *tail, *([f"n{count}"] if count > 1 else [])),
        "rdf:subject": {"@id": claim.subject},
        "rdf:predicate": {"@id": predicate(claim.term)},
        "rdf:object": value,
        "quotedFrom": passage_iri(document_iri(builder.mint, read.file), read),
        "rule": name.iri,
    }
    if read.text and read.text != value.get("@value") and inferred != UNSAID:  # no words
        node["statedAs"] = read.text
    if not inferred and (sure := decimal(read.confidence)) != name.confidence:
        node["confidence"] = sure
    return node


def document_iri(mint: Mint, file: str) -> str:
    """Return the IRI of the document that holds a record's line: the record, or another file beside it."""
    return mint.part("record", slug(PurePosixPath(file).name)) if file else mint.part("record")


def passage_iri(record: str, read: Evidence) -> str:
    """Return the IRI of a passage of a record.

    >>> passage_iri("https://x.example/r", Evidence("/notice/title", 41, 0, 11, "Un avviso.", "title"))
    'https://x.example/r#L41C1-L41C12'
    """
    return f"{record}#L{read.line}C{read.start + 1}-L{read.line}C{read.end + 1}" if read.line else record


@cache
def decimal(number: float) -> str:
    """Return a number's canonical decimal form.

    >>> decimal(1.0), decimal(0.85)
    ('1', '0.85')
    """
    return f"{number:.4f}".rstrip("0").rstrip(".")
