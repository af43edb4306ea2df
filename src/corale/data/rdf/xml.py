"""XML only where XML can say it: what pyoxigraph writes raw is held to XML 1.0 before anybody gets it.

Its writers leave control characters, U+FFFE and U+FFFF as they are, let a carriage return be read back as a
line feed, and give a predicate that ends in no XML name an element without one. No format but XML has these
bounds.
"""

import re

from corale.errors import UsageError

_WRONG = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|</?[\w.-]*:(?=[\s/>])")
LONGEST = 64
"""Bytes of a part that are looked at again with the next: what XML cannot say may be cut in two."""


class UnsayableError(UsageError):
    """A result that no XML document can hold."""


def checked(part: bytes, before: bytes = b"") -> bytes:
    r"""Return a part of an XML document as it can be read back; `before` is the end of the part before it.

    >>> checked(b"<literal>a\rb</literal>")
    b'<literal>a&#13;b</literal>'

    Raises:
        UnsayableError: it holds a character, or a predicate, that XML has no way to say.
    """
    found = _WRONG.search(before[-LONGEST:] + part)
    if found is None:
        return part.replace(b"\r", b"&#13;") if b"\r" in part else part
    if found[0].startswith(b"<"):
        raise UnsayableError("un predicato senza nome XML · a predicate without an XML name")
    code = f"U+{ord(found[0].decode()):04X}"
    raise UnsayableError(f"il carattere {code} · the character {code}")
