"""Find the headline of the second date of a clause: "sailed in 2011 and returned in 2013"."""

from bisect import bisect_left
from collections.abc import Sequence

from analysis.events.drafts import BE, Draft, is_sentence
from analysis.events.headline_lines import format_draft
from analysis.events.headline_names import Names
from analysis.events.headline_sources import find_sources
from analysis.events.headlines import format_headline
from analysis.events.phrases import CLOSING_MARKS
from analysis.events.reports import Report
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.noun_phrases import phrase_start
from analysis.syntax.tag_sets import FINITE_TAGS, PHRASE_TAGS, PREPOSITION_TAGS, VERBAL_TAGS
from analysis.syntax.tokens import Doc, Sentence

_LONGEST_REST = 3  # tokens between a date and the "and" after it


def second_headline(
    words: Doc,
    sentence: Sentence,
    span: range,
    earlier: range,
    tokens: range,
    names: Names,
    report: Report | None = None,
) -> str | None:
    """Return the headline of the second date of a clause, without the part of the first date.

    `earlier` and `tokens` are the tokens of the dates: "The ferries sailed in 2011 and returned in
    2013" → "The ferries returned in 2013". It ends with the source of its report. None if no "and"
    joins two whole dates, as in "in May or June" and "between 3 and 5 May".
    """
    joint = next(
        (at for at in range(tokens.start - 1, earlier.stop - 1, -1)
         if words.tokens[at].lower == "and"), None,
    )  # fmt: skip
    if joint is None or words.tokens[span.start].tag in FINITE_TAGS:
        return None
    if joint - earlier.stop > _LONGEST_REST:
        return None  # "an event in May for the best apps and games of the year"
    if words.tokens[earlier.start - 1].lower in ("between", "from"):
        return None
    if len(tokens) == 1 and len(words.tokens[tokens.start].text) < 3:
        return None
    resumed = joint + 1
    tag = words.tokens[resumed].tag
    if resumed in tokens or tag in PREPOSITION_TAGS:
        end = earlier.start
        if resumed not in tokens and words.tokens[end - 1].tag in PREPOSITION_TAGS:
            end -= 1
    else:
        verbs = [at for at in range(span.start, earlier.start)
                 if words.tokens[at].tag in VERBAL_TAGS]  # fmt: skip
        finite = FINITE_TAGS if tag in FINITE_TAGS else (tag,)
        same = [at for at in verbs if words.tokens[at].tag in finite]
        if tag in VERBAL_TAGS and same:
            end = same[-1]
        elif has_finite_verb(words.tokens[resumed : span.stop]):
            rest = range(resumed, span.stop)
            sources = find_sources(words, sentence, rest, names, report) or ("", "")
            return format_draft(words, Draft([rest], *sources), names)
        elif tag in PHRASE_TAGS and verbs and _is_plain(words, verbs[-1], earlier.start):
            end = verbs[-1] + 1
            if words.tokens[verbs[-1]].lower in (*BE, "be"):
                return None  # "will be in service by 2011 and all by 2016"
        else:
            return None
    if end <= span.start or resumed >= span.stop:
        return None
    quotes = sum(words.tokens[at].tag in ("``", "''") for at in range(span.start, end))
    if quotes % 2:
        return None
    sources = find_sources(words, sentence, span, names, report) or ("", "")
    draft = Draft([range(span.start, end), range(resumed, span.stop)], *sources)
    return format_draft(words, draft, names) if is_sentence(words, draft, None) else None


def act_of_date(
    words: Doc,
    first: int,
    earlier: range,
    tokens: range,
    event_tokens: Sequence[int],
    names: Names,
) -> str | None:
    """Return the event noun that the second date of a clause dates, as a headline with the date.

    "Reis accused the firm on Monday of the raid on the market on 3 May" → "The raid on the market
    on 3 May". "" if a verb is nearer. None if neither is between the dates, or if the first date is
    a part of the subject. The clause begins at the token `first`. `event_tokens` are the indexes of
    the text's verbs and event nouns, in order.
    """
    act = bisect_left(event_tokens, tokens.start) - 1
    if act < 0 or event_tokens[act] < earlier.stop:
        return None
    at = event_tokens[act]
    if words.tokens[at].tag in VERBAL_TAGS:
        act = bisect_left(event_tokens, earlier.start) - 1
        has_verb = act >= 0 and event_tokens[act] >= first
        has_verb = has_verb and words.tokens[event_tokens[act]].tag in VERBAL_TAGS
        return "" if has_verb or at > earlier.stop else None  # "Fiscal 2024 starts in October"
    start = phrase_start(words.tokens, at + 1, earlier.stop)
    return format_headline(words, range(start, tokens.stop), names)


def _is_plain(words: Doc, first: int, last: int) -> bool:
    """Return whether tokens contain no quotation mark, dash or conjunction."""
    return not any(
        token.text in CLOSING_MARKS or token.tag in ("``", "''", "CC", ":", "WDT")
        for token in words.tokens[first:last]
    )
