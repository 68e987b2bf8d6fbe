"""Dialogs that show an article's metadata with its origins, and correct it."""

import datetime

from db import Document, StoreError
from db.dates import ACCEPTED_DAYS, parse_day
from db.languages import language_name
from db.repositories.articles import MetadataChanges
from tui.changes import StoreChange, UndoEntry
from tui.context import AppContext
from tui.dialogs.picker import Choice, PickerDialog
from tui.dialogs.prompts import PromptDialog
from tui.display_text import display_title, format_count, site_and_date
from tui.strings import LibraryText

_COPIES = "near-duplicates"
_HINTS = {
    "language": LibraryText.LANGUAGE_HINT,
    "published": LibraryText.PUBLISHED_HINT.format(formats=ACCEPTED_DAYS),
    "updated": LibraryText.DATE_HINT.format(formats=ACCEPTED_DAYS),
}


def edit_metadata(context: AppContext, article: int) -> None:
    """Ask which metadata field of an article to correct, then for its value."""
    try:
        document = context.store.articles.get(article).document
        copies = context.store.articles.near_duplicates(article)
    except StoreError as error:
        context.show_message(str(error), severity="error")
        return
    origins = {**dict(document.origins), "published": document.published_from}
    choices = []
    for field, name in LibraryText.DETAIL_NAMES.items():
        value = format_value(document, field)
        where = LibraryText.DETAIL_ORIGINS.get(origins.get(field, ""), "")
        detail = f"{value} · {where}" if value and where else value or LibraryText.UNKNOWN_DETAIL
        choices.append(Choice(name, detail, field))

    if copies:
        number = format_count(len(copies), "article")
        choices.append(Choice(LibraryText.NEAR_DUPLICATES, number, _COPIES))

    def picked(choice: Choice[str] | None) -> None:
        if choice is not None and choice.value == _COPIES:
            _list_copies(context, copies)
        elif choice is not None:
            _ask(context, article, document, choice.value)

    context.push_screen(PickerDialog(LibraryText.EDIT_DETAILS, choices), picked)


def _list_copies(context: AppContext, copies: list[int]) -> None:
    """List the near-duplicates of an article; the picked one opens."""
    try:
        rows = [context.store.articles.row(article) for article in copies]
    except StoreError as error:
        context.show_message(str(error), severity="error")
        return
    choices = [Choice(display_title(row), site_and_date(row), row.id) for row in rows]

    def picked(choice: Choice[int] | None) -> None:
        if choice is not None:
            context.open_article(choice.value)

    context.push_screen(PickerDialog(LibraryText.NEAR_DUPLICATES, choices), picked)


def format_value(document: Document, field: str) -> str:
    """Return a metadata value as shown on the screen."""
    value = getattr(document, field)
    if field == "language":
        return language_name(value)
    return str(value or "")


def _ask(context: AppContext, article: int, document: Document, field: str) -> None:
    before = str(getattr(document, field) or "")

    def accept(line: str) -> bool:
        try:
            return line == before or _set(context, article, document, field, line)
        except ValueError as error:
            context.show_message(str(error), severity="error")
            return False

    hint = _HINTS.get(field, "")
    question = LibraryText.DETAIL_NAMES[field]
    context.push_screen(PromptDialog(question, value=before, hint=hint, accept=accept))


def _set(context: AppContext, article: int, document: Document, field: str, line: str) -> bool:
    """Store a metadata value; return False if the store raised an error.

    Raises ValueError for an invalid day or language.
    """
    name = LibraryText.CHANGED_DETAIL.format(detail=LibraryText.DETAIL_NAMES[field].lower())
    if field == "published":
        day = parse_day(line, datetime.date.today()) if line else None
        before = document.published, document.published_from
        return context.apply_change(
            StoreChange.in_article(article, "metadata", "findings"),  # dates depend on it
            lambda: context.store.articles.set_published(article, day),
            UndoEntry(name, lambda: context.store.articles.set_published(article, *before)),
        )
    value: str | datetime.date | None = line
    if field == "updated":
        value = parse_day(line, datetime.date.today())
    elif field == "language":
        value = line.lower()
        if len(line) not in (2, 3) or not line.isalpha():
            raise ValueError(LibraryText.INVALID_LANGUAGE)
    facts = MetadataChanges(**{field: value})  # type: ignore[arg-type]  # a field of its own type
    # "" clears a field that was empty before
    earlier = MetadataChanges(**{field: getattr(document, field) or ""})
    return context.apply_change(
        StoreChange.in_article(article, "metadata"),
        lambda: context.store.articles.set_metadata(article, facts),
        UndoEntry(
            name, lambda: context.store.articles.set_metadata(article, earlier, document.origins)
        ),
    )
