"""The words of the pages, in Italian and English, and how values are shown in either language."""

import re
from collections.abc import Sequence

from corale.ontology.vocabulary import ONTOLOGY, expand, label

TEXTS: dict[str, tuple[str, str]] = {
    "tagline": (
        "Processi partecipativi, co-programmazione e co-progettazione in Italia, come dati collegati",
        "Participatory processes, co-programming and co-design in Italy, as linked data",
    ),
    "skip": ("Vai al contenuto", "Skip to content"),
    "home": ("Inizio", "Home"),
    "browse": ("Sfoglia", "Browse"),
    "browse-lists": ("Sfoglia gli elenchi", "Browse the lists"),
    "look": ("Cerca e sfoglia", "Search and browse"),
    "search": ("Cerca", "Search"),
    "search-label": (
        "Cerca un processo, un avviso, un'organizzazione, un luogo",
        "Search a process, a notice, an organisation, a place",
    ),
    "search-empty": (
        "Scrivi una o più parole di un nome o di un titolo.",
        "Write one or more words of a name or title.",
    ),
    "search-none": (
        "Nessun nome e nessun titolo con queste parole. Provane meno, o altre.",
        "No name and no title with these words. Try fewer, or others.",
    ),
    "list-process": ("Processi", "Processes"),
    "list-notice": ("Avvisi", "Notices"),
    "list-organisation": ("Organizzazioni", "Organisations"),
    "list-place": ("Luoghi", "Places"),
    "list-output": ("Esiti", "Outputs"),
    "decides": ("Titolare della decisione", "Decision holder"),
    "issues": ("Chi lo pubblica", "Issuing body"),
    "kind": ("Tipo", "Kind"),
    "where": ("Dove", "Where"),
    "kind-region": ("Tipo e regione", "Kind and region"),
    "values": ("Valori", "Values"),
    "range": ("Da {a} a {b} di {n}, per nome", "{a} to {b} of {n}, by name"),
    "before": ("Precedenti", "Previous"),
    "after": ("Successivi", "Next"),
    "empty-list": ("Non ce n'è in questo rilascio.", "There are none in this release."),
    "query": ("Interroga", "Query"),
    "dumps": ("Scarica", "Download"),
    "kept": ("Altri rilasci", "Other releases"),
    "leave_editor": (
        "Con la tastiera: Esc e poi Tab per uscire dal riquadro, Ctrl-Invio per eseguire.",
        "By keyboard: Esc, then Tab, leaves the box; Ctrl-Enter runs the query.",
    ),
    "permalink": ("Indirizzo di questa interrogazione su questo rilascio", "Address of this query on this release"),
    "vocabulary": ("Vocabolario", "Vocabulary"),
    "limits": ("Limiti", "Limits"),
    "catalogue": ("Catalogo", "Catalogue"),
    "release": ("Rilascio", "Release"),
    "of": ("del", "of"),
    "what": ("Che cos'è", "What this is"),
    "what-1": (
        "Schede di registri della partecipazione e avvisi pubblici, letti riga per riga e pubblicati come grafo: "
        "chi decide, chi partecipa, in quale territorio, con quali esiti. "
        "Ogni fatto dice da quale riga di quale documento viene.",
        "Pages of registers of participation and public notices, read line by line and published as a graph: "
        "who decides, who takes part, where, with which outcome. "
        "Every fact tells which line of which document it comes from.",
    ),
    "what-2": (
        "Quello che le fonti non dicono resta non detto: una lacuna è registrata come lacuna, "
        "una contraddizione come contraddizione.",
        "What the sources do not say stays unsaid: a gap is recorded as a gap, a contradiction as a contradiction.",
    ),
    "reconcile": ("Riconciliazione", "Reconciliation"),
    "line": ("riga", "line"),
    "numbers": ("Il grafo in numeri", "The graph in numbers"),
    "questions": ("Tre domande, con la risposta del grafo", "Three questions, answered from the graph"),
    "ask-it": ("Apri l'interrogazione", "Open the query"),
    "use": ("Come si usa", "How to use it"),
    "no-answer": ("Nessuna risposta in questo rilascio.", "No answer in this release."),
    "statements": ("Che cosa si sa", "What is known"),
    "incoming": ("Chi ne parla", "What refers to it"),
    "property": ("Proprietà", "Property"),
    "value": ("Valore", "Value"),
    "subject": ("Soggetto", "Subject"),
    "formats": ("Gli stessi dati in", "The same data as"),
    "file": ("File", "File"),
    "size": ("Grandezza", "Size"),
    "more": ("Sono mostrati i primi {n}.", "The first {n} are shown."),
    "not-found": ("Non c'è", "Not found"),
    "limit": ("Limite", "Limit"),
    "setting": ("Variabile", "Variable"),
    "none": ("nessuno", "none"),
    "problems": ("Risposte di errore", "Error answers"),
    "status": ("Stato", "Status"),
    "code": ("Codice", "Code"),
    "meaning": ("Significato", "Meaning"),
    "results": ("Risultato", "Result"),
    "found": ("Trovati", "Found"),
    "rows": ("righe", "rows"),
    "run": ("Esegui", "Run"),
    "format": ("Formato", "Format"),
    "examples": ("Esempi", "Examples"),
    "page": ("Pagina", "Page"),
    "classes": ("Classi", "Classes"),
    "object-properties": ("Proprietà tra cose", "Properties between things"),
    "datatype-properties": ("Proprietà con valori", "Properties with values"),
    "schemes": ("Liste di valori", "Value lists"),
    "term": ("Termine", "Term"),
    "name": ("Nome", "Name"),
    "licence": (
        "Ontologia e dati: CC BY 4.0. Codice: EUPL-1.2.",
        "Ontology and data: CC BY 4.0. Code: EUPL-1.2.",
    ),
    "named-graph": ("Grafo", "Graph"),
    "language": ("English", "Italiano"),
    "yes": ("sì", "yes"),
    "no": ("no", "no"),
    "records": ("schede e avvisi", "records and notices"),
    "processes": ("processi", "processes"),
    "organisations": ("organizzazioni", "organisations"),
    "places": ("luoghi", "places"),
    "triples": ("triple", "triples"),
    "boolean": ("Risposta", "Answer"),
    "truncated": (
        "Qui sono mostrate {n} righe di {all}: scegli un formato per averle tutte.",
        "{n} rows of {all} are shown here: choose a format to have them all.",
    ),
}


