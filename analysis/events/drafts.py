"""Check drafts of headlines: the spans of their words, their source and their speaker."""

from collections.abc import Sequence
from itertools import chain, islice

from msgspec import Struct

from analysis import lexicon
from analysis.events.headline_names import TITLES, Names, name_for
from analysis.events.phrases import (
    CLAUSE_OPENERS,
    CLOSING_MARKS,
    DASHES,
    MEANING,
    UNITS,
    opens_subordinate_clause,
)
from analysis.lexicon import word_set
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.noun_phrases import phrase_end
from analysis.syntax.tag_sets import (
    FINITE_TAGS,
    NOUN_TAGS,
    PAST_TAGS,
    PHRASE_TAGS,
    PROPER_NOUN_TAGS,
    WH_TAGS,
)
from analysis.syntax.tokens import Doc

_FINAL_TAGS = frozenset((".", ",", ":", "CC", "''"))
_AFTER_LISTENER = frozenset((*_FINAL_TAGS, "IN", "TO"))
_TELLING = word_set("told tells tell")
_ALONE = word_set("one others both another some many")
_WEEKDAYS = lexicon.words("weekdays", "full")
_DATE_OPENERS = _WEEKDAYS | {"last", "next"}
_DATE_NOUNS = _WEEKDAYS | UNITS
BE = word_set("is are was were be been")
UNNAMED = lexicon.words("pronouns", "unnamed")
_INCOMPLETE = lexicon.words("stop_words", "dangling") | MEANING
_THAT = frozenset(("that", "those"))
_UNFINISHED = word_set("especially particularly including even only")


class Draft(Struct, frozen=True):
    """The token spans of a headline in order, and the source that is added to them.

    `speaker` is written before a line in the first person: "Clara Reis: I will resign on Friday".
    `verb` is a verb that is inserted before the last span. `date` are the tokens of the date. It
    is that of the source, not of the spans, if `dated` is false. A `brief` line has no parentheses.
    """

    spans: Sequence[range]
    source: str = ""
    speaker: str = ""
    verb: str = ""
    date: range = range(0)
    dated: bool = True
    brief: bool = False


def is_sentence(words: Doc, draft: Draft, names: Names | None) -> bool:
    """Return whether a draft has a subject and a main verb, and does not begin with a pronoun.

    A pronoun is replaced by a name if `names` contains one. It is ignored if `names` is None.
    """
    if names is not None and _lacks_name(words, draft, names):
        return False
    return words.recall(_is_whole, tuple(draft.spans), bool(draft.verb), draft.date)


def _lacks_name(words: Doc, draft: Draft, names: Names) -> bool:
    """Return whether a draft begins with a pronoun without a name, or with "one", "that of"."""
    at, *others = islice(chain.from_iterable(draft.spans), 2)
    first, second = words.tokens[at], words.tokens[others[0]] if others else None
    has_title = second is not None and second.lower in TITLES
    unnamed = first.lower in UNNAMED and not draft.speaker and not has_title
    if unnamed and not name_for(first, at, names):
        return True
    if second is None:
        return False
    if first.lower in _ALONE and second.tag in FINITE_TAGS and at > _start(words, at):
        return True
    return first.lower in _THAT and second.lower == "of"  # "that of women was higher"


