"""Proof of prose: a plain text is an article only if most of it looks like writing.

Each line is writing, or of a kind in `prose.toml`: code, records, numbers and others. A text with
too little writing is refused by the name of its main kind.
"""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from msgspec import Struct

from db.importers.language_detection import FUNCTION_WORDS

_PIECE = 300  # characters of a line that are examined together
_SAMPLE = 20_000  # characters at the beginning, in the middle and at the end of a text


class _LineKind(Struct, frozen=True):
    name: str
    message: str
    weight: float
    pattern: re.Pattern[str]


def _load(table: str) -> list[dict[str, Any]]:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return list(data[table])


def _load_kinds() -> tuple[_LineKind, ...]:
    return tuple(
        _LineKind(
            kind["name"],
            kind["message"],
            kind["weight"],
            re.compile("|".join(f"(?:{pattern})" for pattern in kind["patterns"])),
        )
        for kind in _load("kind")
    )


_KINDS = _load_kinds()
_OPENINGS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (opening["message"], re.compile("|".join(f"(?:{each})" for each in opening["patterns"])))
    for opening in _load("openings")
)
# Letters of other scripts include their marks, which are no letters for Python.
_LETTER = r"(?:[A-Za-z]|[^\x00-\xbf×÷\u2000-\u2bff\ufffd])"
_WORD = re.compile(
    r"""[("'“‘«‹„「『¿¡\[*_—–-]*"""
    rf"(?:{_LETTER}+(?:[’'‘.&/·-]{_LETTER}+)*[’']?"
    r"|\d{1,4}(?:[.,:/-]\d+)*(?:st|nd|rd|th|s|%|p|am|pm)?|[$€£]\d[\d.,]*\w*|[@#]\w+|[–—-]+|&)"
    r"""[)\]"'”’»›.,;:!?…*_%」』。、！？—–-]*"""
)
_MIXED = re.compile(r"[a-z][A-Z]|_")
_LABEL = re.compile(r"(?:[\[(][\d:.]+[\])]\s*)?(?=\S)(?:\([^():]{0,40}\)|[^:(){}=;_]){1,60}:\s+")
_KEY = re.compile(r"(?:- )?[a-z_][\w-]*:\s")
_MARKER = re.compile(r"(?:[*>•·–-]\s+)+")
_TAG = re.compile(r"<[^<>]*>")
_VISIBLE = 0.4  # share of a line with tags that is read
_ADDRESS = re.compile(r"[<(]?(?:https?://|www\.)|\S+@[\w-]+\.")
_LONG_ADDRESS = re.compile(r"(https?://\S{80})\S+")
_END = re.compile(r"""[.!?…。！？؟।]["'”’»)\]]*$""")
_WORDY = 0.8  # share of a line's characters that are in words, from which it is writing
_FUNCTION_WORDS = frozenset().union(*FUNCTION_WORDS.values())
_SENTENCE, _LONG_SENTENCE = 4, 9  # words
_FIRST = 5  # kinds that are tried before sentences
_SHORT = 4  # lines; a shorter text is refused only for its form
_FORMS = frozenset(
    ("encoded", "records", "patch", "log", "markup", "latex", "database", "code", "settings")
)
_MOST = 0.45  # evidence against prose, as a share of all evidence
_MOST_IN_SHORT = 0.75
_LEAST_CODE = 0.08  # share of code, from which comments are a part of it
_LEAST_COMMENTS = 0.25  # share of comments that are no headings
_FEW_SENTENCES = 0.15  # share of a text; its other words are half the evidence beside code
_SOME_SENTENCES = 0.25  # share beside which results and figures are a part of an article
_BESIDE_PROSE = frozenset(("numbers", "fields"))
_UNKNOWN = 0.4  # evidence of a line of no kind
_UNKNOWN_MESSAGE = (
    "is not writing: it has hardly any sentences; if it is an article, give it the ending .md"
)
_SETTINGS_MESSAGE = "is program code or settings; if it is an article, give it the ending .md"
_TABLE_MESSAGE = (
    "is a table without headings such as title, url or text; name its columns in the first line"
)
_LIST_MESSAGE = "is a list of words; if it is an article, give it the ending .md"
_CONTROLS = re.compile(r"[\x01-\x06\x0e-\x1a\x1c-\x1f]")  # not those of terminals and printers
_CONTROLS_MESSAGE = "has control characters of a machine format; export it as text"
_FEW_CONTROLS = 2
_SEPARATORS = {"\t": 2, "|": 2, ";": 2, ",": 3}  # the fewest in each row of a table
_ROWS, _PAIRS, _LIST_LINES = 3, 20, 40
_REGULAR = 0.9  # share of the lines
_LONG_CELL = 60  # characters
_SHORT_CELL = 15
_FIELD = re.compile(r"([A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*):(?:[ \t]+(.*))?")
_FEWEST_FIELDS = 3
_ABOUT_ARTICLES = frozenset(("byline", "dateline", "headline", "published", "title"))
_FIELDS_MESSAGE = "is a list of fields with values; save it as CSV or JSON with titles"
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_ENTRY_WORDS, _LONGEST_ENTRY = 3, 60  # words, characters
_LONGEST_WORD = 12  # characters, in a script without spaces
_IDEOGRAMS, _SHORT_ENTRY = "\u2e80", 5  # first letter of scripts without spaces; characters
_LIST_OF_WORDS = 0.95  # share of lines of one word, from which capitals do not matter
_SPACELESS = "\u0e00"  # the scripts of Southeast and East Asia
_ADDRESSES_MESSAGE = "is a list of addresses without text; add the addresses themselves"
_NAME_MESSAGE = "is the name of a file or a program; if it is an article, give it the ending .md"
_SIGNS_OF_CODE = frozenset("()={};")
_FEWEST_KEYS, _KEYS = 4, 0.3  # of a tree of settings: number, and share of the lines
_BRANCH = re.compile(r"(\s*)(?:- )?[a-z_][\w.-]*:(\s+\S|\s*$)")
_DOCSTRING = '"""'
_PYTHON = re.compile(
    r"^[^\S\n]*(?:def \w+\(|class \w+[(:]|import [\w.]+$|from [\w.]+ import )", re.MULTILINE
)
_BLOCKS = (("/*", "*/"), ("<!--", "-->"), (_DOCSTRING, _DOCSTRING), ("\n=head1", "\n=cut"))


