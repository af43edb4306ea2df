"""`corale desk`: the desk of a publisher's folder, its backup and restore."""

from pathlib import Path

import click


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8090, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--proxy-user", default="", help="Header in which a proxy tells who is signed in (loopback only)."
)
@click.option("--https", "secure", is_flag=True, help="People reach it by https: cookies go no other way.")
@click.option("--public-url", "public", default="", help="Address of the public service.")
@click.option(
    "--backup", type=click.Path(path_type=Path), help="Only write a backup here, while the desk works."
)
@click.option(
    "--restore", type=click.Path(exists=True, path_type=Path), help="Only put this backup in place."
)
def command(
    directory: Path,
    host: str,
    port: int,
    proxy_user: str,
    secure: bool,
    public: str,
    backup: Path | None,
    restore: Path | None,
) -> None:
    """Open the desk of the publisher's folder DIRECTORY: contributions, review, publishing."""
    from corale.desk import store

    if backup:
        click.echo(store.backup(directory, backup))
        return
    if restore:
        store.restore(directory, restore)
        click.echo(directory / store.FILE)
        return
    from corale.desk.server import serve

    click.echo(f"http://{host}:{port}/", err=True)
    serve(directory, host, port, proxy_user, secure, public.rstrip("/"))
