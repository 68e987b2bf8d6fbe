"""The examples of docs/reference/python-api.md run."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "python-api.md"


def test_the_examples_run_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for example in re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL):
        exec(compile(example, str(PAGE), "exec"), names)
    printed = capsys.readouterr().out
    assert "Ana Reis said “It rained all night,”" in printed
    assert "1 new" in printed
    assert "speaker,content" in printed
    assert (tmp_path / "rain.html").exists()
