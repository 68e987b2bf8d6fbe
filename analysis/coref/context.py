"""The context of a mention in its sentence: subject, speaker, inside quotation marks.

The evidence in the context and the form of a name that it is a person's.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from analysis import lexicon
from analysis.models import Mention
from analysis.names.given_names import fold_word, gender_of_given_name
from analysis.names.parser import (
    ParsedName,
    canonical_place,
    is_family_name_first,
    parse_person_name,
)
from analysis.names.thing_heads import has_thing_head
from analysis.names.titles import HONORIFICS, role_noun
from analysis.quote_marks import find_quoted_spans
from analysis.structs import replace
from analysis.syntax.tag_sets import (
    COMMON_NOUN_TAGS,
    DETERMINER_TAGS,
    FINITE_TAGS,
    NOUN_TAGS,
    VERB_TAGS,
)
from analysis.syntax.tokens import Doc, Token

_PHRASE = frozenset({"IN", "DT", "JJ", "CD", "POS", "CC", "PRP$", "HYPH"})
_PREPOSITIONS = lexicon.words("prepositions", "object")
_SPEECH_VERBS = lexicon.words("reporting_verb_forms", "speaker")
_CLAUSE_STARTS = lexicon.words("subordinators", "sentence_clause")
_TITLES = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "POS", "DT", "HYPH", "CD"})
_ADDRESSING = lexicon.words("reporting_verb_forms", "addressing")
_OFFICES = frozenset({"office", "campaign", "team", "family"})
_CLOSING = {",": ",", "(": ")", "—": "—", "–": "–", "--": "--"}
_ASIDES = 4  # at most
_ASIDE_OPENERS = frozenset({"DT", "CD", "WP", "NNP"})
_WEEKDAYS = lexicon.words("weekdays", "full")
_INVERTIBLE = _SPEECH_VERBS - _ADDRESSING


class MentionContext(Struct, frozen=True):
    """The position of a mention and its grammatical context.

    `unquoted_sentence` counts the sentences before it that are not entirely inside quotation marks.
    Distances in `unquoted_sentence` make "he said" after a long quotation close to the sentence
    before the quotation. `quote` is the index of the outermost quoted span around it, or -1.
    `subject` is the token of the last mention in its sentence that is a subject, or -1.
    `is_modifier` marks a mention that only modifies another noun ("Roe's lawyer", "the Roe video").
    """

    token: int
    sentence: int
    unquoted_sentence: int
    paragraph: int
    quote: int = -1
    subject: int = -1
    is_speaker: bool = False
    is_modifier: bool = False

    def merge_earlier(self, earlier: "MentionContext | None") -> "MentionContext":
        """Return this context merged with that of an earlier mention in the same sentence."""
        if earlier is None or earlier.sentence != self.sentence:
            return self
        return replace(
            self,
            subject=max(self.subject, earlier.subject),
            is_speaker=self.is_speaker or earlier.is_speaker,
            is_modifier=self.is_modifier and earlier.is_modifier,
        )


class ContextFinder:
    """Find the contexts of mentions in one text."""

    def __init__(self, words: Doc, owners: Sequence[int]) -> None:
        """Index the quoted spans and sentences of a text.

        `owners` contains the index of each token's name mention, or -1. The caller can set
        `title_starts`: the first token of the title of each name that has one, by the name's first
        token.
        """
        self.words = words
        self.owners = owners
        self.title_starts: dict[int, int] = {}
        self._contexts: dict[tuple[int, int, int], MentionContext] = {}
        self.quote_of = _index_quotes(words)
        self._unquoted_before = self._count_unquoted_sentences()

    def _count_unquoted_sentences(self) -> list[int]:
        counts = []
        count = 0
        for sentence in self.words.sentences:
            counts.append(count)
            count += any(
                self.quote_of[index] < 0 and self.words.tokens[index].text[0].isalnum()
                for index in range(sentence.first, sentence.last)
            )
        return counts

    def find_context(self, first: int, last: int) -> MentionContext:
        """Return the context of a mention at tokens `first` to `last` (half-open)."""
        key = first, last, self.title_starts.get(first, first)
        if key not in self._contexts:
            self._contexts[key] = self._read_context(first, last)
        return self._contexts[key]

    def _read_context(self, first: int, last: int) -> MentionContext:
        tokens = self.words.tokens
        number = self.words.sentence_of(first)
        sentence = self.words.sentences[number]
        before = self._preceding_word(first, sentence.first)
        verb = self._find_verb(last, sentence.last, is_apposed=before == ",")
        subject = verb >= 0 and before not in _PREPOSITIONS
        # "said", "has said", "had already told"
        speaker = subject and any(
            token.lower in _SPEECH_VERBS and token.tag in VERB_TAGS
            for token in tokens[verb : min(verb + 3, sentence.last)]
        )
        if not subject and self._is_inverted(first, last, sentence.first, sentence.last):
            subject = speaker = True
        speaker = speaker or before == "according"
        after = tokens[last] if last < sentence.last else None
        aside = after is not None and (
            after.tag == "POS" or (after.tag in COMMON_NOUN_TAGS and self.owners[last] < 0)
        )
        if aside and self._has_speaking_office(last, sentence.last):
            subject, speaker, aside = True, True, False
        return MentionContext(
            first,
            number,
            self._unquoted_before[number],
            sentence.paragraph,
            self.quote_of[first],
            first if subject and not aside else -1,
            speaker,
            aside,
        )

    def _has_speaking_office(self, index: int, stop: int) -> bool:
        """Return whether the office of a person speaks: "Roe's office said he"."""
        following = self.words.tokens[index : min(stop, index + 4)]
        return (
            len(following) > 2
            and following[0].tag == "POS"
            and following[1].lower in _OFFICES
            and any(token.lower in _SPEECH_VERBS for token in following[2:])
        )

    def _preceding_word(self, first: int, start: int) -> str:
        """Return the word before a mention and its title: "for" in "for the U.S. President Roe"."""
        tokens = self.words.tokens
        at = self.title_starts.get(first, first) - 1
        if at > start and tokens[at].tag in DETERMINER_TAGS:
            at -= 1
        word = tokens[at].lower if at >= start else ""
        is_according_to = word == "to" and at > start and tokens[at - 1].lower == "according"
        return "according" if is_according_to else word

    def _is_inverted(self, first: int, last: int, start: int, stop: int) -> bool:
        """Return whether a mention follows its verb: "…," said the union's lawyer Ann Roe."""
        tokens = self.words.tokens
        verb = first - 1
        while verb > start and first - verb < 9 and tokens[verb].tag in _TITLES:
            verb -= 1
        if verb <= start or tokens[verb].lower not in _INVERTIBLE:
            return False
        is_clause_end = last >= stop or tokens[last].tag in (
            ",",
            ".",
            ":",
            "IN",
            "TO",
            "-RRB-",
            "``",
        )
        return is_clause_end and (
            tokens[verb - 1].tag in (",", "''", "``") or self.quote_of[verb - 1] >= 0
        )

    def _find_verb(self, index: int, stop: int, *, is_apposed: bool = False) -> int:
        """Return the verb whose subject is a mention that ends before token `index`, or -1.

        `is_apposed` marks a mention after a comma, whose verb may follow a second comma.
        """
        tokens = self.words.tokens
        index = self._skip_asides(index, stop, is_apposed=is_apposed)
        if index < 0:
            return -1
        if index < stop and tokens[index].lower in ("of", "from", "at", "for", "in", "with"):
            limit = min(stop, index + 10)
            while index < limit and (
                tokens[index].tag in _PHRASE or tokens[index].tag in NOUN_TAGS
            ):
                index += 1
            if is_apposed and index + 1 < stop and tokens[index].text == ",":
                index += tokens[index + 1].tag in FINITE_TAGS
        if index + 1 < stop and tokens[index].lower == "and":
            index = self._skip_coordinated(index + 1, stop)
        while index < stop and (tokens[index].tag == "RB" or tokens[index].lower in _WEEKDAYS):
            index += 1
        return index if index < stop and tokens[index].tag in FINITE_TAGS else -1

    def _skip_asides(self, index: int, stop: int, *, is_apposed: bool) -> int:
        """Return the token after the asides that follow a mention; -1 if it is part of a list.

        An aside is between commas, brackets or dashes: "Roe, 34, a lawyer from Lund, said".
        """
        tokens = self.words.tokens
        is_closed = is_apposed
        for _ in range(_ASIDES):
            closing = _CLOSING.get(tokens[index].text) if index + 1 < stop else None
            if closing is None:
                break
            if closing == ",":
                if is_closed and tokens[index + 1].tag in FINITE_TAGS:
                    return index + 1
                # "in Lund, Ohio, said" is no list
                is_place = is_closed and self.owners[index - 1] >= 0
                if self.owners[index + 1] >= 0 and not is_place:
                    return -1
            limit = min(stop, index + 30)
            at = next((i for i in range(index + 1, limit) if tokens[i].text == closing), -1)
            if at < 0:
                return -1
            if closing != "," or (at + 1 < stop and tokens[at + 1].tag not in _ASIDE_OPENERS):
                index = at + 1
                break
            index, is_closed = at, True
        return index

    def _skip_coordinated(self, index: int, stop: int) -> int:
        """Return the token after the name or noun that "and" adds to a mention."""
        tokens = self.words.tokens
        at = index
        while at < min(stop, index + 8) and (self.owners[at] >= 0 or tokens[at].tag in _TITLES):
            at += 1
        return at

    def find_clause_start(self, index: int) -> int:
        """Return the first token of the clause around a token, by a heuristic."""
        tokens = self.words.tokens
        start = self.words.sentences[self.words.sentence_of(index)].first
        start = max(start, index - 40)
        while index > start:
            token = tokens[index - 1]
            if token.text in (",", ";", ":") or token.tag in ("WDT", "WP", "WRB", "CC", "``", "''"):
                break
            if token.lower in _CLAUSE_STARTS:
                break
            index -= 1
        return index


