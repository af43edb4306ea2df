"""Where the processor time of a build goes: its steps in one process, by the functions that do them.

    python bench/stages.py [COUNT]

COUNT documents of the generated register (default: 300) are built with one job. Every five milliseconds of
processor time the kernel interrupts, and the time since is given to all steps that are at work then, so that
a busy machine disturbs little. HermiT, a process of its own, is left out (`CORALE_REASONER=none`)."""

import os
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from types import FrameType

from register import write

os.environ["CORALE_REASONER"] = "none"
EVERY = 0.005
STEPS = {
    "read and extract": ("pipeline/records.py", "_read"),
    "link and map, with evidence": ("pipeline/records.py", "prepared"),
    "  nodes of evidence": ("mappings/graph/evidence.py", "evidences"),
    "  JSON-LD expansion": ("mappings/graph/statements.py", "_expand"),
    "check and reason": ("pipeline/records.py", "checked"),
    "piece": ("pipeline/records.py", "finished"),
    "members: every format, proved": ("data/release/members.py", "render"),
    "  RDF read back": ("data/release/members.py", "_prove"),
    "  N-Quads read back": ("data/release/members.py", "_proved"),
    "  compressed": ("data/release/members.py", "packed"),
    "what records share": ("pipeline/reduce.py", "shared"),
    "sample judged a second way": ("pipeline/sample.py", "judged"),
    "joined": ("pipeline/joined.py", "write"),
    "  index of names": ("data/release/assemble.py", "write_names"),
    "  lists": ("data/release/assemble.py", "write_lists"),
    "  example queries": ("pipeline/gate.py", "answers"),
}


class Sampler:
    """Seconds of processor time by step, and by the function at work."""

    def __init__(self) -> None:
        self.steps, self.own = Counter[str](), Counter[str]()
        self.total, self.last = 0.0, time.process_time()

    def look(self, _: int, frame: FrameType | None) -> None:
        now = time.process_time()
        took, self.last = now - self.last, now
        self.total += took
        if frame is not None:
            file, name = frame.f_code.co_filename, frame.f_code.co_name
            self.own[f"{'/'.join(file.split('/')[-3:])} {name}"] += took
        active = set()
        while frame is not None:
            active.add((frame.f_code.co_filename.rpartition("/corale/")[2], frame.f_code.co_name))
            frame = frame.f_back
        for step, function in STEPS.items():
            if function in active:
                self.steps[step] += took


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    from corale.pipeline import build

    with tempfile.TemporaryDirectory() as room:
        write(count, Path(room) / "in")
        sampler = Sampler()
        signal.signal(signal.SIGPROF, sampler.look)
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
        made = build([Path(room) / "in"], Path(room) / "out", jobs=1, accept=True)
        signal.setitimer(signal.ITIMER_PROF, 0)
    total = sampler.total
    print(f"{count} documents, {made.manifest.counts['quads']} quads: {total:.1f} s")
    for step in STEPS:
        print(f"{step:32} {sampler.steps[step]:7.1f} s  {100 * sampler.steps[step] / total:5.1f} %")
    print("\nfunctions at work")
    for name, seconds in sampler.own.most_common(12):
        print(f"{seconds:7.1f} s  {100 * seconds / total:5.1f} %  {name}")


if __name__ == "__main__":
    main()
