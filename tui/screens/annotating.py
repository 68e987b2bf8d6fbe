"""What a reader changes of an open article beside its notes: tags, star, date; and copying."""

import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from analysis import Quotation
from tui.citing import Form, copied
from tui.screens.date import DateScreen
from tui.screens.marking import MarkingScreen
from tui.screens.noting import Target
from tui.undo import Undo
from tui.wording import headline, published

if TYPE_CHECKING:
    from db.exporting import Chosen

_COPIED: dict[Form, str] = {
    "cited": "Copied, with where it is from",
    "words": "Copied, the words alone",
    "markdown": "Copied, as a Markdown quote",
}


class AnnotatingScreen(MarkingScreen):
    """A screen with an article whose own particulars the reader changes, and copies from."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("E", "facts", "Facts", show=False, id="reader.facts",
                tooltip="Set right title, author, site, address, section, language or dates"),
        Binding("V", "versions", "Versions", show=False, id="reader.versions",
                tooltip="How the article's text changed at its address"),
        Binding("T", "tags", "Tags", show=False, id="reader.tags",
                tooltip="Change the article's tags"),
        Binding("D", "set_date", "Date", id="reader.date",
                tooltip="Set the publication date; the timeline follows at once"),
        Binding("asterisk", "toggle_star", "Star", show=False, key_display="*",
                id="reader.star", tooltip="Star the article, or take the star away"),
        Binding("y y", "copy('cited')", "With its source", show=False, key_display="yy",
                id="reader.copy",
                tooltip="Copy the selection, quotation, note or sentence with its source"),
        Binding("y w", "copy('words')", "Words alone", show=False, key_display="yw",
                id="reader.copy_words", tooltip="Copy the words alone"),
        Binding("y m", "copy('markdown')", "As Markdown", show=False, key_display="ym",
                id="reader.copy_markdown", tooltip="Copy as a Markdown quote with its source"),
    ]  # fmt: skip

    def reload(self) -> None:
        """Ask the store for the article anew, after a change that its findings hang on."""
        raise NotImplementedError

    @property
    def exportable(self) -> "list[tuple[str, Chosen]]":
        """The article."""
        from db.exporting import Chosen

        title = headline(self.article.row) if self.article else "it"
        return [(f"This article: {title}", Chosen((self.number,)))]

    def action_facts(self) -> None:
        """Set right what is known of the article."""
        self.edit_facts(self.number)

    def action_versions(self) -> None:
        """Show how the article's text changed."""
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
        """Star the article, or not."""
        if self.article is None:
            return
        starred = self.article.row.starred
        self.record.change(
            self.number,
            lambda: self.store.set_starred(self.number, not starred),
            Undo("Changed the star", lambda: self.store.set_starred(self.number, starred)),
        )

    def action_copy(self, form: Form) -> None:
        """Copy words in one of their forms."""
        target = self.target()
        if target is None or self.article is None or self.places is None:
            return
        span = (target.start, target.end)
        place = self.chosen_here()
        note = None
        if place and place.kind == "note" and not self.view.selected:
            note = self.places.notes[place.index]
        words = copied(form, self.article, span, quotation=self._quotation_of(target), note=note)
        self.app.copy_to_clipboard(words)
        self.record.say(_COPIED[form])

    def _quotation_of(self, target: Target) -> Quotation | None:
        """The quotation that a stretch is, or lies within."""
        assert self.places is not None
        quotations = self.places.analysis.quotations
        if target.quotation is not None:
            return quotations[target.quotation]
        for place in self.places.over("quotes", target.start, target.end):
            quotation = quotations[place.index]
            if any(a <= target.start and target.end <= b for a, b in quotation.spans):
                return quotation
        return None
