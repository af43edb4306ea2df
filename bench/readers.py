"""Two readers of the same texts: on which facts they agree, and which only one of them wrote down.

    python bench/readers.py [--show]

The lists stand in `tests/facts/first` and `tests/facts/second`; what was settled of them in `tests/facts`.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import prose

LISTS = "prose.csv", "corpus-prose.csv"
Row = dict[str, str]


def alike(one: Row, other: Row) -> bool:
    """Say whether two rows tell the same fact, in one of the alternatives of each."""
    return any(
        prose.matches(other, prose.Fact(one["kind"], subject, value, 0))
        for subject in one["subject"].split("|")
        for value in one["value"].split("|")
    )


def compare(name: str) -> dict[str, list[Row]]:
    """Return the rows on which both readers agree (as the first wrote them), and those of only one."""
    rows = {
        reader: [row for rows in prose.listed(f"{reader}/{name}").values() for row in rows]
        for reader in ("first", "second")
    }
    parts: dict[str, list[Row]] = {"agreed": [], "only first": [], "only second": []}
    for row in rows["first"]:
        twins = (one for one in rows["second"] if one["document"] == row["document"])
        parts["agreed" if any(alike(row, one) or alike(one, row) for one in twins) else "only first"].append(
            row
        )
    for row in rows["second"]:
        twins = (one for one in rows["first"] if one["document"] == row["document"])
        if not any(alike(row, one) or alike(one, row) for one in twins):
            parts["only second"].append(row)
    return parts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", action="store_true", help="print the rows that only one reader has")
    show = parser.parse_args().show
    for name in LISTS:
        parts = compare(name)
        sums = {
            part: {"all": len(rows), "asked": sum(row["asked"] == "yes" for row in rows)}
            for part, rows in parts.items()
        }
        print(json.dumps({"list": name, **sums}))
        for part in ("only first", "only second") if show else ():
            for row in parts[part]:
                print(part, *row.values(), sep=" | ")


if __name__ == "__main__":
    main()