def _index_quotes(words: Doc) -> list[int]:
    """Return each token's outermost quoted span of at least four words, as an index or -1."""
    found = [-1] * len(words.tokens)
    for number, quotation in enumerate(words.once(find_quoted_spans)):
        if quotation.parent is None:
            span = words.token_range(*quotation.inner)
            if len(span) >= 4:
                for index in words.token_range(quotation.start, quotation.end):
                    found[index] = number
    return found


# The weight of each kind of evidence that a name is a person's, in natural log odds. A kind counts
# once for an entity. The encoder's probability of a name contributes `_SCORE_WEIGHT` times its
# distance from `_EVEN_SCORE`, at which half of the names without other evidence are people's.
_WEIGHTS = {
    "age": 4.0,  # "Ana Reis, 34,"
    "who": 4.0,
    "role": 3.0,
    "given name": 3.0,
    "nominal": 2.0,  # "the minister"
    "family name": 2.0,
    "syllables": 2.0,  # "Kim Min-seo"
    "initials": 2.0,  # "V. K. Reis"
    "speaker": 1.5,
    "surname": 1.5,  # named in full and by the surname
    "honorific": 1.5,
    "pronoun": 1.0,
    "known single": 1.0,  # a given or family name alone
    "people": 1.5,  # in a list of people
    "subject": 0.8,
    "article": -1.5,  # "the Reis", "its Reis"
    "quoted": -1.0,
    "apposition": 2.0,  # "three gang members – Reis, Lund and Okafor"
    "verb": 2.0,  # "Reis resigned", "Reis was born"
    "verb of a body": -1.5,  # "Umbra arrested two men"
    "number": -2.0,  # "10 Reis Street", "Reis 4.4 mm"
    "places": -1.0,  # "Lund and Reis"
    "place": -2.0,  # "Diario de Cuba"
    "common words": -2.0,  # "Reis of the World", "la Vida"
    "thing": -6.0,  # "Ana Reis Scholarship"
}
_EVEN_SCORE, _SCORE_WEIGHT = 0.7, 6.0
_SYLLABLES = re.compile(r"\w+ [A-Z][a-z]{0,5} ?- ?[a-z]{2,6}|[A-Z][a-z]{0,5} ?- ?[a-z]{2,6} \w+")
_INITIALS = re.compile(r"(?:[A-Z]\.? ?){1,3} [A-Z]\w+|[A-Z]{2} [A-Z][a-z]+")
_AGE = re.compile(r"[1-9]\d")
_ARTICLES = frozenset({"the", "a", "an"})
_QUOTATION_MARKS = frozenset("\"“‘'`")
_DASHES = frozenset({"-", "–", "—", ":"})
_LINKS = frozenset({",", "and", "or", "&", ", and"})
_LIST_REACH = 8  # names of a list that are evidence for one of them
_BE = frozenset({"was", "is", "been", "be"})
_AUXILIARIES = _BE | {"has", "had", "will"}
_SUBJECT_VERBS = lexicon.words("person_verbs", "subject")
_BODY_VERBS = lexicon.words("person_verbs", "body")
_PASSIVE_VERBS = lexicon.words("person_verbs", "passive")
_COUNTRIES = frozenset(
    fold_word(state.removeprefix("the "))
    for state in lexicon.values("metonyms", "capital").values()
)
_PLACES_AND_BODIES = frozenset({"GPE", "LOC", "FAC", "ORG"})
_TWO_SYLLABLES = 4  # letters of a given name after a family name: "Shin Bet" is no person
_PARTICLES = lexicon.words("name_particles", "surname")
_COMMON_WORDS = frozenset({"of", "the", "for", "in", "and"})


