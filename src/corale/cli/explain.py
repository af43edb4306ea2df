"""`corale explain IRI`: from which record, line and rule each value of a thing comes."""

import json
from pathlib import Path

import click

from corale.cli._language import LANG
from corale.cli.demo import user_folder
from corale.data.published import folder as releases
from corale.data.published.explain import explain
from corale.data.release.manifest import Manifest
from corale.ontology import schemes


@click.command()
@click.argument("iri")
@click.option(
    "--release",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Publisher's folder or release (default: that of `corale demo`).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@LANG
def command(iri: str, folder: Path | None, as_json: bool, lang: str) -> None:
    """Tell where the values of the thing IRI come from: file, line, words, rule, record, release.

    IRI may be short: process/osservatorio-2205, or the slug of a record alone.
    """
    found = releases.active(folder or user_folder())
    proofs = explain(found, full(iri, found.manifest))
    if as_json:
        said = {
            "iri": full(iri, found.manifest),
            "release": found.id,
            "values": [one.to_json() for one in proofs],
        }
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    line, rule = ("riga", "regola") if lang == "it" else ("line", "rule")
    click.echo(f"{full(iri, found.manifest)} · {'pubblicazione' if lang == 'it' else 'release'} {found.id}")
    for one in proofs:
        click.echo(f"{one.property} = {one.value}")
        if one.line:
            grade = schemes.label(schemes.concept("grade", one.grade), lang) or one.grade
            click.echo(
                f"    {one.file}, {line} {one.line} · {grade.lower()} · "
                f"{rule} {one.rule} ({one.confidence}) · «{one.stated}»"
            )
        else:
            click.echo(f"    {one.file or one.graph}")


def full(iri: str, manifest: Manifest) -> str:
    """Return the whole IRI of what was given: an IRI, a path below `id/`, or a record's slug."""
    if "://" in iri:
        return iri
    return f"{manifest.base}id/{iri.removeprefix('id/') if '/' in iri else f'record/{iri}'}"
