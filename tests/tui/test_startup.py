"""The way to the first frame: nothing heavy is loaded on it."""

import ast
import datetime
import subprocess
import sys
from pathlib import Path

import pytest

from db import Store
from tests.support.timeline import Tells, add_events
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
    "tui.article_actions",
    "tui.new_results",
    "tui.screens.reader.screen",
    "tui.screens.search",
    "tui.store_upkeep",
    "db.search.nearness",
    "tui.dialogs.help",
    "tui.dialogs.picker",
    "tui.dialogs.prompts",
    "tui.keymap.presets",
    "tui.keymap.validation",
    "tui.tour",
    "tui.job_runner",
    "tui.store_choice",
    "tui.widgets.query_line",
)
DEFERRED = {
    "tui/article_actions.py": {
        "tui.dialogs.picker", "tui.original_choices", "tui.widgets.text_line",
    },
    "tui/app.py": {
        "tui.article_actions", "tui.config", "tui.job_runner", "tui.keymap.command_keys",
        "tui.screens.correction_rules", "tui.source_watcher", "tui.tour",
    },
    "tui/color_depth.py": {"curses"},
    "tui/config.py": {"tui.key_names"},
    "tui/correction_text.py": {"db.corrections.models"},
    "tui/keymap/__init__.py": {"tui.keymap.presets", "tui.keymap.validation"},
    "tui/launch.py": {
        "db", "db.connection", "tui.app", "tui.sanitize", "tui.store_choice",
    },
    "tui/maintenance.py": {"tui.store_upkeep", "tui.text_vectors"},
    "tui/screens/app_screen.py": {"tui.widgets.query_line"},
    "tui/screens/correction_rules.py": {"db.tasks"},
    "tui/screens/library.py": {
        "db.exporters", "db.search.rows", "tui.dialogs.prompts", "tui.pasted_text",
        "tui.screens.views",
    },
    "tui/screens/reader/export_choices.py": {"db.exporters"},
    "tui/screens/reader/lookup.py": {
        "analysis.corpus.concordance", "db.text_statistics", "tui.screens.text_statistics",
    },
    "tui/widgets/query_line.py": {"db.search.executor"},
    "tui/own_commands/definitions.py": {"tui.key_names"},
    "tui/quotation_check_text.py": {"analysis.verification"},
    "tui/saved_jobs.py": {"tempfile"},
    "tui/screens/quote_groups.py": {"db.original_checks"},
    "tui/settings.py": {"asyncio", "tempfile"},
    "tui/store_upkeep.py": {"db.maintenance.upkeep_process", "tui.config"},
    "tui/text_vectors.py": {"db.vector_task", "tui.job_runner"},
    "tui/toml_files.py": {"difflib"},
    "tui/widgets/article_list.py": {"db.exporters"},
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


HEAVY_FOR_SCREENS = (
    "analysis.quotations.finder", "analysis.coref", "db.tasks", "db.importers", "nltk", "numpy",
)  # fmt: skip
OPENED_SCREENS = """
import sys
import tui.app
from tui.screens import load_screen
for name in ("reader", "search", "people", "person", "timeline", "quote_groups"):
    load_screen(name)
print(*(name for name in sys.argv[1:] if name in sys.modules))
"""
OPENED_ARTICLE = """
import sys
from db import Store
from tui.screens.reader.loaded_article import index_findings
with Store(sys.argv[1]) as store:
    opened = store.open_article(1)
    index_findings(opened.article, opened.findings)
print(*(name for name in sys.argv[2:] if name in sys.modules))
"""
COLLECTIONS = """
import asyncio, gc, sys
from pathlib import Path
import tui.launch
from tui.__main__ import main

def start_app():
    from tui.app import OnRecordApp

    async def run(app):
        async with app.run_test():
            print(len(started))

    OnRecordApp.run = lambda app: asyncio.run(run(app))
    tui.launch.run_app(OnRecordApp(path))

path, tui.launch.start_app, started = Path(sys.argv.pop(1)), start_app, []
gc.callbacks.append(lambda phase, _: started.append(phase))
main()
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


def test_the_usual_screens_load_neither_the_analysis_nor_importers() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", OPENED_SCREENS, *HEAVY_FOR_SCREENS],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout.split() == []


def test_an_article_that_opens_loads_neither_the_analysis_nor_importers(library: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", OPENED_ARTICLE, str(library), *HEAVY_FOR_SCREENS],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout.split() == []


def test_only_months_and_weekdays_are_read_before_the_first_frame(library: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME + LISTS, str(library)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(ran.stdout) <= len(("months", "weekdays"))


def test_no_garbage_is_collected_before_the_first_frame(library: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", COLLECTIONS, str(library)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout.split() == ["0"]


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


def test_a_terminal_that_cannot_show_the_app_is_named(
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
        f"tui.cli.{name}"
        for name in ("configuration", "damage_marks", "encoded_values", "main", "options", "output")
    }


# Our packages that `onrecord list` imports modules of, and those that other commands add.
LIST_PACKAGES = {
    "analysis", "analysis.lexicon", "analysis.timex", "db", "db.checksums", "db.repositories",
    "tui", "tui.cli", "tui.strings",
}  # fmt: skip
ADDED_PACKAGES = {
    "list": set[str](),
    # The limits on parsers that the system lacks, without a process of the parsers.
    "paths": {"db.confinement", "db.search"},
    "quotes": {"db.search"},
    "search flour": {"db.search"},
    "timeline": {"db.timeline"},
    "people": {"analysis.linking", "analysis.names", "db.identities"},
}
HEAVY_FOR_COMMANDS = {"textual", "asyncio", "numpy", "nltk", "trafilatura", "onnxruntime"}
IMPORTED = """
import sys
from tui.__main__ import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print(*sys.modules)
"""


@pytest.mark.parametrize("command", ADDED_PACKAGES)
def test_a_command_that_lists_imports_only_listed_packages(command: str, library: Path) -> None:
    with Store(library) as store:
        day = datetime.date(2026, 3, 3)
        add_events(store, day, Tells("The market opens", day))
    ran = subprocess.run(
        [sys.executable, "-c", IMPORTED, *command.split(), "--store", str(library)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    output, _, names = ran.stdout.rstrip().rpartition("\n")
    loaded = set(names.split())
    own = {name for name in loaded if name.partition(".")[0] in LIST_PACKAGES}
    packages = {name.rpartition(".")[0] for name in own if "." in name}
    assert output
    assert packages - LIST_PACKAGES == ADDED_PACKAGES[command]
    assert loaded & HEAVY_FOR_COMMANDS == set()
