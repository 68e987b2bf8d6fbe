"""Find time expressions (TIMEX3) and their anchors; `resolver` resolves their values.

The annotation follows ISO-TimeML (Pustejovsky et al. 2010): extents without prepositions, values
with the granularity of the words.
"""

import datetime
import re

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.models import Reason, TimeExpression
from analysis.structs import replace
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.tag_sets import FINITE_TAGS, NOUN_OR_ADJECTIVE_TAGS, SUPERLATIVE_TAGS
from analysis.syntax.tokens import Doc
from analysis.timex.candidate import TimeCandidate, unresolved_date
from analysis.timex.comparison_anchors import anchor_comparisons
from analysis.timex.composition import join_candidates
from analysis.timex.event_anchors import anchor_to_events
from analysis.timex.grammar import find_candidates
from analysis.timex.lexer import LexemeSequence, lex
from analysis.timex.reference_times import ReferenceTime, anchor_ranges, choose_anchors
from analysis.timex.relations import PASSING
from analysis.timex.resolver import resolve_times
from analysis.timex.shared_values import (
    anchor_weekdays,
    copy_repetitions,
    copy_years,
    repeat_opening_days,
)
from analysis.timex.tense import Tense, tense_at

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")  # "/2022/07/08/fair-on-july-23/" dates no event
_RESULTS = word_set("results earnings figures report reports")
_REPORTED_NOUNS = lexicon.words("business_nouns", "result")
_REPORTING = lexicon.words("tense_cues", "report")
_FORECASTING = lexicon.words("tense_cues", "forecast")
_PLANS = lexicon.words("tense_cues", "plan")
_PREPARED = word_set("prepared planned")
_PLAN_REACH = 20  # tokens
_SCHEDULE_REACH, _OPENING = 12, 3  # tokens
_CERTAIN, _LIKELY, _UNSURE = 0.98, 0.9, 0.75


def find_times(words: Doc, published: datetime.date | None) -> tuple[TimeExpression, ...]:
    """Return the time expressions of a text, resolved against its publication date.

    Without that date, relative expressions stay unresolved; `analysis.redate` resolves them later.
    """
    return resolve_times(words.text, _find_unresolved(words), published)


def _find_unresolved(words: Doc) -> list[TimeExpression]:
    lexed = lex(words)
    addresses = [match.span() for match in _ADDRESS.finditer(words.text)]
    candidates = [
        found
        for found in find_candidates(lexed)
        if not any(start <= lexed.starts[found.first] < end for start, end in addresses)
    ]
    found = join_candidates(candidates, lexed)
    copy_years(found, lexed)
    repeat_opening_days(found, lexed)
    copy_repetitions(found, lexed)
    pairs = anchor_weekdays(found, lexed)
    _date_durations_ahead(found, lexed)
    origins = anchor_to_events(found, lexed)
    comparisons = anchor_comparisons(found, lexed)
    anchors = choose_anchors(found, lexed)
    for index, origin in (origins | pairs | comparisons).items():
        anchors[index] = ReferenceTime(origin)
    anchor_ranges(found, anchors, lexed)
    for index, reading in enumerate(found):
        if _has_no_anchor(reading, anchors[index]):
            found[index] = unresolved_date(reading, reading.steps[-1], Reason("time.no_anchor"))
    return [
        _expression(reading, anchor, lexed, words)
        for reading, anchor in zip(found, anchors, strict=True)
    ]


