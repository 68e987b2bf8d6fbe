"""Attempts of a confined parser to escape; `tests/support/escape_probes.py` has them."""

import ctypes
import platform
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from db.confinement import limits
from db.confinement.system_calls import filter_system_calls
from db.importers import ImportItem, read_all_bytes, sandbox

pytestmark = [
    pytest.mark.usefixtures("new_processes"),
    pytest.mark.skipif(
        sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"),
        reason="needs filters of system calls",
    ),
]
TEXT = b"The pilots went home, and no one knows for how long they will stay there."


def read_with(monkeypatch: pytest.MonkeyPatch, expression: str) -> str:
    """Return the value of an expression that the parser of plain text evaluates, or its problem."""
    code = (
        "import sys; sys.path[:] = sys.argv.pop(1).split('\\n')\n"
        "import ctypes, os\nfrom pathlib import Path\n"
        "from tests.support import escape_probes\n"
        "from db.importers import plain_text, sandbox\n"
        "before = plain_text.read_plain\n"
        f"plain_text.read_plain = lambda text, name: before(f'{{{expression}}}', name)\n"
        "sandbox.run_parser()\n"
    )
    monkeypatch.setattr(sandbox, "_STARTS", code)
    [item] = read_all_bytes(TEXT, "a.txt")
    return item.document.text if isinstance(item, ImportItem) else item.message


@pytest.mark.skipif(sandbox.absent_limits() != (), reason="the kernel lacks a limit")
def test_no_probe_escapes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a")
    with subprocess.Popen(["sleep", "60"]) as victim:
        try:
            expression = f'escape_probes.find_escapes({victim.pid}, Path("{tmp_path}"))'
            assert read_with(monkeypatch, expression) == "['59']"
            assert victim.poll() is None
        finally:
            victim.kill()
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


@pytest.mark.skipif(platform.machine() != "x86_64", reason="x32 is of x86-64")
def test_a_call_of_another_table_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    x32_getpid = 0x40000000 + 39
    read = read_with(monkeypatch, f"ctypes.CDLL(None).syscall({x32_getpid})")
    assert read == "is damaged: its parser failed; export or save it again"


def test_a_machine_of_an_unknown_architecture_has_no_filter() -> None:
    assert not filter_system_calls(None)


def test_the_filter_does_not_depend_on_the_machine_that_is_named() -> None:
    code = "from db.importers import sandbox; print(sandbox.absent_limits())"
    expected = f"{sandbox.absent_limits()}\n"
    command = ["setarch", "i686", sys.executable, "-c", code]
    try:
        named = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("setarch is missing, or has no such machine")
    assert named.stdout == expected


def test_the_memory_of_a_process_with_a_parser_is_its_own() -> None:
    core, hard = resource.getrlimit(resource.RLIMIT_CORE)
    control = ctypes.CDLL(None).prctl
    try:
        limits.protect_process()
        assert control(3, 0, 0, 0, 0) == 0  # PR_GET_DUMPABLE
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, hard)
    finally:
        control(4, 1, 0, 0, 0)
        resource.setrlimit(resource.RLIMIT_CORE, (core, hard))


def test_the_limits_that_a_system_lacks_are_known_without_a_process() -> None:
    assert limits.find_absent_limits() == sandbox.absent_limits()


def test_absent_limits_are_named_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sandbox, "_absent_limits", None)
    monkeypatch.setattr(
        sandbox, "_STARTS",
        "import sys; sys.path[:] = sys.argv.pop(1).split('\\n')\n"
        "from db.confinement import limits\nfrom db.importers import sandbox\n"
        "limits.confine_process = lambda: ('reading', 'network')\nsandbox.run_parser()",
    )  # fmt: skip
    assert sandbox.absent_limits() == ("reading", "network")
    assert "does not limit parsers of files in: reading, network" in caplog.text
    monkeypatch.setattr(sandbox, "_absent_limits", None)