def person_probability(
    finder: ContextFinder, names: Sequence[Mention], members: Sequence[int], known: Iterable[str]
) -> float:
    """Estimate the probability that names of one entity, tagged as a person's, are a person's.

    `known` are kinds of evidence that are found elsewhere: "role", "pronoun", "nominal".
    """
    evidence = set(known)
    texts = [finder.words.text[names[member].start : names[member].end] for member in members]
    parsed = [parse_person_name(text) for text in set(texts)]
    for name in parsed:
        evidence.update(_form_evidence(name))
    if _has_surname_alone({name.parts for name in parsed}) or any(
        is_family_name_first(name) and any(form.parts == name.parts[:1] for form in parsed)
        for name in parsed
    ):
        evidence.add("surname")
    for member in members:
        evidence.update(_mention_evidence(finder, names, member))
    score = max(names[member].confidence for member in members)
    log_odds = _SCORE_WEIGHT * (score - _EVEN_SCORE) + sum(_WEIGHTS[kind] for kind in evidence)
    return 1 / (1 + math.exp(-log_odds))


def _has_surname_alone(forms: AbstractSet[tuple[str, ...]]) -> bool:
    """Return whether a person is named in full and by the surname."""
    return any(len(form) > 1 and not forms.isdisjoint((form[-1:], form[1:])) for form in forms)


