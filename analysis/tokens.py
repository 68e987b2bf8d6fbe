"""Splits a text into paragraphs, sentences and words, each with its place in the text."""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from nltk.tokenize.destructive import NLTKWordTokenizer
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from analysis.findings import Span
from analysis.words import Sentence, Token, Words

_PARAMETERS = Path(__file__).parent / "models" / "punkt.json.gz"
_WORDS = NLTKWordTokenizer()
# NLTK's tokenizers grow slower than the text is long: they never see more than this at once.
_LONGEST = 4000

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"[ \t]*(?:[-*•‣◦▪·–—>]|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t]+")
_FINAL = re.compile(r"[.!?:;…][\"'”’)\]]*[ \t]*$")
# A city in capitals, what may follow it, and the dash that ends a dateline.
_DATELINE = re.compile(
    r"[ \t]*[A-Z][A-Z.'’ -]{2,30}(?:,[^\n—–]{1,40}?|/[^\n—–]{1,40}?)?"
    r"(?: ?\([^)\n]{1,30}\))?,?(?: ?[—–] ?| --? )(?=[\w\"“‘'])"
)
# What a sentence may end in although it goes on: "Stop!" in speech, an abbreviation.
_IN_SPEECH = re.compile(r"(?:[?!…]|\.{2})[\"'”’)\]]*$|\.[\"”’)\]]+$")
_LAST_WORD = re.compile(r"([^\W_][\w.&'’-]*)\.$")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$|[^\W\d_a-z]$")
_FIRST_WORD = re.compile(r"[\"'“‘(\[]*([\w'’-]+)")
# What belongs to the sentence before it: more of its end marks, the number of a footnote.
_CLINGS = re.compile(r"(?:\[\d{1,3}\]|[!?.…)\]}”’]+(?=\s|$))[^\S\n]*")
_SHORT = 24

# Abbreviations, without their full stop, that stand before the word they belong to.
_BEFORE_NAMES_TEXT = """
mr mrs ms dr prof rev hon st gen lt col maj capt cmdr cpl sgt adm sen sens rep reps gov govs
pres amb messrs msgr brig insp supt cong e.g i.e vs cf mt ft lt.col lt.gen maj.gen
"""
BEFORE_NAMES = frozenset(_BEFORE_NAMES_TEXT.split())
# Words that begin a sentence rather than a name, so that "U.S." before one of them ends a sentence.
_STARTERS_TEXT = """
he she it they we i you this that these those the an his her its their my our your there here
but and so yet or if when while although though because since after before as in on at for from
with by during despite according however meanwhile moreover still then thus now also another
some many most several both each all what who why how where until last earlier
"""
STARTERS = frozenset(_STARTERS_TEXT.split())

# The word tokenizer rewrites straight quotation marks, takes every curly apostrophe for a closing
# mark and leaves some marks on their word: it reads stand-ins of the same length instead.
_STAND_INS = str.maketrans({'"': "”", "…": "?", "‚": "„", "‛": "„", "‹": "«", "›": "»", "‟": "„"})
_APOSTROPHE = re.compile(
    r"(?<=\w)[’ʼ‘](?=(?:s|S|t|T|d|D|m|M|re|RE|ve|VE|ll|LL|em|clock)\b|[A-Za-z]{3})"
)
_INNER_DOTS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$")


def tokenise(text: str) -> Words:
    """The words of a text with their sentences and paragraphs, untagged.

    Sentences are found as Kiss and Strunk (2006) do, by NLTK's Punkt, within lines: a line break
    ends a sentence and a paragraph, except in text that is wrapped at a fixed width. Every
    character that is not a space is in one token, every token in one sentence. Takes time linear
    in the text's length.
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
    return Words(text, tuple(tokens), tuple(sentences))


def sentence_spans(text: str) -> Iterator[tuple[int, int, int]]:
    """Each sentence without its words: its paragraph's number, its start and its end."""
    for paragraph, (start, end) in enumerate(_paragraphs(text)):
        for first, last in _sentences(text, start, end):
            yield paragraph, first, last


