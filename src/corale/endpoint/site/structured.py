"""What pages say to machines in schema.org's terms: JSON-LD for the data block of each, and the summary in
words."""

from typing import TypeAlias

from corale.data.release.manifest import Manifest
from corale.endpoint.protocol.asking import Row
from corale.endpoint.site import texts
from corale.endpoint.site.entity.record_facts import Fact, Record
from corale.endpoint.site.entity.record_page import View
from corale.endpoint.site.render import host, language, link_of
from corale.ontology.vocabulary import compact

Data: TypeAlias = "dict[str, object]"
CONTEXT = "https://schema.org"
LONGEST = 300
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
DATES = {
    "startDate": ("corale:startDate", "corale:startYear", "dct:issued"),
    "endDate": ("corale:endDate", "corale:endYear", "corale:deadline"),
}
HOLDERS = ("corale:decisionHolder", "corale:issuingBody")
DOWNLOADS = (
    ("corale.ttl.gz", "text/turtle"),
    ("corale.nq.gz", "application/n-quads"),
    ("corale.jsonld.gz", "application/ld+json"),
    ("corale.rdf.gz", "application/rdf+xml"),
)
PUBLIC = ("COV:PublicOrganization", "corale:SocialAreaAuthority")


def dataset(release: Manifest) -> Data:
    """Return the release as a dataset with its downloads."""
    site = host()
    files = [
        {"@type": "DataDownload", "name": name, "contentUrl": f"{site}/dumps/{name}", "encodingFormat": media}
        for name, media in DOWNLOADS
        if name in release.files
    ]
    found: Data = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": f"{release.base}dataset",
        "name": "Corale",
        "description": texts.word("description", language()),
        "url": f"{site}/",
        "license": LICENCE,
        "identifier": release.id,
        "inLanguage": ["it", "en"],
        "isAccessibleForFree": True,
        "distribution": files,
    }
    return {**found, "dateModified": release.date} if release.date else found


def process(record: Record, view: View, topic: str, title: str) -> Data:
    """Return a process or notice as an event: what, when, where, who."""
    found: Data = {
        "@context": CONTEXT,
        "@type": "Event",
        "@id": topic,
        "name": title,
        "description": summary(record, view),
    }
    dates = {fact.predicate: fact.value.value for fact in view.dates if texts.days(fact.value.value)}
    for name, properties in DATES.items():
        if value := next((dates[one] for one in properties if one in dates), ""):
            found[name] = value
    places = [_named("Place", fact) for fact in record.all() if fact.predicate == "dct:spatial"]
    bodies = {
        fact.value.value: _named("Organization", fact) for fact in record.all() if fact.predicate in HOLDERS
    }
    found |= {"location": places} if places else {}
    found |= {"organizer": [bodies[name] for name in sorted(bodies)]} if bodies else {}
    return found | {"license": LICENCE}


def organisation(rows: list[Row], iri: str, title: str) -> Data:
    """Return a body as an organisation."""
    types = {compact(row["o"].value) for row in rows if row["p"].value.endswith("#type")}
    kind = "GovernmentOrganization" if types.intersection(PUBLIC) else "Organization"
    return {"@context": CONTEXT, "@type": kind, "@id": iri, "name": title} | _same(rows)


def place(rows: list[Row], iri: str, title: str) -> Data:
    """Return a place."""
    return {"@context": CONTEXT, "@type": "AdministrativeArea", "@id": iri, "name": title} | _same(rows)


def _same(rows: list[Row]) -> Data:
    """Return the addresses of the same thing elsewhere, where there are any."""
    same = {row["o"].value for row in rows if row["p"].value.endswith(("#exactMatch", "#sameAs"))}
    links = sorted(name for name in same if link_of(name))
    found: Data = {"sameAs": links}
    return found if links else {}


def _named(kind: str, fact: Fact) -> Data:
    found: Data = {"@type": kind, "@id": fact.value.value}
    return {**found, "name": fact.label} if fact.label else found


def summary(record: Record, view: View) -> str:
    """Return what a record is about, for who sees a link to it: its aims or subject, else who decides."""
    for name in ("corale:subject", "corale:objectives", "corale:design"):
        for topic in record.topics:
            if fact := record.first(topic, name):
                text = fact.value.value
                return text if len(text) <= LONGEST else text[:LONGEST].rpartition(" ")[0] + "…"
    who = sorted({view.text(fact)[0] for fact in record.all() if fact.predicate in HOLDERS})
    return ", ".join(who)
