"""`corale mcp`: a served release for assistants, by the Model Context Protocol."""

import click


@click.command("mcp")
@click.option(
    "--service",
    "address",
    default="http://127.0.0.1:8080/",
    show_default=True,
    help="Address of the service.",
)
@click.option(
    "--http", "port", default=0, type=click.IntRange(0, 65535), help="Port for HTTP (0: stdin and stdout)."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on, with --http.")
def command(address: str, port: int, host: str) -> None:
    """Serve tools for assistants over the release that `corale serve` serves at an address.

    Over standard input and output, as a client that starts it wants, or over HTTP with --http PORT, at /mcp.
    """
    from corale.mcp.server import server
    from corale.mcp.service import Service

    made = server(Service(address))
    if port:
        made.run("streamable-http", host=host, port=port)
    else:
        made.run("stdio")
