"""The strings of word statistics."""

from __future__ import annotations

from typing import Final


class WordsText:
    TITLE = "Word statistics"
    LENGTH = "{words:,} words · {reading_time}"
    COUNTING = "Counting …"

    WORDS = "Words"
    WORD_ORDERS: Final[dict[str, str]] = {
        "key": "highest keyness first",
        "count": "most frequent first",
        "alphabet": "alphabetical",
    }
    WORD_COLUMN = "word"
    COUNT_COLUMN = "count"
    RATE_COLUMN = "per 1,000"
    ELSEWHERE_COLUMN = "elsewhere"
    RATIO_COLUMN = "ratio"
    ONLY_HERE = "only here"
    NO_KEYWORDS = "No keywords. Press o to sort by frequency."
    NO_WORDS = "No words."
    WORD = "“{word}”: {times} here"
    WORD_COMPARED = (
        "“{word}”: {times} here, {times_elsewhere} in {articles}; G² {score:,.1f}, {significance}"
    )
    DISTINCT = "{words} without stop words"
    DISTINCT_ALONE = "{words} without stop words; no other articles to compare with"
    DISTINCT_COMPARED = "{words} without stop words; compared with {articles} ({length})"
    FEW_ARTICLES = "Keywords unreliable: compared with only {articles} ({length})"

    COLLOCATIONS = "Collocations"
    COLLOCATION_ORDERS: Final[dict[str, str]] = {
        "likelihood": "most significant first",
        "information": "strongest first",
        "count": "most frequent first",
    }
    COLLOCATION_COLUMN = "collocation"
    SIGNIFICANCE_COLUMN = "G²"
    STRENGTH_COLUMN = "MI (bits)"
    COLLOCATION = "“{words}”: {times}, {ratio:,.0f}× as often as by chance; G² {score:,.1f}"
    COLLOCATION_REMARK = (
        "Adjacent words, at least twice. A name counts as one word; stop words are ignored."
    )
    NO_COLLOCATIONS = (
        "No collocations: no two words occur together twice and more often than by chance."
    )

    PLOT = "Plot"
    EMPTY_PLOT = "The plot is empty. Press a to add words or a name."
    PLOT_REMARK = "Block height: number of matches · a: add a row · x: remove this row"
    TRACK_AS = "“{name}” (as {query})"
    TRACK = "{name}: {times}, in {tenths} of 10 parts of the text"
    TRACK_ABSENT = "{name} does not occur in the text"
    ADDED_TO_PLOT = "Added “{query}” to the plot."
    ADD_TO_PLOT = "Words or a name to plot"
    ADD_TO_PLOT_HINT = "Separate words that count as one with commas. → completes a name."
    UNDO_ADD = "Added a row to the plot"
    UNDO_REMOVE = "Removed a row from the plot"

    MEASURES = "Measures"
    MEASURING = "Measuring …"
    MEASURE = "{name}: {meaning}"
    MEASURE_NAMES: Final[dict[str, str]] = {
        "words": "Words",
        "reading_time": "Reading time",
        "distinct": "Different words",
        "characters": "Characters",
        "paragraphs": "Paragraphs",
        "sentences": "Sentences",
        "sentence_words": "Words per sentence",
        "longest": "Longest sentence",
        "quoted": "Direct quotations",
        "word_syllables": "Syllables per word",
        "ease": "Reading ease",
        "grade": "School grade",
    }
    MEANINGS: Final[dict[str, str]] = {
        "words": "separated by blanks",
        "distinct": "ignoring case",
        "characters": "including blanks and line ends",
        "paragraphs": "with at least one word",
        "sentences": "as split by the analysis",
        "sentence_words": "on average",
        "longest": "press Enter to go to it",
        "quoted": "of the text",
        "word_syllables": "on average",
        "grade": "years of school that a reader needs",
    }
    READING_SPEED = "at {speed} words per minute"
    EASE = "{rating}; 0 is very hard, 100 very easy"
    FORMULAS: Final[dict[str, str]] = {
        "word_syllables": "From a dictionary of syllables, and rules for words beyond it",
        "ease":
            "Flesch 1948: 206.8 − 1.015 × words per sentence − 84.6 × syllables per word",
        "grade":
            "Kincaid 1975: 0.39 × words per sentence + 11.8 × syllables per word − 15.6",
    }  # fmt: skip
    SHORT_TEXT = "{meaning}; unreliable for a short text"
