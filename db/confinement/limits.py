"""Limits of a process that parses untrusted files: memory, time, files and network.

All of them are enforced on Linux. There, the parent sets the limits on memory and time, so that the
process cannot raise them. The other POSIX systems have no limit on reading and on the network, and
macOS has none on memory. Windows has none of them: only the time limit of the parent applies.
"""

import ctypes
import os
import struct
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from db.confinement.landlock import can_restrict_reading, restrict_reading
from db.confinement.system_calls import (
    can_filter_system_calls,
    filter_system_calls,
    find_architecture,
)

if sys.platform != "win32":
    with suppress(ModuleNotFoundError):
        import resource

MEMORY = 1_500_000_000
"""Bytes of address space for a small file."""

Limit = Literal["memory", "reading", "writing", "network", "processes", "signals"]
"""A limit that a system may lack."""

IS_LIMITED_BY_PARENT = sys.platform == "linux"
"""True if a process can set the limits of another one, which then cannot change them itself."""

_ON_MACOS: tuple[Limit, ...] = ("memory", "reading", "network", "signals")
_ON_WINDOWS: tuple[Limit, ...] = ("memory", "reading", "writing", "network", "processes")
_ABSENT_ELSEWHERE = {"win32": _ON_WINDOWS, "darwin": _ON_MACOS}.get(sys.platform, _ON_MACOS[1:])
_SET_DUMPABLE = 4  # of prctl
_CAPABILITY_VERSION, _READ_SEARCH = 0x20080522, 2
_PER_BYTE = 6  # bytes of address space for each byte of a file: a list is decoded as a whole


def protect_process() -> None:
    """Keep the memory of this process from other processes of the same user, and from a core."""
    if sys.platform == "win32":
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def confine_process() -> tuple[Limit, ...]:
    """Forbid this process for ever to write and read files, and to reach other processes.

    It can still read the interpreter and its libraries. Returns the limits that this system lacks.
    """
    if sys.platform != "win32":
        for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NPROC):
            resource.setrlimit(limit, (0, 0))
    if sys.platform != "linux":
        return _ABSENT_ELSEWHERE
    architecture = find_architecture()  # of a file that cannot be read later
    _drop_capabilities()
    return _list_absent(restrict_reading(), filter_system_calls(architecture))


def find_absent_limits() -> tuple[Limit, ...]:
    """Return the limits that this system lacks, by its version: nothing is limited by this."""
    if sys.platform != "linux":
        return _ABSENT_ELSEWHERE
    return _list_absent(can_restrict_reading(), can_filter_system_calls())


def _list_absent(has_reading: bool, has_filter: bool) -> tuple[Limit, ...]:
    absent: tuple[Limit, ...] = () if has_reading else ("reading",)
    return absent if has_filter else (*absent, "network", "signals")


def describe_absent_limits(absent: Iterable[str]) -> str:
    """Return one line about the limits that a system lacks; empty if it has all."""
    names = ", ".join(absent)
    return names and f"this system does not limit parsers of files in: {names}; see SECURITY.md"


def memory_limit(size: int) -> int:
    """Return the bytes of memory for a file of `size` bytes."""
    return MEMORY + _PER_BYTE * size


def limit_memory(most: int, process: int = 0) -> None:
    """Limit the bytes of memory of a process; without its number, of this one if none else does."""
    if sys.platform != "win32":
        _limit(resource.RLIMIT_AS, most, process)


def limit_seconds(seconds: float, process: int = 0) -> None:
    """End a process, this one without a number, if it uses so much more processor time."""
    if sys.platform != "win32":
        used = used_seconds(process) if process else time.process_time()
        _limit(resource.RLIMIT_CPU, int(used + seconds) + 1, process)


def used_seconds(process: int) -> float:
    """Return the processor time that another process has used; 0 where it is unknown."""
    try:
        fields = (
            Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return 0.0


def peak_memory() -> int:
    """Return the largest number of bytes that this process had in memory; 0 if unknown."""
    if sys.platform == "win32":
        return 0
    with suppress(OSError, ValueError, IndexError):
        # Linux counts the parent's memory at the start of a process in `ru_maxrss`
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _limit(kind: int, most: int, process: int) -> None:
    """Set a limit of a process: on Linux by its parent, elsewhere by itself."""
    if bool(process) != IS_LIMITED_BY_PARENT:
        return
    # macOS refuses a limit below the address space that the process has: hundreds of GB
    with suppress(ValueError, OSError):
        _, hard = resource.prlimit(process, kind) if process else resource.getrlimit(kind)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        if process:
            resource.prlimit(process, kind, (bound, hard))
        else:
            resource.setrlimit(kind, (bound, hard))


def _drop_capabilities() -> None:
    """Give up what root can do, except to read the interpreter and its libraries."""
    header = struct.pack("=Ii", _CAPABILITY_VERSION, 0)
    low = struct.pack("=III", 1 << _READ_SEARCH, 1 << _READ_SEARCH, 0)
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        if library.capset(header, low + bytes(12)):  # a user who does not have this one
            library.capset(header, bytes(24))
