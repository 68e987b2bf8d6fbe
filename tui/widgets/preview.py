"""A preview of the article under the library's cursor."""

from msgspec import Struct
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Static

from db import ArticleRow, Store
from tui.article_remarks import address_remark, language_remark, source_remark
from tui.correction_text import quote_excerpt
from tui.display_text import (
    ANALYSIS_STATE_NAMES,
    display_title,
    format_count,
    format_publication_date,
    format_reading_time,
    site_or_source,
)
from tui.sanitize import safe
from tui.strings.details_text import DetailsText
from tui.strings.trash_text import TrashText
from tui.widgets.framed_lines import render_framed_lines

PREVIEW_CHARACTERS = 1_600  # characters of the text
MOST_SPEAKERS = 6
NAME_WIDTH = 26  # cells of a speaker, which leave room for the bar in the narrowest preview


class PreviewData(Struct, frozen=True):
    """The content of a preview: the article's row, first paragraphs, and speakers with counts.

    `notes` are those of a deleted article, each as the text that it is on and its body. `unnamed`
    is the number of quotations whose speaker is not named. `is_from_feed` is True if the text and
    the metadata are those of a feed.
    """

    row: ArticleRow
    beginning: str
    speakers: tuple[tuple[str, int], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    unnamed: int = 0
    is_from_feed: bool = False


def load_preview(store: Store, article: int) -> PreviewData:
    """Load the content of the preview from the store. Raises `NotFound`."""
    row, beginning = store.articles.row(article), store.articles.text(article, PREVIEW_CHARACTERS)
    speakers = store.quotations.count_speakers(article, MOST_SPEAKERS)
    unnamed = store.quotations.count_unnamed(article)
    is_from_feed = store.feed_articles.lacks_full_text(article)
    return PreviewData(row, beginning, tuple(speakers), unnamed=unnamed, is_from_feed=is_from_feed)


def load_trashed_preview(store: Store, article: int) -> PreviewData:
    """Load the content of the preview of a deleted article. Raises `NotFound`."""
    deleted = store.trash.load(article, PREVIEW_CHARACTERS)
    return PreviewData(deleted.row, deleted.beginning, notes=deleted.notes)


class Preview(Static, can_focus=False):
    """The article under the library's cursor: headline, details, speakers, first paragraphs."""

    DEFAULT_CSS = """
    Preview { padding: 0 2; height: 1fr; }
    """

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render lines, without Textual's cache if possible."""
        strips = render_framed_lines(self, crop)
        return super().render_lines(crop) if strips is None else strips

    def show(self, seen: PreviewData | str | None) -> None:
        """Show an article as far as there is room, or a message; None clears the preview."""
        if isinstance(seen, str):
            content = Content.styled(seen, "$warning")
        else:
            content = _content(seen) if seen else Content("")
        self.update(content, layout=False)  # its size never changes: no layout of the screen


def _content(seen: PreviewData) -> Content:
    row = seen.row
    by = " · ".join(safe(part) for part in (row.byline, site_or_source(row)) if part)
    details = [
        f"{format_count(row.words, 'word')}, {format_reading_time(row.words)}"
        if row.words
        else ANALYSIS_STATE_NAMES["no text"],
        *(
            format_count(number, noun)
            for number, noun in (
                (row.quotations, "quotation"), (row.events, "event"), (row.notes, "note"),
            )
            if number
        ),
    ]  # fmt: skip
    lines = [Content.styled(display_title(seen.row), "bold")]
    if by:
        lines.append(Content.styled(by, "$primary"))
    published = format_publication_date(row, is_from_feed=seen.is_from_feed)
    lines.append(Content.styled(published, "$foreground-muted"))
    lines.append(Content.styled(" · ".join(details), "$foreground-muted"))
    if remark := address_remark(row.retrieved_from, row.claimed_address):
        lines.append(Content.styled(f"{safe(remark)}.", "$warning"))
    if remark := source_remark(row):
        lines.append(Content.styled(f"{safe(remark)}.", "$warning"))
    if row.words and (remark := language_remark(row.language)):
        lines.append(Content.styled(f"{remark}.", "$warning"))
    if row.tags:
        lines.append(Content.styled(" ".join(f"#{safe(tag)}" for tag in row.tags), "$primary"))
    if seen.speakers:
        lines += [Content(""), Content.styled(DetailsText.SPEAKERS, "bold $accent")]
        most = seen.speakers[0][1]
        for name, times in seen.speakers:
            bar = "━" * max(1, round(8 * times / most))
            speaker = Content(safe(name)).truncate(NAME_WIDTH, ellipsis=True)
            lines.append(
                Content.assemble(
                    (f"{bar:<8}", "$accent"), (f" {times:>3}  ", "$foreground-muted"), speaker
                )
            )
    if seen.unnamed:
        lines += [] if seen.speakers else [Content("")]
        unnamed = DetailsText.UNNAMED.format(quotations=format_count(seen.unnamed, "quotation"))
        lines.append(Content.styled(unnamed, "$foreground-muted"))
    if seen.notes:
        lines += [Content(""), Content.styled(TrashText.NOTES, "bold $accent")]
        lines += [_note(words, body) for words, body in seen.notes]
    lines.append(Content(""))
    lines.append(Content("\n\n").join(Content(safe(part)) for part in _paragraphs(seen)))
    return Content("\n").join(lines)


def _note(words: str, body: str) -> Content:
    """Return the text that a note is on, and its body."""
    quoted = quote_excerpt(" ".join(words.split()))
    return Content.assemble(
        (safe(quoted), "$primary"), f"  {safe(' '.join(body.split()))}" if body else ""
    )


def _paragraphs(seen: PreviewData) -> list[str]:
    """Return the first paragraphs without the headline and byline shown above them."""
    text = seen.beginning
    if len(text) >= PREVIEW_CHARACTERS:
        text = text.rpartition(" ")[0] + " …"
    paragraphs = [part.strip() for part in text.split("\n") if part.strip()]
    shown = {_letters(seen.row.title), _letters(seen.row.byline), _letters(f"by {seen.row.byline}")}
    while paragraphs and _letters(paragraphs[0]) in shown:
        paragraphs.pop(0)
    return paragraphs


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
