"""Read the headers of posts: a writer beside a time, an age, a score or a handle."""

import re

from msgspec import Struct

from analysis import lexicon
from analysis.models import Span

_MONTH = rf"(?:{lexicon.pattern('months')})\.?"
_WEEKDAY = rf"(?:{lexicon.pattern('weekdays')})"
_UNIT = rf"(?:{lexicon.pattern('post_words', 'unit')})s?"
_COUNTED = rf"(?:{lexicon.pattern('post_words', 'counted')})s?"
_TIME_OF_DAY = r"\d{1,2}[:.]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?"
# Tokens of a header that only posts have, dates and times, and tokens that only link them.
_OF_POST = re.compile(
    rf"(?:\d+ ?(?:[smhdwy]\b|{_UNIT}\b)|an? {_UNIT}\b)\.?(?: ago\b)?"
    rf"|-?\d[\d.,]*k? {_COUNTED}\b|\(\d+ {_COUNTED}\)|score hidden\b"
    r"|\(?@[\w.-]+(?:@[\w.-]+)?\)?|<[\w.+-]+@[\w.-]+>|\[mailto:[^\]]{1,60}\]",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    rf"(?:{_TIME_OF_DAY})(?: ?(?:[A-Z]{{3,4}}|Z)\b)?|\d{{4}}-\d\d-\d\d(?:T[\d:.]+Z?)?"
    rf"|\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\b(?:,? \d{{4}}\b)?",
    re.IGNORECASE,
)
_VERB = re.compile(rf"(?:{lexicon.pattern('post_words', 'verb')})\b", re.IGNORECASE)
_LINK = re.compile(
    rf"(?:{_WEEKDAY}|{lexicon.pattern('post_words', 'link')})\b\.?|[^\w\s@<]+|#?\d{{1,4}}\b",
    re.IGNORECASE,
)
_BUTTON = re.compile(rf"(?:{lexicon.pattern('post_words', 'button')})\b", re.IGNORECASE)
_WORD = re.compile(r"\S+")
_ACCOUNT_MARK = re.compile(r"/?u/|~|\[[–+-]\] ?")
_MARKED = re.compile(r"[^\s,:;|·•()]+")
_NAME_PART = re.compile(r"[^\W\d_a-z][\w.'’-]*,?|(?:d[aeiu]|de[nr]|dos|v[ao]n|bin|al|el|la|le)")
_ACCOUNT = re.compile(r"(?=\S*[^\W\d_])[\w.'’|\[\]-]{2,30}")
# The person whom a post answers: "Ana Reed → *Bo Lind*".
_ADDRESSEE = re.compile(
    rf"(?:→|➜|⇒|▶|»|\bin reply to) ?(?!(?i:{_WEEKDAY}|{_MONTH})\b)"
    r"@?[^\W\d_][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){0,3}"
)
_COUNT = re.compile(r"\d[\d.,]*[KkM]?|[^\w\s]{1,3}")
_HANDLE = re.compile(r"@[\w.-]+(?:@[\w.-]+)?")
_LONGEST = 140
_LONGEST_NAME = 5


class PostHeader(Struct, frozen=True):
    """The writer that a header names; `sure` if it has more than a date or time."""

    writer: Span
    sure: bool


class _HeaderParts(Struct, frozen=True):
    """The words of a line that can be a name, and the counts of its other tokens by kind."""

    words: list[Span]
    evidence: int
    moments: int
    verbs: int
    buttons: int


def find_post_header(
    text: str, *, is_stacked: bool = False, is_alike: bool = False
) -> PostHeader | None:
    """Return the writer that a line names if the line is the header of a post.

    `reed 3 hours ago | parent` → "reed"; `Posted by Ana Reed on 3 March, 10:15` → "Ana Reed".
    Everything beside the name is a time, an age, a count, a handle, a verb of writing or a link.
    A name that is above the rest (`is_stacked`), or in a text with more headers of the same form
    (`is_alike`), can be an account in small letters.
    """
    if not _is_header_length(text.rstrip()):
        return None
    parts = _split_header(_ADDRESSEE.sub(_to_blanks, text.rstrip()))
    if parts is None or not parts.words:
        return None
    moments, words = parts.moments, parts.words
    evidence = parts.evidence + (parts.verbs if text.rstrip().endswith(":") or moments else 0)
    is_account = bool(evidence) or is_alike or (is_stacked and moments > 1)
    if not (evidence or moments) or not _is_writer(text, words, is_account):
        return None
    return PostHeader((words[0][0], words[-1][1]), evidence > 0)


def is_post_detail(text: str) -> bool:
    """Return whether a line has only times, counts, handles and links: `12 likes · Reply`.

    A line of marks or of a count belongs to one too: `·`, `34`.
    """
    if _COUNT.fullmatch(text.strip()):
        return True
    if text.lstrip().startswith("@"):
        return bool(_HANDLE.fullmatch(text.strip()))
    parts = _split_header(text.rstrip())
    return (
        parts is not None and not parts.words and parts.evidence + parts.moments + parts.buttons > 0
    )


def _is_header_length(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and "\n" not in text


def _to_blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _split_header(text: str) -> _HeaderParts | None:
    """Return the tokens of a line, or None if words of it are apart, as in a sentence."""
    if not _is_header_length(text):
        return None
    position = len(text) - len(text.lstrip())
    evidence = moments = verbs = buttons = 0
    words: list[Span] = []
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        marked = _ACCOUNT_MARK.match(text, position) if not words else None
        if marked:
            evidence += marked[0].endswith("u/")
            match = _MARKED.match(text, marked.end())
            if match is None:
                return None
            words.append(match.span())
            position = match.end()
        elif match := _MOMENT.match(text, position):
            moments += 1
            position = match.end()
        elif match := _OF_POST.match(text, position):
            handle = match[0].startswith("@")
            if handle and not words:
                account = match[0][1:].split("@")[0]
                words.append((match.start() + 1, match.start() + 1 + len(account)))
            evidence += 1
            position = match.end()
        elif (match := _VERB.match(text, position)) and words:
            verbs += 1
            position = match.end()
        elif match := _LINK.match(text, position):
            buttons += bool(_BUTTON.fullmatch(match[0]))
            position = match.end()
        elif match := _WORD.match(text, position):
            if words and text[words[-1][1] : match.start()] not in (" ", ", "):
                return None
            end = match.end() - len(match[0]) + len(match[0].rstrip(".,:;|·•)"))
            words.append((match.start(), end))
            position = end
    return _HeaderParts(words, evidence, moments, verbs, buttons)


def _is_writer(text: str, words: list[Span], sure: bool) -> bool:
    """Return whether words are an account, or the capitalized words of a name.

    Beside a mere date, a word in small letters is no account: "May 3, from noon".
    """
    parts = [text[start:end] for start, end in words]
    if len(parts) == 1:
        is_word = parts[0].isalpha() and parts[0].islower()
        return bool(_ACCOUNT.fullmatch(parts[0])) and (sure or not is_word)
    named = all(_NAME_PART.fullmatch(part) for part in parts)
    return named and len(parts) <= _LONGEST_NAME and parts[0][:1].isupper()
