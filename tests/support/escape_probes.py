"""Attempts of a parser that was taken over to reach beyond its process.

Each probe raises an exception if the system refuses it, and returns if it succeeds. The values that
it would set are those that are set already, so that a success does no harm.
"""

import ctypes
import fcntl
import os
import resource
import signal
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_F_SETSIG, _F_SETOWN_EX, _F_NOTIFY, _F_SETLEASE = 10, 15, 1026, 1024
_AT_FDCWD = -100
_SEIZE = 0x4206  # of ptrace
_INFINITE = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def call_libc(function: str, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    """Call a function of the C library; raises OSError."""
    wide = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    code = int(getattr(_LIBC, function)(*wide))
    if code < 0:
        raise OSError(ctypes.get_errno(), function)
    return code


def system(number: int, *arguments: int | bytes | None) -> int:
    """Call the kernel by a number that all architectures share; raises OSError."""
    return call_libc("syscall", number, *arguments)


@contextmanager
def readable_file() -> Iterator[int]:
    """Open a file that a parser may read."""
    descriptor = os.open(os.__file__, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def control(command: int, argument: int | bytes) -> None:
    """Call fcntl for a file that may be read."""
    with readable_file() as descriptor:
        fcntl.fcntl(descriptor, command, argument)


def lock_readable_file() -> None:
    """Lock a file that may be read, as a file of the store would be."""
    with readable_file() as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_SH)


def lock_folder(folder: Path) -> None:
    """Lock the folder of a store."""
    fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_EX)


def read_memory(process: int) -> None:
    """Read another process with process_vm_readv."""
    target, local = ctypes.create_string_buffer(8), ctypes.create_string_buffer(8)
    ours = struct.pack("PN", ctypes.addressof(local), 8)
    theirs = struct.pack("PN", ctypes.addressof(target), 8)
    if call_libc("process_vm_readv", process, ours, 1, theirs, 1, 0) <= 0:
        raise OSError("nothing was read")


def probes(victim: int, folder: Path) -> dict[str, Callable[[], object]]:
    """Return the probes against another process and a folder with a file `secret`."""
    secret, new = folder / "secret", folder / "new"
    path, none = os.fsencode(folder), b"none\0"
    return {
        "own the signals of a file": lambda: control(fcntl.F_SETOWN, victim),
        "own them by kind": lambda: control(_F_SETOWN_EX, struct.pack("ii", 1, victim)),
        "choose the signal": lambda: control(_F_SETSIG, signal.SIGKILL),
        "send signals at changes": lambda: control(fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK),
        "watch a folder": lambda: fcntl.fcntl(
            os.open(Path(os.__file__).parent, os.O_RDONLY), _F_NOTIFY, 2
        ),
        "lease a file": lambda: control(_F_SETLEASE, fcntl.F_RDLCK),
        "lock a file": lock_readable_file,
        "lock a range": lambda: control(
            fcntl.F_SETLK, struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 0, 1, 0)
        ),
        "lock the folder of the store": lambda: lock_folder(folder),
        "limit another process": lambda: resource.prlimit(
            victim, resource.RLIMIT_FSIZE, resource.prlimit(victim, resource.RLIMIT_FSIZE)
        ),
        "limit the parent": lambda: resource.prlimit(
            os.getppid(), resource.RLIMIT_NOFILE,
            resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE),
        ),
        "raise the memory": lambda: resource.setrlimit(resource.RLIMIT_AS, _INFINITE),
        "raise the time": lambda: resource.setrlimit(resource.RLIMIT_CPU, _INFINITE),
        "raise the size of files": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, _INFINITE),
        "raise by prlimit": lambda: resource.prlimit(0, resource.RLIMIT_AS, _INFINITE),
        "block the signal of the time": lambda: signal.pthread_sigmask(
            signal.SIG_BLOCK, [signal.SIGXCPU]
        ),
        "ignore the signal of the time": lambda: signal.signal(signal.SIGXCPU, signal.SIG_IGN),
        "read the parent's memory": lambda: Path(f"/proc/{os.getppid()}/mem").open("rb").close(),
        "read another memory": lambda: Path(f"/proc/{victim}/mem").open("rb").close(),
        "read the parent's environment": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
        "list the parent's files": lambda: list(Path(f"/proc/{os.getppid()}/fd").iterdir()),
        "read memory by a call": lambda: read_memory(victim),
        "trace a process": lambda: call_libc("ptrace", _SEIZE, victim, 0, 0),
        "open a process": lambda: system(434, victim, 0),
        "take a file of a process": lambda: system(438, system(434, victim, 0), 0, 0),
        "send a signal": lambda: os.kill(victim, signal.SIGURG),
        "send a signal to all": lambda: os.kill(victim, 0),
        "change a priority": lambda: os.setpriority(os.PRIO_PROCESS, victim, 0),
        "choose processors": lambda: os.sched_setaffinity(victim, os.sched_getaffinity(victim)),
        "open a file system": lambda: system(430, b"tmpfs\0", 0),
        "open a tree": lambda: system(428, _AT_FDCWD, b"/\0", 1),
        "mount": lambda: call_libc("mount", none, path, b"tmpfs\0", 0, None),
        "set a mount": lambda: system(442, _AT_FDCWD, path, 0, bytes(32), 32),
        "leave the root": lambda: os.chroot("/"),
        "unshare": lambda: call_libc("unshare", 0),
        "ring of requests": lambda: system(425, 4, bytes(120)),
        "a queue of events": lambda: call_libc("epoll_create1", 0),
        "a file in memory": lambda: os.memfd_create("a"),
        "a pipe": os.pipe,
        "a pair of sockets": socket.socketpair,
        "a socket": socket.socket,
        "fork": lambda: os.fork() or os._exit(0),
        "run a program": lambda: os.execv("/bin/true", ["true"]),
        "a thread": lambda: threading.Thread(target=int).start(),
        "name the host": lambda: call_libc("sethostname", *_host()),
        "read the log of the kernel": lambda: call_libc("klogctl", 10, None, 0),
        "write a file": lambda: new.write_text("a"),
        "change a file": lambda: secret.open("r+").close(),
        "cut a file": lambda: os.truncate(secret, 0),
        "remove a file": secret.unlink,
        "rename a file": lambda: secret.rename(new),
        "make a folder": lambda: new.mkdir(),
        "make a link": lambda: new.symlink_to(secret),
        "change a mode": lambda: secret.chmod(0o600),
        "change a time": lambda: os.utime(secret),
        "read a file": secret.read_bytes,
        "list a folder": lambda: list(folder.iterdir()),
        "read the users": lambda: Path("/etc/passwd").read_bytes(),
        "list the root": lambda: list(Path("/").iterdir()),
    }  # fmt: skip


def _host() -> tuple[bytes, int]:
    name = os.fsencode(socket.gethostname())
    return name, len(name)


def find_escapes(victim: int, folder: Path) -> list[str]:
    """Return the names of the probes that succeed; the count of all comes first."""
    found = []
    attempts = probes(victim, folder)
    for name, attempt in attempts.items():
        try:
            attempt()
        except Exception:  # any refusal
            continue
        found.append(name)
    return [str(len(attempts)), *found]
