"""The build measured: records and triples a second, stages, peak memory, bytes a triple; incremental builds;
a peer.

    python bench/build.py [--records 1000 10000] [--changed 1 10 100] [--peer] [--jobs N] [--quick] [--json
    FILE]

Documents come from the generated register (bench/register.py). Every build runs in a process of its own, so
that its peak memory is its own (main process, and the largest of its workers). `--peer` runs, in the same run
and on the same records, the map and check stages made of the usual parts: morph-kgc in an environment of its
own (built under build/peer, from the package index) maps the extracted records with RML, rdflib holds the
graph, pySHACL checks it against the same shapes."""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(Path(__file__).parent))
PEER = ROOT / "build" / "peer"
PINS = ("morph-kgc==2.8.0",)
MAPPING = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
<#values> a rr:TriplesMap ;
  rml:logicalSource [ rml:source "{table}" ; rml:referenceFormulation ql:CSV ] ;
  rr:subjectMap [ rr:template "https://w3id.org/corale/id/{{thing}}" ] ;
  rr:predicateObjectMap [ rr:predicateMap [ rml:reference "property" ; rr:termType rr:IRI ] ;
                          rr:objectMap [ rml:reference "value" ] ] .
"""
ENGINE = """import sys, time, morph_kgc
begun = time.perf_counter()
graph = morph_kgc.materialize(sys.argv[1])
graph.serialize(sys.argv[2], format="nt", encoding="utf-8")
print(time.perf_counter() - begun, len(graph))
"""


def build(source: str, out: str, jobs: str) -> dict[str, object]:
    """Build once; return seconds by stage, counts and peak memory. Runs in a process of its own."""
    from corale.data.rdf.grades import DUMPS
    from corale.pipeline import build as run

    begun, stages, last = time.perf_counter(), {}, ["start", time.perf_counter()]

    def progress(stage: str, done: int, total: int) -> None:
        now = time.perf_counter()
        if stage != last[0]:
            stages[str(last[0])] = round(stages.get(str(last[0]), 0) + now - float(last[1]), 2)
            last[:] = [stage, now]

    made = run([Path(source)], Path(out), jobs=int(jobs), progress=progress)
    end = time.perf_counter()
    stages[str(last[0])] = round(end - float(last[1]), 2)
    counts, files = made.manifest.counts, made.manifest.files
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "release": made.id,
        "records": counts["records"],
        "triples": counts["triples"],
        "seconds": round(end - begun, 2),
        "cpu": round(sum(one.ru_utime + one.ru_stime for one in used), 2),
        "stages": stages,
        "peak_mb": [round(one.ru_maxrss / 1024) for one in used],
        "bytes_a_triple": round(sum(files[name].bytes for name in DUMPS) / counts["quads"], 2),
    }


def apart(*arguments: str) -> dict[str, object]:
    """Run a function of this file in a process of its own."""
    command = [sys.executable, __file__, "--run", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(ran.stderr)
    return json.loads(ran.stdout)


def change(folder: Path, count: int, turn: int) -> None:
    """Change one value in some registry pages."""
    for page in sorted((folder / "osservatorio").iterdir())[:count]:
        text = page.read_text(encoding="utf-8")
        page.write_text(
            text.replace("Durata (mesi)\n", f"Durata (mesi)\n\n{turn + 2}\n", 1) + "\n", encoding="utf-8"
        )


def ours(source: str, at: str) -> dict[str, object]:
    """Map and check the records of a folder on one core, extraction apart."""
    from corale.mappings.extract import extract
    from corale.ontology.vocabulary import BASE
    from corale.pipeline.records import checked, prepared

    found = list(extract([Path(source)]))
    begun = time.perf_counter()
    quads = 0
    for start in range(0, len(found), 200):
        some = prepared(found[start : start + 200], BASE)
        quads += sum(len(one.statements) for one in checked(some, BASE))
    return {"seconds": round(time.perf_counter() - begun, 2), "triples": quads}


def peer(source: str, at: str) -> dict[str, object]:
    """Map the same records with morph-kgc and check them with pySHACL, whole, as its documentation shows."""
    import csv

    import pyshacl
    import rdflib

    from corale.data.rdf.canonical import value
    from corale.mappings.extract import extract
    from corale.ontology.vocabulary import BASE
    from corale.pipeline.records import prepared
    from corale.shapes.graphs import NAMES, statements, with_sparql

    python = PEER / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEER)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PINS], check=True, stdout=sys.stderr)
    folder = Path(at)
    made = prepared(list(extract([Path(source)])), BASE)
    with (folder / "values.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["thing", "property", "value"])
        for one in made:  # the same statements, as a table: what RML is given to map
            for subject, predicate, stated, _ in one.statements:
                thing = value(subject).rpartition("/id/")[2].replace("/", "_")
                rows.writerow([thing, value(predicate), value(stated)])
    (folder / "map.ttl").write_text(MAPPING.format(table=folder / "values.csv"), encoding="utf-8")
    (folder / "config.ini").write_text(
        f"[CONFIGURATION]\nlogging_level: ERROR\n[all]\nmappings: {folder / 'map.ttl'}\n", encoding="utf-8"
    )
    (folder / "engine.py").write_text(ENGINE, encoding="utf-8")
    ran = subprocess.run(
        [str(python), str(folder / "engine.py"), str(folder / "config.ini"), str(folder / "out.nt")],
        check=True,
        capture_output=True,
        text=True,
    )
    mapping, triples = ran.stdout.split()[-2:]
    data = rdflib.Graph()
    for one in made:
        for statement in statements(one.statements):
            data.add(statement)
    begun = time.perf_counter()
    pyshacl.validate(data, shacl_graph=with_sparql(NAMES), inference="none")
    checking = time.perf_counter() - begun
    return {
        "seconds": round(float(mapping) + checking, 2),
        "mapping": round(float(mapping), 2),
        "checking": round(checking, 2),
        "triples": int(triples),
    }


def machine() -> dict[str, object]:
    """Return what the figures were measured on."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "commit": commit.stdout.strip(),
        "load": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--records", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--changed", type=int, nargs="*", default=[1, 10, 100])
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--peer", action="store_true", help="also run the reference pipeline")
    parser.add_argument("--quick", action="store_true", help="100 records, one changed")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--run", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.run:
        print(json.dumps({"build": build, "ours": ours, "peer": peer}[asked.run[0]](*asked.run[1:])))
        return
    if asked.quick:
        asked.records, asked.changed = [100], [1]
    from register import write

    told: dict[str, object] = {"machine": machine(), "runs": []}
    print(json.dumps(told["machine"]))
    for count in asked.records:
        with tempfile.TemporaryDirectory() as room:
            source, out = Path(room) / "in", Path(room) / "out"
            write(count, source)
            runs = [{"what": f"{count} records", **apart("build", str(source), str(out), str(asked.jobs))}]
            for turn, changed in enumerate(asked.changed):
                change(source, changed, turn)
                runs.append(
                    {
                        "what": f"{changed} of {count} changed",
                        **apart("build", str(source), str(out), str(asked.jobs)),
                    }
                )
            if asked.peer:
                for name in ("ours", "peer"):
                    runs.append({"what": f"map + check of {count}: {name}", **apart(name, str(source), room)})
            told["runs"] += runs  # type: ignore[operator]
            for run in runs:
                print(json.dumps(run))
    if asked.json:
        asked.json.write_text(json.dumps(told, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
