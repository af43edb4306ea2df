"""What stands beside the dumps for people: `README.it.md` and `README.en.md`, with the numbers of the
release."""

from collections.abc import Mapping, Sequence

from corale.data.lists.sources import Origin
from corale.data.release.manifest import File, Manifest
from corale.ontology import vocabulary

ROWS = (
    ("records", "schede e avvisi", "records and notices"),
    ("triples", "triple di ciò che si sa", "triples of what is known"),
    ("quads", "quadruple in tutto, con la provenienza", "quads in all, with evidence"),
    ("graphs", "grafi con nome", "named graphs"),
    ("quarantined", "schede in quarantena", "records in quarantine"),
    ("withdrawn", "IRI ritirati", "withdrawn IRIs"),
    ("lines.read", "righe di fonte lette", "source lines read"),
    ("lines.mapped", "righe di fonte mappate", "source lines mapped"),
    ("lines.ignored", "righe di fonte ignorate", "source lines ignored"),
    ("lines.reported", "righe di fonte segnalate", "source lines reported"),
    ("findings.violation", "segnalazioni: violazioni", "findings: violations"),
    ("findings.warning", "segnalazioni: da controllare", "findings: to be checked"),
    ("findings.info", "segnalazioni: per conoscenza", "findings: for information"),
)
FILES = {
    "corale.nq.gz": ("ciò che si sa, con i grafi con nome", "what is known, with its named graphs"),
    "corale-evidence.nq.gz": ("da dove viene ogni valore", "where every value comes from"),
    "corale-about.nq.gz": ("l'ontologia, come grafo con nome", "the ontology, as a named graph"),
    "corale.ttl.gz": ("le triple di `corale.nq.gz` in Turtle", "the triples of `corale.nq.gz` in Turtle"),
    "corale.jsonld.gz": ("le stesse triple in JSON-LD", "the same triples in JSON-LD"),
    "corale.rdf.gz": ("le stesse triple in RDF/XML", "the same triples in RDF/XML"),
    "sources.jsonl": (
        "le righe delle fonti che si possono mostrare per intero, senza dati personali",
        "the lines of the sources that may be shown whole, without personal data",
    ),
    "starter.ttl": (
        "un processo con tutto ciò che gli sta intorno, per cominciare",
        "one process with all around it, to begin with",
    ),
    "csv/": (
        (
            "tabelle per programmi: nomi accanto ai codici; `csv/codebook.csv` dice che cosa c'è in ogni"
            " colonna, `csv/values.csv` che cosa vogliono dire i codici, `datapackage.json` lo dice ai"
            " programmi"
        ),
        (
            "tables for programs: names beside codes; `csv/codebook.csv` tells what every column holds, "
            "`csv/values.csv` what the codes mean, `datapackage.json` tells programs"
        ),
    ),
    "excel/": (
        "le stesse tabelle per un foglio di calcolo in italiano",
        "the same for a spreadsheet in Italian",
    ),
    "ontology.ttl": ("ontologia, allineamenti e liste di valori", "ontology, alignments and value lists"),
    "links.ttl": (
        "collegamenti ad altri registri (anche `links.csv`, tabella SSSOM con `links.sssom.yml`)",
        "links to other registries (`links.csv` too, an SSSOM table with `links.sssom.yml`)",
    ),
    "void.ttl": ("descrizione VoID", "VoID description"),
    "dcat.ttl": ("catalogo DCAT-AP_IT", "DCAT-AP_IT catalogue"),
    "report.html": (
        "ogni segnalazione, per persone (`report.json`, `report.ttl` per programmi)",
        "every finding, in Italian (`report.json`, `report.ttl` for programs)",
    ),
    "report.en.html": ("lo stesso rapporto in inglese", "every finding, for people"),
    "records.csv": (
        "le schede pubblicate, con file, SHA-256 e data",
        "the records published, with file, SHA-256 and date",
    ),
    "withdrawn.csv": ("gli IRI ritirati, con il successore", "withdrawn IRIs, with their successors"),
    "iris.txt": ("gli IRI delle cose, uno per riga", "the IRIs of things, one a line"),
    "pieces.csv": (
        "dove sta ogni pezzo nei file, con il suo SHA-256",
        "where each piece lies in the files, with its SHA-256",
    ),
    "totals.csv": (
        "quante cose per classe, quante affermazioni per proprietà e per grafo",
        "how many things by class, statements by property and by graph",
    ),
    "manifest.json": (
        "numeri, versioni e SHA-256 di ogni file",
        "numbers, versions and SHA-256 of every file",
    ),
}
TEXT = {
    "it": (
        "# Corale · pubblicazione {id}",
        (
            "Partecipazione, co-programmazione e co-progettazione in Italia come dati aperti collegati. "
            "Contenuti al {date}; ontologia {ontology}; IRI sotto {base}"
        ),
        "| che cosa | quanto |\n|---|---:|",
        "| file | che cosa contiene | byte |\n|---|---|---:|",
        (
            "Licenza: [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/deed.it). Le coordinate dei"
            " comuni sono di [GeoNames](https://www.geonames.org/) (CC BY 4.0). Controllare: `corale verify"
            " .`, o `sha256sum -c SHA256SUMS`. Ogni valore dice da dove viene: grafi `…/evidence`, `corale"
            " explain IRI`."
        ),
    ),
    "en": (
        "# Corale · release {id}",
        (
            "Participation, co-programming and co-design in Italy as linked open data. "
            "Contents as of {date}; ontology {ontology}; IRIs under {base}"
        ),
        "| what | how many |\n|---|---:|",
        "| file | what it holds | bytes |\n|---|---|---:|",
        (
            "Licence: [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/). The coordinates of"
            " municipalities are from [GeoNames](https://www.geonames.org/) (CC BY 4.0). To check: `corale"
            " verify .`, or `sha256sum -c SHA256SUMS`. Every value tells where it comes from: graphs"
            " `…/evidence`, `corale explain IRI`."
        ),
    ),
}


