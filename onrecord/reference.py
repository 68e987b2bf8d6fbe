"""The reference page of the package, generated from its docstrings when the docs are built."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

import onrecord

_PACKAGES = ("onrecord", "analysis", "db")
_LONGEST_LINE = 88
_HEAD = """# The package onrecord

All names that `import onrecord` provides. [Python API](python-api.md) has examples.
"""


def package_reference() -> str:
    """Return the reference page of the package in Markdown."""
    names = sorted(onrecord.__all__, key=lambda name: (name != name.lower(), name))
    sections = (section for name in names for section in _describe(name, getattr(onrecord, name)))
    return "\n".join((_HEAD, *sections))


def _describe(name: str, value: Any) -> Iterator[str]:
    """Yield the section of a function or a class."""
    yield f"## {name}\n"
    if not inspect.isclass(value):
        yield f"```py\n{_format_signature(value)}\n```\n"
        yield _read_docstring(value)
        return
    if issubclass(value, Exception):
        bases = [base.__name__ for base in value.__mro__[1:-2]]
        yield f"An exception, a subclass of {' and '.join(f'`{base}`' for base in bases)}.\n"
    yield _read_docstring(value)
    if issubclass(value, Struct):
        fields = ", ".join(f"`{field}`" for field in value.__struct_fields__)
        yield f"Fields: {fields}.\n"
    for member in _list_members(value):
        attribute = inspect.getattr_static(value, member)
        if isinstance(attribute, property):
            yield f"### {name}.{member}\n"
            yield _read_docstring(attribute)
        else:
            yield f"### {name}.{member}()\n"
            yield f"```py\n{_format_signature(getattr(value, member))}\n```\n"
            yield _read_docstring(getattr(value, member))


def _list_members(kind: type) -> list[str]:
    """Return the public methods and properties of a class and its bases, as they are written."""
    bases = [base for base in reversed(kind.__mro__) if base.__module__.split(".")[0] in _PACKAGES]
    names = dict.fromkeys(name for base in bases for name in vars(base))
    return [name for name in names if name[0] != "_" and _is_documented(kind, name)]


def _is_documented(kind: type, name: str) -> bool:
    """Return True for a method or a property; a field of a record is neither."""
    attribute = inspect.getattr_static(kind, name)
    return isinstance(attribute, property | classmethod) or inspect.isfunction(attribute)


def _format_signature(function: Any) -> str:
    """Return the signature of a function as it is written; a long one has lines of parameters."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    returned = ast.unparse(tree.returns).strip("'") if tree.returns else "None"
    parameters = [each for each in _list_parameters(tree.args) if each not in ("self", "cls")]
    line = f"{tree.name}({', '.join(parameters)}) -> {returned}"
    if len(line) <= _LONGEST_LINE:
        return line
    return "\n".join(
        (f"{tree.name}(", *(f"    {each}," for each in parameters), f") -> {returned}")
    )


def _list_parameters(arguments: ast.arguments) -> Iterator[str]:
    """Yield the parameters of a function with their types and defaults."""
    missing = [None] * (len(arguments.args) - len(arguments.defaults))
    for parameter, default in zip(arguments.args, [*missing, *arguments.defaults], strict=True):
        yield _format_parameter(parameter, default)
    if arguments.vararg:
        yield f"*{ast.unparse(arguments.vararg)}"
    elif arguments.kwonlyargs:
        yield "*"
    for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield _format_parameter(parameter, default)


def _format_parameter(parameter: ast.arg, default: ast.expr | None) -> str:
    return ast.unparse(parameter) + (f" = {ast.unparse(default)}" if default else "")


def _read_docstring(value: Any) -> str:
    return f"{inspect.getdoc(value) or ''}\n"
