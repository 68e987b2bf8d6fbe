"""The input field that filters or searches a list, and the keys that move into the list.

The search field, with completion by Tab and a history of searches.

The input field for tags, with completion of existing tags and digits for recent ones.
"""

import re
from collections.abc import Sequence

from textual import on
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.suggester import Suggester
from textual.widgets import Input, Static

from db.search.suggestions import Completion
from tui.actions import load_bindings
from tui.sanitize import safe
from tui.strings.list_text import ListText


class FilterInput(Input):
    """An input field above a list; Down and Tab move the focus into the list."""

    BINDING_GROUP_TITLE = ListText.FIELD_TITLE
    BINDINGS = load_bindings("input")

    # the width of the text is no reason for a layout of the whole screen
    virtual_size: reactive[Size] = reactive(Size(0, 0))

    class Exited(Message):
        """The user moved from the input field into the list."""

        def __init__(self, line: "FilterInput") -> None:
            super().__init__()
            self.line = line

        @property
        def control(self) -> "FilterInput":
            """The line, for `@on(Line.Left, "#its-id")`."""
            return self.line

    def __init__(self, *, placeholder: str, id: str) -> None:
        """Create an empty field that shows `placeholder`."""
        super().__init__(placeholder=placeholder, id=id, compact=True, select_on_focus=False)

    def action_into_list(self) -> None:
        """Move the focus to the list."""
        self.post_message(self.Exited(self))


MOST_REMEMBERED = 100


class SearchInput(FilterInput):
    """A search field: Tab inserts the next completion, Up recalls the previous search."""

    BINDING_GROUP_TITLE = ListText.SEARCH_FIELD_TITLE
    BINDINGS = load_bindings("query")

    class CompletionsChanged(Message):
        """The list of completions or the inserted completion changed."""

    class CompletionAwaited(Message):
        """Tab was typed before the completions of the present value were loaded."""

    def __init__(self, *, placeholder: str, id: str, history: Sequence[str]) -> None:
        """Create a field that recalls the searches of `history`, the latest last."""
        super().__init__(placeholder=placeholder, id=id)
        self.history = list(history)
        self.completions: Sequence[Completion] = ()
        self.inserted = -1  # index of the completion that is inserted
        self.is_loading = False
        """True while completions of the present value are loaded."""
        self._awaited = 0  # the step of a Tab that waits for them
        self._before = ("", 0)  # value and cursor before a completion was inserted
        self._recalled = 0  # steps back in the history
        self._typed = ""  # value before the history was recalled

    def set_completions(self, offers: Sequence[Completion]) -> None:
        """Offer completions of the typed text."""
        self.completions, self.inserted = offers, -1
        self._before = (self.value, self.cursor_position)
        self.post_message(self.CompletionsChanged())

    def finish_loading(self) -> None:
        """Insert the completion that a Tab waits for, once completions are set."""
        self.is_loading = False
        by, self._awaited = self._awaited, 0
        if by:
            self.action_complete(by)

    @property
    def has_completions(self) -> bool:
        """Return whether there are completions for the present value."""
        return bool(self.completions) and self._before[0] == self.value

    @property
    def is_completed(self) -> bool:
        """Return whether the value is as Tab completed it, with nothing typed since."""
        return self.inserted >= 0 and self.value == self._completed

    @property
    def _completed(self) -> str:
        (value, cursor), offer = self._before, self.completions[self.inserted]
        return value[: offer.start] + offer.text + value[cursor:]

    def action_complete(self, by: int) -> None:
        """Insert the next completion; without completions, move into the list."""
        if self.is_loading and not self.is_completed:
            self._awaited = by
            self.post_message(self.CompletionAwaited())
            return
        if self.inserted >= 0 and not self.is_completed:
            self.set_completions(())
        if not self.completions:
            self.action_into_list()
            return
        self.inserted = (
            (self.inserted + by) % len(self.completions) if self.inserted >= 0 or by > 0 else -1
        )
        self.inserted %= len(self.completions)
        value, offer = self._completed, self.completions[self.inserted]
        self.value = value
        self.cursor_position = offer.start + len(offer.text)
        self.post_message(self.CompletionsChanged())

    def add_to_history(self, query: str) -> None:
        """Append a search to the history, and remove its earlier copies."""
        query = " ".join(query.split())
        if query:
            earlier = [entry for entry in self.history if entry != query]
            self.history = [*earlier, query][-MOST_REMEMBERED:]
        self._recalled = 0

    def action_recall(self) -> None:
        """Recall the previous search."""
        self._go_back(1)

    def action_into_list(self) -> None:
        """Recall the next search; after the newest, move into the list."""
        if self._recalled:
            self._go_back(-1)
        else:
            super().action_into_list()

    def _go_back(self, by: int) -> None:
        if not self._recalled or self.value != self._others[-self._recalled]:  # typed since
            self._recalled, self._typed = 0, self.value
        self._recalled = max(0, min(self._recalled + by, len(self._others)))
        self.value = self._others[-self._recalled] if self._recalled else self._typed
        self.cursor_position = len(self.value)

    @property
    def _others(self) -> list[str]:
        return [entry for entry in self.history if entry != self._typed.strip()]


