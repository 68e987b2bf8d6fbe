"""Set the edges of names right: titles outside, initials and nicknames inside, halves joined."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from analysis.entities.given_names import gender_of
from analysis.entities.role_nouns import RELATIONS, is_short_title, role_noun
from analysis.entities.written_names import is_office, title_words
from analysis.findings import Label, Mention
from analysis.word_sets import word_set
from analysis.words import Token, Words

_LINKS = frozenset({"of", "for"})
_ADDRESSES = frozenset({"mr", "mrs", "ms", "miss", "mme", "dr"})
_WORD = r"[A-Z][\w.'’-]*"
_NICKNAMED = re.compile(rf"{_WORD}(?: {_WORD})*\s*[\"“‘'(]{_WORD}(?: {_WORD})?[\"”’')] ?(?=[A-Z])")
# "LUND, Ohio (AP) — ": where an article was written.
_DATELINE = re.compile(r"(?:, [^\n—–―-]{2,40})?(?: ?\([^)\n]{2,20}\))? ?(?:[-–—―]+) ")
_DATELINE_WITHIN = 600
_PARTY_AND_STATE = re.compile(r"[DRI]-[A-Z]")
_SITE = re.compile(r"[\w-]+\.(?:com|org|net|co\.uk|gov|edu|info)", re.IGNORECASE)
_SEAT = re.compile(
    r"(?:City|County|Municipality|Province|State|Town|Village) of [A-Z]\w+(?: [A-Z]\w+)?"
)
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
_OPEN_END = re.compile(r".*\b(?:for|of|on|and)", re.DOTALL)
_DANGLING = re.compile(r"(?: (?:of|for|and|the|in|on|with))+$")
_STATES = word_set("DPRK DRC KSA NZ PRC ROK RSA UAE UK US USA USSR")
_FILLER = re.compile(r" (?:a |the )?")
_PURPOSE = re.compile(r" (?:for|on) (?:the )?")
_BODY = re.compile(
    r"(?:.*\b)?(?:Board|Coalition|Commission|Commissioner|Committee|Council|Court of Appeals"
    r"|District Court|Institute|Office|Subcommittee|Tribunal)"
)
_TWICE = re.compile(r"((\w+)\b[^.]* (?:Co|Corp|Inc|Ltd)\.)\s+(\2)")
_APOSTROPHES = frozenset({"'", "’", "`", "‘"})
_SET_APART = frozenset({"' ", "’ ", " ' ", " ’ "})
_STATE_BODIES = frozenset({"house", "state", "senate", "court", "defense"})
# Given names that are often shortened, and what is no initials before a name.
_SHORT_GIVEN = frozenset({"Md", "Mohd", "Muh"})
_NO_INITIALS = word_set(
    "AG AP AU CM DC DG DI EC ED EU FM GP ID IG IT MD PC PR QC SC SI SP TD TV UK UN US"
)
_MINISTERS = frozenset({"minister", "ministers", "undersecretary"})
_OFFICE_FOR = frozenset({("secretary", "for")})
_FIELD_WITHIN = 8
_HEADLINE_CAPITALS = 0.6


def set_edges(words: Words, names: Iterable[Mention]) -> tuple[Mention, ...]:
    """The name mentions with titles cut off ("President Joe Biden") and lone initials joined on.

    A nickname in marks joins the names around it, and so do the halves of a name that an "on" or a
    "Jr." parts. A mention that is nothing but an office ("The President") is no name and is left
    out. What follows "Mr" or "Ms" is a person, what begins a dateline or is the "City of" a place.
    """
    found: list[Mention] = []
    for name in _unrun(words, _parted(words.text, names)):
        first = words.token_at(name.start)
        if _is_honorific(words.text[name.start : name.end]):
            continue
        if any(_is_honorific(token.text) for token in words.tokens[max(first - 1, 0) : first + 1]):
            name = replace(name, label="PERSON")
        name = _relabelled(words.text, name)
        if found and _continues(words.text, found[-1], name):
            name = replace(found.pop(), end=name.end)
        if name.label not in ("PERSON", "GPE") and _is_field(words, first):
            continue
        if name.label == "PERSON":
            if first > 1 and _are_initials(*words.tokens[first - 2 : first + 1]):
                name = replace(name, start=words.tokens[first - 1].start)
            begun = _begin(words.text, found, name)
            if begun is not None:
                name = replace(name, start=found[begun].start)
                del found[begun:]
        cut = _without_title(words, name)
        if cut is not None:
            found.append(cut)
    return tuple(_cut_back(words.text, name) for name in found)


def _cut_back(text: str, name: Mention) -> Mention:
    """A thing's name without what it only seems to end with: "Cabinet of"."""
    if name.label != "PERSON" and (end := _DANGLING.search(text, name.start, name.end)):
        return replace(name, end=end.start())
    return name


