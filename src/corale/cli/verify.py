"""`corale verify DIR|URL`: whether a release, and an endpoint, are what the manifest says."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from corale.cli._language import LANG
from corale.data.published import folder as releases
from corale.data.published import verify
from corale.data.published.folder import Release
from corale.errors import SetupError


@click.command()
@click.argument("target")
@click.option("--endpoint", metavar="URL", help="A SPARQL endpoint that should serve exactly this release.")
@click.option("--all", "everything", is_flag=True, help="Compare every graph of the endpoint, not a sample.")
@click.option("--quick", is_flag=True, help="Only sizes and checksums: do not read the dumps.")
@click.option("--json", "as_json", is_flag=True, help="Print every claim as JSON.")
@LANG
def command(
    target: str, endpoint: str | None, everything: bool, quick: bool, as_json: bool, lang: str
) -> None:
    """Check every checksum, count and claim of the release at TARGET: a folder, or the address of a
    manifest.json."""
    with TemporaryDirectory() as folder:
        if target.startswith(("http://", "https://")):
            found = verify.fetched(target, Path(folder), get)
        else:
            found = releases.active(Path(target))
        claims = list(claimed(found, endpoint, everything, quick))
    broken = [claim for claim in claims if not claim.holds]
    if as_json:
        said = [
            {"about": c.about, "claim": c.en, "stated": c.stated, "found": c.found, "holds": c.holds}
            for c in claims
        ]
        click.echo(json.dumps({"release": found.id, "claims": said}, ensure_ascii=False, indent=1))
    else:
        for claim in broken:
            what = claim.it if lang == "it" else claim.en
            words = ("dichiarato", "trovato") if lang == "it" else ("stated", "found")
            click.echo(
                f"{claim.about} · {what}: {words[0]} {claim.stated or '-'}, {words[1]} {claim.found or '-'}"
            )
        told = ("{} affermazioni controllate, {} false", "{} claims checked, {} false")[lang == "en"]
        click.echo(f"{found.id}: {told.format(len(claims), len(broken))}")
    raise click.exceptions.Exit(1 if broken else 0)


def claimed(found: Release, endpoint: str | None, everything: bool, quick: bool) -> Iterator[verify.Claim]:
    """Yield all claims that were asked for; what the files hold is looked at only if they are whole."""
    whole = True
    for claim in verify.files(found):
        whole &= claim.holds
        yield claim
    if whole and not quick:
        yield from verify.contents(found)
    if endpoint:
        yield from verify.served(found, endpoint, everything)


def get(address: str) -> bytes:
    """Return what an http(s) address answers.

    Raises:
        SetupError: it cannot be reached.
    """
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 (http and https only, checked above)
            data: bytes = answer.read()
            return data
    except OSError as fault:
        raise SetupError(f"{address} cannot be fetched ({fault}): is the service running?") from fault
