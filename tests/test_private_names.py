"""The private names of dependencies: every release has them, and no other ones are used.

A private name is used where no public one has the same effect, mostly for speed on key presses. A
dependency with private names in this table has an upper bound in `pyproject.toml`.
"""

import ast
import dis
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

import pytest

PACKAGES = ("onrecord", "analysis", "db", "tui")
DOCUMENTED = {"_asdict", "_replace"}  # of named tuples


class PrivateName(NamedTuple):
    """A private name of a class or module, our modules that use it, and the reason."""

    owner: str
    name: str
    users: str
    reason: str


APP, SCREEN, WIDGET = "textual.app.App", "textual.screen.Screen", "textual.widget.Widget"
APP_SCREEN, HEADER = "tui.screens.app_screen", "tui.widgets.header"
COMPONENTS, LINE_VIEW = "tui.widgets.component_styles", "tui.widgets.line_view"
BASE, COMPOSITOR = "textual._compositor", "tui.widgets.compositor"
PRIVATE_NAMES = [
    PrivateName(*row)
    for row in (
        (APP, "_driver", "tui.app", "writes the title and notifications to the terminal"),
        (APP, "_fatal_error", "tui.app", "a crash prints one line instead of a traceback"),
        (APP, "_filters", "tui.theme", "adds filters of colors and of unsafe characters"),
        (APP, "_handle_exception", "tui.app", "logs a crash"),
        (APP, "_start_widget", LINE_VIEW, "a scrollbar is created when first needed"),
        (SCREEN, "_compositor", APP_SCREEN, "sets our compositor; finds the scrollbars laid out"),
        (SCREEN, "_compositor_refresh", APP_SCREEN, "a screen that opens is drawn once"),
        (SCREEN, "_dirty_widgets", HEADER, "the header is drawn before a screen opens"),
        (SCREEN, "_layout_required", APP_SCREEN, "a screen that opens is drawn once"),
        (SCREEN, "_on_timer_update", f"{APP_SCREEN} {HEADER}", "as the two above"),
        (SCREEN, "_refresh_layout", APP_SCREEN, "a screen that opens is drawn once"),
        (SCREEN, "_screen_resized", APP_SCREEN, "a screen that opens is laid out once"),
        (WIDGET, "_attach", COMPONENTS, "components are styled when first drawn"),
        (WIDGET, "_component_styles", f"{COMPONENTS} {LINE_VIEW}", "as `_attach`"),
        (WIDGET, "_rich_style_cache", LINE_VIEW, "a new focus styles few components"),
        (WIDGET, "_scroll_update", LINE_VIEW, "a new number of lines needs no layout"),
        (WIDGET, "_vertical_scrollbar", LINE_VIEW, "a scrollbar is created when first needed"),
        (WIDGET, "_visual_style_cache", LINE_VIEW, "a new focus styles few components"),
        ("textual._border", "get_box", "tui.widgets.framed_lines", "lines are drawn faster"),
        (BASE, "Compositor", COMPOSITOR, "renders only what changed"),
        (f"{BASE}.Compositor", "_render_chops", COMPOSITOR, "renders only what changed"),
        ("textual.keys", "_character_to_key", "tui.key_names", "names a key as Textual does"),
        ("rich.console.Console", "_color_system", "tui.color_depth", "all colors of a terminal"),
        # of Python
        ("asyncio.BaseEventLoop", "_ready", "tui.input_queue", "a key waits until all is done"),
        (
            "concurrent.futures.ProcessPoolExecutor", "_processes",
            "db.worker_pool onrecord.analysis_pool tui.worker_lane",
            "terminates the processes, for which Python 3.14 has a public method",
        ),
        ("logging.FileHandler", "_open", "tui.log", "only the owner can read the log"),
    )
]  # fmt: skip


def is_ours(module: str) -> bool:
    """Return whether a module is one of this project."""
    return module.partition(".")[0] in PACKAGES


def is_private(name: str) -> bool:
    """Return whether a part of a dotted name is private."""
    return any(part.startswith("_") and not part.endswith("__") for part in name.split("."))


@cache
def our_modules() -> list[Any]:
    """Return our modules, without the programs that train the models."""
    names = list(PACKAGES)
    for package in PACKAGES:
        path = importlib.import_module(package).__path__
        names += [module.name for module in pkgutil.walk_packages(path, f"{package}.")]
    skipped = ("analysis.training", "__main__")
    return [importlib.import_module(name) for name in names if not any(s in name for s in skipped)]