def _form_evidence(name: ParsedName) -> Iterator[str]:
    """Yield the kinds of evidence in the form of a name."""
    words = name.bare_text.split()
    if name.gender:
        yield "honorific"
    if (
        any(letter.isdigit() for letter in name.bare_text)
        or name.bare_text[:1].islower()
        or any(word.lower() in _COMMON_WORDS for word in words)
        or any(word.isalpha() and word.islower() and word not in _PARTICLES for word in words)
    ):
        yield "common words"
    if lexicon.is_town(name.bare_text) or (
        len(name.parts) > 1 and canonical_place(name.parts[-1]) in _COUNTRIES
    ):
        yield "place"
    if has_thing_head(name):
        yield "thing"
    if len(name.parts) == 1:
        if _is_known_name(name):
            yield "known single"
        return
    if _SYLLABLES.fullmatch(name.bare_text):
        yield "syllables"
    if _INITIALS.fullmatch(name.bare_text):
        yield "initials"
    # "Moudjahid Mohamed Tahar": an unknown title may come first.
    if any(gender_of_given_name(word) for word in words[: min(2, len(words) - 1)] if word != "Al"):
        yield "given name"
    elif _is_known_name(name):
        yield "family name"


def _is_known_name(name: ParsedName) -> bool:
    if not name.parts:
        return False
    if gender_of_given_name(name.parts[0]):
        return True
    if is_family_name_first(name):
        return len("".join(name.parts[1:])) >= _TWO_SYLLABLES
    return not lexicon.words("family_names").isdisjoint((name.parts[0], name.parts[-1]))


