"""Dialogs that show an article's metadata with its origins, and correct it."""

import datetime

from db import Document, StoreError
from db.dates import ACCEPTED_DAYS, parse_day
from db.repositories.articles import MetadataChanges
from tui.changes import StoreChange, UndoEntry
from tui.context import AppContext
from tui.dialogs.picker import Choice, PickerDialog
from tui.dialogs.prompts import PromptDialog
from tui.display_text import LANGUAGE_NAMES, display_title, format_count, site_and_date

_COPIES = "alike"
_FIELDS = {
    "title": "Title",
    "byline": "Written by",
    "site": "Paper or site",
    "source": "Address or source",
    "section": "Section",
    "language": "Language",
    "published": "Published",
    "updated": "Updated",
}
_ORIGINS = {
    "given": "set by you",
    "metadata": "from its metadata",
    "dateline": "from the dateline",
    "first lines": "from its first lines",
    "address": "from its address",
    "file name": "the file's name",
    "words": "detected from its text",
}
_HINTS = {
    "language": "Two letters, such as en or pt. Press R to analyze an article in English.",
    "published": f"{ACCEPTED_DAYS}. Dates in the timeline are updated.",
    "updated": f"{ACCEPTED_DAYS}.",
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
    for field, name in _FIELDS.items():
        value = format_value(document, field)
        where = _ORIGINS.get(origins.get(field, ""), "")
        detail = f"{value} · {where}" if value and where else value or "not known"
        choices.append(Choice(name, detail, field))

    if copies:
        choices.append(Choice("Near-duplicates", format_count(len(copies), "article"), _COPIES))

    def picked(choice: Choice[str] | None) -> None:
        if choice is not None and choice.value == _COPIES:
            _list_copies(context, copies)
        elif choice is not None:
            _ask(context, article, document, choice.value)

    context.push_screen(PickerDialog("Article metadata", choices), picked)


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

    context.push_screen(PickerDialog("Near-duplicates", choices), picked)


def format_value(document: Document, field: str) -> str:
    """Return a metadata value as shown on the screen."""
    value = getattr(document, field)
    if field == "language":
        return LANGUAGE_NAMES.get(value, "English" if value == "en" else value)
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
    context.push_screen(PromptDialog(_FIELDS[field], value=before, hint=hint, accept=accept))


def _set(context: AppContext, article: int, document: Document, field: str, line: str) -> bool:
    """Store a metadata value; return False if the store raised an error.

    Raises ValueError for an invalid day or language.
    """
    name = f"Changed: {_FIELDS[field].lower()}"
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
            raise ValueError("Not a language code: enter two letters, such as en or pt")
    facts = MetadataChanges(**{field: value})  # type: ignore[arg-type]  # a field of its own type
    # "" clears a field that was empty before
    earlier = MetadataChanges(**{field: getattr(document, field) or ""})  # type: ignore[arg-type]
    return context.apply_change(
        StoreChange.in_article(article, "metadata"),
        lambda: context.store.articles.set_metadata(article, facts),
        UndoEntry(
            name, lambda: context.store.articles.set_metadata(article, earlier, document.origins)
        ),
    )
