"""`onrecord search --stores`."""

import shutil
from pathlib import Path

from tests.support.cli import Run


def test_several_stores_are_searched_as_one(library: Path, tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    shutil.copy(library, folder / "2024.sqlite")
    (folder / "2025.sqlite").write_text("no store")
    ended = run("search", "--stores", f"{folder}/*.sqlite", "strike", "--json")
    assert ended.code == 3
    assert "2025.sqlite is not an OnRecord store" in ended.err
    assert "searched 1 of 2 stores" in ended.err
    assert {hit["store"] for hit in ended.json} == {str(folder / "2024.sqlite")}
    ended = run("search", "--stores", folder / "2024.sqlite", "strike")
    assert (ended.code, "2024.sqlite" in ended.out) == (0, True)
    for arguments, message in (
        (["strike", "--save", "ports"], "omit --save"),
        (["about:strikes"], "about: searches one store"),
        ([], "--stores needs a QUERY"),
        (["after:never"], "never"),
    ):
        ended = run("search", "--stores", folder, *arguments)
        assert (ended.code, message in ended.err) == (2, True)
    assert "no store found" in run("search", "--stores", tmp_path / "x*.sqlite", "strike").err
