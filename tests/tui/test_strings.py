"""The words of the screens: in `tui.strings`, all used, and filled with their own placeholders."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

from tui import strings

TUI = Path(__file__).parents[2] / "tui"
FILES = {
    path.relative_to(TUI).as_posix(): path
    for path in sorted(TUI.rglob("*.py"))
    if path.parent.name != "strings"
}
CLASSES = {
    name: value
    for module in pkgutil.iter_modules(strings.__path__)
    for name, value in vars(importlib.import_module(f"tui.strings.{module.name}")).items()
    if isinstance(value, type) and name.endswith("Text")
}
SCREENS = ("screens/", "dialogs/", "widgets/")
# Modules with lists of words of the language, which no reader sees.
WORD_LISTS = {"widgets/article_view/motions.py"}
MODULES = [name for name in FILES if name.startswith(SCREENS) and name not in WORD_LISTS]
WORD = re.compile(r"[^\W\d_]{2,}")
STYLE = re.compile(r"(bold|dim|italic|reverse|strike|underline|on|not|none|\$[\w-]+|\d+%|\s)+")


@cache
def parse(module: str) -> ast.Module:
    return ast.parse(FILES[module].read_text(encoding="utf-8"))


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def string_of(node: ast.expr) -> tuple[str, object] | None:
    """Return a string of `tui.strings` with its name, for `LibraryText.NO_MATCH` and the like.

    For an entry of a dict under a key that is computed, return the whole dict.
    """
    if isinstance(node, ast.Subscript) and (found := string_of(node.value)):
        name, table = found
        key = node.slice.value if isinstance(node.slice, ast.Constant) else None
        return name, table[key] if key is not None and isinstance(table, dict) else table
    if (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in CLASSES
    ):
        return f"{node.value.id}.{node.attr}", getattr(CLASSES[node.value.id], node.attr)
    return None


def format_calls() -> Iterator[tuple[str, str, set[str]]]:
    """Yield each call of `format` as place, template and names of its arguments."""
    for module in FILES:
        for node in ast.walk(parse(module)):
            if not (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "format"
            ):
                continue
            target = node.func.value
            branches = [target.body, target.orelse] if isinstance(target, ast.IfExp) else [target]
            for found in filter(None, map(string_of, branches)):
                name, value = found
                assert not node.args, f"{module}: {name} is formatted by position"
                arguments = {keyword.arg or "**" for keyword in node.keywords}
                for template in value.values() if isinstance(value, dict) else [value]:
                    assert isinstance(template, str)
                    yield f"{module}:{node.lineno}: {name}", template, arguments


def documentation(tree: ast.Module) -> set[int]:
    """Return the ids of the nodes of docstrings and of other strings that are statements."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def find_sentences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the strings of three words or more, without docstrings, annotations, CSS and styles.

    The parts of an f-string count as one string.
    """
    skipped = documentation(tree)
    for node in ast.walk(tree):
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if annotation is not None:
                skipped |= {id(part) for part in ast.walk(annotation)}
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id.endswith(("CSS", "_LOOK"))
            for target in node.targets
        ):
            skipped |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            parts = [part.value for part in node.values if isinstance(part, ast.Constant)]
            skipped |= {id(part) for part in node.values}
            text = " … ".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if len(list(filter(WORD.search, text.split()))) >= 3 and not STYLE.fullmatch(text):
            yield node.lineno, text


def test_every_string_is_formatted_with_exactly_its_placeholders() -> None:
    calls = list(format_calls())
    assert len(calls) > 50
    assert [call for call in calls if placeholders(call[1]) != call[2]] == []


def test_every_string_is_used() -> None:
    used = {
        found[0]
        for module in FILES
        for node in ast.walk(parse(module))
        if isinstance(node, ast.expr) and (found := string_of(node))
    }
    defined = {
        f"{owner}.{name}"
        for owner, strings_of in CLASSES.items()
        for name in vars(strings_of)
        if name.isupper() and not name.startswith("_")
    }
    assert defined - used == set()


def test_the_words_of_the_screens_are_among_the_strings() -> None:
    found = {
        f"{module}:{line}: {text}"
        for module in MODULES
        for line, text in find_sentences(parse(module))
    }
    assert found == set()


def test_a_sentence_beside_the_code_is_found() -> None:
    tree = ast.parse(
        'class Screen:\n    """Shows nothing at all."""\n    DEFAULT_CSS = "A { color: red }"\n'
        '    title = f"No article {name} here"\n    look = "bold underline $primary"\n'
    )
    assert [text for _, text in find_sentences(tree)] == ["No article  …  here"]
