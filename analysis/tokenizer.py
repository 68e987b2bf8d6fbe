"""Split a text into paragraphs, sentences and tokens, each with its offsets."""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from nltk.tokenize.destructive import NLTKWordTokenizer
from nltk.tokenize.punkt import PunktLanguageVars, PunktParameters, PunktSentenceTokenizer

from analysis import lexicon
from analysis.models import Span
from analysis.syntax.tokens import Doc, Sentence, Token

Piece = tuple[int, int, str, str]
"""A token of a chunk: its start and end in the chunk, its text, and its text in lower case."""

_PARAMETERS = Path(__file__).parent / "weights" / "punkt.json.gz"


class _Rule:
    """A rule of NLTK's word tokenizer, skipped in texts without one of the marks that it needs."""

    def __init__(self, pattern: "re.Pattern[str]", marks: str, *, folds: bool = False) -> None:
        # NLTK's own patterns look at a clock; the length of a sentence is limited here
        self._pattern = re.compile(pattern.pattern)
        self._marks, self._folds = marks.split(), folds

    def sub(self, replacement: str, text: str) -> str:
        """Return the text with the pattern's matches replaced."""
        searched = text.casefold() if self._folds else text
        for mark in self._marks:
            if mark in searched:
                return self._pattern.sub(replacement, text)
        return text


def _skip(rules: Sequence[tuple[Any, str]], *marks: str) -> list[tuple[Any, str]]:
    """Return rules (pattern, replacement) that are skipped in texts without their marks."""
    pairs = zip(rules, marks, strict=True)
    return [(_Rule(pattern, needed), text) for (pattern, text), needed in pairs]


def _skip_contractions(patterns: Sequence[Any], *marks: str) -> list[Any]:
    pairs = zip(patterns, marks, strict=True)
    return [_Rule(pattern, mark, folds=True) for pattern, mark in pairs]


class _WordTokenizer(NLTKWordTokenizer):  # type: ignore[misc]
    """NLTK's word tokenizer without the rules that can change nothing, four times as fast.

    Each mark is a part of every match of its rule, so that the result is the same.
    """

    _NLTK = NLTKWordTokenizer
    STARTING_QUOTES = _skip(_NLTK.STARTING_QUOTES, "« “ ‘ „ `", '"', "``", "\" ''", "'")
    PUNCTUATION = _skip(
        _NLTK.PUNCTUATION, ".", ": ,", ": ,", "..", "; @ # $ % &", "‒ – — ―", ".", "? !", "'", "*"
    )
    [PARENS_BRACKETS] = _skip([_NLTK.PARENS_BRACKETS], "[ ] ( ) { } < >")
    [DOUBLE_DASHES] = _skip([_NLTK.DOUBLE_DASHES], "--")
    # spaces are joined for the two rules after it, and words are split at any space
    ENDING_QUOTES = _skip(_NLTK.ENDING_QUOTES, "» ” ’", "''", '"', "'", "'", "'")
    CONTRACTIONS2 = _skip_contractions(
        _NLTK.CONTRACTIONS2, "cannot", "'ye", "mme", "gonna", "gotta", "lemme", "'n", "wanna"
    )
    CONTRACTIONS3 = _skip_contractions(_NLTK.CONTRACTIONS3, "'t", "'t")


