"""Record the output of every command, export and screen, to compare two states of the code.

`python -m tests.outputs STORES FOLDER` writes one file for each output of each store of STORES to
FOLDER. If STORES is empty, it makes three stores first: the gallery's, a full one with a hostile
article, and one of the files of `--texts`. `diff -r` of two folders shows each change.
"""

import argparse
import asyncio
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from db import Store
from db.exporters.formats import FORMATS
from tests.support.full_store import fill_store
from tests.support.hostile_library import add_hostile_article
from tests.support.pilot import screen_text, settle
from tests.tui.pictures.gallery import PICTURES, SIZES, Picture, make_gallery_store
from tui.app import OnRecordApp

# Lists are recorded as text and in each form of data.
LISTS = (
    "list", "search the", "search the --facets", "search",
    "search hospital", "like 1", "quotes", "quotes --repeated", "timeline",
    "timeline --group", "timeline --by month",
    "timeline --upcoming", "timeline --reported", "people", "people --merge-candidates",
    "people --unsure", "sources", "sources --people list", "words 1",
    "words --concordance said", "tag", "tag --tree", "collection", "trash", "history", "watch",
    "corrections", "corrections rules", "positions minister", "verify {draft}",
)  # fmt: skip
# The rest as text and, where they have it, as JSON. Edits are made one after the other.
VALUES = (
    "show 1", "show 2", "show 3", "compare 1 2", "versions 1", "check", "paths", "keys", "config",
    "help", "analyze {draft}", "sources 1", "sources 1 --rules",
)  # fmt: skip
EDITS = (
    "tag ports 1 2", "star 1 2", "original 1", "note 'A note' 1 2", "collection add Port 1 2",
    "edit 1 --title 'A title'", "delete 2", "undo", "redo", "restore 2", "undo", "undo", "undo",
    "undo", "undo", "undo", "undo", "history",
)  # fmt: skip
DRAFT = "“The ferry waits in the port,” the minister said on Monday. Two men died, police say.\n"
_VARYING = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z?|\b\d\d:\d\d\b|/\S*outputs-\w+")


def main() -> int:
    """Record all outputs."""
    parser = argparse.ArgumentParser(prog="python -m tests.outputs", description=__doc__)
    parser.add_argument("stores", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--texts", type=Path, help="a folder of articles for the third store")
    options = parser.parse_args()
    if not options.stores.exists():
        _make_stores(options.stores, options.texts)
    for store in sorted(options.stores.glob("*.sqlite")):
        folder = options.folder / store.stem
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="outputs-") as temporary:
            _record_commands(store, folder, Path(temporary))
            if store.stem == "gallery":
                asyncio.run(_record_screens(store, folder, Path(temporary)))
    return 0


def _make_stores(folder: Path, texts: Path | None) -> None:
    folder.mkdir(parents=True)
    make_gallery_store(folder / "gallery.sqlite")
    fill_store(folder / "full.sqlite")
    with Store(folder / "full.sqlite") as store:
        add_hostile_article(store)
    if texts:
        _run(f"add {shlex.quote(str(texts))}", folder / "texts.sqlite", folder)


def _record_commands(store: Path, folder: Path, temporary: Path) -> None:
    (temporary / "draft.txt").write_text(DRAFT, encoding="utf-8")
    read, edited = temporary / "read.sqlite", temporary / "edited.sqlite"
    shutil.copy(store, read)
    shutil.copy(store, edited)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for line, output in zip(_list_lines(), pool.map(
            lambda line: _run(line, read, temporary), _list_lines()
        ), strict=True):  # fmt: skip
            (folder / f"{_to_name(line)}.out").write_text(output, encoding="utf-8")
    for number, line in enumerate(EDITS):
        output = _run(line, edited, temporary)
        (folder / f"edit-{number:02}-{_to_name(line)}.out").write_text(output, encoding="utf-8")


def _list_lines() -> Iterator[str]:
    for line in LISTS:
        yield line
        for form in ("--json", "--jsonl", "--tsv"):
            yield f"{line} {form}"
    for line in VALUES:
        yield line
        yield f"{line} --json"
    for form in FORMATS:
        yield f"export {form} -o export-{form}"


def _run(line: str, store: Path, folder: Path) -> str:
    """Run a command on a store; return its exit code, output, messages and the files it wrote."""
    home = folder / "home"
    variables = {
        "ONRECORD_STORE": str(store), "ONRECORD_CONFIG": os.devnull, "ONRECORD_KEYS": os.devnull,
        "ONRECORD_STATE": str(home), "HOME": str(home), "TZ": "UTC", "COLUMNS": "100",
    }  # fmt: skip
    command = [sys.executable, "-m", "onrecord", *shlex.split(line.format(draft="draft.txt"))]
    ended = subprocess.run(
        command, cwd=folder, env=os.environ | variables, capture_output=True, encoding="utf-8",
        errors="replace", stdin=subprocess.DEVNULL,
    )  # fmt: skip
    parts = [f"exit code {ended.returncode}", ended.stdout, ended.stderr]
    if line.startswith("export"):
        written = folder / line.split()[-1]
        files = sorted(written.rglob("*")) if written.is_dir() else [written]
        parts += [
            f"{file.relative_to(folder)}\n{file.read_bytes().decode(errors='replace')}"
            for file in files
            if file.is_file()
        ]
    return _VARYING.sub("…", "\n".join(parts).replace(str(folder), "FOLDER"))


def _to_name(line: str) -> str:
    return re.sub(r"[^\w=]+", "-", line).strip("-")


async def _record_screens(store: Path, folder: Path, temporary: Path) -> None:
    os.environ["ONRECORD_KEYS"] = os.environ["ONRECORD_CONFIG"] = os.devnull
    empty = temporary / "empty.sqlite"
    Store(empty).close()
    for picture in PICTURES:
        for size in ("narrow", "usual"):
            copy = temporary / f"{picture.name}-{size}.sqlite"
            shutil.copy(empty if picture.empty else store, copy)
            os.environ["ONRECORD_STATE"] = str(copy.with_suffix(""))
            text = await _read_screen(picture, size, copy)
            (folder / f"screen-{picture.name}-{size}.txt").write_text(
                _VARYING.sub("…", text), encoding="utf-8"
            )


async def _read_screen(picture: Picture, size: str, store: Path) -> str:
    app = OnRecordApp(store)
    async with app.run_test(size=SIZES[size]) as pilot:
        await settle(pilot)
        for keys in picture.keys:
            await pilot.press(*(keys[1:] if keys.startswith("=") else keys.split(" ")))
            await settle(pilot)
        app.messages.clear()
        await settle(pilot)
        return screen_text(app.screen)


if __name__ == "__main__":
    sys.exit(main())
