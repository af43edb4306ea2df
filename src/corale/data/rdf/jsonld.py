"""JSON-LD in blocks, one subject each, written straight from the terms of N-Quads."""

import json
from collections.abc import Mapping, Sequence

from corale.data.rdf.canonical import FORMS, RDF_TYPE, SEEN, Memo, Turtle, braced, places_of, plain, split, types

_quoted = json.JSONEncoder(ensure_ascii=False).encode


class JsonLd:
    """A writer of flattened JSON-LD 1.1: one node object a line, IRIs shortened by a context of prefixes."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = dict(sorted(prefixes.items()))
        self._names = Turtle(prefixes)
        self._keys = Memo(self._name, SEEN)
        self._values = Memo(self._spelt, SEEN)
        self._forms = Memo(self._formed, FORMS)

    def header(self) -> str:
        """Return the beginning of the document; an empty first node makes every following one begin with a comma."""
        return json.dumps({"@context": self._prefixes}, ensure_ascii=False)[:-1] + ', "@graph": [{}'

    def footer(self) -> str:
        """Return the end of the document."""
        return "\n]}\n"

    def block(self, subject: str, predicates: tuple[str, ...], objects: Sequence[str]) -> str:
        """Return one subject's node object, from its predicates in sorted order and the object of each."""
        said = [
            stated if stated[0] == stated[-1] == '"' and "\\" not in stated else self._values[stated]
            for stated in objects  # without an escape, a plain text is the same in N-Quads and in JSON
        ]
        for at in types(predicates):
            said[at] = self._keys[objects[at]]
        return self._forms[predicates].format(self._name(subject), *said)

    def _formed(self, predicates: tuple[str, ...]) -> str:
        """Return the form of a block with these predicates: where the subject (0) and the objects (from 1) go."""
        members = ['"@id":{0}']
        for predicate, places in sorted(places_of(predicates), key=lambda one: one[0] != RDF_TYPE):
            key = '"@type"' if predicate == RDF_TYPE else braced(self._keys[predicate])
            members.append(f"{key}:[{','.join(places)}]")
        return f",\n{{{{{','.join(members)}}}}}"

    def _name(self, term: str) -> str:
        """Return the JSON text of an IRI, shortened."""
        short = self._names.spelt(term)
        return _quoted(short if short[0] != "<" else short[1:-1])

    def _spelt(self, term: str) -> str:
        """Return the JSON text of an object."""
        if term[0] == "<":
            return f'{{"@id":{self._name(term)}}}'
        text, language, datatype = split(term)
        said = _quoted(plain(text))
        if language:
            return f'{{"@value":{said},"@language":"{language}"}}'
        return said if term[-1] == '"' else f'{{"@value":{said},"@type":{self._name(f"<{datatype}>")}}}'
