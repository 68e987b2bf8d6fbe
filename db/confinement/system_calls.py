"""Filter of system calls (seccomp) of a process that parses untrusted files, on Linux.

The filter has a list of the calls that are allowed. All others fail as if the kernel did not have
them, since a library may try a newer call first. The program of another architecture has other
numbers, so that a call of one ends the process.
"""

import ctypes
import errno
import os
import struct
import sys
from pathlib import Path

# Numbers on x86-64 and on AArch64; -1 is absent there.
_ALLOWED_CALLS = {
    # the pipes, and files that are open
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67),
    "preadv": (295, 69), "lseek": (8, 62), "close": (3, 57), "dup": (32, 23), "dup2": (33, -1),
    "dup3": (292, 24), "poll": (7, -1), "ppoll": (271, 73), "select": (23, -1),
    "pselect6": (270, 72), "fadvise64": (221, 223),
    # names and attributes of files
    "stat": (4, -1), "fstat": (5, 80), "lstat": (6, -1), "newfstatat": (262, 79),
    "statx": (332, 291), "statfs": (137, 43), "fstatfs": (138, 44), "access": (21, -1),
    "faccessat": (269, 48), "faccessat2": (439, 439), "readlink": (89, -1),
    "readlinkat": (267, 78), "getdents64": (217, 61), "getcwd": (79, 17),
    # memory and threads of this process
    "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214),
    "mremap": (25, 216), "madvise": (28, 233), "mincore": (27, 232), "mbind": (237, 235),
    "get_mempolicy": (239, 236), "futex": (202, 98), "membarrier": (324, 283),
    "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "getcpu": (309, 168),
    # time and identity; signals cannot be blocked, since one of them is the limit on time
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101), "restart_syscall": (219, 128), "gettimeofday": (96, 169),
    "time": (201, -1), "times": (100, 153), "alarm": (37, -1), "setitimer": (38, 103),
    "getpid": (39, 172), "getppid": (110, 173), "gettid": (186, 178), "getuid": (102, 174),
    "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177), "getrlimit": (97, 163),
    "getrusage": (98, 165), "sysinfo": (99, 179), "uname": (63, 160), "getrandom": (318, 278),
    # the end
    "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip

_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06  # instructions of a filter
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in the description of a call
_ALLOWED, _KILLED, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM, _ENOTTY, _ENOSYS = 1, 25, 38
_OTHER_TABLE = 0x40000000  # the bit of the calls of x32, which have other numbers
_NO_NEW_PRIVILEGES, _SET_FILTER, _FILTER_MODE = 38, 22, 2  # of prctl

# Commands of fcntl that change no more than a descriptor of this process: a signal to an owner, a
# lock and a lease reach others.
_DESCRIPTOR_COMMANDS = (0, 1, 2, 3, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC
_DEVICE_COMMANDS = (0x5401, 0x5450, 0x5451)  # TCGETS, FIONCLEX, FIOCLEX

# The column of the numbers and the value that the kernel gives, by the machine in an ELF header.
_ARCHITECTURES = {62: (0, 0xC000003E), 183: (1, 0xC00000B7)}

_Instruction = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def filter_system_calls(architecture: tuple[int, int] | None) -> bool:
    """Allow this process only the system calls above from now on; return False if it cannot be."""
    if architecture is None:
        return False
    code = _instructions(*architecture)
    compiled = b"".join(struct.pack("HBBI", *instruction) for instruction in code)
    program = _Program(len(code), compiled)
    forbid_privileges()
    return _control(_SET_FILTER, _FILTER_MODE, ctypes.addressof(program)) == 0


def can_filter_system_calls() -> bool:
    """Return True if the kernel takes a filter of this program's architecture."""
    # without a filter, the error is that of the address if filters are supported
    is_supported = _control(_SET_FILTER, _FILTER_MODE, 0) < 0 and ctypes.get_errno() == errno.EFAULT
    return is_supported and find_architecture() is not None


def forbid_privileges() -> bool:
    """Keep this process from new privileges, which a restriction of it needs."""
    return _control(_NO_NEW_PRIVILEGES, 1, 0) == 0


def _control(option: int, first: int, second: int) -> int:
    control = ctypes.CDLL(None, use_errno=True).prctl
    control.argtypes = (ctypes.c_int, *4 * (ctypes.c_ulong,))
    return int(control(option, first, second, 0, 0))


def find_architecture() -> tuple[int, int] | None:
    """Return the column of numbers and the value of this program's architecture, if it has any.

    It is that of the file of the interpreter: `uname` gives what `setarch` wants.
    """
    if sys.maxsize < 2**32 or sys.byteorder != "little":
        return None
    for file in ("/proc/self/exe", sys.executable):
        try:
            with Path(file).open("rb") as program:
                header = program.read(20)
        except OSError:
            continue
        if header.startswith(b"\x7fELF\x02") and len(header) == 20:
            return _ARCHITECTURES.get(int.from_bytes(header[18:20], "little"))
    return None


def _instructions(column: int, architecture: int) -> list[_Instruction]:
    """Return the filter for an architecture."""
    code: list[_Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILLED),
        (_LOAD, 0, 0, _NUMBER), (_ANY_BIT, 0, 1, _OTHER_TABLE), (_RETURN, 0, 0, _KILLED),
    ]  # fmt: skip
    for numbers in _ALLOWED_CALLS.values():
        if numbers[column] >= 0:
            code += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _ALLOWED)]
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_ASYNC", 0)
    no_writing: list[_Instruction] = [(_ANY_BIT, 0, 1, writing), (_RETURN, 0, 0, _ERROR | _EPERM)]
    checked = (
        ((2, -1), [*_load(1), *no_writing, (_RETURN, 0, 0, _ALLOWED)]),  # open
        ((257, 56), [*_load(2), *no_writing, (_RETURN, 0, 0, _ALLOWED)]),  # openat
        ((72, 25), [*_load(1), *_only(_DESCRIPTOR_COMMANDS, _EPERM)]),  # fcntl
        ((16, 29), [*_load(1), *_only(_DEVICE_COMMANDS, _ENOTTY)]),  # ioctl
        ((302, 261), _reading_of_own_limits()),  # prlimit64
    )
    for numbers, check in checked:
        if numbers[column] >= 0:
            code += [(_EQUAL, 0, len(check), numbers[column]), *check]
    code.append((_RETURN, 0, 0, _ERROR | _ENOSYS))
    return code


def _load(argument: int, *, upper: bool = False) -> list[_Instruction]:
    """Return the instruction that loads the lower or the upper half of an argument."""
    return [(_LOAD, 0, 0, _ARGUMENTS + 8 * argument + 4 * upper)]


def _only(values: tuple[int, ...], error: int) -> list[_Instruction]:
    """Return instructions that allow a call with one of these values, and refuse it else."""
    code: list[_Instruction] = []
    for value in values:
        code += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOWED)]
    return [*code, (_RETURN, 0, 0, _ERROR | error)]


def _reading_of_own_limits() -> list[_Instruction]:
    """Return instructions that allow a process number of 0 without a pointer to new limits."""
    refused: _Instruction = (_RETURN, 0, 0, _ERROR | _EPERM)
    code: list[_Instruction] = []
    for part in (_load(0), _load(2), _load(2, upper=True)):
        code += [*part, (_EQUAL, 1, 0, 0), refused]
    return [*code, (_RETURN, 0, 0, _ALLOWED)]
