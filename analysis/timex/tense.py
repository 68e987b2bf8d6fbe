"""Find the direction of a time expression, future or past, from the verb that governs it.

"The minister will speak on Friday" is in the future, "said on Friday he will speak" in the past.
The governing verb is that of the expression's own clause, not the nearest one of any clause.
"""

from typing import Literal

from msgspec import Struct

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.structs import replace
from analysis.syntax.noun_phrases import phrase_start
from analysis.syntax.tag_sets import (
    ADVERB_TAGS,
    DETERMINER_TAGS,
    FINITE_TAGS,
    NOUN_OR_ADJECTIVE_TAGS,
    NOUN_TAGS,
    PAST_TAGS,
    PHRASE_TAGS,
    PRESENT_TAGS,
    RELATIVE_TAGS,
    VERB_TAGS,
)
from analysis.syntax.tokens import Doc, Token, skip_tags, skip_tags_back
from analysis.syntax.verb_groups import find_main_verb, is_auxiliary

Direction = Literal["<", ">", ""]

_REACH = 25  # tokens between a verb and its expression, at most
_FUTURE_MODALS = lexicon.words("auxiliaries", "future")
_FIRM_MODALS = word_set("will 'll ’ll wo shall")
_PLANS = lexicon.words("tense_cues", "plan")
_PLANS_TO = _PLANS | lexicon.words("tense_cues", "commitment")  # before an infinitive
_ONCE = word_set("originally previously initially first earlier")  # planned, and no longer
# Verb forms that are used as prepositions.
_PREPOSITIONS = word_set("following including according regarding concerning involving given")
# An infinitive after one of these in the past tense has happened: "managed to leave".
_DONE_BEFORE_INFINITIVE = lexicon.words("tense_cues", "done")
# "Could" is the past tense of "can" where it is negated.
_NEGATIONS = lexicon.words("tense_cues", "negation")
_SPOKEN = lexicon.words("tense_cues", "spoken")
_PAST_ADJECTIVES = word_set("recent latest previous earlier past last")
_OF_CLOCK = lexicon.words("time_words", "clock")
_BREAKS = word_set("; : — – -- ( )")
_OUTER_BREAKS = _BREAKS - {"(", ")"}
_BREAKS_INSIDE = _BREAKS - {"("}
_OBJECT_TAGS = PHRASE_TAGS | {"IN", "RP", "RB", "PRP", ",", "VBD"}
_BOUNDING = lexicon.words("prepositions", "bound") | _PLANS


class Tense(Struct, frozen=True):
    """The direction of an expression and its cue ("will hold", "announced", "since").

    `weak` marks an infinitive or a progressive form: its clause may contain older dates too.
    `hedged` marks a modal such as "may" or "could", which is weak evidence of the time.
    `present` marks a finite verb in the present. `firm` marks a past tense whose own date this is:
    only its objects and a preposition are between the two.
    """

    direction: Direction
    cue: str
    weak: bool = False
    hedged: bool = False
    present: bool = False
    firm: bool = False


