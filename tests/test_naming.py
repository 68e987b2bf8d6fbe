"""One name for one thing: classes, modules and the openings of docstrings."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("onrecord", "analysis", "db", "tui")
MODULES = {
    path: ast.parse(path.read_text(encoding="utf-8"))
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}
# Roles that several packages have a module for: their folder says of what.
ROLES = {"__init__", "__main__", "extractor", "models", "repository"}
CLAUSE = re.compile(r"(What|Whether|Who|Whom|Whose|How|Where|Those|That)\b")


def extends_its_name(node: ast.ClassDef) -> bool:
    """Return True for a record of the package for users, which extends the one of its name."""
    bases = {base.attr for base in node.bases if isinstance(base, ast.Attribute)}
    return node.name in bases


def test_no_two_public_classes_have_one_name() -> None:
    modules = defaultdict(list)
    for path, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                if "onrecord" in path.relative_to(ROOT).parts and extends_its_name(node):
                    continue
                modules[node.name].append(str(path.relative_to(ROOT)))
    assert {name: paths for name, paths in modules.items() if len(paths) > 1} == {}


def test_no_module_name_is_in_three_folders_unless_it_names_a_role() -> None:
    folders = defaultdict(set)
    for path in MODULES:
        folders[path.stem].add(str(path.parent.relative_to(ROOT)))
    repeated = {name for name, found in folders.items() if len(found) > 2}
    assert repeated <= ROLES


def test_docstrings_open_with_a_verb_or_a_noun_phrase() -> None:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    clauses = [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}: {doc.splitlines()[0]}"
        for path, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, documented) and CLAUSE.match(doc := ast.get_docstring(node) or "")
    ]
    assert clauses == []
