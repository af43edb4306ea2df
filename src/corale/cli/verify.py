"""`corale verify DIR|URL`: whether a release, and an endpoint, are what the manifest says."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from corale.data.published import verify
from corale.data.published.folder import Release
from corale.data.published.located import last, located
from corale.language import LANG


@click.command()
@click.argument("target", required=False)
@click.option("--endpoint", metavar="URL", help="A SPARQL endpoint that should serve exactly this release.")
@click.option("--all", "everything", is_flag=True, help="Compare every graph of the endpoint, not a sample.")
@click.option("--quick", is_flag=True, help="Only sizes and checksums: do not read the dumps.")
@click.option(
    "--signers",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Whose signature it must have: a file of allowed signers, as ssh-keygen reads it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print every claim as JSON.")
@LANG
def command(
    target: str | None,
    endpoint: str | None,
    everything: bool,
    quick: bool,
    signers: Path | None,
    as_json: bool,
    lang: str,
) -> None:
    """Check every checksum, count and claim of the release TARGET: a folder, the address of a service or of a
    manifest.json, or the id of a release beside the last one made (default: that one)."""
    with TemporaryDirectory() as room:
        found = located(target or str(last()), Path(room))
        claims = list(claimed(found, endpoint, everything, quick, found.folder == Path(room), signers))
    broken = [claim for claim in claims if not claim.holds]
    if as_json:
        said = [
            {"about": c.about, "claim": c.en, "stated": c.stated, "found": c.actual, "holds": c.holds}
            for c in claims
        ]
        click.echo(json.dumps({"release": found.id, "claims": said}, ensure_ascii=False, indent=1))
    else:
        for claim in broken:
            what = claim.it if lang == "it" else claim.en
            words = ("dichiarato", "trovato") if lang == "it" else ("stated", "found")
            click.echo(
                f"{claim.about} · {what}: {words[0]} {claim.stated or '-'}, {words[1]} {claim.actual or '-'}"
            )
        told = ("{} affermazioni controllate, {} false", "{} claims checked, {} false")[lang == "en"]
        click.echo(f"{found.id}: {told.format(len(claims), len(broken))}")
    raise click.exceptions.Exit(1 if broken else 0)


def claimed(
    found: Release,
    endpoint: str | None,
    everything: bool,
    quick: bool,
    fetched: bool,
    signers: Path | None = None,
) -> Iterator[verify.Claim]:
    """Yield all claims that were asked for; what the files hold is looked at only if they are whole."""
    whole = True
    for claim in verify.files(found, fetched, signers):
        whole &= claim.holds
        yield claim
    if whole and not quick:
        yield from verify.contents(found)
    if endpoint:
        yield from verify.served(found, endpoint, everything)
