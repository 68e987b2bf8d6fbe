"""The reader's article view: a virtual view of the text's lines, with its findings highlighted.

The lines above an article's text: its source and date, headline and author.
"""

import re
from typing import Literal

from textual import events
from textual.geometry import Offset
from textual.message import Message

from analysis import Analysis, Span
from db import Article, ArticleRow
from db.article_properties import label_marks
from tui.actions import load_bindings
from tui.article_remarks import (
    address_remark,
    analysis_remark,
    import_remark,
    language_remark,
    part_remark,
    source_remark,
)
from tui.display_text import format_publication_date, site_or_source
from tui.sanitize import safe
from tui.strings.reader_text import ReaderText
from tui.widgets.article_view import styles
from tui.widgets.article_view.highlights import Highlights
from tui.widgets.article_view.layout import HeadLine, HeadLines, PageLayout
from tui.widgets.article_view.scroll_view import MEASURE, PageView
from tui.widgets.key_sequences import RepeatCount


class ArticleView(PageView, can_focus=True):
    """An article's page with a cursor and the bindings that move it.

    The cursor is a character offset (`position`); the sentence that contains it is tinted. Text
    selected with the mouse or the keyboard is the screen's own selection, whose offsets are
    (character of the text, 0).
    """

    BINDING_GROUP_TITLE = ReaderText.TEXT_KEYS

    BINDINGS = load_bindings("text")

    class Moved(Message):
        """The cursor moved; `sentence` is the sentence that contains it."""

        def __init__(self, view: "ArticleView", position: int, sentence: Span) -> None:
            super().__init__()
            self.view = view
            self.position = position
            self.sentence = sentence

        @property
        def control(self) -> "ArticleView":
            """The view."""
            return self.view

    class JumpStarted(Message):
        """The cursor is about to jump from `position`, which belongs on the jump list."""

        def __init__(self, view: "ArticleView", position: int) -> None:
            super().__init__()
            self.view = view
            self.position = position

        @property
        def control(self) -> "ArticleView":
            """The view."""
            return self.view

    class Clicked(Message):
        """A character of the text was clicked, or the sign of a note, by its id."""

        def __init__(self, view: "ArticleView", offset: int, note: int | None = None) -> None:
            super().__init__()
            self.view = view
            self.offset = offset
            self.note = note

        @property
        def control(self) -> "ArticleView":
            """The view."""
            return self.view

    def __init__(
        self, *, measure: int = MEASURE, count: RepeatCount | None = None, id: str | None = None
    ) -> None:
        """Create an empty view with lines of at most `measure` cells.

        `count` receives the counts typed before a motion.
        """
        super().__init__(measure=measure, count=count, id=id)
        self._cursor: Span = (0, 0)

    def show(
        self,
        analysis: Analysis,
        head: HeadLines = (),
        headline: Span = (0, 0),
        position: int = 0,
        above: int | None = None,
    ) -> None:
        """Show an article with the cursor at `position`; see `Page` for `head` and `headline`.

        The cursor's line is placed `above` lines below the first visible line. Without `above`,
        it is placed a quarter of the view below the top.
        """
        self._page = PageLayout(analysis.text, head, headline)
        self._marks = Highlights()
        self._marks.set_findings(analysis)
        self._marks.set_single(styles.HEADLINE, headline)
        self.position = min(max(position, 0), max(len(self.text) - 1, 0))
        self._cursor = self.motions.sentence(self.position)
        self._marks.set_single(styles.CURSOR, self._cursor)
        self._above = above
        if self.size.width:
            self._wrap()
            self._place_first()
        self._post_moved()

    @property
    def sentence(self) -> Span:
        """The sentence that contains the cursor."""
        return self._cursor

    @property
    def paragraph(self) -> tuple[int, int]:
        """The number of the cursor's paragraph, from 1, and the number of paragraphs."""
        paragraphs = self.motions.all_paragraphs
        return (paragraphs.at(self.position) + 1, len(paragraphs)) if len(paragraphs) else (0, 0)

    @property
    def progress_at_cursor(self) -> float:
        """The part of the text before the cursor's sentence, from 0 to 1; 1 for the last one."""
        start, end = self._cursor
        length = len(self.text.rstrip())
        return 1.0 if end >= length else start / length

    def go_to(self, position: int, end: int | None = None) -> None:
        """Move the cursor to an offset and scroll it, and the text up to `end`, into view."""
        self._place(position)
        last = self._page.row_of(end - 1) if end and end > position else self._row
        self._bring_in(self._row, last)

    def return_to(self, position: int, above: int) -> None:
        """Move the cursor to an offset, `above` lines below the top of the view."""
        self._place(position)
        self._scroll(self._row - above)

    # The cursor

    def _place(self, position: int) -> None:
        position = min(max(position, 0), max(len(self.text) - 1, 0))
        if position == self.position:
            return
        before = self._row
        self.position = position
        self._cursor = self.motions.sentence(position)
        self._touch(self._marks.set_single(styles.CURSOR, self._cursor))
        self._touch_rows(before, before)
        self._touch_rows(self._row, self._row)
        self._post_moved()

    def _post_moved(self) -> None:
        if self.is_running:  # a message posted before mounting would delay the mount events
            self.post_message(self.Moved(self, self.position, self._cursor))

    def _move_rows(self, by: int) -> None:
        self._place(self._page.cursor_offset(self._page.text_row(self._row + by, by)))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Move the cursor into the visible lines when the mouse scrolls the text."""
        super().watch_scroll_y(old_value, new_value)
        self.extend_drag()
        if self._scrolling or round(old_value) == round(new_value) or not self.text:
            return
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.size.height - 1
        if not top <= self._row <= bottom:
            self._place(self._page.cursor_offset(top if self._row < top else bottom))

    def action_lines(self, by: int) -> None:
        """Move by lines, times the count; in a selection, by sentences."""
        if self.extend_selection("sentence", by):
            return
        self._move_rows(by * self.count.pop())
        if self._row == len(self._page.head):
            self._scroll(0)  # show the head together with the first line
        else:
            self._bring_in(self._row)

    def action_sentences(self, by: int) -> None:
        """Move by sentences, times the count."""
        if self.extend_selection("sentence", by):
            return
        self.go_to(self.motions.sentences(self.position, by * self.count.pop()))

    def action_paragraphs(self, by: int) -> None:
        """Move by paragraphs, times the count."""
        if self.extend_selection("paragraph", by):
            return
        self.go_to(self.motions.paragraphs(self.position, by * self.count.pop()))

    def action_pages(self, pages: float) -> None:
        """Scroll by pages, times the count; the cursor keeps its row on the screen."""
        height = max(self.size.height - 2, 1)
        by = round(pages * height) * self.count.pop()
        by = by or (1 if pages > 0 else -1)
        if self.is_selecting:
            self.extend_selection_to(
                self._page.cursor_offset(self._page.row_of(self.moving_offset) + by)
            )
            return
        top = min(max(self.scroll_offset.y + by, 0), self.max_scroll_y)
        moved = top - self.scroll_offset.y
        self._move_rows(moved or by)
        self._scroll(top)

    def action_top(self) -> None:
        """Go to the beginning with its headline, or to the paragraph with the count's number."""
        if not self._to_paragraph() and not self.extend_selection_to(0):
            self._leave()
            self._place(self._page.cursor_offset(0))
            self._scroll(0)

    def action_bottom(self) -> None:
        """Go to the end, or to the paragraph with the count's number."""
        if not self._to_paragraph() and not self.extend_selection_to(len(self.text.rstrip())):
            self._leave()
            self._place(self._page.cursor_offset(len(self._page)))
            self._scroll(int(self.max_scroll_y))

    def _leave(self) -> None:
        self.post_message(self.JumpStarted(self, self.position))

    def _to_paragraph(self) -> bool:
        number = self.count.pop(0)
        if number:
            start = self.motions.paragraphs(0, number - 1)
            if not self.extend_selection_to(start):
                self._leave()
                self.go_to(start)
        return bool(number)

    def action_percent(self) -> None:
        """Go to the sentence at the percentage of the text that the count gives."""
        count = self.count.pop(0)
        if not count:
            return
        self._leave()
        part = min(count, 100) / 100
        self.go_to(self.motions.sentence(int(part * (len(self.text) - 1)))[0])

    def action_put(self, where: Literal["top", "middle", "bottom"]) -> None:
        """Scroll the cursor's line to the top, middle or bottom of the view."""
        below = {"top": 0, "middle": self.size.height // 2, "bottom": self.size.height - 1}
        self._scroll(self._row - below[where])

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the click; a double click selects a word, a triple one a sentence."""
        event.prevent_default()  # Textual would select everything
        offset, end = self.character_at(event.offset)
        if offset == end:  # beside the text, where a row can end with the sign of a note
            before = self.character_at(event.offset - Offset(1, 0))
            if offset not in self._marks.note_signs or before[0] == before[1]:
                return
        if self.selected and event.chain == 1:
            return
        if event.chain == 1:
            self._leave()
            self._place(offset)
            self.post_message(self.Clicked(self, offset, self._marks.note_signs.get(offset)))
        else:
            motion = self.motions.word if event.chain == 2 else self.motions.sentence
            self.select(*motion(offset))


_NOT_WORD = re.compile(r"\W+")


def headline_span(article: Article) -> Span:
    """Return the span of the text's first line if it repeats the title; else an empty span."""
    text = article.analysis.text
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    end = end if end >= 0 else len(text)
    title = _bare(article.document.title)
    return (start, end) if title and _bare(text[start:end]) == title else (0, 0)


def head_lines(article: Article, row: ArticleRow) -> list[HeadLine]:
    """Return the lines above the text.

    A headline or author that the text begins with is not repeated.
    """
    where = [part for part in (site_or_source(row), format_publication_date(row)) if part]
    where += map(safe, label_marks(row))
    where += [f"#{tag}" for tag in row.tags]
    lines: list[HeadLine] = [("", "muted"), (" · ".join(where), "muted")]
    start, end = headline_span(article)
    byline = row.byline
    if start < end:
        after = article.analysis.text[end:].lstrip().partition("\n")[0]
        if _bare(byline) and _bare(after).endswith(_bare(byline)):
            byline = ""
    elif row.title:
        lines += [("", "muted"), (row.title, "title")]
        if row.has_made_title:
            lines.append((ReaderText.MADE_TITLE, "muted"))
    if byline:
        has_by = byline.lower().startswith("by ")
        by = byline if has_by else ReaderText.BYLINE.format(author=byline)
        lines.append((by, "muted"))
    if remark := address_remark(row.retrieved_from, row.claimed_address):
        lines.append((safe(remark), "mark"))
    if remark := source_remark(row):
        lines.append((safe(remark), "mark"))
    if remark := part_remark(article.document.part_of):
        lines.append((safe(remark), "muted"))
    if remark := import_remark(article.document.remark):
        lines.append((safe(remark), "mark"))
    if row.words and (remark := language_remark(row.language)):
        lines.append((f"{remark}.", "muted"))
    if remark := analysis_remark(article, "R"):
        lines.append((remark, "mark"))
    return [*lines, ("", "muted")]


def _bare(words: str) -> str:
    """Reduce words to letters and digits, so that curly and straight quotes compare equal."""
    return _NOT_WORD.sub(" ", words).strip().casefold()
