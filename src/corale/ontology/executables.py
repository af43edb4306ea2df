"""The competency questions as data that others can harvest: SHACL SPARQL executables, titled in Italian and
English.

`ontology/questions.ttl` is written from `ontology/questions/*.rq` by `python -m corale.ontology.executables`;
a test holds the two equal. The convention is that of public collections of example queries:
`sh:SPARQLSelectExecutable` with `sh:select`, `sh:prefixes`, `rdfs:label`, `dct:subject` for the terms asked
for. No node is blank."""

import re
from pathlib import Path

from corale import artefacts
from corale.ontology.vocabulary import ONTOLOGY, PREFIXES

NAME = "questions.ttl"
_HEAD = re.compile(r"^# (it|en|terms): (.+)$", re.MULTILINE)
_PREFIX = re.compile(r"^PREFIX ([\w-]+): <([^>]+)>$", re.MULTILINE)
_USED = ("corale", "dct", "rdfs", "sh", "xsd")


def text() -> str:
    """Return the questions as Turtle, in their order."""
    files = artefacts.files("ontology", "questions", suffix=".rq")
    queries = [(path.stem, path.read_text(encoding="utf-8")) for path in files]
    spaces = dict(sorted({pair for _, query in queries for pair in _PREFIX.findall(query)}))
    lines = [f"@prefix {name}: <{PREFIXES[name]}> ." for name in _USED]
    lines += [
        "",
        "# Written by `python -m corale.ontology.executables` from questions/*.rq: change those.",
        "",
    ]
    declared = ", ".join(f"<{ONTOLOGY}#prefix-{name}>" for name in spaces)
    lines += [f"<{ONTOLOGY}#question-prefixes> sh:declare {declared} .", ""]
    for name, space in spaces.items():
        lines.append(f'<{ONTOLOGY}#prefix-{name}> sh:prefix "{name}" ; sh:namespace "{space}"^^xsd:anyURI .')
    return "\n".join([*lines, *(_executable(name, query) for name, query in queries)]) + "\n"


def _executable(name: str, query: str) -> str:
    said = dict(_HEAD.findall(query))
    terms = ", ".join(f"corale:{term}" for term in said["terms"].split())
    return f'''
<{ONTOLOGY}#question-{name}> a sh:SPARQLExecutable, sh:SPARQLSelectExecutable ;
  rdfs:label "{said["it"]}"@it, "{said["en"]}"@en ;
  dct:identifier "{name}" ;
  dct:subject {terms} ;
  sh:prefixes <{ONTOLOGY}#question-prefixes> ;
  sh:select """{query.replace(chr(92), chr(92) * 2)}""" .'''


def write(folder: Path) -> Path:
    """Write the questions into an ontology folder, and return the file."""
    file = folder / NAME
    file.write_text(text(), encoding="utf-8")
    return file


if __name__ == "__main__":
    write(artefacts.path("ontology"))
