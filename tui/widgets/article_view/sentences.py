"""The sentence around an offset of a text, for the reader's cursor.

The analysis splits the whole text into sentences with Punkt. The cursor needs one sentence per key
press, before NLTK is loaded, so this module reads only the text around the cursor.
"""

import re

from analysis import Span

REACH = 4000  # characters read on either side; a longer sentence is cut there

_END = re.compile(r"(?<![.!?…])(?P<mark>[.!?…]+)(?P<close>[\"'”’»)\]]*)(?P<gap>\s+)")
_LAST_WORD = re.compile(r"[^\s(\[“‘\"'—–-]*$")
_WORD = 24  # characters searched for the word before a full stop


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = _words(
    "mr mrs ms dr prof sen rep gov gen lt col sgt capt cmdr adm maj pres rev hon st mt no nos vs "
    "fig jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thurs fri sat sun "
    "approx ca cf messrs supt det insp"
)
_NAMES_END = _words("inc corp co ltd jr sr bros llc plc etc esq u.s u.k u.n e.u a.m p.m")
_STARTERS = _words(
    "the a an it its he she they we i you his her their our this that these those there but and "
    "in on at for as if when while after before since by with from to of or so yet no not what "
    "who how why where asked according also still then such some many most other"
)


def sentence_at(text: str, offset: int, low: int, high: int) -> Span:
    """Return the sentence that contains an offset, within the paragraph from `low` to `high`."""
    low = max(low, offset - REACH)
    high = min(high, offset + REACH)
    start = low
    for match in _END.finditer(text, low, high):
        if _ends_sentence(text, match, start, high):
            if match.start("gap") > offset or match.end() > offset:
                return (start, match.start("gap"))
            start = match.end()
    return (start, high)


def _ends_sentence(text: str, match: re.Match[str], low: int, high: int) -> bool:
    """Return whether the matched punctuation ends a sentence, judged by the adjacent words."""
    after = match.end()
    if after >= high:
        return False
    following = text[after]
    if following.islower():
        return False
    if match["mark"] != "." or match["close"]:
        return True
    stop = match.start("mark")
    before = _LAST_WORD.search(text[max(low, stop - _WORD) : stop])
    word = before[0].lower() if before else ""
    if word in _TITLES:
        return False
    if word in _NAMES_END or len(word) == 1 or "." in word:
        next_word = re.match(r"\w+", text[after : after + 20])
        return next_word is not None and next_word[0].lower() in _STARTERS
    return True
