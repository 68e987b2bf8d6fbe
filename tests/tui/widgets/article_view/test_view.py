import datetime
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import ComposeResult

from analysis import Analysis, Event, Mention, Quotation, TimeExpression, clean
from analysis.models import Label, QuotationKind
from db import Note, Store
from tests.support.pilot import drag
from tests.support.sample_article import TEXT, TITLE, analysis, span, stored
from tests.support.themed_app import ThemedApp
from tui.sanitize import safe
from tui.widgets.article_view import styles
from tui.widgets.article_view.line_wrap import Paragraphs, WrappedText, wrap_words
from tui.widgets.article_view.motions import Motions, sentence_at
from tui.widgets.article_view.view import ArticleView
from tui.widgets.find_bar import find_literal_matches
from tui.widgets.intervals import ValuedSpans, split_by_style

TEXTS = st.text(st.sampled_from('ab .“”"?!\n\t漢👍é\u0301\xad-'), max_size=200)


def rows(text: str, width: int) -> list[str]:
    wrapped = WrappedText(text, Paragraphs(text), width)
    return [text[a:b] for a, b in zip(wrapped.starts, wrapped.ends, strict=True)]


# Paragraphs and rows


def test_blank_lines_part_paragraphs_and_other_line_ends_start_rows() -> None:
    assert rows("A headline\nBy a Writer\n\nThe text.", 40) == [
        "A headline", "By a Writer", "", "The text.",
    ]  # fmt: skip


def test_without_blank_lines_every_line_is_a_paragraph() -> None:
    assert rows("One.\nTwo.", 40) == ["One.", "", "Two."]


def test_a_text_with_hard_line_breaks_is_wrapped_again() -> None:
    text = (
        "The ferry was late again\non Monday, for the third\nweek, and no one on the\n"
        "quay was surprised by it.\n\n- one reason\n- another one\n"
    )
    assert rows(text, 60)[:2] == [
        "The ferry was late again\non Monday, for the third\nweek, and",
        "no one on the\nquay was surprised by it.",
    ]
    assert rows(text, 60)[-2:] == ["- one reason", "- another one"]


@pytest.mark.parametrize("width", [1, 7, 30])
@given(text=TEXTS)
def test_rows_hold_every_word_in_order_and_none_is_too_wide(text: str, width: int) -> None:
    text = clean(text)
    wrapped = WrappedText(text, Paragraphs(text), width)
    spans = list(zip(wrapped.starts, wrapped.ends, strict=True))
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    shown = "".join(text[a:b] for a, b in spans)
    assert "".join(shown.split()) == "".join(text.split())
    for a, b in spans:
        assert cell_len(safe(text[a:b])) <= width or b - a == 1
    for offset in range(len(text)):
        row = wrapped.row_of(offset)
        assert 0 <= row < len(wrapped)
        if not text[offset].isspace():
            assert wrapped.starts[row] <= offset < wrapped.ends[row]


@pytest.mark.parametrize(
    "text",
    ["a" * 3_000_000, '"' * 3_000_000, "ab " * 1_000_000, "\n" * 3_000_000, "漢" * 1_000_000],
)
def test_a_long_text_of_any_shape_is_wrapped(text: str) -> None:
    rows = WrappedText(text, Paragraphs(text), 80)
    shown = [text[start:end] for start, end in zip(rows.starts, rows.ends, strict=True)]
    assert "".join("".join(shown).split()) == "".join(text.split())
    assert max(cell_len(row.rstrip()) for row in shown) <= 80


def test_short_texts_wrap_into_lines() -> None:
    assert wrap_words("a headline of some length", 12) == ["a headline", "of some", "length"]