def tense_at(words: Doc, first: int, last: int) -> Tense:
    """Return the tense that governs the expression of the tokens `first` to `last` (half-open)."""
    if not words.tokens:
        return Tense("", "")
    sentence = words.sentences[words.sentence_of(first)]
    low, high = max(sentence.first, first - _REACH), min(sentence.last, last + _REACH)
    tokens = words.tokens
    before = tokens[first - 1].lower if first > low else ""
    if before == "since":
        return Tense("<", "since", firm=True)
    if _is_effective(tokens, low, first):
        return Tense(">", "effective")
    for at in range(first - 1, max(low, first - 4) - 1, -1):
        if tokens[at].tag not in ("DT", "JJ", "JJS", "RBS", "PRP$"):
            break
        if tokens[at].lower in _PAST_ADJECTIVES:
            return Tense("<", tokens[at].text)
    named = _head_after(tokens, last, high)
    if named is not None and named.lower in _UNPLANNED:
        return Tense("<", named.text)
    governing = _verb_before(tokens, low, first)
    fronted = governing is None or _is_fronted(tokens, low, first)
    if fronted:
        after = _verb_after(tokens, last, high)
        governing = after if after is not None else governing
    if governing is None:
        return Tense("", "")
    tense = _tense_of(tokens, governing, sentence.first)
    if (tense.weak or not tense.direction) and _is_in_after_phrase(tokens, low, first):
        return Tense("<", "after")
    owns = last < high and tokens[last].tag == "POS"
    if owns and (tense.weak or tense.hedged):
        return Tense("", "")  # "is worried about Monday's debate": not its own verb
    if not tense.direction and any(
        token.lower in _PLANS for token in tokens[max(sentence.first, governing - 5) : governing]
    ):
        return Tense(">", tense.cue)
    if _is_after_until(tokens, low, first) and _is_over_until(tokens, governing, tense, fronted):
        return Tense("<", "until")
    if _is_after_until(tokens, low, first) or (before == "by" and not tense.direction and not owns):
        return Tense(">", before if before == "by" else "until")
    if before in ("to", "for") and tokens[governing].lower in _MOVES and governing == first - 2:
        return Tense(">", tense.cue)  # "was postponed to Friday"
    if not tense.direction and _is_scheduled_by_be(tokens, governing, first):
        return Tense(">", tense.cue)
    if not tense.direction and governing == sentence.first and tokens[governing].tag == "VB":
        return Tense(">", tense.cue, weak=True)  # an imperative: "Call before Friday"
    if not tense.direction and any(
        token.lower in ("until", "till") for token in tokens[governing + 1 : first]
    ):
        return Tense(">", "until")
    own = range(last, governing) if fronted else range(governing + 1, first)
    firm = (
        tense.direction == "<" and before in ("in", "on") and _is_own_past(tokens, governing, own)
    )
    return replace(tense, firm=True) if firm else tense


def _head_after(tokens: tuple[Token, ...], last: int, high: int) -> Token | None:
    """Return the noun that a date precedes: "Monday's court decision", "the May 3 attack"."""
    at = last + (last < high and tokens[last].tag == "POS")
    end = skip_tags(tokens, at, NOUN_OR_ADJECTIVE_TAGS, high)
    return tokens[end - 1] if end > at and tokens[end - 1].tag in NOUN_TAGS else None


def _is_own_past(tokens: tuple[Token, ...], verb: int, between: range) -> bool:
    """Return True for "arrested ten people in August"; "declared a payment due in May" is none.

    `between` are the tokens between the verb and the date.
    """
    passive = tokens[verb].tag == "VBN" and tokens[verb - 1].lower in ("was", "were")
    return (tokens[verb].tag == "VBD" or passive) and all(
        tokens[at].tag in _OBJECT_TAGS and tokens[at].lower not in _BOUNDING for at in between
    )


def _is_effective(tokens: tuple[Token, ...], low: int, first: int) -> bool:
    """Return True if an expression is the beginning of a change: ", effective from Aug. 1"."""
    at = first - 1
    while at > low and tokens[at].lower in ("on", "from", "as", "of"):
        at -= 1
    return at > low and tokens[at].lower == "effective" and tokens[at - 1].text in (",", "(", "–")


def _is_after_until(tokens: tuple[Token, ...], low: int, first: int) -> bool:
    """Return True if "until" precedes an expression or its time of day."""
    at = first - 1
    while at >= low and (
        tokens[at].lower in _OF_CLOCK or (tokens[at].tag == "CD" and len(tokens[at].text) != 4)
    ):
        at -= 1
    return at >= low and tokens[at].lower in ("until", "till")


def _is_over_until(tokens: tuple[Token, ...], verb: int, tense: Tense, fronted: bool) -> bool:
    """Return True for "Until Friday, they had no plan" and "was not found until Friday"."""
    if tense.direction != "<":
        return False
    negated = any(token.lower in _NEGATIONS for token in tokens[max(verb - 3, 0) : verb])
    return fronted or negated


