"""The way to the first frame: nothing heavy is loaded on it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tui.launch import start_app
from tui.screens import SCREENS, load_screen

HEAVY = (
    "nltk",
    "onnxruntime",
    "numpy",
    "sqlite_utils",
    "trafilatura",
    "click",
    "multiprocessing",
    "analysis.corpus",
    "analysis.sentences",
    "tui.screens.reader.screen",
    "tui.screens.search",
    "db.search.nearness",
    "tui.dialogs.help",
    "tui.keymap.presets",
    "tui.keymap.validation",
    "tui.tour",
    "tui.jobs",
)
DEFERRED = {
    "tui/app.py": {"tui.config", "tui.jobs", "tui.tour"},
    "tui/display_text.py": {"db.corrections.models"},
    "tui/keymap/__init__.py": {"tui.keymap.presets", "tui.keymap.validation"},
    "tui/launch.py": {"db", "db.connection", "tui.app", "tui.maintenance", "tui.sanitize"},
    "tui/maintenance.py": {
        "db.maintenance.backup", "db.maintenance.optimize", "tui.config", "tui.dialogs.picker",
    },
    "tui/screens/library.py": {"db.exporters", "tui.jobs"},
    "tui/screens/reader/lookup.py": {
        "analysis.corpus", "db.text_statistics", "tui.screens.text_statistics",
        "tui.widgets.statistics.table_view", "tui.widgets.statistics.readability",
    },
    "tui/screens/reader/screen.py": {"db.exporters"},
    "tui/settings.py": {"asyncio"},
    "tui/strings.py": {"textual.binding"},
}  # fmt: skip
"""All imports inside functions of `tui`, except for the commands, each of which starts by itself.

They keep modules off the way to the first frame, or to that of the reader. Screens and dialogs open
by name instead, from `tui.screens.SCREENS`.
"""
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


def deferred_imports(source: str) -> set[str]:
    """Return the modules that the functions of a module import."""
    functions = (
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    imports = [node for function in functions for node in ast.walk(function)]
    return {
        *(node.module or "" for node in imports if isinstance(node, ast.ImportFrom)),
        *(name.name for node in imports if isinstance(node, ast.Import) for name in node.names),
    }


def test_functions_import_only_what_is_listed() -> None:
    root = Path(__file__).parents[2]
    commands = (root / "tui" / "cli", root / "tui" / "__main__.py")
    found = {
        path.relative_to(root).as_posix(): deferred_imports(path.read_text(encoding="utf-8"))
        for path in (root / "tui").rglob("*.py")
        if not any(path.is_relative_to(command) for command in commands)
    }
    assert {path: modules for path, modules in found.items() if modules} == DEFERRED


def test_every_screen_opens_by_a_name_that_exists() -> None:
    assert all(callable(load_screen(name)) for name in SCREENS)


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
        f"tui.cli.{name}" for name in ("maintenance", "options", "output", "tables")
    }


HEAVY_FOR_COMMANDS = (
    "textual", "asyncio", "numpy", "nltk", "trafilatura", "onnxruntime", "analysis.coref",
    "analysis.linking", "db.identities.linker",
)  # fmt: skip


@pytest.mark.parametrize("command", [["list"], ["search", "flour"], ["quotes"]])
def test_a_command_that_lists_loads_nothing_heavy(command: list[str], library: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tui", *command, "--store", str(library)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert "2026" in ran.stdout
    assert loaded & set(HEAVY_FOR_COMMANDS) == set()
