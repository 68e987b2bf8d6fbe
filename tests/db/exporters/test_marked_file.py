"""A part of a file between markers: what is beside them stays, damaged markers are refused."""

import errno
import os
from pathlib import Path

import pytest

from db.exporters.marked_file import BEGIN, END, MarkerError, write_marked


def test_only_what_is_between_the_markers_is_written_again(tmp_path: Path) -> None:
    page = tmp_path / "reis.md"
    assert write_marked(page, "# First\n", ("<head>\n", "<foot>\n")) is False
    assert page.read_text() == f"<head>\n{BEGIN}\n# First\n\n{END}\n<foot>\n"
    own = b"My words \xff\r\n" + page.read_bytes().replace(b"\n", b"\r\n") + b"no line end"
    page.write_bytes(own)
    page.chmod(0o640)
    assert write_marked(page, "# Second") is True
    assert page.read_bytes() == own.replace(b"First", b"Second")
    assert page.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("only my words\n", "has no markers"),
        (f"{BEGIN}\nhalf\n", "line 1"),
        (f"a\n{END}\nb\n{BEGIN}\n", "line 2, 4"),
        (f"{BEGIN}\n{END}\n{BEGIN}\n{END}\n", "line 1, 2, 3, 4"),
        (f"text {BEGIN} in a line {END}\n", "has no markers"),
    ],
)
def test_a_file_with_damaged_markers_is_refused_by_name(
    tmp_path: Path, text: str, named: str
) -> None:
    page = tmp_path / "reis.md"
    page.write_text(text)
    with pytest.raises(MarkerError, match=named) as refused:
        write_marked(page, "# Second")
    assert str(page) in str(refused.value)
    assert page.read_text() == text
    assert [*tmp_path.iterdir()] == [page]


def test_a_full_disk_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "reis.md"
    write_marked(page, "# First")
    before = page.read_bytes()

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space left"):
        write_marked(page, "# Second")
    assert page.read_bytes() == before
    assert [*tmp_path.iterdir()] == [page]


def test_a_link_is_followed_to_the_file_of_the_reader(tmp_path: Path) -> None:
    page, link = tmp_path / "reis.md", tmp_path / "link.md"
    write_marked(page, "# First")
    link.symlink_to(page)
    write_marked(link, "# Second")
    assert link.is_symlink()
    assert "# Second" in page.read_text()
