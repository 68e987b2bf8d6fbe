"""A stage that fails costs its own findings; a long analysis reports progress and is resumed."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from analysis import Analysis, analyze
from analysis.models import STAGES, Stage, TagWindow
from analysis.pipeline import run_analysis as run_stages
from analysis.structs import replace
from analysis.tagger import configure, tag
from analysis.tokenizer import tokenize

TEXT = (
    "SKARVIK, March 3 – “The harbour closes on Friday,” said Ana Reis, the mayor of Skarvik. "
    "The union opposed the plan in May 2025."
)
# The function of each stage, and what its failure empties.
FUNCTIONS: dict[Stage, tuple[str, set[str]]] = {
    "tokens": ("tokenize", {"entities", "mentions", "quotations", "events"}),
    "tags": ("tag", {"entities"}),
    "names": ("find_names", set()),
    "entities": ("find_entities", {"entities", "mentions"}),
    "quotations": ("find_quotations", {"quotations"}),
    "times": ("find_times", {"times", "events"}),
    "events": ("find_events", {"events"}),
}


def kinds_found(analysis: Analysis) -> set[str]:
    kinds = ("entities", "mentions", "quotations", "times", "events")
    return {kind for kind in kinds if getattr(analysis, kind)}


def fail(*_: object, **__: object) -> None:
    raise ValueError("max() arg is an empty sequence")


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_that_fails_is_recorded_and_the_others_run(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    function, emptied = FUNCTIONS[stage]
    monkeypatch.setattr(f"analysis.pipeline.{function}", fail)
    with pytest.warns(RuntimeWarning, match=f"{stage} failed: internal error"):
        analysis = analyze(TEXT)
    (failure,) = analysis.failures
    assert (failure.stage, failure.reason) == (stage, "internal error")
    assert "max() arg is an empty sequence" in failure.traceback
    assert analysis.text == TEXT
    whole = {"entities", "mentions", "quotations", "times", "events"}
    assert kinds_found(analysis).isdisjoint(emptied)
    if stage in ("entities", "quotations", "times", "events"):
        assert kinds_found(analysis) == whole - emptied


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (MemoryError(), "not enough memory"),
        (RecursionError(), "the text is nested too deeply"),
        (KeyError("x"), "internal error"),
    ],
)
def test_the_reason_is_in_plain_words(
    error: Exception, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raises(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("analysis.pipeline.find_quotations", raises)
    assert [failure.reason for failure in run_stages(TEXT).failures] == [reason]


def test_weights_that_cannot_be_loaded_cost_the_tags_alone() -> None:
    try:
        configure(model=Path("absent.onnx"))
        analysis = run_stages(TEXT)
    finally:
        configure()
    (failure,) = analysis.failures
    assert failure.stage == "tags"
    assert "absent.onnx cannot be loaded" in failure.reason
    assert {"quotations", "times"} <= kinds_found(analysis)


def test_a_reader_who_interrupts_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.pipeline.find_names", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_stages(TEXT)


def test_progress_names_each_stage_and_never_goes_back() -> None:
    reports: list[tuple[Stage, float]] = []
    run_stages(TEXT, progress=lambda stage, done: reports.append((stage, done)))
    assert list(dict.fromkeys(stage for stage, _ in reports)) == list(STAGES)
    parts = [done for _, done in reports]
    assert parts == sorted(parts)
    assert parts[0] == 0
    assert 0.9 < parts[-1] < 1


class Kept:
    """A checkpoint in memory that fails after a number of windows, like a killed process."""

    def __init__(self, windows: int = 1_000) -> None:
        self.saved: list[tuple[str, TagWindow]] = []
        self.asked: list[str] = []
        self._windows = windows

    def load(self, key: str) -> Iterable[TagWindow]:
        self.asked.append(key)
        return [window for known, window in self.saved if known == key]

    def save(self, key: str, window: TagWindow) -> None:
        if len(self.saved) == self._windows:
            raise KeyboardInterrupt
        self.saved.append((key, window))


def test_tags_are_resumed_after_the_last_window_and_are_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("analysis.tagger._WINDOW", 2)
    words = tokenize("\n".join(f"{TEXT} It rained for {day} days." for day in range(40)))
    whole = tag(words)

    checkpoint = Kept(windows=3)
    with pytest.raises(KeyboardInterrupt):
        tag(words, checkpoint=checkpoint)
    assert len(checkpoint.saved) == 3

    resumed = Kept()
    resumed.saved = list(checkpoint.saved)
    progress: list[float] = []
    assert tag(words, progress.append, resumed).tokens == whole.tokens
    assert 0 < progress[0] < 1
    assert progress[-1] == 1
    assert [window.first for _, window in resumed.saved] == sorted(
        {window.first for _, window in resumed.saved}
    )


def test_tags_of_another_text_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.tagger._WINDOW", 2)
    checkpoint = Kept()
    tag(tokenize(TEXT), checkpoint=checkpoint)
    changed = tokenize(TEXT.replace("closes", "opened"))
    assert tag(changed, checkpoint=checkpoint).tokens == tag(changed).tokens
    assert len(set(checkpoint.asked)) == 2


def test_windows_after_a_gap_are_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.tagger._WINDOW", 2)
    words = tokenize("\n".join([TEXT] * 40))
    checkpoint = Kept()
    whole = tag(words, checkpoint=checkpoint)
    del checkpoint.saved[1]
    assert tag(words, checkpoint=checkpoint).tokens == whole.tokens


@pytest.mark.parametrize(
    "damage",
    [
        {"tags": b""},
        {"tags": b"\xff" * 10_000},
        {"names": b"\0"},
        {"scores": b"12345"},
        {"tags": b"\xff", "names": b"\0", "scores": b"1234"},
    ],
)
def test_a_damaged_window_is_computed_again(
    damage: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.tagger._WINDOW", 2)
    words = tokenize("\n".join([TEXT] * 40))
    checkpoint = Kept()
    whole = tag(words, checkpoint=checkpoint)
    key, window = checkpoint.saved[1]
    checkpoint.saved[1] = key, replace(window, **damage)
    assert tag(words, checkpoint=checkpoint).tokens == whole.tokens
