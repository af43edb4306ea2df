"""The findings of extraction: their codes, severities and texts stand in `mappings/findings.csv`."""

import csv
from functools import cache

from corale import artefacts
from corale.data.published.undecided import CODES
from corale.findings import Finding, Severity

WIDTH = 120
UNREAD = frozenset(  # codes that say that a file, or a row of a table, was not read
    [*(f"F{n:03}" for n in (*range(1, 11), 11, 13, 14)), *(f"R{n:03}" for n in range(5, 14))]
)
KINDS_IT = {
    "person": "persona",
    "phone": "telefono",
    "mail": "casella di posta",
    "tax-code": "codice fiscale",
    "bank-account": "conto bancario",
    "card": "carta di pagamento",
    "document": "documento d'identità",
    "plate": "targa",
    "year": "anno",
    "integer": "numero intero",
    "months": "numero di mesi",
    "money": "importo",
    "percent": "percentuale",
    "date": "data",
    "boolean": "sì o no",
    "score": "punteggio",
    "address": "indirizzo",
    "path": "percorso di file",
    "title and body": "titolo ed ente",
    "title and start": "titolo e inizio",
    "body, start and first words of the title": "ente, inizio e prime parole del titolo",
    "file and title": "file e titolo",
    "file and body": "file ed ente",
    "file and start": "file e inizio",
}


@cache
def rows() -> dict[str, dict[str, str]]:
    """Return the rows of the table by code."""
    return {
        row["code"]: row for row in csv.DictReader(artefacts.text("mappings", "findings.csv").splitlines())
    }


def finding(
    code: str, file: str, line: int = 0, name: str = "", against: int = 0, /, **words: object
) -> Finding:
    """Return a finding of that code, about the field `name`; `words` fill its texts (long ones are cut, but
    for a list of columns).

    `against` is the line that says otherwise.

    >>> finding("D010", "x.txt", 9, "score", score=31, maximum=30).message_en
    'The score 31 is above its maximum 30.'
    """
    row = rows()[code]
    cut = {
        name: text if len(text := str(word)) <= WIDTH or name == "columns" else text[: WIDTH - 1] + "…"
        for name, word in words.items()
    }
    italian = cut | {name: KINDS_IT.get(word, word) for name, word in cut.items() if name == "kind"}
    return Finding(
        file=file,
        line=line,
        code=code,
        severity=Severity(row["severity"]),
        message_it=row["message_it"].format_map(italian),
        message_en=row["message_en"].format_map(cut),
        suggestion_it=row["suggestion_it"],
        suggestion_en=row["suggestion_en"],
        field=name,
        words=str(words.get("text", "")) if code in CODES else "",
        against=against,
    )
