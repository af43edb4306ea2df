"""Tables of other registries' identifiers, supplied by the publisher as CSV: public bodies, third sector,
Wikidata.

Each kind is told by its columns; the headers of the official exports are known as well as ours. A table says
its source, date and licence (columns of that name, or lines `# source: …` before the header): without them it
is refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corale.data.gazetteer.authorities import parse
from corale.data.gazetteer.names import fold
from corale.errors import UsageError


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table: the columns it must have, those it may have, and other headers each is known under."""

    name: str
    needs: tuple[str, ...]
    may: tuple[str, ...]
    what: str


ALSO = {
    "code": ("codice_ipa", "cod_amm", "ipa_code", "codice ipa"),
    "number": ("repertorio", "numero repertorio", "n repertorio", "runts"),
    "name": ("denominazione_ente", "denominazione", "des_amm", "ragione sociale"),
    "istat": (
        "codice_comune_istat",
        "codice istat",
        "codice_istat",
        "pro_com_t",
        "codice comune",
        "codice_comune",
    ),
    "municipality": ("comune", "citta", "comune sede legale"),
    "province": ("provincia", "sigla provincia", "provincia sede legale"),
    "section": ("sezione", "sezione runts"),
    "tax_code": ("codice_fiscale_ente", "codice fiscale", "cf"),
    "wikidata": ("wikidata_id", "qid", "item"),
    "territory": ("id_comune",),
    "end": ("data_fine_validita",),
    "licence": ("license", "licenza"),
    "date": ("data",),
    "source": ("fonte",),
}
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
        UsageError: it is no UTF-8, no known kind of table, or does not say source, date and licence.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{file.name} is not UTF-8: save it as UTF-8 CSV") from None
    lines = text.splitlines()
    stated = {"source": source, "date": date, "licence": licence}
    while lines and lines[0].startswith("#"):
        name, _, value = lines.pop(0).lstrip("# ").partition(":")
        stated[fold(name)] = stated.get(fold(name)) or value.strip()
    rows = [renamed(row) for row in parse("\n".join(_commas(lines)))]
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


def _commas(lines: list[str]) -> Iterable[str]:
    """The lines of a CSV whose columns are parted by semicolons, as many Italian exports are, parted by
    commas."""
    if (
        lines
        and ";" in lines[0]
        and "," not in lines[0]
        and not any('"' in line or "," in line for line in lines)
    ):
        return (line.replace(";", ",") for line in lines)
    return lines


def renamed(row: dict[str, str]) -> dict[str, str]:
    """Return a row under our column names, whatever export it comes from."""
    known = {fold(other): name for name, others in ALSO.items() for other in (name, *others)}
    return {known.get(fold(column), column.strip()): value for column, value in row.items()}


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
