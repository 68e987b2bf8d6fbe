"""All bindings of the app's classes, for tests that compare them with other tables."""

import importlib
import pkgutil
from collections.abc import Iterator

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

_PACKAGES = ("tui.app", "tui.screens", "tui.dialogs", "tui.widgets")


def iter_bindings() -> Iterator[tuple[type[DOMNode], Binding]]:
    """Yield every binding of the app, its screens and its widgets, with its class."""
    for name in _PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(getattr(package, "__path__", ()), f"{name}."):
            importlib.import_module(module.name)
    classes: list[type[DOMNode]] = []
    pending: list[type[DOMNode]] = [DOMNode]
    while pending:
        subclasses = pending.pop().__subclasses__()
        pending += subclasses
        classes += [found for found in subclasses if found.__module__.startswith("tui.")]
    for node in sorted(dict.fromkeys(classes), key=lambda node: not issubclass(node, App)):
        for binding in node.__dict__.get("BINDINGS", ()):
            assert isinstance(binding, Binding), f"{node.__name__} has a binding that is a tuple"
            yield node, binding
