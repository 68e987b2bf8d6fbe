"""Actions on several articles: their tags, star, reading state, metadata, collection and trash.

Each is one transaction and one step of undo, and its message has the numbers of articles.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from analysis.structs import replace
from db import StoreError
from db.models import ReadState
from tui.changes import ChangeCanceled, ChangeKind, ChangeProgress, StoreChange, UndoEntry
from tui.dialogs.prompts import PromptDialog, run_with_progress
from tui.display_text import display_title, format_count, in_quotation_marks
from tui.store_query import attempt
from tui.strings.app_text import AppText
from tui.strings.article_text import ArticleText, EditText
from tui.strings.library_text import LibraryText
from tui.strings.trash_text import TrashText
from tui.widgets.text_line import TagInput, format_recent_tags

if TYPE_CHECKING:
    from db.repositories.articles import MetadataChanges
    from db.repositories.bulk_edits import BulkEdit
    from db.repositories.trash import Report
    from tui.context import AppContext

_FEW = 20  # articles: more have a dialog with the progress, if a change of one takes long
T = TypeVar("T")


class ArticleActions:
    """Actions on articles by their ids, in the order in which they are listed.

    Screens and widgets know them as the `ArticleEditor` of `tui.context`.
    """

    def __init__(self, context: "AppContext") -> None:
        """Create the actions of an app."""
        self._context = context

    # Tags, star and reading state

    def ask_tags(self, articles: Sequence[int]) -> None:
        """Ask for the tags of one article, or for those to add to several and to remove."""
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
        self._context.push_screen(PromptDialog(question, line=line, hint=hint, accept=accept))

    def tag(self, articles: Sequence[int], add: Sequence[str], remove: Sequence[str]) -> bool:
        """Add tags to articles and remove others; return False if the store refused."""
        edit = self._context.store.bulk_edits.tag
        done = ArticleText.RETAGGED if remove else ArticleText.TAGGED
        if remove and not add:
            done = ArticleText.UNTAGGED
        if not self._edit(articles, ["tags"], lambda _: edit(articles, add, remove), done):
            return False
        self._context.recent_tags.mark_used(add)
        return True

    def toggle_star(self, articles: Sequence[int]) -> None:
        """Star articles; if all are starred, unstar them."""
        store = self._context.store
        starred = attempt(self._context, lambda: not store.reading_state.all_starred(articles))
        if starred is not None:
            done = ArticleText.STARRED if starred else ArticleText.UNSTARRED
            edit = store.bulk_edits.star
            self._edit(articles, ["reading_state"], lambda _: edit(articles, starred), done)

    def toggle_read(self, articles: Sequence[int]) -> None:
        """Mark articles as read; if all are read, as unread."""
        store = self._context.store
        is_read = attempt(self._context, lambda: store.reading_state.all_read(articles))
        if is_read is not None:
            state: ReadState = "unread" if is_read else "read"
            edit = store.bulk_edits.mark_read
            done = ArticleText.MARKED_UNREAD if is_read else ArticleText.MARKED_READ
            self._edit(articles, ["reading_state"], lambda _: edit(articles, state), done)

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
        edit = self._context.store.bulk_edits.collect
        done = ArticleText.UNCOLLECTED if remove else ArticleText.COLLECTED
        return self._edit(
            articles, ["metadata"], lambda _: edit(name, articles, remove=remove), done, name=name
        )

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
        edits = self._context.store.bulk_edits
        kinds: list[ChangeKind] = ["metadata"]
        if published is not None:
            kinds.append("findings")  # dates in the texts depend on it

        def make(report: "Report") -> "BulkEdit":
            return edits.edit_metadata(articles, facts, published=published, report=report)

        done = ArticleText.CHANGED_METADATA
        return self._edit(articles, kinds, make, done, name=fields, is_slow=published is not None)

    def reanalyze(self, articles: Sequence[int]) -> None:
        """Analyze articles again, in one job."""
        first = attempt(self._context, lambda: self._context.store.articles.row(articles[0]))
        if first is not None:
            title = in_quotation_marks(display_title(first))
            self._context.reanalyze(articles, _count(articles) if articles[1:] else title)

    def delete(self, articles: Sequence[int], then: Callable[[], None]) -> None:
        """Move articles to the trash; call `then` once that is done."""
        edits = self._context.store.bulk_edits
        first = attempt(self._context, lambda: self._context.store.articles.row(articles[0]))
        if first is None:
            return
        done = ArticleText.TRASHED
        if len(articles) == 1:
            title = display_title(first)
            done = replace(done, message=LibraryText.TRASHED.format(title=title))
        self._edit(
            articles, ["list"], lambda report: edits.trash(articles, report), done,
            is_slow=True, then=then,
        )  # fmt: skip

    def restore(self, articles: Sequence[int], title: str, then: Callable[[], None]) -> None:
        """Restore articles from the trash; `title` is that of a single one."""
        edits, done = self._context.store.bulk_edits, ArticleText.RESTORED
        if len(articles) == 1:
            done = replace(done, message=TrashText.RESTORED.format(title=title))
        self._edit(
            articles, ["list"], lambda report: edits.restore(articles, report), done,
            is_slow=True, then=then,
        )  # fmt: skip

    # Shared

    def _edit(
        self,
        articles: Sequence[int],
        kinds: Iterable[ChangeKind],
        make: Callable[["Report"], "BulkEdit"],
        done: EditText,
        *,
        name: str = "",
        is_slow: bool = False,
        then: Callable[[], None] = lambda: None,
    ) -> bool:
        """Run an edit, record it for undo, and show a message; return False if it was refused.

        A slow edit of many articles runs in a thread, with a dialog; then the result is True.
        """
        context, edits = self._context, self._context.store.bulk_edits
        change = StoreChange(frozenset(articles), frozenset(kinds))
        progress = ChangeProgress(len(articles))
        is_long = is_slow and len(articles) > _FEW
        made: list[BulkEdit] = []

        def run() -> None:
            made[:] = [make(progress.report)]

        def revert() -> str | None:
            undone = edits.undo(made[0].id, progress.report)
            skipped = len(undone.skipped) if undone else 0
            return ArticleText.CHANGED_SINCE.format(number=skipped) if skipped else None

        def finish() -> None:
            [edit] = made
            description = done.description.format(articles=_count(edit.changed), name=name)
            if edit.changed:
                undo = UndoEntry(description, revert, run, change, progress if is_long else None)
                context.record_undo(undo)
            message = done.message or description
            if edit.unchanged:
                message = f"{message}; {done.unchanged.format(number=len(edit.unchanged))}"
            if len(articles) > 1 or done.message:  # the row of a single article shows the change
                context.show_message(message)
            then()

        def answer(_: object, error: Exception | None) -> None:
            if error is None:
                finish()
                context.apply_change(change, lambda: None)
            elif isinstance(error, ChangeCanceled):
                context.show_message(AppText.CANCELED)
            else:
                context.show_message(str(error), severity="error")

        if is_long:
            title = ArticleText.RUNS.format(articles=_count(articles))
            run_with_progress(context, title, progress, run, answer)
            return True
        if not context.apply_change(change, run):
            return False
        finish()
        return True


def _count(articles: Sequence[int]) -> str:
    return format_count(len(articles), "article")
