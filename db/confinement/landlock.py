"""Restriction of a process to reading a few folders (Landlock), on Linux 5.13 or later.

It also keeps the process from the memory and the signals of others, and from TCP, as far as the
kernel has that.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from db.confinement.system_calls import forbid_privileges

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # on each architecture
_VERSION = 1  # a flag of the first
_BENEATH = 1  # a kind of rule
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
# By version: all rights to files, to TCP, and the scopes of sockets and signals.
_RIGHTS = {
    1: (0x1FFF, 0, 0), 2: (0x3FFF, 0, 0), 3: (0x7FFF, 0, 0), 4: (0x7FFF, 3, 0), 5: (0xFFFF, 3, 0),
    6: (0xFFFF, 3, 3),
}  # fmt: skip

_PACKAGES = Path(__file__).parents[2]
_PACKAGE_FOLDERS = {"site-packages", "dist-packages"}
# Shared libraries, time zones, fonts, and settings that libraries read when they are loaded.
_SYSTEM_FILES = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64", "/nix/store",
    "/gnu/store", "/etc/ld.so.cache", "/etc/ld-musl-x86_64.path", "/etc/ld-musl-aarch64.path",
    "/usr/share/zoneinfo", "/etc/localtime", "/usr/share/fonts", "/usr/share/X11/fonts",
    "/usr/local/share/fonts", "/etc/ssl/openssl.cnf", "/etc/pki/tls/openssl.cnf", "/dev/null",
    "/dev/urandom", "/proc/self/status", "/proc/cpuinfo", "/proc/meminfo",
    "/sys/devices/system/cpu",
)  # fmt: skip


def restrict_reading() -> bool:
    """Let this process read only the interpreter and its libraries from now on, and write nothing.

    Returns False where the kernel has no such restriction.
    """
    with suppress(OSError):
        version = _call(_CREATE_RULESET, 0, 0, _VERSION)
        files, network, scopes = _RIGHTS[min(version, max(_RIGHTS))]
        attributes = struct.pack("QQQ", files, network, scopes)
        size = 24 if version >= 6 else 16 if version >= 4 else 8
        rules = _call(_CREATE_RULESET, attributes, size, 0)
        try:
            for path in readable_paths():
                _allow_reading(rules, path)
            return forbid_privileges() and _call(_RESTRICT_SELF, rules, 0) == 0
        finally:
            os.close(rules)
    return False


def can_restrict_reading() -> bool:
    """Return True if the kernel can restrict a process to reading some folders."""
    with suppress(OSError):
        return _call(_CREATE_RULESET, 0, 0, _VERSION) > 0
    return False


def readable_paths() -> Iterator[str]:
    """Yield the files and folders that parsers need.

    The path of modules can have the folder in which the program was started; it is left out, as is
    every other one that has more than packages.
    """
    yield from (str(_PACKAGES / name) for name in ("onrecord", "analysis", "db"))
    yield from (folder for folder in sys.path if Path(folder).name in _PACKAGE_FOLDERS)
    yield str(Path(os.__file__).parent)
    for prefix in {sys.base_prefix, sys.base_exec_prefix}:
        yield from (str(Path(prefix) / name) for name in ("lib", "lib64"))
    yield from filter(None, os.environ.get("LD_LIBRARY_PATH", "").split(":"))
    yield from filter(None, os.environ.get("TZDIR", "").split(":"))
    yield from _SYSTEM_FILES


def _allow_reading(rules: int, path: str) -> None:
    """Add a rule for a file or a folder; do nothing if it is missing."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            rights = _READ_FILE | (_READ_FOLDER if Path(path).is_dir() else 0)
            _call(_ADD_RULE, rules, _BENEATH, struct.pack("=Qi", rights, descriptor), 0)
        finally:
            os.close(descriptor)


def _call(number: int, *arguments: int | bytes) -> int:
    """Call the kernel; raises OSError."""
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    wide = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result = int(library.syscall(ctypes.c_long(number), *wide))
    if result < 0:
        raise OSError(ctypes.get_errno(), "the system call failed")
    return result
