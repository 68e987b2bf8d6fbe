"""What is known of an article beside its text, shown with where it came from, to be set right."""

import datetime
from typing import TYPE_CHECKING

from db import Document, StoreError
from db.facts import Facts
from tui.days import parse_day
from tui.screens.asking import AskScreen
from tui.screens.pick import Choice, PickScreen
from tui.undo import Undo
from tui.wording import LANGUAGES, counted, headline, where_and_when

if TYPE_CHECKING:
    from tui.app import OnRecord

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
    "words": "told by its words",
}
_HINTS = {
    "language": "Two letters, such as en or pt. An article in English is analysed with R.",
    "published": "A day, such as 2022-03-17. The timeline follows.",
    "updated": "A day, such as 2022-03-17.",
}


def ask_facts(app: "OnRecord", article: int) -> None:
    """Ask which fact of an article is to be set right, and how it is."""
    try:
        document = app.store.article(article).document
        copies = app.store.alike(article)
    except StoreError as error:
        app.say(str(error), severity="error")
        return
    origins = {**dict(document.origins), "published": document.published_from}
    choices = []
    for field, name in _FIELDS.items():
        value = shown(document, field)
        where = _ORIGINS.get(origins.get(field, ""), "")
        detail = f"{value} · {where}" if value and where else value or "not known"
        choices.append(Choice(name, detail, field))

    if copies:
        choices.append(Choice("Near copies", counted(len(copies), "article"), _COPIES))

    def picked(choice: Choice[str] | None) -> None:
        if choice is not None and choice.value == _COPIES:
            _list_copies(app, copies)
        elif choice is not None:
            _ask(app, article, document, choice.value)

    app.push_screen(PickScreen("What is known of this article", choices), picked)


def _list_copies(app: "OnRecord", copies: list[int]) -> None:
    """Let the reader open one of the articles that are nearly the same."""
    try:
        rows = [app.store.row(one) for one in copies]
    except StoreError as error:
        app.say(str(error), severity="error")
        return
    choices = [Choice(headline(row), where_and_when(row), row.id) for row in rows]

    def picked(choice: Choice[int] | None) -> None:
        if choice is not None:
            app.open_article(choice.value)

    app.push_screen(PickScreen("Nearly the same articles", choices), picked)


def shown(document: Document, field: str) -> str:
    """A fact as the reader reads it."""
    value = getattr(document, field)
    if field == "language":
        return LANGUAGES.get(value, "English" if value == "en" else value)
    return str(value or "")


def _ask(app: "OnRecord", article: int, document: Document, field: str) -> None:
    before = str(getattr(document, field) or "")

    def accept(line: str) -> bool:
        try:
            return line == before or _set(app, article, document, field, line)
        except ValueError as error:
            app.say(str(error), severity="error")
            return False

    hint = _HINTS.get(field, "")
    app.push_screen(AskScreen(_FIELDS[field], value=before, hint=hint, accept=accept))


def _set(app: "OnRecord", article: int, document: Document, field: str, line: str) -> bool:
    """Set a fact, or return False where the store refused.

    Raises ValueError for a day or language that is none.
    """
    name = f"Changed: {_FIELDS[field].lower()}"
    if field == "published":
        day = parse_day(line) if line else None
        before = document.published, document.published_from
        return app.change(
            None,
            lambda: app.store.set_published(article, day),
            Undo(name, lambda: app.store.set_published(article, *before)),
        )
    value: str | datetime.date | None = line
    if field == "updated":
        value = parse_day(line)
    elif field == "language":
        value = line.lower()
        if len(line) not in (2, 3) or not line.isalpha():
            raise ValueError("A language is written with two letters, such as en or pt")
    facts = Facts(**{field: value})  # type: ignore[arg-type]  # a field of its own type
    # "" takes away what was not known before
    earlier = Facts(**{field: getattr(document, field) or ""})  # type: ignore[arg-type]
    return app.change(
        None,  # the heading of an open article says them too
        lambda: app.store.set_facts(article, facts),
        Undo(name, lambda: app.store.set_facts(article, earlier, document.origins)),
    )
