"""The Python examples of the docs and the README run."""

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