KINDS: dict[str, tuple[str, str]] = {
    "process": ("processo", "process"),
    "record": ("scheda", "record"),
    "notice": ("avviso", "notice"),
    "organisation": ("organizzazione", "organisation"),
    "place": ("luogo", "place"),
    "area": ("area", "area"),
    "geometry": ("punto sulla mappa", "point on the map"),
    "output": ("esito", "output"),
    "act": ("atto", "act"),
    "attachment": ("allegato", "attachment"),
    "document": ("documento", "document"),
    "funding": ("finanziamento", "funding"),
    "certification": ("certificazione", "certification"),
    "score": ("punteggio", "score"),
    "involvement": ("coinvolgimento", "involvement"),
    "gap": ("dato mancante", "missing datum"),
    "evidence": ("prova", "evidence"),
    "contradiction": ("contraddizione", "contradiction"),
    "phase": ("fase", "phase"),
    "criterion": ("criterio", "criterion"),
    "organ": ("organo", "body of the process"),
    "norm": ("norma", "norm"),
    "address": ("indirizzo", "address"),
    "inference": ("valore dedotto", "inferred value"),
}
"""What a kind of thing is called."""
_SLUG = re.compile(r"([a-z]+)-([a-z0-9]+)(?:-(.+))?")


def called(path: str, language: str) -> str:
    """Return what a thing without a label is called, from its kind and key.

    >>> called("gap/osservatorio-2205-durationMonths", "it")
    'dato mancante: durata in mesi (osservatorio 2205)'
    """
    kind, _, key = path.partition("/")
    slug = _SLUG.fullmatch(key)
    if kind not in KINDS or slug is None:
        return path
    name, _, number_ = (slug[3] or "").partition("-")
    part = label(ONTOLOGY + name, language) or name
    told = KINDS[kind][language == "en"] + (f": {part}" if part else "") + (f" {number_}" if number_ else "")
    return f"{told} ({slug[1]} {slug[2]})"


