"""The recently used tags, each with a digit that does not change while the tag is in the list."""

from collections.abc import Iterable, Sequence

MOST = 9  # digits


class RecentTags:
    """Up to nine tags, each with a digit; a new tag replaces the least recently used one."""

    def __init__(self, tags: Sequence[str] = ()) -> None:
        """Start with `tags`, the most recently used first."""
        self._by_digit = list(tags[:MOST])
        self._by_use = self._by_digit[::-1]  # the least recently used first

    @property
    def tags(self) -> Sequence[str]:
        """The tags in the order of their digits; the first has the digit 1."""
        return tuple(self._by_digit)

    def use(self, tags: Iterable[str]) -> None:
        """Record that tags were used now."""
        for tag in tags:
            if tag in self._by_digit:
                self._by_use.remove(tag)
            elif len(self._by_digit) < MOST:
                self._by_digit.append(tag)
            else:
                self._by_digit[self._by_digit.index(self._by_use.pop(0))] = tag
            self._by_use.append(tag)