def _is_in_after_phrase(tokens: tuple[Token, ...], low: int, first: int) -> bool:
    """Return True if an expression begins the phrase after "after": "after her Sunday fall"."""
    at = first - 1
    while at >= low and tokens[at].tag in ("DT", "PRP$", "JJ"):
        at -= 1
    return at >= low and tokens[at].lower in ("after", "following")


def _is_scheduled_by_be(tokens: tuple[Token, ...], verb: int, first: int) -> bool:
    """Return True if "is" and at most a preposition precede it: "The final is on Sunday"."""
    if tokens[verb].lower not in ("is", "are", "'s", "’s") or not 1 <= first - verb <= 2:
        return False
    if tokens[first].tag in DETERMINER_TAGS:
        return False  # "is in its fourth week"
    return first - verb == 1 or tokens[first - 1].lower in ("on", "in", "at", "from")


def _is_fronted(tokens: tuple[Token, ...], low: int, first: int) -> bool:
    """Return True if an expression begins its clause: "On Friday, …", "said that on Friday …"."""
    at = first - 1
    while at >= low and tokens[at].tag in ("IN", "DT", "RB", "JJ", "''", "``"):
        if tokens[at].lower in ("that", "and", "but"):
            return True
        at -= 1
    return at < low or (
        tokens[at].lower in ("that", "and", "but", ",") and _follows_conjunction(tokens, at)
    )


def _follows_conjunction(tokens: tuple[Token, ...], at: int) -> bool:
    return tokens[at].lower in ("that", "but") or (
        tokens[at].lower == "and" and at > 0 and tokens[at - 1].lower == ","
    )


def _verb_before(tokens: tuple[Token, ...], low: int, first: int) -> int | None:
    """Return the index of the nearest verb before an expression, skipping parentheses."""
    at = first - 1
    while at >= low:
        token = tokens[at]
        if token.lower == ")":
            at -= 1
            while at >= low and tokens[at].lower != "(":
                at -= 1
            at -= 1
            continue
        if token.lower in _BREAKS:
            return None
        if token.lower == "route" and tokens[at - 1].lower == "en":
            at -= 2
            continue
        if token.lower in _PLANS and token.tag not in NOUN_TAGS:
            return at
        if token.tag == "MD" or (token.tag in VERB_TAGS and token.lower not in _PREPOSITIONS):
            return at
        at -= 1
    return None


def _verb_after(tokens: tuple[Token, ...], last: int, high: int) -> int | None:
    """Return the index of the first finite verb after an expression that begins its clause."""
    depth = 0
    for at in range(last, high):
        token = tokens[at]
        depth += (token.lower == "(") - (token.lower == ")" and depth > 0)
        if depth or (token.lower == ")" and at > last):
            continue  # "the Commission on Ferries (NCIF) said"
        if token.lower in _BREAKS_INSIDE:
            return None
        if token.tag in FINITE_TAGS or (token.tag == "VB" and at > last):
            return find_main_verb(tokens, at, high)
    return None


def _join_tokens(tokens: tuple[Token, ...]) -> str:
    text = ""
    for before, token in zip((None, *tokens), tokens, strict=False):
        text += token.text if before is None or before.end == token.start else f" {token.text}"
    return text