_WORDS = _WordTokenizer()
# NLTK's tokenizers take more than linear time: their input is limited to this many characters.
_LONGEST = 4000

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"[ \t]*(?:[-*•‣◦▪·–—>]|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t]+")
# A line of a transcript that begins a turn: "MS. LEE:", "Q.", "THE WITNESS:", "<ana>"; a line
# of a chat that begins with a day and a time.
_LABEL = re.compile(
    r"[ \t]*(?:[\[(]?\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4},? \d{1,2}:\d\d"
    r"|(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?[ \t]+)?(?:<[^<>\n]{1,30}>"
    r"|(?:(?:[A-Z][A-Z.'’-]{0,40}[A-Z.][ \t]){0,4}[A-Z][A-Z'’-]{1,40}|[QA]"
    r"|(?:Mr|Mrs|Ms|Dr)\. [A-Z][\w'’-]{1,40})"
    r"(?:[ \t]?[\[(][^\[\]()\n]*[\])])?[.:]-?)[ \t])"
)
_FEWEST_LABELS = 4
_FINAL = re.compile(r"[.!?:;…][\"'”’)\]]*[ \t]*$")
# A dateline: a city in capitals, optional details, and a dash.
_DATELINE = re.compile(
    r"[ \t]*[A-Z][A-Z.'’ -]{2,30}(?:,[^\n—–]{1,40}?|/[^\n—–]{1,40}?)?"
    r"(?: ?\([^)\n]{1,30}\))?,?(?: ?[—–] ?| --? )(?=[\w\"“‘'])"
)
# Ends that need not be the end of a sentence: "Stop!" in speech, an abbreviation.
_IN_SPEECH = re.compile(r"(?:[?!…]|\.{2})[\"'”’)\]]*$|\.[\"”’)\]]+$")
_LAST_WORD = re.compile(r"([^\W_][\w.&'’-]*)\.$")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$|[^\W\d_a-z]$")
_FIRST_WORD = re.compile(r"[\"'“‘(\[]*([\w'’-]+)")
# Parts that belong to the sentence before them: further end marks, a footnote number.
_TRAILING = re.compile(r"(?:\[\d{1,3}\]|[!?.…)\]}”’]+(?=\s|$))[^\S\n]*")
_SHORT = 24
# A given name of two syllables before a sentence: "Dae-jun. Lee said".
_NAME_END = re.compile(r"(?<![\w-])[A-Z][a-z]+-([a-z]{2,4})\.(?=\s[A-Z\"“‘])")
# An abbreviation before a number: "the No. 2 carrier". No word precedes the sentence "No."
_NUMBERED = re.compile(r"\w[,;:]?\s[\"'“‘(]*(?:Nos?|Arts?|Secs?|Vols?|Figs?|Ch|pp?)\.$")


# The word tokenizer rewrites straight quotation marks, treats curly apostrophes as closing marks,
# and does not separate some marks. Its input has substitutes of the same length instead.
_SUBSTITUTES = str.maketrans({'"': "”", "…": "?", "‚": "„", "‛": "„", "‹": "«", "›": "»", "‟": "„"})
_APOSTROPHE = re.compile(
    r"(?<=\w)[’ʼ‘](?=(?:s|S|t|T|d|D|m|M|re|RE|ve|VE|ll|LL|em|clock)\b|[A-Za-z]{3})"
)
# A mark within initials, which are one token in the Penn Treebank: "AT&T".
_INITIALS_MARK = re.compile(r"(?:(?<=\b[A-Z])|(?<=\b[A-Z]{2}))&(?=[A-Z]{1,2}\b)")
_UNFINISHED = re.compile(r"(?:[\w,’'-]|\w[\"”])$")  # the end of a line that goes on
_POST_HEADER = re.compile(r"[^\n.]{1,60}\d:\d\d(?: ?[AaPp]\.?[Mm]\.?)?")  # "ana at 9:41 PM"
_NICKNAME = re.compile(r"[\w.|-]{1,30}:[ \t]")  # the label of a line of a chat
_SHORTEST_WRAPPED = 30  # characters; a shorter line can be verse, a list or a heading
_CHUNK = re.compile(r"\S+")
_CLOSERS = "])}>\"'»”’"  # marks after the full stop that ends a sentence
# Words of letters only that the word tokenizer splits: "can|not".
_JOINED_WORDS = frozenset(("cannot", "gimme", "gonna", "gotta", "lemme", "wanna"))
_PLAIN_END = re.compile(r"([^\W\d_]{2,})\.\s+([^\W\d_]+)")  # "mayor. The"
_ENDING_MARKS = ",;:?!)]”»"
_OPENING_MARKS = "“„«(["
_INNER_DOTS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$")


