"""How well municipalities are found when their names are written as people write them.

    python bench/noise.py all       every municipality as an office writes it, one in five (--slips) with
                                    a slip of the pen: is it the first candidate?
    python bench/noise.py office    500 as an office writes them in its lists: matched, missed, wrong
    python bench/noise.py speed     a batch of 50 over the whole index

Homonyms come with their province, as they do in lists. The same seed gives the same names.
"""

import argparse
import json
import random
import statistics
import time
import unicodedata
from collections import Counter
from dataclasses import replace

from bench.linking import crowd, interval

from corale.data.gazetteer.names import fold
from corale.data.gazetteer.places import Place, places
from corale.data.matching import national
from corale.data.matching.candidates import Sought, first, match
from corale.data.matching.index import Index
from corale.endpoint.reconcile import queries

BASE = "https://w3id.org/corale/"
TOWN = ("corale:Municipality",)
SHORTENED = (("San ", "S. "), ("Santa ", "S.ta "), ("Santo ", "S.to "), (" sul ", " s/"), (" in ", " i. "))


def towns() -> list[Place]:
    return [place for place in places().by_istat.values() if not place.until]


def homonyms() -> set[str]:
    held = Counter(fold(place.name) for place in towns())
    return {name for name, times in held.items() if times > 1}


def slip(name: str, chance: random.Random) -> str:
    """A name with one slip: a letter left out, doubled, changed, or two that changed places."""
    letters = [at for at, sign in enumerate(name) if sign.isalpha()]
    at = chance.choice(letters[1:] or letters)
    kind = chance.choice(("left out", "doubled", "changed", "swapped"))
    if kind == "left out" and len(letters) > 3:
        return name[:at] + name[at + 1 :]
    if kind == "swapped" and at + 1 < len(name) and name[at + 1].isalpha():
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + (chance.choice("aeinorst") if kind == "changed" else name[at] * 2) + name[at + 1 :]


def bare(name: str) -> str:
    """A name as a keyboard without accents writes it: an apostrophe behind the last letter."""
    plain = unicodedata.normalize("NFKD", name)
    ends = len(plain) > 1 and unicodedata.combining(plain[-1])
    return "".join(sign for sign in plain if not unicodedata.combining(sign)) + ("'" if ends else "")


def office(place: Place, chance: random.Random, sure: bool) -> str:
    """A name as a list of an office has it; `sure`: with its province, because others bear it too."""
    name = place.name
    for long, short in SHORTENED[:4]:
        if name.startswith(long) or (long.startswith(" ") and long in name):
            name = name.replace(long, short, 1) if chance.random() < 0.4 else name
    name = bare(name) if chance.random() < 0.5 else name
    name = name.replace("'", "\u2019") if chance.random() < 0.1 else name
    head = chance.choice(("", "", "", "Comune di ", "Comune di ", "COMUNE DI ", "Com. di ", "Municipio di "))
    tail = chance.choice((f" ({place.province_sign})", f" ({place.province_name})"))
    text = head + name + (tail if sure or chance.random() < 0.4 else "")
    text = chance.choice((str, str.upper, str.title, str.lower))(text)
    return chance.choice((text, text, text + " ", f"  {text}", text.replace(" ", "  ", 1)))


def everyone(index: Index, seed: int = 7, slips: float = 0.2) -> dict[str, object]:
    """Every municipality in the form of an office, homonyms with their province; a share with a slip."""
    chance, same = random.Random(seed), homonyms()
    right, wrong = 0, []
    asked = towns()
    for place in asked:
        written = replace(place, name=slip(place.name, chance)) if chance.random() < slips else place
        name = office(written, chance, fold(place.name) in same)
        found = match(index, Sought(name, TOWN), 1)
        hit = bool(found) and found[0].item.id == f"id/place/{place.istat}"
        right += hit
        if not hit:
            wrong.append((place.name, name, found[0].item.label if found else ""))
    low, high = interval(right, len(asked))
    share = [round(figure, 4) for figure in (right / len(asked), low, high)]
    return {"names": len(asked), "right": right, "share and interval": share, "wrong": wrong[:25]}


def listed(index: Index, size: int = 500, seed: int = 7) -> dict[str, object]:
    """A list of an office: how many names are matched, and which matches are wrong."""
    chance, same = random.Random(seed), homonyms()
    matched, wrong, missed = 0, [], []
    for place in chance.sample(towns(), size):
        name = office(place, chance, fold(place.name) in same)
        found = first(index, Sought(name, ()))
        if found is None or not found.match:
            missed.append((place.name, name))
            continue
        matched += 1
        if found.item.id.removeprefix("id/place/").removeprefix("id/organisation/comune-") != place.istat:
            wrong.append((place.name, name, found.item.label))
    return {"names": size, "matched": matched, "wrong": wrong, "missed": missed}


def batches(index: Index, seed: int = 7) -> dict[str, object]:
    """Seconds of a batch of 50 through the service's own code: names of an office, and names with a slip."""
    chance = random.Random(seed)
    out: dict[str, object] = {}
    for kind in ("office", "slip"):
        times = []
        for _ in range(10):
            names = [
                office(place, chance, False) if kind == "office" else slip(place.name, chance)
                for place in chance.sample(towns(), 50)
            ]
            asked = json.dumps({str(at): {"query": name} for at, name in enumerate(names)})
            wall, used = time.perf_counter(), time.process_time()
            queries.answer(index, queries.batch(asked))
            times.append((time.perf_counter() - wall, time.process_time() - used))
        out[kind] = {
            "median wall s": round(statistics.median(wall for wall, _ in times), 3),
            "median cpu s": round(statistics.median(used for _, used in times), 3),
        }
    return out


def large(size: int) -> Index:
    """The index of the tables with made-up bodies over it, up to a number of entities."""
    return Index.build(crowd(size), None, {"base": BASE}, national.database(BASE))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", default="office", choices=["all", "office", "speed"])
    parser.add_argument("--quick", action="store_true", help="As it is: the list of an office.")
    parser.add_argument("--entities", type=int, default=0, help="Fill up with made-up bodies.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--slips", type=float, default=0.2)
    options = parser.parse_args()
    index = large(options.entities) if options.entities else Index.build([], over=national.database(BASE))
    told = {
        "all": lambda: everyone(index, options.seed, options.slips),
        "office": lambda: listed(index, seed=options.seed),
        "speed": lambda: batches(index, options.seed),
    }[options.what]()
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