def describe_non_prose(text: str) -> str:
    """Return the reason to refuse a text that is no writing: "is program code; …", "" for prose."""
    if len(_CONTROLS.findall(text, 0, _SAMPLE)) > _FEW_CONTROLS:
        return _CONTROLS_MESSAGE
    beginning = text[:_SAMPLE].lstrip()
    for message, opening in _OPENINGS:
        if opening.match(beginning):
            return message
    if _has_record_head(beginning):
        return _FIELDS_MESSAGE
    lines = _sample_lines(text)
    return _describe_kind(lines) or _describe_list(lines)


def _describe_kind(lines: list[str]) -> str:
    """Return the refusal of lines of which most are of a kind that is no writing, "" for prose."""
    shares = _measure(lines)
    sentences = shares["sentence"]
    if sentences < _FEW_SENTENCES and (message := _describe_table(lines)):
        return message
    if _is_word_list(lines):
        return _LIST_MESSAGE
    if _is_tree(lines):
        return _SETTINGS_MESSAGE
    evidence = {kind.name: kind.weight * shares[kind.name] for kind in _KINDS}
    if len(lines) < _SHORT:
        found = sum(evidence[form] for form in _FORMS)
        if found < _MOST_IN_SHORT or (len(lines) == 1 and not evidence["encoded"]):
            return ""
    writing: float = sentences + shares["words"]
    comments: float = shares["comment"] + shares["item"] / 2
    if sum(evidence.values()) >= _LEAST_CODE or shares["comment"] >= _LEAST_COMMENTS:
        evidence["comment"] = comments
        if sentences < _FEW_SENTENCES:
            writing -= shares["words"] / 2
    else:
        writing += comments
    against = sum(evidence.values()) + _UNKNOWN * shares["other"]
    if not against or against / (against + writing) < _MOST:
        return ""
    main = max(_KINDS, key=lambda kind: evidence[kind.name])
    is_known = evidence[main.name] >= _LEAST_CODE
    if sentences >= _SOME_SENTENCES and (not is_known or main.name in _BESIDE_PROSE):
        return ""
    return main.message if is_known else _UNKNOWN_MESSAGE


