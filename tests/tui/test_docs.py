"""The docs agree with the code: commands, options, keys, links, paths and query fields."""

import re
from pathlib import Path

import click
import pytest

from benchmarks.__main__ import NAMES as BENCHMARKS
from db.search.parser import FEATURES, FIELDS, KINDS, STATES
from tui.cli import ALIASES, onrecord
from tui.cli import COMMANDS as NAMES
from tui.key_names import display_key
from tui.keymap.validation import iter_bindings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md"))]
COMMANDS = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
KEYS = (DOCS / "reference" / "keys.md").read_text(encoding="utf-8")


def sections(page: str) -> dict[str, str]:
    """Return the second-level sections of a page by their headings."""
    return dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page, re.M | re.S))


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_command_and_option_is_documented(name: str) -> None:
    section = sections(COMMANDS)[name]
    command = onrecord.get_command(click.Context(onrecord), name)
    assert command is not None
    assert command.name == name
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert any(option in section for option in parameter.opts), parameter.opts


def test_every_documented_command_exists() -> None:
    assert set(sections(COMMANDS)) == {*NAMES, "Every command"}


def test_every_field_of_a_search_is_documented() -> None:
    page = (DOCS / "how-to" / "searching.md").read_text(encoding="utf-8")
    known = {*FIELDS, *(f"`{value}`" for value in (*KINDS.values(), *STATES, *FEATURES))}
    assert {name for name in known if name not in page} == set()


def test_every_binding_is_documented_with_its_id_keys_and_tooltip() -> None:
    documented = dict(re.findall(r"^\| `([\w.-]+)` (\| .+ \|)$", KEYS, re.M))
    expected = {}
    for node, binding in iter_bindings():
        assert binding.id, f"{node.__name__}: {binding.key} has no id"
        assert binding.tooltip, f"{node.__name__}: {binding.id} has no tooltip"
        keys = " ".join(f"`{display_key(key)}`" for key in binding.key.split(","))
        expected[binding.id] = f"| {keys} | {binding.tooltip} |"
    assert documented == expected


def heading_ids(page: str) -> set[str]:
    """Return the fragments of a page's headings, as GitHub makes them, and of its anchors."""
    headings = re.findall(r"^#+ (.+)$", page, re.M)
    plain = (re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings)
    return {*plain, *re.findall(r'<a id="([\w-]+)">', page)}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_link_of_the_docs_has_a_target(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if re.match(r"\w+:", target):
            continue
        name, _, fragment = target.partition("#")
        linked = path.parent / name if name else path
        assert linked.exists(), target
        if fragment:
            assert fragment in heading_ids(linked.read_text(encoding="utf-8")), target


def test_every_page_is_linked_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pages = {page.relative_to(ROOT).as_posix() for page in DOCS.rglob("*.md")}
    assert {page for page in pages if page not in readme} == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_command_line_of_the_docs_has_known_options(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for line in re.findall(r"(?:^    |`)onrecord ([^`\n]+)", text, re.M):
        name, _, rest = line.partition(" ")
        if name not in {*NAMES, *ALIASES}:
            continue
        command = onrecord.get_command(click.Context(onrecord), name)
        assert command is not None
        known = {name for parameter in command.params for name in parameter.opts}
        unquoted = re.sub(r"'[^']*'", "", rest.partition(" # ")[0])
        assert set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", unquoted)) <= known, line


def test_every_benchmark_is_named_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (names,) = re.findall(r"^The benchmarks are (.+?)\.$", readme, re.M | re.S)
    assert re.findall(r"`(\w+)`", names) == BENCHMARKS


def test_every_path_of_the_architecture_exists() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:analysis|db|tui|tests|docs|benchmarks)/[\w./-]*)`", text)
    assert len(paths) > 40
    assert [path for path in paths if not (ROOT / path).exists()] == []
