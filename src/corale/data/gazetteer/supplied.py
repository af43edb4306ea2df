"""Tables of other registries' identifiers, supplied by the publisher as CSV: public bodies, third sector,
Wikidata.

Each kind is told by its columns; the headers of the official exports are known as well as ours. A table says
its source, date and licence (columns of that name, or lines `# source: …` before the header): without them it
is refused."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corale.data.gazetteer.names import fold
from corale.data.gazetteer.places import places
from corale.errors import UsageError


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table: the columns it must have, the first of which is its code, and those it may have."""

    name: str
    needs: tuple[str, ...]
    may: tuple[str, ...]
    what: str


ALSO = {
    "code": ("codice_ipa", "cod_amm", "ipa_code", "codice ipa"),
    "health_code": ("codice azienda", "codice_azienda", "cod_azienda", "codice asl", "codice ausl"),
    "university_code": ("cod_ateneo", "codice ateneo", "codice_ateneo", "codateneo"),
    "diocese_code": ("codice diocesi", "codice_diocesi", "cod_diocesi"),
    "number": (
        "repertorio",
        "numero repertorio",
        "n repertorio",
        "rep numero",
        "numero di repertorio",
        "numero iscrizione runts",
        "runts",
    ),
    "name": (
        "denominazione_ente",
        "denominazione",
        "des_amm",
        "ragione sociale",
        "denominazione azienda",
        "denominazione_azienda",
        "nomeesteso",
        "nome_esteso",
        "nome ateneo",
        "diocesi",
    ),
    "istat": (
        "codice_comune_istat",
        "codice istat",
        "codice_istat",
        "pro_com_t",
        "codice comune",
        "codice_comune",
        "cod_comune_istat",
        "codice comune istat",
    ),
    "municipality": ("comune", "citta", "comune sede legale"),
    "province": ("provincia", "sigla provincia", "provincia sede legale"),
    "region": ("regione", "denominazione regione", "regione ecclesiastica"),
    "section": ("sezione", "sezione runts"),
    "tax_code": ("codice_fiscale_ente", "codice fiscale", "codice_fiscale", "cod_fiscale", "cf"),
    "wikidata": ("wikidata_id", "qid", "item"),
    "territory": ("id_comune",),
    "end": ("data_fine_validita",),
    "licence": ("license", "licenza"),
    "date": ("data",),
    "source": ("fonte",),
}
PLACED = ("istat", "province", "municipality", "region", "tax_code", "iri")
KINDS = (
    Kind("wikidata", ("istat", "wikidata"), (), "ISTAT code -> Wikidata item of municipalities"),
    Kind(
        "territories",
        ("istat", "territory"),
        ("end",),
        "ISTAT code -> national IRI of municipalities in force",
    ),
    Kind(
        "third-sector",
        ("number", "name"),
        ("section", "municipality", "province", "istat", "tax_code", "iri"),
        "third-sector entities (RUNTS export)",
    ),
    Kind("health-bodies", ("health_code", "name"), PLACED, "local health bodies (list of the ministry)"),
    Kind("universities", ("university_code", "name"), PLACED, "universities (list of the ministry)"),
    Kind("dioceses", ("diocese_code", "name"), PLACED, "dioceses"),
    Kind(
        "unions",
        ("name", "members"),
        ("code", "iri"),
        "unions of municipalities; members: ISTAT codes, by spaces",
    ),
    Kind("social-areas", ("name", "region", "members"), ("key", "kind", "lead", "authority"), "social areas"),
    Kind(
        "public-bodies",
        ("code", "name"),
        ("istat", "province", "municipality", "tax_code", "iri", "section"),
        "public bodies (IPA export)",
    ),
)
_QUOTED = re.compile(r'"[^"]*"')
PROVENANCE = ("source", "date", "licence")


@dataclass(frozen=True, slots=True)
class Supplied:
    """A supplied table: its kind, its rows by our column names, and where it comes from."""

    kind: str
    rows: tuple[dict[str, str], ...]
    source: str
    date: str
    licence: str


def read(file: Path, source: str = "", date: str = "", licence: str = "") -> Supplied:
    """Return a table read from a CSV file; what the file does not say of its origin, the arguments may.

    Raises:
        UsageError: it is no text, no known kind of table, or does not say source, date and licence.
    """
    text = decoded(file.read_bytes(), file.name)
    lines = text.splitlines()
    stated = {"source": source, "date": date, "licence": licence}
    while lines and lines[0].startswith("#"):
        name, _, value = lines.pop(0).lstrip("# ").partition(":")
        stated[fold(name)] = stated.get(fold(name)) or value.strip()
    rows = [renamed(row) for row in _parsed(lines)]
    kind = kind_of(rows[0] if rows else {}, file.name)
    for name in PROVENANCE:
        stated[name] = stated[name] or next((row[name] for row in rows if row.get(name)), "")
    if missing := [name for name in PROVENANCE if not stated[name]]:
        raise UsageError(
            f"{file.name} does not say its {', '.join(missing)}: add columns of that name, or lines "
            f"«# {missing[0]}: …» before the header, or use --{missing[0]}"
        )
    wanted = {*kind.needs, *kind.may}
    held = tuple({name: value for name, value in row.items() if name in wanted} for row in rows)
    return Supplied(kind.name, held, stated["source"], stated["date"], stated["licence"])


