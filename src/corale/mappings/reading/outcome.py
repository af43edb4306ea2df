"""The end of `check` and `build`: the files that were not read, each with its reason, and a sentence on the
whole."""

from collections.abc import Iterable, Iterator

from corale.findings import Finding

SHOWN = 50
UNREAD = frozenset(  # codes that say that a file, or a row of a table, was not read
    [*(f"F{n:03}" for n in (*range(1, 11), 11, 13, 14)), *(f"R{n:03}" for n in range(5, 14))]
)
WORDS = {
    "it": (
        "Non letti",
        "altri",
        "documenti su",
        "non letti",
        "fuori ambito, sconosciuti, ripetuti o con violazioni",
    ),
    "en": (
        "Not read",
        "more",
        "documents of",
        "not read",
        "out of scope, unknown, repeated or with violations",
    ),
}
NOT_PUBLISHED = ("K001", "K002", "K004")
DONE = {"it": ("Pubblicati", "Pubblicabili"), "en": ("Published", "Publishable")}


def not_read(findings: Iterable[Finding], lang: str) -> dict[str, str]:
    """Return why files were not read, by name: the first reason of each."""
    reasons: dict[str, str] = {}
    for one in sorted(findings):
        if one.code in UNREAD and not one.record:
            reasons.setdefault(one.file, one.message_it if lang == "it" else one.message_en)
    return reasons


def unpublished(findings: Iterable[Finding], lang: str) -> Iterator[str]:
    """Yield the documents that were read and are not published, each with its reason: no record, no
    procedure."""
    reasons = {
        one.file: one.message_it if lang == "it" else one.message_en
        for one in sorted(findings, reverse=True)
        if one.code in NOT_PUBLISHED
    }
    if reasons:
        yield f"{('Non pubblicati', 'Left out')[lang == 'en']} ({len(reasons)}):"
    yield from (f"  {file} · {reason}" for file, reason in sorted(reasons.items())[:SHOWN])


def closing(
    reasons: dict[str, str], published: int, documents: int, lang: str, trial: bool = False
) -> Iterator[str]:
    """Yield the closing lines; `trial` where nothing was published, only checked.

    >>> list(closing({"a.doc": "A kind of file that is not read: skipped."}, 2, 4, "en"))[0]
    'Not read (1):'
    >>> list(closing({}, 2, 4, "en"))
    ['Published: 2 documents of 4; 2 out of scope, unknown, repeated or with violations.']
    """
    head, more, of, unread, rest = WORDS[lang]
    if reasons:
        yield f"{head} ({len(reasons)}):"
        for file, reason in list(reasons.items())[:SHOWN]:
            yield f"  {file} · {reason}"
        if len(reasons) > SHOWN:
            yield f"  … {len(reasons) - SHOWN} {more}"
    others = max(documents - published - len(reasons), 0)
    parts = [f"{count} {words}" for count, words in ((len(reasons), unread), (others, rest)) if count]
    yield f"{DONE[lang][trial]}: {published} {of} {documents}" + "".join(f"; {part}" for part in parts) + "."
