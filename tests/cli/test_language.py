"""The command line in both languages: nothing is said in one of them only."""

import ast
import re
from importlib import import_module
from pathlib import Path

import click
import pytest

import corale
from corale import cli
from corale import language as _language

SOURCE = Path(corale.__file__).parent
ERRORS = {
    "CoraleError",
    "UsageError",
    "NotFoundError",
    "SetupError",
    "ReleaseError",
    "BrokenReleaseError",
}
OWN = {"endpoint/protocol/local.py"}
"""Modules whose errors say what another catalogue has."""


def template(node: ast.AST) -> str:
    """Return a text of the code with `{0}`, `{1}` where something is put in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        parts, count = [], 0
        for value in node.values:
            parts.append(str(value.value) if isinstance(value, ast.Constant) else f"{{{count}}}")
            count += not isinstance(value, ast.Constant)
        return "".join(parts)
    return ""


def errors() -> dict[str, str]:
    """Return every error that the code raises in one text, with its module: others have both languages."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                module = path.relative_to(SOURCE).as_posix()
                if len(node.args) == 1 and module not in OWN:
                    found[template(node.args[0])] = module
    return found


def helps(command: click.Command) -> set[str]:
    """Return what a command and its parts say as help."""
    texts = {command.help, *(one.help for one in command.params if isinstance(one, click.Option))}
    for inner in getattr(command, "commands", {}).values():
        texts |= helps(inner)
    return {" ".join(text.split()) for text in texts if text}


def test_every_help_is_in_the_table():
    commands = [cli.group, *(import_module(f"corale.cli.{name}").command for name in cli.COMMANDS)]
    said = set().union(*map(helps, commands))
    known = {" ".join(text.split()) for row in _language.table().items() for text in (row[0], *row[1])}
    assert len(said) > 80 and said - known == set()


def test_every_error_is_in_the_table():
    assert len(errors()) > 80
    assert {text: module for text, module in errors().items() if text not in _language.table()} == {}


def test_no_message_takes_others_for_itself():
    """A row that is all places would put its words into whatever has a colon or a bracket."""
    greedy = [one for one in _language.table() if "{0}" in one and len(re.sub(r"\{\d\}|\W", "", one)) < 4]
    assert greedy == []


def test_an_error_of_two_texts_says_both():
    pairs = [
        tuple(map(template, node.args))
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS
        if len(node.args) > 1
    ]
    assert len(pairs) > 40
    assert [pair for pair in pairs if len(pair) != 2 or " · " in "".join(pair)] == []
    assert [pair for pair in pairs if pair[0] == pair[1] and pair[0]] == []


def test_both_languages_put_in_what_the_message_has():
    for source, (italian, english) in _language.table().items():
        places = set(re.findall(r"\{\d\}", source))
        assert set(re.findall(r"\{\d\}", italian)) <= places, source
        assert set(re.findall(r"\{\d\}", english)) <= places, source
        assert " · " not in italian + english, source
        assert italian and (italian != english or not re.search(r"[a-z]{4}", re.sub(r"--\w+", "", source)))


@pytest.mark.parametrize(
    ("arguments", "italian", "english"),
    [
        (["--help"], "Uso: ", "Usage: "),
        (["build", "--help"], "[obbligatoria]", "[required]"),
        (["serve", "--help"], "Durata di un'interrogazione", "Wall time of a query"),
        (["check"], "Errore: Manca l'argomento", "Error: Missing argument"),
        (["buld"], "Il comando 'buld' non c'è.", "No such command 'buld'."),
        (["verify", "/nowhere"], "/nowhere non c'è: né cartella", "/nowhere is neither a folder"),
    ],
)
def test_help_and_refusals_are_in_the_language_asked_for(capsys, monkeypatch, arguments, italian, english):
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    for ways in (["--lang", "it"], ["--lang", "en"], []):
        for lang in ("it_IT.UTF-8", "en_GB.UTF-8"):
            monkeypatch.setenv("LANG", lang)
            with pytest.raises(SystemExit):
                cli.main([*ways, *arguments])
            shown = " ".join("".join(capsys.readouterr()).split())
            asked = ways[1] if ways else lang[:2]
            assert (italian if asked == "it" else english) in shown, (ways, lang, shown)
            assert (english if asked == "it" else italian) not in shown
