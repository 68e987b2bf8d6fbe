"""Dragging the mouse selects the characters between the points where it was pressed and released.

The expected words are read off the screen: from the rows that are visible at the press and at the
release, not from the layout of the view.
"""

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from rich.cells import get_character_cell_size
from textual import events

from analysis import Analysis
from db import Document, Store
from tests.support.pilot import drag, mouse_event, screen_text, settle, wait_until
from tui.app import OnRecordApp
from tui.screens.reader.screen import ReaderScreen

pytestmark = pytest.mark.usefixtures("last_frames")

_WORDS = ("herring", "鯡", "eels", "cafe\u0301", "tables", "map", "of", "the", "pier", "by", "Ana")


def _paragraphs() -> Iterator[str]:
    """Yield paragraphs of one to seven sentences, in which no word is like another."""
    chance = random.Random(4)
    number = 1000
    for _ in range(24):
        words = []
        for _ in range(8 * chance.randint(1, 7)):
            number += 1
            words.append(f"{chance.choice(_WORDS)}{number}" + (", " if number % 5 else ". "))
        yield "".join(words).strip()


TEXT = "\n\n".join(_paragraphs()) + "\n"
Span = tuple[int, int]
Point = tuple[int, int]


def spans_of_row(line: str, left: int) -> dict[int, Span]:
    """Return the characters of a row of the screen by their cells, as spans of the text.

    Cell -1 has the start of the row, cell 1000 its end.
    """
    words = line.replace("▌", " ").strip()
    assert TEXT.count(words) == 1, words
    at = TEXT.index(words)
    cell = left + line.replace("▌", " ").index(words[0])
    spans = {-1: (at, at), 1000: (at + len(words), at + len(words))}
    for offset, character in enumerate(words, at):
        width = get_character_cell_size(character)
        if not width:  # belongs to the character before it
            spans |= {before: (span[0], offset + 1) for before, span in spans.items()
                      if before >= 0 and span[1] == offset and span[0] < offset}  # fmt: skip
        for _ in range(width):
            spans[cell] = (offset, offset + 1)
            cell += 1
    return spans


class VisibleText:
    """The text as the screen shows it at one moment."""

    def __init__(self, screen: ReaderScreen) -> None:
        self.region = screen.view.region
        self._rows: list[dict[int, Span]] = []
        following = 0 if not screen.view.scroll_offset.y else None
        blank: list[int] = []
        for line in screen_text(screen.view).split("\n"):
            words = line.replace("▌", " ").replace("█", " ").strip(" ▁▂▃▄▅▆▇")
            self._rows.append({})
            if words in TEXT and words:
                self._rows[-1] = spans_of_row(line.rstrip("▁▂▃▄▅▆▇█ "), self.region.x)
                following = self._rows[-1][1000][0]
                for row in blank:  # those above the first visible row of text
                    start = self._rows[-1][-1][0] if screen.view.scroll_offset.y else 0
                    self._rows[row] = {-1: (start, start), 1000: (start, start)}
                blank = []
            elif following is None or not any(self._rows):
                blank.append(len(self._rows) - 1)
            else:
                at = len(TEXT.rstrip()) if words == "· · ·" else following
                self._rows[-1] = {-1: (at, at), 1000: (at, at)}

    def span_at(self, point: Point) -> Span:
        """Return the span of the character at a point of the screen; empty beside the text."""
        x, y = point
        if y < self.region.y:
            return self._rows[0][-1]
        if y >= self.region.bottom:
            return self._rows[-1][1000]
        row = self._rows[y - self.region.y]
        first = min((cell for cell in row if cell >= 0), default=1000)
        return row[-1] if x < first else row.get(x, row[1000])


def random_point(chance: random.Random, screen: ReaderScreen) -> Point:
    """Return a point: in the text, in its margins, on other widgets, or beyond the screen."""
    region = screen.view.region
    if chance.random() < 0.7:
        return chance.randrange(region.x, region.right), chance.randrange(region.y, region.bottom)
    return chance.randrange(screen.size.width), chance.randrange(-2, screen.size.height + 2)


