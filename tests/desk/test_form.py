"""The form of the public site with the desk behind it: what it offers, what it refuses, what it says without a desk."""

import html
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from tests.desk.conftest import PAGE, copied
from tests.endpoint.conftest import Answer, Live, free_port, start, stop

from corale.data.published import folder as releases
from corale.desk import inbox, intake, store

FORM = "Content-Type"


@dataclass
class Site:
    """A public service and the desk of its folder, whose intake a test may stop."""

    live: Live
    folder: Path

    def get(self, path: str, **headers: str) -> Answer:
        answer = self.live.get(path, **{"Accept": "text/html", "Accept-Language": "it"} | headers)
        return self.get(answer.headers["Location"], **headers) if answer.status == 303 else answer

    def post(self, path: str, **fields: str) -> Answer:
        return self.live.request(
            "POST", path, urlencode(fields).encode(), **{FORM: "application/x-www-form-urlencoded"}
        )

    def statement(self, name: str) -> str:
        """The address of the form for the value of a property that the page has first."""
        text = self.get(f"/contribute/{PAGE}").text
        found = re.search(
            rf"<dt>{name}</dt>.*?href=\"(\?statement=[0-9a-f]+)\"", text, re.DOTALL | re.IGNORECASE
        )
        assert found, text
        return f"/contribute/{PAGE}{found[1]}"


@pytest.fixture(scope="module")
def site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = copied(built, tmp_path_factory.mktemp("form"))
    with store.opened(folder):
        pass
    server = intake.server(folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    live = start(folder, free_port())
    yield Site(live, folder)
    stop(live)
    server.shutdown()


def token(text: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', text)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("path", [PAGE, "id/organisation/comune-038008"])
def test_every_page_leads_to_its_form_and_the_form_is_called_by_it(site: Site, path: str) -> None:
    assert f'href="/contribute/{path}"' in site.get(f"/{path}").text
    text = site.get(f"/contribute/{path}").text
    assert ("Processo di prova" if "process" in path else "Comune di Ferrara") in text
    assert "Quadro economico" not in text, "the name of a part is ours, not a value of the source"


@pytest.mark.parametrize(
    ("field", "sign"),
    [
        ("interventionArea", "<select"),
        ("coDecision", "<select"),
        ("totalCost", 'inputmode="decimal"'),
        ("durationMonths", 'inputmode="numeric"'),
        ("territory", 'data-suggest="/contribute/names/place"'),
        ("decisionHolder", 'data-suggest="/contribute/names/party"'),
        ("startDate", "14/5/2016"),
        ("description", '<textarea id="value"'),
    ],
)
def test_a_field_is_asked_for_by_its_kind(site: Site, field: str, sign: str) -> None:
    assert sign in site.get(f"/contribute/{PAGE}?field={field}").text


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("Ambito di intervento", "<select"),
        ("Titolare della decisione", "/contribute/names/party"),
        ("Data di inizio", "14/5/2016"),
        ("Costo complessivo", 'inputmode="decimal"'),
    ],
)
def test_a_contested_value_is_asked_for_by_the_kind_of_its_field(site: Site, name: str, sign: str) -> None:
    text = site.get(site.statement(name)).text
    assert "è sbagliato" in text and sign in text


def test_the_right_value_of_a_closed_list_is_chosen_and_becomes_a_statement(site: Site) -> None:
    path = site.statement("Ambito di intervento")
    text = site.get(path).text
    concept = re.search(r'<option value="([^"]+/ambito/[^"]+)">', text)
    assert concept
    sent = site.post(path, token=token(text), value=concept[1], reason="Lo dice la delibera.")
    assert sent.status == 303
    release = releases.active(site.folder)
    one = inbox.contributions(site.folder)[-1]
    inbox.decide(site.folder, release, one.code, "accept", inbox.By("redazione", "2026-11-29"))
    table = (site.folder / "decisions" / "statements.csv").read_text(encoding="utf-8")
    assert (
        f"<{concept[1].removeprefix(release.manifest.base)}>" in table
        and "id/value/ambito-sanita-di-comunita" in table
    )


def test_names_are_suggested_for_places_and_bodies(site: Site) -> None:
    found = site.live.get("/contribute/names/place?q=castro").json
    assert {"label": "Castro (BG)", "kind": "Bergamo"} in found
    assert site.live.get("/contribute/names/party?q=Comune+di+Fe").json[0]["label"] == "Comune di Ferrara"
    assert site.live.get("/contribute/names/other?q=castro").json == []
    assert site.live.get(f"/contribute/names/place?q={quote('%' * 3000)}").status in (200, 414)


@pytest.mark.parametrize("value", ["x", "-3", "1,5"])
def test_a_value_is_checked_while_it_is_typed_and_when_it_is_sent(site: Site, value: str) -> None:
    path = f"/contribute/{PAGE}?field=durationMonths"
    fault = site.post(path.replace("?", "/check?"), value=value).text
    assert fault
    sent = site.post(path, token="a" * 20, value=value, reason="x")
    assert sent.status == 400 and html.escape(fault) in sent.text.replace("&#34;", "&quot;")
    assert f'value="{value}"' in sent.text, "what was typed is still there"


def test_a_field_that_people_do_not_see_stays_empty(site: Site) -> None:
    before = len(inbox.contributions(site.folder))
    sent = site.post(f"/contribute/{PAGE}?free=1", token="t" * 20, reason="x", homepage="http://x")
    assert sent.status == 400 and len(inbox.contributions(site.folder)) == before
    assert site.post(f"/contribute/{PAGE}?free=1", token="t" * 20, reason="x").status == 303


def test_a_form_of_another_site_is_refused(site: Site) -> None:
    path, body = f"/contribute/{PAGE}?free=1", urlencode({"token": "u" * 20, "reason": "x"}).encode()
    headers = {FORM: "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"}
    assert site.live.request("POST", path, body, **headers).status == 400


def test_without_its_desk_the_site_answers_and_the_form_says_so(built: Path, tmp_path: Path) -> None:
    folder = copied(built, tmp_path)
    live = start(folder, free_port())
    try:
        one = Site(live, folder)
        assert one.get(f"/contribute/{PAGE}").status == 404, "off by default"
        assert "/contribute/" not in one.get(f"/{PAGE}").text
        with store.opened(folder):
            pass
        down = one.get(f"/contribute/{PAGE}?free=1")
        assert down.status == 503 and "Nulla è stato inviato" in down.text and "disabled" in down.text
        sent = one.post(f"/contribute/{PAGE}?free=1", token="v" * 20, reason="quel che ho scritto")
        assert sent.status == 503 and "quel che ho scritto" in sent.text
        assert one.get(f"/{PAGE}").status == one.get("/").status == 200
        assert one.live.get("/contribute/names/place?q=castro").json == []
    finally:
        stop(live)
