"""Links of whole records: the bodies and places of the five documents, by hand-made records with the same names."""

from corale.data.gazetteer.entities import entities
from corale.mappings.linking.link import Links, link, named
from corale.record import Fields, Kind, LineAccount, Record

ASC = "ASC InSieme (Azienda Speciale Consortile Interventi Sociali Valli del Reno Lavino e Samoggia)"
STRUCTURE = (
    "Giunta dell'Unione dei Comuni Valli del Reno, lavino e Samoggia - "
    "InSieme Azienda Consortile Interventi Sociali Valli del Reno,Lavino e Samoggia"
)


def record(kind: Kind, **fields: object) -> Record:
    stated: Fields = dict(fields)  # type: ignore[arg-type]
    return Record(
        kind, "prova", "1", "prova.txt", None, False, stated, {}, (), (), (), LineAccount(0, 0, 0, 0)
    )


def union() -> Links:
    towns = ["Casalecchio Di Reno", "Monte San Pietro", "Sasso Marconi", "Zola Predosa", "Valsamoggia"]
    return link(
        record(
            "registry-record",
            decisionHolder=["Unione dei Comuni Valle del Reno, Lavino e Samoggia"],
            grantBeneficiary=ASC,
            externalParty=[ASC, "Distretto di Casalecchio di Reno"],
            responsibleStructure=STRUCTURE,
            territory=towns,
        )
    )


def test_union_company_and_district_on_one_territory_are_three_bodies() -> None:
    links = union()
    assert [place.istat for place in links.places.values()] == [
        "037011",
        "037042",
        "037057",
        "037060",
        "037061",
    ]
    assert len({body.key for body in links.bodies.values()}) == 3
    giunta, company = links.structures[STRUCTURE]
    assert giunta.part_of == links.bodies["Unione dei Comuni Valle del Reno, Lavino e Samoggia"].key
    assert company.key == links.bodies[ASC].key
    assert links.findings == ()


def test_a_structure_that_names_no_body_is_left_alone() -> None:
    links = link(
        record("registry-record", responsibleStructure="sindaco - servizi sociali", territory=["Pesaro"])
    )
    assert links.structures == {} and links.bodies == {}


def test_an_association_in_charge_is_a_body() -> None:
    links = link(record("registry-record", responsibleStructure="BASSO PROFILO APS", territory=["Argenta"]))
    (body,) = links.structures["BASSO PROFILO APS"]
    assert body.kind == "third-sector" and body.stated == "BASSO PROFILO APS"


def zone() -> Links:
    members = ["ASAD Soc. Coop. Sociale", "Il Sicomoro Soc. Coop. Sociale", "Associazione Dis e Dintorni"]
    towns = ["Costacciaro", "Fossato di Vico", "Gualdo Tadino", "Gubbio", "Scheggia-Pascelupo", "Sigillo"]
    return link(
        record(
            "notice",
            issuingBody="Comuni della Zona Sociale 7",
            territorialScope="Zona Sociale n. 7",
            memberMunicipality=towns,
            thirdSectorEntity=members,
            earlier=[{"year": 2018, "thirdSectorEntity": members, "grouping": {"groupMember": members}}],
        )
    )


def test_the_zone_is_an_area_and_its_authority_a_body() -> None:
    links = zone()
    area = links.areas["Zona Sociale n. 7"]
    assert set(area.members) == {place.istat for place in links.places.values()}
    assert links.bodies["Comuni della Zona Sociale 7"].key == area.authority
    assert links.bodies["Associazione Dis e Dintorni"].classes == ("corale:NonProfitOrganization",)


def test_a_zone_of_another_region_is_not_linked() -> None:
    links = link(record("notice", territorialScope="Zona Sociale n. 7", memberMunicipality=["Pesaro"]))
    assert links.areas == {}


def test_doubtful_and_unknown_municipalities_are_findings() -> None:
    links = link(record("registry-record", territory=["Samone", "Valsamoggia", "Atlantide"]))
    assert list(links.places) == ["Valsamoggia"]
    assert sorted(finding.code for finding in links.findings) == ["L001", "L002"]


def test_why_a_name_means_no_municipality() -> None:
    links = link(record("registry-record", territory=["Osimo (MC)", "Fano, Mondolfo", "Atlantide"]))
    told = {finding.message_en.split("”")[0]: finding for finding in links.findings}
    assert "does not lie in the province MC, but: Osimo (AN)" in told["“Osimo"].message_en
    assert "at once" in told["“Fano, Mondolfo"].message_en and " / " in told["“Fano, Mondolfo"].suggestion_it
    assert "not in the list" in told["“Atlantide"].message_en
    assert sorted(finding.code for finding in links.findings) == ["L001", "L004", "L005"]
    assert links.places == {}


def test_a_territory_may_state_its_province_or_its_body() -> None:
    links = link(
        record("registry-record", territory=["Pesaro (PU)", "Samone (TN)", "Comune di Gubbio", "Livo (XX)"])
    )
    assert [place.istat for place in links.places.values()] == ["041044", "022165", "054024"]


def test_a_lead_municipality_is_a_body() -> None:
    links = link(record("notice", leadMunicipality="Gubbio"))
    assert links.bodies["Gubbio"].key == "comune-054024"


def test_a_legal_form_read_from_a_name_is_inferred() -> None:
    base = "https://example.org/"
    forms = {
        quad.subject.value.rpartition("/")[2]: quad.graph_name.value.rpartition("/")[2]  # type: ignore[union-attr]
        for quad in entities(named([union(), zone()]), base)
        if quad.predicate.value.endswith("legalForm")
    }
    assert forms["asad-cooperativa-sociale-perugia"] == "inferred"
    assert forms["asc-insieme"] == "entities", "the table says it"


def test_the_entities_of_two_records_are_one_graph_without_repetition() -> None:
    base = "https://example.org/"
    quads = entities(named([union(), zone(), union()]), base)
    assert len(quads) == len(set(quads)) and quads == sorted(quads, key=str)
    assert entities(named([zone(), union()]), base) == quads
    subjects = {quad.subject.value for quad in quads}  # type: ignore[union-attr]
    for tail in (
        "place/037061",
        "place/037",
        "place/08",
        "place/zona-sociale-7-umbria",
        "organisation/asc-insieme",
        "organisation/zona-sociale-7-umbria",
        "place/distretto-di-casalecchio-di-reno",
        "organisation/asad-cooperativa-sociale-perugia",
    ):
        assert f"{base}id/{tail}" in subjects
    objects = {q.object.value for q in quads if q.object.value.startswith(f"{base}id/")}
    assert objects <= subjects
    assert not any("_:" in str(quad) for quad in quads)
