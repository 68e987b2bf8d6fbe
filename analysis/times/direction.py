"""Whether a time expression looks ahead or back: the tense of the verb that governs it tells.

"The minister will speak on Friday" looks ahead, "said on Friday he will speak" looks back: it is
the verb of the expression's own clause that counts, not the nearest one of any clause.
"""

from dataclasses import dataclass
from typing import Literal

from analysis.word_sets import word_set
from analysis.words import Token, Words

Direction = Literal["<", ">", ""]

_REACH = 25  # tokens that a verb may stand away from its expression
_FUTURE_MODALS = word_set("will 'll ’ll wo shall would should could can may might must")
_FIRM_MODALS = word_set("will 'll ’ll wo shall")
_PLANS = word_set(
    """
    scheduled due slated set expected planned plan plans planning expects expect intends
    intend hopes hope wants aims likely poised ready forthcoming upcoming deadline
    """
)
_ONCE = word_set("originally previously initially first earlier")  # planned, and no longer
# Forms of verbs that serve as prepositions.
_PREPOSITIONS = word_set("following including according regarding concerning involving given")
# An infinitive after these has happened when the verb before it is in the past.
_DONE_BEFORE_INFINITIVE = word_set(
    """
    had forced failed managed began started continued came helped used led prompted compelled
    went moved rushed refused caused able proceeded declined seemed appeared
    """
)
_PAST_ADJECTIVES = word_set("recent latest previous earlier past last")
_OF_CLOCK = word_set("on at a.m. p.m. a.m p.m am pm noon midnight early late")
_BREAKS = word_set("; : — – -- ( )")


@dataclass(frozen=True, slots=True)
class Tense:
    """Where an expression looks, and the words that say so ("will hold", "announced", "since")."""

    direction: Direction
    cue: str
    weak: bool = False  # an infinitive or a progressive form: its clause may hold older dates too
    hedged: bool = False  # a "may" or "could" that tells little about when


def tense_at(words: Words, first: int, last: int) -> Tense:
    """The tense that governs the expression of the tokens `first` to `last` (half-open)."""
    if not words.tokens:
        return Tense("", "")
    sentence = words.sentences[words.sentence_of(first)]
    low, high = max(sentence.first, first - _REACH), min(sentence.last, last + _REACH)
    tokens = words.tokens
    before = tokens[first - 1].lower if first > low else ""
    if before == "since":
        return Tense("<", "since")
    for at in range(first - 1, max(low, first - 4) - 1, -1):
        if tokens[at].tag not in ("DT", "JJ", "JJS", "RBS", "PRP$"):
            break
        if tokens[at].lower in _PAST_ADJECTIVES:
            return Tense("<", tokens[at].text)
    governing = _verb_before(tokens, low, first)
    fronted = governing is None or _is_fronted(tokens, low, first)
    if fronted:
        after = _verb_after(tokens, last, high)
        governing = after if after is not None else governing
    if governing is None:
        return Tense("", "")
    tense = _tense_of(tokens, governing, sentence.first)
    if (tense.weak or not tense.direction) and _follows_after(tokens, low, first):
        return Tense("<", "after")
    owns = last < high and tokens[last].tag == "POS"
    if owns and (tense.weak or tense.hedged):
        return Tense("", "")  # "is worried about Monday's debate": no verb of its own
    if not tense.direction and any(
        token.lower in _PLANS for token in tokens[max(sentence.first, governing - 5) : governing]
    ):
        return Tense(">", tense.cue)
    if _behind_until(tokens, low, first) or (before == "by" and not tense.direction and not owns):
        return Tense(">", before if before == "by" else "until")
    if not tense.direction and _is_scheduled_by_be(tokens, governing, first):
        return Tense(">", tense.cue)
    if not tense.direction and governing == sentence.first and tokens[governing].tag == "VB":
        return Tense(">", tense.cue, weak=True)  # an imperative: "Call before Friday"
    if not tense.direction and any(
        token.lower in ("until", "till") for token in tokens[governing + 1 : first]
    ):
        return Tense(">", "until")
    return tense


def _behind_until(tokens: tuple[Token, ...], low: int, first: int) -> bool:
    """Whether "until" stands before an expression, or before its time of day."""
    at = first - 1
    while at >= low and (
        tokens[at].lower in _OF_CLOCK or (tokens[at].tag == "CD" and len(tokens[at].text) != 4)
    ):
        at -= 1
    return at >= low and tokens[at].lower in ("until", "till")


def _follows_after(tokens: tuple[Token, ...], low: int, first: int) -> bool:
    """Whether an expression opens the noun phrase behind "after": "after her Sunday collapse"."""
    at = first - 1
    while at >= low and tokens[at].tag in ("DT", "PRP$", "JJ"):
        at -= 1
    return at >= low and tokens[at].lower in ("after", "following")


def _is_scheduled_by_be(tokens: tuple[Token, ...], verb: int, first: int) -> bool:
    """Whether only a preposition parts "is" from an expression: "The final is on Sunday"."""
    if tokens[verb].lower not in ("is", "are", "'s", "’s") or not 1 <= first - verb <= 2:
        return False
    if tokens[first].tag in ("DT", "PRP$"):
        return False  # "is in its fourth week"
    return first - verb == 1 or tokens[first - 1].lower in ("on", "in", "at", "from")


def _is_fronted(tokens: tuple[Token, ...], low: int, first: int) -> bool:
    """Whether an expression opens its clause: "On Friday, …", "said that on Friday …"."""
    at = first - 1
    while at >= low and tokens[at].tag in ("IN", "DT", "RB", "JJ", "''", "``"):
        if tokens[at].lower in ("that", "and", "but"):
            return True
        at -= 1
    return at < low or (
        tokens[at].lower in ("that", "and", "but", ",") and _clause_opens(tokens, at)
    )


