"""The content of a signed file (CMS, RFC 5652): the envelope is opened, signers and certificates are left
unread.

The outer layers alone are walked (X.690, definite and indefinite lengths); no signature is verified."""

import base64
import binascii
import re

from corale.mappings.reading import UnreadableError

SIGNED = bytes.fromhex("06092a864886f70d010702")
LAYERS = 5  # a file may be signed more than once
DEPTH = 16
_ARMOUR = re.compile(rb"-----(?:BEGIN|END) [A-Z0-9 ]{3,30}-----")
_BASE64 = re.compile(rb"\s*[A-Za-z0-9+/]{16}[A-Za-z0-9+/=\s]*")
_OCTETS, _CONTEXT, _SEQUENCE = 0x04, 0xA0, 0x30


def is_signed(data: bytes) -> bool:
    """Say whether bytes are a signed envelope, in binary or in base64.

    >>> is_signed(b"MIIB"), is_signed(b"%PDF-1.7")
    (False, False)
    """
    return SIGNED in _binary(data[:400])[:40]


def content(data: bytes) -> bytes:
    """Return what was signed, out of as many envelopes as lie around it.

    Raises:
        UnreadableError: the envelope is broken, or holds no content (a detached signature).
    """
    for _ in range(LAYERS):
        if not is_signed(data):
            return data
        data = _opened(_binary(data))
    raise UnreadableError("R008", kind="P7M", text=f"{LAYERS}+")


def _binary(data: bytes) -> bytes:
    if data[:1] == b"\x30":
        return data
    bare = _ARMOUR.sub(b"", data).strip()
    if not _BASE64.fullmatch(bare[:200]):
        return data
    packed = b"".join(bare.split())
    try:
        return base64.b64decode(packed[: len(packed) // 4 * 4], validate=True)
    except binascii.Error:
        return data


def _opened(data: bytes) -> bytes:
    """Return the content of one envelope: ContentInfo, SignedData, EncapsulatedContentInfo, octets."""
    try:
        start = _head(data, 0)[1]  # ContentInfo
        at = _head(data, _end(data, start))[1]  # behind its type: [0] SignedData
        at = _head(data, at)[1]
        at = _end(data, _end(data, at))  # behind version and digest algorithms
        tag, at, _ = _head(data, at)
        at = _end(data, at)  # behind the type of the content
        mark, inside, _ = _head(data, at)
        if tag != _SEQUENCE or mark != _CONTEXT:
            raise UnreadableError("R008", kind="P7M", text="senza contenuto · without content")
        return b"".join(_octets(data, inside, 0))
    except (IndexError, RecursionError) as fault:
        raise UnreadableError("R008", kind="P7M", text="BER") from fault


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Return tag, start and length of the value of an element (-1: it ends with two zero bytes)."""
    tag, size = data[at], data[at + 1]
    at += 2
    if size == 0x80:
        return tag, at, -1
    if size & 0x80:
        wide = size & 0x7F
        if wide > 8:
            raise IndexError
        size = int.from_bytes(data[at : at + wide], "big")
        at += wide
    if at + size > len(data):
        raise IndexError
    return tag, at, size


def _end(data: bytes, at: int, depth: int = 0) -> int:
    """Return where an element ends."""
    _, start, size = _head(data, at)
    if size >= 0:
        return start + size
    if depth > DEPTH:
        raise IndexError
    while data[start : start + 2] != b"\0\0":
        start = _end(data, start, depth + 1)
    return start + 2


def _octets(data: bytes, at: int, depth: int) -> list[bytes]:
    """Return the pieces of an octet string, which may be parted."""
    tag, start, size = _head(data, at)
    if tag == _OCTETS:
        return [data[start : start + size]]
    if tag & 0x1F != _OCTETS or depth > DEPTH:
        raise IndexError
    end, pieces = (len(data) if size < 0 else start + size), []
    while start < end and data[start : start + 2] != b"\0\0":
        pieces += _octets(data, start, depth + 1)
        start = _end(data, start)
    return pieces
