"""Sandbox for untrusted files: another process detects their types and parses them, with limits.

If a hostile file breaks a parser, only that process ends, and the import continues. A process reads
many files one after the other, since its start takes as long as the parsing of several pages.

Each message between the two processes is a frame: its length, and JSON or bytes of the file.
"""

import contextlib
import json
import logging
import os
import signal
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from multiprocessing import util
from pathlib import Path, PurePath
from typing import IO, Any, Literal

import msgspec

from analysis import clean
from analysis.structs import convert_values, decode_json, replace
from db.confinement import limits
from db.confinement.limits import describe_absent_limits
from db.errors import ImportingError
from db.importers.documents import add_first_lines
from db.importers.models import ImportItem, ImportProblem
from db.importers.onrecord_json import check_item, clean_values
from db.importers.other_importers import find_plugin_of_name
from db.importers.registry import LARGEST_LIST, preload_parsers, read_detected
from db.models import Document
from db.text import one_line

Json = dict[str, Any]
Chunks = Callable[[], Iterator[bytes]]
"""A function that returns the bytes of a file from its beginning, in pieces."""

_SECONDS = 20.0  # of processor time until the next article
_REFILL = 1.0  # seconds more for each article
_WALL = 25.0  # seconds without an answer, after which the processor time is looked at
_MOST_WAITS = 5  # of so many seconds, on a machine that is busy with other things
_LEAST_PROGRESS = 0.2  # seconds of processor time during a wait
_SENDING = 300.0  # seconds to send a file
_IDLE = 60  # seconds without a file, after which a process ends
_LARGE_PROCESS = 500_000_000  # bytes; a process that needed more is not used again
_LARGEST_ANSWER = 25_000_000  # bytes, besides three times those of the file
_FRAMES = 20  # of a traceback
_TOO_SLOW = f"takes more than {_SECONDS:.0f} s to read; split it, or save it as text"
_TOO_LONG = "has a text of more than {:,} MB; split it"
_TOO_LARGE = "needs more than {:,} MB of memory; split it, or save it as text"
_DAMAGED = "is damaged: its parser failed; export or save it again"
_LENGTH = struct.Struct(">Q")
_NEXT, _CLOSE = b"next", b"close"
_LOG = logging.getLogger("onrecord.db")
_ROOT = str(Path(__file__).parents[2])  # the process must import this same package
_STARTS = (
    "import sys; sys.path[:] = sys.argv.pop(1).split('\\n');"
    "from db.importers.sandbox import run_parser; run_parser()"
)


class _StoppedError(Exception):
    """The process ended before it had read a file; the message says why, and what to do."""

    def __init__(self, message: str, *, is_certain: bool = False) -> None:
        super().__init__(message)
        self.is_certain = is_certain  # False if an earlier file may have caused it


def read_sandboxed(
    chunks: Chunks, name: str, skip: int = 0
) -> Iterator[ImportItem | ImportProblem]:
    """Read the items of a file after the first `skip` in a process with limits.

    `chunks` may raise ImportingError.
    """
    number = 0
    while True:
        parser, is_new = _acquire_process(name)
        try:
            for item in parser.read(chunks(), name, skip):
                yield item
                number += 1
            return
        except _StoppedError as error:
            if is_new or number or error.is_certain:
                label = f"{name}#{skip + number + 1}" if skip + number else name
                yield ImportProblem(label, _explain_stop(str(error), name))
                return
            # an earlier file may have left the process in a bad state: another one reads this file
        finally:
            _release_process(parser)


def _explain_stop(message: str, name: str) -> str:
    """Return the message about a process that ended, with the package whose importer it ran."""
    plugin = find_plugin_of_name(name)
    return f"{message} ({plugin.label} reads it)" if plugin else message


def _find_ending(name: str) -> str:
    """Return the ending of a name, "" if it cannot tell the kind of the file."""
    ending = PurePath(name).suffix.lower()
    return ending if ending[1:].isalnum() else ""


def start_parser(name: str) -> None:
    """Start a process for a file of this name ahead, while the caller does something else."""
    with contextlib.suppress(ImportingError):  # the first file reports it
        parser, _ = _acquire_process(name)
        _release_process(parser)


