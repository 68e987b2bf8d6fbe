"""Where in its sentence a mention stands: as a subject, as a speaker, inside quotation marks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.marks import quoted
from analysis.words import Words

_VERBS = frozenset({"VBD", "VBZ", "VBP", "MD"})
_PHRASE = frozenset({"IN", "DT", "JJ", "CD", "POS", "CC", "PRP$", "HYPH"})
_PREPOSITIONS_TEXT = """
about against among around at before between by concerning during for from in including into like
near of off on onto over than through to toward towards under unlike upon with without
"""
_PREPOSITIONS = frozenset(_PREPOSITIONS_TEXT.split())
_SPEECH_TEXT = """
accused acknowledged added adds admitted advised agreed alleged announced answered argued argues
asked asserted asserts assured believed believes blogged boasted called claimed claims commented
complained concluded confirmed contended continued criticised criticized declared declined denied
described disclosed emphasised emphasized estimated explained explains expressed hoped insisted
insists joked lamented maintained mentioned noted notes observed ordered pledged pointed posted
praised predicted promised quipped read recalled recounted reiterated remarked repeated replied
reported reports responded revealed said say saying says stated states stressed stresses suggested
suggests tell telling tells testified thinks thought threatened told tweeted urged vowed warned
warns went wondered writes wrote
"""
_SPEECH = frozenset(_SPEECH_TEXT.split())
_TITLES = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "POS", "DT", "HYPH", "CD"})
_ADDRESSING = frozenset({"told", "tell", "tells", "telling", "urged", "accused", "assured"})
_INVERTED = _SPEECH - _ADDRESSING


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is mentioned, and how.

    `told` counts the sentences before it that are not wholly inside quotation marks: however long
    a quotation is, "he said" after it stands close to what was told before.
    `quote` is the outermost quoted stretch around it, or -1; `subject` the token of the last
    mention in its sentence that is a subject, or -1. `aside` tells a mention
    that only belongs to another noun ("Roe's lawyer", "the Roe video").
    """

    token: int
    sentence: int
    told: int
    paragraph: int
    quote: int = -1
    subject: int = -1
    speaker: bool = False
    aside: bool = False

    def after(self, earlier: "Place | None") -> "Place":
        """The same place, with what an earlier mention in the same sentence was."""
        if earlier is None or earlier.sentence != self.sentence:
            return self
        return replace(
            self,
            subject=max(self.subject, earlier.subject),
            speaker=self.speaker or earlier.speaker,
            aside=self.aside and earlier.aside,
        )


