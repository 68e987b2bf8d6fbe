"""Find the subject that "it" or "they" at the start of a headline refers to."""

from analysis import lexicon
from analysis.events.headline_names import Names, is_expletive
from analysis.events.headline_text import join_spans
from analysis.events.phrases import CLAUSE_OPENERS, UNITS, head_of
from analysis.lexicon import word_set
from analysis.models import Entity
from analysis.syntax.noun_phrases import phrase_end
from analysis.syntax.tag_sets import FINITE_TAGS, PHRASE_TAGS, WH_TAGS
from analysis.syntax.tokens import Doc, Sentence

_LONGEST_SUBJECT = 8  # tokens before the name that ends it
_DATE_WORDS = word_set("last this next")
_DATE_NOUNS = lexicon.words("time_words", "unit") | lexicon.words("weekdays", "full")
_WEEKDAYS = lexicon.words("weekdays", "full")
_TIME_NOUNS = UNITS | _WEEKDAYS


def with_subject(words: Doc, sentence: Sentence, at: int, names: Names) -> Names:
    """Resolve "it" to the organization that is the subject of its sentence: "Norvik said it …".

    "It" and "they" at the start of a sentence are resolved to the subject of the sentence before.
    """
    pronoun = words.tokens[at].lower
    if pronoun not in ("it", "its", "they", "their") or at in names:
        return names
    opening = [words.tokens[before].tag for before in range(sentence.first, at)]
    if all(tag in ("RB", "CC", ",") for tag in opening):
        number = words.sentence_of(sentence.first)
        plural = pronoun in ("they", "their")
        subject = "" if is_expletive(words, at) else _earlier_subject(words, number, plural, names)
        return {**names, at: Entity(-1, subject, "ORG")} if subject else names
    if pronoun not in ("it", "its"):
        return names
    for before in range(sentence.first, min(sentence.first + _LONGEST_SUBJECT, at)):
        entity = names.get(before)
        if words.tokens[before].tag[:2] in ("VB", "MD", "WD", "WP", "PR", "IN", "CC"):
            return names
        if entity is not None and entity.label in ("ORG", "PERSON"):
            return {**names, at: entity} if entity.label == "ORG" else names
    return names


def _earlier_subject(words: Doc, number: int, plural: bool, names: Names) -> str:
    """Return the subject of the sentence before a sentence, "" if it is unclear.

    If it is a pronoun too, it is that of the sentence before.
    """
    for earlier in range(number - 1, max(number - 4, -1), -1):
        sentence = words.sentences[earlier]
        if sentence.paragraph < words.sentences[number].paragraph - 1:
            return ""
        first = sentence.first
        while first + 1 < sentence.last and words.tokens[first].tag in ("RB", "CC", ","):
            first += 1
        if (
            words.tokens[first].lower in ("it", "they")
            and words.tokens[first + 1].tag in FINITE_TAGS
        ):
            if first in names:
                return names[first].name
            continue
        last = first
        while last < sentence.last and (
            words.tokens[last].tag in PHRASE_TAGS or words.tokens[last].lower == "of"
        ):
            last += 1
        if not first < last <= first + 9 or last + 1 >= sentence.last:
            return ""
        verb_at = _verb_of_subject(words, last, sentence.last)
        head = head_of(words, range(first, last))
        company = head.name.endswith("ORG")
        nouns = ("NNS", "NNPS") if plural else ("NN", "NNP")
        verb = words.tokens[verb_at]
        fits = head.tag in nouns or company
        if not fits or head.name.endswith("PERSON") or verb.tag not in FINITE_TAGS:
            return ""
        if words.tokens[first].tag == "PRP$" or head.lower in _TIME_NOUNS:
            return ""
        if words.tokens[first].tag not in ("DT", "NNP", "NNPS") and not plural:
            return ""
        return join_spans(words, [range(first, last)], names)
    return ""


def _verb_of_subject(words: Doc, at: int, last: int) -> int:
    """Return the index of the token after a subject, its complements and the asides behind it.

    "Four experts | from Porto, two of them advisers, last week | called for …".
    """
    tokens = words.tokens
    while at + 1 < last:
        token = tokens[at]
        if token.tag == "RB":
            at += 1
        elif token.tag == "IN" and token.lower not in CLAUSE_OPENERS:
            at = phrase_end(tokens, at + 1) or last
        elif token.text == ",":
            comma = next((i for i in range(at + 1, last) if tokens[i].text == ","), last)
            verbs = any(tokens[i].tag in FINITE_TAGS for i in range(at + 1, comma))
            relative = tokens[at + 1].tag in WH_TAGS
            if comma == last or (verbs and not relative):
                return at
            at = comma + 1
        elif token.lower in _DATE_WORDS and tokens[at + 1].lower in _DATE_NOUNS:
            at += 2
        else:
            break
    return min(at, last - 1)
