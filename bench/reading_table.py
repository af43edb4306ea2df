"""The tables of docs/reading.md: how well each field is read, by texts seen and not seen, and by kind of
document.

    python bench/reading_table.py [--real FOLDER]

Published: right of all that are stated. Recall: of the facts, stated; in brackets stated or kept as a
candidate."""

import argparse
import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import calibration
import corpus

Scored = dict[str, corpus.Tally]


def cell(tally: corpus.Tally | None) -> str:
    """Right of stated and recall, as `12/13 · 0.80 (0.85)`; a dash where there is nothing to tell."""
    if tally is None or not (tally.facts or tally.right + tally.wrong):
        return "–"
    row = tally.row()
    shares = f" · {row['recall']:.2f} ({row['recall with candidates']:.2f})" if tally.facts else ""
    return f"{row['published']}{shares}"


def by_field(columns: Sequence[list[Scored]]) -> list[str]:
    """The rows of the table by field, a column for each set of texts."""
    totals = [corpus.total(column) for column in columns]
    rows = []
    for name, family in corpus.FAMILIES.items():
        cells = " | ".join(cell(total.get(name)) for total in totals)
        rows.append(f"| {family} | `{name}` | {cells} |")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    shared = Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("--real", type=Path, default=Path(os.environ.get("CORALE_REAL") or shared))
    folder = parser.parse_args().real
    rows = [(text, corpus.score(text, corpus.read(text))) for text in corpus.texts(folder)]
    seen, unseen = (
        [scored for text, scored in rows if (text.fold == corpus.UNSEEN) is side] for side in (False, True)
    )
    held, own = (
        [corpus.score(text, corpus.read(text)) for text in texts]
        for texts in (calibration.held(), calibration.own())
    )
    print(
        "| family | field | corpus, seen | our own, seen | corpus, fold 0 | our own, held |\n|" + "---|" * 6
    )
    print("\n".join(by_field([seen, own, unseen, held])))
    kinds: dict[str, list[Scored]] = defaultdict(list)
    for text, scored in rows:
        kinds[text.expected["document_kind"]].append(scored)
    print(
        "\n| kind of document | texts | plain values, objects | parties | dates | money | area |\n|"
        + "---|" * 7
    )
    for kind, scores in sorted(kinds.items()):
        families: dict[str, corpus.Tally] = defaultdict(corpus.Tally)
        for name, tally in corpus.total(scores).items():
            families[corpus.FAMILIES[name]].add(tally)
            if corpus.FAMILIES[name] not in ("decision", "kinds"):
                families["all"].add(tally)
        cells = " | ".join(cell(families.get(name)) for name in ("all", "parties", "dates", "money", "area"))
        print(f"| {kind} | {len(scores)} | {cells} |")


if __name__ == "__main__":
    main()
