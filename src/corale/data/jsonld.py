"""JSON-LD in blocks, one subject each, written straight from the terms of N-Quads."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

from corale.data.canonical import RDF_TYPE, SEEN, Turtle, plain, split

_quoted = json.JSONEncoder(ensure_ascii=False).encode


class JsonLd:
    """A writer of flattened JSON-LD 1.1: one node object a line, IRIs shortened by a context of prefixes."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = dict(sorted(prefixes.items()))
        self._names = Turtle(prefixes)
        self._key = lru_cache(maxsize=SEEN)(self._name)
        self._remembered = lru_cache(maxsize=SEEN)(self._spelt)

    def header(self) -> str:
        """Return the beginning of the document; an empty first node makes every following one begin with a comma."""
        return json.dumps({"@context": self._prefixes}, ensure_ascii=False)[:-1] + ', "@graph": [{}'

    def footer(self) -> str:
        """Return the end of the document."""
        return "\n]}\n"

    def block(self, subject: str, pairs: Iterable[tuple[str, str]]) -> str:
        """Return one subject's node object, from its (predicate, object) pairs in sorted order."""
        types = []
        said: dict[str, list[str]] = {}
        for predicate, stated in pairs:
            if predicate == RDF_TYPE and stated[0] == "<":
                types.append(self._key(stated))
            elif predicate in said:
                said[predicate].append(self._value(stated))
            else:
                said[predicate] = [self._value(stated)]
        members = [f'"@id":{self._name(subject)}']
        if types:
            members.append(f'"@type":[{",".join(types)}]')
        members += [f"{self._key(predicate)}:[{','.join(held)}]" for predicate, held in said.items()]
        return f",\n{{{','.join(members)}}}"

    def _name(self, term: str) -> str:
        """Return the JSON text of an IRI, shortened."""
        short = self._names.spelt(term)
        return _quoted(short if short[0] != "<" else short[1:-1])

    def _value(self, term: str) -> str:
        """Return the JSON text of an object; without an escape, a plain text is the same in N-Quads and in JSON."""
        if term[0] == term[-1] == '"' and "\\" not in term:
            return term
        return self._remembered(term)

    def _spelt(self, term: str) -> str:
        if term[0] == "<":
            return f'{{"@id":{self._name(term)}}}'
        text, language, datatype = split(term)
        said = _quoted(plain(text))
        if language:
            return f'{{"@value":{said},"@language":"{language}"}}'
        return said if term[-1] == '"' else f'{{"@value":{said},"@type":{self._name(f"<{datatype}>")}}}'
