"""What the tokens of a query show to be no SPARQL: misspelt words, odd characters, brackets, prefixes.

One slip after the other, each at its token; in time linear in the text.
"""

import re
import unicodedata
from collections.abc import Iterator, Set
from difflib import get_close_matches
from typing import NamedTuple

from corale.endpoint.engine.grammar import declared, tokens
from corale.ontology.vocabulary import PREFIXES

_WORDS = """
a abs add adjust all as asc ask avg base bind bnode bound by ceil clear coalesce concat construct contains
copy count create data datatype day default delete desc describe distinct drop encode_for_uri exists false
filter floor from graph group group_concat haslang haslangdir having hours if in insert into iri isblank
isiri isliteral isnumeric istriple isuri lang langdir langmatches lateral lcase limit load max md5 min minus
minutes month move named not now object offset optional order predicate prefix rand reduced regex replace
round sameterm sample seconds select separator service sha1 sha256 sha384 sha512 silent str strafter
strbefore strdt strends strlang strlangdir strlen strstarts struuid subject substr sum timezone to triple
true tz ucase undef union uri using uuid values version where with year
"""
KEYWORDS = frozenset(_WORDS.split())
"""The words of SPARQL, without regard to case."""
_AGGREGATES = frozenset({"count", "sum", "avg", "min", "max", "sample", "group_concat"})
_PAIRS = {"(": ")", "[": "]", "{": "}"}


class Slip(NamedTuple):
    """What is no SPARQL: its place in the text, and what to do, in Italian and English."""

    at: int
    it: str
    en: str


def slips(query: str) -> Iterator[Slip]:
    """Yield what the tokens of a query show to be no SPARQL, in their order."""
    names, opened = declared(query), list[tuple[str, int]]()
    before, selecting, named = "", False, False
    for match in tokens(query):
        kind, text, at = match.lastgroup, match[0], match.start()
        if kind == "space":
            yield from _odd_spaces(text, at)
            continue
        word = (match["word"] or "") if not match["local"] else ""
        key = word.rstrip(".-").lower()
        if kind == "quote":
            yield Slip(
                at, "la stringa che comincia qui non finisce.", "the string that begins here has no end."
            )
        elif kind == "other" and text not in ".,;|/^*+?!=<>&-~@$:":
            yield Slip(at, *_character(text))
        elif kind == "open":
            named = named and bool(opened)
            opened.append((text, at))
        elif kind == "close":
            if not opened:
                yield Slip(at, f"«{text}» non chiude nulla.", f"“{text}” closes nothing.")
                return
            sign = opened[-1][0]
            if _PAIRS[sign] != text:
                yield Slip(at, f"prima di «{text}» va chiusa «{sign}».", f"close “{sign}” before “{text}”.")
                return
            if selecting and len(opened) == 1 and not named:
                use = "(… AS ?n)"
                yield Slip(
                    at, f"all'espressione manca il nome: {use}.", f"the expression has no name: {use}."
                )
            opened.pop()
        elif match["word"]:
            yield from _word(query, match, key, before, names)
        if selecting and not opened:
            if text == ",":
                yield Slip(
                    at, "le variabili di SELECT si separano con spazi.", "SELECT has no commas: use spaces."
                )
            elif key in _AGGREGATES:
                use = f"({key.upper()}(…) AS ?n)"
                yield Slip(
                    at, f"un'espressione di SELECT sta fra parentesi: {use}.", f"put it in brackets: {use}."
                )
        if before == "filter" and kind in ("name", "number") and text[0] in "?$0123456789.":
            yield Slip(
                at, "la condizione di FILTER sta fra parentesi.", "the condition of FILTER goes in brackets."
            )
        if before in ("group", "order") and key != "by":
            yield Slip(at, f"dopo {before.upper()} manca BY.", f"BY is missing behind {before.upper()}.")
        selecting = key == "select" or (selecting and text != "{" and key not in ("where", "from"))
        named, before = named or key == "as", key
    if opened:
        sign, at = opened[-1]
        yield Slip(at, f"«{sign}» aperta qui non è chiusa.", f"the “{sign}” opened here is not closed.")


def _word(query: str, match: re.Match[str], key: str, before: str, names: Set[str]) -> Iterator[Slip]:
    word, at = match["word"], match.start()
    if match["local"] is not None:
        if query[at - 1 : at] == "<":
            yield Slip(
                at - 1, "qui comincia un IRI che non è valido.", "an IRI begins here that is not valid."
            )
        elif before != "prefix" and word not in names:
            iri = PREFIXES.get(word)
            line = f"PREFIX {word}: <{iri}>" if iri else f"PREFIX {word}: <…>"
            yield Slip(
                at, f"il prefisso {word}: non è dichiarato: {line}", f"{word}: is not declared: {line}"
            )
    elif before == "prefix":
        yield Slip(
            at, f"dopo il prefisso ci vuole «:»: PREFIX {word}:", f"a prefix ends in “:”: PREFIX {word}:"
        )
    elif key not in KEYWORDS:
        shown = key[:40]
        near = get_close_matches(shown, KEYWORDS, 1)
        it = f" Forse: {near[0].upper()}" if near else ""
        en = f" Perhaps: {near[0].upper()}" if near else ""
        yield Slip(at, f"«{shown}» non è una parola di SPARQL.{it}", f"“{shown}” is no word of SPARQL.{en}")


def _odd_spaces(text: str, at: int) -> Iterator[Slip]:
    if text.startswith("#"):
        return
    for number, sign in enumerate(text):
        if sign not in " \t\r\n":
            yield Slip(at + number, *_character(sign))


def _character(sign: str) -> tuple[str, str]:
    told = f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()
    return f"il carattere {told} non è di SPARQL.", f"the character {told} is none of SPARQL's."
