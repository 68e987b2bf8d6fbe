"""Find time expressions (TIMEX3) and their anchors; `resolver` resolves their values.

The annotation follows ISO-TimeML (Pustejovsky et al. 2010): extents without prepositions, values
with the granularity of the words.
"""

import datetime

from analysis.lexicon import word_set
from analysis.models import Reason, TimeExpression
from analysis.timex.candidate import TimeCandidate, unresolved_date
from analysis.timex.composition import (
    anchor_weekdays,
    copy_repetitions,
    copy_years,
    join_candidates,
)
from analysis.timex.grammar import find_candidates
from analysis.timex.lexer import LexemeSequence, lex
from analysis.timex.reference_times import ReferenceTime, anchor_to_events, choose_anchors
from analysis.timex.resolver import resolve_times
from analysis.timex.tense import Tense, tense_at
from analysis.tokenizer import Doc

_RESULTS = word_set("results earnings figures report reports")
_CERTAIN, _LIKELY, _UNSURE = 0.98, 0.9, 0.75


def find_times(words: Doc, published: datetime.date | None) -> tuple[TimeExpression, ...]:
    """Return the time expressions of a text, resolved against its publication date.

    Without that date, relative expressions stay unresolved; `analysis.redate` resolves them later.
    """
    return resolve_times(words.text, _find_unresolved(words), published)


def _find_unresolved(words: Doc) -> list[TimeExpression]:
    lexed = lex(words)
    found = join_candidates(find_candidates(lexed), lexed)
    copy_years(found, lexed)
    copy_repetitions(found, lexed)
    pairs = anchor_weekdays(found, lexed)
    origins = anchor_to_events(found, lexed)
    anchors = choose_anchors(found, lexed)
    for index, origin in (origins | pairs).items():
        anchors[index] = ReferenceTime(origin)
    for index, reading in enumerate(found):
        if _has_no_anchor(reading, anchors[index]):
            found[index] = unresolved_date(reading, reading.steps[-1], Reason("time.no_anchor"))
    return [
        _expression(reading, anchor, lexed, words)
        for reading, anchor in zip(found, anchors, strict=True)
    ]


def _has_no_anchor(reading: TimeCandidate, anchor: ReferenceTime) -> bool:
    """Return True if "two days later" has no date before it to count from."""
    later = reading.kind == "counted" and reading.steps.startswith("+")
    return later and reading.policy == "anchor" and anchor.index is None


def _expression(
    reading: TimeCandidate, anchor: ReferenceTime, lexed: LexemeSequence, words: Doc
) -> TimeExpression:
    start, end = lexed.starts[reading.first], lexed.ends[reading.last - 1]
    text = " ".join(words.text[start:end].split())
    if reading.value:
        reason = Reason.of(
            reading.reason.id, words=text, value=reading.value, **dict(reading.reason.args)
        )
        return TimeExpression(
            start, end, reading.type, reading.value, reading.mod, None, None, _CERTAIN,
            reason,
        )  # fmt: skip
    tense = Tense("", "")
    if reading.name or reading.policy != "anchor":
        tokens = words.token_range(start, end)
        tense = tense_at(words, tokens.start, max(tokens.stop, tokens.start + 1))
        if reading.kind in ("quarter", "half") and _has_results(words, tokens.stop):
            tense = Tense("", "")
    relation = _relation(reading, tense, anchor)
    if tense.direction and tense.cue:
        relation += f" {{{tense.direction}{tense.cue}}}"
    return TimeExpression(
        start, end, reading.type, "", reading.mod, relation, anchor.index,
        _LIKELY if anchor.index is None else _UNSURE,
    )  # fmt: skip


def _has_results(words: Doc, at: int) -> bool:
    """Return True for a quarter's results ("first-quarter earnings"): the quarter is over then."""
    following = [token.lower for token in words.tokens[at : at + 3]]
    return following[:1] != ["will"] and not _RESULTS.isdisjoint(following)


def _relation(reading: TimeCandidate, tense: Tense, anchor: ReferenceTime) -> str:
    """Express the dependence of a candidate on its anchor in the language of `relations`."""
    steps = reading.steps
    if not reading.name:
        return steps if anchor.settled else f"{steps} | {steps}"
    here = f"{_search_direction(reading, tense)}{reading.name} {steps}".strip()
    there = f"~{reading.name} {steps}".strip()
    if not anchor.settled:
        return f"{here} | {there}"
    return here if anchor.index is None else there


def _search_direction(reading: TimeCandidate, tense: Tense) -> str:
    """Return the search direction for a calendar name: by tense, else the most likely one."""
    if reading.name.startswith("F:"):
        return tense.direction or "~"
    if reading.name[0] in "MD":
        return f"{tense.direction}~"
    if reading.name == "WE" and reading.steps == ".":
        return tense.direction or ">"  # "this weekend" is not over unless the verb is in the past
    # A bare weekday, weekend or quarter is the last one unless the verb is in the future.
    return tense.direction or ("<" if reading.name[0] in "WQH" else "~")
