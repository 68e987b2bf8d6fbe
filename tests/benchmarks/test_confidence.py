"""The calibration table and the fit of the weights of confidence, on invented quotations."""

import math

import pytest

from analysis.quotations.confidence import PRIOR
from benchmarks.confidence import Example, fit_weights, render_calibration, scale_weights


def _examples(
    name: str, right: int, wrong: int, corpus: str = "raw/pages_raw.dev"
) -> list[Example]:
    features = {PRIOR: 1.0, name: 1.0}
    return [Example(corpus, features, 0.85, at < right) for at in range(right + wrong)]


def test_a_band_shows_its_share_and_the_error_is_their_mean_difference() -> None:
    examples = [Example("raw", {}, 0.95, True)] * 3 + [Example("raw", {}, 0.2, False)]
    lines = render_calibration([*examples, Example("raw", {}, 0.29, True)])
    assert lines[2:5] == [
        "| 90 to 100 % | 3 | 95% | 100% |",
        "| 20 to 30 % | 2 | 24% | 50% |",
        "| all | 5 | | 80% |",
    ]
    # 3 of 5 differ by .05, 2 of 5 by .255
    assert lines[-1] == "Expected calibration error: 0.132"


def test_a_confidence_of_one_is_in_the_highest_band() -> None:
    assert "| 90 to 100 % | 1 | 100% | 100% |" in render_calibration([Example("a", {}, 1.0, True)])


def test_a_feature_of_right_quotations_raises_the_estimate() -> None:
    weights = fit_weights(_examples("cue say", 90, 10) + _examples("cue hint", 20, 80))
    assert weights["cue say"] > 0 > weights["cue hint"]


def test_a_rare_feature_has_no_weight() -> None:
    weights = fit_weights(_examples("cue say", 90, 10) + _examples("cue murmur", 0, 3))
    assert "cue murmur" not in weights


def test_another_corpus_does_not_lower_the_estimate() -> None:
    """Its guideline differs, so that it has an own weight, which is not stored."""
    alone = fit_weights(_examples("cue say", 90, 10))
    strict = _examples("cue say", 30, 70, corpus="quotes/gum_news.dev")
    both = fit_weights(_examples("cue say", 90, 10) + strict)
    assert "quotes/gum_news.dev" not in both
    assert sum(both.values()) == pytest.approx(sum(alone.values()), abs=0.2)


def test_weights_are_scaled_to_texts_where_fewer_are_right() -> None:
    fitted = fit_weights(_examples("cue say", 95, 5) + _examples("cue hint", 20, 80))
    held_out = _examples("cue say", 80, 20) + _examples("cue hint", 30, 70)
    scaled = scale_weights(fitted, held_out)
    odds = {name: scaled[PRIOR] + scaled[name] for name in ("cue say", "cue hint")}
    assert odds["cue say"] == pytest.approx(math.log(80 / 20), abs=0.01)
    assert odds["cue hint"] == pytest.approx(math.log(30 / 70), abs=0.01)