def _is_whole(words: Doc, spans: Sequence[range], has_inserted_verb: bool, date: range) -> bool:
    """Return whether the words of a draft are a sentence, whatever its pronouns refer to."""
    line = [at for span in spans for at in span]
    tokens = words.tokens
    first, last = tokens[line[0]], tokens[line[-1]]
    if first.lower == "with" or last.lower in _UNFINISHED or _opens_with_date(words, line):
        return False
    if first.lower in _THAT and len(line) > 1 and tokens[line[1]].lower == "of":
        return True
    if last.tag in ("TO", "CC", "MD", "PRP$", "WDT", "EX") or last.lower in _INCOMPLETE:
        return False
    if tokens[max(line[0] - 1, 0)].lower in _TELLING:
        return False  # "The mayor told | reporters the road would close"
    if _opens_with_source(words, line):
        return False  # "(Taxes will fall,) the mayor said, and …"
    if last.lower == "saying" or _is_phrase_with_participle(words, line):
        return False  # "A guard was quoted as saying"
    following = tokens[min(line[-1] + 1, len(tokens) - 1)]
    if last.tag in PAST_TAGS and last.lower in REPORTING_VERBS and following.tag not in _FINAL_TAGS:
        return False  # "The singer has announced | dates"
    if date and line[-1] + 1 == date.stop and following.tag not in _FINAL_TAGS:
        cue = tokens[date.start - 1 - (tokens[date.start - 1].tag == "IN")]
        first_after = min(line[-1] + 1, len(tokens) - 1)
        end = min(phrase_end(tokens, first_after) or 0, len(tokens) - 1)
        verb_after = tokens[end].tag in FINITE_TAGS and tokens[end].lower not in REPORTING_VERBS
        content = end > first_after and verb_after
        if cue.tag in PAST_TAGS and (content or cue.lower in REPORTING_VERBS):
            return False  # "The daily wrote on Saturday | the army should make plans"
    ends_content = last.tag in PROPER_NOUN_TAGS or following.tag not in _AFTER_LISTENER
    if last.tag in NOUN_TAGS and ends_content and _ends_with_listener(words, line):
        return False
    if following.lower == "that" and (
        following.tag == "IN" or any(tokens[at].lower in REPORTING_VERBS for at in line)
    ):
        return False
    if first.tag == "VB":
        return _begins_sentence(words, line[0])  # an imperative
    if first.lower in _DATE_OPENERS and any(tokens[at].tag == "MD" for at in line[1:3]):
        return False  # "(the speech) last Friday would help the party"
    if (
        first.tag == "VBN"
        and tokens[line[1 % len(line)]].tag in ("IN", "RB", "TO")
        and all(tokens[at].text != "," for at in line)
    ):
        return False  # "(a boy,) identified as Ivan(,) was rescued"
    if first.tag == "VBG" and not _is_gerund_sentence(words, line):
        return False
    if first.tag in FINITE_TAGS or first.tag in ("CC", "POS", "WDT", "WP", ")"):
        return False
    if first.tag == "TO" and not _has_main_clause(words, line):
        return False
    open_clauses, subject, verb, aside = 0, False, has_inserted_verb, False
    main, token = 0, first  # the number of the main verb
    for number, at in enumerate(line):
        before, token = token, tokens[at]
        if token.text in DASHES and not verb:
            aside = not aside
        if aside:
            continue  # "The countries – that is, those with the euro – have agreed"
        if number and before.lower in ("until", "since") and token.lower in ("after", "before"):
            continue  # "not until after he leaves"
        tag = token.tag
        if tag in WH_TAGS or (tag == "IN" and opens_subordinate_clause(words, at, line[-1] + 1)):
            open_clauses += 1
        elif tag in FINITE_TAGS and subject:
            if before.tag == "JJ" and number == 2 and at > line[1] + 1:
                return False  # "A large[, modern hall] is"
            if not verb and not open_clauses:
                commas = sum(tokens[mark].text == "," for mark in line[:number])
                # the verb of another subject: "Having won in May, and is", "On Friday, said"
                verb = before.tag != "CC" and (before.text != "," or commas > 1)
                if before.text == "," and commas == 1 and first.tag == "IN":
                    return False
                main = number
            elif verb and before.tag == "JJ" and tag == "VBD":
                return False  # "(the counts on which) she was found guilty told the court"
            elif verb and before.text == "," and tag == "MD":
                between = line[main:number]
                if sum(tokens[mark].text in CLOSING_MARKS for mark in between) == 1:
                    return False  # "(she, who left before) the war led to cuts, will return"
            open_clauses = max(open_clauses - 1, 0)
        elif tag == "TO" and before.tag in NOUN_TAGS and _is_title(words, line[0]):
            verb = verb or not open_clauses  # "Ministers to meet on Friday"
        elif tag[:2] in ("NN", "PR", "CD", "DT", "EX", "VB", "JJ"):
            subject = True
    if main == len(line) - 1 and last.lower in REPORTING_VERBS:
        return False  # "Bringing the show back years later, he said"
    return verb and not open_clauses