# Sentences, spans, motions


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He left. She stayed.", ["He left.", "She stayed."]),
        ("Dr. Ames met Mr. Poe. They talked.", ["Dr. Ames met Mr. Poe.", "They talked."]),
        ("The U.S. Senate voted. It passed.", ["The U.S. Senate voted.", "It passed."]),
        ("He lives in the U.S. He likes it.", ["He lives in the U.S.", "He likes it."]),
        ('"Why?" she asked. "Because."', ['"Why?" she asked.', '"Because."']),
        ("It cost 3.50 in all. Fine.", ["It cost 3.50 in all.", "Fine."]),
        ("J. R. Hale spoke… then left.", ["J. R. Hale spoke… then left."]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    found, offset = [], 0
    while offset < len(text):
        start, end = sentence_at(text, offset, 0, len(text))
        found.append(text[start:end])
        offset = end + 1
    assert found == sentences


@given(TEXTS.filter(str.strip))
def test_every_offset_is_in_one_sentence_of_its_paragraph(text: str) -> None:
    paragraphs = Paragraphs(text)
    motions = Motions(text, paragraphs)
    for index in range(len(paragraphs)):
        for offset in range(paragraphs.starts[index], paragraphs.ends[index]):
            start, end = motions.sentence(offset)
            assert paragraphs.starts[index] <= start < end <= paragraphs.ends[index]


@given(TEXTS.filter(str.strip), st.integers(0, 200), st.integers(-3, 3))
def test_motions_stay_in_the_text(text: str, offset: int, by: int) -> None:
    motions = Motions(text, Paragraphs(text))
    offset = min(offset, len(text) - 1)
    assert 0 <= motions.sentences(offset, by) < len(text)
    assert 0 <= motions.paragraphs(offset, by) < len(text)


def test_going_back_and_forth_by_sentences() -> None:
    motions = Motions(TEXT, Paragraphs(TEXT))
    start = span("Holm's plan")[0]
    following = motions.sentences(start, 1)
    assert TEXT[following:].startswith("Anders Lind, who leads")
    assert motions.sentences(following, -1) == start
    assert motions.sentences(following + 5, -1) == following
    assert TEXT[motions.paragraphs(start, 1) :].startswith("The market burned")


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=12),
    st.integers(0, 60),
    st.integers(1, 20),
)
def test_spans_over_a_stretch_are_those_that_share_a_character(
    given_spans: list[tuple[int, int]], start: int, length: int
) -> None:
    spans = ValuedSpans((a, a + n, index) for index, (a, n) in enumerate(given_spans))
    end = start + length
    assert spans.overlapping(start, end) == sorted(
        (a, a + n, index)
        for index, (a, n) in enumerate(given_spans)
        if a < end and a + n > start
    )  # fmt: skip


def test_overlapping_looks_are_joined() -> None:
    assert split_by_style(0, 10, [(2, 6, 1), (4, 8, 2)]) == [
        (0, 2, 0), (2, 4, 1), (4, 6, 3), (6, 8, 2), (8, 10, 0),
    ]  # fmt: skip


def test_finding_words_is_lenient_with_marks_blanks_and_capitals() -> None:
    text = "It’s a “green\ncorridor” – It's green."
    assert [text[a:b] for a, b in find_literal_matches(text, "it's")] == ["It’s", "It's"]
    assert [text[a:b] for a, b in find_literal_matches(text, '"green corridor"')] == [
        "“green\ncorridor”"
    ]
    assert [text[a:b] for a, b in find_literal_matches(text, "It's")] == ["It’s", "It's"]
    assert find_literal_matches(text, "GREEN") == []
    assert find_literal_matches(text, "  ") == find_literal_matches(text, "(*") == []


# The view


class Reading(ThemedApp):
    def __init__(self, shown: Analysis) -> None:
        super().__init__()
        self.shown = shown

    def compose(self) -> ComposeResult:
        yield ArticleView(id="article")

    def on_mount(self) -> None:
        self.view.show(self.shown, [(TITLE, "title"), ("", "muted")])
        self.view.focus()

    @property
    def view(self) -> ArticleView:
        return self.query_one(ArticleView)

    def lines(self) -> list[str]:
        return [self.view.render_line(y).text.rstrip() for y in range(self.view.size.height)]

    def here(self) -> str:
        return self.view.text[self.view.position :]


async def test_the_article_is_shown_with_its_headline_and_literal_brackets() -> None:
    app = Reading(analysis())
    async with app.run_test(size=(100, 30)):
        lines = "\n".join(app.lines())
    assert TITLE in lines
    assert "announced on Tuesday [sic] and" in lines
    assert "pay [/] this" in lines


KINDS = {  # a line for each kind of finding
    "Petra Holm spoke": ("PERSON", "Petra Holm"),
    "Harbour Watch spoke": ("ORG", "Harbour Watch"),
    "the Skarvikers spoke": ("NORP", "Skarvikers"),
    "a quay in Skarvik": ("GPE", "Skarvik"),
    "they read the Harbour Act": ("LAW", "Harbour Act"),
    'so "we wait", she said': ("direct", '"we wait"'),
    'that it was "late" again': ("mixed", 'it was "late" again'),
    "she said that it was late": ("indirect", "it was late"),
    'a "quick" ferry': ("scare", '"quick"'),
    "it was late in May": ("time", "in May"),
    "it burned in 1987": ("event", "in 1987"),
}