def _mention_evidence(
    finder: ContextFinder, names: Sequence[Mention], member: int
) -> Iterator[str]:
    """Yield the kinds of evidence in the context of a name."""
    words, name = finder.words, names[member]
    span = words.token_range(name.start, name.end)
    if not len(span):
        return
    tokens, first, last = words.tokens, span[0], span[-1] + 1
    sentence = words.sentences[words.sentence_of(first)]
    context = finder.find_context(first, last)
    if context.is_speaker:
        yield "speaker"
    if context.subject >= 0:
        yield "subject"
    yield from _evidence_after(tokens[last : min(last + 4, sentence.last)])
    yield from _evidence_before(
        tokens[max(sentence.first, first - 3) : first], tokens[last : min(last + 1, sentence.last)]
    )
    yield from _list_evidence(finder, names, member)


def _evidence_after(after: Sequence[Token]) -> Iterator[str]:
    texts = [token.lower for token in after] + ["", "", ""]
    if texts[0] == "who" or texts[:2] == [",", "who"]:
        yield "who"
    if texts[0] in (",", "(") and _AGE.fullmatch(texts[1]) and texts[2] in (",", ")"):
        yield "age"
    verbs = [token.lower for token in after if token.tag != "RB"]
    count = next((at for at, verb in enumerate(verbs) if verb not in _AUXILIARIES), 0)
    is_passive = not _BE.isdisjoint(verbs[:count])
    if verbs and verbs[count] in (_PASSIVE_VERBS if is_passive else _SUBJECT_VERBS):
        yield "verb"
    if not is_passive and verbs and verbs[count] in _BODY_VERBS:
        yield "verb of a body"
    if after and after[0].tag == "CD" and texts[0][0].isdigit():
        yield "number"


def _evidence_before(before: Sequence[Token], after: Sequence[Token]) -> Iterator[str]:
    if not before:
        return
    word = before[-1]
    earlier = before[-2].lower if len(before) > 1 else ""
    if word.lower.rstrip(".") in HONORIFICS:
        yield "honorific"
    if word.lower.endswith("year-old") or (word.lower == "old" and earlier == "-"):
        yield "age"
    if word.lower == "by" and earlier in _SPEECH_VERBS:
        yield "speaker"
    if word.text in _QUOTATION_MARKS:
        yield "quoted"
    if word.tag == "CD" and word.text.isdigit():
        yield "number"
    is_determiner = word.lower in _ARTICLES or word.tag == "PRP$"
    # "the Reis government", "the Reis' house"
    if is_determiner and not (after and after[0].tag in ("NN", "NNS", "POS")):
        yield "article"


def _list_evidence(finder: ContextFinder, names: Sequence[Mention], member: int) -> Iterator[str]:
    """Yield the evidence of the names that "," or "and" coordinates with a name."""
    tokens = finder.words.tokens
    for step in (-1, 1):
        previous = member
        for neighbor in range(member + step, member + _LIST_REACH * step, step):
            if not 0 <= neighbor < len(names):
                break
            left, right = sorted((previous, neighbor))
            link = finder.words.text[names[left].end : names[right].start].strip()
            if link not in _LINKS:
                break
            if names[neighbor].label == "PERSON":
                text = finder.words.text[names[neighbor].start : names[neighbor].end]
                name = parse_person_name(text)
                if len(name.parts) > 1 and _is_known_name(name):
                    yield "people"
            elif names[neighbor].label in _PLACES_AND_BODIES and link != ",":
                yield "places"
            previous = neighbor
        at = finder.words.token_at(names[previous].start)
        if (
            step < 0
            and at > 1
            and tokens[at - 1].text in _DASHES
            and role_noun(tokens[at - 2].text)
        ):
            yield "apposition"
