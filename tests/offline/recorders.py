"""Record what a command asks of the network, and which files it writes.

Two recorders: `strace` sees every system call, also those of compiled libraries; an audit hook sees
what Python code does, on any system, and refuses it the network.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

_CALLS = "%network,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,\
symlinkat,mknod,mknodat,truncate,chdir"
# One line of strace: a process, a call, its arguments as far as they were known when it began.
_LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")
_PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)<((?:[^>\\]|\\.)*)>, )?"((?:[^"\\]|\\.)*)"')
_INTERNET = re.compile(r"\bsa_family=AF_INET6?\b")
_ASKING = ("connect", "bind", "sendto", "sendmsg", "sendmmsg")
# urllib3 binds a socket of this machine when it is imported, to see whether there is IPv6.
_OWN_MACHINE = re.compile(r'"::1"|"127\.0\.0\.1"')
_NAME_SERVER = re.compile(r"sin6?_port=htons\(53\)")
_WRITES = re.compile(r"\bO_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND)\b")
_RESOLVER = "/etc/resolv.conf"  # which the C library reads before its first look-up

HOOK = """
import os, sys

_log = os.open(os.environ["OFFLINE_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

def _note(kind, what):
    os.write(_log, f"{kind}\\t{what}\\n".encode("utf-8", "backslashreplace"))

def _path(name):
    return os.path.abspath(os.fsdecode(name)) if not isinstance(name, int) else ""

def _hook(event, arguments):
    if event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        _note("look-up", arguments[0])
        raise OSError("no name look-up here")
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"}:
        own = event == "socket.bind" and arguments[1][0] in ("::1", "127.0.0.1")
        if isinstance(arguments[1], tuple) and not own:
            _note("connection", arguments[1])
            raise OSError("no network here")
    elif event == "open":
        name, _, flags = arguments
        if not isinstance(name, int) and name is not None and flags & _WRITES:
            _note("file", _path(name))
    elif event in {"os.mkdir", "os.symlink", "os.link", "os.rename", "os.truncate"}:
        at = 0 if event in {"os.mkdir", "os.truncate"} else 1
        if isinstance(arguments[at], (str, bytes, os.PathLike)):
            _note("file", _path(arguments[at]))
    elif event == "sqlite3.connect":
        name = os.fsdecode(arguments[0])
        if not name.startswith((":memory:", "file:")) and name:
            _note("file", _path(name))

sys.addaudithook(_hook)
"""


@dataclass(slots=True)
class Activity:
    """The look-ups, connections and written paths of one run."""

    lookups: list[str] = field(default_factory=list)
    connections: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def foreign_files(self, own: Sequence[Path]) -> list[str]:
        """Return the paths written that are neither in a folder of `own` nor lead to one.

        Devices and `/proc` are no files; locks between processes are made in `/dev/shm`.
        """
        leading = {str(parent) for folder in own for parent in (folder, *folder.parents)}
        within = tuple(f"{folder}{os.sep}" for folder in own)
        return sorted(
            {
                path
                for path in self.files
                if path not in leading and not path.startswith((*within, "/dev/", "/proc/"))
            }
        )


class Recorder(Protocol):
    """Runs commands so that what they do is recorded."""

    def command(self, arguments: Sequence[str]) -> list[str]:
        """Return the command that runs `arguments` recorded."""

    def environment(self) -> Mapping[str, str]:
        """Return the environment variables that the command needs."""

    def record(self) -> Activity:
        """Return what was recorded, once the command has ended."""


class Strace:
    """Records by strace, which follows every process and thread that the command starts."""

    def __init__(self, log: Path, folder: Path) -> None:
        """Write strace's output to `log`; the command runs in `folder`."""
        self._log = log
        self._folder = folder

    def command(self, arguments: Sequence[str]) -> list[str]:
        """Return the command that runs `arguments` under strace."""
        strace = ["strace", "--seccomp-bpf", "-f", "-qq", "-y", "-s", "300", "-e", "signal=none"]
        return [*strace, "-e", f"trace={_CALLS}", "-o", str(self._log), *arguments]

    def environment(self) -> Mapping[str, str]:
        """Return nothing: strace needs no variables."""
        return {}

    def record(self) -> Activity:
        """Return what strace wrote."""
        output = self._log.read_text(encoding="utf-8", errors="replace")
        return read_strace(output, str(self._folder))


class AuditHook:
    """Records by an audit hook in every Python process that the command starts."""

    def __init__(self, folder: Path) -> None:
        """Put the hook and its log into `folder`."""
        self._folder = folder
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
        self._log = folder / "log"

    def command(self, arguments: Sequence[str]) -> list[str]:
        """Return `arguments`: Python loads the hook by itself."""
        return list(arguments)

    def environment(self) -> Mapping[str, str]:
        """Return what makes Python load the hook, and where the hook writes."""
        return {"PYTHONPATH": str(self._folder), "OFFLINE_LOG": str(self._log)}

    def record(self) -> Activity:
        """Return what the hooks wrote."""
        record = Activity()
        lists = {
            "look-up": record.lookups,
            "connection": record.connections,
            "file": record.files,
        }
        for line in self._log.read_text(encoding="utf-8").splitlines():
            kind, _, detail = line.partition("\t")
            lists[kind].append(detail)
        return record


def has_strace() -> bool:
    """Return whether strace is installed and may trace here."""
    if shutil.which("strace") is None:
        return False
    trial = ["strace", "--seccomp-bpf", "-f", "-o", os.devnull, sys.executable, "-c", ""]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


def read_strace(output: str, folder: str) -> Activity:
    """Read strace's output (`-f -y`) into a record; a call that failed counts as one made.

    Relative paths are taken to be in `folder`, until a process changes to another one.
    """
    record = Activity()
    for line in output.splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        call, arguments = found.groups()
        if call in ("open", "openat", "creat"):
            path = _paths(arguments, folder)[0]
            if path == _RESOLVER:
                record.lookups.append(path)
            if call == "creat" or _WRITES.search(arguments):
                record.files.append(path)
        elif call in ("truncate", "mkdir", "mkdirat", "mknod", "mknodat"):
            record.files.append(_paths(arguments, folder)[0])
        elif call == "chdir":
            folder = _paths(arguments, folder)[0]
        elif call.startswith(("rename", "link", "symlink")):
            record.files.append(_paths(arguments, folder)[-1])
        elif call in _ASKING and _INTERNET.search(arguments):
            if call == "bind" and _OWN_MACHINE.search(arguments):
                continue
            known = record.lookups if _NAME_SERVER.search(arguments) else record.connections
            known.append(f"{call}({arguments}"[:200])
    return record


def _paths(arguments: str, folder: str) -> list[str]:
    """Return the paths among a call's arguments, those relative to a descriptor resolved."""
    return [
        str(Path(folder, relative_to, name)) for relative_to, name in _PATH.findall(arguments)
    ] or [""]
