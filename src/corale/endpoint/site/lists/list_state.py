"""What an address of a list asks for: facets with their values, words, order, page. The address is the whole
state."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from corale.data.lists.chosen import BEST, CLOSED, OPEN, SORTS, UNKNOWN, facet_of
from corale.data.lists.rows import FACETS, Facet
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.site.render import root

LONGEST = 200
"""Characters of a search."""
VALUES, VALUE = 20, 120
"""Values of a facet that an address may choose, and characters of one."""
DEADLINES = (OPEN, CLOSED, UNKNOWN)


@dataclass(frozen=True, slots=True)
class State:
    """What is asked of a list: identifiers of values by facet, words, order, page (from 1), the facet shown
    whole."""

    kind: str
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""
    sort: str = ""
    page: int = 1
    whole: str = ""

    @property
    def order(self) -> str:
        """The order: the one asked for; else the likeliest first for words, the next deadline for notices,
        titles."""
        if self.sort and (self.text or self.sort != BEST):
            return self.sort
        return BEST if self.text else "deadline" if self.kind == "notice" else "title"

    def toggled(self, facet: str, key: str) -> "State":
        """Return the state with a value added to a facet, or taken away; on its first page."""
        held = self.chosen.get(facet, ())
        keys = tuple(one for one in held if one != key) if key in held else (*held, key)
        chosen = {name: some for name, some in {**self.chosen, facet: keys}.items() if some}
        return replace(self, chosen=chosen, page=1, whole="")

    def fields(self) -> list[tuple[str, str]]:
        """Return the facets and the values chosen, as an address or a form writes them."""
        facets = FACETS[self.kind]
        return [
            (facet.name, short(facet, key)) for facet in facets for key in self.chosen.get(facet.name, ())
        ]

    def query(self, **more: str) -> str:
        """Return the query string of this state, with its question mark; empty where nothing is asked."""
        pairs = self.fields()
        pairs += [
            (name, text)
            for name, text in (("q", self.text), ("sort", self.sort), ("all", self.whole))
            if text
        ]
        pairs += [("page", str(self.page))] if self.page > 1 else []
        pairs += [(name, text) for name, text in more.items() if text]
        return f"?{urlencode(pairs)}" if pairs else ""


def address(state: State, extension: str = "") -> str:
    """Return the address of a list in a state, in the language asked for; `extension` names a format."""
    tongue = request.args.get("lang", "")
    path = f"{root()}/browse/{state.kind}" + (f".{extension}" if extension else "")
    return path + (replace(state, page=1) if extension else state).query(
        lang=tongue if tongue in ("it", "en") else ""
    )


def short(facet: Facet, key: str) -> str:
    """Return how an address writes a value: its code, or the tail of its identifier.

    >>> short(FACETS["process"][0], "id/place/08"), short(FACETS["process"][5], "scheme/livello/empowerment")
    ('08', 'livello/empowerment')
    """
    return key.removeprefix("id/place/").removeprefix("scheme/")


def full(facet: Facet, text: str) -> str:
    """Return the identifier of a value that an address writes shortly."""
    if facet.holds in ("region", "province", "place"):
        return f"id/place/{text}"
    return f"scheme/{text}" if facet.holds == "concept" else text


def parse(kind: str, asked: "MultiDict[str, str]") -> State:
    """Return what the parameters of a request ask of a list; those that are no list's are passed over.

    Raises:
        ProblemError: a value, the words or the page cannot be.
    """
    chosen = {}
    for facet in FACETS[kind]:
        texts = [text.strip() for text in asked.getlist(facet.name) if text.strip()]
        if len(texts) > VALUES or any(len(text) > VALUE for text in texts):
            name = f"`{facet.name}`"
            it = f"{name}: al massimo {VALUES} valori di {VALUE} caratteri."
            raise ProblemError("bad-request", it, f"{name}: at most {VALUES} values of {VALUE} characters.")
        if facet.holds == "deadline" and not set(texts) <= set(DEADLINES):
            said = f"`deadline`: {', '.join(DEADLINES)}."
            raise ProblemError("bad-request", said, said)
        if texts:
            chosen[facet.name] = tuple(dict.fromkeys(full(facet, text) for text in texts))
    text = asked.get("q", "").strip()
    if len(text) > LONGEST:
        raise ProblemError(
            "bad-request", f"Al massimo {LONGEST} caratteri.", f"At most {LONGEST} characters."
        )
    sort = asked.get("sort", "").strip()
    if sort and sort not in (*SORTS[kind], BEST):
        orders = ", ".join((*SORTS[kind], BEST))
        raise ProblemError("bad-request", f"`sort`: {orders}.", f"`sort`: {orders}.")
    whole = asked.get("all", "").strip()
    if whole and facet_of(kind, whole) is None:
        raise ProblemError(
            "bad-request", "`all` dev'essere il nome di un filtro.", "`all` must name a facet."
        )
    return State(kind, chosen, text, sort, page_number(asked.get("page", "")), whole)


def page_number(text: str) -> int:
    """Return the page that a text asks for, the first where it is empty.

    Raises:
        ProblemError: it is no number from 1 on.
    """
    text = text or "1"
    if not text.isascii() or not text.isdigit() or len(text) > 6 or int(text) < 1:
        raise ProblemError(
            "bad-request", "`page` deve essere un numero da 1 in su.", "`page` must be 1 or more."
        )
    return int(text)
