"""One name for one thing: classes, modules and the openings of docstrings."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("onrecord", "analysis", "db", "tui")
# Roles that several packages have a module for: their folder says of what.
ROLES = {"__init__", "__main__", "extractor", "models", "repository"}
CLAUSE = re.compile(r"(What|Whether|Who|Whom|Whose|How|Where|Those|That)\b")


def list_modules() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def extends_its_name(node: ast.ClassDef) -> bool:
    """Return True for a record of the package for users, which extends the one of its name."""
    bases = {base.attr for base in node.bases if isinstance(base, ast.Attribute)}
    return node.name in bases


def test_public_classes_have_names_of_their_own_and_docstrings_open_with_a_verb_or_a_noun() -> None:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    modules = defaultdict(list)
    clauses = []
    for path in list_modules():
        name = path.relative_to(ROOT)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, documented) and CLAUSE.match(doc := ast.get_docstring(node) or ""):
                clauses.append(f"{name}:{getattr(node, 'lineno', 1)}: {doc.splitlines()[0]}")
            if not isinstance(node, ast.ClassDef) or node.name.startswith("_"):
                continue
            if "onrecord" not in name.parts or not extends_its_name(node):
                modules[node.name].append(str(name))
    assert {name: paths for name, paths in modules.items() if len(paths) > 1} == {}
    assert clauses == []


def test_no_module_name_is_in_three_folders_unless_it_names_a_role() -> None:
    folders = defaultdict(set)
    for path in list_modules():
        folders[path.stem].add(str(path.parent.relative_to(ROOT)))
    repeated = {name for name, found in folders.items() if len(found) > 2}
    assert repeated <= ROLES
