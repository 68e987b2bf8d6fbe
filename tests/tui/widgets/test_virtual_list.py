"""The list: only what is seen is built, and the cursor goes where keys and mouse say."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content

from tests.support.themed_app import ThemedApp
from tui.widgets.row_source import RowSource
from tui.widgets.virtual_list import VirtualList


class Names(RowSource):
    """Rows of names; those that begin with # are headings."""

    def __init__(self, names: Sequence[str], lines: int = 1) -> None:
        self.names = names
        self.lines = lines
        self.built: list[int] = []

    def count(self) -> int:
        return len(self.names)

    def row(self, index: int, width: int) -> Sequence[Content]:
        del width
        self.built.append(index)
        return [Content(self.names[index])]

    def is_heading(self, index: int) -> bool:
        return self.names[index].startswith("#")


class Uneven(Names):
    """Rows as many lines high as their name is long."""

    has_equal_heights = False

    def row(self, index: int, width: int) -> Sequence[Content]:
        del width
        return [Content(letter) for letter in self.names[index]]

    def height(self, index: int, width: int) -> int:
        del width
        return len(self.names[index])


class Keyed(Names):
    """Rows that can be marked, each by its name."""

    is_markable = True

    def key(self, index: int) -> str | None:
        return None if self.is_heading(index) else self.names[index]


class Filtered(Keyed):
    """Rows of which a filter left some out."""

    is_filtered = True


class Numbers(RowSource):
    """A number of rows that takes long to build completely."""

    def __init__(self) -> None:
        self.built = 0

    def count(self) -> int:
        return 1_000_000

    def row(self, index: int, width: int) -> Sequence[Content]:
        del width
        self.built += 1
        return [Content(str(index))]


class ListApp(ThemedApp):
    def __init__(self, source: RowSource, empty: str = "") -> None:
        super().__init__()
        self.rows = VirtualList(source, empty=empty)
        self.highlighted: list[int] = []
        self.chosen: list[int] = []
        self.lost = 0

    def compose(self) -> ComposeResult:
        yield self.rows

    def on_virtual_list_highlighted(self, message: VirtualList.Highlighted) -> None:
        self.highlighted.append(message.index)

    def on_virtual_list_row_selected(self, message: VirtualList.RowSelected) -> None:
        self.chosen.append(message.index)

    def on_virtual_list_marks_changed(self, message: VirtualList.MarksChanged) -> None:
        self.lost += message.lost

    def lines(self) -> list[str]:
        return [self.rows.render_line(y).text.rstrip() for y in range(self.rows.size.height)]


async def test_keys_move_the_cursor_with_counts() -> None:
    app = ListApp(Names([f"row {number}" for number in range(100)]))
    async with app.run_test(size=(40, 12)) as pilot:
        for keys, expected in [
            (["j"], 1),
            (["5", "j"], 6),
            (["k"], 5),
            (["1", "0", "j"], 15),
            (["G"], 99),
            (["home"], 0),
            (["4", "2", "G"], 41),
            (["7", "home"], 6),
            (["ctrl+d"], 12),
            (["ctrl+u"], 6),
            (["9", "9", "9", "j"], 99),
            (["end", "home", "up"], 0),
        ]:
            await pilot.press(*keys)
            assert app.rows.cursor == expected, keys
        await pilot.press("2", "j", "enter")
        assert app.chosen == [2]
        assert app.highlighted[-1] == 2


async def test_the_cursor_stays_in_sight_and_shows_without_color() -> None:
    app = ListApp(Names([f"row {number}" for number in range(100)]))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("5", "0", "j")
        assert "▌ row 50" in app.lines()
        await pilot.press("G")
        assert app.lines()[-1] == "▌ row 99"
        await pilot.resize_terminal(40, 5)
        await pilot.pause()
        assert app.lines()[-1] == "▌ row 99"


async def test_other_rows_leave_the_cursor_on_its_row() -> None:
    app = ListApp(Keyed(["one", "two", "three"]))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("j")
        app.rows.show(Keyed(["zero", "one", "three", "two"]))
        assert app.rows.cursor == 3
        app.rows.show(Keyed(["zero", "one"]))
        assert app.rows.cursor == 1
        app.rows.show(Keyed(["zero", "one"]), 0)
        assert app.rows.cursor == 0


async def test_only_rows_in_sight_are_built() -> None:
    source = Numbers()
    app = ListApp(source)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("G")
        await pilot.pause()
        assert app.rows.cursor == 999_999
        assert source.built < 60


