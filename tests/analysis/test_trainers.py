"""The training runs only where torch is installed: what can be checked without it is here."""

import ast
from pathlib import Path

import analysis

_MODULES = (Path(analysis.__file__).parent / "training").glob("*.py")
_CALLED_BY_TORCH = {"forward"}


def test_each_method_is_called() -> None:
    """A method without a call is called by another name, and that call would fail after hours."""
    nodes = [node for path in _MODULES for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    methods = {
        method.name
        for node in nodes
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("__")
    }
    called = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    assert methods - _CALLED_BY_TORCH <= called
