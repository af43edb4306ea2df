"""The process in which parsers work: bounded memory and processor time, no file and no connection to open.

Over standard input and output: each message is a head of JSON, ended by a line break, then as many bytes as
it says."""

import codecs
import contextlib
import json
import resource
import sys

from corale.mappings.reading import UnreadableError
from corale.mappings.reading.formats import read

MEMORY, SECONDS, OUTPUT = 1 << 30, 10, 64 << 20


def main() -> None:
    """Answer requests until standard input ends."""
    with contextlib.suppress(ImportError):  # loaded now: later nothing can be opened
        import pypdfium2.raw  # noqa: F401
    for name in ("cp437", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "ascii", "idna"):
        codecs.lookup(name)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    while head := requests.readline():
        asked = json.loads(head)
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + SECONDS, resource.RLIM_INFINITY))
        said, data = answer(requests.read(asked["size"]), asked["suffix"])
        answers.write(json.dumps({**said, "size": len(data)}).encode() + b"\n" + data)
        answers.flush()


def answer(data: bytes, suffix: str) -> tuple[dict[str, object], bytes]:
    """Return what is said of a file, and its lines or bytes."""
    try:
        reading = read(data, suffix)
        text = reading.data or "\n".join(reading.lines).encode("utf-8", "replace")
        if len(text) > OUTPUT:
            raise UnreadableError("R009", text=f"> {OUTPUT} byte")
    except UnreadableError as fault:
        return {"code": fault.code, "words": {name: str(word) for name, word in fault.words.items()}}, b""
    except ModuleNotFoundError as fault:
        return {"missing": fault.name or ""}, b""
    except MemoryError:
        return {"code": "R010", "words": {"text": "memoria · memory"}}, b""
    except RecursionError:
        return {"code": "R009", "words": {"text": "RecursionError"}}, b""
    return {"kind": reading.kind, "blank": reading.blank, "firsts": reading.firsts}, text


if __name__ == "__main__":
    main()
