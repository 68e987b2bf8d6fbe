"""Actions on several articles: their tags, flags, reading state, metadata, collection and trash.

Each is one transaction and one step of undo, and its message has the numbers of articles.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from analysis.structs import replace
from db import ArticleRow, StoreError
from db.article_properties import find_flag
from db.edits.models import EditKind
from db.models import ReadState
from db.original_marks import OriginalMark
from tui.change_progress import run_with_progress
from tui.changes import FEW_ARTICLES, ChangeCanceled, ChangeProgress
from tui.display_text import display_title, format_count, in_quotation_marks, original_address
from tui.repeated_analysis import request_analysis
from tui.store_query import attempt
from tui.strings.app_text import AppText
from tui.strings.article_text import ArticleText, EditText
from tui.strings.library_text import LibraryText
from tui.strings.trash_text import TrashText

if TYPE_CHECKING:
    from db.edits.log import Recording
    from db.progress import ReportDone
    from db.repositories.articles import MetadataChanges
    from tui.context import AppContext

T = TypeVar("T")


class ArticleActions:
    """Actions on articles by their ids, in the order in which they are listed.

    Screens and widgets know them as the `ArticleEditor` of `tui.context`.
    """

    def __init__(self, context: "AppContext") -> None:
        """Create the actions of an app."""
        self._context = context

    def open_original(self, row: ArticleRow) -> None:
        """Open an article's page in the browser, or else the file that it was read from."""
        if address := original_address(row):
            self._context.open_url(address)
            self._context.show_message(AppText.OPENED.format(address=address))
        else:
            self._context.show_message(AppText.NO_ORIGINAL)

    # Tags, flags and reading state

    def ask_tags(self, articles: Sequence[int]) -> None:
        """Ask for the tags of one article, or for those to add to several and to remove."""
        from tui.widgets.text_line import TagInput, format_recent_tags  # not before the first frame

        store = self._context.store
        first = attempt(self._context, lambda: store.articles.row(articles[0]))
        if first is None:
            return
        known: list[str] = []
        with suppress(StoreError):  # completion is optional: tags can be typed in full
            known = [tag for tag, _ in store.tags.list()]
        recent = self._context.recent_tags.tags
        is_single = len(articles) == 1
        line = TagInput(first.tags if is_single else (), known=known, recent=recent)

        def accept(_: str) -> bool:
            add, remove = line.changes_of(first.tags) if is_single else line.changes
            return not (add or remove) or self.tag(articles, add, remove)

        if is_single:
            question, hint = LibraryText.TAGS_OF.format(title=display_title(first)), ""
        else:
            question = ArticleText.TAGS_OF.format(articles=_count(articles))
            hint = f"{ArticleText.TAGS_HINT}\n"
        hint += format_recent_tags(recent).plain if recent else LibraryText.TAGS_HINT
        self._context.open("prompt", question=question, line=line, hint=hint, accept=accept)

    def tag(self, articles: Sequence[int], add: Sequence[str], remove: Sequence[str]) -> bool:
        """Add tags to articles and remove others; return False if the store refused."""
        tag = self._context.store.articles.tag
        done = ArticleText.RETAGGED if remove else ArticleText.TAGGED
        if remove and not add:
            done = ArticleText.UNTAGGED
        if not self._edit("tags", articles, lambda _: tag(articles, add, remove), done):
            return False
        self._context.recent_tags.mark_used(add)
        return True

    def toggle_flag(self, name: str, articles: Sequence[int]) -> None:
        """Set a flag of articles; if all have it, remove it."""
        flag, states = find_flag(name), self._context.store.reading_state
        is_set = attempt(self._context, lambda: not states.all_flagged(name, articles))
        if is_set is not None:
            unchanged = ArticleText.HAD_FLAG if is_set else ArticleText.HAD_NO_FLAG
            done = EditText(
                ArticleText.FLAGGED.format(done=flag.participle(is_set=is_set).capitalize()),
                unchanged.format(noun=flag.noun),
            )
            edit = partial(states.set_flag, name, articles, is_set)
            self._edit(flag.edit, articles, lambda _: edit(), done)

    def ask_original(self, articles: Sequence[int]) -> None:
        """Pick the speaker of originals, or none; `Ana Berg; Budget debate` names an event too."""
        from tui.dialogs.picker import PickerDialog
        from tui.original_choices import list_original_choices

        loaded = attempt(
            self._context, lambda: list_original_choices(self._context.store, articles)
        )
        if loaded is None:
            return
        question = ArticleText.ORIGINAL_OF.format(articles=_count(articles))
        self._context.push_screen(
            PickerDialog(
                question,
                loaded,
                new=OriginalMark.parse,
                new_noun=ArticleText.SPEAKER,
                accept=lambda mark: self.mark_original(articles, mark),
            )
        )

    def mark_original(self, articles: Sequence[int], mark: OriginalMark | None) -> bool:
        """Mark articles as originals, or remove their marks; return False if the store refused."""
        originals = self._context.store.originals
        if mark is None:
            done = ArticleText.UNMARKED_ORIGINAL
            return self._edit("original", articles, lambda _: originals.unmark(articles), done)
        return self._edit(
            "original", articles, lambda _: originals.mark(articles, mark),
            ArticleText.MARKED_ORIGINAL, name=mark.describe(),
        )  # fmt: skip

    def toggle_read(self, articles: Sequence[int]) -> None:
        """Mark articles as read; if all are read, as unread."""
        store = self._context.store
        is_read = attempt(self._context, lambda: store.reading_state.all_read(articles))
        if is_read is not None:
            state: ReadState = "unread" if is_read else "read"
            mark = store.reading_state.set_state
            done = ArticleText.MARKED_UNREAD if is_read else ArticleText.MARKED_READ
            self._edit("read", articles, lambda _: mark(articles, state), done)

    # Collections

    def ask_collection(self, articles: Sequence[int]) -> None:
        """Pick a collection to add the articles to; one that has them all loses them."""
        from tui.dialogs.picker import Choice, PickerDialog

        store = self._context.store
        collections = attempt(self._context, store.collections.list)
        counts = attempt(self._context, lambda: store.collections.count_among(articles))
        if collections is None or counts is None:
            return
        choices = []
        for collection in collections:
            number = counts.get(collection.id, 0)
            detail = ArticleText.NONE_IN_COLLECTION if not number else ArticleText.IN_COLLECTION
            if number == len(articles):
                detail = ArticleText.ALL_IN_COLLECTION
            detail = detail.format(number=number, articles=_count(articles))
            has_all = number == len(articles)
            choices.append(Choice(collection.name, detail, (collection.name, has_all)))
        question = ArticleText.COLLECTION_OF.format(articles=_count(articles))
        self._context.push_screen(
            PickerDialog(
                question,
                choices,
                new=lambda name: (name, False),
                new_noun=ArticleText.COLLECTION,
                accept=lambda picked: self.collect(articles, picked[0], remove=picked[1]),
            )
        )

    def collect(self, articles: Sequence[int], name: str, *, remove: bool) -> bool:
        """Add articles to a collection, or remove them; return False if the store refused."""
        collections = self._context.store.collections
        edit = collections.remove if remove else collections.add
        done = ArticleText.UNCOLLECTED if remove else ArticleText.COLLECTED
        return self._edit("membership", articles, lambda _: edit(name, articles), done, name=name)

    # Metadata, analysis and trash

    def edit_metadata(
        self,
        articles: Sequence[int],
        facts: "MetadataChanges",
        published: str | None,
        fields: str,
    ) -> bool:
        """Change metadata of articles; `fields` are the names of the changed fields.

        Return False if the store refused. A new publication date takes long for each article.
        """
        store = self._context.store

        def make(report: "ReportDone") -> None:
            store.articles.set_metadata(articles, facts, published=published, report=report)

        done, is_slow = ArticleText.CHANGED_METADATA, published is not None
        return self._edit("metadata", articles, make, done, name=fields, is_slow=is_slow)

    def reanalyze(self, articles: Sequence[int]) -> None:
        """Analyze articles again, in one job."""
        first = attempt(self._context, lambda: self._context.store.articles.row(articles[0]))
        if first is not None:
            title = in_quotation_marks(display_title(first))
            request_analysis(self._context, articles, _count(articles) if articles[1:] else title)

    def delete(self, articles: Sequence[int], then: Callable[[], None]) -> None:
        """Move articles to the trash; call `then` once that is done."""
        trash = self._context.store.trash
        first = attempt(self._context, lambda: self._context.store.articles.row(articles[0]))
        if first is None:
            return
        done = ArticleText.TRASHED
        if len(articles) == 1:
            title = display_title(first)
            done = replace(done, message=LibraryText.TRASHED.format(title=title))
        self._edit(
            "trash", articles, lambda report: trash.move(articles, report), done,
            is_slow=True, then=then,
        )  # fmt: skip

    def restore(self, articles: Sequence[int], title: str, then: Callable[[], None]) -> None:
        """Restore articles from the trash; `title` is that of a single one."""
        trash, done = self._context.store.trash, ArticleText.RESTORED
        if len(articles) == 1:
            done = replace(
                done,
                message=TrashText.RESTORED.format(
                    title=title, key=self._context.user_keys.undo_key
                ),
            )
        self._edit(
            "restore", articles, lambda report: trash.restore(articles, report), done,
            is_slow=True, then=then,
        )  # fmt: skip

    # Shared

    def _edit(
        self,
        kind: EditKind,
        articles: Sequence[int],
        make: Callable[["ReportDone"], object],
        done: EditText,
        *,
        name: str = "",
        is_slow: bool = False,
        then: Callable[[], None] = lambda: None,
    ) -> bool:
        """Make an edit, and show a message; return False if the store refused it.

        A slow edit of many articles runs in a thread, with a dialog; then the result is True.
        """
        context = self._context
        progress = ChangeProgress(len(articles))

        def describe(recording: "Recording") -> str:
            changed = recording.list_items("article")
            return done.description.format(articles=_count(changed), name=name)

        def finish(recording: "Recording") -> None:
            message = done.message or describe(recording)
            unchanged = len(set(articles)) - len(recording.list_items("article"))
            if unchanged:
                message = f"{message}; {done.unchanged.format(number=unchanged)}"
            if len(articles) > 1 or done.message:  # the row of a single article shows the change
                context.show_message(message)
            then()

        def run() -> "Recording":
            with context.store.edits.record(kind, origin="app", description=describe) as recording:
                make(progress.report)
            return recording

        def answer(result: object, error: Exception | None) -> None:
            if error is None:
                recording = cast("Recording", result)
                finish(recording)
                context.store_changed.publish(recording.change)
            elif isinstance(error, ChangeCanceled):
                context.show_message(AppText.CANCELED)
            else:
                context.show_message(str(error), severity="error")

        if is_slow and len(articles) > FEW_ARTICLES:
            title = ArticleText.RUNS.format(articles=_count(articles))
            run_with_progress(context, title, progress, run, answer)
            return True
        made = context.edit(kind, lambda: make(progress.report), describe)
        if made is None:
            return False
        finish(made)
        return True


def _count(articles: Sequence[int]) -> str:
    return format_count(len(articles), "article")
