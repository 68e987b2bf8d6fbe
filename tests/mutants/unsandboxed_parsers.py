"""A pytest plugin that parses files in the process of the tests, so that the record sees it."""

from collections.abc import Iterator

import pytest

from db.confinement import limits
from db.importers import sandbox
from db.importers.models import ImportItem, ImportProblem
from db.importers.registry import read_detected

_SANDBOX_TESTS = frozenset({"test_sandbox.py", "test_escapes.py"})
_read_sandboxed = sandbox.read_sandboxed


@pytest.hookimpl(specname="pytest_runtest_setup")
def choose_parsers(item: pytest.Item) -> None:
    """Parse in this process during a test, unless it tests the other one."""
    is_sandboxed = item.path.name in _SANDBOX_TESTS
    sandbox.read_sandboxed = _read_sandboxed if is_sandboxed else read_here


def read_here(
    chunks: sandbox.Chunks, name: str, skip: int = 0
) -> Iterator[ImportItem | ImportProblem]:
    """Read the items of a file as the sandbox does, without its limits."""
    data = b"".join(chunks())
    items = read_detected(data, name, skip)
    memory = limits.memory_limit(len(data))
    while "done" not in (answer := sandbox._next_answer(items, name, memory)):
        yield sandbox._item(answer, name)
