"""The Python examples of the docs and the README run, and those of the notebook."""

import ast
import json
import re
from pathlib import Path

import pytest

from db import Store

ROOT = Path(__file__).parents[1]
EXAMPLE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = [
    path
    for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
    if EXAMPLE.search(path.read_text("utf-8"))
]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_examples_of_a_page_run_one_after_the_other(
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for example in EXAMPLE.findall(path.read_text("utf-8")):
        exec(compile(example, str(path), "exec"), names)
    printed = capsys.readouterr().out
    assert "Ana Reis" in printed
    if path.stem == "python-api":
        assert "Ana Reis said “It rained all night,”" in printed
        assert "1 new" in printed
        assert "speaker,content" in printed
        assert (tmp_path / "rain.html").exists()


def test_the_cells_of_the_notebook_run_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    notebook = json.loads((ROOT / "docs" / "how-to" / "notebook.ipynb").read_text("utf-8"))
    names: dict[str, object] = {}
    displayed: list[object] = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            displayed.append(run_cell("".join(cell["source"]), names))
    printed = capsys.readouterr().out
    assert "Ana Reis | “The storm is stronger than the last one,”" in printed
    assert "Tom Marsh “We were not asked,”" in printed
    assert "use a string" in printed
    assert "2026-03-06 2026-03-06 day" in printed
    pages = [value._repr_html_() for value in displayed if hasattr(value, "_repr_html_")]
    assert len(pages) == 2
    assert all('<span class="person">Ana Reis</span>' in page for page in pages)
    assert "<h3>Harbor closes</h3>" in pages[1]
    assert "<said" in (tmp_path / "harbor.xml").read_text("utf-8")


def run_cell(source: str, names: dict[str, object]) -> object:
    """Run a cell, and return the value of its last expression, which a notebook displays."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    return None


def test_every_repository_of_a_store_is_documented(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "reference" / "python-api.md").read_text("utf-8")
    section = page.partition("| attribute | records |")[2].partition("\n\n")[0]
    names = re.findall(r"`(\w+)`", section)
    with Store(tmp_path / "store.sqlite") as store:
        attributes = {name: type(getattr(store, name)).__name__ for name in dir(store)}
    repositories = [
        name
        for name, kind in attributes.items()
        if name[0] != "_" and kind.endswith(("Repository", "Engine"))
    ]
    assert sorted(names) == sorted(repositories)
