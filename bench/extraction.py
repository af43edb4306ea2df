"""Extraction measured: F1 by field on the real documents and on a generated register, pages a second, peak
memory.

    python bench/extraction.py [--pages N] [--seed S] [--real FOLDER] [--json]

Real documents: `seeds` and `samples` with `expected` beside them (CORALE_REAL, else `../shared`), and the
development corpus by field, grade, kind of document and fold (`corpus.py`). Speed is measured on one core
over files already written, reading included."""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
import calibration
import corpus
import long_notices
from register import write

from corale.mappings.extract import extract

SETS = (("seeds", "seeds"), ("samples/registry", "registry"), ("samples/notices", "notices"))
Tally = dict[str, list[int]]


def values(value: object) -> list[str]:
    """A field's value as the members that count one each."""
    members = value if isinstance(value, list) else [value]
    return [json.dumps(one, sort_keys=True, ensure_ascii=False) for one in members]


def cut(got: object, want: object) -> object:
    """The part of an object that the truth speaks of."""
    if isinstance(want, dict) and isinstance(got, dict):
        return {name: cut(got[name], want[name]) for name in want if name in got}
    if isinstance(want, list) and isinstance(got, list):
        return [cut(one, want[min(place, len(want) - 1)]) for place, one in enumerate(got)]
    return got


def count(tally: Tally, section: str, got: dict, want: dict, scored: set[str]) -> None:
    """Add right, wrong and missing members of every scored field."""
    for name in scored:
        wanted = values(want[name]) if name in want else []
        found = values(cut(got[name], want.get(name))) if name in got else []
        right = sum(one in wanted for one in found)
        row = tally[f"{section}.{name}"]
        row[0] += right
        row[1] += len(found) - right
        row[2] += len(wanted) - right


def measures(row: list[int]) -> dict[str, float]:
    right, wrong, missing = row
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missing) if right + missing else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    shares = {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}
    return {"right": right, "wrong": wrong, "missing": missing} | shares


def summary(tally: Tally) -> dict[str, object]:
    total: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for name, row in tally.items():
        section = name.split(".")[0]
        total[section] = [a + b for a, b in zip(total[section], row, strict=True)]
    low = {name: measures(row) for name, row in sorted(tally.items()) if row[1] or row[2]}
    return {"total": {name: measures(row) for name, row in sorted(total.items())}, "not perfect": low}


def real(folder: Path) -> dict[str, object]:
    """F1 on the real documents: every field that the expected facts show."""
    tally: Tally = defaultdict(lambda: [0, 0, 0])
    verdicts = 0
    for inputs, name in SETS:
        for extraction in extract([folder / inputs]):
            record = extraction.record
            path = folder / "expected" / name / f"{Path(record.file).stem}.json"
            expected = json.loads(path.read_text(encoding="utf-8"))
            want = expected.get("process") or expected["notice"]
            verdicts += record.kind != expected["kind"]
            if expected["scored"].startswith("only inScope"):
                verdicts += record.fields.get("inScope") != want["inScope"]
                continue
            count(tally, record.section, record.fields, want, set(want))
    return summary(tally) | {"misjudged": verdicts}


def generated(pages: int, seed: int) -> dict[str, object]:
    """F1 and speed on a generated register: every field of the truth, and every one that should not be
    there."""
    tally: Tally = defaultdict(lambda: [0, 0, 0])
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "register"
        write(pages, out, seed)
        size = sum(path.stat().st_size for path in out.rglob("*.txt"))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start, spent, done, planted, found = time.perf_counter(), time.process_time(), 0, 0, 0
        for _ in extract([out]):
            done += 1
            if done == pages // 10:
                before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seconds, spent = time.perf_counter() - start, time.process_time() - spent
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with out.with_name("register-truth.jsonl").open(encoding="utf-8") as rows:
            truths = {row["file"]: row for row in map(json.loads, rows)}
        scored: dict[str, set[str]] = {"process": set(), "notice": set()}
        for row in truths.values():
            scored["notice" if row["kind"] == "notice" else "process"].update(row["truth"])
        for extraction in extract([out]):
            record, truth = extraction.record, truths[extraction.record.file]
            only = {"inScope"} if truth["truth"].get("inScope") is False else scored[record.section]
            count(tally, record.section, record.fields, truth["truth"], only)
            codes = {one.code for one in extraction.findings}
            planted += len(truth["planted"])
            found += len(codes & set(truth["planted"]))
    return summary(tally) | {
        "pages": pages,
        "bytes a page": size // pages,
        "seconds": round(seconds, 2),
        "pages a second": round(done / seconds),
        "pages a second of processor time": round(done / spent),
        "peak MB after a tenth": before // 1024,
        "peak MB": peak // 1024,
        "contradictions planted": planted,
        "contradictions found": found,
    }


def long() -> dict[str, object]:
    """Facts and speed on the twenty long notices of `tests/long_notices.py`: figures on our own texts."""
    made = long_notices.notices()
    with tempfile.TemporaryDirectory() as scratch:
        paths = {one.name: Path(scratch) / f"{one.name}.txt" for one in made}
        for one in made:
            paths[one.name].write_text(one.text, encoding="utf-8")
        spent, right, asked, forms = {}, 0, 0, 0
        for one in made:
            start = time.process_time()
            record = next(extract([paths[one.name]])).record
            spent[one.name] = time.process_time() - start
            asked += len(one.facts)
            for name, value in one.facts.items():
                got, wanted = values(cut(record.fields.get(name, []), value)), values(value)
                right += set(map(str.casefold, wanted)) <= set(map(str.casefold, got))
            forms += sum(evidence.line in one.forms for evidence in record.evidence)

    def speed(some: list[long_notices.LongNotice]) -> int:
        return round(sum(one.pages for one in some) / sum(spent[one.name] for one in some))

    return {
        "notices": len(made),
        "pages": sum(one.pages for one in made),
        "facts right": f"{right}/{asked}",
        "values read from forms to fill in": forms,
        "pages a second of processor time, the five shortest": speed(made[1:6]),
        "the five longest": speed(made[-5:]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    shared = Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("--real", type=Path, default=Path(os.environ.get("CORALE_REAL") or shared))
    arguments = parser.parse_args()
    report: dict[str, object] = {}
    if (arguments.real / "expected").is_dir():
        report["real"] = real(arguments.real)
    if (arguments.real / "corpus" / "notices").is_dir():
        report["corpus"] = corpus.report(arguments.real)
    report["our own texts, unseen"] = corpus.figures(
        [corpus.score(one, corpus.read(one)) for one in calibration.held()]
    )
    report["our own long notices"] = long()
    report["generated"] = generated(arguments.pages, arguments.seed)
    print(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