def _tense_of(tokens: tuple[Token, ...], verb: int, low: int) -> Tense:
    """Return the tense of the verb group that ends at `verb`."""
    start = verb
    while start - 1 >= low and (
        tokens[start - 1].tag in ("MD", "TO", "RB")
        or (tokens[start - 1].tag in VERB_TAGS and is_auxiliary(tokens[start - 1]))
    ):
        start -= 1
    start = skip_tags(tokens, start, ADVERB_TAGS, verb)
    group = tokens[start : verb + 1]
    lowers = [token.lower for token in group]
    cue = _join_tokens(group)
    if _is_set_past(tokens, verb, low):
        return Tense("<", cue)
    if any(token.lower in _PLANS and token.tag not in NOUN_TAGS for token in group):
        once = {tokens[start - 1].lower if start > low else "", *lowers} & _ONCE
        return Tense("<" if once else ">", cue)
    modal = next((lower for lower in lowers if lower in _FUTURE_MODALS), None)
    if modal is not None:
        done = "have" in lowers and modal in ("would", "could", "should", "may", "might", "must")
        done = done or _is_past_modal(tokens, start, group, modal, low)
        return Tense("<" if done else ">", cue, hedged=modal not in _FIRM_MODALS)
    tags = [token.tag for token in group]
    if "TO" in tags:
        return _tense_of_infinitive(tokens, start, start + tags.index("TO"), low, cue)
    last = group[-1]
    if last.tag == "VBD" or "had" in lowers or "was" in lowers or "were" in lowers:
        if "going" in lowers:
            return Tense(">", cue)
        return Tense("<", cue)
    if last.tag == "VBN":
        present = any(lower in ("is", "are", "be", "being", "'s", "’s") for lower in lowers[:-1])
        if present and not any(lower in ("has", "have", "been") for lower in lowers):
            return Tense("", cue, present=True)
        return Tense("<", cue)
    if last.tag == "VBG":
        if any(lower in _PRESENT_BE for lower in lowers[:-1]):
            return Tense(">", cue, weak=True)
        if last.lower in ("starting", "beginning", "opening"):
            governing = _verb_before(tokens, low, verb)
            if governing is not None:
                return _tense_of(tokens, governing, low)
            return Tense(">", cue)
        # A participle has the direction of the finite verb of its sentence.
        for at in range(start - 1, low - 1, -1):
            if tokens[at].tag in FINITE_TAGS:
                return Tense(_tense_of(tokens, at, low).direction, cue)
        return Tense("", cue)
    is_bare = last.lower in _UNMARKED and len(group) == 1
    if is_bare and _has_singular_subject(tokens, verb, low):
        return Tense("<", cue)
    if last.tag in PRESENT_TAGS:
        following = [token.lower for token in tokens[verb + 1 : verb + 5]]
        if last.lower in ("come", "comes") and not _BESIDE.isdisjoint(following):
            return Tense("", cue, present=True)  # "Monday's announcement comes as …"
        results = (last.lower in _RESULTS and tokens[verb - 1].lower in _PUBLISHING) or (
            last.lower in _PUBLISHING
            and any(token.lower in _RESULTS for token in tokens[verb + 1 : verb + 6])
        )
        return Tense(">" if results or last.lower in _SCHEDULED else "", cue, present=True)
    return Tense("", cue)


def _is_set_past(tokens: tuple[Token, ...], verb: int, low: int) -> bool:
    """Return True for "set" with a subject and an object: "she set a record", not "is set to"."""
    following = tokens[min(verb + 1, len(tokens) - 1)]
    if tokens[verb].lower != "set" or following.tag in ("IN", "TO"):
        return False  # "is set to", "a deadline set at June 1"
    return _has_singular_subject(tokens, verb, low)


def _has_singular_subject(tokens: tuple[Token, ...], verb: int, low: int) -> bool:
    """Return True if a singular subject is just before a verb: "she set", "the minister cut"."""
    at = skip_tags_back(tokens, verb, ADVERB_TAGS, low) - 1
    if at < low or tokens[at].tag not in ("PRP", "NN", "NNP"):
        return False
    if tokens[at].tag == "PRP":
        return tokens[at].lower in _SINGULAR
    first = phrase_start(tokens, at + 1, low)
    joined = first > low and tokens[first - 1].lower in ("and", "or", "to", "of", "in")
    return not joined


def _is_past_modal(
    tokens: tuple[Token, ...], start: int, group: tuple[Token, ...], modal: str, low: int
) -> bool:
    """Return True for "neither could be reached", "would not comment": modals in the past tense."""
    if modal not in ("could", "would"):
        return False
    lowers = [token.lower for token in group]
    before = [token.lower for token in tokens[max(low, start - 4) : start]]
    negated = not _NEGATIONS.isdisjoint(lowers + before)
    if modal == "could":
        return negated
    return negated and lowers[-1] in _SPOKEN


