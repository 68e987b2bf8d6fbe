"""What a store offers for corrections and standing rules: a method is one question or change."""

from collections.abc import Iterable

from analysis import Analysis
from analysis.findings import Label
from db.connection import Connection
from db.correcting import keeping
from db.correcting.changes import Change, RuleChange
from db.correcting.records import Correction, StandingRule


class Corrections:
    """The corrections and standing rules of a store, which raise what its own methods raise.

    A correction shows in everything that the store answers about its article at once. A standing
    rule holds for articles that are added from now on; `bring_into_line` lets it hold for one that
    is there already.
    """

    def __init__(self, connection: Connection) -> None:
        """Those of the store behind `connection`."""
        self._connection = connection

    def of(self, article: int) -> list[Correction]:
        """What was set right in an article, in that order."""
        with self._connection.reading() as sqlite:
            return keeping.list_corrections(sqlite, article)

    def make(self, article: int, start: int, end: int, change: Change) -> Correction:
        """Set something right about the finding at a stretch of an article.

        Raises ValueError for a stretch that is not within the text.
        """
        with self._connection.transaction() as sqlite:
            return keeping.insert_correction(sqlite, article, start, end, change)

    def take_back(self, correction: int) -> Correction:
        """Let the machine be right again; gives what was set right, for `make_again`."""
        with self._connection.transaction() as sqlite:
            return keeping.remove_correction(sqlite, correction)

    def make_again(self, correction: Correction) -> Correction:
        """Make a correction again that was taken back, as the one it was."""
        with self._connection.transaction() as sqlite:
            return keeping.put_back_correction(sqlite, correction)

    def machine(self, article: int) -> Analysis:
        """What the machine found in an article, without what was set right."""
        with self._connection.reading() as sqlite:
            return keeping.machine_analysis(sqlite, article)

    def rules(self) -> list[StandingRule]:
        """The standing rules in the order in which they are applied."""
        with self._connection.reading() as sqlite:
            return keeping.list_rules(sqlite)

    def set_rule(self, words: str, change: RuleChange) -> tuple[StandingRule, StandingRule | None]:
        """Let a rule stand; gives it, and the one for the same words whose place it takes."""
        with self._connection.transaction() as sqlite:
            return keeping.insert_rule(sqlite, words, change)

    def drop_rule(self, rule: int) -> StandingRule:
        """Let a rule stand no longer; gives what it was, for `set_rule_again`."""
        with self._connection.transaction() as sqlite:
            return keeping.remove_rule(sqlite, rule)

    def set_rule_again(self, rule: StandingRule) -> None:
        """Let a rule stand again, as the one it was."""
        with self._connection.transaction() as sqlite:
            keeping.put_back_rule(sqlite, rule)

    def articles_with(self, words: Iterable[str]) -> list[int]:
        """The articles in whose text rules for any of these words may change something."""
        with self._connection.reading() as sqlite:
            return sorted({one for some in words for one in keeping.articles_with(sqlite, some)})

    def names_elsewhere(self, article: int, limit: int = 1_000) -> list[tuple[str, Label, int]]:
        """Who and what other articles name, with how many of them do, those of most first."""
        with self._connection.reading() as sqlite:
            return keeping.names_elsewhere(sqlite, article, limit)

    def bring_into_line(self, article: int) -> bool:
        """Let the rules that stand now hold in an article; whether that changed anything."""
        with self._connection.transaction() as sqlite:
            return keeping.bring_into_line(sqlite, article)
