"""Names of places and bodies: suggested while a reader types the value of a field, and read as suggested."""

import re
from functools import lru_cache
from pathlib import Path
from threading import Lock

from corale.data.gazetteer import authorities, columns, naming
from corale.data.gazetteer.bodies import Body, by_key
from corale.data.gazetteer.names import fold
from corale.data.gazetteer.places import places
from corale.data.matching import items
from corale.data.matching.index import Index
from corale.data.published.folder import Release
from corale.mappings.reading.personal import detect

MOST, SHORTEST = 8, 2  # names suggested; characters from which they are
BODY = "id/organisation/"
TABLE = "authorities/bodies.csv"
COLUMNS = ("key", "name", "kind", "class", "legal_form", "part_of", "area", "code", "source")
_TERRITORIAL = re.compile(r"(?:comune|provincia|regione|citta metropolitana|unione)\b")
_NO_NAME = re.compile(r"[][<>{}|\\^`@]|://")
_lock = Lock()


def suggested(release: Release, kind: str, text: str) -> dict[str, str]:
    """Return names that begin with a text (of a `party`: or hold its words), with what stands beside each.

    Places are all municipalities in force, those of one name with their province; bodies are those of the
    release.
    """
    start = fold(text)
    if len(start) < SHORTEST:
        return {}
    if kind == "place":
        near = [
            one for one in places().by_istat.values() if not one.until and fold(one.name).startswith(start)
        ]
        near.sort(key=lambda one: (len(one.name), one.name, one.province_sign))
        names = [one.name for one in near]
        return {
            f"{one.name} ({one.province_sign})" if names.count(one.name) > 1 else one.name: one.province_name
            for one in near[:MOST]
        }
    with _lock:
        index = _index(release.folder, release.manifest.base)
        near_ = [*index.prefixed(text, 4 * MOST, told=True), *index.holding(start.split(), 4 * MOST)]
    labels = dict.fromkeys(one.label for one in near_ if one.id.startswith(BODY))
    return dict.fromkeys([*labels][:MOST], "")


def bodies(release: Release, name: str) -> list[str]:
    """Return the bodies of a release (`id/organisation/…`) that bear exactly a name."""
    with _lock:
        alike = _index(release.folder, release.manifest.base).find(name, near=False)
    named = {one.item.id for one in alike if fold(one.name) == fold(name)}
    return sorted(one for one in named if one.startswith(BODY))


def is_body(release: Release, id_: str) -> bool:
    """Tell whether a release has a body (`id/organisation/…`)."""
    with _lock:
        return _index(release.folder, release.manifest.base).get(id_) is not None


def may_be_new(name: str) -> bool:
    """Tell whether a name may be that of a body which no table has: no person's, no unknown territory's.

    >>> [may_be_new(name) for name in ("Circolo La Quercia", "Comune di Ferara", "Maria Bianchi", "12")]
    [True, False, False, False]
    """
    words = fold(name)
    if len(words) <= SHORTEST or words.isdigit() or _NO_NAME.search(name):
        return False
    return not _TERRITORIAL.match(words) and not detect(name)


def unknown(release: Release, value: str, name: str) -> Body | None:
    """Return the body that a value (a term) leads to, called `name`, if nobody knows it yet."""
    id_ = value[1:-1]
    if not name or not id_.startswith(BODY) or by_key(id_.removeprefix(BODY)) or is_body(release, id_):
        return None
    return naming.local(name)


def enter(publisher: Path, body: Body) -> None:
    """Write a body into the publisher's table."""
    row = (body.key, body.name, body.kind, body.classes[0], body.legal_form or "", "", "", "", "revisione")
    columns.add(publisher / TABLE, COLUMNS, row)
    authorities.refresh(publisher / "authorities")


@lru_cache(maxsize=4)
def _index(folder: Path, base: str) -> Index:
    return items.opened(folder, base)
