"""The language of the command line: what `--lang` says, else `LANG`; its messages in `endpoint/messages.csv`.

The code says each message once, mostly in English; the table has it in both languages, with `{0}` where
something is put in. Help, click's own refusals and our errors are looked up as they are shown.
"""

import csv
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from functools import cache
from weakref import WeakKeyDictionary

import click

from corale import artefacts

LANGUAGES = ("it", "en")
_asked: ContextVar[str] = ContextVar("language", default="")
_sources: WeakKeyDictionary[click.Command | click.Option, str | None] = WeakKeyDictionary()
"""The help of commands and options as the code says it."""
_PLACE = re.compile(r"\\\{(\d)\\\}")


def language(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language to speak: that of `--lang`, else of the environment, else Italian.

    >>> language({"LANG": "en_GB.UTF-8"}), language({"LC_ALL": "it_IT", "LANG": "en_GB"}), language({})
    ('en', 'it', 'it')
    """
    stated = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return _asked.get() or next((one[:2] for one in stated if one[:2] in LANGUAGES), "it")


def hear(arguments: Sequence[str]) -> None:
    """Take the language that `--lang` asks for, wherever it stands, so that refusals are in it too."""
    asked = ""
    for at, one in enumerate(arguments):
        name, sign, value = one.partition("=")
        if name == "--lang":
            asked = value if sign else "".join(arguments[at + 1 : at + 2])
    _asked.set(asked if asked in LANGUAGES else "")


LANG = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=language,
    help="Language of messages (default: what LANG says).",
)
"""The option of commands that say something in either language."""


@cache
def table() -> dict[str, tuple[str, str]]:
    """Return the messages: as the code says them, in Italian and in English."""
    rows = csv.DictReader(artefacts.text("endpoint", "messages.csv").splitlines(keepends=True))
    return {row["source"]: (row["it"], row["en"] or row["source"]) for row in rows}


def also(english: str, italian: str) -> str:
    """Return a message that no table has, after taking it up in both languages."""
    table()[english] = (italian, english)
    return english


@cache
def _patterns() -> tuple[tuple["re.Pattern[str]", str], ...]:
    """Return a pattern for each message with something put in, those with most words of their own first."""
    sources = [source for source in table() if "{0}" in source]
    sources.sort(key=lambda one: -len(re.sub(r"\{\d\}", "", one)))
    return tuple(
        (re.compile(_PLACE.sub("(.*?)", re.escape(source)), re.DOTALL), source) for source in sources
    )


def translated(text: str, tongue: str = "") -> str:
    """Return a message in a language (that of the command line, without one); as it is where none is known.

    >>> translated("Only build.", "it")
    'Costruisce soltanto.'
    >>> translated("Invalid value for '--port': 'x' is not a valid integer.", "it")
    "Valore non valido per '--port': 'x' non è un numero intero."
    >>> translated("nulla da leggere · nothing to read in x: give files or folders of records", "en")
    'nothing to read in x: give files or folders of records'
    """
    english = (tongue or language()) == "en"
    if text in table():
        return table()[text][english]
    for pattern, source in _patterns():
        if found := pattern.fullmatch(text):
            parts = [translated(part, tongue) if part != text else part for part in found.groups()]
            return table()[source][english].format(*parts)
    return text


class Formatter(click.HelpFormatter):
    """Writes help with click's own words in the language of the command line."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is used."""
        super().write_usage(prog, args, translated("Usage: {0}").format("") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        super().write_heading(translated(heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write options or commands with their help."""
        super().write_dl([(name, _extras(text)) for name, text in rows], col_max, col_spacing)


class Context(click.Context):
    """A context whose help is written by our formatter."""

    formatter_class = Formatter


def _extras(text: str) -> str:
    """Return the help of an option, with what click adds to it in brackets in the language at hand."""
    before, bracket, inside = text.rpartition("[")
    if not bracket or not inside.endswith("]"):
        return translated(text)
    return f"{before}[{'; '.join(map(translated, inside[:-1].split('; ')))}]"


def spoken(command: click.Command) -> click.Command:
    """Return a command whose help is in the language of the command line."""
    command.context_class = Context
    helped: list[click.Command | click.Option] = [command]
    helped += [one for one in command.params if isinstance(one, click.Option)]
    for one in helped:
        one.help = _help(_sources.setdefault(one, one.help))
    for inner in getattr(command, "commands", {}).values():
        spoken(inner)
    return command


def _help(text: str | None) -> str | None:
    """Return a text of help, its paragraphs each in one line, in the language of the command line."""
    if text is None:
        return None
    plain = "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))
    return translated(plain)