class Placer:
    """Tells the places of mentions in one text."""

    def __init__(self, words: Words, owners: Sequence[int]) -> None:
        """`owners` holds, for each token, the index of the name mention it is part of, or -1.

        `titles` may be given the first token of the title of each name that has one before it.
        """
        self.words = words
        self.owners = owners
        self.titles: dict[int, int] = {}
        self.quote_of = _quotes(words)
        self._told = self._count_told()

    def _count_told(self) -> list[int]:
        counts = []
        count = 0
        for sentence in self.words.sentences:
            counts.append(count)
            count += any(
                self.quote_of[index] < 0 and self.words.tokens[index].text[0].isalnum()
                for index in range(sentence.first, sentence.last)
            )
        return counts

    def place(self, first: int, last: int) -> Place:
        """The place of a mention at tokens `first` to `last` (half-open)."""
        tokens = self.words.tokens
        number = self.words.sentence_of(first)
        sentence = self.words.sentences[number]
        before = self._before(first, sentence.first)
        verb = self._verb_after(last, sentence.last)
        subject = verb >= 0 and before not in _PREPOSITIONS
        # "said", "has said", "had already told"
        chain = (token for token in tokens[verb : min(verb + 3, sentence.last)])
        speaker = subject and any(t.lower in _SPEECH and t.tag[:2] == "VB" for t in chain)
        if not subject and self._is_inverted(first, last, sentence.first, sentence.last):
            subject = speaker = True
        speaker = speaker or before == "according"
        after = tokens[last] if last < sentence.last else None
        aside = after is not None and (
            after.tag == "POS" or (after.tag in ("NN", "NNS") and self.owners[last] < 0)
        )
        return Place(
            first,
            number,
            self._told[number],
            sentence.paragraph,
            self.quote_of[first],
            first if subject and not aside else -1,
            speaker,
            aside,
        )

    def _before(self, first: int, start: int) -> str:
        """The word before a mention and its title: "a spokesman for the U.S. President Roe"."""
        tokens = self.words.tokens
        at = self.titles.get(first, first) - 1
        if at > start and at < first - 1 and tokens[at].tag in ("DT", "PRP$"):
            at -= 1
        word = tokens[at].lower if at >= start else ""
        according = word == "to" and at > start and tokens[at - 1].lower == "according"
        return "according" if according else word

    def _is_inverted(self, first: int, last: int, start: int, stop: int) -> bool:
        """Whether a mention follows its verb: "…," said the union's lawyer Ann Roe."""
        tokens = self.words.tokens
        verb = first - 1
        while verb > start and first - verb < 9 and tokens[verb].tag in _TITLES:
            verb -= 1
        if verb <= start or tokens[verb].lower not in _INVERTED:
            return False
        ends = last >= stop or tokens[last].tag in (",", ".", ":", "IN", "TO", "-RRB-", "``")
        return ends and (tokens[verb - 1].tag in (",", "''", "``") or self.quote_of[verb - 1] >= 0)

    def _verb_after(self, index: int, stop: int) -> int:
        """The verb that a mention ending before a token is the subject of, or -1."""
        tokens = self.words.tokens
        if index < stop and tokens[index].text in (",", "("):
            closing = "," if tokens[index].text == "," else ")"
            limit = min(stop, index + 30)
            at = next((i for i in range(index + 1, limit) if tokens[i].text == closing), -1)
            # Between the commas stands an appositive or a relative clause, not a list of names.
            if at < 0 or self.owners[index + 1] >= 0:
                return -1
            index = at + 1
        elif index < stop and tokens[index].lower in ("of", "from", "at", "for", "in", "with"):
            limit = min(stop, index + 10)
            while index < limit and (tokens[index].tag in _PHRASE or tokens[index].tag[:2] == "NN"):
                index += 1
        if index + 1 < stop and tokens[index].lower == "and":
            index = self._after_more(index + 1, stop)
        while index < stop and tokens[index].tag == "RB":
            index += 1
        return index if index < stop and tokens[index].tag in _VERBS else -1

    def _after_more(self, index: int, stop: int) -> int:
        """The token after the name or noun that "and" adds to a mention, past its title."""
        tokens = self.words.tokens
        at = index
        while at < min(stop, index + 8) and (self.owners[at] >= 0 or tokens[at].tag in _TITLES):
            at += 1
        return at

    def clause_start(self, index: int) -> int:
        """The first token of the clause that a token stands in, roughly."""
        tokens = self.words.tokens
        start = self.words.sentences[self.words.sentence_of(index)].first
        start = max(start, index - 40)
        while index > start:
            token = tokens[index - 1]
            if token.text in (",", ";", ":") or token.tag in ("WDT", "WP", "WRB", "CC", "``", "''"):
                break
            if token.lower in ("that", "if", "because", "while", "as", "after", "before", "since"):
                break
            index -= 1
        return index


def _quotes(words: Words) -> list[int]:
    """For each token the number of the outermost quoted stretch of four words and more, or -1."""
    found = [-1] * len(words.tokens)
    for number, one in enumerate(quoted(words)):
        if one.parent is None:
            span = words.indexes(*one.inner)
            if len(span) >= 4:
                for index in words.indexes(one.start, one.end):
                    found[index] = number
    return found
