"""Every promise of the docs names tests that exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (next((ROOT / "docs").rglob("data-safety.md")), ROOT / "SECURITY.md")
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_promise_names_tests_that_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    promises = re.findall(r"^- (?!`).+?(?=^- |\n\n|\Z)", text, re.M | re.S)
    assert len(promises) > 5
    for promise in promises:
        tests = TEST.findall(promise)
        assert tests, promise
        for path, name in tests:
            tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
            names = {
                node.name
                for node in tree.body
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            }
            assert not name or name in names, f"{path} has no {name}"
