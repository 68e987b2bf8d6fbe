import json
import os
import platform
import sys
from pathlib import Path

import pytest

from db.confinement import limits
from db.importers import ImportItem, ImportProblem, read_all, read_all_bytes, sandbox
from db.models import Document
from tests.support import import_samples
from tests.support.children import await_exit, await_exit_code

pytestmark = pytest.mark.usefixtures("new_processes")

TEXT = b"The pilots went home, and no one knows for how long they will stay there."
_CONFINED = sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64")


def use_parser(monkeypatch: pytest.MonkeyPatch, body: str, limits: str = "") -> None:
    """Start processes whose parser of plain text has another body, with `text` and `name`."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    code = (
        "import sys; sys.path[:] = sys.argv.pop(1).split('\\n')\n"
        "from db.importers import plain_text, sandbox\n"
        "before = plain_text.read_plain\n"
        f"def read_plain(text, name):\n{lines}\n    return before(text, name)\n"
        f"plain_text.read_plain = read_plain\n{limits}\nsandbox.run_parser()\n"
    )
    monkeypatch.setattr(sandbox, "_STARTS", code)


def read_text(data: bytes = TEXT, name: str = "a.txt") -> str:
    """Return the text of a file, or the message of its problem."""
    [item] = read_all_bytes(data, name)
    return item.document.text if isinstance(item, ImportItem) else item.message


def test_a_parser_that_sleeps_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    use_parser(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(sandbox, "_WALL", 1.0)
    assert read_text().startswith("takes more than 20 s")


def test_a_text_that_is_much_larger_than_its_file_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_parser(monkeypatch, "text = 'a' * 30_000_000")
    assert read_text() == "has a text of more than 25 MB; split it"


@pytest.mark.slow
def test_a_file_costs_only_itself_if_its_parser_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    use_parser(monkeypatch, "while text.startswith('hang'): pass")
    assert read_text() == TEXT.decode()
    with monkeypatch.context() as patch:
        patch.setattr(sandbox, "_WALL", 1.0)
        assert read_text(b"hang on") == "takes more than 20 s to read; split it, or save it as text"
    assert read_text() == TEXT.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on processor time")
def test_the_process_has_a_limit_on_its_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_SECONDS", 0.5)  # of the parent on Linux
    use_parser(monkeypatch, "while True: pass", "sandbox._SECONDS = 0.5")
    assert read_text().startswith("takes more than 20 s")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_a_file_costs_only_itself_if_it_needs_too_much_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_parser(monkeypatch, "if text.startswith('grow'): b'x' * 2_000_000_000")
    assert read_text() == TEXT.decode()
    assert (
        read_text(b"grow up") == "needs more than 1,500 MB of memory; split it, or save it as text"
    )
    assert read_text() == TEXT.decode()


def test_a_limit_that_the_system_refuses_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource", reason="Windows has no such limits")
    applied = []

    def refuse_memory(limit: int, _bounds: tuple[int, int]) -> None:
        if limit == resource.RLIMIT_AS:  # as macOS does
            raise ValueError("current limit exceeds maximum limit")
        applied.append(limit)

    monkeypatch.setattr(resource, "setrlimit", refuse_memory)
    monkeypatch.setattr(limits, "IS_LIMITED_BY_PARENT", False)
    assert limits.memory_limit(1_000) == 1_500_006_000
    limits.limit_memory(1_500_006_000)
    limits.limit_seconds(20)
    assert applied == [resource.RLIMIT_CPU]


def test_a_file_whose_parser_crashes_is_tried_in_a_new_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_parser(
        monkeypatch,
        "global number\nnumber = globals().get('number', 0) + 1\n"
        "import os\nif number == 3 or text.startswith('crash'): os._exit(5)",
    )
    for _ in range(4):  # the third would need the first process
        assert read_text() == TEXT.decode()
    assert read_text(b"crash down") == "is damaged: its parser failed; export or save it again"


def test_an_unexpected_error_of_a_parser_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    use_parser(monkeypatch, "raise NotImplementedError(text[:10])")
    assert read_text() == "is damaged: its parser failed; export or save it again"
    assert "a.txt" in caplog.text
    assert "NotImplementedError: The pilots" in caplog.text


@pytest.mark.skipif(not _CONFINED, reason="needs filters of system calls")
def test_a_parser_can_neither_read_nor_write_files_nor_use_the_network(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    attempts = (
        f"open({str(tmp_path / 'old')!r})",
        f"open({str(tmp_path / 'new')!r}, 'w')", f"open({str(tmp_path / 'old')!r}, 'r+')",
        f"os.remove({str(tmp_path / 'old')!r})", f"os.rename({str(tmp_path / 'old')!r}, 'x')",
        f"os.mkdir({str(tmp_path / 'folder')!r})", "socket.socket()", "os.fork()",
        "os.kill(os.getppid(), 15)", "subprocess.run(['true'])", "os.symlink('a', 'b')",
        "threading.Thread(target=print).start()",
    )  # fmt: skip
    use_parser(
        monkeypatch,
        "import os, socket, subprocess, threading\ndone = []\n"
        f"for attempt in {attempts!r}:\n"
        "    try:\n        eval(attempt)\n        done.append(attempt)\n"
        "    except (OSError, RuntimeError):\n        pass\n"
        "text = f'Done: {done}'",
    )
    (tmp_path / "old").write_text("before")
    assert read_text() == "Done: []"
    assert [file.name for file in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize(
    "frame",
    [b"", b"[]", b"{", b"[" * 100_000, b"{}", b'{"problem": 1, "name": []}', b'{"text": 5}',
     b'{"onrecord": 1, "text": "a", "remark": [], "is_record": 0}'],
)  # fmt: skip
def test_an_answer_of_a_process_that_was_taken_over_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, frame: bytes
) -> None:
    monkeypatch.setattr(
        sandbox, "_STARTS",
        "import sys; sys.path[:] = sys.argv.pop(1).split('\\n')\n"
        "from db.importers import sandbox\nfiles, answers = sandbox._claim_pipes()\n"
        "sandbox._write_frame(answers, b'{\"absent\": []}')\n"
        f"while sandbox._read_frame(files): pass\nsandbox._write_frame(answers, {frame!r})",
    )  # fmt: skip
    items = list(read_all_bytes(TEXT, "a.txt"))
    assert items
    assert all(isinstance(item, ImportProblem) for item in items)


@pytest.fixture
def no_process() -> None:
    """End the process that earlier tests left: after many files, it is replaced."""
    sandbox._close_idle()


@pytest.mark.usefixtures("no_process")
def test_a_process_reads_many_files() -> None:
    assert read_text() == TEXT.decode()
    [parser] = sandbox._idle
    for name, make in import_samples.FILES.items():
        assert all(isinstance(item, ImportItem) for item in read_all_bytes(make(), name))
        assert sandbox._idle == [parser]


@pytest.mark.usefixtures("no_process")
def test_a_file_that_is_not_read_to_its_end_leaves_the_process_to_the_next_one() -> None:
    first = next(read_all_bytes(import_samples.mailbox(), "a.mbox"))
    assert isinstance(first, ImportItem)
    [parser] = sandbox._idle
    assert read_text() == TEXT.decode()
    assert sandbox._idle == [parser]


@pytest.mark.usefixtures("no_process")
def test_a_file_can_be_read_while_another_one_is() -> None:
    read = [
        (item.document.title, read_text())
        for item in read_all_bytes(import_samples.mailbox(), "a.mbox")
        if isinstance(item, ImportItem)
    ]
    assert read == [(import_samples.TITLE, TEXT.decode()), ("The week", TEXT.decode())]
    assert len(sandbox._idle) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_two_processes_of_the_program_share_no_parser() -> None:
    assert read_text() == TEXT.decode()
    child = os.fork()
    if not child:
        os._exit(0 if not sandbox._idle and read_text() == TEXT.decode() else 1)
    assert await_exit_code(child) == 0
    assert read_text() == TEXT.decode()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_read(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "a.txt")
    if not (child := os.fork()):
        pipe.write_bytes(TEXT)
        os._exit(0)
    [item] = read_all(pipe)
    await_exit(child)
    assert isinstance(item, ImportItem)
    assert item.document.text == TEXT.decode()


def test_a_file_without_a_readable_item_is_not_read_to_its_end() -> None:
    *problems, last = read_all_bytes(b"{\n" * 5_000, "a.jsonl")
    assert len(problems) == 1_000
    assert isinstance(last, ImportProblem)
    assert last.message == (
        "has no article in its first 1,000 items; check its format and its ending"
    )


def test_bad_items_before_the_thousandth_do_not_stop_the_others() -> None:
    good = json.dumps(import_samples.ARTICLE).encode()
    *problems, last = read_all_bytes(b"{\n" * 999 + good + b"\n", "a.jsonl")
    assert len(problems) == 999
    assert isinstance(last, ImportItem)


def test_a_failure_in_the_first_lines_costs_only_their_metadata(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(document: Document) -> Document:
        raise IndexError(document.title)

    monkeypatch.setattr(sandbox, "add_first_lines", fail)
    text = "The ferry waits\n\nThe pilots of the harbor met for hours and agreed on nothing.\n"
    [item] = read_all_bytes(text.encode(), "a.txt")
    assert isinstance(item, ImportItem)
    assert item.document.text == text
    assert "could not be read" in item.document.remark
