"""The headline of a text: the line at its top that most probably is one.

Each line is a candidate. Its position, its form and the lines after it are evidence, which is
added up as log odds.
"""

import math
import re
from collections.abc import Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.folded_text import fold_text

_LONGEST = 160  # characters
_MOST_WORDS = 25
_LONGEST_LABELED = 300
_FEWEST_CAPITALIZED = 6  # words of a headline that may end with a full stop
_LEAST = 0.5  # probability

_LABELED = re.compile(r"(?:title|headline|head|hed)\s*:\s*(?P<title>\S.*)", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b(?:[^\W\d_]\.){2,}$|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|No|etc|vs)\.$")
_PLACE_LINE = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ .'’-]+(?:, [A-ZÀ-Þ][A-ZÀ-Þ .'’-]+){1,2}")
_CONTROL = re.compile(  # a button or a notice of the page
    r"""(?:share|print|save|listen)(?:\s+(?:this|the)\s+(?:article|story|page)|\s+on\s+\w+)?
    |listen\s+to\s+this\s+(?:article|story)|subscribe(?:\s+now)?|advertisement|sponsored|menu|search
    |home(?:\s+page)?|\d*\s*comments?|skip\s+to\s+\w+(?:\s+\w+)?|sign\s+(?:in|up)|log\s+in|follow\s+us
    |read\s+more|related(?:\s+(?:articles|stories|topics))?|loading\W*|\d+\s+shares?|exclusive|breaking
    |breaking\s+news|live\s+updates?|photo|video|watch|for\s+immediate\s+release
    |(?:news\s+and\s+)?press\s+release|(?:news|media)\s+release|\d+\s+messages?|short\s+url|copy\s+link|print|(?:accept|reject|allow)\s+(?:all|cookies|all\s+cookies)
    |(?:manage|cookie)\s+(?:settings|preferences|cookies)
    |(?:(?:last\s+)?(?:updated|published|posted|modified)\s+)?\d+\s+(?:year|month|week|day|hour|minute|min|hr)s?\s+ago
    |[^\n]{0,80}\b(?:we|site|website|page|browser)\b[^\n]{0,40}\bcookies?\b[^\n]{0,200}""",
    re.IGNORECASE | re.VERBOSE,
)
_CAPTION = re.compile(
    r"(?:(?:file )?photo|image|picture|credit|copyright|tags?|topics?|keywords?|section|category"
    r"|edition|language|(?:media |press )?contact)(?: \w+)?\s*:.*|.*©.*"
    r"|(?:news|article|story|document|release|report) (?:id|no|number|code)\.?\s*:.*"
    r"|\d\d?/\d\d?/\d\d(?:\d\d)?, \d\d?:\d\d(?: ?[ap]m)? .*",  # at the top of a printed page
    re.IGNORECASE,
)
_STEP = re.compile(r"\s[>»/]\s")  # between the parts of a path: News > Africa
_LONGEST_STEP = 40
_GREETING = re.compile(r"(?:good (?:morning|afternoon|evening)|dear|hello|hi)\b", re.IGNORECASE)


class TopLine(Struct, frozen=True):
    """A line at the top of a text, and what it is known to be."""

    text: str
    is_about: bool
    """True for a line about the article: a byline, a date, an outlet, a dateline."""
    is_dateline: bool
    is_apart: bool
    """True if a blank line follows it."""


def find_headline(top: Sequence[TopLine], slug: str = "") -> tuple[str, int, float]:
    """Return the headline, the index of its line and its probability; "", -1 and 0 if none.

    `slug` is the title that the address makes.
    """
    for at, line in enumerate(top):
        labeled = _LABELED.fullmatch(line.text)
        if labeled and len(labeled["title"]) <= _LONGEST_LABELED:
            return labeled["title"], at, 0.99
    best = ("", -1, 0.0)
    earlier = 0
    for at, line in enumerate(top[:-1]):
        if line.is_dateline:
            break
        if line.is_about or is_kicker(line.text):
            continue
        words, last = _join(top, at)
        found = _probability(words, top[last], top[last + 1 :], earlier, slug)
        if found > max(best[2], _LEAST):
            best = (words, last, found)
        earlier += 1
        if len(line.text) > _LONGEST:
            break
    return best


