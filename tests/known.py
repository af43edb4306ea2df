"""What a record knows of a field: what it states, or keeps as a candidate where its family is not sure enough."""

from corale.record import Json, Record

LISTS = ("thirdSectorEntity", "memberMunicipality", "party", "deadline", "period", "meeting", "amount")


def known(record: Record, name: str) -> Json:
    """Stated and candidate members of a list, in the order of their words; else the value stated, else proposed."""
    stated = record.fields.get(name)
    maybe = [one.value for one in record.candidates if one.field == name]
    if isinstance(stated, list) or (stated is None and maybe and name in LISTS):
        return sorted([*(stated or []), *maybe], key=str)
    return maybe[0] if stated is None and maybe else stated