def every_kind() -> Analysis:
    """An article that has every kind of finding, each on a line of its own."""
    text = "\n".join(KINDS)
    mentions, quotations, times, events = [], [], [], []
    for line, (kind, words) in KINDS.items():
        start = text.index(line) + line.index(words)
        where = (start, start + len(words))
        if kind in ("direct", "mixed", "indirect", "scare"):
            quotations.append(Quotation((where,), cast(QuotationKind, kind)))
        elif kind in ("time", "event"):
            times.append(TimeExpression(*where, "DATE", "1987"))
            if kind == "event":
                events.append(Event(*where, len(times) - 1, "it burned"))
        else:
            mentions.append(Mention(*where, cast(Label, kind), "name"))
    return Analysis(
        text, None, (), tuple(mentions), tuple(quotations), tuple(times), tuple(events)
    )  # fmt: skip


@pytest.mark.parametrize("colors", [True, False])
async def test_every_kind_of_finding_has_its_own_look(
    colors: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not colors:
        monkeypatch.setenv("NO_COLOR", "1")
    app = Reading(every_kind())
    shown = {}
    async with app.run_test(size=(100, 40)):
        for y in range(app.view.size.height):
            strip = app.view.render_line(y)
            for line, (kind, words) in KINDS.items():
                if line in strip.text:
                    style = next(part.style for part in strip if part.text.startswith(words))
                    assert style is not None
                    written = (style.bold, style.italic, style.underline, style.underline2,
                               style.overline)  # fmt: skip
                    mark = strip.text[: strip.text.index(line)].strip("▌ ")
                    shown[kind] = (mark, written, style.color if colors else None)
    assert len(shown) == len(set(shown.values())) == len(KINDS)


async def test_notes_stand_in_the_margin_by_what_they_say(tmp_path: Path) -> None:
    with Store(stored(tmp_path)[0]) as store:
        store.notes.add(1, *span("ninety stalls"), "")
        store.notes.add(1, *span("stalls to the"), "")
        store.notes.add(1, *span("burned in 1987"), "", verdict="checked", starred=True)
        notes = store.notes.list(1)
    app = Reading(analysis())
    async with app.run_test(size=(100, 30)):
        app.view.show_notes(notes)
        lines = app.lines()
    assert next(line for line in lines if "ninety stalls" in line).endswith(" y2")
    assert next(line for line in lines if "burned in 1987" in line).endswith("✓★y")


async def test_colors_of_notes_have_letters_in_the_margin(tmp_path: Path) -> None:
    with Store(stored(tmp_path)[0]) as store:
        store.notes.add(1, *span("ninety"), "", color="green")
        store.notes.add(1, *span("stalls to the"), "", color="green")
        store.notes.add(
            1, *span("burned in 1987"), "", verdict="checked", starred=True, color="red"
        )
        store.notes.add(1, *span("on Friday"), "", color="blue")
        notes = store.notes.list(1)
        yellow = store.notes.add(1, *span("stalls"), "")
    app = Reading(analysis())
    async with app.run_test(size=(100, 30)):
        app.view.show_notes(notes)
        lines = app.lines()
        app.view.show_notes([*notes, yellow])
        mixed = app.lines()
    assert next(line for line in lines if "ninety stalls" in line).endswith(" g2")
    assert next(line for line in lines if "burned in 1987" in line).endswith("✓★r")
    assert next(line for line in lines if "on Friday" in line).endswith(" b")
    assert next(line for line in mixed if "ninety stalls" in line).endswith("gy")


async def test_a_note_with_a_text_has_a_sign_in_the_next_blank(tmp_path: Path) -> None:
    with Store(stored(tmp_path)[0]) as store:
        store.notes.add(1, *span("ninety stalls"), "Eighty?")
        store.notes.add(1, *span("burned in 1987"), "")
        notes = store.notes.list(1)
    app = Reading(analysis())
    async with app.run_test(size=(100, 30)):
        before = app.lines()
        app.view.show_notes(notes)
        lines = app.lines()
    assert any("ninety stalls✎to the" in line for line in lines)
    assert sum("✎" in line for line in lines) == 1
    unsigned = [line.replace("✎", " ").rstrip(" y") for line in lines]
    assert unsigned == [line.rstrip() for line in before]


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("The roof burned.", "The roof burned", "The roof burned.✎"),
        ("The roof’s fire.\n\nIt rained.", "The roof", "The roof’s✎fire."),
        ("The roof burned.\n\nIt rained.", "The roof burned.", "The roof burned.✎"),
        ("屋根は" * 20, "屋根", ""),
        ("x" * 84 + " y", "x" * 84, "x" * 84 + "✎"),
    ],
)
async def test_where_the_sign_of_a_note_is(text: str, words: str, shown: str) -> None:
    now = datetime.datetime(2026, 3, 11, tzinfo=datetime.UTC)
    note = Note(1, 1, 0, len(words), words, "", "", "Ask", None, (), now, now)
    app = Reading(Analysis(text))
    async with app.run_test(size=(100, 30)):
        app.view.show_notes([note])
        signed = [line.strip(" ▌y") for line in app.lines() if "✎" in line]
    assert signed == ([shown] if shown else [])


