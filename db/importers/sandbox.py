"""Sandbox for untrusted formats: a subprocess with limits on memory, time and files.

If a hostile file breaks a parser, only that process ends, and the import continues.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import cast

from db.importers.models import ImportItem, ImportProblem
from db.importers.registry import FileKind

_MEMORY = 1_500_000_000  # bytes of address space
_CPU = 120  # seconds
_WALL = 300  # seconds for a file
_LONGEST_LINE = 200_000_000  # characters of an answer
_STARTS = (
    "import sys; sys.path[:] = sys.argv.pop(1).split('\\n');"
    "from db.importers.sandbox import main; main()"
)


def read_sandboxed(
    data: bytes, name: str, kind: FileKind, skip: int = 0
) -> Iterator[ImportItem | ImportProblem]:
    """Read the items of a file after the first `skip` in a subprocess with limits."""
    # isolated, so that a module in the current folder cannot replace one of the standard library
    command = [sys.executable, "-I", "-c", _STARTS, "\n".join(filter(None, sys.path)),
               name, kind, str(skip)]  # fmt: skip
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        clock = threading.Timer(_WALL, child.kill)
        feeder = threading.Thread(target=_feed, args=(child, data), daemon=True)
        clock.start()
        feeder.start()
        done = False
        try:
            while line := child.stdout.readline(_LONGEST_LINE):
                answer = json.loads(line)
                if "done" in answer:
                    done = True
                elif "problem" in answer:
                    yield ImportProblem(answer["name"], answer["problem"])
                else:
                    yield _incoming(answer)
        finally:
            clock.cancel()
            child.kill()
    if not done:
        yield ImportProblem(
            name, f"needs more than {_MEMORY // 1_000_000:,} MB or {_CPU} s to be read; split it"
        )


def _feed(child: subprocess.Popen[bytes], data: bytes) -> None:
    assert child.stdin is not None
    try:
        with child.stdin as pipe:
            pipe.write(data)
    except OSError:
        pass  # the process ended before it had read everything


def _incoming(answer: dict[str, object]) -> ImportItem:
    from db.importers.onrecord_json import item_from_record

    incoming = item_from_record(answer, "")
    document = replace(incoming.document, remark=str(answer["remark"]))
    return replace(incoming, document=document, excerpt=bool(answer["excerpt"]))


def main() -> None:
    """Run in the subprocess: write each item to standard output as one line of JSON."""
    name, kind, skip = sys.argv[1], cast(FileKind, sys.argv[2]), int(sys.argv[3])
    _bound()
    from db.importers.registry import read_items, read_items_of_kind
    from db.serialization import document_record

    data = sys.stdin.buffer.read()
    try:
        for item in read_items(read_items_of_kind(data, name, kind), name, skip):
            if isinstance(item, ImportProblem):
                _answer({"name": item.name, "problem": item.message})
            else:
                _answer(
                    {**document_record(item.document), "tags": item.tags,
                     "remark": item.document.remark, "excerpt": item.excerpt}
                )  # fmt: skip
    except MemoryError:
        _answer({"name": name, "problem": f"needs more than {_MEMORY // 1_000_000:,} MB; split it"})
    _answer({"done": True})


def _answer(values: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def _bound() -> None:
    try:
        import resource
    except ImportError:  # Windows: only the time limit of the parent process applies
        return
    for limit, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _CPU),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # macOS refuses a limit below the address space that the process has: hundreds of GB
        with suppress(ValueError):
            resource.setrlimit(limit, (bound, hard))
    os.nice(5)
