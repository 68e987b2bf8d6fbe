"""The sentence around a place in a text, for the reader's cursor.

The analysis finds sentences with Punkt over the whole text; the cursor needs one sentence at a key
press, before NLTK is loaded, so it looks at the text around it only.
"""

import re

from analysis import Span

REACH = 4000  # characters looked at on either side; a longer sentence is cut there

_END = re.compile(r"(?<![.!?…])(?P<mark>[.!?…]+)(?P<close>[\"'”’»)\]]*)(?P<gap>\s+)")
_LAST_WORD = re.compile(r"[^\s(\[“‘\"'—–-]*$")
_WORD = 24  # characters in which the word before a full stop is looked for


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
    """The sentence that holds an offset, within the paragraph from `low` to `high`."""
    low = max(low, offset - REACH)
    high = min(high, offset + REACH)
    start = low
    for found in _END.finditer(text, low, high):
        if _ends_sentence(text, found, start, high):
            if found.start("gap") > offset or found.end() > offset:
                return (start, found.start("gap"))
            start = found.end()
    return (start, high)


def _ends_sentence(text: str, found: re.Match[str], low: int, high: int) -> bool:
    """Whether the marks found end a sentence, told by the words on either side."""
    after = found.end()
    if after >= high:
        return False
    following = text[after]
    if following.islower():
        return False
    if found["mark"] != "." or found["close"]:
        return True
    stop = found.start("mark")
    before = _LAST_WORD.search(text[max(low, stop - _WORD) : stop])
    word = before[0].lower() if before else ""
    if word in _TITLES:
        return False
    if word in _NAMES_END or len(word) == 1 or "." in word:
        next_word = re.match(r"\w+", text[after : after + 20])
        return next_word is not None and next_word[0].lower() in _STARTERS
    return True