SOURCES = {
    "it": "| fonte | licenza e condizioni | vista il |\n|---|---|---|",
    "en": "| source | licence and terms | last seen |\n|---|---|---|",
}


def readme(stated: Manifest, lang: str, sources: Sequence[Origin] = ()) -> str:
    """Return the text in a language (`it`, `en`); `sources` are those that the records come from."""
    title, about, numbers, files, end = TEXT[lang]
    words = {
        "id": stated.id,
        "date": stated.date,
        "ontology": stated.versions.get("ontology", ""),
        "base": stated.base,
    }
    told = [f"| {row[1 + (lang == 'en')]} | {_number(stated.counts.get(row[0], 0), lang)} |" for row in ROWS]
    listed = [
        f"| `{name}` | {said[lang == 'en']} | {_number(size(name, stated.files), lang)} |"
        for name, said in FILES.items()
    ]
    return (
        "\n\n".join(
            [
                title.format(**words),
                about.format(**words),
                "\n".join([numbers, *told]),
                "\n".join([files, *listed]),
                "\n".join([SOURCES[lang], *(_origin(one, lang) for one in sources)]),
                end,
            ]
        )
        + "\n"
    )


def _origin(one: Origin, lang: str) -> str:
    title, terms = (one.en, one.terms_en) if lang == "en" else (one.it, one.terms_it)
    named = f"[{title}]({one.page})" if one.page else title
    return f"| {named} | {f'<{one.licence}> ' if one.licence else ''}{terms} | {one.last_seen} |"


def size(name: str, files: Mapping[str, File]) -> int:
    """Return the size of a file, or of all files of a folder (`csv/`), in bytes."""
    return sum(
        file.bytes
        for path, file in files.items()
        if path == name or (name[-1] == "/" and path.startswith(name))
    )


def ontology_version() -> str:
    """Return the version that the ontology states of itself."""
    info = vocabulary.expand("owl:versionInfo")
    stated = (t.object for t in vocabulary.triples("corale.ttl") if t.predicate.value == info)
    return next((getattr(value, "value", "") for value in stated), "")


def _number(number: int, lang: str) -> str:
    return f"{number:,}".replace(",", "." if lang == "it" else ",")
