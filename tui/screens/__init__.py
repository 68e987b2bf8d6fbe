"""The table of screens and dialogs that open by name; each is imported when it first opens."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from textual.app import App

from tui.settings import Settings, save_session
from tui.store_query import attempt
from tui.widgets.header import Header

if TYPE_CHECKING:
    from db.search.executor import SearchContext
    from tui.context import AppContext
    from tui.screens.library import LibraryScreen

SCREENS: Mapping[str, tuple[str, str]] = {
    "library": ("tui.screens.library", "LibraryScreen"),
    "reader": ("tui.screens.reader.screen", "ReaderScreen"),
    "words": ("tui.screens.text_statistics", "WordsScreen"),
    "versions": ("tui.screens.versions", "open_versions"),
    "corrections": ("tui.screens.corrections", "CorrectionsScreen"),
    "compared_versions": ("tui.screens.versions", "VersionsScreen"),
    "comparison": ("tui.screens.comparison", "ArticleComparisonScreen"),
    "version_comparison": ("tui.screens.comparison", "VersionComparisonScreen"),
    "source_audit": ("tui.screens.source_audit", "SourceAuditScreen"),
    "passages": ("tui.screens.passages", "PassagesScreen"),
    "trash": ("tui.screens.trash", "TrashScreen"),
    "proposals": ("tui.screens.proposals", "ProposalsScreen"),
    "search": ("tui.screens.search", "SearchScreen"),
    "similar": ("tui.screens.similar", "SimilarScreen"),
    "concordance": ("tui.screens.concordance", "ConcordanceScreen"),
    "timeline": ("tui.screens.timeline", "TimelineScreen"),
    "story_days": ("tui.screens.story_days", "StoryDaysScreen"),
    "quotation_checks": ("tui.screens.quotation_checks", "QuotationChecksScreen"),
    "quote_groups": ("tui.screens.quote_groups", "QuoteGroupsScreen"),
    "occurrences": ("tui.screens.quote_groups", "OccurrencesScreen"),
    "quote_group": ("tui.screens.quote_groups", "open_quote_group"),
    "coders": ("tui.screens.coders", "ask_coder"),
    "all_notes": ("tui.screens.all_notes", "AllNotesScreen"),
    "tags": ("tui.screens.tag_tree", "TagTreeScreen"),
    "people": ("tui.screens.people", "PeopleScreen"),
    "person": ("tui.screens.person", "PersonScreen"),
    "merge_candidates": ("tui.screens.people", "MergeCandidatesScreen"),
    "feed_articles": ("tui.screens.feed_articles", "FeedArticlesScreen"),
    "watched_sources": ("tui.screens.watched_sources", "WatchedSourcesScreen"),
    "prompt": ("tui.dialogs.prompts", "PromptDialog"),
    "confirm": ("tui.dialogs.prompts", "ConfirmDialog"),
    "progress": ("tui.dialogs.prompts", "ProgressDialog"),
    "quit": ("tui.dialogs.prompts", "QuitDialog"),
    "interrupted": ("tui.dialogs.prompts", "InterruptedDialog"),
    "messages": ("tui.screens.messages", "MessagesScreen"),
    "jobs": ("tui.screens.jobs", "JobsScreen"),
    "export": ("tui.dialogs.export", "ask_export"),
    "metadata": ("tui.dialogs.article_info", "edit_metadata"),
    "command_output": ("tui.dialogs.command_output", "CommandOutputDialog"),
    "note": ("tui.dialogs.note_editor", "NoteEditor"),
    "commands": ("tui.palette", "CommandProvider"),
    "help": ("tui.dialogs.help", "HelpScreen"),
    "legend": ("tui.dialogs.legend", "LegendScreen"),
    "themes": ("tui.dialogs.themes", "ThemesScreen"),
    "too_small": ("tui.dialogs.too_small", "TooSmallScreen"),
}
"""The modules and names of screen classes, of functions that open dialogs, and of the commands.

A function receives the `AppContext` as its first argument.
"""


def load_screen(name: str) -> Callable[..., Any]:
    """Import and return the class or function of this name."""
    module, attribute = SCREENS[name]
    loaded: Callable[..., Any] = getattr(import_module(module), attribute)
    return loaded


def is_screen(screen: object, *names: str) -> bool:
    """Return True if `screen` is an instance of one of the classes with these names."""
    classes = {SCREENS[name] for name in names}
    return (type(screen).__module__, type(screen).__name__) in classes


class Navigator:
    """Opens screens and dialogs on the app's screen stack."""

    def __init__(self, app: App[Any], context: "AppContext") -> None:
        """Create the navigator of `app`; `context` is passed to functions that open dialogs."""
        self._app = app
        self._context = context

    def open(
        self,
        name: str,
        /,
        *,
        on_result: Callable[[Any], None] | None = None,
        instead: bool = False,
        **args: Any,
    ) -> None:
        """Open a screen or a dialog by its name in `SCREENS`, with these arguments.

        `on_result` receives the result of a dialog. With `instead`, the screen replaces the
        current one.
        """
        module, attribute = SCREENS[name]
        if module.startswith("tui.screens.") and attribute.endswith("Screen"):
            for header in self._app.screen.query(Header):
                header.show_opening()
        opener = load_screen(name)
        if not isinstance(opener, type):
            opener(self._context, **args)
        elif instead:
            self._app.switch_screen(opener(**args))
        else:
            self._app.push_screen(opener(**args), on_result)

    def open_article(
        self,
        article: int,
        start: int | None = None,
        end: int | None = None,
        found_by: "SearchContext | None" = None,
        *,
        instead: bool = False,
    ) -> None:
        """Open an article in the reader, at the span from `start` to `end` if given.

        `found_by` is the search that found it, whose matches the reader can step through. With
        `instead`, the reader replaces the current screen.
        """
        store = self._context.store
        if attempt(self._context, lambda: store.articles.row(article)) is None:
            return  # such as an article deleted after it was listed
        span: dict[str, Any] = {"start": start, "end": end}
        self.open(
            "reader", instead=instead, store=store, article=article, found_by=found_by, **span
        )

    def save_session(self, settings: Settings) -> None:
        """Save the library's state and the open article for the next session."""
        library, *above = self._app.screen_stack
        if is_screen(library, "library"):
            opened = [article for screen in above if (article := getattr(screen, "article_id", 0))]
            state = cast("LibraryScreen", library).library_state
            save_session(settings, state, opened[-1] if opened else 0)

    def adjacent_article(self, article: int, by: int, *, unread: bool = False) -> int | None:
        """Return the article after `article` in the list below, or before it if `by` is -1.

        With `unread`, skip articles that are not unread. The list is that of feeds if one is open,
        else the library's.
        """
        lists = (screen for screen in reversed(self._app.screen_stack[1:]))
        feeds = next((screen for screen in lists if is_screen(screen, "feed_articles")), None)
        listed = cast("LibraryScreen", feeds or self._app.screen_stack[0])
        return listed.adjacent_article(article, by, unread=unread)