async def test_the_cursor_passes_over_headings() -> None:
    app = ListApp(Names(["# First", "one", "two", "# Second", "three"]))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert app.rows.cursor == 1
        await pilot.press("k")
        assert app.rows.cursor == 1
        await pilot.press("2", "j")
        assert app.rows.cursor == 4
        await pilot.press("k")
        assert app.rows.cursor == 2


async def test_a_count_counts_the_rows_that_the_cursor_can_stand_on() -> None:
    app = ListApp(Names(["one", "# Second", "two", "# Third", "# Fourth", "three", "four"]))
    async with app.run_test(size=(40, 10)) as pilot:
        for keys, expected in (("2j", 5), ("k", 2), ("9j", 6), ("9k", 0)):
            await pilot.press(*keys)
            assert app.rows.cursor == expected, keys


async def test_a_list_of_headings_or_of_nothing_has_no_cursor() -> None:
    app = ListApp(Names(["# First", "# Second"]))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("j", "G", "ctrl+d", "enter")
        assert app.rows.cursor == -1
        assert app.chosen == []
    app = ListApp(Names([]), empty="Nothing [here]")
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("j", "k", "G", "home", "ctrl+u", "enter")
        assert app.lines()[0].strip() == "Nothing [here]"
        app.rows.show(Uneven([]))
        await pilot.press("ctrl+d", "ctrl+u")
        assert app.rows.cursor == -1


async def test_rows_of_several_lines_and_of_their_own_heights() -> None:
    app = ListApp(Names(["one", "two", "three"], lines=2))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("j")
        assert app.lines()[:5] == ["  one", "", "▌ two", "▌", "  three"]
        await pilot.click(app.rows, offset=(4, 5))
        assert app.rows.cursor == 2
    app = ListApp(Uneven(["a", "bcd", "ef"]))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("j")
        assert app.lines()[:6] == ["  a", "▌ b", "▌ c", "▌ d", "  e", "  f"]
        await pilot.click(app.rows, offset=(4, 5), times=2)
        assert app.rows.cursor == 2
        assert app.chosen == [2]


async def test_following_is_silent_and_showing_speaks() -> None:
    app = ListApp(Names(["one", "two", "three"]))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert app.highlighted == [0]
        app.rows.set_cursor_silently(2)
        await pilot.pause()
        assert (app.rows.cursor, app.highlighted) == (2, [0])
        app.rows.show(Names(["four", "five"]), 0)
        await pilot.pause()
        assert app.highlighted == [0, 0]
        app.rows.show(Names([]))
        await pilot.pause()
        assert app.highlighted == [0, 0, -1]


async def test_untrusted_text_is_shown_as_it_is_and_keeps_its_width() -> None:
    names = [
        "[sic] [/] [b]x[/b] [@click=app.quit]",
        "\x1b[31mred\x1b]52;c;\x07",
        "a\u202eb\tc\x9bd",
    ]
    app = ListApp(Names(names))
    async with app.run_test(size=(50, 6)) as pilot:
        await pilot.pause()
        lines = app.lines()
        assert lines[0] == f"▌ {names[0]}"
        assert all(line.isprintable() for line in lines)
        assert lines[2] == "  a\ufffdb c\ufffdd"
        width = app.rows.scrollable_content_region.width
        assert all(app.rows.render_line(y).cell_length == width for y in range(3))


async def test_in_the_terminals_own_colors_the_cursor_is_in_reverse() -> None:
    app = ListApp(Names(["one", "two"]))
    async with app.run_test(size=(30, 5)) as pilot:
        app.theme = "ansi-dark"
        await pilot.press("j")
        styles = [segment.style for segment in app.rows.render_line(1)]
        assert all(style and style.reverse for style in styles)
        assert len({style.color for style in styles if style}) == 1
        assert not any(
            segment.style.reverse for segment in app.rows.render_line(0) if segment.style
        )


async def test_space_marks_rows_and_goes_on() -> None:
    app = ListApp(Keyed(["ferry", "harbor", "bridge", "tram"]))
    async with app.run_test(size=(30, 6)) as pilot:
        await pilot.press("space")
        assert app.lines()[:2] == [" ✓ferry", "▌ harbor"]
        await pilot.press("j", "2", "space")
        assert (app.rows.marked, app.rows.cursor) == (3, 3)
        assert app.lines() == [" ✓ferry", "  harbor", " ✓bridge", "▌✓tram", "", ""]
        await pilot.press("space")
        assert app.rows.list_targets() == ["ferry", "bridge"]


