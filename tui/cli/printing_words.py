"""Output of the commands `words` and `concordance`."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from analysis.corpus import KeyWord, is_small
from analysis.corpus.collocations import Collocation
from analysis.corpus.readability import Readability
from db import StoreLine
from db.text_statistics import Findings
from tui.cli import output
from tui.formatting import counted, minutes

_LEFT, _RIGHT = 48, 60  # characters of context


def words(identity: int | None, title: str, found: Findings, limit: int, as_json: bool) -> None:
    """Print an article's word statistics: readability, keywords, frequencies, collocations."""
    if as_json:
        output.json_text(_words_json(identity, title, found, limit))
        return
    counts, measures, others = found.counts, found.measures, found.others
    assert counts is not None
    assert measures is not None
    assert others is not None
    output.styled_line((title or "untitled", "bold"))
    output.styled_line((_measured(measures), "dim"))
    size = f"{counted(others.articles, 'other article')} of {others.words:,} words"
    note = ", too few to be reliable" if is_small(others) else ""
    _table(
        f"Keywords, compared with {size}{note}",
        f"{'here':>6}  {'ratio':>10}  {'G²':>9}",
        map(_key, (found.keys or [])[:limit]),
    )
    frequent = (f"{word.count:>6,}  {word.word}" for word in counts.words[:limit])
    _table("Frequent words", f"{'here':>6}", frequent)
    _table(
        "Collocations",
        f"{'here':>6}  {'G²':>9}",
        map(_pair, (found.pairs or [])[:limit]),
    )


def concordance(lines: Sequence[StoreLine], as_json: bool) -> None:
    """Print concordance lines: the article's id, and the match in its context."""
    if as_json:
        output.json_text([_line_json(found) for found in lines])
        return
    for found in lines:
        line = found.line
        output.styled_line(
            (f"{found.article:>5}  ", "dim"),
            (line.left[-_LEFT:].rjust(_LEFT), ""),
            (line.words, "bold reverse"),
            (line.right[:_RIGHT], ""),
        )


def _table(name: str, columns: str, rows: Iterable[str]) -> None:
    output.heading(name)
    output.styled_line((columns, "dim"))
    for row in rows:
        output.styled_line((row, ""))


def _measured(measures: Readability) -> str:
    facts = [
        counted(measures.words, "word"),
        minutes(measures.words),
        f"{counted(measures.sentences, 'sentence')} of {measures.sentence_words:.1f} words",
    ]
    if measures.ease is not None and measures.grade is not None:
        facts += [
            f"reading ease {measures.ease:.0f} ({measures.verdict})",
            f"school grade {max(measures.grade, 0):.1f}",
        ]
    return " · ".join(facts)


def _key(key: KeyWord) -> str:
    times = "only here" if math.isinf(key.times) else f"{key.times:,.1f}×"
    return f"{key.word.count:>6,}  {times:>10}  {key.score:>9,.1f}  {key.word.word}"


def _pair(pair: Collocation) -> str:
    return f"{pair.count:>6,}  {pair.likelihood:>9,.1f}  {pair.words}"


def _words_json(identity: int | None, title: str, found: Findings, limit: int) -> dict[str, Any]:
    counts, others = found.counts, found.others
    assert counts is not None
    assert found.measures is not None
    assert others is not None
    return {
        "id": identity,
        "title": title,
        "measures": output.record(found.measures),
        "others": {
            "articles": others.articles,
            "words": others.words,
            "small": is_small(others),
        },
        "key": [
            {
                "word": key.word.word,
                "count": key.word.count,
                "elsewhere": key.elsewhere,
                "log_likelihood": round(key.score, 3),
                "times": None if math.isinf(key.times) else round(key.times, 3),
            }
            for key in (found.keys or [])[:limit]
        ],
        "frequent": [output.record(word) for word in counts.words[:limit]],
        "pairs": [output.record(pair) for pair in (found.pairs or [])[:limit]],
    }


def _line_json(found: StoreLine) -> dict[str, Any]:
    fields = output.record(found)
    return {**{key: value for key, value in fields.items() if key != "line"}, **fields["line"]}
