"""The status bar of the reader: the selection or finding, its reason, and the progress."""

from textual.content import Content

from tui.display_text import format_count
from tui.key_names import display_key
from tui.sanitize import safe
from tui.screens.app_screen import AppScreen
from tui.screens.reader.model import ReaderModel
from tui.screens.reader.navigation import NavigationController
from tui.strings.status_text import StatusText
from tui.widgets.article_view.view import ArticleView
from tui.widgets.find_bar import FindBar
from tui.widgets.finding_summary import describe_finding, describe_selection
from tui.widgets.key_sequences import KeySequences
from tui.widgets.status_bar import StatusBar, format_reading_progress
from tui.widgets.text_line import format_recent_tags


class ReadingStatus:
    """Composes the status bar of a reader screen."""

    def __init__(
        self,
        screen: AppScreen,
        model: ReaderModel,
        view: ArticleView,
        find_bar: FindBar,
        navigation: NavigationController,
        key_sequences: KeySequences,
    ) -> None:
        """Compose nothing until `update` is called."""
        self._screen = screen
        self._model = model
        self._view = view
        self._find_bar = find_bar
        self._navigation = navigation
        self._key_sequences = key_sequences

    def update(self) -> None:
        """Show the selection, else the finding at the cursor, and the reading progress."""
        screen, model, view = self._screen, self._model, self._view
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
        screen.set_class(bool(status) and screen.has_class("-alone"), "-going-on")
        screen.query_one(StatusBar).show(description, reason, status, progress)

    @property
    def pending(self) -> str:
        """The pending keys, the search and the speaker filter."""
        model, find_bar = self._model, self._find_bar
        parts = [self._navigation.prompt or self._key_sequences.pending]
        if find_bar.words:
            words, position = safe(find_bar.words), find_bar.summary
            parts.append(StatusText.SEARCH.format(words=words, position=position))
        if model.filtered is not None:
            number = len(model.filtered.groups["quotes"])
            quotations = format_count(number, "quotation")
            speaker = safe(model.speaker_name)
            parts.append(StatusText.ONLY_SPEAKER.format(speaker=speaker, quotations=quotations))
        return "   ".join(part for part in parts if part)

    def _recent_tags_hint(self) -> Content:
        """Return the recent tags if the first key of their bindings is pending, else nothing."""
        pending, tags = self._key_sequences.pending, self._screen.context.recent_tags.tags
        if not pending or not tags:
            return Content("")
        first = {
            display_key(key.partition(" ")[0])
            for key, active in self._screen.active_bindings.items()
            if (active.binding.id or "").startswith("reader.tag_") and " " in key
        }
        return format_recent_tags(tags) if any(map(pending.endswith, first)) else Content("")
