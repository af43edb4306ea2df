"""The calendar of deadlines: what is open, its lines as RFC 5545 wants them, hostile titles."""

from pathlib import Path

import pytest

from corale.endpoint.site.lists import calendar

B = "https://w3id.org/corale/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL, TITLE = "<http://www.w3.org/2000/01/rdf-schema#label>", "<http://purl.org/dc/terms/title>"
XSD = "http://www.w3.org/2001/XMLSchema#"
TITLES = (
    "Orti; parchi, e altro \\ di più",
    "Chiuso",
    "A capo\\r\\nEND:VCALENDAR",
    "Solo l'anno " + "lungo " * 40,
)
DEADLINES = ("2999-05-23T13:00:00+02:00^^dateTime", "2001-01-01^^date", "2999-01-31^^date", "2999^^gYear")


@pytest.fixture(scope="module")
def site(serve_on, endpoint, tmp_path_factory: pytest.TempPathFactory):
    entities = f"<{B}graph/entities>"
    told = []
    for n, (title, day) in enumerate(zip(TITLES, DEADLINES, strict=True)):
        notice, graph = f"<{B}id/notice/avviso-{n}>", f"<{B}graph/avviso/{n}>"
        text, _, kind = day.partition("^^")
        code = ("038008", "041044")[n % 2]
        written = title.replace("\\ di", "\\\\ di")
        told += [
            f"{notice} {TYPE} <{B}onto/PublicNotice> {graph} .",
            f'{notice} {TITLE} "{written}"@it {graph} .',
            f'{notice} <{B}onto/deadline> "{text}"^^<{XSD}{kind}> {graph} .',
            f"{notice} <{B}onto/issuingBody> <{B}id/organisation/comune-{code}> {graph} .",
            f"<{B}id/organisation/comune-{code}> <{B}onto/hasJurisdictionOver> <{B}id/place/{code}> {entities} .",
            f'<{B}id/organisation/comune-{code}> {LABEL} "Comune {code}"@it {entities} .',
            f'<{B}id/place/{code}> {LABEL} "Paese {code}"@it {entities} .',
        ]
    quads = "\n".join(dict.fromkeys(told)) + "\n"
    folder: Path = tmp_path_factory.mktemp("calendar")
    release = endpoint.write_release(folder, "abababababab", quads)
    endpoint.write_lists(release, quads)
    endpoint.activate(folder, "abababababab")
    return serve_on(folder, CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0")


def lines(site, path: str = "/deadlines.ics?lang=it") -> list[str]:
    answer = site.get(path)
    assert answer.status == 200 and answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    raw = answer.body.split(b"\r\n")
    assert raw[-1] == b"" and all(len(line) <= 75 for line in raw) and b"\n" not in b"".join(raw)
    return answer.text.replace("\r\n ", "").split("\r\n")


def test_open_notices_are_events_the_next_first(site):
    found = lines(site)
    assert found[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"] and found[-2] == "END:VCALENDAR"
    assert [line for line in found if line.startswith("DTSTART")] == [
        "DTSTART;VALUE=DATE:29990131",
        "DTSTART;VALUE=DATE:29990523",
    ]
    assert (
        "DTEND;VALUE=DATE:29990524" in found and found.count("BEGIN:VEVENT") == found.count("END:VEVENT") == 2
    )
    assert "SUMMARY:Termine (13:00): Orti\\; parchi\\, e altro \\\\ di più" in found
    assert f"DESCRIPTION:Comune 038008 · {site.url}id/notice/avviso-0" in found


def test_a_title_cannot_end_the_calendar(site):
    found = lines(site)
    assert found.count("END:VCALENDAR") == 1 and "SUMMARY:Termine: A capo  END:VCALENDAR" in found


def test_filters_keep_to_a_territory_and_are_named(site):
    found = lines(site, "/deadlines.ics?place=041044")
    assert "BEGIN:VEVENT" not in found
    found = lines(site, "/deadlines.ics?place=038008&lang=it")
    assert found.count("BEGIN:VEVENT") == 2 and "X-WR-CALNAME:Scadenze (calendario) · Paese 038008" in found
    assert site.get("/deadlines.ics?deadline=x").status == 400


def test_the_list_of_notices_leads_to_its_calendar(site):
    assert (
        'href="/deadlines.ics?place=038008"'
        in site.get("/browse/notice?place=038008", Accept="text/html").text
    )


def test_every_line_is_whole_when_unfolded():
    for text in ("a" * 200, "è" * 120, "日" * 60, ""):
        assert "".join(part[1:] if n else part for n, part in enumerate(calendar.folded(text))) == text
