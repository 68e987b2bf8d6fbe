"""The way to the first frame: nothing heavy is loaded on it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tui.launch import start_app

HEAVY = (
    "nltk",
    "onnxruntime",
    "numpy",
    "sqlite_utils",
    "trafilatura",
    "click",
    "multiprocessing",
    "analysis.corpus",
    "tui.screens.reader.screen",
    "tui.screens.search",
    "tui.dialogs.help",
    "tui.keymap.presets",
    "tui.keymap.validation",
    "tui.tour",
    "tui.jobs",
)
FIRST_FRAME = """
import asyncio, sys
from pathlib import Path
from tui.app import OnRecordApp

async def main():
    app = OnRecordApp(Path(sys.argv[1]))
    async with app.run_test() as pilot:
        await pilot.pause()

asyncio.run(main())
print(*(name for name in sys.argv[2:] if name in sys.modules))
"""


LISTS = """
from analysis import lexicon
print(lexicon._read.cache_info().currsize)
"""


@pytest.mark.parametrize("kind", ["library", "empty"])
def test_nothing_heavy_is_loaded_before_the_first_frame(
    kind: str, request: pytest.FixtureRequest
) -> None:
    path: Path = request.getfixturevalue(kind)
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME, str(path), *HEAVY],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout.split() == []


def test_only_months_and_weekdays_are_read_before_the_first_frame(library: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME + LISTS, str(library)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(ran.stdout) <= len(("months", "weekdays"))


def test_a_terminal_that_cannot_show_the_app_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for stream in (sys.stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    with pytest.raises(SystemExit) as ended:
        start_app()
    assert ended.value.code == 2
    assert "this terminal cannot show the app" in capsys.readouterr().err


def test_a_command_imports_no_other_command(library: Path) -> None:
    script = """
import sys
from tui.__main__ import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print(*(name for name in sys.modules if name.startswith("tui.cli.")))
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, "paths", "--store", str(library)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert set(ran.stdout.splitlines()[-1].split()) == {
        f"tui.cli.{name}" for name in ("maintenance", "options", "output")
    }