def codes_in(value: object) -> Iterator[CodeType]:
    """Yield the code of a method or property, and of the functions in it."""
    function = getattr(value, "fget", None) or getattr(value, "__func__", value)
    code = function if isinstance(function, CodeType) else getattr(function, "__code__", None)
    if code is not None:
        yield code
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                yield from codes_in(constant)


@cache
def defined_names(kind: type) -> frozenset[str]:
    """Return the private members of a class, and the private attributes that its methods set."""
    codes = [code for value in vars(kind).values() for code in codes_in(value)]
    steps = (step for code in codes for step in dis.get_instructions(code))
    stored = {step.argval for step in steps if step.opname == "STORE_ATTR"}
    return frozenset(filter(is_private, vars(kind).keys() | stored))


def names_of(kind: type) -> frozenset[str]:
    """Return the private names that a class has from classes that are not ours."""
    bases = [base for base in kind.__mro__ if not is_ours(base.__module__)]
    return frozenset(name for base in bases for name in defined_names(base))


def names_in(tree: ast.AST) -> tuple[set[str], set[str]]:
    """Return the names that code defines or reads from `self`, and attributes of other objects."""
    own, foreign = set[str](), set[str]()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                own.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                own.add(name)
            case ast.Attribute(value=ast.Name(id="os" | "etree")):
                pass  # `os._exit` and `etree._Element` are documented
            case ast.Attribute(attr=name, value=ast.Name(id="self" | "cls")):
                own.add(name)
            case ast.Attribute(attr=name):
                foreign.add(name)
            case ast.Call(
                func=ast.Name(id="getattr" | "setattr"), args=[_, ast.Constant(value), *_]
            ):
                foreign.add(str(value))
    return own, foreign


def imported_names(tree: ast.AST) -> set[str]:
    """Return the names that a module imports; if their module is private, with its name."""
    names = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not is_ours(node.module or ""):
            prefix = f"{node.module}." if is_private(node.module or "") else ""
            names |= {prefix + alias.name for alias in node.names}
    return names


def used_names(module: Any) -> set[str]:
    """Return the private names of dependencies in one of our modules.

    A name of ours that an inherited class has too is one of them: it replaces the other.
    """
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    own, foreign = names_in(tree)
    names = set(filter(is_private, imported_names(tree) | foreign - own - DOCUMENTED))
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            kind = vars(module)[node.name]
            for each in (kind, *kind.__subclasses__()):  # those of a class that is mixed in
                if inherited := names_of(each):
                    inside, outside = names_in(node)
                    names |= inherited & (inside | outside)
    return names


@pytest.mark.parametrize("row", PRIVATE_NAMES, ids=lambda row: f"{row.owner}.{row.name}")
def test_the_dependency_has_the_name(row: PrivateName) -> None:
    owner = pkgutil.resolve_name(row.owner)
    names = names_of(owner) if isinstance(owner, type) else vars(owner)
    assert row.name in names, f"{row.owner} has no {row.name}, used by {row.users}: {row.reason}"


def test_no_other_private_name_is_used_and_each_row_is() -> None:
    used = {(module.__name__, name) for module in our_modules() for name in used_names(module)}
    listed = {
        (user, row.name if is_private(row.name) else f"{row.owner}.{row.name}")
        for row in PRIVATE_NAMES
        for user in row.users.split()
    }
    assert sorted(used - listed) == []
    assert sorted(listed - used) == []


def test_an_overriding_method_has_the_parameters_of_the_dependency() -> None:
    compared = 0
    for row in PRIVATE_NAMES:
        for user in row.users.split():
            for kind in vars(importlib.import_module(user)).values():
                if isinstance(kind, type) and is_ours(kind.__module__) and row.name in vars(kind):
                    theirs = getattr(pkgutil.resolve_name(row.owner), row.name)
                    ours = vars(kind)[row.name]
                    assert parameters(ours) == parameters(theirs), f"{kind.__name__}.{row.name}"
                    compared += 1
    assert compared == 7


def parameters(method: Any) -> list[tuple[str, Any]]:
    """Return the names and kinds of the parameters of a method."""
    return [(each.name, each.kind) for each in inspect.signature(method).parameters.values()]
