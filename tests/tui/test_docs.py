"""The docs agree with the code: commands, keys, links, schema, legend, scores and query fields."""

import math
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import click
import pytest

from benchmarks.__main__ import NAMES as BENCHMARKS
from benchmarks.floors import FLOORS, read_floors
from db.corrections.models import _KINDS
from db.exporters import FORMATS
from db.schema_reference import schema_reference
from db.search.ast import STATES
from db.search.parser import FEATURES, FIELDS, KINDS
from onrecord.reference import package_reference
from tui.actions import list_actions
from tui.actions.key_reference import key_reference
from tui.cli import ALIASES, onrecord
from tui.cli import COMMANDS as NAMES
from tui.cli.reference import command_reference
from tui.dialogs import legend
from tui.keymap.presets import VIM, read_keymap
from tui.keymap.validation import check_keymap
from tui.strings.legend_text import LegendText

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SCHEMA = schema_reference()
GENERATED = {  # by docs/generated_pages.py, when the docs are built
    DOCS / "reference" / "onrecord.md": package_reference(),
    DOCS / "reference" / "database-schema.md": SCHEMA,
}
WRITTEN = [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md"))]
PAGES = {path: path.read_text(encoding="utf-8") for path in WRITTEN} | GENERATED
COMMANDS = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
KEYS = (DOCS / "reference" / "keys.md").read_text(encoding="utf-8")


def sections(page: str) -> dict[str, str]:
    """Return the second-level sections of a page by their headings."""
    return dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page, re.M | re.S))


def test_the_reference_of_the_commands_is_written_from_their_help() -> None:
    assert command_reference() == COMMANDS, "run `python -m tui.cli.reference`"


