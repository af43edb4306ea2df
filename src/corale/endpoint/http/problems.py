"""Every way of saying no: code, status, and what it means, in Italian and English (RFC 9457 problem details).

No text tells a path, a version or a trace; what an engine says of a query's syntax is passed on.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its HTTP status, its title and what to do about it."""

    status: int
    it: str
    en: str
    way_it: str = ""
    way_en: str = ""


_SMALLER_IT = "Aggiungi LIMIT, filtra, oppure scarica il grafo intero da /dumps/."
_SMALLER_EN = "Add a LIMIT, filter, or download the whole graph from /dumps/."
_CHEAPER_IT = (
    "Restringi i modelli, evita prodotti incrociati, oppure scarica il grafo da /dumps/. I limiti: /limits."
)
_CHEAPER_EN = (
    "Narrow the patterns, avoid cross products, or download the graph from /dumps/. The limits: /limits."
)
_AGAIN_IT, _AGAIN_EN = "Riprova fra poco.", "Try again in a while."

KINDS: Mapping[str, Kind] = {
    "syntax": Kind(400, "Errore di sintassi nell'interrogazione", "Syntax error in the query"),
    "update-as-query": Kind(
        400,
        "Aggiornamento al posto di un'interrogazione",
        "An update in place of a query",
        "I dati si leggono soltanto: usa SELECT, ASK, CONSTRUCT o DESCRIBE.",
        "The data is read-only: use SELECT, ASK, CONSTRUCT or DESCRIBE.",
    ),
    "too-deep": Kind(
        400,
        "Troppe parentesi annidate",
        "Too many nested brackets",
        "Riscrivi l'interrogazione con meno gruppi uno dentro l'altro.",
        "Rewrite the query with fewer groups inside one another.",
    ),
    "result-too-large": Kind(400, "Risultato troppo grande", "Result too large", _SMALLER_IT, _SMALLER_EN),
    "evaluation": Kind(400, "L'interrogazione non si può valutare", "The query cannot be evaluated"),
    "bad-request": Kind(400, "Richiesta malformata", "Malformed request"),
    "no-query": Kind(
        400,
        "Manca l'interrogazione",
        "No query",
        "Indica una sola interrogazione nel parametro query.",
        "Give exactly one query, in the parameter query.",
    ),
    "service-refused": Kind(
        403,
        "SERVICE non è ammesso",
        "SERVICE is not allowed",
        "Interroga l'altro servizio dal tuo programma, oppure scarica il grafo da /dumps/ e unisci i dati"
        " da te.",
        "Query the other service from your own program, or download the graph from /dumps/ and join the data"
        " yourself.",
    ),
    "update-refused": Kind(
        403,
        "Gli aggiornamenti non sono ammessi",
        "Updates are not allowed",
        "I dati si leggono soltanto: usa il parametro query.",
        "The data is read-only: use the parameter query.",
    ),
    "host-refused": Kind(403, "Host non ammesso", "Host not allowed"),
    "not-found": Kind(
        404,
        "Pagina non trovata",
        "Page not found",
        "Cerca con /search, sfoglia gli elenchi in /browse/ o interroga con /sparql.",
        "Search with /search, browse the lists at /browse/ or query with /sparql.",
    ),
    "method": Kind(405, "Metodo non ammesso", "Method not allowed"),
    "not-acceptable": Kind(406, "Nessun formato adatto", "No acceptable format"),
    "not-in-xml": Kind(
        406,
        "XML non può contenere il risultato",
        "XML cannot hold the result",
        "Chiedi un altro formato.",
        "Ask for another format.",
    ),
    "release-unknown": Kind(
        404,
        "Pubblicazione sconosciuta",
        "Unknown release",
        "Togli il parametro release per avere la risposta di oggi.",
        "Leave the parameter release out to have today's answer.",
    ),
    "withdrawn": Kind(410, "Ritirato", "Withdrawn"),
    "release-gone": Kind(
        410,
        "La pubblicazione non si può più interrogare",
        "The release cannot be queried any more",
        "Scarica i suoi file e interrogali con corale query --release, oppure togli il parametro release.",
        "Download its files and query them with corale query --release, or leave the parameter release out.",
    ),
    "release-loading": Kind(
        503,
        "La pubblicazione si sta caricando",
        "The release is loading",
        _AGAIN_IT,
        _AGAIN_EN,
    ),
    "too-long": Kind(413, "Richiesta troppo lunga", "Request too long", _SMALLER_IT, _SMALLER_EN),
    "headers-too-long": Kind(431, "Intestazioni troppo lunghe", "Headers too long"),
    "media-type": Kind(
        415,
        "Tipo di contenuto non ammesso",
        "Unsupported media type",
        "Usa application/sparql-query o application/x-www-form-urlencoded, in UTF-8.",
        "Use application/sparql-query or application/x-www-form-urlencoded, in UTF-8.",
    ),
    "range": Kind(416, "Intervallo fuori dal file", "Range not satisfiable"),
    "budget": Kind(
        429,
        "Hai usato la tua parte",
        "You used your share",
        "Ogni client ha una quota al minuto: vedi /limits.",
        "Each client has a share a minute: see /limits.",
    ),
    "internal": Kind(500, "Errore nostro", "Our error", _AGAIN_IT, _AGAIN_EN),
    "query-time": Kind(
        503,
        "Interrogazione troppo lunga",
        "Query too long",
        _CHEAPER_IT,
        _CHEAPER_EN,
    ),
    "query-cpu": Kind(
        503,
        "Interrogazione troppo pesante",
        "Query too heavy",
        _CHEAPER_IT,
        _CHEAPER_EN,
    ),
    "query-memory": Kind(
        503,
        "Interrogazione senza più memoria",
        "Query out of memory",
        _CHEAPER_IT,
        _CHEAPER_EN,
    ),
    "query-fault": Kind(
        503,
        "Interrogazione che ferma il motore",
        "Query that stops the engine",
        _CHEAPER_IT,
        _CHEAPER_EN,
    ),
    "worker-lost": Kind(503, "Interrogazione interrotta", "Query interrupted", _AGAIN_IT, _AGAIN_EN),
    "storage": Kind(503, "Manca spazio per i risultati", "No room for results", _AGAIN_IT, _AGAIN_EN),
    "busy": Kind(503, "Servizio occupato", "Service busy", _AGAIN_IT, _AGAIN_EN),
}
RETRY = {"busy": 2, "worker-lost": 1, "release-loading": 3}
"""Seconds of Retry-After for what may go well next time."""


@dataclass(slots=True)
class ProblemError(Exception):
    """A refusal: its code in :data:`KINDS`, detail in both languages, further headers and members of the
    answer."""

    code: str
    it: str = ""
    en: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    members: dict[str, str | int | list[str]] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """The kind of problem."""
        return KINDS[self.code]

    def texts(self, language: str) -> tuple[str, str, str]:
        """Return title, detail and way on in a language."""
        kind = self.kind
        if language == "en":
            return kind.en, self.en or self.it, kind.way_en
        return kind.it, self.it or self.en, kind.way_it

    def body(self, language: str, release: str, root: str = "") -> bytes:
        """Return the problem as `application/problem+json`; `root` is the prefix of our paths."""
        title, detail, way = self.texts(language)
        told: dict[str, object] = {
            "type": f"{root}/limits#{self.code}",
            "title": title,
            "status": self.kind.status,
            "code": self.code,
        }
        told |= {"detail": detail} if detail else {}
        told |= {"suggestion": way} if way else {}
        return json.dumps(told | {"release": release} | self.members, ensure_ascii=False).encode()