def store_text(folder: Path) -> tuple[Path, int]:
    """Return a new store with the text, and the id of its article."""
    path = folder / "store.sqlite"
    with Store(path) as store:
        document = Document(TEXT, "Fifty stalls at the pier")
        return path, store.articles.add(document, Analysis(TEXT)).article


SEEDS = [((110, 24), 1), ((110, 24), 2), ((60, 20), 3), ((200, 50), 4)]


@pytest.mark.parametrize(
    ("size", "seed", "count"),
    [
        *((size, seed, 6) for size, seed in SEEDS[1:]),
        *(pytest.param(size, seed, 20, marks=pytest.mark.slow) for size, seed in SEEDS),
    ],
)
async def test_what_was_dragged_over_is_selected(
    tmp_path: Path, size: tuple[int, int], seed: int, count: int
) -> None:
    path, article = store_text(tmp_path)
    app = OnRecordApp(path, article=article)
    chance = random.Random(seed)
    selected = 0
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, ReaderScreen)
        for _ in range(count):
            screen.clear_selection()
            screen.view.scroll_to(
                y=chance.randrange(int(screen.view.max_scroll_y) + 1), animate=False
            )
            await pilot.pause()
            start, end = random_point(chance, screen), random_point(chance, screen)
            start = start[0], min(max(start[1], 0), screen.size.height - 1)
            lines = chance.choice((0, 0, 0, -4, 3, 9))
            before = VisibleText(screen)
            begins_in_text = before.region.contains(*start) and start[0] < before.region.right - 1
            scroll = partial(screen.view.scroll_relative, y=lines, animate=False)
            await drag(pilot, start, end, between=scroll)
            span = screen.view.selected
            words = TEXT[slice(*span)].strip() if span else ""
            expected = ""
            if begins_in_text:
                assert (screen.get_selected_text() or "").strip() == words
            if begins_in_text and start != end:
                first, last = before.span_at(start), VisibleText(screen).span_at(end)
                expected = TEXT[min(first[0], last[0]) : max(first[1], last[1])].strip()
            assert words == expected, (start, end, lines)
            selected += bool(words)
    assert selected > count * 0.4  # drags that begin on other widgets select nothing of the text


async def test_a_drag_below_the_text_scrolls_it(tmp_path: Path) -> None:
    path, article = store_text(tmp_path)
    app = OnRecordApp(path, article=article)
    async with app.run_test(size=(100, 20)) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, ReaderScreen)
        start, below = (40, screen.view.region.bottom - 3), (40, screen.view.region.bottom + 1)
        first = VisibleText(screen).span_at(start)[0]

        def top() -> int:
            return screen.view.scroll_offset.y

        async def report(kind: type[events.MouseEvent], point: Point) -> None:
            app.post_message(mouse_event(kind, *point))
            await pilot.pause()

        await report(events.MouseDown, start)
        await report(events.MouseMove, below)
        await wait_until(pilot, lambda: top() >= 5)
        await report(events.MouseUp, below)
        stopped = top()
        assert stopped >= 5
        assert screen.view.selected == (first, VisibleText(screen).span_at(below)[1])
        await pilot.pause(0.2)
        assert top() == stopped
        await report(events.MouseDown, start)
        await report(events.MouseMove, (40, screen.view.region.y))
        screen.view._scroll_to_pointer()
        assert top() == stopped
        await report(events.MouseMove, (40, screen.view.region.y - 1))
        screen.view._scroll_to_pointer()
        await wait_until(pilot, lambda: top() < stopped)


async def test_a_dialog_ends_a_drag(tmp_path: Path) -> None:
    path, article = store_text(tmp_path)
    app = OnRecordApp(path, article=article)
    async with app.run_test(size=(100, 20)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, ReaderScreen)
        app.post_message(mouse_event(events.MouseDown, 40, 8))
        await pilot.pause()
        assert app.mouse_captured is app.screen.view
        await pilot.press("question_mark")
        await wait_until(pilot, lambda: app.mouse_captured is None)
        assert app.mouse_captured is None