def test_the_program_knows_its_short_help_after_its_reference_was_written() -> None:
    # in a process of its own: Click keeps the first help option that it makes of a command
    code = (
        "from tui.cli import onrecord; from tui.cli.reference import command_reference; "
        "command_reference(); onrecord(['-h'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_command_and_option_is_documented(name: str) -> None:
    section = sections(COMMANDS)[name]
    command = onrecord.get_command(click.Context(onrecord), name)
    assert command is not None
    assert command.name == name
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert any(option in section for option in parameter.opts), parameter.opts


def test_the_reference_has_a_section_for_each_command() -> None:
    assert set(sections(COMMANDS)) == {*NAMES, "Files and variables"}


def test_every_field_of_a_search_is_documented() -> None:
    page = (DOCS / "reference" / "query-language.md").read_text(encoding="utf-8")
    known = {*FIELDS, *(f"`{value}`" for value in (*KINDS.values(), *STATES, *FEATURES))}
    assert {name for name in known if name not in page} == set()


def test_the_reference_of_the_keys_is_written_from_the_rows() -> None:
    assert key_reference() == KEYS, "run `python -m tui.actions.key_reference`"


def test_the_keys_file_of_the_docs_has_no_problem(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```", KEYS, re.M | re.S)
    path = tmp_path / "keys.toml"
    path.write_text(example, encoding="utf-8")
    keymap = read_keymap(path, VIM)
    assert keymap.preset == "plain"
    assert check_keymap(keymap, list_actions()) == []


def heading_ids(page: str) -> set[str]:
    """Return the fragments of a page's headings, as GitHub makes them, and of its anchors."""
    headings = re.findall(r"^#+ (.+)$", page, re.M)
    plain = (re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings)
    return {*plain, *re.findall(r'<a id="([\w-]+)">', page)}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_link_of_the_docs_has_a_target(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", PAGES[path]):
        if re.match(r"\w+:", target):
            continue
        name, _, fragment = target.partition("#")
        linked = (path.parent / name).resolve() if name else path
        # Only the website has the generated pages, and only pages of `docs/` are on it.
        assert linked.exists() or (linked in GENERATED and DOCS in path.parents), target
        if fragment:
            assert fragment in heading_ids(PAGES[linked]), target


def test_every_page_is_in_the_navigation_and_on_the_home_page() -> None:
    pages = {page.relative_to(DOCS).as_posix() for page in PAGES if DOCS in page.parents}
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    assert sorted(re.findall(r": (\S+\.md)$", navigation, re.M)) == sorted(pages)
    home = (DOCS / "index.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\((\S+\.md)\)", home)) == pages - {"index.md"}


def test_the_docs_build_without_a_warning(tmp_path: Path) -> None:
    config = pytest.importorskip("mkdocs.config", reason="needs the extra docs")
    build = pytest.importorskip("mkdocs.commands.build")
    build.build(config.load_config(str(ROOT / "mkdocs.yml"), site_dir=str(tmp_path), strict=True))
    pages = [page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.html")]
    assert len(pages) > len([page for page in PAGES if DOCS in page.parents])
    loads = r"<(?:script|img|link)[^>]+(?:src|href)=.https?:"
    assert [page[:80] for page in pages if re.search(loads, page)] == []


def test_the_schema_page_has_every_table_and_view_with_its_columns() -> None:
    documented = {
        name: re.findall(r"^\| `(\w+)` \|", section, re.M)
        for name, section in re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", SCHEMA, re.M | re.S)
    }
    with closing(sqlite3.connect(":memory:")) as sqlite:
        sqlite.executescript((ROOT / "db" / "schema.sql").read_text(encoding="utf-8"))
        objects = """SELECT name FROM pragma_table_list
            WHERE schema = 'main' AND type != 'shadow' AND name NOT LIKE 'sqlite%'"""
        columns = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden != 1"
        expected = {
            name: [column for (column,) in sqlite.execute(columns, (name,))]
            for (name,) in sqlite.execute(objects).fetchall()
        }
        for query in re.findall(r'"(SELECT [^"]+)"', SCHEMA):
            sqlite.execute(query)
    assert documented == expected


def test_every_kind_of_correction_is_documented() -> None:
    table = SCHEMA.partition("### Values of corrections")[2].partition("\n## ")[0]
    assert sorted(re.findall(r"^\| `([a-z ]+)` \|", table, re.M)) == sorted(_KINDS)


def test_every_export_format_is_documented() -> None:
    page = (DOCS / "how-to" / "exporting.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?) \|", page, re.M)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(FORMATS)


def test_the_legend_page_has_the_meanings_and_marks_of_the_legend() -> None:
    page = (DOCS / "reference" / "legend.md").read_text(encoding="utf-8")
    lines = [line for line in legend._LOOKS if not isinstance(line, str)]
    notes = "a note: checked, disputed, to verify, starred"
    texts = [LegendText.STYLES[name] for _, name in lines]
    shown = {meaning for sample, meaning in texts if sample}
    assert {meaning for meaning in shown if f"| {meaning} |" not in page} == set()
    assert notes in page
    assert {mark for mark in legend._MARKS.values() if f"`{mark}`" not in page} == set()


def test_the_glossary_has_each_term_once_in_alphabetical_order() -> None:
    page = (DOCS / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", page, re.M)[1:]
    terms = [re.sub(r"\W", "", term).lower() for term, _, _ in rows]
    assert terms == sorted(set(terms))


def test_the_scores_of_the_accuracy_page_are_those_that_are_checked() -> None:
    page = (DOCS / "explanation" / "accuracy.md").read_text(encoding="utf-8")
    scores = re.findall(r"^\| `([\w/.]+)` \| (.+?) \| ([\d.]+) \|$", page, re.M)
    floors = read_floors(FLOORS)
    assert len(scores) > 10
    for corpus, measure, score in scores:
        floor = floors[corpus][f"{measure} F1" if f"{measure} F1" in floors[corpus] else measure]
        # A floor is up to a point below the score when it was set.
        assert math.floor(10 * floor) / 10 <= float(score) <= floor + 1.1, (corpus, measure)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_command_line_of_the_docs_has_known_options(path: Path) -> None:
    for line in re.findall(r"(?:^ *|`)onrecord ([^`\n]+)", PAGES[path], re.M):
        name, _, rest = line.partition(" ")
        if name not in {*NAMES, *ALIASES}:
            continue
        command = onrecord.get_command(click.Context(onrecord), name)
        assert command is not None
        known = {
            name
            for parameter in command.params
            for name in (*parameter.opts, *parameter.secondary_opts)
        }
        unquoted = re.sub(r"'[^']*'", "", rest.partition(" # ")[0])
        assert set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", unquoted)) <= known, line


def test_every_benchmark_is_named_in_the_guide_for_contributors() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (names,) = re.findall(r"^The benchmarks are (.+?)\.$", guide, re.M | re.S)
    assert re.findall(r"`(\w+)`", names) == BENCHMARKS


@pytest.mark.parametrize(
    ("name", "least"), [("ARCHITECTURE.md", 80), ("CONTRIBUTING.md", 30), ("README.md", 0)]
)
def test_every_path_of_the_guides_exists(name: str, least: int) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    folders = r"onrecord|analysis|db|tui|tests|docs|benchmarks|\.github|\.ci"
    paths = re.findall(rf"`((?:{folders})/[\w./-]*)`", text)
    assert len(paths) >= least
    assert [path for path in paths if not (ROOT / path).exists()] == []
