"""`corale serve DIR`: the endpoint, pages and dumps of a publisher's folder or a release."""

import os
from pathlib import Path

import click

from corale.data.published import folder as releases
from corale.data.published.located import last
from corale.endpoint.http import limits as limits_
from corale.endpoint.http.address import parse
from corale.endpoint.protocol.metrics import LEVELS
from corale.language import also


@click.command("serve")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
)
@click.option(
    "--hosts", default=None, envvar="CORALE_HOSTS", help="Host headers let in, by commas; * for any."
)
@click.option(
    "--proxy-header", default=None, envvar="CORALE_PROXY_HEADER", help="Header a proxy names the client in."
)
@click.option(
    "--public-url", default=None, envvar="CORALE_PUBLIC_URL", help="Address that readers use, with its path."
)
@click.option(
    "--engine",
    default="",
    envvar="CORALE_ENGINE",
    help="Address of the engine that holds the release (release publish).",
)
@click.option(
    "--store",
    type=click.Choice(("auto", "memory", "disk")),
    default="auto",
    show_default=True,
    envvar="CORALE_STORE",
    help="Where the release is loaded: in memory, on disk, or on disk where memory does not suffice.",
)
@click.option("--log", type=click.Choice(LEVELS), default="errors", show_default=True, envvar="CORALE_LOG")
def command(
    folder: Path | None,
    host: str,
    port: int,
    hosts: str | None,
    proxy_header: str | None,
    public_url: str | None,
    engine: str,
    store: str,
    log: str,
    **chosen: float,
) -> None:
    """Serve the release in FOLDER (a publisher's folder means its active release; default:
    where the last one was made) until interrupted.

    The process that holds the release has no standby: if it dies the service says so and ends with exit code
    4, and whatever manages processes is to start it again (endpoint/corale.service and endpoint/compose.yaml
    do)."""
    from corale.endpoint.serve import serve

    extra = {"CORALE_LOG": log} | ({"CORALE_HOSTS": hosts} if hosts else {})
    extra |= {"CORALE_PROXY_HEADER": proxy_header} if proxy_header else {}
    if public_url:
        parse(public_url)
        extra |= {"CORALE_PUBLIC_URL": public_url}
    values = limits_.read(os.environ, **chosen)
    folder = folder or last()
    releases.active(folder)  # before the address is told: there is nothing at it without a release
    click.echo(f"http://{host}:{port}/", err=True)
    raise SystemExit(serve(folder, host, port, values, extra, engine, store))


for _limit in limits_.TABLE:
    _unit = f" ({_limit.unit or 'n'}; 0 = -)."
    _help = also(_limit.en + _unit, _limit.it + _unit)
    command.params.append(
        click.Option([_limit.flag], type=click.FloatRange(0), help=_help, envvar=_limit.variable)
    )
