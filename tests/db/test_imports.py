import subprocess
import sys
from pathlib import Path

import pytest

from db import Store, default_path

_HEAVY = ("sqlite_utils", "trafilatura", "markdown_it", "nltk", "onnxruntime", "numpy")


def loaded(code: str) -> set[str]:
    """Which of the heavy packages are loaded after `code`."""
    shown = f"{code}\nimport sys\nprint(*(name for name in {_HEAVY} if name in sys.modules))"
    command = [sys.executable, "-c", shown]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def test_the_store_and_the_door_in_are_light_to_import(tmp_path: Path) -> None:
    Store(tmp_path / "s").close()
    path = str(tmp_path / "s")
    opened = f"from pathlib import Path; import db; db.Store(Path({path!r})).articles.count()"
    assert loaded(opened) == set()
    assert loaded("from db.importers import read_bytes; read_bytes(b'Some text.')") == set()


def test_the_store_is_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_STORE", str(tmp_path / "mine.sqlite"))
    assert default_path() == tmp_path / "mine.sqlite"


def test_the_store_is_in_the_data_folder_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ONRECORD_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_path().parts[-2:] == ("onrecord", "onrecord.sqlite")
