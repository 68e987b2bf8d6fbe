"""Statements grouped by the role, the organization or another property of their sources."""

from collections.abc import Callable, Sequence
from typing import Literal, get_args

from msgspec import Struct

from db.sourcing.statements import SourcedStatement

Property = Literal[
    "type", "basis", "source", "role", "organization", "outlet", "month", "gender", "guessed-gender"
]
PROPERTIES: tuple[Property, ...] = get_args(Property)
_UNKNOWN = "unknown"
_PEOPLE_ONLY: frozenset[Property] = frozenset({"role", "gender", "guessed-gender"})


class StatementGroup(Struct, frozen=True):
    """Statements whose sources have one value of a property, such as a role.

    `label` is the value, "unknown" for statements without one.
    """

    label: str
    statements: tuple[SourcedStatement, ...]

    @property
    def words(self) -> int:
        """The number of words."""
        return sum(statement.words for statement in self.statements)

    @property
    def direct(self) -> int:
        """The number of statements with words in quotation marks."""
        return sum(statement.is_direct for statement in self.statements)

    @property
    def sources(self) -> int:
        """The number of sources."""
        return len({statement.key for statement in self.statements if statement.key})

    @property
    def articles(self) -> int:
        """The number of articles."""
        return len({statement.article for statement in self.statements})

    @property
    def first(self) -> SourcedStatement:
        """The statement of the earliest article; those without a date come last."""
        return min(
            self.statements,
            key=lambda each: (
                each.published is None,
                each.published.isoformat() if each.published else "",
                each.article,
                each.number,
            ),
        )


def group_statements(statements: Sequence[SourcedStatement], by: Property) -> list[StatementGroup]:
    """Return the groups of statements, the largest first and months in order.

    Roles and genders are those of people with a name only.
    """
    labels: dict[str, str] = {}
    found: dict[str, list[SourcedStatement]] = {}
    read = _READERS[by]
    for statement in statements:
        if by in _PEOPLE_ONLY and statement.type != "person":
            continue
        value = read(statement) or _UNKNOWN
        label = labels.setdefault(value.casefold(), value)
        found.setdefault(label, []).append(statement)
    groups = [StatementGroup(label, tuple(group)) for label, group in found.items()]
    if by == "month":
        return sorted(groups, key=lambda group: (group.label == _UNKNOWN, group.label))
    return sorted(groups, key=lambda group: (-len(group.statements), -group.words, group.label))


def _read_month(statement: SourcedStatement) -> str:
    day = statement.published
    written = "" if day is None else day.isoformat()
    return written[:7] if len(written) >= len("2026-03") else ""


_READERS: dict[Property, Callable[[SourcedStatement], str]] = {
    "type": lambda each: each.type or "",
    "basis": lambda each: each.basis,
    "source": lambda each: each.source,
    "role": lambda each: each.role,
    "organization": lambda each: each.organization,
    "outlet": lambda each: each.site,
    "month": _read_month,
    "gender": lambda each: each.pronoun,
    "guessed-gender": lambda each: each.guessed_gender,
}
