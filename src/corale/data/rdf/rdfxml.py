"""RDF/XML in blocks, one subject each, written straight from the terms of N-Quads."""

import re
from collections.abc import Mapping, Sequence

from corale.data.rdf.canonical import FORMS, SEEN, Memo, braced, plain, split

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_SPECIAL = re.compile('[&<>"\r]')
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*$")


class RdfXml:
    """A writer of RDF/XML 1.1: one `rdf:Description` a subject.

    A character that XML 1.0 cannot hold (`FORBIDDEN`) must have been refused before: there is no way to write it.
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = {name: iri for name, iri in sorted(prefixes.items()) if iri.endswith(("#", "/"))}
        self._names = {iri: name for name, iri in self._prefixes.items()} | {RDF: "rdf"}
        self._rests = Memo(self._object, SEEN)
        self._forms = Memo(self._formed, FORMS)

    def header(self) -> str:
        """Return the declaration and the opening of the root."""
        names = "".join(f'\n  xmlns:{name}="{iri.translate(_ESCAPES)}"' for iri, name in self._names.items())
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{names}>\n'

    def footer(self) -> str:
        """Return the end of the root."""
        return "</rdf:RDF>\n"

    def block(self, subject: str, predicates: tuple[str, ...], objects: Sequence[str]) -> str:
        """Return one subject's description, from its predicates in sorted order and the object of each."""
        said = [self._rests[stated] if stated[-1] != '"' else f">{_escaped(plain(stated[1:-1]))}" for stated in objects]
        form = self._forms[predicates, "".join([stated[0] for stated in objects])]
        return form.format(_escaped(subject[1:-1]), *said)

    def _formed(self, kind: tuple[tuple[str, ...], str]) -> str:
        """Return the form of a block of a kind: where the subject (0) and the objects (from 1) go.

        The kind is its predicates, and how each object begins: as an IRI or a literal.
        """
        predicates, signs = kind
        lines = ['<rdf:Description rdf:about="{0}">\n']
        for number, (predicate, sign) in enumerate(zip(predicates, signs, strict=True), 1):
            name, declared = map(braced, self._find(predicate))
            lines.append(f"  <{name}{declared}{{{number}}}" + (f"</{name}>\n" if sign == '"' else "\n"))
        return "".join(lines) + "</rdf:Description>\n"

    def _object(self, stated: str) -> str:
        """Return what follows the name of an element: the IRI, or kind and text of a literal."""
        if stated[0] == "<":
            return f' rdf:resource="{_escaped(stated[1:-1])}"/>'
        text, language, datatype = split(stated)
        kind = f' xml:lang="{language}"' if language else f' rdf:datatype="{_escaped(datatype)}"'
        return f"{kind}>{_escaped(plain(text))}"

    def _find(self, predicate: str) -> tuple[str, str]:
        """Return the element name of a predicate, and its namespace declaration where the root has none."""
        iri = predicate[1:-1]
        found = _NAME.search(iri[max(iri.rfind("/"), iri.rfind("#"), iri.rfind(":")) + 1 :])
        if found is None:
            raise ValueError(f"no RDF/XML for the property {iri}: its name does not end in an XML name")
        local = found[0]
        space = iri[: -len(local)]
        if space in self._names:
            return f"{self._names[space]}:{local}", ""
        return f"p:{local}", f' xmlns:p="{space.translate(_ESCAPES)}"'


def _escaped(text: str) -> str:
    """Return a text as XML holds it; most texts hold nothing special, and looking is cheaper than translating."""
    return text.translate(_ESCAPES) if _SPECIAL.search(text) else text