def _tense_of_infinitive(
    tokens: tuple[Token, ...], start: int, to: int, low: int, cue: str
) -> Tense:
    """Return the tense of an infinitive: that of its finite verb, unless a plan governs it.

    "Called on parliament to block it" is in the past, "plans to block it" in the future.
    """
    if tokens[to + 1].lower == "have" and tokens[to + 2 : to + 3] and tokens[to + 2].tag == "VBN":
        return Tense("<", cue)  # "is said to have left"
    first = tokens[start]
    modal = _modal_before(tokens, to, low)
    if modal is not None:
        whole = f"{_join_tokens(tokens[modal:to])} {cue}"
        return Tense(">", whole, hedged=tokens[modal].lower not in _FIRM_MODALS)
    if first.tag in PRESENT_TAGS and first.lower in ("is", "are", "'s", "'re", "has", "have"):
        return Tense(">", cue)
    earlier = _verb_before(tokens, low, to)
    if earlier is not None and tokens[earlier].lower in _DONE_BEFORE_INFINITIVE:
        return Tense("<", f"{tokens[earlier].text} {cue}")
    if to > 0 and tokens[to - 1].lower in _DONE_BEFORE_INFINITIVE:
        return Tense("<", cue)
    plan = next(
        (at for at in range(to - 1, max(low, to - 4) - 1, -1) if tokens[at].lower in _PLANS_TO),
        None,
    )
    if plan is not None:
        group = {token.lower for token in tokens[max(low, plan - 4) : plan]}
        once = not group.isdisjoint(_ONCE) and not group.isdisjoint(("had", "was", "were"))
        return Tense("<" if once else ">", cue)
    finite = _finite_verb_before(tokens, low, start)
    if finite is None or tokens[finite].tag not in PAST_TAGS:
        # A headline ("Leaders to meet on Friday"), or a finite verb in the present.
        return Tense(">", cue, weak=finite is not None)
    governing = _tense_of(tokens, finite, low)
    return Tense(governing.direction, governing.cue)


def _modal_before(tokens: tuple[Token, ...], to: int, low: int) -> int | None:
    """Return the index of the modal before an infinitive: "will be able to", "may be asked to"."""
    at = to - 1
    if at <= low or tokens[at].tag not in ("JJ", "VBN", "VBD"):
        return None
    at = skip_tags_back(tokens, at, ADVERB_TAGS, low) - 1
    if at <= low or tokens[at].lower != "be":
        return None
    at = skip_tags_back(tokens, at, ADVERB_TAGS, low) - 1
    return at if at >= low and tokens[at].lower in _FUTURE_MODALS else None


def _finite_verb_before(tokens: tuple[Token, ...], low: int, first: int) -> int | None:
    """Return the index of the nearest finite verb before a token in its clause, or None.

    A participle with an object is one if there is no other: the tagger confuses the two.
    """
    participle: int | None = None
    for at in range(first - 1, low - 1, -1):
        if tokens[at].lower in _OUTER_BREAKS:
            break
        # A "verb" right after a verb in the past is its object: "extended offers to acquire".
        is_object = tokens[at].tag in PRESENT_TAGS and tokens[at - 1].tag in PAST_TAGS
        # A relative clause is skipped: "allowed those who had fled to return".
        is_relative = tokens[at - 1].tag in RELATIVE_TAGS
        if tokens[at].tag in FINITE_TAGS and not is_object and not is_relative:
            return at
        if tokens[at].tag == "VBN" and tokens[at + 1].tag[:2] in ("NN", "DT", "PR", "JJ", "CD"):
            participle = at
    return participle


_MOVES = lexicon.words("tense_cues", "move")
_UNPLANNED = lexicon.words("event_nouns", "unplanned")
_UNMARKED = lexicon.words("tense_cues", "unmarked")
_SINGULAR = word_set("he she it who that which this")
_BESIDE = word_set("as amid after days weeks")
_PUBLISHING = word_set("report reports post posts")  # "reports its results on Friday"
_RESULTS = word_set("results earnings")
_PRESENT_BE = lexicon.words("auxiliaries", "present_be")
# Verbs whose present tense can mean a scheduled future: "the summit starts on Monday".
_SCHEDULED = lexicon.words("tense_cues", "scheduled")
