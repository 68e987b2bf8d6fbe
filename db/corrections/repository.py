"""The store's service for corrections and correction rules: each method is one query or change."""

from collections.abc import Iterable

from analysis import Analysis
from analysis.models import Label
from db.connection import Connection
from db.corrections import keeping
from db.corrections.models import Change, RuleChange
from db.corrections.records import Correction, StandingRule


class Corrections:
    """The corrections and correction rules of a store; methods raise the store's own exceptions.

    A correction takes effect at once in every query about its article. A correction rule applies
    to articles that are added later; `bring_into_line` applies it to an existing article.
    """

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def of(self, article: int) -> list[Correction]:
        """Return the corrections of an article, oldest first."""
        with self._connection.reading() as sqlite:
            return keeping.list_corrections(sqlite, article)

    def make(self, article: int, start: int, end: int, change: Change) -> Correction:
        """Correct the finding at a span of an article.

        Raises ValueError if the span is outside the text.
        """
        with self._connection.transaction() as sqlite:
            return keeping.insert_correction(sqlite, article, start, end, change)

    def take_back(self, correction: int) -> Correction:
        """Revert a correction; return it, for `make_again`."""
        with self._connection.transaction() as sqlite:
            return keeping.remove_correction(sqlite, correction)

    def make_again(self, correction: Correction) -> Correction:
        """Restore a reverted correction with its id."""
        with self._connection.transaction() as sqlite:
            return keeping.put_back_correction(sqlite, correction)

    def machine(self, article: int) -> Analysis:
        """Return the machine's analysis of an article, without rules and corrections."""
        with self._connection.reading() as sqlite:
            return keeping.machine_analysis(sqlite, article)

    def rules(self) -> list[StandingRule]:
        """Return the correction rules in the order in which they are applied."""
        with self._connection.reading() as sqlite:
            return keeping.list_rules(sqlite)

    def set_rule(self, words: str, change: RuleChange) -> tuple[StandingRule, StandingRule | None]:
        """Add a rule; return it, and the rule for the same words that it replaces."""
        with self._connection.transaction() as sqlite:
            return keeping.insert_rule(sqlite, words, change)

    def drop_rule(self, rule: int) -> StandingRule:
        """Delete a rule; return it, for `set_rule_again`."""
        with self._connection.transaction() as sqlite:
            return keeping.remove_rule(sqlite, rule)

    def set_rule_again(self, rule: StandingRule) -> None:
        """Restore a deleted rule with its id."""
        with self._connection.transaction() as sqlite:
            keeping.put_back_rule(sqlite, rule)

    def articles_with(self, words: Iterable[str]) -> list[int]:
        """Return the articles in which a rule for any of these words may change something."""
        with self._connection.reading() as sqlite:
            return sorted(
                {article for phrase in words for article in keeping.articles_with(sqlite, phrase)}
            )

    def names_elsewhere(self, article: int, limit: int = 1_000) -> list[tuple[str, Label, int]]:
        """Return the entities of other articles with their article counts, most articles first."""
        with self._connection.reading() as sqlite:
            return keeping.names_elsewhere(sqlite, article, limit)

    def bring_into_line(self, article: int) -> bool:
        """Apply the current rules to an article again; return whether anything changed."""
        with self._connection.transaction() as sqlite:
            return keeping.bring_into_line(sqlite, article)
