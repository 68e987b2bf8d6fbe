"""The status bar of the reader: the selection or finding, its reason, and the progress."""

from typing import TYPE_CHECKING

from textual.content import Content

from tui.display_text import format_count
from tui.key_names import display_key
from tui.sanitize import safe
from tui.strings.status_text import StatusText
from tui.widgets.finding_summary import describe_finding, describe_selection
from tui.widgets.status_bar import StatusBar, format_reading_progress
from tui.widgets.text_line import format_recent_tags

if TYPE_CHECKING:
    from tui.screens.reader.screen import ReaderScreen


class ReadingStatus:
    """Composes the status bar of a reader screen."""

    def __init__(self, screen: "ReaderScreen") -> None:
        """Compose nothing until `update` is called."""
        self._screen = screen

    def update(self) -> None:
        """Show the selection, else the finding at the cursor, and the reading progress."""
        screen, model, view = self._screen, self._screen.model, self._screen.view
        if model.article is None:
            return
        ref = model.panes.current_finding or model.nearest_finding or model.chosen_finding
        description, reason = Content(""), Content("")
        if tags := self._recent_tags_hint():
            description = tags
        elif view.selected:
            words = view.text[slice(*view.selected)]
            description, reason = describe_selection(words, at_end=view.moves_end)
        elif ref and model.findings:
            description, reason = describe_finding(ref, model.findings)
        else:
            number, total = view.paragraph
            position = StatusText.PARAGRAPH.format(number=f"{number:,}", total=f"{total:,}")
            description = Content.styled(position, "$foreground 70%")
        progress = format_reading_progress(view.progress_at_cursor, model.article.row.words)
        status = self.pending
        screen.set_class(bool(status) and screen.shows_text_only, "-going-on")
        screen.query_one(StatusBar).show(description, reason, status, progress)

    @property
    def pending(self) -> str:
        """The pending keys, the search and the speaker filter."""
        screen, find_bar = self._screen, self._screen.find_bar
        parts = [screen.navigation.prompt or screen.key_sequences.pending]
        if find_bar.words:
            words, position = safe(find_bar.words), find_bar.summary
            parts.append(StatusText.SEARCH.format(words=words, position=position))
        if screen.model.filtered is not None:
            number = len(screen.model.filtered.groups["quotes"])
            quotations = format_count(number, "quotation")
            speaker = safe(screen.model.speaker_name)
            parts.append(StatusText.ONLY_SPEAKER.format(speaker=speaker, quotations=quotations))
        return "   ".join(part for part in parts if part)

    def _recent_tags_hint(self) -> Content:
        """Return the recent tags if the first key of their bindings is pending, else nothing."""
        pending, tags = self._screen.key_sequences.pending, self._screen.context.recent_tags.tags
        if not pending or not tags:
            return Content("")
        first = {
            display_key(key.partition(" ")[0])
            for key, active in self._screen.active_bindings.items()
            if (active.binding.id or "").startswith("reader.tag_") and " " in key
        }
        return format_recent_tags(tags) if any(map(pending.endswith, first)) else Content("")