async def test_the_count_of_a_mark_leaves_headings_out() -> None:
    app = ListApp(Keyed(["# sea", "ferry", "harbor", "# land", "bridge", "tram"]))
    async with app.run_test(size=(30, 6)) as pilot:
        await pilot.press("3", "space")
        assert app.rows.list_targets() == ["ferry", "harbor", "bridge"]
        assert app.rows.cursor == 5


async def test_without_marks_an_action_is_for_the_row_at_the_cursor() -> None:
    app = ListApp(Keyed(["ferry", "harbor"]))
    async with app.run_test(size=(30, 6)) as pilot:
        await pilot.press("j")
        assert app.rows.list_targets() == ["harbor"]
        app.rows.show(Keyed([]))
        assert app.rows.list_targets() == []


async def test_a_range_follows_the_cursor_until_it_ends() -> None:
    app = ListApp(Keyed([f"row {number}" for number in range(100)]))
    async with app.run_test(size=(30, 6)) as pilot:
        await pilot.press("j", "space", "3", "j", "V", "2", "j")
        assert app.rows.marked == 4
        assert app.lines()[-1] == "▌✓row 7"
        await pilot.press("4", "k")  # now the range is above its start
        assert app.rows.list_targets() == ["row 1", "row 3", "row 4", "row 5"]
        await pilot.press("j", "V", "V", "G")
        assert app.rows.marked == 4  # `list_targets` and the second V ended the ranges
        await pilot.press("V", "home", "space")  # Space ends a range and marks nothing else
        assert app.rows.marked == 100
        assert app.rows.cursor == 0


async def test_a_long_range_reads_only_the_keys_that_it_gains() -> None:
    class Counted(Keyed):
        read = 0

        def key(self, index: int) -> str | None:
            self.read += 1
            return super().key(index)

    source = Counted([f"row {number}" for number in range(20_000)])
    app = ListApp(source)
    async with app.run_test(size=(30, 6)) as pilot:
        await pilot.press("V", "G")
        assert app.rows.marked == 20_000
        source.read = 0
        await pilot.press("1", "0", "k", "2", "j")
        assert app.rows.marked == 19_992
        assert source.read < 100


async def test_all_rows_are_marked_and_then_none() -> None:
    app = ListApp(Keyed(["# sea", "ferry", "harbor", "bridge"]))
    async with app.run_test(size=(30, 6)) as pilot:
        await pilot.press("space", "*")
        assert app.rows.marked == 3
        await pilot.press("*")
        assert app.rows.marked == 0
        await pilot.press("V", "j", "escape")
        assert app.rows.marked == 0
        await pilot.press("j")
        assert app.rows.marked == 0  # the range is gone too


async def test_marks_follow_their_rows() -> None:
    app = ListApp(Keyed(["ferry", "harbor", "bridge"]))
    async with app.run_test(size=(30, 6)) as pilot:
        await pilot.press("2", "space")
        app.rows.show(Keyed(["bridge", "harbor", "ferry"]))
        assert app.lines()[:3] == ["▌ bridge", " ✓harbor", " ✓ferry"]
        app.rows.show(Filtered(["harbor"]))
        assert (app.rows.list_targets(), app.rows.marks.hidden) == (["harbor"], 1)
        app.rows.show(Keyed(["ferry", "bridge"]))
        await pilot.pause()
        assert (app.rows.list_targets(), app.rows.marks.hidden) == (["ferry"], 0)
        assert app.lost == 1


async def test_escape_removes_hidden_marks_too() -> None:
    app = ListApp(Keyed(["ferry", "harbor"]))
    async with app.run_test(size=(30, 6)) as pilot:
        await pilot.press("space")
        app.rows.show(Filtered(["harbor"]))
        await pilot.press("escape")
        app.rows.show(Keyed(["ferry", "harbor"]))
        assert app.rows.marked == 0


async def test_rows_without_keys_cannot_be_marked() -> None:
    app = ListApp(Names(["ferry", "harbor"]))
    async with app.run_test(size=(30, 6)) as pilot:
        await pilot.press("space", "V", "j", "*")
        assert app.rows.list_targets() == []
        assert app.lines()[:2] == ["  ferry", "▌ harbor"]
