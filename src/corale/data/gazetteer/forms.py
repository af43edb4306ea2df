"""Legal forms read from the name of a body: «Soc. Coop. Sociale», «APS», «Unione dei Comuni», «Azienda
Speciale».

A name states a legal form, never a section of the register of third-sector entities (RUNTS): that is dated
and needs the register itself."""

import re
from dataclasses import dataclass
from functools import lru_cache

from corale.data.gazetteer.authorities import forget_with, remembered, table
from corale.data.gazetteer.names import fold


@dataclass(frozen=True, slots=True)
class LegalForm:
    """A legal form: notation in the scheme `legal-form`, kind of body, class (CURIE), pattern on the folded
    name.

    `drop` says whether the words of the form are taken out of the name when two spellings are compared;
    `slug` stands for them in keys; forms of different `group` cannot be one body (`any` goes with all)."""

    notation: str
    kind: str
    cls: str
    pattern: re.Pattern[str]
    drop: bool
    slug: str
    group: str


@remembered
def forms() -> tuple[LegalForm, ...]:
    """Return the legal forms, the more telling ones first."""
    return tuple(
        LegalForm(
            row["form"],
            row["kind"],
            row["class"],
            re.compile(row["pattern"]),
            row["drop"] == "yes",
            row["slug"],
            row["group"],
        )
        for row in table("legal-forms")
    )


@remembered
def _generic() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["pattern"]) for row in table("generic-names"))


@lru_cache(maxsize=20_000)
def form_of(name: str) -> LegalForm | None:
    """Return the legal form that a name states, or none.

    >>> form_of("Il Sicomoro Soc. Coop. Sociale").notation, form_of("Unione Reno Galliera").notation
    ('social-cooperative', 'union-of-municipalities')
    """
    folded = fold(name)
    return next((form for form in forms() if form.pattern.search(folded)), None)


forget_with(form_of.cache_clear)


def core(name: str) -> str:
    """Return the folded name without the words of its legal form: what tells a body from others of its form.

    >>> core("ASAD Soc. Coop. Sociale"), core("Cooperativa sociale ASAD")
    ('asad', 'asad')
    """
    folded = fold(name)
    form = form_of(name)
    if form is None or not form.drop:
        return folded
    return " ".join(form.pattern.sub(" ", folded).split()) or folded


def agree(one: LegalForm | None, other: LegalForm | None) -> bool | None:
    """Tell whether two legal forms can be one body's; none where either is not stated.

    >>> agree(form_of("Unione Reno Galliera"), form_of("Comune di Galliera"))
    False
    """
    if one is None or other is None or "any" in (one.group, other.group):
        return None
    return one.group == other.group


def is_generic(name: str) -> bool:
    """Tell whether the bare name is borne by many bodies, one in each territory («Forum del Terzo
    Settore»)."""
    folded = fold(name)
    return any(pattern.search(folded) for pattern in _generic())
