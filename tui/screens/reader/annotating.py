"""Tags, star, publication date and copying for an open article."""

import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from analysis import Quotation
from tui.clipboard import Form, copied
from tui.dialogs.dates import DateScreen
from tui.formatting import headline, published
from tui.screens.reader.annotation import Target
from tui.screens.reader.tagging import MarkingScreen
from tui.undo import Undo

if TYPE_CHECKING:
    from db.exporters import Chosen

_COPIED: dict[Form, str] = {
    "cited": "Copied with its source",
    "words": "Copied without its source",
    "markdown": "Copied as a Markdown quote",
}


class AnnotatingScreen(MarkingScreen):
    """An article screen with the keys that edit its metadata and copy from its text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("E", "facts", "Facts", show=False, id="reader.facts",
                tooltip="Correct title, author, site, address, section, language or dates"),
        Binding("V", "versions", "Versions", show=False, id="reader.versions",
                tooltip="How the article's text changed at its address"),
        Binding("T", "tags", "Tags", show=False, id="reader.tags",
                tooltip="Change the article's tags"),
        Binding("D", "set_date", "Date", id="reader.date",
                tooltip="Set the publication date; the timeline is updated at once"),
        Binding("asterisk", "toggle_star", "Star", show=False, key_display="*",
                id="reader.star", tooltip="Star or unstar the article"),
        Binding("y y", "copy('cited')", "Copy with source", show=False, key_display="yy",
                id="reader.copy",
                tooltip="Copy the selection, quotation, note or sentence with its source"),
        Binding("y w", "copy('words')", "Copy text only", show=False, key_display="yw",
                id="reader.copy_words", tooltip="Copy the text without its source"),
        Binding("y m", "copy('markdown')", "Copy as Markdown", show=False, key_display="ym",
                id="reader.copy_markdown", tooltip="Copy as a Markdown quote with its source"),
    ]  # fmt: skip

    def reload(self) -> None:
        """Load the article from the store again, after a change that affects its findings."""
        raise NotImplementedError

    @property
    def exportable(self) -> "list[tuple[str, Chosen]]":
        """Return the article as the only thing to export."""
        from db.exporters import Chosen

        title = headline(self.article.row) if self.article else "it"
        return [(f"This article: {title}", Chosen((self.number,)))]

    def action_facts(self) -> None:
        """Edit the article's metadata."""
        self.edit_facts(self.number)

    def action_versions(self) -> None:
        """Show the versions of the article's text."""
        self.show_versions(self.number)

    def action_tags(self) -> None:
        """Change the article's tags."""
        if self.article is None:
            return
        before = self.article.row.tags

        def accept(tags: tuple[str, ...]) -> bool:
            return self.record.change(
                self.number,
                lambda: self.store.set_article_tags(self.number, tags),
                Undo(
                    "Changed the tags",
                    lambda: self.store.set_article_tags(self.number, before),
                ),
            )

        self.ask_tags("Tags of this article", before, accept)

    def action_set_date(self) -> None:
        """Set the publication date."""
        if self.article is None:
            return
        row, before = self.article.row, self.article.document.published

        def accept(date: datetime.date | None) -> bool:
            if date == before:
                return True
            changed = self.record.change(
                self.number,
                lambda: self.store.set_published(self.number, date),
                Undo(
                    "Changed the publication date",
                    lambda: self.store.set_published(self.number, before, row.published_from),
                ),
            )
            if changed:
                self.reload()
            return changed

        today = datetime.date.today()
        self.app.push_screen(DateScreen(before, published(row), today, accept))

    def action_toggle_star(self) -> None:
        """Star or unstar the article."""
        if self.article is None:
            return
        starred = self.article.row.starred
        self.record.change(
            self.number,
            lambda: self.store.set_starred(self.number, not starred),
            Undo("Changed the star", lambda: self.store.set_starred(self.number, starred)),
        )

    def action_copy(self, form: Form) -> None:
        """Copy the target's text to the clipboard in the given format."""
        target = self.target()
        if target is None or self.article is None or self.places is None:
            return
        span = (target.start, target.end)
        ref = self.chosen_here()
        note = None
        if ref and ref.kind == "note" and not self.view.selected:
            note = self.places.notes[ref.index]
        words = copied(form, self.article, span, quotation=self._quotation_of(target), note=note)
        self.app.copy_to_clipboard(words)
        self.record.say(_COPIED[form])

    def _quotation_of(self, target: Target) -> Quotation | None:
        """Return the quotation that the target is, or that contains it."""
        assert self.places is not None
        quotations = self.places.analysis.quotations
        if target.quotation is not None:
            return quotations[target.quotation]
        for ref in self.places.over("quotes", target.start, target.end):
            quotation = quotations[ref.index]
            if any(a <= target.start and target.end <= b for a, b in quotation.spans):
                return quotation
        return None