async def test_findings_that_overlap_show_both() -> None:
    app = Reading(analysis())
    async with app.run_test(size=(100, 30)):
        drawn = {
            segment.text: segment.style
            for y in range(app.view.size.height)
            for segment in app.view.render_line(y)
            if segment.style
        }
    quoted, friday = drawn['"On '], drawn["Friday"]
    assert quoted.color == drawn[' we decide."'].color
    assert friday.underline
    assert not quoted.underline


async def test_labels_that_would_collide_stand_apart() -> None:
    app = Reading(analysis())
    async with app.run_test(size=(100, 30)):
        at = span("ninety stalls")[0]
        app.view.show_labels([(at, "ab"), (at + 1, "ac"), (at + 7, "b")])
        assert any(" abnacy btalls to" in line for line in app.lines())
        app.view.show_labels([])
        assert any(" ninety stalls to" in line for line in app.lines())


async def test_all_but_one_voice_is_dimmed_and_only_its_lines_have_bars() -> None:
    app = Reading(analysis())
    async with app.run_test(size=(100, 30)):
        app.view.filter_by_speaker([span('"People came with their own hammers,"'), span("Lind", 1)])
        lines = app.lines()
        drawn = [
            segment
            for y in range(app.view.size.height)
            for segment in app.view.render_line(y)
            if segment.style
        ]
    assert ["hammers" in line or "People" in line for line in lines if "┃" in line] == [True, True]
    assert not any("┊" in line for line in lines)
    (mayor,) = (segment.style for segment in drawn if "Petra Holm" in segment.text)
    (lind,) = (segment.style for segment in drawn if segment.text == "Lind")
    assert lind is not None
    assert mayor is not None
    assert lind.bold
    assert not mayor.bold


async def test_a_chosen_finding_stands_out_where_there_are_few_colors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Reading(analysis())
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.highlight([span("1987")])
        await pilot.pause()
        reversed_words = [
            segment.text
            for y in range(30)
            for segment in app.view.render_line(y)
            if segment.style and segment.style.reverse
        ]
    assert reversed_words == ["1987"]


async def test_what_is_marked_differs_without_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Reading(analysis())
    marked = (
        styles.NOTE,
        styles.RELATED,
        styles.CURRENT_FINDING,
        styles.MATCH,
        styles.SELECTED,
        styles.CURRENT_MATCH,
    )
    async with app.run_test(size=(100, 30)):
        drawn = [app.view.palette.style(look) for look in marked]
    written = {(s.bold, s.italic, s.underline, s.reverse) for s in drawn}
    assert len(written) == len(marked)


async def test_keys_move_by_line_sentence_and_paragraph() -> None:
    app = Reading(analysis())
    async with app.run_test(size=(70, 20)) as pilot:
        await pilot.press("j", "j")
        assert app.here().startswith("Friday we decide") or "We cannot" in app.here()
        await pilot.press("home", "right_curly_bracket")
        assert app.here().startswith('"We cannot')
        await pilot.press("right_parenthesis")
        assert app.here().startswith('"On Friday')
        await pilot.press("left_parenthesis")
        assert app.here().startswith('"We cannot')
        await pilot.press("G")
        assert app.here().startswith("The council meets")
        assert app.view.progress == 1
        await pilot.press("home")
        assert app.view.position == 0
        assert app.view.scroll_offset.y == 0


