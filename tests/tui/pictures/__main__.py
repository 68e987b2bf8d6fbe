"""Draw the pictures of the docs anew: `python -m tests.tui.pictures [NAME ...]`."""

import asyncio
import os
import shutil
import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.pilot import settle
from tests.tui.pictures.drawing import draw
from tests.tui.pictures.gallery import PICTURES, SIZES, THEMES, Picture, fill, page
from tui.app import OnRecordApp

DOCS = Path(__file__).parents[3] / "docs"


async def take(picture: Picture, size: str, theme: str, store: Path) -> None:
    """Draw one screen at one size in one theme, from a store that it may change."""
    os.environ["ONRECORD_STATE"] = str(store.with_suffix(""))
    app = OnRecordApp(store)
    app.theme = THEMES[theme]
    async with app.run_test(size=SIZES[size]) as pilot:
        await settle(pilot)
        for keys in picture.keys:
            await pilot.press(*(keys[1:] if keys.startswith("=") else keys.split(" ")))
            await settle(pilot)
        app.clear_notifications()
        await settle(pilot)
        path = DOCS / "pictures" / picture.file(size, theme)
        path.write_text(draw(app.screen, picture.title), encoding="utf-8")


def main() -> None:
    """Draw the screens named on the command line, or all of them, and write the page of them."""
    (DOCS / "pictures").mkdir(exist_ok=True)
    (DOCS / "pictures.md").write_text(page(), encoding="utf-8")
    wanted = [one for one in PICTURES if not sys.argv[1:] or one.name in sys.argv[1:]]
    os.environ["ONRECORD_KEYS"] = os.devnull
    with TemporaryDirectory() as name:
        folder = Path(name)
        filled, empty = folder / "filled.sqlite", folder / "empty.sqlite"
        fill(filled)
        fill(empty, articles=False)
        for picture in wanted:
            for size, theme in product(SIZES, THEMES):
                store = folder / f"{picture.name}-{size}-{theme}.sqlite"
                shutil.copy(empty if picture.empty else filled, store)
                asyncio.run(take(picture, size, theme, store))
    files = list((DOCS / "pictures").glob("*.svg"))
    print(f"{len(files)} pictures, {sum(one.stat().st_size for one in files):,} bytes")


if __name__ == "__main__":
    main()
