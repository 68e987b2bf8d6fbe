"""Limits of a process that parses untrusted files: memory, time, files and network.

Linux enforces all of them. The other POSIX systems have no limit on the network, and macOS has none
on memory. Windows has none of these limits: there, only the time limit of the parent applies.
"""

import ctypes
import os
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":
    with suppress(ModuleNotFoundError):
        import resource

MEMORY = 1_500_000_000
"""Bytes of address space for a small file."""

_PER_BYTE = 6  # bytes of address space for each byte of a file: a list is decoded as a whole


def confine_process() -> None:
    """Forbid this process for ever to write files, to use the network, and to start processes."""
    if sys.platform == "win32":
        return
    for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NPROC):
        resource.setrlimit(limit, (0, 0))
    if sys.platform == "linux" and sys.maxsize > 2**32:
        _filter_system_calls()


def limit_memory(size: int) -> int:
    """Limit the memory of this process for a file of `size` bytes; return the limit in bytes."""
    most = MEMORY + _PER_BYTE * size
    if sys.platform != "win32":
        _limit(resource.RLIMIT_AS, most)
    return most


def limit_seconds(seconds: float) -> None:
    """End this process if it uses more than so many seconds of processor time from now on."""
    if sys.platform != "win32":
        _limit(resource.RLIMIT_CPU, int(time.process_time() + seconds) + 1)


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


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    # macOS refuses a limit below the address space that the process has: hundreds of GB
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (bound, hard))


# A filter of system calls (seccomp): numbers on x86-64 and on AArch64; -1 is absent there.
_REFUSED = {
    # network
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200),
    "listen": (50, 201), "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206),
    "sendmsg": (46, 211), "sendmmsg": (307, 269),
    # processes
    "clone": (56, 220), "fork": (57, -1), "vfork": (58, -1), "execve": (59, 221),
    "execveat": (322, 281), "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "unshare": (272, 97), "setns": (308, 268), "process_madvise": (440, 440),
    # files
    "creat": (85, -1), "truncate": (76, 45), "ftruncate": (77, 46), "fallocate": (285, 47),
    "rename": (82, -1), "renameat": (264, 38), "renameat2": (316, 276), "mkdir": (83, -1),
    "mkdirat": (258, 34), "rmdir": (84, -1), "link": (86, -1), "linkat": (265, 37),
    "unlink": (87, -1), "unlinkat": (263, 35), "symlink": (88, -1), "symlinkat": (266, 36),
    "chmod": (90, -1), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, -1), "fchown": (93, 55), "lchown": (94, -1), "fchownat": (260, 54),
    "utime": (132, -1), "utimes": (235, -1), "futimesat": (261, -1), "utimensat": (280, 88),
    "mknod": (133, -1), "mknodat": (259, 33), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "removexattr": (197, 14), "lremovexattr": (198, 15),
    "fremovexattr": (199, 16), "mount": (165, 40), "umount2": (166, 39), "chroot": (161, 51),
    "pivot_root": (155, 41), "open_by_handle_at": (304, 265),
    # other ways into the kernel
    "bpf": (321, 280), "userfaultfd": (323, 282), "perf_event_open": (298, 241),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "memfd_create": (319, 279), "shmget": (29, 194), "msgget": (68, 186), "semget": (64, 190),
    "mq_open": (240, 180), "init_module": (175, 105), "finit_module": (313, 273),
}  # fmt: skip
# The C library falls back to older calls, whose arguments the filter can check.
_ABSENT = {"clone3": (435, 435), "openat2": (437, 437)}
# The position of the flags among the arguments.
_OPENS = {"open": (2, -1, 1), "openat": (257, 56, 2)}
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06  # instructions of a filter
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in the description of a call
_ALLOWED, _KILLED, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM, _ENOSYS = 1, 38
_OTHER_TABLE = 0x40000000  # the bit of the calls of x32, which have other numbers
_NO_NEW_PRIVILEGES, _SET_FILTER, _FILTER_MODE = 38, 22, 2  # of prctl


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _filter_system_calls() -> None:
    """Refuse the system calls above; do nothing on a kernel or an architecture without filters."""
    column, architecture = _ARCHITECTURES.get(os.uname().machine, (0, 0))
    if not architecture:
        return
    code = [
        (_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILLED),
        (_LOAD, 0, 0, _NUMBER), (_ANY_BIT, 0, 1, _OTHER_TABLE), (_RETURN, 0, 0, _ERROR | _EPERM),
    ]  # fmt: skip
    for calls, error in ((_REFUSED, _EPERM), (_ABSENT, _ENOSYS)):
        for numbers in calls.values():
            if numbers[column] >= 0:
                code += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _ERROR | error)]
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
    for *opens, flags in _OPENS.values():
        if opens[column] >= 0:
            code += [
                (_EQUAL, 0, 4, opens[column]), (_LOAD, 0, 0, _ARGUMENTS + 8 * flags),
                (_ANY_BIT, 0, 1, writing), (_RETURN, 0, 0, _ERROR | _EPERM),
                (_RETURN, 0, 0, _ALLOWED),
            ]  # fmt: skip
    code.append((_RETURN, 0, 0, _ALLOWED))
    compiled = b"".join(struct.pack("HBBI", *instruction) for instruction in code)
    program = _Program(len(code), compiled)
    control = ctypes.CDLL(None).prctl
    control.argtypes = (ctypes.c_int, *4 * (ctypes.c_ulong,))
    control(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    control(_SET_FILTER, _FILTER_MODE, ctypes.addressof(program), 0, 0)
