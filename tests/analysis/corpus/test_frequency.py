"""Words counted, paired and located."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.collocations import collocations
from analysis.corpus.dispersion import dispersion_counts
from analysis.corpus.frequency import count_words
from tests.support.findings import span

HARBOUR = """The pilots' strike closed the harbour. "The strike goes on," the pilots said.

Port Luna's harbour has two pilots; U.S. pilots came too, and the U.S. paid. Luna waits."""


def word_counts(text: str) -> dict[str, int]:
    return {word.word: word.count for word in count_words(text).words}


def test_words_are_counted_whatever_their_case_ending_or_accent_without_stop_words() -> None:
    counts = word_counts(HARBOUR)
    assert counts["pilots"] == 4
    assert counts["harbour"] == 2
    assert counts["Luna"] == 2
    assert counts["U.S."] == 2
    assert not {"the", "The", "said", "on"} & counts.keys()
    assert word_counts("Café Café cafe CAFÉ") == {"Café": 4}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The US told us.", {"US": 1, "told": 1}),
        ("Who told the WHO?", {"told": 1, "WHO": 1}),
        ("It isn't a far-right cease‑fire.", {"far-right": 1, "cease‑fire": 1}),
        ("1,200 people in 2014, at 3.30 p.m.", {"people": 1}),
        ("O'Brien’s boat", {"O'Brien": 1, "boat": 1}),
        ("", {}),
    ],
)
def test_what_a_word_is(text: str, words: dict[str, int]) -> None:
    assert word_counts(text) == words


def test_a_word_that_mostly_stands_in_names_is_marked() -> None:
    text = "Ada Stone met Stone. A stone fell."
    names = [span("Ada Stone", text), (text.index("Stone."), text.index(". A"))]
    named = {word.word for word in count_words(text, names).words if word.named}
    assert named == {"Ada", "Stone"}


@given(st.text(alphabet="ab'.- \n’é19", max_size=200))
def test_every_word_is_counted_once(text: str) -> None:
    counts = count_words(text)
    assert sum(word.count for word in counts.words) <= counts.total
    assert len(counts.words) <= counts.distinct <= counts.total


def test_words_that_stand_together_are_pairs_and_a_name_is_one_word() -> None:
    text = (
        "The harbour master met Ada Stone. The harbour master left. Ada Stone called the "
        "secretary of state. The secretary of state, the harbour, the master. Ada Stone stayed. "
        "Nobody else came to the meeting of the old council on the north quay that night. "
    )
    pairs = {pair.words: pair.count for pair in collocations(text)}
    assert pairs == {"harbour master": 2, "secretary of state": 2, "Ada Stone": 3}
    assert not any(pair.named for pair in collocations(text))
    names = [(at, at + 9) for at in range(len(text)) if text.startswith("Ada Stone", at)]
    assert "Ada Stone" not in {pair.words for pair in collocations(text, names)}


def test_a_name_and_the_word_beside_it_are_a_pair() -> None:
    text = "President Ada Stone spoke. President Ada Stone left. The meeting went on till late. "
    names = [(at, at + 9) for at in range(len(text)) if text.startswith("Ada Stone", at)]
    [pair] = collocations(text, names)
    assert (pair.words, pair.named) == ("President Ada Stone", True)


@given(st.lists(st.integers(0, 99), max_size=30), st.integers(1, 50))
def test_every_place_is_in_a_cell_of_the_plot(starts: list[int], cells: int) -> None:
    assert sum(dispersion_counts(starts, 100, cells)) == len(starts)
    assert len(dispersion_counts(starts, 100, cells)) == cells
