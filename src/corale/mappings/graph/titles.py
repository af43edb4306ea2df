"""What a part is called that the source gives no name: made of what it is and what it holds, and inferred.

Every thing of ours has a title or a label, so that lists, tables and people can name it."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, cast

from corale.fields import rows
from corale.mappings.graph.graph_builder import GraphBuilder, Node
from corale.ontology import schemes
from corale.ontology.index import index
from corale.ontology.vocabulary import compact

RULE = "name-of-a-part"


def name_parts(builder: GraphBuilder) -> None:
    """Give every part of the record without a title or a label one."""
    for node in list(_every(builder)):
        sort = node.get("@type", "")
        make = NAMES.get(sort[0] if isinstance(sort, list) else sort)
        if make and not node.keys() & {"title", "label"} and (name := make(node)):
            term = (
                "title" if node["@type"] == "ParticipationEvent" else "label"
            )  # a meeting is a thing of its own
            builder.state(node, term, name, f"/{builder.record.section}", RULE)
    builder.state(
        builder.nodes["record"], "label", _of_record(builder), f"/{builder.record.section}/title", RULE
    )


def _every(builder: GraphBuilder) -> Iterator[Node]:
    waiting = [builder.nodes["record"], *builder.loose]
    for node in waiting:
        yield node
        for held in node.values():
            waiting += [
                one
                for one in (held if isinstance(held, list) else [held])
                if isinstance(one, dict) and "@id" in one
            ]


def _of_record(builder: GraphBuilder) -> str:
    topic = builder.nodes.get("notice") or builder.nodes["process"]
    sort = "Documento" if "notice" in builder.nodes else "Scheda"
    title = topic.get("title")
    return f"{sort}: {title}" if isinstance(title, str) else f"{sort} {builder.record.key}"


@cache
def _term(iri: str) -> str:
    """Return what a property is called: as the ontology says, else as its field does.

    >>> _term("https://w3id.org/corale/onto/score"), _term("http://purl.org/dc/terms/modified")
    ('indice di partecipazione', 'ultima modifica')
    """
    fields = (row.label_it.lower() for row in rows() if row.curie == compact(iri))
    return index().text(iri, "rdfs:label", "it") or next(fields, compact(iri))


def _joined(*parts: object, sign: str = " ") -> str:
    return sign.join(str(part) for part in parts if part not in (None, ""))


def _coded(node: Node, term: str) -> str:
    iri = node.get(term)
    return schemes.label(iri) or "" if isinstance(iri, str) else ""


def _plain(node: Node, term: str) -> str:
    held = node.get(term, "")
    return str(cast("dict[str, Any]", held).get("@value", "") if isinstance(held, dict) else held)


def _involvement(node: Node) -> str:
    planned = "foreseenRole" in node
    role = _coded(node, "foreseenRole" if planned else "involvementRole")
    return _joined(f"{role} (previsto)" if planned else role, _plain(node, "statedAs"), sign=": ")


def _amount(node: Node) -> str:
    worth = node.get("amountValue")
    sums = _joined(_coded(node, "bound") if worth else "", f"{worth} €" if worth else "")
    return _joined(_coded(node, "amountOf"), _joined(sums, _plain(node, "fundName"), sign=", "), sign=": ")


def _period(node: Node) -> str:
    months = f"{node['periodMonths']} mesi" if "periodMonths" in node else ""
    span = _joined(_plain(node, "periodFrom"), _plain(node, "periodTo"), sign=" / ")
    return _joined(_coded(node, "periodOf"), _joined(span, months, sign=", "), sign=": ")


def _act(node: Node) -> str:
    by = node.get("adoptedByOrgan")
    organ = _plain(cast(Node, by), "label") if isinstance(by, dict) else _plain(node, "statedAs")
    return _joined(_coded(node, "actKind"), organ, _plain(node, "date"), sign=" · ")


NAMES: dict[str, Callable[[Node], str]] = {
    "ParticipatoryProcess": lambda node: "Processo partecipativo",
    "PublicNotice": lambda node: _joined(
        _coded(node, "documentKind") or "Avviso", _plain(node, "subject"), sign=": "
    ),
    "Involvement": _involvement,
    "Amount": _amount,
    "Period": _period,
    "DecisionAct": _act,
    "ParticipationEvent": lambda node: _joined(
        _coded(node, "eventKind") or "Incontro", _plain(node, "date"), sign=" · "
    ),
    "ParticipationScore": lambda node: f"{node['scoreValue']} / {node['scoreMaximum']}",
    "Certification": lambda node: _joined("Certificazione", node.get("certificationYear")),
    "Funding": lambda node: _joined("Quadro economico", node.get("fundingYear")),
    "CriterionOutcome": lambda node: _joined(_coded(node, "criterion"), _coded(node, "outcome"), sign=": "),
    "Count": lambda node: _joined(_coded(node, "bound"), node["countValue"], _coded(node, "countOf").lower()),
    "Attachment": lambda node: _plain(node, "sourceFileName"),
    "Address": lambda node: _plain(node, "fullAddress"),
    "LegalResource": lambda node: _joined(_plain(node, "statedAs"), _number(node), sign=" n. "),
    "DataGap": lambda node: f"Dato mancante: {_term(node['gapField'])}",
    "Contradiction": lambda node: f"Contraddizione: {_term(node['contradicts'])}",
}
"""How a part of each class is called."""


def _number(node: Node) -> str:
    """Return the number of a cited act, where its words do not tell it already."""
    number = _plain(node, "number")
    return "" if number and number in _plain(node, "statedAs") else number
