"""Make a sentence of a noun with a participle: "the pact signed in May" → "the pact was signed"."""

from analysis import lexicon
from analysis.events.drafts import BE, Draft
from analysis.events.phrases import (
    LONGEST_OPENING,
    head_of,
    noun_phrase_start,
    relative_sentence,
    subject_start,
    trim_clause,
    with_noun,
)
from analysis.lexicon import word_set
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.tag_sets import (
    FINITE_TAGS,
    NOUN_TAGS,
    PAST_TAGS,
    PHRASE_TAGS,
    PLURAL_NOUN_TAGS,
    PREPOSITION_TAGS,
    VERBAL_TAGS,
)
from analysis.syntax.tokens import Doc, Sentence

_PLANS = lexicon.words("tense_cues", "plan")
_ONCE = word_set("originally previously initially first earlier once")
_PLANNED = frozenset(word for word in _PLANS if word.endswith("ed")) | {"due", "set", "projected"}
_MANY = word_set("number majority lot dozen")


def draft_plan(words: Doc, sentence: Sentence, span: range, tokens: range) -> Draft | None:
    """Return the draft of a noun that is planned for a date, without the rest of the sentence.

    "The talks, set to end on Tuesday, cover trade" → "The talks are set to end on Tuesday"; "with
    a vote expected in May" → "A vote is expected in May"; "a list to be issued on Friday" → "A list
    is to be issued on Friday".
    """
    all_tokens = words.tokens
    at = next(
        (at for at in range(tokens.start - 1, span.start, -1)
         if all_tokens[at].lower in _PLANNED or all_tokens[at].tag in FINITE_TAGS), None,
    )  # fmt: skip
    verb = at
    opening = words.tokens[span.start - 1].lower if span.start else ""
    absolute = "with" in (opening, words.tokens[span.start].lower)
    if at is not None and all_tokens[at].tag == "VBD" and absolute and at > span.start:
        pass  # a participle: "with a vote expected next month"
    elif at is None or all_tokens[at].tag in FINITE_TAGS:
        infinitive = next(
            (i for i in range(tokens.start - 1, span.start - 1, -1)
             if all_tokens[i].lower == "to" and all_tokens[i + 1].lower == "be"
             and all_tokens[i + 2].tag == "VBN"), None,
        )  # fmt: skip
        verb = infinitive if infinitive is not None and (at is None or infinitive > at) else None
    if verb is None or tokens.start - verb > LONGEST_OPENING:
        return None
    last = verb
    while last - 1 > sentence.first and all_tokens[last - 1].tag in (",", "RB"):
        last -= 1
    if all_tokens[last - 1].lower == "and":  # "is under construction and expected to open in May"
        main = next((i for i in range(span.start, last) if all_tokens[i].tag in FINITE_TAGS), last)
        comma = next((i for i in range(span.start, main) if all_tokens[i].text == ","), main)
        subject = trim_clause(words, span.start, comma)
        if main == last or all_tokens[main].lower not in BE or not subject:
            return None
        return Draft([subject, range(verb, tokens.stop)], verb=all_tokens[main].lower)
    if all_tokens[last - 1].tag not in NOUN_TAGS:
        return None
    first = subject_start(words, sentence.first, last)
    subject = trim_clause(words, first, last)
    if not subject or all_tokens[subject.start].tag not in PHRASE_TAGS:
        return None
    absolute = all_tokens[subject.start - 1].lower == "with"
    main = has_finite_verb(all_tokens[span.start : subject.start])
    if (main and not absolute) or not _ONCE.isdisjoint(
        token.lower for token in all_tokens[last:verb]
    ):
        return None  # "has a deadline set at June 1", "originally due on June 1"
    stop = tokens.stop
    head = head_of(words, subject)
    many = head.tag in PLURAL_NOUN_TAGS
    return Draft([subject, range(verb, stop)], verb="are" if many else "is")


def draft_noun(words: Doc, sentence: Sentence, span: range) -> Draft:
    """Return the draft of a relative clause or participle with its noun.

    A participle becomes a passive: "the pact signed in May" → "The pact was signed in May".
    """
    noun = with_noun(words, sentence, span)
    named = any(words.tokens[at].tag[:2] in ("NN", "CD") for at in range(noun.start, span.start))
    if not named or words.tokens[noun.start - 1].lower in BE:
        return Draft([span])  # "the meeting was the last of many which took place …"
    relative = relative_sentence(words, noun)
    if relative is not None:
        return Draft(relative)
    return _passive(words, noun, span.start) or Draft([noun])


def draft_reduced_passive(
    words: Doc, sentence: Sentence, line: range, tokens: range
) -> Draft | None:
    """Return the passive of a noun and its participle before a main verb that follows the line."""
    if line.stop != tokens.stop or line.stop >= sentence.last:
        return None
    following = [token.tag for token in words.tokens[line.stop : line.stop + 2]]
    if following[0] not in FINITE_TAGS and (
        following[0] != "RB" or following[-1] not in FINITE_TAGS
    ):
        return None
    verbs = [at for at in line if words.tokens[at].tag in VERBAL_TAGS]
    return _passive(words, line, verbs[0]) if len(verbs) == 1 else None


def draft_aside(words: Doc, sentence: Sentence, span: range, tokens: range) -> Draft | None:
    """Return the passive of a participle with its date between a subject and its verb.

    "The museum, founded in 1868, will host a fair" → "The museum was founded in 1868".
    """
    if tokens.stop + 1 >= sentence.last or words.tokens[tokens.stop].text != ",":
        return None
    if not has_finite_verb(words.tokens[tokens.stop + 1 : sentence.last]):
        return None
    commas = [at for at in range(span.start + 1, tokens.start) if words.tokens[at].text == ","]
    if not commas or words.tokens[commas[-1] + 1].tag != "VBN":
        return None
    participle = commas[-1] + 1
    if has_finite_verb(words.tokens[participle : tokens.start]):
        return None
    start = noun_phrase_start(words, participle, span.start)
    return _passive(words, range(start, tokens.stop), participle) if start < participle else None


def _passive(words: Doc, noun: range, participle: int) -> Draft | None:
    """Insert "was" or "is" between a noun and its participle; None for other words."""
    tokens = words.tokens
    if tokens[participle].tag not in PAST_TAGS:
        return None
    subject = trim_clause(words, noun.start, participle)
    heads = [at for at in subject if tokens[at].tag in PREPOSITION_TAGS]
    head = tokens[(heads[0] if heads else subject.stop) - 1]
    if head.tag not in NOUN_TAGS:
        return None
    many = head.tag in PLURAL_NOUN_TAGS or head.lower in _MANY
    many = many and not head.name.endswith("PERSON")
    if tokens[participle].lower in _PLANS:
        return Draft([subject, range(participle, noun.stop)], verb="are" if many else "is")
    return Draft([subject, range(participle, noun.stop)], verb="were" if many else "was")
