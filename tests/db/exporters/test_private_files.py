"""Exported files are the owner's alone, and are written where they were asked for."""

import os
import sys
from pathlib import Path

import pytest

from db import Store
from db.exporters import Selection, export
from db.exporters.escapes import file_name
from db.exporters.registry import write_file
from tests.support.files import file_mode
from tests.support.findings import analysis, document

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes and links")


@posix
def test_files_and_new_folders_are_private_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_file(tmp_path / "new" / "deep" / "news.csv", [b"a,b\n"])
    finally:
        os.umask(before)
    assert file_mode(tmp_path / "new" / "deep" / "news.csv") == 0o600
    assert file_mode(tmp_path / "new") == file_mode(tmp_path / "new" / "deep") == 0o700


@posix
def test_a_planted_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "diary.txt"
    victim.write_text("dear diary")
    target = tmp_path / "news.csv"
    target.symlink_to(victim)
    write_file(target, [b"a,b\n"])
    assert victim.read_text() == "dear diary"
    assert not target.is_symlink()
    assert target.read_bytes() == b"a,b\n"


def test_an_unfinished_file_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> object:
        yield b"half"
        raise OSError("no space left")

    (tmp_path / "news.csv").write_bytes(b"whole")
    with pytest.raises(OSError, match="no space"):
        write_file(tmp_path / "news.csv", broken())  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["news.csv"]
    assert (tmp_path / "news.csv").read_bytes() == b"whole"


@posix
def test_a_folder_export_follows_no_link_out_of_its_folder(tmp_path: Path, store: Store) -> None:
    store.articles.add(document(), analysis())
    export(store, Selection(), "obsidian", tmp_path / "vault")
    folders = [path for path in (tmp_path / "vault").iterdir() if path.is_dir()]
    assert folders
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for folder in folders:
        for page in folder.iterdir():
            page.unlink()
        folder.rmdir()
        folder.symlink_to(elsewhere)
    with pytest.raises(FileExistsError, match="is a link"):
        export(store, Selection(), "obsidian", tmp_path / "vault", over=True)
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["con", "AUX", "nul.txt", "com1", "LPT9.notes", "prn .", "com¹", "..", "con. a"]
)
def test_names_of_windows_devices_are_not_used(name: str) -> None:
    assert file_name(name, "person") == "person"


@pytest.mark.parametrize(
    ("name", "expected"), [("Conrad", "Conrad"), ("Ana Reis.", "Ana Reis"), ("com10", "com10")]
)
def test_other_names_are_kept_without_trailing_dots(name: str, expected: str) -> None:
    assert file_name(name, "person") == expected
