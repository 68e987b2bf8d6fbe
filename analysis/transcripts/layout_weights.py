"""The fitted weights by which the layout of a text is decided."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "weights" / "layouts.json"


@cache
def _read_weights() -> dict[str, dict[str, float]]:
    weights: dict[str, dict[str, float]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return weights


def estimate_log_odds(reading: str, evidence: Mapping[str, float]) -> float:
    """Return the log-odds that a reading of a text as speech is right; unknown evidence is 0."""
    weights = _read_weights()[reading]
    return weights["prior"] + sum(
        weights.get(name, 0.0) * share for name, share in evidence.items()
    )
