"""Reader of Italian postal addresses: `Piazza X, 6, 40124 Bologna, BO, Italia` into its parts, each
verbatim."""

import re

_POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
_NUMBER = re.compile(
    r"(?:n(?:um)?\.?\s*°?\s*|n°\s*)?(\d{1,5}(?:\s*[/-]\s*(?:[A-Za-z]|\d{1,3}|bis|ter))?(?:\s?(?:bis|ter|[A-Za-z]))?|s\.?n\.?c\.?)",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?P<street>\D.*?)\s+(?:n\.?\s*°?\s*)?(?P<number>\d{1,5}(?:\s*/\s*(?:[A-Za-z]|\d{1,3}))?(?:\s?(?:bis|ter))?)$"
)
_PROVINCE = re.compile(r"\(?([A-Z]{2})\)?")
_TAIL = re.compile(r"\s*\(([A-Z]{2})\)$|\s+([A-Z]{2})$")
_COUNTRIES = frozenset({"italia", "italy", "repubblica italiana"})
_PLACE = re.compile(r"(?:loc(?:alità|\.)?|fraz(?:ione|\.)?|borgo|quartiere|q\.re)\b", re.IGNORECASE)


def address(text: str) -> dict[str, str] | None:
    """Return the address with the parts that can be told: the whole stays verbatim in `fullAddress`.

    >>> address("via Marconi, 70, Loc. Castelletto, 40053, Valsamoggia")["locality"]
    'Loc. Castelletto'
    >>> address("Piazza Roosevelt, n.7, 47841 Cattolica, RN, Italia")  # doctest: +NORMALIZE_WHITESPACE
    {'fullAddress': 'Piazza Roosevelt, n.7, 47841 Cattolica, RN, Italia', 'street': 'Piazza Roosevelt',
     'houseNumber': '7', 'postCode': '47841', 'municipality': 'Cattolica', 'province': 'RN', 'country':
     'Italia'}
    """
    if not text:
        return None
    parts = {"fullAddress": text}
    found = next(iter(_POSTCODE.finditer(text)), None)
    before, after = (text[: found.start()], text[found.end() :]) if found else _without_postcode(text)
    parts |= _road([part for part in (p.strip(" -–") for p in before.split(",")) if part])
    if found:
        parts["postCode"] = found[0]
    parts |= _town([part for part in (p.strip(" -–") for p in after.split(",")) if part])
    return parts


def _without_postcode(text: str) -> tuple[str, str]:
    """Split where the house number ends: what follows is the town."""
    pieces = text.split(",")
    for place, piece in enumerate(pieces[1:], start=1):
        if _NUMBER.fullmatch(piece.strip()) and not _PLACE.match(piece.strip()):
            return ",".join(pieces[: place + 1]), ",".join(pieces[place + 1 :])
    head, dash, tail = text.partition(" - ")
    return (head, tail) if dash else (text, "")


def _road(pieces: list[str]) -> dict[str, str]:
    """Return street, house number and locality from what stands before the postcode."""
    parts: dict[str, str] = {}
    if not pieces:
        return parts
    street, *rest = pieces
    trailing = _TRAILING.fullmatch(street)
    if trailing and not any(_NUMBER.fullmatch(piece) for piece in rest):
        street, parts["houseNumber"] = trailing["street"], trailing["number"]
    parts = {"street": street} | parts
    for piece in rest:
        numbered = _NUMBER.fullmatch(piece)
        if numbered and "houseNumber" not in parts:
            parts["houseNumber"] = numbered[1]
        elif "locality" not in parts:
            parts["locality"] = piece
    return parts


def _town(pieces: list[str]) -> dict[str, str]:
    """Return municipality, province and country from what stands behind the postcode."""
    parts: dict[str, str] = {}
    for piece in pieces:
        if piece.casefold() in _COUNTRIES:
            parts["country"] = piece
        elif "municipality" in parts and "province" not in parts and (sign := _PROVINCE.fullmatch(piece)):
            parts["province"] = sign[1]
        elif "municipality" not in parts:
            tail = _TAIL.search(piece)
            parts["municipality"] = piece[: tail.start()] if tail else piece
            if tail:
                parts["province"] = tail[1] or tail[2]
    return parts
