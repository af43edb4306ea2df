"""What a person should look at before documents are published: `corale doctor --privacy DIR`."""

import re
from collections.abc import Iterator
from pathlib import Path

from corale.mappings.extract import extract
from corale.mappings.reading.documents import content, list_documents
from corale.mappings.reading.lines import nonblank, physical
from corale.mappings.reading.personal import screen

UNGUARDED = {  # what no format shows
    "health": (
        r"invalid[aoi]\b|invalidità|diagnosi|patologi[ae]|certificat[oi] medic|disabile\b"
        r"|ricoverat[oa]|tossicodipend"
    ),
    "minor": (
        r"\bminore\b(?! (?:di|a|o)\b)|figli[oa] di\b|alunn[oa]\b|affid[oa] (?:familiare )?di\b|\bbambin[oa]"
        r" di\b"
    ),
    "home": r"residente (?:a|in)\b|domiciliat[oa]|nat[oa] (?:a|il)\b|abitante in\b",
    "hardship": r"detenut[oa]\b|ISEE di\b|sfratt[oi]|indigen[tz]|reddito di (?=[A-Z])",
}
_SIGNS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in UNGUARDED.items()}
WORDS = {
    "it": (
        "{n} da guardare",
        "trattenuto",
        "non difeso da alcun formato: guardare",
        {"health": "salute", "minor": "minori", "home": "residenza o nascita", "hardship": "disagio"},
    ),
    "en": (
        "{n} to look at",
        "held back",
        "guarded by no format: look",
        {"health": "health", "minor": "minors", "home": "home or birth", "hardship": "hardship"},
    ),
}


def passages(folder: Path, lang: str) -> Iterator[str]:
    """Yield a line for each passage held back and for each that no format guards; then how many there are."""
    total, held, unguarded, kinds = WORDS[lang]
    count = 0
    for extraction in extract([folder]):
        for one in sorted(extraction.findings):
            if one.code in ("P001", "P002"):
                count += 1
                yield f"{one.file}:{one.line} · {held} · {one.message_it if lang == 'it' else one.message_en}"
    for document in list_documents([folder]):
        if document.fault:
            continue
        lines, _ = screen(list(nonblank(physical(content(document).text))))
        for line in lines:
            for kind, sign in _SIGNS.items():
                if sign.search(line.text):
                    count += 1
                    yield f"{document.file}:{line.number} · {unguarded} · {kinds[kind]}"
    yield total.format(n=count)
