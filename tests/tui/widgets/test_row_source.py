"""Row sources: items with headings, and items of the store that are loaded by their keys."""

from collections.abc import Sequence

from textual.content import Content

from db import StoreError
from tui.widgets.row_source import Heading, ListSource, PagedSource, Separator


def draw_name(name: str, width: int) -> Sequence[Content]:
    return [Content(name[:width])]


class Shelf:
    """Names by their numbers, as a store has them; `requests` are the numbers that were loaded."""

    def __init__(self, size: int) -> None:
        self.names = {number: f"name {number}" for number in range(size)}
        self.requests: list[list[int]] = []
        self.is_locked = False

    def load(self, numbers: Sequence[int]) -> list[str]:
        if self.is_locked:
            raise StoreError("The store is locked")
        self.requests.append(list(numbers))
        return [self.names[number] for number in numbers if number in self.names]

    def list_rows(self) -> PagedSource[int, str]:
        return PagedSource(
            lambda: sorted(self.names), self.load, draw_name,
            key_of=lambda name: int(name.split()[1]), size=10,
        )  # fmt: skip


def draw_lines(source: ListSource[str], index: int) -> list[str]:
    return [line.plain for line in source.row(index, 40)]


def test_headings_and_separators_are_no_items() -> None:
    gap, roots = Separator(("┆", "≈ 3 weeks")), Heading("Roots", below=1)
    items = (Heading("Fruit"), "apple", gap, roots, "beet")
    source = ListSource[str](items, draw_name, key=str.upper, is_markable=True)
    assert [source.height(index, 40) for index in range(source.count())] == [1, 1, 2, 3, 1]
    assert [source.is_skipped(index) for index in range(5)] == [True, False, True, True, False]
    assert [source.is_heading(index) for index in range(5)] == [True, False, False, True, False]
    assert (source.count_markable(), source.item(0), source.item(1)) == (2, None, "apple")
    assert (source.row_of("BEET"), source.row_of("CARROT")) == (4, None)
    assert draw_lines(source, 3) == ["", "Roots"]


def test_only_the_windows_that_are_drawn_are_loaded() -> None:
    shelf = Shelf(1_000)
    source = shelf.list_rows()
    assert draw_lines(source, 0) == ["name 0"]
    assert draw_lines(source, 995) == ["name 995"]
    assert shelf.requests == [list(range(10)), list(range(990, 1_000))]
    assert source.keys(500, 503) == [500, 501, 502]
    assert len(shelf.requests) == 2


def test_rows_that_come_or_go_move_no_other_row() -> None:
    shelf = Shelf(100)
    source = shelf.list_rows()
    del shelf.names[25]
    shelf.names[-1] = "name -1"
    assert [draw_lines(source, row) for row in (24, 25, 26)] == [["name 24"], ["…"], ["name 26"]]
    assert source.count() == 100
    refreshed = shelf.list_rows()
    assert refreshed.row_of(26) == 26
    assert refreshed.row_of(24) == 25


def test_a_locked_store_leaves_the_rows_without_content() -> None:
    shelf = Shelf(100)
    source = shelf.list_rows()
    shelf.is_locked = True
    assert (draw_lines(source, 3), draw_lines(source, 50)) == (["name 3"], ["…"])
    shelf.is_locked = False
    assert draw_lines(source, 50) == ["name 50"]


def test_rows_listed_after_a_change_by_another_program_are_of_one_order() -> None:
    shelf = Shelf(100)
    first = shelf.load(range(10))
    source = PagedSource(
        lambda: sorted(shelf.names), shelf.load, draw_name,
        key_of=lambda name: int(name.split()[1]), count=100, first=first, size=10,
    )  # fmt: skip
    assert draw_lines(source, 9) == ["name 9"]
    shelf.names[-1] = "name -1"
    assert [draw_lines(source, row) for row in (10, 9, 0)] == [["name 9"], ["name 8"], ["name -1"]]
