"""`python -m analysis.training.headline_lines`: fit the weights that choose a headline's line.

The examples are the evidence for lines that a reader marked as right or wrong for one event, in
odd texts of news (`headline_examples.jsonl`). Takes a few seconds.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from analysis.log_linear import Features
from analysis.training.choice_weights import ChoiceExample, fit_choice_weights

_EXAMPLES = Path(__file__).with_name("headline_examples.jsonl")
_WEIGHTS = Path(__file__).resolve().parents[1] / "weights" / "headline_lines.json"
_PENALTY = 1.0
_LEAST = 0.005  # a smaller weight is left out


class MarkedLines(Struct, frozen=True):
    """The evidence for the right and the wrong lines of an event, and the name of its article."""

    article: str
    right: Sequence[Features]
    wrong: Sequence[Features]


def main() -> None:
    """Fit and write the weights."""
    marked = [
        MarkedLines(**json.loads(row)) for row in _EXAMPLES.read_text(encoding="utf-8").splitlines()
    ]
    weights = fit_line_weights(marked)
    rounded = {name: round(weight, 3) for name, weight in weights.items() if abs(weight) >= _LEAST}
    _WEIGHTS.write_text(json.dumps(rounded, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(marked)} events, {len(rounded)} weights")


def fit_line_weights(marked: Sequence[MarkedLines]) -> dict[str, float]:
    """Return the weights that make each right line more probable than the wrong ones."""
    examples = [
        ChoiceExample([right, *lines.wrong], right=0, weight=1 / len(lines.right))
        for lines in marked
        for right in lines.right
    ]
    return fit_choice_weights(examples, penalty=_PENALTY)


if __name__ == "__main__":
    main()