def _opens_with_source(words: Doc, line: Sequence[int]) -> bool:
    """Return whether a line begins with the source of the words before it."""
    if words.tokens[line[0] - 1].text != "," or line[0] == _start(words, line[0]):
        return False
    end = phrase_end(words.tokens, line[0])
    return (
        end is not None
        and end + 1 < line[-1]
        and words.tokens[end].lower in REPORTING_VERBS
        and words.tokens[end + 1].text == ","
    )


def _is_phrase_with_participle(words: Doc, line: Sequence[int]) -> bool:
    """Return True for "in a letter published in May": a past participle looks like a verb."""
    opener = words.tokens[line[0]]
    if opener.tag != "IN" or opener.lower in CLAUSE_OPENERS or len(line) < 2:
        return False
    finite = [at for at in line if words.tokens[at].tag in FINITE_TAGS]
    if len(finite) != 1 or words.tokens[finite[0]].tag != "VBD":
        return False
    return phrase_end(words.tokens, line[1]) == finite[0]


def _opens_with_date(words: Doc, line: Sequence[int]) -> bool:
    """Return whether a line has lost the subject before its date: "last week said he would go"."""
    if len(line) < 3 or words.tokens[line[0]].lower not in ("last", "next", "this"):
        return False
    noun, verb = words.tokens[line[1]], words.tokens[line[2]]
    return noun.lower in _DATE_NOUNS and verb.tag in FINITE_TAGS and verb.lower not in BE


def _ends_with_listener(words: Doc, line: Sequence[int]) -> bool:
    """Return True if a line ends before a reported content: "The minister told Radio Norte"."""
    at = len(line) - 1
    while at > 0 and words.tokens[line[at]].tag in PHRASE_TAGS:
        at -= 1
    return words.tokens[line[at]].lower in _TELLING


def _has_main_clause(words: Doc, line: Sequence[int]) -> bool:
    """Return whether a clause follows a comma: "To save costs, in May, | the city closed it"."""
    tokens = words.tokens
    for at in line:
        if tokens[at].text == ",":
            end = at + 2 if tokens[at + 1].tag == "PRP" else phrase_end(tokens, at + 1)
            if end is not None and end <= line[-1] and tokens[end].tag in FINITE_TAGS:
                return True
    return False


def _is_title(words: Doc, at: int) -> bool:
    """Return whether the sentence of a token is a title: it contains no finite verb."""
    sentence = words.sentences[words.sentence_of(at)]
    return not has_finite_verb(words.tokens_of(sentence))


def _start(words: Doc, at: int) -> int:
    """Return the index of the first token of the sentence of a token."""
    return words.sentences[words.sentence_of(at)].first


def _begins_sentence(words: Doc, at: int) -> bool:
    first = _start(words, at)
    return all(not token.text[0].isalnum() for token in words.tokens[first:at])


def _is_gerund_sentence(words: Doc, line: Sequence[int]) -> bool:
    """Return True if a line that begins with "-ing" is a sentence.

    Two sentences: "Leaving the union would cost jobs", "Having won in May, she will stay". None:
    "Forcing it to close after the bank left".
    """
    for number, at in enumerate(line[1:], 1):
        token, before = words.tokens[at], words.tokens[line[number - 1]]
        if token.tag in FINITE_TAGS:
            return True
        if before.text == "," and token.tag in (*PHRASE_TAGS, "PRP"):
            return True
        if token.tag in ("CC", "WDT", "WP", "WRB") or (
            token.tag == "IN" and token.lower in CLAUSE_OPENERS
        ):
            return False
    return False
