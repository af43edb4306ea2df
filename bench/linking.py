"""How well and how fast names are linked: precision and recall by band on the gold set, names a second,
latency.

    python bench/linking.py quality [--calibrate]     both halves; scores from the tuning half
    python bench/linking.py speed [--sizes 10000,100000]   one name, batches of 50
    python bench/linking.py duplicates                 pairs of bodies that may be one: how many are
    python bench/linking.py ipa FILE                   municipalities in an extract of the public bodies
    python bench/linking_peers.py                      the same names through two other services

The gold set (`tests/cases/linking`) was made from the authority tables and the documents; cooperatives with
similar names are made up. Its `tuning` half gives the scores, `held-back` the figures."""

import argparse
import csv
import json
import math
import random
import re
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import product
from pathlib import Path

from corale import artefacts
from corale.data.gazetteer.areas import areas
from corale.data.gazetteer.authorities import table
from corale.data.gazetteer.bodies import known, municipality
from corale.data.gazetteer.names import fold
from corale.data.gazetteer.naming import resolve
from corale.data.gazetteer.places import places, regions
from corale.data.gazetteer.similarity import words as words_of
from corale.data.matching.candidates import SURE, Scored, Sought, _rivals, codes_of, match
from corale.data.matching.duplicates import duplicates
from corale.data.matching.index import Index, Item
from corale.endpoint.reconcile import queries

BODY = ("COV:Organization",)
GOLD = Path(__file__).resolve().parent.parent / "tests" / "cases" / "linking"
wording_cache = words_of


