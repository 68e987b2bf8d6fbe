"""A preview of the article under the library's cursor."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from db import ArticleRow, Store
from tui.formatting import counted, headline, language_remark, minutes, place, published
from tui.sanitize import safe

FIRST = 1_600  # characters of the text
MOST_SPEAKERS = 6
NAME_WIDTH = 30  # cells; a speaker then fits on one line of a preview of usual width


@dataclass(frozen=True, slots=True)
class Glance:
    """The content of a preview: the article's row, first paragraphs, and speakers with counts."""

    row: ArticleRow
    beginning: str
    speakers: tuple[tuple[str, int], ...]


def glance(store: Store, article: int) -> Glance:
    """Load the content of the preview from the store. Raises `NotFound`."""
    row, beginning = store.row(article), store.text(article, FIRST)
    return Glance(row, beginning, tuple(store.speakers(article, MOST_SPEAKERS)))


class Preview(VerticalScroll, can_focus=False):
    """The article under the library's cursor: headline, details, speakers, first paragraphs."""

    DEFAULT_CSS = """
    Preview {
        padding: 0 2;
        scrollbar-size-vertical: 1;
        & > Static { max-width: 84; }
    }
    """

    def compose(self) -> ComposeResult:
        """Compose one text, which `show` fills."""
        yield Static(id="glance")

    def show(self, seen: Glance | None) -> None:
        """Show an article; None clears the preview."""
        self.query_one("#glance", Static).update(_content(seen) if seen else Content(""))
        self.scroll_home(animate=False)


def _content(seen: Glance) -> Content:
    row = seen.row
    by = " · ".join(safe(part) for part in (row.byline, place(row)) if part)
    details = [
        f"{counted(row.words, 'word')}, {minutes(row.words)}",
        *(
            counted(number, noun)
            for number, noun in (
                (row.quotations, "quotation"), (row.events, "event"), (row.notes, "note"),
            )
            if number
        ),
    ]  # fmt: skip
    lines = [Content.styled(headline(seen.row), "bold")]
    if by:
        lines.append(Content.styled(by, "$primary"))
    lines.append(Content.styled(published(row), "$foreground-muted"))
    lines.append(Content.styled(" · ".join(details), "$foreground-muted"))
    if remark := language_remark(row.language):
        lines.append(Content.styled(f"{remark}.", "$warning"))
    if row.tags:
        lines.append(Content.styled(" ".join(f"#{safe(tag)}" for tag in row.tags), "$primary"))
    if seen.speakers:
        lines += [Content(""), Content.styled("Speakers", "bold $accent")]
        most = seen.speakers[0][1]
        for name, times in seen.speakers:
            bar = "━" * max(1, round(8 * times / most))
            speaker = Content(safe(name)).truncate(NAME_WIDTH, ellipsis=True)
            lines.append(
                Content.assemble(
                    (f"{bar:<8}", "$accent"), (f" {times:>3}  ", "$foreground-muted"), speaker
                )
            )
    lines.append(Content(""))
    lines.append(Content("\n\n").join(Content(safe(part)) for part in _paragraphs(seen)))
    return Content("\n").join(lines)


def _paragraphs(seen: Glance) -> list[str]:
    """Return the first paragraphs without the headline and byline shown above them."""
    text = seen.beginning
    if len(text) >= FIRST:
        text = text.rpartition(" ")[0] + " …"
    paragraphs = [part.strip() for part in text.split("\n") if part.strip()]
    shown = {_letters(seen.row.title), _letters(seen.row.byline), _letters(f"by {seen.row.byline}")}
    while paragraphs and _letters(paragraphs[0]) in shown:
        paragraphs.pop(0)
    return paragraphs


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
