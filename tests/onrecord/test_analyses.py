"""The analysis of many texts: order, errors of single texts, and workers that die."""

import multiprocessing
import os
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from itertools import count, islice

import pytest

from analysis import models
from analysis.partial_dates import PartialDate
from onrecord import analyze, analyze_many
from onrecord.analyses import _read_item
from onrecord.analysis_pool import run_ordered


def test_an_error_costs_only_its_own_text() -> None:
    texts = ["The port is shut.", None, ("On Friday it rained.", "2026-03-12"), ("It snowed.", "x")]
    found = list(analyze_many(texts))  # type: ignore[arg-type]
    assert [each.text for each in found] == [
        "The port is shut.",
        "",
        "On Friday it rained.",
        "It snowed.",
    ]
    assert [each.error for each in found] == [
        "",
        "the text is of the type NoneType; use a string",
        "",
        "'x' is not a date: write it as 2022-03-17",
    ]
    assert found[2].times[0].value == "2026-03-06"


def test_texts_are_read_only_when_their_results_are_wanted() -> None:
    read = []

    def write_texts() -> "object":
        for number in count():
            read.append(number)
            yield f"Text {number}."

    found = analyze_many(write_texts())  # type: ignore[arg-type]
    assert [each.text for each in islice(found, 2)] == ["Text 0.", "Text 1."]
    assert len(read) == 2


def test_wrong_arguments_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match="0 workers cannot analyze"):
        analyze_many(["A text."], workers=0)
    with pytest.raises(TypeError, match="one string; use a list"):
        analyze_many("A text.")
    with pytest.raises(TypeError, match="of the type bytes"):
        analyze(b"A text.")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="of the type int"):
        analyze("A text.", 5)  # type: ignore[arg-type]
    failed = _read_item(("A text.", 3))
    assert isinstance(failed, models.Analysis)
    assert failed.failures[0].reason.startswith("the date is of the type int")


def run_or_die(text: str, published: PartialDate | None) -> models.Analysis:
    """Return an empty analysis; end the process for some texts, as a lack of memory does."""
    if text == "die":
        os._exit(1)
    if text == "raise":
        raise OSError("the disk is full")
    time.sleep(0.02 if text == "slow" else 0)
    return models.Analysis(text, published and published.exact_day)


def start_pool() -> Executor:
    return ProcessPoolExecutor(2, multiprocessing.get_context("spawn"))


def test_an_error_of_the_source_comes_after_the_results_before_it() -> None:
    def read_items() -> Iterator[tuple[str, None]]:
        yield "1", None
        raise OSError("the file ended")

    with ThreadPoolExecutor(1) as pool:
        found = run_ordered(run_or_die, read_items(), lambda: pool, 1)
        assert next(found).text == "1"
        with pytest.raises(OSError, match="the file ended"):
            next(found)


def test_results_keep_the_order_of_the_texts_when_workers_die() -> None:
    texts = ["slow", "1", "die", ("2", "2026-03-12"), None, "raise", "3"]
    items = map(_read_item, texts)
    found = list(run_ordered(run_or_die, items, start_pool, 2))
    assert [each.text for each in found] == ["slow", "1", "die", "2", "", "raise", "3"]
    errors = {each.text: each.error for each in found if each.failures}
    assert errors.keys() == {"die", "", "raise"}
    assert errors["die"].startswith("its worker process stopped")
    assert errors["raise"] == "OSError: the disk is full"