def _describe_list(lines: list[str]) -> str:
    """Return the refusal of lines with a word, a name or addresses each, "" for other lines."""
    if lines and all(_ADDRESS.match(token) for line in lines for token in line.split()):
        return _ADDRESSES_MESSAGE
    words = [line for line in lines if _is_unbroken(line.strip())]
    is_name = len(lines) == 1 and any(map(_has_letters, words))
    if is_name and _share_words(words) < _WORDY:
        return _NAME_MESSAGE
    is_list = len(words) > max(1, _REGULAR * len(lines)) and any(map(_has_letters, words))
    return _LIST_MESSAGE if is_list else ""


def _is_unbroken(line: str) -> bool:
    """Return True for a line without spaces, unless its script has none."""
    is_spaceless = any(letter >= _SPACELESS for letter in line)
    return len(line.split()) == 1 and (not is_spaceless or len(line) <= _SHORT_ENTRY)


def _has_record_head(text: str) -> bool:
    """Return True for a first paragraph of `Key: value` lines of a program, not of speakers.

    A key of several words is written with hyphens, and the values are no sentences.
    """
    head = _BLANK_LINE.split(text, maxsplit=1)[0]
    lines = [line for line in head.split("\n") if not line[:1].isspace()]
    fields = [field for line in lines if (field := _FIELD.fullmatch(line))]
    sentences = sum(bool(_END.search(field[2] or "")) for field in fields)
    return (
        len(fields) == len(lines) >= _FEWEST_FIELDS
        and len({field[1] for field in fields}) >= _FEWEST_FIELDS
        and any("-" in field[1] for field in fields)
        and not any(field[1].replace("-", "").lower() in _ABOUT_ARTICLES for field in fields)
        and sentences <= len(fields) / 4
    )


def _describe_table(lines: list[str]) -> str:
    """Return the refusal of a table, "" for other lines."""
    for separator, fewest in _SEPARATORS.items():
        counts = Counter(line.count(separator) for line in lines)
        count, rows = counts.most_common(1)[0] if counts else (0, 0)
        if count >= fewest and rows >= max(_ROWS, _REGULAR * len(lines)):
            cells = sum(map(len, lines)) / (len(lines) * (count + 1))
            if cells < _LONG_CELL:
                return _TABLE_MESSAGE
    pairs = [line for line in lines if line.count("\t") == 1]
    if len(pairs) >= max(_PAIRS, _REGULAR * len(lines)):
        cells = sum(map(len, pairs)) / (2 * len(pairs))
        if cells < _SHORT_CELL:
            return _TABLE_MESSAGE
    return ""


def _is_word_list(lines: list[str]) -> bool:
    """Return True for many lines of a word or a term, of which comments are no part."""
    listed = [line.strip() for line in lines if not line.startswith("#")]
    if len(listed) < _LIST_LINES:
        return False
    single = sum(line.isalpha() and line[0] < _IDEOGRAMS for line in listed)
    return sum(map(_is_entry, listed)) > _REGULAR * len(listed) or single > _LIST_OF_WORDS * len(
        listed
    )


def _is_entry(line: str) -> bool:
    """Return True for a word or a term in lower case: no name, no line of a poem."""
    if not line[0].isalpha() or line[0].isupper() or len(line) > _LONGEST_ENTRY:
        return False
    if line[0] >= _IDEOGRAMS and len(line) > _SHORT_ENTRY:
        return False
    if not line[0].islower() and (" " in line or len(line) > _LONGEST_WORD):
        return False  # a line of a poem, in a script without capitals
    if _END.search(line):
        return False
    return not set(line) & _SIGNS_OF_CODE and len(line.split()) <= _ENTRY_WORDS