def tokenize(text: str) -> Doc:
    """Split a text into tokens, sentences and paragraphs, without tags.

    Sentences are found by NLTK's Punkt (Kiss and Strunk 2006), within lines. A line break ends a
    sentence and a paragraph, except in text that is wrapped at a fixed width. Every character that
    is not a space is in one token, every token in one sentence. Takes time linear in the text's
    length.
    """
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    for paragraph, first, last in sentence_spans(text):
        before = len(tokens)
        tokens += _words(text, first, last)
        if len(tokens) > before:
            sentences.append(
                Sentence(before, len(tokens), tokens[before].start, tokens[-1].end, paragraph)
            )
    return Doc(text, tuple(tokens), tuple(sentences))


def sentence_spans(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield each sentence as the number of its paragraph, its start and its end."""
    for paragraph, (start, end) in enumerate(find_paragraph_spans(text)):
        for first, last in _sentences(text, start, end):
            yield paragraph, first, last


def find_paragraph_spans(text: str) -> list[Span]:
    """Return the spans of the paragraphs of a text, in order."""
    lines = [match.span() for match in _LINE.finditer(text) if not match[0].isspace()]
    width = _wrap_width(text, lines)
    labeled = {line for line in lines if _LABEL.match(text, *line)}
    is_transcript = len(labeled) >= _FEWEST_LABELS
    joined: list[Span] = []
    for start, end in lines:
        begins_turn = is_transcript and (start, end) in labeled
        if joined and not begins_turn and _continues(text, joined[-1], (start, end), width):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _wrap_width(text: str, lines: list[Span]) -> int | None:
    """Return the width, in characters, at which a text is wrapped; None if lines are paragraphs."""
    inner = [
        (line[1] - line[0], bool(_FINAL.search(text, max(line[0], line[1] - 8), line[1])))
        for line, following in pairwise(lines)
        if following[0] - line[1] == 1
    ]
    if len(inner) < 3:
        return None
    lengths = sorted(length for length, _ in inner)
    width = lengths[len(lengths) * 9 // 10]
    full = sum(width - 18 <= length <= width + 4 for length in lengths)
    final = sum(ends for _, ends in inner)
    wrapped = 40 <= width <= 110 and full >= 0.6 * len(inner) and final <= 0.4 * len(inner)
    return width if wrapped else None


def _continues(text: str, before: Span, line: Span, width: int | None) -> bool:
    """Return True if a line continues the paragraph: its first word did not fit the line before.

    In a text without a width, a line goes on if it begins in lower case, below a long line that
    ends within a sentence.
    """
    if line[0] - before[1] != 1 or _BULLET.match(text, *line):
        return False
    begin = text.rfind("\n", before[0], before[1]) + 1 or before[0]
    if width is None:
        is_long = before[1] - begin >= _SHORTEST_WRAPPED
        is_prose = text[line[0]].islower() and not _NICKNAME.match(text, *line)
        return (
            is_long
            and is_prose
            and bool(_UNFINISHED.search(text, before[1] - 2, before[1]))
            and not _POST_HEADER.fullmatch(text, begin, before[1])
        )
    word = text[line[0] : line[1]].split(None, 1)[0]
    return before[1] - begin + 1 + len(word) > width - 4


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of one paragraph; a dateline is a sentence of its own."""
    if dateline := _DATELINE.match(text, start, end):
        yield start, dateline.end()
        start = dateline.end()
    for first, last in _chunks(text, start, end):
        pending: Span | None = None
        for span in _punkt_spans(text, first, last):
            if pending and (trailing := _TRAILING.match(text, *span)):
                pending = (pending[0], pending[0] + len(text[pending[0] : trailing.end()].rstrip()))
                span = (trailing.end(), span[1])
            if pending and span[0] < span[1] and _is_same_sentence(text, pending, span):
                pending = (pending[0], span[1])
            elif span[0] < span[1]:
                if pending:
                    yield pending
                pending = span
        if pending:
            yield pending


def _punkt_spans(text: str, first: int, last: int) -> Iterator[Span]:
    """Yield the sentences by Punkt, which takes the end of "Kim Dae-jun." for "Jun."."""
    for begin, stop in _punkt().span_tokenize(text[first:last]):
        start = first + begin
        for match in _NAME_END.finditer(text, start, first + stop):
            if match[1] not in lexicon.words("titles", "before_name"):
                yield start, match.end()
                start = match.end() + 1
        yield start, first + stop


def _is_same_sentence(text: str, before: Span, after: Span) -> bool:
    """Return True if two spans that Punkt separated are one sentence."""
    head = text[max(before[0], before[1] - _SHORT) : before[1]]
    first = _FIRST_WORD.match(text, *after)
    lower = text[after[0]].islower()
    if _IN_SPEECH.search(head):
        return lower and not _ends_sentence(text[before[0] : before[1]])
    if _NUMBERED.search(head) and text[after[0]].isdigit():
        return True
    last = _LAST_WORD.search(head)
    if not last or not first:
        return False
    word, following = last[1].lower(), first[1].lower()
    if word in lexicon.words("titles", "before_name"):
        return True
    if _ACRONYM.match(last[1]):
        is_starter = following in lexicon.words("sentence_starters")
        return not is_starter and text[after[0]] not in "\"'“‘("
    return lower and word in _parameters().abbrev_types


def _ends_sentence(text: str) -> bool:
    """Return True if "?" or "!" ends a sentence outside marks: "why now?", but not "Yahoo!"."""
    stripped = text.rstrip("?!")
    if stripped == text or text.count('"') % 2 or text.count("“") > text.count("”"):
        return False
    return not stripped.rstrip().rpartition(" ")[2][:1].isupper()


def _chunks(text: str, start: int, end: int) -> Iterator[Span]:
    """Split a span at the last sentence end, else the last space, before `_LONGEST`."""
    while end - start > _LONGEST:
        limit = start + _LONGEST
        cut = max(text.rfind(mark, start, limit) for mark in (". ", "? ", "! ", ".\n"))
        if cut < start + _LONGEST // 2:
            cut = max(text.rfind(" ", start, limit), text.rfind("\n", start, limit))
        cut = cut + 1 if cut > start else limit
        yield start, cut
        start = cut
    yield start, end


def _words(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of one sentence, as in the Penn Treebank."""
    sentence = text[start:end]
    plain = _APOSTROPHE.sub("'", sentence.translate(_SUBSTITUTES).replace("''", "``"))
    if "&" in plain:
        plain = _INITIALS_MARK.sub("x", plain)
    return [
        Token(start + begin, start + stop, word, lower)
        for begin, stop, word, lower in _split_words(plain, sentence)
    ]


def _split_words(plain: str, sentence: str) -> list[Piece]:
    """Return the words of a sentence as NLTK's word tokenizer does, but each chunk by itself.

    A chunk has no spaces. No rule reads more of a sentence than a chunk and the spaces around it,
    except the one for the full stop at the end. `plain` has the substitutes of the sentence.
    """
    chunks = [match.span() for match in _CHUNK.finditer(plain)]
    final = len(chunks) - 1
    while final > 0 and not plain[slice(*chunks[final])].strip(_CLOSERS):
        final -= 1
    pieces = [
        (begin + first, begin + last, word, lower)
        for begin, stop in chunks[:final]
        for first, last, word, lower in _split_chunk(plain[begin:stop], sentence[begin:stop])
    ]
    if chunks:
        begin, stop = chunks[final][0], chunks[-1][1]
        pieces += [
            (begin + first, begin + last, word, lower)
            for first, last, word, lower in _split_end(plain[begin:stop], sentence[begin:stop])
        ]
    return pieces


@lru_cache(maxsize=50_000)
def _split_chunk(plain: str, chunk: str) -> tuple[Piece, ...]:
    """Return the pieces of a chunk that does not end a sentence."""
    if plain.replace("-", "x").isalnum() and "--" not in plain:
        if _JOINED_WORDS.isdisjoint(plain.lower().split("-")):
            return ((0, len(chunk), chunk, chunk.lower()),)
    elif (stop := len(plain) - _length_of_ending(plain)) < len(plain):
        ending = chunk[stop:]
        pieces = _split_chunk(plain[:stop], chunk[:stop])
        return (*pieces, (stop, len(chunk), ending, ending.lower()))
    elif plain[0] in _OPENING_MARKS and plain[1:].isalnum():
        pieces = _split_chunk(plain[1:], chunk[1:])
        rest = ((begin + 1, end + 1, word, lower) for begin, end, word, lower in pieces)
        return ((0, 1, chunk[0], chunk[0]), *rest)
    return _align(_WORDS.tokenize(f"x {plain} x")[1:-1], plain, chunk)


@lru_cache(maxsize=10_000)
def _split_end(plain: str, end: str) -> tuple[Piece, ...]:
    """Return the pieces of the last word of a sentence and the marks behind it."""
    if plain[-1] == "." and plain[:-1].isalnum():
        stop = len(plain) - 1
        return (*_split_chunk(plain[:stop], end[:stop]), (stop, len(plain), ".", "."))
    pieces = _align(_WORDS.tokenize(f"x {plain}")[1:], plain, end)
    return _join_last_dot(end, pieces)


def _length_of_ending(plain: str) -> int:
    """Return the length of the mark or the "'s" behind the letters of a chunk, 0 for another."""
    if plain[-1] in _ENDING_MARKS and plain[:-1].isalnum():
        return 1
    return 2 if plain.endswith(("'s", "'S")) and plain[:-2].isalnum() else 0


def _align(words: Sequence[str], plain: str, chunk: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    point = 0
    for word in words:
        begin = plain.index(word, point)
        point = begin + len(word)
        pieces.append((begin, point, chunk[begin:point], chunk[begin:point].lower()))
    return tuple(pieces)


def _join_last_dot(sentence: str, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Join the full stop of a sentence that ends in "U.S." to the abbreviation."""
    for index in range(len(pieces) - 1, max(len(pieces) - 4, 0), -1):
        begin, stop, mark, _ = pieces[index]
        if mark == ".":
            word, end, _, _ = pieces[index - 1]
            if end == begin and _INNER_DOTS.match(sentence, word, end):
                joined = sentence[word:stop]
                piece = (word, stop, joined, joined.lower())
                return (*pieces[: index - 1], piece, *pieces[index + 1 :])
            break
    return pieces


class _Marks(PunktLanguageVars):  # type: ignore[misc]
    """NLTK's patterns of sentence ends, without a clock; the length of a text is limited."""

    re_boundary_realignment = re.compile(
        PunktLanguageVars.re_boundary_realignment.pattern, re.MULTILINE
    )

    def period_context_re(self) -> "re.Pattern[str]":
        """Return the pattern of a mark that may end a sentence, with the next token."""
        return _possible_end()


@cache
def _possible_end() -> "re.Pattern[str]":
    return re.compile(PunktLanguageVars().period_context_re().pattern, re.VERBOSE)


class _SentenceTokenizer(PunktSentenceTokenizer):  # type: ignore[misc]
    """Punkt, which knows without its tokens that a word with a full stop ends a sentence."""

    def text_contains_sentbreak(self, text: str) -> bool:
        """Return whether a word with a mark and the one after it belong to two sentences.

        Words of two and more letters are neither initials nor numbers: they end a sentence unless
        they are abbreviations or belong to the next word.
        """
        if match := _PLAIN_END.fullmatch(text):
            word, following = match[1].lower(), match[2].lower()
            parameters = _parameters()
            is_end = word not in parameters.abbrev_types
            if is_end and (word, following) not in parameters.collocations:
                return True
        return bool(super().text_contains_sentbreak(text))


@cache
def _punkt() -> PunktSentenceTokenizer:
    return _SentenceTokenizer(_parameters(), lang_vars=_Marks())


@cache
def _parameters() -> PunktParameters:
    """Read Punkt's parameters from the JSON that `analysis.training.data` writes."""
    saved = json.loads(gzip.decompress(_PARAMETERS.read_bytes()))
    parameters = PunktParameters()
    parameters.abbrev_types = set(saved["abbreviations"])
    parameters.collocations = {(first, second) for first, second in saved["collocations"]}
    parameters.sent_starters = set(saved["starters"])
    parameters.ortho_context = defaultdict(int, _orthography(saved["orthography"]))
    return parameters


def _orthography(saved: dict[str, str]) -> Iterable[tuple[str, int]]:
    for context, words in saved.items():
        for word in words.split(" "):
            yield word, int(context)