class CompletionBar(Static):
    """One line below the search field: the completions for Tab. The query's error has two."""

    DEFAULT_CSS = """
    CompletionBar { height: 1; padding: 0 1; color: $foreground-muted; }
    CompletionBar.-error { height: 2; }
    """

    def show_message(self, words: Content) -> None:
        """Show one line; an empty one clears the bar."""
        if words != self.content:
            self.update(words, layout=False)  # the height is always one line

    def show_completions(self, offers: Sequence[Completion], taken: int) -> None:
        """Show as many completions as fit, starting with the inserted one."""
        line = Content("")
        first = max(taken, 0)
        for at, completion in enumerate(offers[first:], first):
            style = "bold reverse" if at == taken else ""
            part = Content.assemble("" if line.plain else ("Tab ", "bold $accent"), " ",
                                    (safe(completion.text), style), " ")  # fmt: skip
            if line.cell_length + part.cell_length > self.size.width - 2 and line.plain:
                line += Content("…")
                break
            line += part
        self.show_message(line)


_REMOVAL = re.compile(r"\s+-(?=\S)")  # the start of a tag to remove, also without a comma


def split_tags(words: str) -> tuple[str, ...]:
    """Split typed text into tags at commas and #, without duplicates, in typed order."""
    tags = (tag.strip().lstrip("#").strip() for tag in words.replace(" #", ",").split(","))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def format_recent_tags(tags: Sequence[str]) -> Content:
    """Return the recent tags, each after its digit."""
    parts = (f"{number} {safe(tag)}" for number, tag in enumerate(tags, 1))
    return Content(ListText.RECENT_TAGS.format(tags="  ".join(parts)))


class LastTagSuggester(Suggester):
    """A suggester that completes the last of several comma-separated words."""

    def __init__(self, words: Sequence[str]) -> None:
        """Complete to one of `words`; the first match wins."""
        super().__init__(use_cache=False, case_sensitive=True)
        self._words = words

    async def get_suggestion(self, value: str) -> str | None:
        """Return the value with its last word completed, or None."""
        begun = re.split(r",|(?:^|\s)-", value)[-1].lstrip()
        if not begun:
            return None
        for word in self._words:
            if word.casefold().startswith(begun.casefold()) and len(word) > len(begun):
                return value + word[len(begun) :]
        return None


class TagInput(Input):
    """Comma-separated tags. Tab completes; `1` inserts a recent tag, `#1` is the tag "1"."""

    BINDING_GROUP_TITLE = ListText.TAGS_TITLE
    BINDINGS = load_bindings("tag_field")

    def __init__(
        self,
        tags: Sequence[str] = (),
        *,
        known: Sequence[str] = (),
        recent: Sequence[str] = (),
        id: str | None = None,
    ) -> None:
        """Create a field with `tags`; `known` are completions, digits insert the `recent` ones."""
        super().__init__(
            safe(", ".join(tags)),
            placeholder=ListText.TAGS_PLACEHOLDER,
            suggester=LastTagSuggester(known),
            select_on_focus=False,
            compact=True,
            id=id,
        )
        self._recent = recent

    @property
    def tags(self) -> tuple[str, ...]:
        """The typed tags, with digits replaced by recent tags."""
        return split_tags(self._resolved(self.value))

    @property
    def changes(self) -> tuple[list[str], list[str]]:
        """The tags to add, and those to remove, which begin with a minus sign."""
        typed = split_tags(self._resolved(_REMOVAL.sub(",-", self.value)))
        add = [tag for tag in typed if not tag.startswith("-")]
        return add, [tag[1:].lstrip(" #") for tag in typed if tag.startswith("-") and tag[1:]]

    def changes_of(self, present: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return the tags to add to `present`, and those to remove, so that only the typed stay."""
        typed = self.tags
        return (
            [tag for tag in typed if tag not in present],
            [tag for tag in present if tag not in typed],
        )

    def _resolved(self, value: str) -> str:
        named = {str(number): tag for number, tag in enumerate(self._recent, 1)}
        return ",".join(
            part.replace(part.strip(), named[part.strip()]) if part.strip() in named else part
            for part in value.split(",")
        )

    @on(Input.Changed)
    def _name_digits(self, message: Input.Changed) -> None:
        """Replace a digit by its tag as soon as a comma follows."""
        done, comma, rest = message.value.rpartition(",")
        resolved = self._resolved(done)
        if comma and resolved != done and self.cursor_position == len(self.value):
            self.value = f"{resolved},{rest}"
            self.cursor_position = len(self.value)

    def action_complete(self) -> None:
        """Accept the completion; without one, move to the next field."""
        before = self.value
        if self.cursor_position == len(before):
            self.action_cursor_right()
        if self.value == before:
            self.screen.focus_next()
