"""Output of the `rules` command: the correction rules, as JSON or a line each."""

import dataclasses
from collections.abc import Sequence

from db.corrections import StandingRule, kind_of
from tui.cli import output
from tui.formatting_wording import standing


def rules(found: Sequence[StandingRule], as_json: bool) -> None:
    """Print correction rules in the order in which they are applied."""
    if as_json:
        output.json_text([_record(rule) for rule in found])
        return
    for rule in found:
        output.line(f"{rule.id}\t{standing(rule)}")


def _record(rule: StandingRule) -> dict[str, object]:
    return {
        "id": rule.id,
        "kind": kind_of(rule.change),
        "words": rule.words,
        "value": dataclasses.asdict(rule.change),
        "created": rule.created.isoformat(),
    }