def is_kicker(line: str) -> bool:
    """Return True for a line of a page around an article: its section, `Share`, `Photo: AP`."""
    words = line.split()
    return (
        len(words) < 2
        or any(form.fullmatch(line) for form in (_CONTROL, _CAPTION))
        or _is_path(line)
        or (len(words) <= 3 and all(_is_section(word) for word in words))
    )


def _is_path(line: str) -> bool:
    steps = _STEP.split(line[: 2 * _LONGEST])
    return len(steps) > 1 and all(len(step) <= _LONGEST_STEP for step in steps)


def _is_section(word: str) -> bool:
    lower = word.lower().strip("&|,:")
    return not lower or lower in lexicon.words("newsroom_desks") or lower in _SECTIONS


_SECTIONS = lexicon.words("address_sections", "generic")


def _join(top: Sequence[TopLine], at: int) -> tuple[str, int]:
    """Return a headline that is broken at a fixed width as one line, and the index of its end."""
    words, last = top[at].text, at
    while last + 1 < len(top) - 1 and last - at < 2:
        following = top[last + 1]
        is_broken = not top[last].is_apart and following.text[:1].islower()
        if not is_broken or following.is_about or len(words) < 20 or not _ends_block(top, last + 1):
            break
        words, last = f"{words} {following.text}", last + 1
    return words, last


def _ends_block(top: Sequence[TopLine], at: int) -> bool:
    """Return True if a line or the one after it ends a block of lines, as in a headline."""
    return top[at].is_apart or (at + 1 < len(top) and top[at + 1].is_about)


def _probability(
    words: str, line: TopLine, after: Sequence[TopLine], earlier: int, slug: str
) -> float:
    after = [below for below in after if below.is_about or not _is_beside(below.text)]
    following = after[0] if after else None
    parts = words.split()
    odds = 0.5 - 1.5 * earlier
    odds += 1.5 * _overlap(words, slug)
    if following is not None:
        is_much_longer = len(following.text) >= 2 * len(words)
        if following.is_about:
            odds += 1.0
        elif line.is_apart or is_much_longer:
            odds += 0.8 if is_much_longer or len(following.text) > len(words) else 0.2
        else:
            lines = [below.text for below in after if not below.is_about]
            is_over_text = any(len(below) >= max(2 * len(words), 80) for below in lines[:4])
            odds -= 0.4 if is_over_text else 2.5
    is_title_case = _is_title_case(parts)
    if words[-1] in ".,;:" and not _ABBREVIATED.search(words):
        odds -= 1.0 if is_title_case and len(parts) >= _FEWEST_CAPITALIZED else 3.5
    if words[0].islower() or words[0] in "-•*(":
        odds -= 1.5
    if len(words) > _LONGEST or len(parts) > _MOST_WORDS:
        odds -= 4.0
    if _PLACE_LINE.fullmatch(words) or _GREETING.match(words):
        odds -= 3.0
    if is_title_case:
        odds += 0.5
    return 1 / (1 + math.exp(-odds))


def _is_beside(line: str) -> bool:
    """Return True for a kicker, or a point of the summary below a headline."""
    return line[0] in "•▪●" or is_kicker(line)


def _overlap(words: str, slug: str) -> float:
    """Return the share of the words of a slug that a line has."""
    in_slug = set(re.findall(r"\w+", fold_text(slug)))
    return len(in_slug & set(re.findall(r"\w+", fold_text(words)))) / max(len(in_slug), 1)


def _is_title_case(parts: Sequence[str]) -> bool:
    long = [part for part in parts if len(part) > 3 and part[0].isalpha()]
    return len(long) > 2 and sum(part[0].isupper() for part in long) >= 0.8 * len(long)
