"""The context of a mention in its sentence: subject, speaker, inside quotation marks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis import lexicon
from analysis.quote_marks import find_quoted_spans
from analysis.tokenizer import Doc

_VERBS = frozenset({"VBD", "VBZ", "VBP", "MD"})
_PHRASE = frozenset({"IN", "DT", "JJ", "CD", "POS", "CC", "PRP$", "HYPH"})
_PREPOSITIONS = lexicon.words("prepositions", "object")
_SPEECH_VERBS = lexicon.words("reporting_verb_forms", "speaker")
_CLAUSE_STARTS = lexicon.words("subordinators", "sentence_clause")
_TITLES = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "POS", "DT", "HYPH", "CD"})
_ADDRESSING = lexicon.words("reporting_verb_forms", "addressing")
_INVERTIBLE = _SPEECH_VERBS - _ADDRESSING


@dataclass(frozen=True, slots=True)
class MentionContext:
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
        tokens = self.words.tokens
        number = self.words.sentence_of(first)
        sentence = self.words.sentences[number]
        before = self._preceding_word(first, sentence.first)
        verb = self._find_verb(last, sentence.last)
        subject = verb >= 0 and before not in _PREPOSITIONS
        # "said", "has said", "had already told"
        chain = (token for token in tokens[verb : min(verb + 3, sentence.last)])
        speaker = subject and any(t.lower in _SPEECH_VERBS and t.tag[:2] == "VB" for t in chain)
        if not subject and self._is_inverted(first, last, sentence.first, sentence.last):
            subject = speaker = True
        speaker = speaker or before == "according"
        after = tokens[last] if last < sentence.last else None
        aside = after is not None and (
            after.tag == "POS" or (after.tag in ("NN", "NNS") and self.owners[last] < 0)
        )
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

    def _preceding_word(self, first: int, start: int) -> str:
        """Return the word before a mention and its title: "for" in "for the U.S. President Roe"."""
        tokens = self.words.tokens
        at = self.title_starts.get(first, first) - 1
        if at > start and at < first - 1 and tokens[at].tag in ("DT", "PRP$"):
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

    def _find_verb(self, index: int, stop: int) -> int:
        """Return the verb whose subject is a mention that ends before token `index`, or -1."""
        tokens = self.words.tokens
        if index < stop and tokens[index].text in (",", "("):
            closing = "," if tokens[index].text == "," else ")"
            limit = min(stop, index + 30)
            at = next((i for i in range(index + 1, limit) if tokens[i].text == closing), -1)
            # The commas must enclose an appositive or a relative clause, not a list of names.
            if at < 0 or self.owners[index + 1] >= 0:
                return -1
            index = at + 1
        elif index < stop and tokens[index].lower in ("of", "from", "at", "for", "in", "with"):
            limit = min(stop, index + 10)
            while index < limit and (tokens[index].tag in _PHRASE or tokens[index].tag[:2] == "NN"):
                index += 1
        if index + 1 < stop and tokens[index].lower == "and":
            index = self._skip_coordinated(index + 1, stop)
        while index < stop and tokens[index].tag == "RB":
            index += 1
        return index if index < stop and tokens[index].tag in _VERBS else -1

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
    for number, quotation in enumerate(find_quoted_spans(words)):
        if quotation.parent is None:
            span = words.token_range(*quotation.inner)
            if len(span) >= 4:
                for index in words.token_range(quotation.start, quotation.end):
                    found[index] = number
    return found