def rows(name: str) -> list[dict[str, str]]:
    with (GOLD / f"{name}.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def universe() -> Iterator[Item]:
    """All municipalities (as territory and as body), the built-in bodies, and the targets of the gold set."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in table("place-aliases"):
        aliases[row["istat"]].append(row["alias"])
    for place in places().by_istat.values():
        codes = (place.istat, place.istat[:3], place.region, *place.former_provinces)
        own = "historic" if place.until else "exact"
        names = [(place.name, own), (f"{place.name} {place.other_name}", own), (place.other_name, own)]
        names += [(alias, "alias") for alias in aliases[place.istat]]
        if not place.other_name:
            names = [names[0], *names[3:]]
        yield Item(
            f"id/place/{place.istat}", place.name, tuple(names), ("corale:Municipality", "CLV:Feature"), codes
        )
        body = municipality(place)
        formal = [(f"Comune di {name}", how) for name, how in names]
        types = ("COV:PublicOrganization", "COV:Organization")
        yield Item(f"id/organisation/{body.key}", body.name, tuple(formal), types, codes)
    variants = defaultdict(list)
    for row in table("body-variants"):
        if not row["where"]:
            variants[row["key"]].append((row["stated"], "alias"))
    for body in known().values():
        region = areas()[body.area].region if body.area in areas() else ""
        codes = (region,) if region else ()
        own = ((body.name, "exact"), *variants[body.key])
        yield Item(f"id/organisation/{body.key}", body.name, own, ("COV:Organization",), codes)
    for row in rows("targets"):
        codes = (row["province"], regions()[row["province"]]) if row["province"] else ()
        yield Item(row["id"], row["name"], ((row["name"], "exact"),), ("COV:Organization",), codes)


def interval(right: int, of: int) -> tuple[float, float]:
    """The Wilson interval of a share, at 95 %."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, right / of
    centre = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (centre - spread) / (1 + z * z / of), (centre + spread) / (1 + z * z / of)


def run(index: Index, gold: Iterable[dict[str, str]]) -> list[tuple[dict[str, str], list[Scored]]]:
    found = []
    for row in gold:
        codes = codes_of(row["province"]) if row["province"] else ()
        found.append((row, match(index, Sought(row["name"], codes=codes))))
    return found


def quality(found: list[tuple[dict[str, str], list[Scored]]]) -> dict[str, object]:
    """Precision of links by band and of all, recall, share of right first candidates, and every wrong
    link."""
    bands: dict[str, list[bool]] = defaultdict(list)
    first: list[bool] = []
    wrong, missed = [], []
    positives = sum(1 for row, _ in found if row["expected"])
    for row, scored in found:
        linked = next((one for one in scored if one.match), None)
        if linked:
            right = linked.item.id == row["expected"]
            bands[linked.band].append(right)
            if not right:
                wrong.append((row["name"], row["province"], linked.item.id, row["expected"], row["category"]))
        if row["expected"]:
            first.append(bool(scored) and scored[0].item.id == row["expected"])
            if not linked:
                missed.append(
                    (row["name"], row["province"], row["category"], scored[0].item.id if scored else "")
                )
    links = [right for held in bands.values() for right in held]
    low, high = interval(sum(links), len(links))
    return {
        "pairs": len(found),
        "links": len(links),
        "right": sum(links),
        "precision": round(sum(links) / len(links), 4),
        "interval": [round(low, 4), round(high, 4)],
        "recall": round(sum(links) / positives, 4),
        "first candidate right": round(statistics.mean(first), 4),
        "bands": {band: f"{sum(held)}/{len(held)}" for band, held in sorted(bands.items())},
        "wrong": wrong,
        "missed": missed,
    }


BINS: dict[str, tuple[int, ...]] = {"fuzzy": (92, 80, 0), "weak": (90, 0)}


def calibration(found: list[tuple[dict[str, str], list[Scored]]]) -> list[dict[str, str | int]]:
    """The share of right candidates by band, agreement of place, standing and likeness, as the score they
    deserve."""
    tally: dict[tuple[str, str, str, int], list[bool]] = defaultdict(list)
    for row, scored in found:
        tied = {one.item.id for one in (scored[:1] + _rivals(scored) if scored else [])}
        for one in scored[:5]:
            if one.item.id in tied and len(tied) > 1:
                continue
            band = "weak" if one.band in SURE and not one.match else one.band
            place = "yes" if one.features.get("place") == 1.0 else "no"
            likely = "yes" if one.item.id in tied else "no"
            least = next(low for low in BINS.get(band, (0,)) if one.features["name"] >= low)
            tally[band, place, likely, least].append(one.item.id == row["expected"])
    out: list[dict[str, str | int]] = []
    for band in ("exact", "alias", "historic", "fuzzy", "weak"):
        for likely, place in product(("yes", "no"), ("yes", "no")):
            highest = 100
            for least in BINS.get(band, (0,)):
                held = tally[band, place, likely, least]
                pooled = held or [
                    right for where in ("yes", "no") for right in tally[band, where, likely, least]
                ]
                prior = 1.0 if band in SURE else 0.5
                share = (sum(pooled) + prior) / (len(pooled) + 1)
                highest = min(highest, round(100 * share))
                made = {"band": band, "place": place, "likely": likely, "from": least, "score": highest}
                if band not in SURE or likely == "yes":
                    out.append({**made, "pairs": len(held)})
    return out


def bodies_of_2013(file: Path) -> dict[str, object]:
    """Names of municipalities in an old extract of the index of public bodies, linked with their province.

    A link is checked by the Belfiore code in the body's own code; where the two differ (some 100 codes there
    are another town's), by name and province together."""
    by_belfiore = {place.belfiore.lower(): place for place in places().by_istat.values() if place.belfiore}
    tally: dict[str, list[str]] = defaultdict(list)
    with file.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            code = re.fullmatch(r"it/c_([a-z]\d{3})", row["id"])
            if not code or not row["classification"].startswith("Comuni"):
                continue
            sign = re.search(r"\(([A-Z]{2})\)", row["address"] or "")
            found = resolve(f"{row['name']} ({sign[1]})" if sign else row["name"])
            place = places().get(found.place) if found and found.place else None
            expected = by_belfiore.get(code[1])
            if place is None:
                tally["no link" if expected else "dissolved since"].append(row["name"])
            elif place == expected or place.until:
                tally["right by code"].append(row["name"])
            elif sign and place.province_sign == sign[1] and fold(row["name"]).endswith(fold(place.name)):
                tally["right by name and province"].append(row["name"])
            else:
                tally["to look at"].append(
                    f"{row['name']} ({sign[1] if sign else ''}) {row['id']} -> {place.istat}"
                )
    told: dict[str, object] = {kind: len(names) for kind, names in sorted(tally.items())}
    return told | {"to look at": tally["to look at"], "examples of no link": tally["no link"][:10]}


def crowd(size: int, seed: int = 11) -> Iterator[Item]:
    """The universe, filled up with made-up bodies and processes whose names share their words, as real ones
    do."""
    count = 0
    for count, item in enumerate(universe(), 1):
        if count > size:
            return
        yield item
    chance = random.Random(seed)
    towns = [place for place in places().by_istat.values() if not place.until]
    heads = [
        "Associazione",
        "Cooperativa sociale",
        "Fondazione",
        "Comitato",
        "Circolo",
        "Società sportiva",
        "Centro",
    ]
    words = sorted({word for place in towns for word in words_of(place.name) if len(word) > 3})
    for number in range(count + 1, size + 1):
        town = chance.choice(towns)
        made = " ".join(chance.choice(words).title() for _ in range(chance.randint(1, 3)))
        name = f"{chance.choice(heads)} {made}"
        if number % 5 == 0:
            name = f"Percorso partecipato {made} a {town.name}: insieme per la comunità"
        codes = (town.istat, town.province, town.region)
        yield Item(f"id/organisation/{number:07d}", name, ((name, "exact"),), ("COV:Organization",), codes)


def clocked(index: Index, asked: dict[str, dict[str, str]]) -> tuple[float, float]:
    """Milliseconds by the wall and of the processor that the service's own code takes for a batch."""
    wording_cache.cache_clear()
    wall, used = time.perf_counter(), time.process_time()
    queries.answer(index, queries.batch(json.dumps(asked)))
    return (time.perf_counter() - wall) * 1000, (time.process_time() - used) * 1000


def told(times: list[tuple[float, float]]) -> dict[str, list[float]]:
    """Median, 99th percentile and worst, by the wall and of the processor."""
    out: dict[str, list[float]] = {}
    for name, at in (("wall ms", 0), ("cpu ms", 1)):
        held = sorted(one[at] for one in times)
        out[name] = [
            round(value, 1) for value in (statistics.median(held), held[int(len(held) * 0.99)], held[-1])
        ]
    return out


def speed(sizes: Iterable[int]) -> list[dict[str, object]]:
    """Latency of one name and of a batch of 50 through the service's own code, names a second, size of the
    index."""
    out: list[dict[str, object]] = []
    asked = [row for half in ("tuning", "held-back") for row in rows(half)]
    asked += [
        {"name": "Comune"},
        {"name": "Associazione"},
        {"name": "San"},
        {"name": "a"},
        {"name": "x" * 1000},
    ]
    asked += [{"name": "Cooperativa sociale di San Giovanni della Valle del Monte e del Castello " * 5}]
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            Index.build(crowd(size), Path(folder) / "names.db").close()
            built = time.perf_counter() - began
            index = Index.open(Path(folder) / "names.db")
            timed = partial(clocked, index)
            timed({"q": {"query": "Samone (TN)"}})  # the first query of a process reads the tables
            single = [(*timed({"q": {"query": row["name"]}}), row["name"][:40]) for row in asked]
            batches = [
                timed({str(n): {"query": row["name"]} for n, row in enumerate(asked[at : at + 50])})
                for at in range(0, len(asked) - 50, 50)
            ]
            bytes_ = (Path(folder) / "names.db").stat().st_size
            out.append(
                {
                    "entities": size,
                    "build s": round(built, 1),
                    "MB": round(bytes_ / 1e6, 1),
                    "one name": told([one[:2] for one in single]),
                    "worst name": max(single)[2],
                    "batch of 50": told(batches),
                    "names a second": round(50_000 / statistics.median(cpu for _, cpu in batches)),
                }
            )
    return out


def misspelt(seed: int = 7) -> tuple[list[Item], dict[str, str]]:
    """Bodies as records would name them that link to nothing: the gold set's names, and names of the universe
    with slips; and which body each is (itself, where it is none)."""
    from bench.noise import bare, slip  # it reads this module

    chance, index = random.Random(seed), Index.build(universe())
    named = [
        (row["name"], codes_of(row["province"]) if row["province"] else (), row["expected"])
        for half in ("tuning", "held-back")
        for row in rows(half)
        if not row["expected"].startswith("id/place/")
    ]
    for item in universe():
        if item.id.startswith("id/organisation/") and "/comune-" not in item.id:
            spelt = (slip(item.label, chance), slip(item.label, chance), bare(item.label).upper())
            named += [(name, item.codes, item.id) for name in spelt]
    made, truth = [], {}
    for number, (name, codes, expected) in enumerate(named):
        if not any(one.match for one in match(index, Sought(name, codes=codes[:1]))):
            one = Item(f"id/organisation/stated-{number:04d}", name, ((name, "exact"),), BODY, tuple(codes))
            made.append(one)
            truth[one.id] = expected or one.id
    return made, truth


def pairs() -> dict[str, object]:
    """How many of the pairs that are offered as one body are one."""
    made, truth = misspelt()
    known = [item for item in universe() if item.id.startswith("id/organisation/")]
    index = Index.build([*universe(), *made])
    found = duplicates(index, [*made, *(item for item in known if "/comune-" not in item.id)])
    wrong = [pair for pair in found if truth.get(pair.first, pair.first) != truth.get(pair.other, pair.other)]
    right = len(found) - len(wrong)
    paired = {one for pair in found if pair not in wrong for one in (pair.first, pair.other)}
    others = [id_ for id_, body in truth.items() if body != id_]
    return {
        "bodies": len(made),
        "pairs": len(found),
        "right": right,
        "interval": [round(bound, 4) for bound in interval(right, len(found))],
        "found of those that are another's": f"{sum(id_ in paired for id_ in others)}/{len(others)}",
        "wrong": [(pair.first_label, pair.other_label, pair.likeness) for pair in wrong],
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["quality", "speed", "duplicates", "ipa"])
    parser.add_argument(
        "file", nargs="?", type=Path, help="The extract of the index of public bodies (it.csv)."
    )
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--sizes", default="10000,100000")
    options = parser.parse_args()
    if options.what == "quality":
        index = Index.build(universe())
        tuned = run(index, rows("tuning"))
        if options.calibrate:
            file = artefacts.path("data", "authorities", "calibration.csv")
            with file.open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(
                    out, ["band", "place", "likely", "from", "score", "pairs"], lineterminator="\n"
                )
                writer.writeheader()
                writer.writerows(calibration(tuned))
        halves = {"tuning": quality(tuned), "held-back": quality(run(index, rows("held-back")))}
        print(json.dumps(halves, ensure_ascii=False, indent=1))
    elif options.what == "duplicates":
        print(json.dumps(pairs(), ensure_ascii=False, indent=1))
    elif options.what == "ipa":
        print(json.dumps(bodies_of_2013(options.file), ensure_ascii=False, indent=1))
    elif options.what == "speed":
        print(json.dumps(speed(int(size) for size in options.sizes.split(",")), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