async def test_the_cursor_s_sentence_says_where_it_is_to_who_listens() -> None:
    moved: list[str] = []

    class Listening(Reading):
        def on_article_view_moved(self, message: ArticleView.Moved) -> None:
            moved.append(TEXT[slice(*message.sentence)])

    app = Listening(analysis())
    async with app.run_test(size=(70, 20)) as pilot:
        await pilot.press("right_parenthesis", "right_parenthesis")
        await pilot.pause()
    assert moved[-2].startswith('"We cannot repair')
    assert moved[-1] == '"On Friday we decide."'


async def test_the_place_is_kept_when_the_width_changes() -> None:
    text = "\n\n".join(f"Paragraph {n} of a text that is long enough to wrap." for n in range(200))
    app = Reading(Analysis(text))
    async with app.run_test(size=(100, 30)) as pilot:
        offset = text.index("Paragraph 120")
        app.view.go_to(offset)
        for width in (60, 44, 160, 100):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            assert app.view.position == offset
            assert any("Paragraph 120 " in line for line in app.lines())


async def test_scrolling_with_the_wheel_takes_the_cursor_along() -> None:
    text = "\n\n".join(f"Paragraph {n}." for n in range(200))
    app = Reading(Analysis(text))
    async with app.run_test(size=(100, 20)) as pilot:
        app.view.scroll_to(y=100, animate=False)
        await pilot.pause()
        shown = "\n".join(app.lines())
        assert app.here().partition("\n")[0] in shown


async def test_pages_keep_the_cursor_in_sight() -> None:
    text = "\n\n".join(f"Paragraph {n}." for n in range(200))
    app = Reading(Analysis(text))
    async with app.run_test(size=(80, 20)) as pilot:
        for key in ("space", "space", "ctrl+d", "ctrl+u", "pageup", "space", "pagedown"):
            await pilot.press(key)
            await pilot.pause()
            assert app.here().partition("\n")[0] in "\n".join(app.lines())


async def test_dragging_selects_and_a_click_says_where() -> None:
    clicked: list[int] = []

    class Clicking(Reading):
        def on_article_view_clicked(self, message: ArticleView.Clicked) -> None:
            clicked.append(message.offset)

    app = Clicking(analysis())
    async with app.run_test(size=(100, 30)) as pilot:
        y = next(y for y, line in enumerate(app.lines()) if "ninety stalls" in line)
        x = app.lines()[y].index("ninety")
        left, top = app.view.region.offset
        await drag(pilot, (left + x, top + y), (left + x + 12, top + y))
        selected = [app.view.selected]
        assert app.screen.get_selected_text() == "ninety stalls"
        for times in (1, 2, 3):
            await pilot.click(app.view, offset=(x, y), times=times)
            selected.append(app.view.selected)
        assert clicked[0] == span("ninety")[0]
    sentence = Motions(TEXT, Paragraphs(TEXT)).sentence(clicked[0])
    assert selected == [span("ninety stalls"), None, span("ninety"), sentence]


async def test_a_chosen_finding_is_highlighted_and_only_its_lines_are_redrawn() -> None:
    app = Reading(analysis())
    async with app.run_test(size=(100, 30)) as pilot:
        app.lines()
        plain = app.view.render_line(2)
        app.view.highlight([span("1987")])
        assert app.view.render_line(2) is plain
        styles = {
            segment.text: segment.style
            for y in range(30)
            for segment in app.view.render_line(y)
        }  # fmt: skip
        chosen, unchosen = styles["1987"], styles["on Tuesday"]
        assert chosen is not None
        assert unchosen is not None
        assert chosen.bgcolor != unchosen.bgcolor
        await pilot.pause()


@pytest.mark.parametrize(
    "text", ["", "\n\n\n", "x", "漢" * 500, "\t a\tb", "ok \u200b\ufeff\x07\x1b[31m red"]
)
async def test_odd_texts_are_shown(text: str) -> None:
    app = Reading(Analysis(text))
    async with app.run_test(size=(50, 12)) as pilot:
        for key in ("j", "k", "G", "home", "space", "right_parenthesis", "left_curly_bracket", "v"):
            await pilot.press(key)
        assert not set("\x07\x1b\ufeff\t\n") & set("".join(app.lines()))


async def test_a_long_text_opens_at_any_place() -> None:
    text = "Nothing happened on the quay. " * 300_000
    mentions = tuple(Mention(at, at + 7, "PERSON", "name") for at in range(0, len(text), 300))
    app = Reading(Analysis(text, mentions=mentions))
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.go_to(len(text) // 2)
        await pilot.press("j", "space", "G", "k")
        assert "Nothing happened" in "\n".join(app.lines())
