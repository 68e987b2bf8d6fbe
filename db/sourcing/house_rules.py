"""The rules of a newsroom for sources, read from a table, and where an article falls short."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from msgspec import Struct

from analysis.models import Span
from db.sourcing.audit import ArticleAudit


class HouseRules(Struct, frozen=True):
    """The rules that apply; None or False for one that does not.

    `first_named_paragraph` is the last paragraph where the first source with a name may be.
    `max_unnamed_share` is a share of the words of all statements, from 0 to 1.
    """

    unnamed_need_reason: bool = False
    single_claims_forbidden: bool = False
    sides_must_be_heard: bool = False
    min_sources: int | None = None
    min_named_sources: int | None = None
    first_named_paragraph: int | None = None
    max_unnamed_share: float | None = None


class Shortfall(Struct, frozen=True):
    """A place where an article falls short of a rule; `span` is None for the article as a whole."""

    article: int
    title: str
    rule: str
    message: str
    span: Span | None = None


def parse_house_rules(table: Mapping[str, Any]) -> HouseRules:
    """Parse the table of a file of rules; raises ValueError that names what is wrong."""
    rules = table.get("rules")
    unknown = next((name for name in table if name != "rules"), None)
    if unknown is not None or not isinstance(rules, Mapping):
        named = f"“{unknown}” is unknown" if unknown is not None else "the table [rules] is missing"
        raise ValueError(f"{named}; a file of rules has one table, [rules]")
    for name, value in rules.items():
        if name not in HouseRules.__struct_fields__:
            close = get_close_matches(name, HouseRules.__struct_fields__, 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise ValueError(f"there is no rule “{name}”{hint}")
        _check_value(name, value)
    return HouseRules(**rules)


def _check_value(name: str, value: object) -> None:
    default = getattr(HouseRules(), name)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise ValueError(f"{name} is true or false")
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} is a number")
    elif name == "max_unnamed_share":
        if not 0 <= value <= 1:
            raise ValueError(f"{name} is a share from 0 to 1")
    elif not isinstance(value, int) or value < 1:
        raise ValueError(f"{name} is a whole number from 1 on")


def find_shortfalls(audit: ArticleAudit, rules: HouseRules) -> Iterator[Shortfall]:
    """Yield the places where an article falls short of the rules, rule by rule."""

    def report(rule: str, message: str, span: Span | None = None) -> Shortfall:
        return Shortfall(audit.article, audit.title, rule, message, span)

    if rules.unnamed_need_reason:
        for each in audit.unnamed:
            if not each.anonymity:
                message = f"no reason is given why “{each.source}” is not named: {each.content}"
                yield report("unnamed_need_reason", message, each.span)
    if rules.single_claims_forbidden:
        for each in audit.single:
            message = f"only “{each.source}”, without a name, says: {each.content}"
            yield report("single_claims_forbidden", message, each.span)
    if rules.sides_must_be_heard:
        for side in audit.unheard:
            message = f"{side.name} is named {side.mentions} times and not heard"
            yield report("sides_must_be_heard", message, side.spans[0])
    named = sum(1 for each in audit.sources if each.type == "person")
    heard = sum(1 for each in audit.sources if each.source)
    if rules.min_sources is not None and heard < rules.min_sources:
        yield report("min_sources", f"{heard} sources, fewer than {rules.min_sources}")
    if rules.min_named_sources is not None and named < rules.min_named_sources:
        message = f"{named} people with a name, fewer than {rules.min_named_sources}"
        yield report("min_named_sources", message)
    last = rules.first_named_paragraph
    if last is not None and audit.statements:
        if audit.first_named is None:
            yield report("first_named_paragraph", "no source is a person with a name")
        elif audit.first_named_paragraph > last:
            message = (
                f"the first source with a name is in paragraph {audit.first_named_paragraph}, "
                f"after paragraph {last}"
            )
            yield report("first_named_paragraph", message, audit.first_named.span)
    most = rules.max_unnamed_share
    if most is not None and audit.words:
        share = sum(each.words for each in audit.unnamed) / audit.words
        if share > most:
            message = f"{share:.0%} of the words are of unnamed people, more than {most:.0%}"
            yield report("max_unnamed_share", message)