def _clause_opens(tokens: tuple[Token, ...], at: int) -> bool:
    return tokens[at].lower in ("that", "but") or (
        tokens[at].lower == "and" and at > 0 and tokens[at - 1].lower == ","
    )


def _verb_before(tokens: tuple[Token, ...], low: int, first: int) -> int | None:
    """The nearest verb before an expression, not looking into a relative clause already closed."""
    at = first - 1
    while at >= low:
        token = tokens[at]
        if token.lower == ")":  # a closed parenthesis is stepped over
            at -= 1
            while at >= low and tokens[at].lower != "(":
                at -= 1
            at -= 1
            continue
        if token.lower in _BREAKS:
            return None
        if token.lower in _PLANS and not token.tag.startswith("NN"):
            return at
        if token.tag == "MD" or (token.tag[:2] == "VB" and token.lower not in _PREPOSITIONS):
            return at
        at -= 1
    return None


def _verb_after(tokens: tuple[Token, ...], last: int, high: int) -> int | None:
    """The first finite verb after an expression that opens its clause."""
    for at in range(last, high):
        token = tokens[at]
        if token.lower in _BREAKS - {"("}:
            return None
        if token.tag in ("VBD", "VBZ", "VBP", "MD") or (token.tag == "VB" and at > last):
            # The last verb of its group bears the name of what happens: "will discuss".
            end = at
            while end + 1 < high and (
                tokens[end + 1].tag == "RB"
                or (
                    tokens[end + 1].tag.startswith("VB")
                    and (tokens[end].tag in ("MD", "RB") or tokens[end].lower in _AUXILIARIES)
                )
            ):
                end += 1
            while end > at and not tokens[end].tag.startswith("VB"):
                end -= 1
            return end
    return None


def _written(tokens: tuple[Token, ...]) -> str:
    text = ""
    for before, token in zip((None, *tokens), tokens, strict=False):
        text += token.text if before is None or before.end == token.start else f" {token.text}"
    return text


def _tense_of(tokens: tuple[Token, ...], verb: int, low: int) -> Tense:
    """Where the verb group that ends at `verb` looks."""
    start = verb
    while start - 1 >= low and (
        tokens[start - 1].tag in ("MD", "TO", "RB")
        or (tokens[start - 1].tag.startswith("VB") and tokens[start - 1].lower in _AUXILIARIES)
    ):
        start -= 1
    while start < verb and tokens[start].tag == "RB":
        start += 1
    group = tokens[start : verb + 1]
    lowers = [token.lower for token in group]
    cue = _written(group)
    if any(token.lower in _PLANS and not token.tag.startswith("NN") for token in group):
        once = {tokens[start - 1].lower if start > low else "", *lowers} & _ONCE
        return Tense("<" if once else ">", cue)
    modal = next((lower for lower in lowers if lower in _FUTURE_MODALS), None)
    if modal is not None:
        done = "have" in lowers and modal in ("would", "could", "should", "may", "might", "must")
        return Tense("<" if done else ">", cue, hedged=modal not in _FIRM_MODALS)
    tags = [token.tag for token in group]
    if "TO" in tags:
        at = start + tags.index("TO")
        if tags[0] in ("VBZ", "VBP") and lowers[0] in ("is", "are", "'s", "'re", "has", "have"):
            return Tense(">", cue)
        earlier = _verb_before(tokens, low, at)
        if earlier is not None and tokens[earlier].lower in _DONE_BEFORE_INFINITIVE:
            return Tense("<", f"{tokens[earlier].text} {cue}")
        if at > 0 and tokens[at - 1].lower in _DONE_BEFORE_INFINITIVE:
            return Tense("<", cue)
        planned = any(token.lower in _PLANS for token in tokens[max(low, at - 4) : at])
        return Tense(">", cue, weak=not planned)
    last = group[-1]
    if last.tag == "VBD" or "had" in lowers or "was" in lowers or "were" in lowers:
        if "going" in lowers:
            return Tense(">", cue)
        return Tense("<", cue)
    if last.tag == "VBN":
        present = any(lower in ("is", "are", "be", "being", "'s", "’s") for lower in lowers[:-1])
        if present and not any(lower in ("has", "have", "been") for lower in lowers):
            return Tense("", cue)
        return Tense("<", cue)
    if last.tag == "VBG":
        if any(lower in _PRESENT_BE for lower in lowers[:-1]):
            return Tense(">", cue, weak=True)
        if last.lower in ("starting", "beginning", "opening"):
            governing = _verb_before(tokens, low, verb)
            if governing is not None:
                return _tense_of(tokens, governing, low)
            return Tense(">", cue)
        # A participle looks where the finite verb of its sentence does.
        for at in range(start - 1, low - 1, -1):
            if tokens[at].tag in ("VBD", "VBZ", "VBP", "MD"):
                return Tense(_tense_of(tokens, at, low).direction, cue)
        return Tense("", cue)
    if last.tag in ("VBZ", "VBP"):
        return Tense(">", cue) if last.lower in _SCHEDULED else Tense("", cue)
    return Tense("", cue)


_PRESENT_BE = word_set("is are 're ’re am 'm ’m 's ’s")
_AUXILIARIES = word_set(
    """
    be is are was were been being am 's ’s 're ’re 'm ’m has have had having 've ’ve do does
    did going ca get got
    """
)
# Verbs whose present tense speaks of what a timetable says.
_SCHEDULED = word_set(
    """
    starts start begins begin opens open closes close ends end expires expire resumes resume
    arrives arrive leaves leave departs returns return takes take runs run goes go comes come
    meets meet faces face travels travel visits visit hosts host launches launch releases
    kicks kick plays play appears appear votes vote holds hold premieres airs reopens
    """
)