def _date_durations_ahead(found: list[TimeCandidate], lexed: LexemeSequence) -> None:
    """Convert durations that count from the publication into dates, in place.

    "The bridge will open in two weeks", "in 18 months' time", "the vote is a fortnight away".
    """
    for index, reading in enumerate(found):
        length = re.fullmatch(r"P(\d+)([DWMY])", reading.value)
        if reading.kind != "duration" or length is None or reading.mod or not lexed.words.tokens:
            continue
        away = lexed.lower(reading.last) == "away"
        in_time = lexed.kind(reading.last) == "APOS" and lexed.kind(reading.last + 1) == "TIME"
        if not away and lexed.kind(reading.first - 1) != "IN":
            continue
        if lexed.kind(reading.first) in ("THE", "POSS") or lexed.lower(reading.first - 2) == "time":
            continue  # "for the first time in two years"
        tokens = lexed.words.token_range(lexed.starts[reading.first], lexed.ends[reading.last - 1])
        before = lexed.words.tokens[max(tokens.start - 5, 0) : tokens.start]
        if any(token.tag in SUPERLATIVE_TAGS for token in before):
            continue  # "the lowest level in six years"
        tense = tense_at(lexed.words, tokens.start, tokens.stop)
        if not (in_time or (away and tense.direction != "<")):
            modal = tense.cue.lower().split()[:1]
            if tense.direction != ">" or tense.weak or (tense.hedged and modal != ["would"]):
                continue
        found[index] = replace(
            reading, type="DATE", kind="ahead", value="", steps=f"+{length[1]}{length[2]}",
            last=reading.last + away + 2 * in_time, policy="published",
        )  # fmt: skip


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
            start, end, reading.type, reading.value, reading.mod, None, None,
            _UNSURE if reading.reason.id == "time.day_order" else _CERTAIN, reason,
        )  # fmt: skip
    tense = Tense("", "")
    if reading.name or reading.policy != "anchor":
        tokens = words.token_range(start, end)
        tense = tense_at(words, tokens.start, max(tokens.stop, tokens.start + 1))
        if reading.kind == "weekday" and _is_scheduled(words, tokens, tense):
            tense = replace(tense, direction=">")
        before = words.tokens[tokens.start - 1 : tokens.start] if tokens else ()
        if reading.kind == "weekday" and any(token.lower == "later" for token in before):
            # "speaks later Monday": that day, also on the day after it
            reading = replace(reading, name="", steps=f"~{reading.name} {reading.steps}".strip())
            tense = Tense("", "")
        elif reading.kind == "weekday" and _was_planned(words, tokens, tense):
            # "was due to speak on Monday", written on that day, before it or soon after it
            reading = replace(
                reading, name="", steps=f"-2D >{reading.name} {reading.steps}".strip()
            )
            tense = Tense("", "")
        if reading.kind in ("quarter", "half") and (tense.direction != "<" or _is_forecast(tense)):
            reading, tense = _date_reported(reading, tense, words, tokens)
    if not anchor.settled and _is_of_present(tense):
        # A year named in passing: "The club, founded in May 1868, will meet in August".
        anchor = ReferenceTime(None)
    relation = _relation(reading, tense, anchor)
    if tense.direction and tense.cue:
        relation += f" {{{tense.direction}{tense.cue}}}"
    return TimeExpression(
        start, end, reading.type, "", reading.mod, relation, anchor.index,
        _LIKELY if anchor.index is None else _UNSURE,
    )  # fmt: skip


def _is_scheduled(words: Doc, tokens: range, tense: Tense) -> bool:
    """Return True for a weekday with a present: "is followed by art on Monday".

    So is "On Monday the team meets Porto". "Is Monday's vote" and a headline such as "Court rejects
    appeal on Monday" look back.
    """
    verb = tense.cue.lower().partition(" ")[0]
    if tense.direction or not verb:
        return False
    if words.tokens[min(tokens.stop, len(words.tokens) - 1)].lower in ("'s", "’s"):
        return False
    sentence = words.sentences[words.sentence_of(tokens.start)]
    if tense.present and tokens.start - sentence.first < _OPENING:
        return verb not in REPORTING_VERBS and words.tokens[sentence.last - 1].text == "."
    near = words.tokens[max(tokens.start - _SCHEDULE_REACH, 0) : tokens.start]
    return verb in ("is", "are") and any(token.lower == verb for token in near)


