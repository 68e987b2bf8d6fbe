"""Choose the best of the lines that a headline may have, by a log-linear score."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from msgspec import Struct

from analysis.events.headline_faults import (
    UNRESOLVED,
    weigh_claim,
    weigh_end,
    weigh_event,
    weigh_pronouns,
    weigh_start,
)
from analysis.events.headline_lines import Line
from analysis.events.headline_names import PRONOUNS, Names
from analysis.events.reports import Report
from analysis.lexicon import word_set
from analysis.log_linear import Features, weigh_features
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.tag_sets import (
    FINITE_TAGS,
    NOUN_TAGS,
    PHRASE_TAGS,
    SUBORDINATOR_TAGS,
    VERB_TAGS,
    VERBAL_TAGS,
    WH_TAGS,
)
from analysis.syntax.tokens import Doc, Sentence

_WEIGHTS = Path(__file__).resolve().parents[1] / "weights" / "headline_lines.json"

UNNAMED_SUBJECT = 2  # defects of a line that begins with a pronoun without a name
_DEFECT = 0.6  # of the score, for each defect
_NEGATIONS = word_set("not n't n’t never")
_REACH_OF_NEGATION = 10  # tokens between a negated verb and its content
_CLOSING = frozenset((".", ";", ":"))
_CONTENT_VERBS = REPORTING_VERBS | {"told", "tweeted"}


class LineChoice(Struct, frozen=True):
    """A line that a headline may have, its evidence, and the number of its defects.

    `is_whole` says whether it is a sentence that contains what the date belongs to.
    """

    line: Line
    features: Features
    defects: int
    is_whole: bool


def rank_lines(choices: Iterable[LineChoice]) -> tuple[LineChoice, LineChoice]:
    """Return the best line, and the one with the fewest defects.

    They are the same if a line has no defect, or only a subject without a name: it has one in
    brackets. Else the best line has the best score.
    """
    listed: list[LineChoice] = []
    for choice in choices:
        if not choice.defects:
            return choice, choice
        listed.append(choice)
    fewest = min(listed, key=lambda choice: choice.defects)
    if fewest.defects <= UNNAMED_SUBJECT:
        return fewest, fewest
    weights = _load_weights()
    best = max(
        listed,
        key=lambda choice: weigh_features(weights, choice.features) - _DEFECT * choice.defects,
    )
    return best, fewest


@cache
def _load_weights() -> dict[str, float]:
    weights: dict[str, float] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return weights


def describe_line(
    words: Doc, sentence: Sentence, span: range, line: Line, report: Report | None, number: int
) -> Features:
    """Return the evidence for and against a line, apart from its defects."""
    tokens, spans = words.tokens, line.draft.spans
    first, stop = spans[0].start, spans[-1].stop
    line_tokens = [at for span in spans for at in span]
    is_cut = _is_cut(line)
    last_verb = next((at for at in reversed(line_tokens) if tokens[at].tag in VERBAL_TAGS), first)
    verbs = [at for at in line_tokens if tokens[at].tag in FINITE_TAGS]
    own = [at for at in span if tokens[at].tag in FINITE_TAGS]
    features: Features = {
        "outside clause": sum(at not in span for at in line_tokens) / len(line_tokens),
        f"opens {_boundary(words, first - 1, sentence)}": 1.0,
        f"{'cut' if is_cut else 'closes'} {_closing(words, stop, sentence)}": 1.0,
        "number": min(number, 6) / 6,
        "after verb": min(stop - last_verb, 8) / 8,
        "words": min(len(line.text), 100) / 100,
        "omitted": 1 - min(sum(map(len, spans)) / (sentence.last - sentence.first), 1.0),
    }
    flags = {
        "lacks verb of clause": bool(own) and own[0] not in verbs,
        "lacks date": bool(line.draft.date) and line.draft.date.start not in line_tokens,
        "main verb outside": bool(verbs) and verbs[0] not in span,
        "first": number == 0,
        "ellipsis": is_cut,
        "report without content": (
            tokens[last_verb].lower in _CONTENT_VERBS
            and tokens[last_verb].tag in FINITE_TAGS
            and (is_cut or stop - last_verb < 8)
        ),
        "gap": " … " in line.text or "[…]" in line.text.strip("…"),
        "described": line.text.startswith(("[a ", "[…", "[the")),
        "several spans": len(spans) > 1,
        "inserted verb": bool(line.draft.verb),
        "source": bool(line.draft.source),
        "speaker": bool(line.draft.speaker),
        "source lost": _loses_source(words, line, report),
        "opens subordinate": tokens[first].tag in (*SUBORDINATOR_TAGS, *WH_TAGS),
        "opens phrase": tokens[first].tag in ("IN", "VBG") and "," not in line.text,
        "opens participle": tokens[first].tag in ("VBG", "VBN"),
        "opens pronoun": tokens[first].lower in PRONOUNS and not line.text.startswith("["),
        "ends in verb": tokens[stop - 1].tag in VERBAL_TAGS,
        "ends before date": bool(line.draft.date) and stop <= line.draft.date.start,
        "unbalanced": line.text.count("(") != line.text.count(")"),
        "several verbs": len(verbs) > 2,
        "no verb": not verbs,
    }
    return features | {name: 1.0 for name, holds in flags.items() if holds}


def lacks_content(words: Doc, line: Line) -> bool:
    """Return whether a line ends before the verb of a reported content: "The mayor said taxes"."""
    tokens = words.tokens
    at = [at for span in line.draft.spans for at in span]
    verb = next((at for at in reversed(at) if tokens[at].tag in VERBAL_TAGS), None)
    if verb is None or tokens[verb].lower not in _CONTENT_VERBS:
        return False
    if tokens[verb].tag not in FINITE_TAGS:
        return False
    stop = line.draft.spans[-1].stop
    following = tokens[min(stop, len(tokens) - 1)]
    return _is_cut(line) or following.tag in (*FINITE_TAGS, *NOUN_TAGS, "CC", "IN", "''", "``")


def splits_subject(words: Doc, sentence: Sentence, line: Line) -> bool:
    """Return whether a line begins within a list: "police said a man and | two boys were hurt"."""
    tokens = words.tokens
    joint = line.draft.spans[0].start - 1
    if tokens[line.draft.spans[0].start].lower == "including":
        return True
    if joint <= sentence.first or tokens[joint].lower not in ("and", "or"):
        return False
    if tokens[joint - 1].tag not in (*NOUN_TAGS, "JJ", "CD"):
        return False
    for at in range(joint - 1, sentence.first - 1, -1):
        if tokens[at].tag in FINITE_TAGS:
            return tokens[at].lower in _CONTENT_VERBS
        if tokens[at].lower in ("after", "before", "that", "because", "when"):
            return True
    return True


def loses_negation(words: Doc, sentence: Sentence, line: Line) -> bool:
    """Return whether a line is the content of a negated verb: "did not say | she had resigned"."""
    tokens = words.tokens
    first = line.draft.spans[0].start
    if line.draft.source or line.draft.speaker or tokens[first - 1].tag in _CLOSING:
        return False
    floor = max(sentence.first, first - _REACH_OF_NEGATION)
    verb = next((at for at in range(first - 1, floor - 1, -1) if tokens[at].tag == "VB"), None)
    if verb is None or any(tokens[at].tag in FINITE_TAGS for at in range(verb, first)):
        return False
    is_content = tokens[first - 1].lower == "that" or verb == first - 1
    near = [tokens[at].lower for at in range(max(verb - 3, sentence.first), verb)]
    return is_content and not _NEGATIONS.isdisjoint(near)


def loses_condition(words: Doc, sentence: Sentence, line: Line) -> bool:
    """Return whether a line lacks the condition before it: "If it rains, | the fair will end"."""
    tokens = words.tokens
    first = line.draft.spans[0].start
    if first - 2 <= sentence.first or tokens[first - 1].text != ",":
        return False
    for at in range(first - 2, sentence.first - 1, -1):
        if tokens[at].lower in ("if", "unless"):
            return True
        if tokens[at].text in (",", ";", ":"):
            return False
    return False


def weigh_faults(words: Doc, line: Line, names: Names, event: range) -> int:
    """Return the weight of what a reader misses in a line about a clause, 0 for nothing."""
    spans = line.draft.spans
    floor = words.sentences[words.sentence_of(spans[0].start)].first
    faults = weigh_start(words, spans, floor)
    if not line.draft.source and not line.draft.speaker:
        faults += weigh_claim(words, spans[0].start, floor)
    if not line.draft.verb:
        faults += weigh_end(words, spans, floor)
    if not line.draft.verb and line.draft.dated:
        faults += weigh_event(words, spans, event)
    if not line.draft.speaker:
        faults += weigh_pronouns(words, spans, names)
    return faults + UNRESOLVED * line.text.startswith("[…]")


def _is_cut(line: Line) -> bool:
    return line.text.endswith(("…", "…”")) or "…, " in line.text


def _loses_source(words: Doc, line: Line, report: Report | None) -> bool:
    """Return whether a line is reported content without a word of its source."""
    if report is None or line.draft.source or line.draft.speaker:
        return False
    span = line.draft.spans[0]
    if words.tokens[span.start].start < report.start:
        return False
    return report.cue not in line.text


def _boundary(words: Doc, at: int, sentence: Sentence) -> str:
    """Return the kind of the token before a line."""
    if at < sentence.first:
        return "sentence"
    token = words.tokens[at]
    if not token.text[0].isalnum():
        return "after comma" if token.text == "," else "after mark"
    if token.lower == "that":
        return "after that"
    return f"after {_kind(token.tag)}"


def _closing(words: Doc, stop: int, sentence: Sentence) -> str:
    """Return the kinds of the last token of a line and the one after it."""
    if stop >= sentence.last:
        return "sentence"
    token = words.tokens[stop]
    if not token.text[0].isalnum():
        rest = words.tokens[stop : sentence.last]
        if all(not token.text[0].isalnum() for token in rest):
            return "sentence"
        return "before comma" if token.text == "," else "before mark"
    if token.lower == "that" or token.tag in WH_TAGS:
        return "before clause"
    return f"before {_kind(token.tag)}"


def _kind(tag: str) -> str:
    """Return the group of a tag."""
    if tag in FINITE_TAGS:
        return "verb"
    if tag in VERB_TAGS or tag in VERBAL_TAGS:
        return "participle"
    if tag in NOUN_TAGS:
        return "noun"
    if tag in PHRASE_TAGS or tag in ("PRP", "PRP$"):
        return "phrase"
    return {"IN": "preposition", "TO": "infinitive", "CC": "conjunction"}.get(tag, "word")
