"""The closed room of a query worker: no network, no new files, no new processes, bounded memory, dead with
its parent.

The doors are closed by the kernel (a seccomp filter, Linux on x86-64 and arm64) and, where that is not to be
had, by the limit on descriptors. What `SERVICE` and `LOAD` would do is refused before
(:mod:`corale.endpoint.engine.grammar`)."""

import ctypes
import os
import platform
import resource
import signal
import struct

_PDEATHSIG, _SECCOMP, _NO_NEW_PRIVILEGES = 1, 22, 38
_LOAD, _EQUAL, _ANY, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # errno 1: EPERM
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CALLS = {
    # files, processes, sockets, io_uring, bpf, signals to others, renames and removals; abort() keeps its
    # tgkill
    "x86_64": (
        2,
        85,
        57,
        58,
        56,
        59,
        101,
        41,
        42,
        49,
        50,
        53,
        257,
        437,
        322,
        435,
        425,
        321,
        62,
        200,
        82,
        87,
        263,
        264,
    ),
    "aarch64": (56, 437, 220, 435, 221, 281, 117, 198, 203, 200, 201, 199, 425, 280, 129, 130, 38, 35),
}

_OPENS = {"x86_64": 257, "aarch64": 56}
"""The call that opens a file: openat."""
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
"""What its flags must not have where files may be read."""
_CONNECTS = {"x86_64": (41, 42), "aarch64": (198, 203)}
"""The calls that open a connection: socket, connect."""


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def follow_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends; end it now if `parent` is gone already."""
    _libc().prctl(_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def bound(memory: int) -> int:
    """Bound this process's address space to what it has and `memory` bytes more (0: unbounded); return the
    bound."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not memory:
        return 0
    with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123
        size = int(statm.read().split()[0]) * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    return size


def program(machine: str, network: bool = False, files: bool = False) -> bytes:
    """Return the seccomp filter of a machine, in BPF: on its own architecture the calls of the list get
    EPERM. With `network`, connections to others may be opened; with `files`, files for reading."""
    allowed = (*_CONNECTS[machine],) * network + (_OPENS[machine],) * files
    calls = [call for call in _CALLS[machine] if call not in allowed]
    many = len(calls)
    reading = [(_EQUAL, 0, 2, _OPENS[machine]), (_LOAD, 0, 0, 32), (_ANY, many + 1, many, _WRITES)] * files
    away = len(reading) + many + 2
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 0, away, _ARCHITECTURES[machine]), (_LOAD, 0, 0, 0), *reading]
    steps += [(_EQUAL, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("<HBBI", *step) for step in steps)


def close_doors(network: bool = False, files: bool = False) -> bool:
    """Refuse this process the network, new files and new processes; return whether the kernel took the
    filter. With `network`, it may open connections: to the engine that it asks; with `files`, it may open
    files for reading: those of the store that it asks."""
    machine = platform.machine()
    if machine not in _CALLS or os.uname().sysname != "Linux":
        return False
    code = program(machine, network, files)
    buffer = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    libc = _libc()
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    asked = Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    return int(libc.prctl(_SECCOMP, 2, ctypes.byref(asked), 0, 0)) == 0