def _was_planned(words: Doc, tokens: range, tense: Tense) -> bool:
    """Return True for the weekday of a plan in the past tense: "was set to speak on Friday"."""
    if tense.direction != ">" or "to " not in f"{tense.cue} ":
        return False
    first = words.sentences[words.sentence_of(tokens.start)].first
    for at in range(tokens.start - 2, max(first, tokens.start - _PLAN_REACH) - 1, -1):
        if words.tokens[at].tag in FINITE_TAGS:
            following = words.tokens[at + 1].lower
            if words.tokens[at].lower in _PREPARED:
                return following == "to"
            return words.tokens[at].lower in ("was", "were") and (
                following == "to" or following in _PLANS
            )
    return False


def _has_results(words: Doc, at: int) -> bool:
    """Return True for a quarter's results ("first-quarter earnings"): the quarter is over then."""
    following = [token.lower for token in words.tokens[at : at + 3]]
    return following[:1] != ["will"] and not _RESULTS.isdisjoint(following)


def _is_of_present(tense: Tense) -> bool:
    """Return True for a clause in the present or one that looks ahead from the present."""
    return tense.present or (tense.direction == ">" and not tense.hedged and not tense.weak)


def _date_reported(
    reading: TimeCandidate, tense: Tense, words: Doc, tokens: range
) -> tuple[TimeCandidate, Tense]:
    """Date the quarter of a result: the last one, or the nearest if it will be reported.

    "Reports a jump in profit for the third quarter", "expects to report a third-quarter loss",
    "forecast a profit for the third quarter".
    """
    if reading.name and _is_forecast(tense):
        return replace(reading, name="", steps=f"~{reading.name} {reading.steps}".strip()), Tense(
            "", ""
        )
    results = _has_results(words, tokens.stop)
    if not results and not _is_reported(words, tokens, tense):
        return reading, tense
    direction = "~" if tense.direction == ">" and not results else "<"
    steps = f"{direction}{reading.name} {reading.steps}".strip()
    return replace(reading, name="", steps=steps), Tense("", "")


def _is_reported(words: Doc, tokens: range, tense: Tense) -> bool:
    """Return True for "in the wake of a third-quarter loss" and for a verb such as "report"."""
    attribute = (
        tokens.stop < len(words.tokens) and words.tokens[tokens.stop].tag in NOUN_OR_ADJECTIVE_TAGS
    )
    following = {token.lower for token in words.tokens[tokens.stop : tokens.stop + 3]}
    if attribute and not _REPORTED_NOUNS.isdisjoint(following):
        return True
    return not _REPORTING.isdisjoint(tense.cue.lower().split())


def _is_forecast(tense: Tense) -> bool:
    return not _FORECASTING.isdisjoint(tense.cue.lower().split())


def _relation(reading: TimeCandidate, tense: Tense, anchor: ReferenceTime) -> str:
    """Express the dependence of a candidate on its anchor in the language of `relations`."""
    steps = reading.steps
    passing = PASSING if anchor.passing else ""
    if not reading.name:
        return steps if anchor.settled else f"{steps} | {steps}{passing}"
    here = f"{_search_direction(reading, tense)}{reading.name} {steps}".strip()
    there = f"~{reading.name} {steps}".strip()
    if not anchor.settled:
        return f"{here} | {there}{passing}"
    return here if anchor.index is None else there


def _search_direction(reading: TimeCandidate, tense: Tense) -> str:
    """Return the search direction for a calendar name: by tense, else the most likely one."""
    if reading.name.startswith("F:"):
        return tense.direction or "~"
    if reading.name[0] in "MD":
        is_month = tense.firm and len(reading.name) == len("M08")
        return tense.direction if is_month else f"{tense.direction}~"
    if reading.name[0] == "W" and reading.steps == ".":
        return tense.direction or ">"  # "this weekend" is not over unless the verb is in the past
    # A bare weekday or weekend is the last one unless the verb is in the future.
    return tense.direction or ("<" if reading.name[0] == "W" else "~")
