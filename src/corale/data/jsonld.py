"""JSON-LD in blocks, one subject each, written straight from the terms of N-Quads."""

import json
from collections.abc import Iterable, Mapping

from corale.data.canonical import RDF_TYPE, Turtle, plain, split

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


class JsonLd:
    """A writer of flattened JSON-LD 1.1: one node object a line, IRIs shortened by a context of prefixes."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = dict(sorted(prefixes.items()))
        self._names = Turtle(prefixes)

    def header(self) -> str:
        """Return the beginning of the document; an empty first node makes every following one begin with a comma."""
        return json.dumps({"@context": self._prefixes}, ensure_ascii=False)[:-1] + ', "@graph": [{}'

    def footer(self) -> str:
        """Return the end of the document."""
        return "\n]}\n"

    def block(self, subject: str, pairs: Iterable[tuple[str, str]]) -> str:
        """Return one subject's node object, from its (predicate, object) pairs in sorted order."""
        node: dict[str, object] = {"@id": self._name(subject)}
        types = []
        values: dict[str, list[object]] = {}
        for predicate, stated in pairs:
            if predicate == RDF_TYPE and stated[0] == "<":
                types.append(self._name(stated))
            else:
                values.setdefault(self._name(predicate), []).append(self._value(stated))
        if types:
            node["@type"] = types
        return ",\n" + json.dumps(node | values, ensure_ascii=False, separators=(",", ":"))

    def _name(self, term: str) -> str:
        short = self._names.term(term)
        return short if short[0] != "<" else short[1:-1]

    def _value(self, term: str) -> object:
        if term[0] == "<":
            return {"@id": self._name(term)}
        text, language, datatype = split(term)
        if language:
            return {"@value": plain(text), "@language": language}
        if datatype == XSD_STRING:
            return plain(text)
        return {"@value": plain(text), "@type": self._name(f"<{datatype}>")}
