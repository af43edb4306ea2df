"""HTML pages to the same lines as their rendering: each block element a line, label and value in sibling
elements.

A tokenizer of its own, linear in the text: no tree is built, depth is only counted. Spans count characters of
the physical line after its character references are decoded."""

import html
import re
from dataclasses import dataclass, field

from corale.mappings.reading.lines import Line, physical
from corale.mappings.reading.template import Template, clean

DEPTH = 256
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<tag>[a-zA-Z][\w:-]*)(?P<rest>[^<>]*)>?|<[!?][^<>]*>?|[^<]+|<",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"(?P<name>[\w:-]+)\s*=\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|(?P<c>[^\s\"'>]+))")
_REFERENCE = re.compile(
    r"&(?!(?:lt|gt|amp|quot|#0*(?:60|62|38|34)|#[xX]0*(?:3[cCeE]|26|22));?)(?:#\d{1,7}|"
    r"#[xX][0-9a-fA-F]{1,6}|\w{2,31});?"
)
# as browsers write it into a saved page
_SAVED = re.compile(r"<!--\s*saved from url=\(\d{1,6}\)(https?://\S+)")
_TICKED = re.compile(r"\bchecked\b", re.IGNORECASE)
INLINE = frozenset(
    """
        a abbr b bdi bdo cite code em font i kbd label mark q s small span strong sub sup time u var
    """.split()
)
VOID = frozenset(
    """
        area base br col embed hr img input link meta param source track wbr
    """.split()
)
RAW = frozenset(["script", "style", "noscript", "template", "svg", "title", "iframe", "textarea", "select"])


class TooDeepError(ValueError):
    """The elements of a page are nested beyond the limit."""


@dataclass(slots=True)
class _Open:
    """A run of text in the making: its pieces, each with its offset, and the inline elements open in it."""

    pieces: list[tuple[int, str]] = field(default_factory=list)
    marks: list[tuple[str, int]] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """A page brought to lines: those that say something, its physical lines, its own address where it states
    one."""

    lines: list[Line]
    rows: list[str]
    address: str = ""


def sheet(text: str, template: Template) -> Sheet:
    """Return the lines of an HTML page.

    Raises:
        TooDeepError: elements nested deeper than 256 levels.

    >>> from corale.mappings.reading.template import load
    >>> page = sheet("<dl><dt>Durata (mesi)</dt><dd>12</dd></dl>", load("osservatorio"))
    >>> [line.text for line in page.lines]
    ['Durata (mesi)', '12']
    """
    source = "\n".join(physical(_REFERENCE.sub(lambda found: html.unescape(found[0]), text)))
    reader = _Reader(source, template)
    reader.run()
    rows = source.split("\n")
    return Sheet(reader.lines, rows, reader.address)


class _Reader:
    def __init__(self, source: str, template: Template) -> None:
        self.source, self.template = source, template
        self.lines: list[Line] = []
        self.address = self.declared = ""
        self.open = _Open()
        self.depth = 0
        self.skipped: list[str] = []
        self.row, self.row_start, self.seen = 1, 0, 0
        self.titled = False

    def run(self) -> None:
        """Read the source, token by token."""
        at, source = 0, self.source
        while at < len(source):
            token = _TOKEN.match(source, at)
            if token is None:
                break
            at = token.end()
            if token["tag"] is None:
                if not self.address and (saved := _SAVED.match(token[0])):
                    self.address = html.unescape(saved[1])
                if not token[0].startswith(("<!", "<?")) and not self.skipped:
                    self.open.pieces.append((token.start(), token[0]))
                continue
            tag = token["tag"].lower()
            if tag in RAW and not token["close"] and not token["rest"].endswith("/"):
                self._flush()
                at = self._after(tag, at)
                continue
            self._element(tag, bool(token["close"]), token["rest"], token.start())
        self._flush()

    def _after(self, tag: str, at: int) -> int:
        """Return where the text of a raw element ends."""
        end = re.compile(rf"</{tag}\b[^<>]*>?", re.IGNORECASE).search(self.source, at)
        return end.end() if end else len(self.source)

    def _element(self, tag: str, closes: bool, rest: str, at: int) -> None:
        if tag not in VOID and not rest.endswith("/"):
            self.depth += -1 if closes else 1
            if self.depth > DEPTH:
                raise TooDeepError
            self.depth = max(self.depth, 0)
        if tag in self.template.chrome:
            self._chrome(tag, closes)
        elif self.skipped:
            return
        elif tag in ("link", "base") or (tag == "meta" and "og:url" in rest):
            self._address(tag, rest)
        elif tag in ("img", "input"):
            self._picture(tag, rest, at)
        elif tag in INLINE:
            self._inline(tag, closes)
        elif tag != "wbr":
            self._flush()
            if tag == "h1" and not closes and not self.titled:
                self.titled = True
                self.lines = [line for line in self.lines if line.text in self.template.banner]

    def _chrome(self, tag: str, closes: bool) -> None:
        """Pass over the furniture of the page: menus, footers, forms."""
        self._flush()
        if not closes:
            self.skipped.append(tag)
        elif tag in self.skipped:
            del self.skipped[len(self.skipped) - 1 - self.skipped[::-1].index(tag) :]

    def _address(self, tag: str, rest: str) -> None:
        """Take the page's own address: one that it declares, before that of the comment of a browser or of
        its base."""
        values = {m["name"].lower(): m["a"] or m["b"] or m["c"] or "" for m in _ATTRIBUTE.finditer(rest)}
        if values.get("rel", "").lower() == "canonical" or values.get("property") == "og:url":
            self.address = self.declared = self.declared or html.unescape(
                values.get("href") or values.get("content") or ""
            )
        elif tag == "base" and values.get("href", "").startswith("http"):
            self.address = self.address or html.unescape(values["href"])

    def _picture(self, tag: str, rest: str, at: int) -> None:
        """Give the path of a map's image, or the tick of a box, as text."""
        values = {m["name"].lower(): m["a"] or m["b"] or m["c"] or "" for m in _ATTRIBUTE.finditer(rest)}
        if tag == "img" and self.template.image.search(values.get("src", "")):
            self._flush()
            path = values["src"]
            self.open.pieces.append((self.source.find(path, at), path))
            self._flush()
        elif tag == "input" and values.get("type", "").lower() == "checkbox" and _TICKED.search(rest):
            self.open.pieces.append((at, "✓"))

    def _inline(self, tag: str, closes: bool) -> None:
        """Set a label apart that stands in an inline element before its value."""
        run = self.open
        if not closes:
            run.marks.append((tag, len(run.pieces)))
            return
        while run.marks:
            opened, mark = run.marks.pop()
            if opened == tag:
                own = clean("".join(text for _, text in run.pieces[mark:])).rstrip(": ")
                if own in self.template.labels or own in self.template.headings:
                    rest, run.pieces = run.pieces[mark:], run.pieces[:mark]
                    self._flush()
                    self.open.pieces = rest
                    self._flush()
                return

    def _flush(self) -> None:
        """Close the run of text as a line."""
        run, self.open = self.open, _Open()
        text = "".join(piece for _, piece in run.pieces)
        if not text or text.isspace():
            return
        first = next((at, piece) for at, piece in run.pieces if not piece.isspace())
        start = first[0] + len(first[1]) - len(first[1].lstrip())
        end = max(at + len(piece.rstrip()) for at, piece in run.pieces if not piece.isspace())
        number = self._number(start)
        last = number + self.source.count("\n", start, end)
        raw = clean(html.unescape(text))
        self.lines.append(Line(number, raw, raw, start - self.row_start, last))

    def _number(self, offset: int) -> int:
        """Return the physical line of an offset; offsets come in order."""
        if offset < self.seen:
            self.row, self.row_start, self.seen = 1, 0, 0
        breaks = self.source.count("\n", self.seen, offset)
        if breaks:
            self.row += breaks
            self.row_start = self.source.rfind("\n", 0, offset) + 1
        self.seen = offset
        return self.row
