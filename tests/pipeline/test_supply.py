"""Documents brought from addresses of a local server: new, changed, the same, gone; limits, robots and private hosts."""

import csv
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from corale.cli.fetch import command
from corale.errors import UsageError
from corale.pipeline import supply, visiting
from corale.pipeline.supply import Wanted, fetch
from corale.pipeline.visiting import RefusedError, Visitor

NOW = timedelta(0)


class Site:
    """A server whose pages, robots.txt and answers a test sets; `asked` are the paths that were asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers)))
                status, headers, body = site.pages.get(self.path, (404, {}, b""))
                if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                    status, body = 304, b""
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def page(self, path: str, body: bytes = b"x", status: int = 200, **headers: str) -> None:
        self.pages[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def visitor(**settings: Any) -> Visitor:
    return Visitor({"127.0.0.1"}, pause=0, **settings)


def outcomes(site: Site, folder: Path, *paths: str) -> dict[str, str]:
    asked = [Wanted(site.base + path) for path in paths]
    return {
        visit.url.removeprefix(site.base): visit.outcome for visit in fetch(asked, folder, visitor(), NOW)
    }


def test_new_changed_same_gone_and_last_seen(site: Site, tmp_path: Path) -> None:
    site.page("/a.html", b"<p>uno</p>", ETag='"1"', Content_Type="text/html")
    site.page("/b", b"%PDF-1.4", Content_Type="application/pdf")
    paths = ("/a.html", "/b", "/c")
    assert outcomes(site, tmp_path, *paths) == {"/a.html": "new", "/b": "new", "/c": "gone"}
    assert outcomes(site, tmp_path, *paths) == {"/a.html": "same", "/b": "same", "/c": "gone"}
    seen = supply.known(tmp_path)[f"{site.base}/b"].seen
    site.page("/a.html", b"<p>due</p>", ETag='"2"')
    del site.pages["/b"]
    assert outcomes(site, tmp_path, *paths) == {"/a.html": "changed", "/b": "gone", "/c": "gone"}
    held = supply.known(tmp_path)
    a, b = held[f"{site.base}/a.html"], held[f"{site.base}/b"]
    assert (tmp_path / a.file).read_bytes() == b"<p>due</p>" and a.file.endswith(".html")
    assert b.seen == seen and b.file.endswith(".pdf") and (tmp_path / b.file).is_file()
    rows = list(csv.DictReader((tmp_path / "manifest.csv").read_text().splitlines()))
    assert [(row["url"].removeprefix(site.base), bool(row["gone"])) for row in rows] == [
        ("/a.html", False),
        ("/b", True),
    ]


def test_what_did_not_change_is_asked_for_conditionally(site: Site, tmp_path: Path) -> None:
    site.page("/a", ETag='"1"', Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT")
    outcomes(site, tmp_path, "/a")
    outcomes(site, tmp_path, "/a")
    _, headers = site.asked[-1]
    assert headers["If-None-Match"] == '"1"' and headers["If-Modified-Since"].startswith("Mon, 01 Jan")
    assert headers["User-Agent"].startswith("Corale")
    (tmp_path / supply.known(tmp_path)[f"{site.base}/a"].file).unlink()
    assert outcomes(site, tmp_path, "/a") == {"/a": "changed"}


def test_a_run_that_was_cut_goes_on(site: Site, tmp_path: Path) -> None:
    for path in ("/a", "/b", "/c"):
        site.page(path)
    asked = [Wanted(site.base + path) for path in ("/a", "/b", "/c")]
    run = fetch(asked, tmp_path, visitor())
    next(run)
    run.close()
    assert [one.url[-2:] for one in fetch(asked, tmp_path, visitor())] == ["/b", "/c"]
    assert [*fetch(asked, tmp_path, visitor())] == []
    assert [path for path, _ in site.asked if path != "/robots.txt"] == ["/a", "/b", "/c"]


def test_robots_are_obeyed_and_a_host_that_cannot_tell_them_is_left(site: Site, tmp_path: Path) -> None:
    site.page("/robots.txt", b"User-agent: *\nDisallow: /private\n")
    site.page("/private/a")
    site.page("/b", status=302, Location="/private/a")
    assert outcomes(site, tmp_path, "/private/a", "/b") == {"/private/a": "failed", "/b": "failed"}
    assert {path for path, _ in site.asked} == {"/robots.txt", "/b"}
    assert {one.reason for one in supply.known(tmp_path).values()} == {"robots"}
    site.page("/robots.txt", b"", status=500)
    assert outcomes(site, tmp_path, "/b") == {"/b": "failed"}


def test_a_host_that_asks_to_wait_is_left_for_this_run(site: Site, tmp_path: Path) -> None:
    site.page("/a", status=429, Retry_After="60")
    site.page("/b")
    assert outcomes(site, tmp_path, "/a", "/b") == {"/a": "failed", "/b": "failed"}
    assert "/b" not in [path for path, _ in site.asked]


def test_limits_hold(site: Site, tmp_path: Path) -> None:
    site.page("/large", b"x" * 5000)
    site.page("/cut", b"x", Content_Length="100")
    site.page("/round", status=301, Location="/round")
    site.page("/strange", status=301, Location="file:///etc/passwd")
    site.page("/empty", b"")
    asked = [Wanted(site.base + path) for path in ("/large", "/cut", "/round", "/strange", "/empty")]
    made = {one.url.rpartition("/")[2]: one for one in fetch(asked, tmp_path, visitor(largest=1000), NOW)}
    assert {one.outcome for one in made.values()} == {"failed"}
    reasons = {name: one.reason for name, one in made.items()}
    assert reasons == {
        "large": "too-large",
        "cut": reasons["cut"],
        "round": "redirects",
        "strange": "address",
        "empty": "200",
    }
    assert [path.name for path in tmp_path.iterdir() if path.suffix not in (".csv",)] == []


def test_a_redirect_leads_to_no_private_host(site: Site, tmp_path: Path) -> None:
    port = site.server.server_port
    for path, target in (("/a", "localhost"), ("/b", "[::1]"), ("/c", "127.1"), ("/d", "169.254.169.254")):
        site.page(path, status=302, Location=f"http://{target}:{port}/inside")
    site.page("/inside", b"secret")
    assert set(outcomes(site, tmp_path, "/a", "/b", "/c", "/d").values()) == {"failed"}
    assert "/inside" not in [path for path, _ in site.asked]
    named = Visitor({"127.0.0.1", "localhost"}, pause=0)
    assert (
        named.get(f"{site.base}/a").body == b"secret"
    )  # what the publisher names is visited: the guard is no accident


def test_the_address_that_was_judged_is_the_one_connected_to(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = iter([[(0, 0, 0, "", ("93.184.216.34", 80))], [(0, 0, 0, "", ("127.0.0.1", 80))]])
    monkeypatch.setattr(visiting.socket, "getaddrinfo", lambda *a, **b: next(told))
    places: list[str] = []

    def connect(place: tuple[str, int], timeout: float) -> None:
        places.append(place[0])
        raise OSError

    monkeypatch.setattr(visiting.socket, "create_connection", connect)
    with pytest.raises(RefusedError):
        Visitor(set(), pause=0).get("http://example.org/")
    assert places == ["93.184.216.34"]


def test_visits_of_a_host_keep_their_pause(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.page("/robots.txt", b"User-agent: *\nCrawl-delay: 7\n")
    site.page("/a")
    slept: list[float] = []
    monkeypatch.setattr(visiting.time, "sleep", slept.append)
    polite = Visitor({"127.0.0.1"}, pause=3)
    polite.get(f"{site.base}/a")
    polite.get(f"{site.base}/a")
    assert len(slept) == 2 and all(6 < one <= 7 for one in slept)


def test_lists_are_read_and_bad_ones_refused(tmp_path: Path) -> None:
    sitemap = tmp_path / "sitemap.xml"
    sitemap.write_text(
        "<urlset><url><loc>https://a.example/x?y=1&amp;z=2</loc></url><url><loc>https://a.example/</loc></url></urlset>"
    )
    assert [(one.url, one.named) for one in supply.wanted(sitemap)] == [
        ("https://a.example/x?y=1&z=2", False),
        ("https://a.example/", False),
    ]
    rows = tmp_path / "manifest.csv"
    rows.write_text("file,url,source\na/b.html,https://a.example/1,avviso\nc.txt,,\n")
    assert supply.wanted(rows) == [Wanted("https://a.example/1", "a/b.html", "avviso")]
    for bad in (
        "",
        "file,url\n../x,https://a.example/\n",
        "file,url\n/etc/x,https://a.example/\n",
        "file,url\nvisits.csv,https://a.example/\n",
    ):
        rows.write_text(bad)
        with pytest.raises(UsageError):
            supply.wanted(rows)


def test_the_command_tells_what_became_of_each(site: Site, tmp_path: Path) -> None:
    site.page("/a")
    listed = tmp_path / "list.txt"
    listed.write_text(f"{site.base}/a\n{site.base}/b\n")
    arguments = [str(listed), "--out", str(tmp_path / "out"), "--pause", "0.2", "--again", "0"]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0 and "1 nuovi" in result.output and "gone" in result.output
    lines = [
        json.loads(line)
        for line in CliRunner().invoke(command, [*arguments, "--json"]).output.splitlines()
        if line[0] == "{"
    ]
    assert [one["outcome"] for one in lines] == ["same", "gone"]
    (tmp_path / "map.xml").write_text(f"<urlset><url><loc>{site.base}/a</loc></url></urlset>")
    result = CliRunner().invoke(
        command, [str(tmp_path / "map.xml"), "--out", str(tmp_path / "other"), "--pause", "0.2"]
    )
    assert result.exit_code == 1 and "robots-unreachable" in result.output  # a sitemap names no private host
