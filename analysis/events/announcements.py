"""Decide whether the verb of a dated clause announces an event, or only wishes or supposes it."""

import re

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.models import TimeExpression
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.noun_phrases import phrase_start
from analysis.syntax.tag_sets import FINITE_TAGS, NOUN_TAGS, PREPOSITION_TAGS
from analysis.syntax.tokens import Doc, Sentence
from analysis.timex.event_nouns import is_event_noun
from analysis.timex.tense import Tense

_HOPES = lexicon.words("tense_cues", "wish")
_THINKING = word_set("expect")
_NECESSITY = word_set("have need")
# Verbs whose present tense does not mean a plan
_NO_SCHEDULE = (
    REPORTING_VERBS
    | lexicon.words("news_verbs", "lasting")
    | lexicon.words("auxiliaries", "be")
    | lexicon.words("tense_cues", "wish")
    | lexicon.words("tense_cues", "forecast")
    | lexicon.words("tense_cues", "unscheduled")
)
_HABITUAL = lexicon.words("tense_cues", "habit")
_FIRST_PERSON = word_set("i we")
_PLAN_NOUNS = word_set("plan plans hope hopes aim aims")
_RELATING = word_set("of to for with about from")
_SCHEDULED = lexicon.words("tense_cues", "scheduled") | word_set("take be hold")
_MONTH = re.compile(r"M\d\d$|M\d\d [|{]|^\d{4}-\d\d$")
_NEGATIONS = lexicon.words("tense_cues", "negation")
_UNREAL = _NEGATIONS | _HABITUAL | _HOPES
_DEGREES = word_set("less more how as")
_PLANS = lexicon.words("tense_cues", "plan")
_PLANS_TO = _PLANS | lexicon.words("tense_cues", "commitment")


def is_firm(
    words: Doc, sentence: Sentence, span: range, time: TimeExpression, tokens: range, tense: Tense
) -> bool:
    """Return True if a verb announces an event: no wish, possibility or subordinate infinitive."""
    cue = tense.cue.lower()
    before = [words.tokens[at].lower for at in range(span.start, tokens.start)]
    opening = words.tokens[tokens.start].lower
    verbs = {
        words.tokens[at].lower
        for at in range(span.start, tokens.start)
        if words.tokens[at].tag not in NOUN_TAGS
    }
    doubted = not _HOPES.isdisjoint(verbs) or (
        not _THINKING.isdisjoint(verbs) and not _NEGATIONS.isdisjoint(verbs)
    )
    if doubted or (opening == "the" and time.type == "TIME" and time.relative != "+0D"):
        return False  # "I don't think he will leave in May", "to spend the afternoon in bed"
    if opening == "the" and time.type == "DATE" and (time.relative or "").startswith("+0D"):
        return False  # "is spending the final day of the campaign at home"
    if tense.cue.startswith("Will ") and words.tokens[span.start].text != "Will":
        return False  # a name
    if tense.present and opening == "today" and _is_in_relative(words, span, tokens):
        return False
    if "likely" in before and not _DEGREES.isdisjoint(before):
        return False  # "are less likely to vote in May"
    if not _is_governed(words, sentence, span, time, tokens, tense):
        return False
    if tense.hedged:
        announced = any(
            token.lower in REPORTING_VERBS and token.tag == "VBD"
            for token in words.tokens_of(sentence)
        )
        modal = cue.partition(" ")[0]
        earlier = {token.lower for token in words.tokens[sentence.first : tokens.start]}
        announced = announced or not _PLANS_TO.isdisjoint(
            earlier
        )  # "the plan would close the mill in May"
        return modal == "would" and announced
    if cue.startswith("to ") and _is_in_participle(words, span, tokens):
        return False  # "keeping his promise to spend Sunday at home"
    if cue.startswith("to "):  # "With the mayor away this week and to return …"
        finite = has_finite_verb(words.tokens[span.start : tokens.start])
        planned = not finite or not _PLANS_TO.isdisjoint(verbs)
        placed = cue.rpartition(" ")[2] in before and opening != "today"
        return placed and planned and not tense.weak
    if cue.endswith("ing"):  # "are voting on Monday", but not "is growing this year"
        attached = {words.tokens[at].lower for at in _after_cue(words, span, tokens, tense)}
        return (
            " " in cue and opening not in ("today", "this") and attached.isdisjoint(("of", "for"))
        )
    if cue in ("is", "are"):
        near = _after_cue(words, span, tokens, tense)
        return len(near) < 2 and not time.value.isdecimal() and opening not in ("today", "this")
    return True


