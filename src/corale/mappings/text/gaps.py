"""What a notice does not say: a gap is claimed only where no word of such a thing stands in the whole text.

A reader misses values; that a text says nothing of a deadline is surer than that no rule found one."""

import re

from corale.mappings.reading.lines import Passage
from corale.mappings.text.extraction import RecordBuilder
from corale.record import UNSAID, Gap

CALLS = frozenset({"avviso", "manifestazione-di-interesse"})
"""Kinds of documents from which a deadline and means may be expected."""
WORDS = {
    "deadlineDate": re.compile(
        r"scad|entro|termin|\bfino al|\bsino al|oltre (?:il|le)|prorog", re.IGNORECASE
    ),
    "budget": re.compile(r"€|\beuro\b|\bmil(?:a|ion\w*|iard\w*)\b|finanzi|risorse|contribut", re.IGNORECASE),
    "legalBasis": re.compile(
        r"\bart(?:t|icol\w+)?\b|\bleg(?:ge|gi)\b|\bl\.\s?r|\bd\.?\s?lgs|\bd\.?\s?m\b|codice|regolament|normativ|direttiv|"
        r"\bd\.?\s?g\.?\s?r|deliber",
        re.IGNORECASE,
    ),
}
OBJECTS = {"deadlineDate": "deadline", "budget": "amount"}
"""Fields that hold the same thing with what it is of."""


def check(passage: Passage, builder: RecordBuilder) -> None:
    """Add the gaps of a whole text that is a procedure; one that was cut may say more behind the cut."""
    fields = builder.fields
    if builder.truncated or fields.get("publishable") is not True:
        return
    met = {*fields, *builder.inferred, *(one.field for one in builder.candidates)}
    for name, words in WORDS.items():
        expected = name == "legalBasis" or fields.get("documentKind") in CALLS
        if expected and not met & {name, OBJECTS.get(name)} and not words.search(passage.text):
            builder.gaps.append(Gap(name, UNSAID))