def _paragraphs(text: str) -> list[Span]:
    """Stretches of lines that are one paragraph, in order."""
    lines = [match.span() for match in _LINE.finditer(text) if not match[0].isspace()]
    width = _wrap_width(text, lines)
    if width is None:
        return lines
    joined: list[Span] = []
    for start, end in lines:
        if joined and _continues(text, joined[-1], (start, end), width):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _wrap_width(text: str, lines: list[Span]) -> int | None:
    """The width, in characters, that a text was wrapped at, None where its lines are paragraphs."""
    inner = [
        (one[1] - one[0], bool(_FINAL.search(text, max(one[0], one[1] - 8), one[1])))
        for one, following in pairwise(lines)
        if following[0] - one[1] == 1
    ]
    if len(inner) < 3:
        return None
    lengths = sorted(length for length, _ in inner)
    width = lengths[len(lengths) * 9 // 10]
    full = sum(width - 18 <= length <= width + 4 for length in lengths)
    final = sum(ends for _, ends in inner)
    wrapped = 40 <= width <= 110 and full >= 0.6 * len(inner) and final <= 0.4 * len(inner)
    return width if wrapped else None


def _continues(text: str, before: Span, line: Span, width: int) -> bool:
    """Whether a line goes on with the paragraph before it: its first word found no room there."""
    if line[0] - before[1] != 1 or _BULLET.match(text, *line):
        return False
    begin = text.rfind("\n", before[0], before[1]) + 1 or before[0]
    word = text[line[0] : line[1]].split(None, 1)[0]
    return before[1] - begin + 1 + len(word) > width - 4


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of one paragraph; a dateline or a bullet's paragraph counts as any other."""
    if dateline := _DATELINE.match(text, start, end):
        yield start, dateline.end()
        start = dateline.end()
    for first, last in _pieces(text, start, end):
        held: Span | None = None
        for begin, stop in _punkt().span_tokenize(text[first:last]):
            span = (first + begin, first + stop)
            if held and (clinging := _CLINGS.match(text, *span)):
                held = (held[0], held[0] + len(text[held[0] : clinging.end()].rstrip()))
                span = (clinging.end(), span[1])
            if held and span[0] < span[1] and _goes_on(text, held, span):
                held = (held[0], span[1])
            elif span[0] < span[1]:
                if held:
                    yield held
                held = span
        if held:
            yield held


def _goes_on(text: str, before: Span, after: Span) -> bool:
    """Whether two stretches that Punkt parted are one sentence after all."""
    head = text[max(before[0], before[1] - _SHORT) : before[1]]
    first = _FIRST_WORD.match(text, *after)
    lower = text[after[0]].islower()
    if _IN_SPEECH.search(head):
        return lower and not _asks(text[before[0] : before[1]])
    last = _LAST_WORD.search(head)
    if not last or not first:
        return False
    word, following = last[1].lower(), first[1].lower()
    if word in BEFORE_NAMES:
        return True
    if _ACRONYM.match(last[1]):
        return following not in STARTERS and text[after[0]] not in "\"'“‘("
    return lower and word in _punkt()._params.abbrev_types


def _asks(stretch: str) -> bool:
    """Whether a stretch ends like a sentence outside marks: "why now?", but not "Yahoo!"."""
    asked = stretch.rstrip("?!")
    if asked == stretch or stretch.count('"') % 2 or stretch.count("“") > stretch.count("”"):
        return False
    return not asked.rstrip().rpartition(" ")[2][:1].isupper()


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """A stretch cut at the last end of a sentence, else the last space, before `_LONGEST`."""
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
    """The words of one sentence, as the Penn Treebank splits them."""
    sentence = text[start:end]
    plain = _APOSTROPHE.sub("'", sentence.translate(_STAND_INS).replace("''", "``"))
    spans: list[Span] = []
    point = 0
    for word in _WORDS.tokenize(plain):
        begin = plain.index(word, point)
        point = begin + len(word)
        spans.append((begin, point))
    _keep_last_dot(sentence, spans)
    return [
        Token(start + begin, start + stop, sentence[begin:stop], sentence[begin:stop].lower())
        for begin, stop in spans
    ]


def _keep_last_dot(sentence: str, spans: list[Span]) -> None:
    """Give the full stop of a sentence that ends in "U.S." back to the abbreviation."""
    for place in range(len(spans) - 1, max(len(spans) - 4, 0), -1):
        begin, stop = spans[place]
        if sentence[begin:stop] == ".":
            word, end = spans[place - 1]
            if end == begin and _INNER_DOTS.match(sentence, word, end):
                spans[place - 1 : place + 1] = [(word, stop)]
            return


@cache
def _punkt() -> PunktSentenceTokenizer:
    return PunktSentenceTokenizer(read_parameters(gzip.decompress(_PARAMETERS.read_bytes())))


def read_parameters(data: bytes) -> PunktParameters:
    """Punkt's parameters from the JSON that `analysis.training.punkt` writes."""
    saved = json.loads(data)
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
