"""Markup in every field of the public form: whatever page shows it, before and after publishing, it stays text.

Pages are parsed as browsers parse them; what would run, load or lead somewhere is looked for in the tree.
"""

import html
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from tests.desk.conftest import PAGE, copied, rebuild
from tests.desk.test_attacks import MARKUP
from tests.desk.test_form import Site, token
from tests.desk.test_inbox import BY, NOTE, WRONG
from tests.endpoint.conftest import free_port, start, stop

from corale.data.gazetteer import authorities
from corale.data.published import folder as releases
from corale.desk import inbox, intake

FIELDS = ("value", "reason", "source", "credit", "contact", "token")
SAID = "<img src=evil onerror=alert(1)>\"'><script>alert(1)</script><svg onload=alert(1)></textarea>"
EMBEDDING = frozenset({"iframe", "object", "embed", "base", "style", "math", "template"})


class Tree(HTMLParser):
    """What of a page would run, load something or lead elsewhere than a link of ours may."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.embedded: list[str] = []
        self._data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._data = tag == "script" and given.get("type", "").endswith("json")
        self.found += [f"{tag} {name}" for name in given if name.startswith("on")]
        addresses = (given.get(name, "") for name in ("href", "src", "action", "formaction", "xlink:href"))
        self.found += [
            one for one in addresses if one.strip().lower().startswith(("javascript:", "data:text", "evil"))
        ]
        if tag in EMBEDDING or (tag == "script" and "src" not in given and not self._data):
            self.found.append(tag)

    def handle_data(self, data: str) -> None:
        if self._data:
            self.embedded.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._data = False


@dataclass
class Published(Site):
    """A site with the codes of the receipts of what was sent to it."""

    codes: list[str]


def intruders(text: str) -> list[str]:
    tree = Tree()
    tree.feed(text)
    for data in tree.embedded:
        json.loads(data)
    return tree.found


@pytest.mark.parametrize("markup", MARKUP)
def test_the_test_sees_what_would_run(markup: str) -> None:
    if "{{" not in markup and "<b>" not in markup:
        assert intruders(f"<p>{markup}</p>") or markup.startswith("<!--")


@pytest.fixture(scope="module")
def site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """A site on which contributions full of markup were accepted and published, and one waits."""
    folder = copied(built, tmp_path_factory.mktemp("markup"))
    release = releases.active(folder)
    texts = {
        "reason": f"Perché {SAID}",
        "credit": SAID[:80],
        "source": "https://example.org/?q='onload=alert(1)",
    }
    title = {"field": "", "property": "dct:title", "object": '"Processo di prova"@it', "subject": PAGE}
    codes = []
    for number, changes in enumerate(
        (
            {"field": "description", "value": SAID},
            {**title, "value": f"Titolo {SAID}"},
            {"field": "participant", "value": 'Circolo «L\'Aurora» & "figli"'},
            {"field": "", "value": "", "reason": SAID},
        )
    ):
        note = {"token": f"{number:020}", "client": str(number), **texts, **changes}
        codes.append(inbox.receive(folder, release, replace(NOTE, **note)))
    codes.append(inbox.receive(folder, release, replace(WRONG, reason=SAID, client="w")))
    for one in inbox.contributions(folder):
        inbox.decide(folder, release, one.code, "accept", replace(BY, reason=SAID))
    made = rebuild(folder)
    lines = (made.folder / "iris.txt").read_text(encoding="utf-8").splitlines()
    node = next(
        one.removeprefix(made.manifest.base) for one in lines if "/id/contradiction/osservatorio-7-" in one
    )
    reply = replace(NOTE, token="r" * 20, field="", subject=node, property="corale:reply", value=SAID)
    codes.append(inbox.receive(folder, made, replace(reply, credit=SAID[:80], client="r")))
    inbox.decide(folder, made, inbox.contributions(folder)[-1].code, "accept", BY)
    made = rebuild(folder)
    codes.append(inbox.receive(folder, made, replace(NOTE, token="s" * 20, reason=SAID, client="s")))
    authorities.use(None)
    server = intake.server(folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    live = start(folder, free_port())
    yield Published(live, folder, codes)
    stop(live)
    server.shutdown()


def paths(site: Published) -> list[str]:
    listed = (releases.active(site.folder).folder / "iris.txt").read_text(encoding="utf-8").splitlines()
    base = releases.active(site.folder).manifest.base
    reviewed = [one.removeprefix(base) for one in listed if "osservatorio-7" in one or "circolo" in one]
    return [
        *(f"/{one}" for one in reviewed if one.startswith("id/")),
        *(f"/receipt/{code}" for code in site.codes),
        f"/contribute/{PAGE}",
        site.statement("titolo"),
        "/",
        "/changes/",
        "/browse",
        "/list/process",
        f"/search?q={quote('Circolo')}",
        f"/search?q={quote(SAID)}",
    ]


@pytest.mark.parametrize("language", ["it", "en"])
def test_what_was_published_stays_text_on_every_page(site: Published, language: str) -> None:
    shown = 0
    for path in paths(site):
        answer = site.get(path, **{"Accept-Language": language})
        assert answer.status in (200, 404), path
        assert intruders(answer.text) == [], path
        plain = html.unescape(answer.text)
        shown += intruders(plain) != [] and "alert(1)" in plain
    assert shown > 12, "without escaping, so many pages would run it"


@pytest.mark.parametrize("path", ["/feed.atom", "/sitemap.xml", f"/{PAGE}.rdf"])
def test_what_was_published_is_text_in_xml(site: Published, path: str) -> None:
    answer = site.live.get(path, Accept="application/atom+xml, application/rdf+xml, application/xml")
    if answer.status == 200:
        names = {one.tag.rpartition("}")[2] for one in ElementTree.fromstring(answer.body).iter()}
        assert not names & {"script", "img", "svg"}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("markup", MARKUP)
def test_what_is_sent_comes_back_as_text(site: Published, markup: str, field: str) -> None:
    path = f"/contribute/{PAGE}?field=durationMonths"
    fields = {"token": "t" * 20, "value": "none", "reason": "x", field: markup}
    sent = site.post(path, **fields)
    assert sent.status == 400
    assert intruders(sent.text) == [] and html.escape(markup, quote=False) in sent.text.replace(
        "&#34;", '"'
    ).replace("&#39;", "'")
    checked = site.post(path.replace("?", "/check?"), **fields)
    assert checked.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("name", ["field", "statement", "free", "lang", "x"])
@pytest.mark.parametrize("markup", MARKUP[:5])
def test_what_an_address_says_comes_back_as_text(site: Published, markup: str, name: str) -> None:
    for path in (f"/contribute/{PAGE}?free=1&{name}={quote(markup)}", f"/receipt/?code={quote(markup)}"):
        assert intruders(site.get(path).text) == []


def test_a_page_runs_no_script_that_is_not_its_own(site: Published) -> None:
    for path in (f"/contribute/{PAGE}?free=1", f"/receipt/{site.codes[0]}", f"/{PAGE}"):
        policy = site.get(path).headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
        assert "script-src" in policy or "default-src 'self'" in policy or "default-src 'none'" in policy


def test_the_reply_stands_beside_the_contradiction_and_the_reason_with_the_role(site: Published) -> None:
    text = html.unescape(site.get(f"/{PAGE}").text)
    assert "Risposta di" in text and text.count(SAID) >= 2 and "redazione" in text


def test_the_form_sent_whole_keeps_every_field_as_it_is(site: Published) -> None:
    form = site.get(f"/contribute/{PAGE}?field=description").text
    fields = {"value": SAID, "reason": SAID, "credit": SAID[:80], "source": "https://example.org/a"}
    assert site.post(f"/contribute/{PAGE}?field=description", token=token(form), **fields).status == 303
    assert inbox.contributions(site.folder)[-1].words == SAID
