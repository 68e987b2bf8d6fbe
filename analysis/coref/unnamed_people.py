"""People and groups of an article that are described, but not named: "an engineering source"."""

from collections.abc import Mapping, Sequence

from analysis import lexicon
from analysis.coref.nominals import Nominal
from analysis.coref.role_phrases import find_role_end
from analysis.coref.salience import Referent
from analysis.models import Entity, Label, Reason
from analysis.syntax.tag_sets import COMMON_NOUN_TAGS, DETERMINER_TAGS
from analysis.syntax.tokens import Doc

_CONFIDENCE = 0.8
_LONGEST = 120  # characters of a description
_EDGES = ' ,;:(“"–—-'
_LINKS = lexicon.words("prepositions", "role") | {"close", "familiar", "with", "on"}
_COMMON_TAGS = DETERMINER_TAGS | COMMON_NOUN_TAGS | {"CD", "PDT"}


class UnnamedPeople:
    """The referents without a name and their descriptions, numbered after the clusters of names."""

    def __init__(self, words: Doc, owners: Sequence[int], clusters: int) -> None:
        """Number the people from `clusters` on; `owners` has each token's name mention, or -1."""
        self._words = words
        self._owners = owners
        self._clusters = clusters
        self._referents: list[Referent] = []
        self._numbers: dict[int, int] = {}
        self._descriptions: list[dict[str, str]] = []

    def describe(self, referent: Referent, nominal: Nominal) -> None:
        """Add a description of a referent without a name."""
        if id(referent) not in self._numbers:
            self._numbers[id(referent)] = len(self._referents)
            self._referents.append(referent)
            self._descriptions.append({})
        description = self._format(nominal)
        texts = self._descriptions[self._numbers[id(referent)]]
        texts.setdefault(description.lower(), description)

    def number_of(self, referent: Referent) -> int | None:
        """Return the number of a referent: that of its cluster of names, or one after them.

        None is returned for a referent with neither a name nor a description.
        """
        if referent.cluster is not None:
            return referent.cluster
        number = self._numbers.get(id(referent))
        return None if number is None else self._clusters + number

    def label_of(self, number: int) -> Label:
        """Return the label of an unnamed referent: a person or a group."""
        return "GROUP" if self._referents[number - self._clusters].plural else "UNNAMED"

    def to_entities(self, order: Mapping[int, int]) -> list[Entity]:
        """Return the entities of unnamed referents, whose ids `order` has by their number."""
        entities = []
        for number, entity_id in order.items():
            name, *aliases = self._descriptions[number - self._clusters].values()
            label = self.label_of(number)
            reason = Reason("entity.described")
            entities.append(
                Entity(entity_id, name, label, tuple(aliases), None, _CONFIDENCE, reason)
            )
        return entities

    def _format(self, nominal: Nominal) -> str:
        words = self._words
        sentence = words.sentences[words.sentence_of(nominal.head)]
        last = nominal.last
        if last < sentence.last and words.tokens[last].lower in _LINKS:
            last = find_role_end(words, nominal.first, nominal.head, sentence.last, self._owners)
        start, end = words.tokens[nominal.first].start, words.tokens[last - 1].end
        if end - start > _LONGEST:
            end = words.tokens[nominal.head].end
        return format_description(words, start, end)


def format_description(words: Doc, start: int, end: int) -> str:
    """Return the description in a span on one line, without the capital of a common first word."""
    text = " ".join(words.text[start:end].split()).rstrip(_EDGES)
    first = words.tokens[words.token_at(start)]
    is_common = first.tag in _COMMON_TAGS and first.text[1:] == first.text[1:].lower()
    return text[0].lower() + text[1:] if is_common else text
