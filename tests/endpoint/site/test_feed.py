"""The feed of releases: valid Atom, the latest first, notes in numbers, days that never run backwards."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.endpoint.conftest import Live
from tests.five import FIVE

from corale.data.published.notes import Brought
from corale.endpoint.site.feed import Entry, sentence

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def grown(serve, tmp_path_factory: pytest.TempPathFactory) -> Live:
    """A service over two releases: the notices, then the sheets as well."""
    out = tmp_path_factory.mktemp("grown")
    for part, more in ((FIVE / "avviso", ["--date", "2026-02-01"]), (FIVE, [])):
        command = [sys.executable, "-m", "corale", "build", str(part), "--out", str(out), *more]
        subprocess.run(command, check=True, capture_output=True)
    return serve(Path(out), CORALE_CLIENT_CPU="0")


def test_every_release_is_an_entry_with_what_it_brought(grown: Live) -> None:
    answer = grown.get("/feed.atom?lang=it")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    feed = ElementTree.fromstring(answer.body)
    assert feed.tag == f"{ATOM}feed"
    for parent in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(ATOM + name)) == 1 and parent.find(ATOM + name).text
    latest, first = feed.findall(f"{ATOM}entry")
    assert latest.find(f"{ATOM}summary").text.startswith("+")
    assert "in Emilia-Romagna" in latest.find(f"{ATOM}summary").text
    assert first.find(f"{ATOM}summary").text.startswith("Prima pubblicazione: ")
    days = [one.find(f"{ATOM}updated").text for one in (feed, latest, first)]
    assert days == sorted(days, reverse=True) and days[-1] == "2026-02-01T00:00:00Z"
    for one in (latest, first):
        link = one.find(f"{ATOM}link").get("href")
        assert grown.get(link.removeprefix(grown.url.rstrip("/")), Accept="text/html").status == 200
    assert "First release" in grown.get("/feed.atom?lang=en").text
    assert 'href="/feed.atom"' in grown.get("/", Accept="text/html").text


def test_a_release_without_a_series_is_the_only_entry(live: Live) -> None:
    feed = ElementTree.fromstring(live.get("/feed.atom").body)
    assert len(feed.findall(f"{ATOM}entry")) == 1


@pytest.mark.parametrize(
    ("numbers", "it", "en"),
    [
        (
            (Brought("process", 12, 0, 0, (("Emilia-Romagna", 9),)),),
            "+12 processi, 9 in Emilia-Romagna",
            "+12 processes, 9 in Emilia-Romagna",
        ),
        (
            (Brought("process"), Brought("notice", 0, 1, 1200)),
            "−1 avviso; avvisi: 1.200 cambiati alla fonte",
            "−1 notice; notices: 1,200 changed at the source",
        ),
        (
            (),
            "Nessuna scheda in più, in meno o cambiata alla fonte",
            "No record more, fewer or changed at the source",
        ),
    ],
)
def test_a_note_is_told_in_numbers(numbers: tuple[Brought, ...], it: str, en: str) -> None:
    entry = Entry("a", "1.0.0", "", False, numbers)
    assert (sentence(entry, "it"), sentence(entry, "en")) == (it, en)