class _ParserProcess:
    """A process that parses files, one after the other."""

    def __init__(self, name: str) -> None:
        """Start a process, which loads the parsers for a file of this name first."""
        # isolated, so that a module in the current folder cannot replace one of the standard
        # library; without the search for packages, which this process has done; in a session of
        # its own, so that Ctrl-C does not reach it
        limits.protect_process()
        folders = "\n".join((_ROOT, *filter(None, sys.path)))
        command = [sys.executable, "-I", "-S", "-c", _STARTS, folders, _find_ending(name)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # it may not start threads
        )  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._commands: IO[bytes] = self._process.stdin
        self._answers: IO[bytes] = self._process.stdout
        self._is_late = False
        self._is_greeted = False
        self._state: Literal["idle", "waiting", "busy"] = "idle"

    def read(
        self, chunks: Iterator[bytes], name: str, skip: int
    ) -> Iterator[ImportItem | ImportProblem]:
        """Read the items of a file; raises _StoppedError if the process ends before the last."""
        self.greet()
        self._state = "busy"
        size, left, number = 0, _SECONDS, self._process.pid
        limits.limit_memory(limits.memory_limit(LARGEST_LIST), number)
        limits.limit_seconds(_SECONDS, number)
        with self._timed(_SENDING):
            self._send(json.dumps({"name": name, "skip": skip}).encode())
            for chunk in chunks:
                self._send(chunk)
                size += len(chunk)
            limits.limit_memory(limits.memory_limit(size), number)
        command = b""
        while True:
            began = limits.used_seconds(number)
            limits.limit_seconds(max(left, 0), number)
            self._send(command)
            with self._timed(_WALL):
                answer = self._receive(_largest_answer(size))
            left -= limits.used_seconds(number) - began
            if "done" in answer:
                self._state = "busy" if answer.get("retire") else "idle"
                return
            if isinstance(memory := answer.get("memory"), int):
                raise _StoppedError(_TOO_LARGE.format(memory // 1_000_000))
            if "failure" in answer:
                _LOG.error("%s\n%s", one_line(name), clean(str(answer["failure"])))
            if "item" in answer:
                left = min(_SECONDS, left + _REFILL)
            item = _item(answer, name)
            self._state = "waiting"
            yield item
            self._state, command = "busy", _NEXT

    def greet(self) -> tuple[str, ...]:
        """Wait until the process has confined itself; return the limits that the system lacks."""
        if not self._is_greeted:
            with self._timed(_WALL):
                absent = self._receive(_LARGEST_ANSWER).get("absent")
            if not isinstance(absent, list):
                raise self._stopped()
            self._is_greeted = True
            _note_absent_limits(tuple(map(str, absent)))
        return _absent_limits or ()

    def is_reusable(self) -> bool:
        """Return True if the process can read another file; it drops the rest of the last one."""
        if self._state == "waiting":
            with contextlib.suppress(_StoppedError):
                self._send(_CLOSE)
                self._state = "idle"
        return self._state == "idle" and not self._is_late and self._process.poll() is None

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        with contextlib.suppress(OSError):  # bytes that were not sent yet
            self._commands.close()
        self._answers.close()
        self._process.wait()

    @contextlib.contextmanager
    def _timed(self, seconds: float) -> Iterator[None]:
        """Kill the process if the block takes longer, unless it only waits for the processor."""
        done = threading.Event()
        threading.Thread(target=self._end_if_late, args=(done, seconds), daemon=True).start()
        try:
            yield
        finally:
            done.set()

    def _end_if_late(self, done: threading.Event, seconds: float) -> None:
        used = limits.used_seconds(self._process.pid)
        for _ in range(_MOST_WAITS):
            if done.wait(seconds):
                return
            before, used = used, limits.used_seconds(self._process.pid)
            if used - before < _LEAST_PROGRESS:
                break
        self._is_late = True
        self._process.kill()

    def _send(self, frame: bytes) -> None:
        try:
            _write_frame(self._commands, frame)
        except OSError:
            raise self._stopped() from None

    def _receive(self, most: int) -> Json:
        try:
            frame = _read_frame(self._answers, most)
            answer = None if frame is None else decode_json(frame)
        except ValueError:  # the process was taken over by a file
            answer = None
        if not isinstance(answer, dict):
            raise self._stopped()
        return answer

    def _stopped(self) -> _StoppedError:
        """Return the reason for which the process ended."""
        if self._is_late:
            return _StoppedError(_TOO_SLOW, is_certain=True)
        self._process.kill()  # if it closed its pipes without ending
        if self._process.wait() == -getattr(signal, "SIGXCPU", 0):
            return _StoppedError(_TOO_SLOW, is_certain=True)
        return _StoppedError(_DAMAGED)


_absent_limits: tuple[str, ...] | None = None  # until a process has told them


def absent_limits() -> tuple[str, ...]:
    """Return the limits on parsers that this system lacks; start a process to learn them, once.

    Empty if no process can be started, which the first file reports.
    """
    if _absent_limits is None:
        with contextlib.suppress(ImportingError):
            parser, _ = _acquire_process("")
            try:
                with contextlib.suppress(_StoppedError):
                    parser.greet()
            finally:
                _release_process(parser)
    return _absent_limits or ()


def _note_absent_limits(absent: tuple[str, ...]) -> None:
    """Keep the limits that the system lacks, and log them once."""
    global _absent_limits
    if _absent_limits is None and absent:
        _LOG.warning("%s", one_line(describe_absent_limits(absent)))
    _absent_limits = absent


_idle: list[_ParserProcess] = []
_reading: set[_ParserProcess] = set()  # else the garbage collector could close their pipes first
_lock = threading.RLock()  # the garbage collector returns a process at any time


def _acquire_process(name: str) -> tuple[_ParserProcess, bool]:
    """Return a process without a file, and True if it is new."""
    with _lock:
        while _idle:
            parser = _idle.pop()
            if parser.is_reusable():
                _reading.add(parser)
                return parser, False
            parser.close()
    try:
        parser = _ParserProcess(name)
    except OSError as error:
        reason = error.strerror or error
        raise ImportingError(
            f"cannot be read: no process can be started ({reason}); close other programs"
        ) from None
    _reading.add(parser)
    return parser, True


def _release_process(parser: _ParserProcess) -> None:
    """Keep a process for the next file, or end it if it cannot read another one."""
    with _lock:
        _reading.discard(parser)
        if parser.is_reusable() and not _idle:
            _idle.append(parser)
            return
    parser.close()


def _close_idle() -> None:
    with _lock:
        while _idle:
            _idle.pop().close()


# At the end of the program and of each worker process, so that their times include the parsers'.
util.Finalize(None, _close_idle, exitpriority=10)
if hasattr(os, "register_at_fork"):  # two processes must not share a parser
    os.register_at_fork(after_in_child=_idle.clear)


def _add_metadata(document: Document) -> Document:
    """Return a document with the metadata of its first lines; without, if their parser fails."""
    try:
        return add_first_lines(document)
    except Exception:  # the text is worth more than its title
        remark = "its headline, byline and date could not be read: edit the details"
        return replace(document, remark=document.remark or remark)


def _item(answer: Json, name: str) -> ImportItem | ImportProblem:
    """Read an answer; its values are checked, since a file may have taken the process over."""
    try:
        if "problem" in answer:
            return ImportProblem(clean(answer["name"]), one_line(answer["problem"]))
        item = check_item(convert_values(clean_values(answer["item"]), ImportItem))
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return ImportProblem(name, _DAMAGED)
    return item if item.is_record else replace(item, document=_add_metadata(item.document))


def run_parser() -> None:
    """Run in the process: read files from standard input until it ends, and answer with items."""
    files, answers = _claim_pipes()
    preload_parsers(sys.argv[1])  # before the limits, which forbid to store compiled modules
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a handler could not return
    _write_frame(answers, _to_frame({"absent": limits.confine_process()}))
    while True:
        limits.limit_memory(limits.memory_limit(LARGEST_LIST))
        _end_after(_IDLE)
        header = _read_frame(files)
        _end_after(0)
        if header is None:
            return
        request = json.loads(header)
        data = b"".join(iter(lambda: _read_frame(files) or b"", b""))
        _answer_items(data, request["name"], request["skip"], files, answers)
        del data  # which would stay in memory until the next file


def _claim_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Return standard input and output, and replace them, so that no parser can use them."""
    pipes = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nothing, number)
    return pipes


def _end_after(seconds: int) -> None:
    """End this process after a number of seconds; 0 cancels it."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _answer_items(
    data: bytes, name: str, skip: int, commands: IO[bytes], answers: IO[bytes]
) -> None:
    """Write the items of a file, each after the command for it; end at any other command."""
    memory, most = limits.memory_limit(len(data)), _largest_answer(len(data))
    limits.limit_memory(memory)
    items = read_detected(data, name, skip)
    left = _SECONDS
    while True:
        began = time.process_time()
        limits.limit_seconds(max(left, 0))
        answer = _next_answer(items, name, memory)
        left -= time.process_time() - began
        if "item" in answer:
            left = min(_SECONDS, left + _REFILL)
        frame = _to_frame(answer)
        if len(frame) > most:
            frame = _to_frame({"name": name, "problem": _TOO_LONG.format(most // 1_000_000)})
        _write_frame(answers, frame)
        if "memory" in answer:
            sys.exit()
        if "done" in answer or _read_frame(commands) != _NEXT:
            return


def _next_answer(items: Iterator[ImportItem | ImportProblem], name: str, memory: int) -> Json:
    try:
        item = next(items, None)
        if item is None:
            return {"done": True, "retire": limits.peak_memory() > _LARGE_PROCESS}
        if isinstance(item, ImportProblem):
            return {"name": item.name, "problem": item.message}
        return {"item": msgspec.to_builtins(item)}
    except MemoryError:
        return {"memory": memory}
    except Exception:  # a parser may raise anything; the generator ends with it
        failure = traceback.format_exc(limit=-_FRAMES, chain=False)
        return {"name": name, "problem": _DAMAGED, "failure": failure}


def _largest_answer(size: int) -> int:
    return _LARGEST_ANSWER + 3 * size


def _to_frame(answer: Json) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _write_frame(pipe: IO[bytes], frame: bytes) -> None:
    pipe.write(_LENGTH.pack(len(frame)))
    pipe.write(frame)
    pipe.flush()


def _read_frame(pipe: IO[bytes], most: int = LARGEST_LIST) -> bytes | None:
    """Return the next frame; None at the end; raises ValueError for one that is too long."""
    header = pipe.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(header)
    if length > most:
        raise ValueError("a frame is too long")
    frame = pipe.read(length)
    return frame if len(frame) == length else None