def is_scheduled(
    words: Doc, span: range, time: TimeExpression, tokens: range, tense: Tense
) -> bool:
    """Return True if a verb in the present, whose date may be ahead, is no state or report.

    "The court rules on the case next week", "the film is released on 3 October".
    """
    lowers = {words.tokens[at].lower for at in span if at not in tokens}
    verb = tense.cue.lower().rpartition(" ")[2]
    is_year = len(tokens) == 1 and words.tokens[tokens.start].text.isdecimal()
    if is_year or not tense.present or tense.direction or verb in _NO_SCHEDULE:
        return False
    before = words.tokens[tokens.start - 1].lower if tokens.start > span.start else ""
    if time.relative is None and verb not in _SCHEDULED:
        return False  # the caption of a picture: "Reis leaves the court on 3 May 2021"
    if _MONTH.search(time.relative or time.value) and verb not in _SCHEDULED:
        return False  # "her support gives her an advantage in March"
    governed = before in ("on", "in") or words.tokens[tokens.start].lower in ("next", "tomorrow")
    return governed and lowers.isdisjoint(_UNREAL)


def _after_cue(words: Doc, span: range, tokens: range, tense: Tense) -> range:
    """Return the tokens between the cue of a tense and the date; none if the cue is after it."""
    last = tense.cue.rpartition(" ")[2]
    for at in range(tokens.start - 1, span.start - 1, -1):
        if words.tokens[at].text == last:
            return range(at + 1, tokens.start)
    return range(tokens.start, tokens.start)


def has_plan(words: Doc, span: range, tokens: range) -> bool:
    """Return True if a modal, an infinitive or a word for a plan is before a date."""
    return any(
        words.tokens[at].tag in ("MD", "VB") or words.tokens[at].lower in _PLANS
        for at in range(span.start, tokens.start)
    )


def _is_governed(
    words: Doc, sentence: Sentence, span: range, time: TimeExpression, tokens: range, tense: Tense
) -> bool:
    """Return True if a verb with a future sense governs the date itself, with a real subject."""
    lowers = [words.tokens[at].lower for at in span]
    before = words.tokens[span.start : tokens.start]
    lower_before = [token.lower for token in before]
    cue = tense.cue.lower()
    if not _NEGATIONS.isdisjoint(lowers) and not {"until", "only"} & set(lowers):
        return False  # "the prize will not be awarded on Friday"
    states = cue in ("is", "are", "'s", "’s")
    if "you" in lower_before or "ought" in lower_before:
        return False
    if states and any(token.tag == "EX" for token in before):
        return False  # "then there's November"
    if cue.startswith(("to ", "is to ")) and "it" in lower_before:
        return False  # "knows how important it is to win in May"
    owner = tokens.stop < sentence.last and words.tokens[tokens.stop].tag == "POS"
    if owner and words.tokens[tokens.start - 1].lower in _RELATING:
        return False  # "regardless of Tuesday's results"
    if "we" in lower_before and ("all" in lower_before or time.value.isdecimal()):
        return False
    if " " not in cue and words.tokens[sentence.first].text == tense.cue:
        return words.tokens[sentence.first].tag != "VB"  # "Compare the numbers of Tuesday"
    if states and "it" in lower_before:
        return False  # "while it is April"
    if cue == "likely" and not {"to"} & {
        words.tokens[at].lower for at in _tokens_after(words, span, cue)
    }:
        return False  # "another likely defeat this weekend"
    if cue in _PLAN_NOUNS and _after_cue(words, span, tokens, tense):
        following = words.tokens[_after_cue(words, span, tokens, tense).start]
        if following.tag not in PREPOSITION_TAGS:
            return False  # "the group of the health plans, …"
    if cue == "due" and time.value.isdecimal() and tokens.start and lower_before[-1:] == ["due"]:
        return has_finite_verb(before)  # "bonds due 1993"
    words_of_cue = cue.split()
    if words_of_cue[-1] in _NECESSITY and not words_of_cue[-1].startswith("to"):
        return False  # "will have to win in May"
    if _is_date_of_incident(words, span, tokens):
        return False
    if not any(token.text == tense.cue.rpartition(" ")[2] for token in before):
        nouns = [token for token in before if token.tag in NOUN_TAGS]
        prepositions = {token.tag for token in before} & {"IN", "TO"}
        if nouns and prepositions:
            return False  # "With a fall in its price on Tuesday, the pressure is growing"
        subject = words.tokens[tokens.stop].tag in FINITE_TAGS if tokens.stop < span.stop else False
        return not subject or bool(nouns or prepositions)  # "The end of 2015 leaves the race open"
    return True