def _is_tree(lines: list[str]) -> bool:
    """Return True for settings in YAML: keys in lower case, some with keys below them."""
    keys = [key for line in lines if (key := _BRANCH.match(line))]
    return (
        len(keys) >= max(_FEWEST_KEYS, _KEYS * len(lines))
        and any(key[1] for key in keys)
        and any(not key[2].strip() for key in keys)
    )


def _measure(lines: list[str]) -> Counter[str]:
    """Return the share of the characters in lines of each kind, "sentence", "words" and "other"."""
    sizes: Counter[str] = Counter()
    for line in lines:
        sizes[_classify_line(line)] += len(line)
    total = sum(sizes.values())
    return Counter({kind: size / total for kind, size in sizes.items()})


def _sample_lines(text: str) -> list[str]:
    """Return lines from the beginning, the middle and the end, the longest in pieces."""
    if len(text) > 3 * _SAMPLE:
        middle = (len(text) - _SAMPLE) // 2
        text = "\n".join((text[:_SAMPLE], text[middle : middle + _SAMPLE], text[-_SAMPLE:]))
    text = _LONG_ADDRESS.sub(r"\1", _mark_blocks(text))
    lines = (line.rstrip() for line in text.split("\n"))
    return [line[at : at + _PIECE] for line in lines if line for at in range(0, len(line), _PIECE)]


def _mark_blocks(text: str) -> str:
    """Begin each line of the comments of a program with the sign of a comment."""
    has_docstrings = bool(_PYTHON.search(text))
    for opening, closing in _BLOCKS:
        if opening == _DOCSTRING and not has_docstrings:
            continue
        pieces: list[str] = []
        at = 0
        while (start := text.find(opening, at)) >= 0:
            end = text.find(closing, start + len(opening))
            if end < 0:
                break
            end += len(closing)
            pieces += text[at:start], text[start:end].replace("\n", "\n// ")
            at = end
        text = "".join((*pieces, text[at:]))
    return text


def _classify_line(line: str) -> str:
    """Return the kind of a line: sentence, words, other, or one of `prose.toml`."""
    bare = line.strip()
    if all(map(_ADDRESS.match, bare.split())):
        return "neutral"
    for kind in _KINDS[:_FIRST]:
        if kind.pattern.match(bare):
            return kind.name
    visible = _MARKER.sub("", _TAG.sub(" ", bare))
    if len(visible) > _VISIBLE * len(bare) and _is_sentence(visible):
        return "sentence"
    is_nested = line[:1].isspace() and _KEY.match(bare)
    label = _LABEL.match(visible)
    if label and not is_nested and _is_turn(visible[label.end() :]):
        return "sentence"
    for kind in _KINDS[_FIRST:]:
        if kind.pattern.match(bare):
            return kind.name
    tokens = [token for token in bare.split() if not _ADDRESS.match(token)]
    return "words" if _share_words(tokens) >= _WORDY else "other"


def _is_turn(words: str) -> bool:
    """Return True for the words after the name of a speaker."""
    return _is_sentence(words) or (
        words[:1].isupper() and bool(_END.search(words)) and _share_words(words.split()) >= _WORDY
    )


def _is_sentence(line: str) -> bool:
    tokens = line.split()
    if len(tokens) < _SENTENCE:
        letters = sum(letter > "\u0e00" for letter in line)  # scripts without spaces
        return letters > 0.7 * len(line) and letters > _SENTENCE
    tokens = [token for token in tokens if not _ADDRESS.match(token)]
    if _share_words(tokens) < _WORDY:
        return False
    if len(tokens) >= _LONG_SENTENCE or _END.search(line):
        return True
    return sum(token.lower() in _FUNCTION_WORDS for token in tokens) > 1


def _share_words(tokens: list[str]) -> float:
    """Return the share of characters in tokens that are words of a sentence."""
    words = [token for token in tokens if _WORD.fullmatch(token) and not _MIXED.search(token)]
    if sum(map(_has_letters, words)) < len(tokens) / 2:
        return 0.0  # numbers alone are no sentence
    return sum(map(len, words)) / max(sum(map(len, tokens)), 1)


def _has_letters(token: str) -> bool:
    return any(map(str.isalpha, token))