def _parted(text: str, names: Iterable[Mention]) -> tuple[Mention, ...]:
    """The names, those parted that run over a full stop: "Umbra Oil & Co. Umbra" is two."""
    found = []
    for name in names:
        twice = _TWICE.fullmatch(text, name.start, name.end) if name.label == "ORG" else None
        if twice:
            found.append(replace(name, end=twice.end(1)))
            found.append(replace(name, start=twice.start(3)))
        else:
            found.append(name)
    return tuple(found)


def _without_title(words: Words, name: Mention) -> Mention | None:
    """The name without a title before it; None for a mention that is nothing but a title."""
    span = words.indexes(name.start, name.end)
    texts = [words.tokens[index].text for index in span]
    if not texts or all(is_short_title(text) for text in texts if any(map(str.isalnum, text))):
        return None if texts else name
    if name.label != "PERSON":
        official = len(texts) > 2 and texts[0].lower() in _STATE_BODIES and gender_of(texts[1])
        if not official or not _belongs_to_title(words, span[0]):
            return name
        # "Speaker of the House Jo Roe" is no organisation.
        return replace(name, start=words.tokens[span[1]].start, label="PERSON")
    if all(is_office(text) for text in texts):
        return None
    cut = title_words(texts)
    if not cut and len(texts) > 2 and _belongs_to_title(words, span[0]):
        cut = 1
    return replace(name, start=words.tokens[span[cut]].start) if cut else name


def _relabelled(text: str, name: Mention) -> Mention:
    """The name with the label that its place or its letters give it."""
    shown = text[name.start : name.end]
    label: Label = name.label
    if _PARTY_AND_STATE.match(shown) or (label == "ORG" and _is_seat(shown)):
        label = "GPE"
    elif label == "PERSON" and _SITE.fullmatch(shown):
        label = "ORG"
    elif (
        label in ("ORG", "PERSON")
        and name.start < _DATELINE_WITHIN
        and shown.isupper()
        and len(shown) > 3
        and text[max(name.start - 1, 0) : name.start] in ("", "\n")
        and _DATELINE.match(text, name.end)
        and (label == "PERSON" or text[name.end] in ",(" or text[name.end : name.end + 2] == " (")
    ):
        label = "GPE"
    return name if label == name.label else replace(name, label=label)


def _is_seat(shown: str) -> bool:
    """Whether a name is a town's that says so, or in capitals a state's: "City of Lund", "UAE"."""
    if _SEAT.fullmatch(shown):
        return True
    return shown in _STATES


def _continues(text: str, before: Mention, name: Mention) -> bool:
    """Whether a name is the rest of the one before: "Board" on "Fair Trade", "Roe", "Jr."."""
    between = text[before.end : name.start]
    if len(between) > 9 or "\n" in between:
        return False
    start, rest = text[before.start : before.end], text[name.start : name.end]
    if before.label == "PERSON":
        if between in (", ", " ", ","):
            return _SUFFIX.fullmatch(rest) is not None
        # "Al O'Lind" in two, and names that end so: "Achieng' Omollo"
        if start.split()[-1] == "O":
            return between.strip() in _APOSTROPHES
        return between in _SET_APART and name.label == "PERSON" and start[-1] != "s"
    if before.label != "ORG" or name.label == "PERSON":
        return False
    if _OPEN_END.fullmatch(start):
        return _FILLER.fullmatch(between) is not None
    return _PURPOSE.fullmatch(between) is not None and _BODY.fullmatch(start) is not None


