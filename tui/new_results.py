"""Messages about articles that are new for saved searches."""

from collections.abc import Callable, Set
from typing import Any, Protocol

from db import Store
from db.errors import StoreError
from tui.sanitize import safe
from tui.strings.search_text import SearchText

_MOST_NAMED = 3  # saved searches in a message


class NewResultsHost(Protocol):
    """The services of the app that a report of new articles uses."""

    @property
    def store(self) -> Store:
        """The open store."""

    def show_message(self, text: str) -> None:
        """Show a message."""

    def call_from_thread(self, callback: Callable[..., Any], *args: Any) -> Any:
        """Call a function in the app's thread, from a worker thread."""


def report_new(host: NewResultsHost, among: Set[int] | None = None) -> None:
    """Report the new articles of saved searches, from a worker thread; of `among` alone if given.

    Nothing is reported if none is new, or the store cannot be read.
    """
    try:
        counts = host.store.search.count_new(among=among)
    except StoreError:  # the list of saved searches reports it
        return
    if text := describe_new(counts):
        host.call_from_thread(host.show_message, text)


def describe_new(counts: dict[str, int]) -> str:
    """Return the saved searches with the most new articles in one line; empty without any."""
    found = sorted(((number, name) for name, number in counts.items() if number), reverse=True)
    if not found:
        return ""
    parts = [
        SearchText.NEW_FOR.format(number=number, name=safe(name))
        for number, name in found[:_MOST_NAMED]
    ]
    if more := len(found) - len(parts):
        parts.append(SearchText.NEW_FOR_MORE.format(number=more))
    return f"{', '.join(parts)}."
