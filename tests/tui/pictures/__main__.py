"""Draw the pictures of the docs again: `python -m tests.tui.pictures [NAME ...]`.

`--all FOLDER` draws every screen at every size, in every theme and color depth, into a folder.
"""

import argparse
import asyncio
import os
import shutil
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast, get_args
from unittest.mock import patch

from tests.support.pilot import settle
from tests.tui.pictures.gallery import PICTURES, SIZES, THEMES, Picture, make_gallery_store
from tests.tui.pictures.svg import draw
from tui.app import OnRecordApp
from tui.color_depth import ColorDepth

FOLDER = Path(__file__).parents[3] / "docs" / "pictures"


async def draw_screen(
    picture: Picture, size: str, theme: str, depth: ColorDepth, store: Path, target: Path
) -> None:
    """Draw one screen at one size in one theme and depth, from a store that it may change."""
    os.environ["ONRECORD_STATE"] = str(store.with_suffix(""))
    with patch("tui.theme.detect_color_depth", return_value=depth):
        app = OnRecordApp(store)
    app.no_color = depth == "none"
    app.theme = THEMES[theme]
    async with app.run_test(size=SIZES[size]) as pilot:
        await settle(pilot)
        for keys in picture.keys:
            await pilot.press(*(keys[1:] if keys.startswith("=") else keys.split(" ")))
            await settle(pilot)
        app.messages.clear()
        await settle(pilot)
        target.write_text(draw(app.screen, picture.title), encoding="utf-8")


def main() -> None:
    """Draw the screens named on the command line, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.tui.pictures", description=__doc__)
    names = [picture.name for picture in PICTURES]
    parser.add_argument("name", nargs="*", help=f"a screen: {', '.join(names)}")
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="draw all of them")
    options = parser.parse_args()
    if unknown := {*options.name} - {*names}:
        parser.error(f"no such screen: {', '.join(sorted(unknown))}")
    folder: Path = options.all or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["ONRECORD_KEYS"] = os.environ["ONRECORD_CONFIG"] = os.devnull
    with TemporaryDirectory() as name:
        temporary = Path(name)
        filled, empty = temporary / "filled.sqlite", temporary / "empty.sqlite"
        make_gallery_store(filled)
        make_gallery_store(empty, articles=False)
        for picture in PICTURES:
            if options.name and picture.name not in options.name:
                continue
            every = product(SIZES, THEMES, get_args(ColorDepth))
            for size, theme, *depths in every if options.all else picture.in_docs:
                depth = cast("ColorDepth", depths[0] if depths else "true")
                file = picture.file(size, theme, depth)
                store = (temporary / file).with_suffix(".sqlite")
                shutil.copy(empty if picture.empty else filled, store)
                asyncio.run(draw_screen(picture, size, theme, depth, store, folder / file))
    files = list(folder.glob("*.svg"))
    print(f"{len(files)} pictures, {sum(file.stat().st_size for file in files):,} bytes")


if __name__ == "__main__":
    main()
