"""Each command shows examples, and each example is one that the command takes."""

import shlex

import click
import pytest
from click.testing import CliRunner

from corale.cli import group
from corale.cli._examples import EXAMPLES


def commands(command: click.Command, words: str = "") -> dict[str, click.Command]:
    """Return the commands that do something, by their words."""
    if not isinstance(command, click.Group):
        return {words: command}
    context = click.Context(command)
    found: dict[str, click.Command] = {}
    for name in command.list_commands(context):
        found |= commands(command.get_command(context, name), f"{words} {name}".strip())
    return found


COMMANDS = commands(group)


def test_every_command_has_examples() -> None:
    assert set(COMMANDS) == set(EXAMPLES)


@pytest.mark.parametrize(
    ("words", "line"), [(words, line) for words, lines in EXAMPLES.items() for line in lines]
)
def test_the_command_takes_its_example(words: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every option and argument is known; whether a file of the example exists is not asked."""
    monkeypatch.setattr(click.Path, "convert", lambda self, value, param, ctx: value)
    monkeypatch.setenv("CORALE_PASSWORD", "una parola lunga")  # else it is asked for
    typed = shlex.split(line.partition(" > ")[0])
    assert typed[0] == "corale" and typed[1 : 1 + len(words.split())] == words.split()
    COMMANDS[words].make_context(words, typed[1 + len(words.split()) :])


@pytest.mark.parametrize(("lang", "heading"), [("it", "Esempi:"), ("en", "Examples:")])
def test_help_shows_them_in_the_language_at_hand(lang: str, heading: str) -> None:
    shown = CliRunner().invoke(group, ["verify", "--help"], env={"LANG": lang}).output
    assert f"{heading}\n" in shown and "  corale verify pubblicazioni --quick\n" in shown
