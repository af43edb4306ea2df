"""The command line: one module a command, loaded only when it is called.

A command module `corale.cli.<name>` defines `command`, a click command. Exit codes: 0 good, 1 at least one
violation, 2 usage, 3 environment, 4 internal. No traceback without `--debug`.
"""

import sys
from importlib import import_module
from pkgutil import iter_modules
from traceback import print_exc

import click
from rich.console import Console

from corale.cli._examples import exemplified
from corale.errors import CoraleError, SetupError
from corale.language import LANG, hear, language, spoken, translated

PACKAGES = {"pandas": "'corale[notebook]'"}
"""What brings a library that Corale itself does not need."""
COMMANDS = tuple(sorted(one.name for one in iter_modules(__path__) if not one.name.startswith("_")))


class Lazy(click.Group):
    """A group whose commands are imported on use, so that `corale --help` costs no library."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, sorted."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, or none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"corale.cli.{cmd_name}").command
        return spoken(exemplified(command, cmd_name))


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="corale")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@LANG
@click.pass_context
def group(ctx: click.Context, debug: bool, lang: str) -> None:
    """Corale: linked data of public participation, co-programming and co-design in Italy."""
    ctx.obj = {"debug": debug, "lang": lang}


def refuse(fault: click.ClickException) -> None:
    """Say what click refuses: how the command is used, and what is wrong."""
    context = getattr(fault, "ctx", None)
    if context:
        click.echo(context.get_usage(), err=True)
        click.echo(translated(f"Try '{context.command_path} --help' for help."), err=True)
    click.echo(translated("Error: {0}").format(translated(fault.format_message())), err=True)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    error = Console(stderr=True, highlight=False, soft_wrap=True)
    hear(arguments)
    try:
        code = spoken(group).main(arguments, standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as fault:
        refuse(fault)
        code = 2
    except (click.Abort, KeyboardInterrupt):
        error.print(translated("interrotto · interrupted"))
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except CoraleError as fault:
        if "--debug" in arguments:
            print_exc()
        error.print(f"corale: {translated(fault.text(language()))}", markup=False)
        code = fault.exit_code
    except ModuleNotFoundError as fault:
        if "--debug" in arguments:
            print_exc()
        install = f"pip install {PACKAGES.get(fault.name or '', 'corale')}"
        told = f"manca la libreria {fault.name}: {install} · the library {fault.name} is missing: {install}"
        error.print(f"corale: {translated(told)}", markup=False)
        code = SetupError.exit_code
    except OSError as fault:
        if "--debug" in arguments:
            print_exc()
        lacks = translated(f"{fault}. `corale doctor` looks at what this machine lacks.")
        error.print(f"corale: {lacks}", markup=False)
        code = SetupError.exit_code
    except Exception as fault:  # noqa: BLE001 (a fault of ours: what it was, without a traceback)
        if "--debug" in arguments:
            print_exc()
        what = f"errore interno · internal error ({type(fault).__name__}: {fault})"
        told = translated(f"{what}: report it with what `corale --debug …` prints")
        error.print(f"corale: {told}", markup=False)
        code = CoraleError.exit_code
    sys.exit(code if isinstance(code, int) else 0)
