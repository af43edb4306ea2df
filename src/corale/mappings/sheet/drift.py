"""The alarm of template drift: labels of the pages of a batch that nobody knows, or that have vanished."""

import re
from collections import Counter

from corale.findings import Finding, finding
from corale.mappings.reading.template import load
from corale.mappings.text.extraction import Extraction

UNKNOWN = frozenset({"T001", "T006"})
FEWEST, MANY, MOST = 3, 10, 0.9
_QUOTED = re.compile(r"«([^»]*)»")


class Drift:
    """Counts known, unknown and missing labels as records pass by; says at the end whether the template has
    drifted.

    The alarm is raised where their share over the batch reaches the template's `share`, where one unknown
    label stands on as large a share of the pages, or where an expected label is gone from nine pages in ten.
    """

    def __init__(self, source: str = "osservatorio") -> None:
        self.source, self.pages, self.whole, self.known = source, 0, 0, 0
        self.unknown: Counter[str] = Counter()
        self.missing: Counter[str] = Counter()

    def add(self, extraction: Extraction) -> None:
        """Take in one extraction; only pages of the registry count."""
        record = extraction.record
        if record.kind != "registry-record" or record.source != self.source:
            return
        self.pages += 1
        self.whole += not record.truncated
        read = {evidence.pointer.split("/")[2] for evidence in record.evidence}
        empty = {gap.field for gap in record.gaps if gap.reason != "label-missing"}
        self.known += len(read | empty)
        self.missing.update(gap.field for gap in record.gaps if gap.reason == "label-missing")
        for one in extraction.findings:
            if one.code in UNKNOWN and (name := _QUOTED.search(one.message_it)):
                self.unknown[name[1]] += 1

    def findings(self) -> list[Finding]:
        """Return the alarm, or nothing."""
        lost, gone = sum(self.unknown.values()), sum(self.missing.values())
        share = (lost + gone) / max(1, self.known + lost + gone)
        limit = load(self.source).share
        new = [name for name, count in self.unknown.most_common() if count >= limit * self.pages]
        old = [
            name
            for name, count in self.missing.most_common()
            if self.whole >= MANY and count >= MOST * self.whole
        ]
        if self.pages < FEWEST or not (share >= limit or new or old):
            return []
        examples = [*new, *old] or [name for name, _ in (self.unknown + self.missing).most_common(3)]
        return [
            finding(
                "T005", f"{self.source}/template.toml", share=f"{share:.0%}", examples=", ".join(examples[:5])
            )
        ]
