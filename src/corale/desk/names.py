"""Names of places and bodies: suggested while a reader types the value of a field, and read as suggested."""

from corale.data.gazetteer.names import fold
from corale.data.gazetteer.places import places
from corale.data.matching import items
from corale.data.published.folder import Release

MOST, SHORTEST = 8, 2  # names suggested; characters from which they are
BODY = "id/organisation/"


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
    index = items.opened(release.folder, release.manifest.base)
    near_ = [*index.prefixed(text, 4 * MOST, told=True), *index.holding(start.split(), 4 * MOST)]
    labels = dict.fromkeys(one.label for one in near_ if one.id.startswith(BODY))
    return dict.fromkeys([*labels][:MOST], "")


def bodies(release: Release, name: str) -> list[str]:
    """Return the bodies of a release (`id/organisation/…`) that bear exactly a name."""
    index = items.opened(release.folder, release.manifest.base)
    alike = index.find(name, near=False)
    return sorted(
        {one.item.id for one in alike if one.item.id.startswith(BODY) and fold(one.name) == fold(name)}
    )