KNOWN: dict[str, tuple[str, str]] = {
    "rdf:type": ("tipo", "type"),
    "rdfs:label": ("nome", "name"),
    "rdfs:comment": ("commento", "comment"),
    "dct:title": ("titolo", "title"),
    "dct:spatial": ("territorio", "territory"),
    "dct:identifier": ("numero", "number"),
    "dct:modified": ("ultima modifica", "last modified"),
    "dct:source": ("fonte", "source"),
    "dct:description": ("descrizione", "description"),
    "dct:date": ("data", "date"),
    "dct:issued": ("pubblicazione", "issued"),
    "foaf:primaryTopic": ("argomento", "topic"),
    "prov:wasDerivedFrom": ("tratto da", "derived from"),
    "prov:wasQuotedFrom": ("citato da", "quoted from"),
    "prov:agent": ("chi", "agent"),
    "prov:generated": ("ha prodotto", "generated"),
    "skos:prefLabel": ("nome", "name"),
    "skos:altLabel": ("altro nome", "other name"),
    "skos:hiddenLabel": ("scritto anche", "also written"),
    "skos:definition": ("definizione", "definition"),
    "skos:example": ("esempio", "example"),
    "skos:notation": ("sigla", "notation"),
    "skos:inScheme": ("nella lista", "in scheme"),
    "skos:topConceptOf": ("in cima alla lista", "top concept of"),
    "skos:exactMatch": ("lo stesso che", "exact match"),
    "skos:closeMatch": ("vicino a", "close match"),
    "skos:broader": ("più ampio", "broader"),
    "geo:hasGeometry": ("ha geometria", "has geometry"),
    "geo:asWKT": ("coordinate (longitudine e latitudine)", "coordinates (longitude and latitude)"),
    "owl:sameAs": ("lo stesso che", "same as"),
    "rdfs:subClassOf": ("sottoclasse di", "sub-class of"),
    "rdfs:subPropertyOf": ("sottoproprietà di", "sub-property of"),
    "rdfs:domain": ("dominio", "domain"),
    "rdfs:range": ("codominio", "range"),
    "rdfs:isDefinedBy": ("definito in", "defined by"),
    "rdfs:seeAlso": ("vedi anche", "see also"),
    "CLV:hasAddress": ("indirizzo", "address"),
    "CLV:fullAddress": ("indirizzo per esteso", "full address"),
    "CLV:postCode": ("CAP", "postcode"),
    "CLV:situatedWithin": ("si trova in", "situated within"),
    "prov:Activity": ("attività (PROV)", "activity (PROV)"),
    "prov:Entity": ("oggetto (PROV)", "entity (PROV)"),
    "prov:Association": ("ruolo in un'attività", "association"),
    "foaf:Document": ("documento", "document"),
    "CLV:Address": ("indirizzo", "address"),
    "CLV:Feature": ("luogo", "feature"),
    "CLV:City": ("comune", "city"),
    "CLV:Province": ("provincia", "province"),
    "CLV:Region": ("regione", "region"),
    "COV:Organization": ("organizzazione", "organization"),
    "COV:PublicOrganization": ("ente pubblico", "public organization"),
    "COV:PrivateOrganization": ("ente privato", "private organization"),
    "eli:LegalResource": ("atto normativo", "legal resource"),
    "skos:Concept": ("concetto", "concept"),
    "skos:ConceptScheme": ("lista di concetti", "concept scheme"),
    "https://w3id.org/italia/onto/l0/Activity": ("attività (l0)", "activity (l0)"),
}
"""What pages call the properties and types of others that the ontology gives no label."""


def known(language: str) -> dict[str, str]:
    """Return :data:`KNOWN` in a language, by IRI."""
    return {name if name.startswith("http") else expand(name): words[language == "en"] for name, words in KNOWN.items()}


def word(name: str, language: str) -> str:
    """Return a text in a language.

    >>> word("run", "it"), word("run", "en")
    ('Esegui', 'Run')
    """
    return TEXTS[name][language == "en"]


def number(value: float, language: str) -> str:
    """Return a number as it is written in a language.

    >>> number(40000, "it"), number(40000, "en")
    ('40.000', '40,000')
    """
    written = f"{value:,.2f}".removesuffix(".00") if value % 1 else f"{value:,.0f}"
    return written.translate(str.maketrans(",.", ".,")) if language == "it" else written


def size(value: int, language: str) -> str:
    """Return a number of bytes as people read it.

    >>> size(1_250_000, "it")
    '1,2 MB'
    """
    for unit, step in (("MB", 1_000_000), ("kB", 1000)):
        if value >= step:
            written = f"{value / step:.1f}"
            return f"{written.replace('.', ',') if language == 'it' else written} {unit}"
    return f"{value} byte"


def best(labels: Sequence[tuple[str, str]], language: str) -> str:
    """Return, of labels with their languages, the one in the language asked, else untagged, else any.

    >>> best([("ente", "it"), ("body", "en")], "en")
    'body'
    """
    order = (language, "", "it", "en")
    return min(labels, key=lambda found: (order.index(found[1]) if found[1] in order else 9, found[0]))[0]
