"""Zipped XML (DOCX, ODT, XLSX), opened with bounds: sizes are counted as bytes come out, entities are
refused."""

import io
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from corale.mappings.reading import UnreadableError

BYTES = 60_000_000  # of a member, unpacked
MEMBERS, DEPTH, BLOCK = 5_000, 200, 1 << 16

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def opened(data: bytes) -> zipfile.ZipFile:
    """Return the package.

    Raises:
        UnreadableError: it is no zip file, is encrypted, or has too many members.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as fault:
        raise UnreadableError("R008", kind="ZIP", text=type(fault).__name__) from fault
    if len(package.infolist()) > MEMBERS:
        raise UnreadableError("R009", text=f"> {MEMBERS} ZIP")
    if any(one.flag_bits & 1 for one in package.infolist()):
        raise UnreadableError("R007")
    return package


def walk(package: zipfile.ZipFile, name: str, start: Start, end: End, text: Text) -> None:
    """Read a member of XML, calling back for each element's start (local name, attributes), end and text.

    Raises:
        UnreadableError: it is missing, malformed, declares entities, or is too large or too deep.
    """
    depth = 0

    def opens(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise UnreadableError("R009", text=f"XML > {DEPTH}")
        start(tag.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def closes(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(tag.rpartition(" ")[2])

    def refuse(*_: object) -> None:
        raise UnreadableError("R009", text="XML ENTITY")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = opens, closes, text
    parser.EntityDeclHandler = refuse
    try:
        with package.open(name) as member:
            size = 0
            while block := member.read(BLOCK):
                size += len(block)
                if size > BYTES:
                    raise UnreadableError("R009", text=f"{name} > {BYTES} byte")
                parser.Parse(block, False)
            parser.Parse(b"", True)
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as fault:
        raise UnreadableError("R008", kind="ZIP", text=f"{name}: {type(fault).__name__}") from fault
    except (expat.ExpatError, ValueError, LookupError) as fault:
        if isinstance(fault, UnreadableError):
            raise
        raise UnreadableError("R008", kind="XML", text=f"{name}: {fault}") from fault
