"""The input field for tags, with completion of existing tags and digits for recent ones."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Input

from tui.sanitize import safe


def split_tags(words: str) -> tuple[str, ...]:
    """Split typed text into tags at commas and #, without duplicates, in typed order."""
    tags = (tag.strip().lstrip("#").strip() for tag in words.replace(" #", ",").split(","))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def recent_line(tags: Sequence[str]) -> Content:
    """Return the recent tags, each after its digit."""
    parts = (f"{number} {safe(tag)}" for number, tag in enumerate(tags, 1))
    return Content("Recent: " + "  ".join(parts))


class LastWord(Suggester):
    """A suggester that completes the last of several comma-separated words."""

    def __init__(self, words: Sequence[str]) -> None:
        """Complete to one of `words`; the first match wins."""
        super().__init__(use_cache=False, case_sensitive=True)
        self._words = words

    async def get_suggestion(self, value: str) -> str | None:
        """Return the value with its last word completed, or None."""
        begun = value.rpartition(",")[2].lstrip()
        if not begun:
            return None
        for word in self._words:
            if word.casefold().startswith(begun.casefold()) and len(word) > len(begun):
                return value + word[len(begun) :]
        return None


class TagLine(Input):
    """Comma-separated tags. Tab completes; `1` inserts a recent tag, `#1` is the tag "1"."""

    BINDING_GROUP_TITLE = "Tags"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", id="tags.complete",
                tooltip="Complete the tag, or move to the next field"),
    ]  # fmt: skip

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
            placeholder="tags, between commas",
            suggester=LastWord(known),
            select_on_focus=False,
            compact=True,
            id=id,
        )
        self._recent = recent

    @property
    def tags(self) -> tuple[str, ...]:
        """The typed tags, with digits replaced by recent tags."""
        return split_tags(self._resolved(self.value))

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
