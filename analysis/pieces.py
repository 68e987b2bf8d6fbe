"""Words as the encoder reads them: word pieces of its vocabulary, and how a word is capitalised."""

from collections.abc import Iterable, Sequence

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

PAD, UNKNOWN, FIRST, LAST = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
SPECIAL = (PAD, UNKNOWN, FIRST, LAST)
# How a word is capitalised; 0 is for the marks that begin and end a passage.
CASES = ("none", "digit", "punctuation", "lower", "title", "upper", "initial", "mixed")
# A word of more characters or pieces (an address, a line of dashes) is read by its beginning.
_LONGEST = 48
_MOST_PIECES = 12
# The corpora that the encoder learnt from write marks in these forms.
_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"}
    | {"‛": "'", "`": "'", "…": "...", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-"}
)
_REMEMBERED = 200_000

Pieces = tuple[int, ...]


def case_of(word: str) -> int:
    """The index in `CASES` of how a word is capitalised."""
    if word.islower():
        return 3
    if word.isupper():
        return 5 if sum(map(str.isalpha, word)) > 1 else 6
    if word[:1].isupper() and word[1:].islower():
        return 4
    if any(map(str.isalpha, word)):
        return 7
    return 1 if any(map(str.isdigit, word)) else 2


def make_tokenizer(vocabulary: Sequence[str]) -> Tokenizer:
    """A splitter of words into the pieces of an uncased vocabulary, as BERT's does it."""
    numbers = {piece: number for number, piece in enumerate(vocabulary)}
    tokenizer = Tokenizer(WordPiece(numbers, unk_token=UNKNOWN, max_input_chars_per_word=_LONGEST))
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return tokenizer


class WordPieces:
    """Splits words into numbers of word pieces and remembers how, for words come again."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._tokenizer = make_tokenizer(vocabulary)
        numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self.padding, self.unknown, self.first, self.last = (numbers[piece] for piece in SPECIAL)
        self._known: dict[str, tuple[Pieces, int]] = {}

    def split(self, words: Iterable[str]) -> list[tuple[Pieces, int]]:
        """For each word the numbers of its pieces, at least one, and its case."""
        words = list(words)
        known = self._known
        new = list({word for word in words if word not in known})
        if len(known) + len(new) > _REMEMBERED:
            known.clear()
            new = list(set(words))
        texts = [word[:_LONGEST].translate(_PLAIN) for word in new]
        for word, found in zip(new, self._tokenizer.encode_batch_fast(texts), strict=True):
            pieces = tuple(found.ids[:_MOST_PIECES]) or (self.unknown,)
            known[word] = (pieces, case_of(word))
        return [known[word] for word in words]