def _tokens_after(words: Doc, span: range, word: str) -> range:
    """Return the two tokens after the last use of a word in a span."""
    at = next((at for at in reversed(span) if words.tokens[at].lower == word), span.stop)
    return range(at + 1, min(at + 3, span.stop))


def _is_date_of_incident(words: Doc, span: range, tokens: range) -> bool:
    """Return True if a date follows an event noun directly: "charged over the crash Sunday"."""
    noun = tokens.start - 1
    if noun - 2 <= span.start or not is_event_noun(words.tokens[noun]):
        return False
    first = phrase_start(words.tokens, tokens.start, span.start)
    opens = words.tokens[first].lower == "the"
    return opens and words.tokens[first - 1].lower in ("to", "over", "for", "about", "of", "with")


def _is_in_participle(words: Doc, span: range, tokens: range) -> bool:
    """Return True if a participle that is no plan stands between the main verb and the date."""
    for at in range(tokens.start - 1, span.start - 1, -1):
        token = words.tokens[at]
        if token.tag in FINITE_TAGS:
            return False
        if token.tag == "VBG" and token.lower not in _PLANS_TO and token.lower != "going":
            return True
    return False


def is_forecast(words: Doc, span: range, tokens: range, tense: Tense) -> bool:
    """Return True if a quoted sentence predicts what others do; a plan or a schedule does not."""
    cue = tense.cue.lower().split()
    if not _PLANS_TO.isdisjoint(cue) or cue[-1] in _SCHEDULED:
        return False
    if len(cue) > 2 and "be" in cue:
        return False  # "the results will be published"
    before = [words.tokens[at].lower for at in range(span.start, tokens.start)]
    return _FIRST_PERSON.isdisjoint(before)


def _is_in_relative(words: Doc, span: range, tokens: range) -> bool:
    """Return True if a pronoun follows a noun directly: "the world we face today"."""
    return any(
        words.tokens[at].tag == "PRP" and words.tokens[at - 1].tag in NOUN_TAGS
        for at in range(span.start + 1, tokens.start)
    )


def was_planned(words: Doc, span: range, tokens: range) -> bool:
    """Return True if an event was once planned: "had been expected to speak on Friday"."""
    before = [words.tokens[at].lower for at in range(span.start, tokens.start)]
    for at, (first, second, third) in enumerate(zip(before, before[1:], before[2:], strict=False)):
        planned = third if second == "been" else second
        is_infinitive = planned in _PLANS_TO and "to" in before[at + 2 :]
        if first == "had" and (planned in _PLANS or is_infinitive):
            return True
    return False


def is_set_past(words: Doc, span: range, tense: Tense) -> bool:
    """Return True if "set" is a past tense with an object: "set off a panic", "set the stage"."""
    if tense.cue.lower() != "set":
        return False
    at = next((at for at in span if words.tokens[at].lower == "set"), span.stop - 1)
    return at + 1 < span.stop and words.tokens[at + 1].lower not in ("to", "for")


def reports_plan(words: Doc, span: range, tokens: range, tense: Tense) -> bool:
    """Return True if the verb is "said" and its content is in the future.

    "He said the fair in May would be the last": "said" is the nearest verb to the date.
    """
    if tense.cue.lower() not in REPORTING_VERBS:
        return False
    return any(words.tokens[at].tag == "MD" for at in range(tokens.stop, span.stop))
