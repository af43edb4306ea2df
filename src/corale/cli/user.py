"""`corale user`: who may sign in at the desk."""

from pathlib import Path

import click

from corale.desk import accounts

DIRECTORY = click.option(
    "--dir",
    "folder",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The publisher's folder.",
)


@click.group()
def command() -> None:
    """Add, list and remove those who may sign in at the desk."""


@command.command()
@click.argument("name")
@click.option("--role", type=click.Choice(accounts.ROLES), default="reviewer", show_default=True)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, envvar="CORALE_PASSWORD")
@DIRECTORY
def add(name: str, role: str, password: str, folder: Path) -> None:
    """Add NAME, or give it another role and password."""
    accounts.add(folder, name, role, password)
    click.echo(f"{name} ({role})")


@command.command("list")
@DIRECTORY
def list_(folder: Path) -> None:
    """List who may sign in."""
    for one in accounts.listed(folder):
        click.echo(f"{one.name} {one.role}")


@command.command()
@click.argument("name")
@DIRECTORY
def remove(name: str, folder: Path) -> None:
    """Remove NAME; its open sessions end."""
    accounts.remove(folder, name)
    click.echo(f"- {name}")
