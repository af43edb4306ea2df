r"""The tokens of a SPARQL query: how deep it nests, and what it asks for that no visitor gets.

A lexer of the terminals of SPARQL 1.1 (section 19.8), after the codepoint escapes of section 19.2. It knows
strings, IRIs, comments, prefixed names, variables and language tags, so that a word inside one of them is no
keyword. It runs before any parser, in time linear in the text."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""
    (?P<space>[\s]+|\#[^\n\r]*)
  | (?P<quote>\"\"\"|\"|'''|')
  | (?P<iri><[^<>\"{}|^`\\\x00-\x20]*>)
  | (?P<name>[?$]\w+ | @[A-Za-z]+(?:-[A-Za-z0-9]+)* | _:[\w.-]+ | :(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\[^\w\s])*)
  | (?P<word>[^\W\d][\w.-]*)(?P<local>:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\[^\w\s])*)?
  | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<open>[{(\[]) | (?P<close>[})\]])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_MARKS = {
    '"""': re.compile(r'"""|\\.', re.DOTALL),
    "'''": re.compile(r"'''|\\.", re.DOTALL),
    '"': re.compile(r'["\n\r]|\\.', re.DOTALL),
    "'": re.compile(r"['\n\r]|\\.", re.DOTALL),
}
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_SIGNS = re.compile(r"[{(\[]|[})\]]")
FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
VOLATILE = ("NOW", "RAND", "UUID", "BNODE")
_GLUED = re.compile(r"(?:true|false)*service", re.IGNORECASE)
_CALLED = re.compile(r"(?:now|rand|uuid|bnode)\(", re.IGNORECASE)
_JOINTS = re.compile(r"[.-]+")
_DECLARED = re.compile(r"(?<![\w.-])prefix\s*+([^\W\d_][\w.-]*+)?+:", re.IGNORECASE)
SHORT = 2048
"""Characters up to which what a query's tokens say is remembered: the memory of 512 of them is bounded."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What the tokens of a query say: nesting `depth`; whether it has `SERVICE`, is an `update`, or gives
    another answer each time (`volatile`). `line` and `column` tell where `SERVICE` stands.
    """

    depth: int
    service: bool = False
    update: bool = False
    volatile: bool = False
    line: int = 0
    column: int = 0


def decode(query: str) -> str:
    r"""Return a query with its codepoint escapes replaced (SPARQL 1.1 section 19.2).

    >>> decode(r"\u0053ERVICE")
    'SERVICE'
    """

    def character(match: re.Match[str]) -> str:
        number = int(match[1] or match[2], 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else match[0]

    return _ESCAPE.sub(character, query)


def _watched(text: str) -> bool:
    return (
        "service" in text
        or "now" in text
        or "rand" in text
        or "uuid" in text
        or "bnode" in text
        or "\\u" in text
    )


def scan(query: str, limit: int = 64) -> Scan:
    """Return what the tokens of a query say; a text with no word to watch for and few brackets costs no
    lexing.

    >>> scan("SELECT * { ?service a 'SERVICE <http://x/>' }").service
    False
    >>> scan("SELECT * { SERVICE SILENT <http://x/> { ?s ?p ?o } }").service
    True
    """
    return _scan(query, limit) if len(query) <= SHORT else _scan.__wrapped__(query, limit)


@lru_cache(512)
def _scan(query: str, limit: int) -> Scan:
    brackets = query.count("{") + query.count("(") + query.count("[")
    lower = query.lower()
    if brackets <= limit and not _watched(lower):
        return Scan(depth=min(brackets, 1))
    plain = read(query)
    if "\\u" not in lower:
        return plain
    other = read(decode(query))
    return Scan(
        max(plain.depth, other.depth),
        plain.service or other.service,
        plain.update or other.update,
        plain.volatile or other.volatile,
        plain.line or other.line,
        plain.column or other.column,
    )


def read(query: str) -> Scan:
    """Return what the tokens of a query say, as they stand.

    The engine's parser needs no space after a keyword (`SERVICE:x`, `SERVICESILENT<x>`, `trueSERVICE`), so a
    keyword counts also where it is glued to a prefixed name or to another word."""
    depth = deepest = 0
    words: list[str] = []
    place, volatile = -1, False
    prefixes = declared(query)
    for match in tokens(query):
        kind, text = match.lastgroup, match[0]
        if kind == "open":
            depth += 1
            deepest = max(deepest, depth)
        elif kind == "close":
            depth -= 1
        elif match["word"]:
            found = _keywords(match["word"], match["local"], prefixes)
            words += found
            if place < 0 and any("SERVICE" in word for word in found):
                place = match.start()
        elif kind == "iri":
            # what looks like an IRI may be read as "less than" by a parser: its brackets count
            deepest = max(deepest, _nested(text, depth))
            volatile = volatile or _CALLED.search(text) is not None
    first = next((word for word in words if word in FORMS or word in UPDATES), "")
    return Scan(
        depth=deepest,
        service=place >= 0,
        update=first in UPDATES,
        volatile=volatile or any(word.endswith(VOLATILE) for word in words),
        line=query.count("\n", 0, place) + 1 if place >= 0 else 0,
        column=place - query.rfind("\n", 0, place) if place >= 0 else 0,
    )


def declared(query: str) -> frozenset[str]:
    """Return the prefixes that a query declares (empty text: `:`)."""
    return frozenset(_DECLARED.findall(query))


def tokens(query: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of a query but its strings; a quotation mark that opens none is a token of its own."""
    strings = {quote: _Strings(query, quote) for quote in _MARKS}
    at = 0
    while match := _TOKEN.match(query, at):
        at = match.end()
        if quote := match["quote"]:
            short = quote[0]
            end = strings[quote].end(at) or strings[short].end(match.start() + 1)
            at = end or match.start() + 1
            if end:
                continue
        yield match


class _Strings:
    """Where the strings of one kind of quotation mark end, in a text.

    Places from which no end was reached are remembered, so that all searches together pass over the text
    once."""

    def __init__(self, text: str, quote: str) -> None:
        self._text, self._quote, self._hopeless = text, quote, set[int]()
        self._bare = len(text) + 1  # from here on there is no mark at all

    def end(self, at: int) -> int:
        """Return where a string whose text begins at a place ends; 0 if it does not."""
        passed = []
        while at < self._bare:
            mark = _MARKS[self._quote].search(self._text, at)
            if mark is None:
                self._bare = at
                break
            if mark[0] == self._quote:
                return mark.end()
            if mark.start() in self._hopeless:
                break
            passed.append(mark.start())
            if mark[0][0] != "\\":  # a line ends, and with it the hope of a short string
                break
            at = mark.end()
        self._hopeless.update(passed)
        return 0


def _keywords(word: str, local: str | None, declared: Set[str]) -> list[str]:
    """Return the keywords that a word, or the prefix of a prefixed name, is or may be read as.

    `declared` are the prefixes that the query declares (empty text: `:`).
    """
    if local is None:
        return _JOINTS.split(word.upper())
    pieces = _JOINTS.split(word)
    found = []
    if any(_GLUED.match(piece) for piece in pieces):
        # a declared prefix is one, unless what follows could be `:name` too
        found = [] if word in declared and "" not in declared else ["SERVICE"]
    if word.upper().startswith("FROM") and word not in declared:
        found.append("FROM")
    return found


def _nested(text: str, depth: int) -> int:
    deepest = depth
    for sign in _SIGNS.findall(text):
        depth += 1 if sign in "{([" else -1
        deepest = max(deepest, depth)
    return deepest