def _unrun(words: Words, names: tuple[Mention, ...]) -> Sequence[Mention]:
    """The names, those in a headline that ran on into its other words cut back.

    "Ana Reis Slams Umbra" is cut to "Ana Reis", which the article goes on to name so.
    """
    if not names or not words.sentences:
        return names
    first = words.sentences[0]
    title = [token.text for token in words.of(first) if token.text[0].isalpha()]
    capitals = sum(text[0].isupper() for text in title)
    if capitals < _HEADLINE_CAPITALS * len(title) or names[0].start >= first.end:
        return names
    known = {words.text[name.start : name.end]: name for name in names if name.start >= first.end}
    found: list[Mention] = []
    for name in names:
        shown = words.text[name.start : name.end].split(" ")
        if name.start >= first.end or len(shown) < 3 or " ".join(shown) in known:
            found.append(name)
            continue
        for count in range(len(shown) - 1, 1, -1):
            other = known.get(" ".join(shown[:count]))
            if other is not None:
                end = name.start + len(" ".join(shown[:count]))
                found.append(replace(name, end=end, label=other.label))
                rest = known.get(" ".join(shown[count:])) or known.get(" ".join(shown[count + 1 :]))
                if rest is not None:
                    start = name.end - (rest.end - rest.start)
                    found.append(replace(name, start=start, label=rest.label))
                break
        else:
            found.append(name)
    return found


def _begin(text: str, found: list[Mention], name: Mention) -> int | None:
    """The index of the mention that a name goes on from: an initial, or before a nickname."""
    if found and _is_initial(text, found[-1]) and not text[found[-1].end : name.start].strip():
        return len(found) - 1
    for index in range(len(found) - 1, max(-1, len(found) - 3), -1):
        first = found[index]
        if first.label == "PERSON" and name.start - first.start < 80:
            whole = _NICKNAMED.match(text, first.start, name.start + 1)
            if whole and whole.end() == name.start:
                return index
    return None


def _is_honorific(word: str) -> bool:
    return word[:1].isupper() and word.lower().rstrip(".") in _ADDRESSES


def _is_initial(text: str, name: Mention) -> bool:
    shown = text[name.start : name.end]
    return name.label == "PERSON" and len(shown) == 2 and shown[0].isupper() and shown[1] == "."


def _are_initials(earlier: Token, before: Token, name: Token) -> bool:
    """Whether the word before a person's is two initials or a short form: "CP Menon", "Md Alam"."""
    text = before.text
    if name.text.isupper() or before.tag != "NNP" or before.name != "O":
        return False
    if text in _SHORT_GIVEN:
        return True
    initials = len(text) == 2 and text.isalpha() and text.isupper() and earlier.tag != "NNP"
    return initials and text not in _NO_INITIALS and not is_short_title(text)


def _is_field(words: Words, first: int) -> bool:
    """Whether a name is what an office is for: "Minister of Health and Wellness"."""
    tokens = words.tokens
    at = first - 1
    while at > 1 and first - at < _FIELD_WITHIN and tokens[at].lower not in _LINKS:
        if tokens[at].lower not in ("and", ",", "&") and not tokens[at].text[0].isupper():
            return False
        at -= 1
    office = (tokens[at - 1].lower, tokens[at].lower) if at > 0 else ("", "")
    return office in _OFFICE_FOR or (office[0] in _MINISTERS and office[1] in _LINKS)


def _belongs_to_title(words: Words, first: int) -> bool:
    """Whether a name's first word is the end of a title before it: "Minister of Education Roe"."""
    before = first - 2 if first > 1 and words.tokens[first - 1].lower == "the" else first - 1
    if before < 1 or words.tokens[before].lower not in _LINKS:
        return False
    noun = role_noun(words.tokens[before - 1].text)
    return noun is not None and noun not in RELATIONS and not gender_of(words.tokens[first].text)
