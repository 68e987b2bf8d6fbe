"""The tags used last, each with a digit that stays its own while it is among them."""

from collections.abc import Iterable, Sequence

MOST = 9  # digits


class RecentTags:
    """Up to nine tags with a place each; a new tag takes the place of the one longest unused."""

    def __init__(self, tags: Sequence[str] = ()) -> None:
        """Begin with `tags`, the one used last first."""
        self._places = list(tags[:MOST])
        self._unused = self._places[::-1]  # the one longest unused first

    @property
    def tags(self) -> Sequence[str]:
        """The tags by their places: the first has the digit 1."""
        return tuple(self._places)

    def use(self, tags: Iterable[str]) -> None:
        """Count tags as used now."""
        for tag in tags:
            if tag in self._places:
                self._unused.remove(tag)
            elif len(self._places) < MOST:
                self._places.append(tag)
            else:
                self._places[self._places.index(self._unused.pop(0))] = tag
            self._unused.append(tag)