def decoded(data: bytes, name: str) -> str:
    """Return the text of a table: UTF-8, UTF-16 with its mark, else Windows-1252, as spreadsheets save it.

    Raises:
        UsageError: it is none of these.
    """
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UsageError(f"{name}: codifica ignota · unknown encoding: save it as UTF-8 CSV")


def _parsed(lines: list[str]) -> Iterator[dict[str, str]]:
    """The rows of a CSV: columns are parted by what the header has most of, commas, semicolons, tabs or
    bars."""
    bare = _QUOTED.sub("", lines[0]) if lines else ""
    for row in csv.DictReader(lines, delimiter=max(",;\t|", key=bare.count)):
        yield {column: (value or "").strip() for column, value in row.items() if column is not None}


@cache
def _known(column: str) -> str:
    """Our name for a column, whatever export it comes from."""
    known = {fold(other): name for name, others in ALSO.items() for other in (name, *others)}
    return known.get(fold(column), column.strip())


def renamed(row: dict[str, str]) -> dict[str, str]:
    """Return a row under our column names, whatever export it comes from: of two columns for one of ours, the
    first that is filled."""
    found: dict[str, str] = {}
    for column, value in row.items():
        name = _known(column)
        found[name] = found.get(name) or value
    return found


def code_of(kind: str) -> str:
    """Return the column that holds the code of a kind of table.

    >>> code_of("third-sector"), code_of("universities"), code_of("unions")
    ('number', 'university_code', 'code')
    """
    first = next(one.needs[0] for one in KINDS if one.name == kind)
    return first if first != "name" else "code"


def conflicts(table: Supplied) -> list[str]:
    """Return what a table says against itself or the municipalities, a sentence each in both languages.

    A code of two names, a tax code of two codes, an ISTAT code that no municipality has.
    """
    code = code_of(table.kind)
    names: dict[str, dict[str, None]] = defaultdict(dict)
    owners: dict[str, dict[str, None]] = defaultdict(dict)
    unknown: dict[str, None] = {}
    for row in table.rows:
        if own := row.get(code):
            names[own][row.get("name", "")] = None
            if tax := row.get("tax_code"):
                owners[tax][own] = None
        istat = row.get("istat", "")
        if istat and places().get(istat.zfill(6)) is None:
            unknown[istat] = None
    found = [
        f"{code} {own}: {len(held)} nomi · names: {' / '.join(list(held)[:3])}"
        for own, held in names.items()
        if len(held) > 1
    ]
    found += [
        f"tax_code {tax}: {len(held)} codici · codes: {', '.join(list(held)[:3])}"
        for tax, held in owners.items()
        if len(held) > 1
    ]
    return found + [f"istat {istat}: nessun comune · no municipality" for istat in unknown]


def kind_of(row: dict[str, str], name: str) -> Kind:
    """Return the kind of table that has these columns.

    Raises:
        UsageError: no kind has.
    """
    for kind in KINDS:
        if set(kind.needs) <= set(row):
            return kind
    known = "; ".join(f"{kind.name}: {', '.join(kind.needs)}" for kind in KINDS)
    raise UsageError(
        f"{name} is no known table. Columns needed: {known}. Found: {', '.join(sorted(row)) or 'none'}"
    )


def text_of(table: Supplied) -> str:
    """Return a table as the CSV text that :func:`read` reads back."""
    kind = next(kind for kind in KINDS if kind.name == table.kind)
    columns = [column for column in (*kind.needs, *kind.may) if any(row.get(column) for row in table.rows)]
    out = [",".join((*columns, *PROVENANCE))]
    for row in table.rows:
        cells = [*(row.get(column, "") for column in columns), table.source, table.date, table.licence]
        out.append(
            ",".join(
                f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & set(',"\n') else cell
                for cell in cells
            )
        )
    return "\n".join(out) + "\n"


def all_of(folder: Path | None) -> tuple[Supplied, ...]:
    """Return the supplied tables that a publisher keeps in `DIR/authorities/` under the names of their
    kinds."""
    if folder is None:
        return ()
    files = (folder / f"{kind.name}.csv" for kind in KINDS)
    return tuple(read(file) for file in sorted(files) if file.is_file())
