"""Bylines: the people who wrote an article, in the lines around its title and at its end.

A line is evidence by its form: a label ("By", "Author:"), a mark before an outlet, a name alone
between title and text, a sentence about a reporter. Agencies and desks are no people.
"""

import re
from collections.abc import Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.folded_text import fold_text
from db.importers.datelines import parse_date_line, split_at_marks
from db.printed_dates import find_line_dates

_LONGEST = 200  # characters of a line with a byline
_MOST_WORDS = 16
_LONGEST_ROLE = 3  # words
_LAST_LINES = 4  # at the end of a text, where a sentence is about its author
_LONGEST_BIOGRAPHY = 300

_LABELED = re.compile(
    r"""[(\[*_\s]*(?:
    (?P<by>(?:(?:written|posted|submitted|reported|published|compiled|edited|story|text|words|reporting
        |reportage|analysis|opinion|commentary|article|interview|a\ report)\ by|by)\s*[:\-–—]?\s+)
    |(?P<label>(?:by[- ]?line|authors?(?:\ name)?|writer|reporter|written\ by|posted\ by
        |reported\ by|by)\s*[:=|]\s*))
    (?P<names>\S.{1,180}?)[)\]*_\s]*""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER_DASH = re.compile(r"[—–―-]+\s*(?P<name>\S.{2,60}?)(?:,\s*(?P<role>.{3,60}))?")
_IN_PLACE = re.compile(r"(?P<name>\S.{2,60}?)\s+(?:in|reports from|reporting from)\s+[A-Z].{1,40}")
_BIOGRAPHY = re.compile(
    r"""(?P<name>[^\W\d_a-z].{2,50}?)\s*,?\s+(?:
    (?:is|was)\s+(?:an?|the|our|its|based|[^\W\d_]+['’]s?)\s[^.!?]{0,80}?
        \b(?:reporter|correspondent|journalist|editor|columnist|writer|contributor|producer
        |author|critic|anchor|freelancer|fellow|bureau\s+chief|staffer|analyst|lecturer)\b
    |(?:covers|writes\s+(?:about|on|for)|reports\s+(?:on|from|for)|reported\s+from|blogs\s+(?:on|about))\s
    |can\s+be\s+reached\s+at\s)""",
    re.VERBOSE,
)
# below an opinion: "Ida Quill teaches law at …", "The writer, Ida Quill, is …"
_GUEST = re.compile(
    r"""The\s+(?:writer|author|columnist|contributor)(?:\s+is|,)\s+(?P<after>[^,.]{3,50}?)[,.].*
    |(?P<name>[^\W\d_a-z].{2,50}?),?\s+(?:is|teaches|works|serves|chairs|heads|lives)\s[^!?"“]{3,}""",
    re.VERBOSE,
)
_REPORTING = re.compile(
    r"\W{0,3}(?:Reporting|Writing|Report|Story) by (?P<names>[A-Z][^;()]{3,120}?)(?=[;.)]|$)"
)
_FOLLOW = re.compile(r"Follow (?P<name>[A-Z].{3,40}?) on (?:Twitter|X|Facebook|Instagram)\b", re.I)
_LINKS = re.compile(r"\s*(?:,|;|/|&|\band\b|\bwith\b)\s*", re.IGNORECASE)
_TITLES = re.compile(
    r"^(?:dr|prof|professor|mr|mrs|ms|sir|rev|fr|capt|col|gen|lt|sen|rep|hon|md|engr|barr)\.?\s+",
    re.IGNORECASE,
)
_PROPER = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:[-'’.][^\W\d_]*)*")
_SMALL = re.compile("an?|and|at|by|for|from|in|of|on|the|to|with")
_USER = re.compile(
    r"(?:(?:microsoft|ms|windows|office|default|local|registered|home|test)\s+)+(?:user|account|author)"
    r"|(?:un)?known author|system administrator|微软用户|用户",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"(?:Par|Por|Von|Door|Oleh)\s+(?P<name>[^\W\d_a-z][^,|\d]{2,60})")
# `By political reporter Ida Quill`
_LEADING_ROLE = re.compile(
    r"^(?:[a-z][\w-]*\s+){0,3}(?:reporter|correspondent|editor|writer|journalist|columnist)s?\s+(?=[A-Z])"
)
_AGENCY_WRITERS = re.compile(
    r"^[A-Z]\w+ (?:staff )?(?:writers?|reporters?|correspondents?) (?=[A-Z])"
)


class Byline(Struct, frozen=True):
    """A byline with its confidence, from 0 to 1; `agency` is the agency or desk in its place."""

    names: str = ""
    agency: str = ""
    confidence: float = 0.0


def parse_byline(line: str) -> Byline:
    """Parse a line that says by its form that it is a byline: `By Ida Quill | 3 May 2023`."""
    line = line.strip()
    if not 4 <= len(line) <= _LONGEST:
        return Byline()
    foreign = _FOREIGN.fullmatch(split_at_marks(line)[0]) if split_at_marks(line) else None
    if foreign is not None and is_person_name(foreign["name"]) and _has_given_name(foreign["name"]):
        return Byline(foreign["name"], confidence=0.8)
    match = _LABELED.fullmatch(line)
    if match is not None:
        is_label = bool(match["label"]) or match["by"].lower().startswith(("written", "posted"))
        found = _read_names(match["names"], 0.95 if is_label else 0.9, is_label=is_label)
        if match["by"] and not match["by"][0].isupper():
            people = [name for name in _LINKS.split(found.names) if name]
            return found if people and all(map(is_person_name, people)) else Byline()
        return found
    pieces = split_at_marks(line)
    if len(pieces) > 1 and len(line) <= 120:
        matches = (_LABELED.fullmatch(piece) for piece in pieces)
        labeled = next(filter(None, matches), None)
        if labeled is not None and labeled["by"] is not None and labeled["by"][0].isupper():
            return _read_names(labeled["names"], 0.9)
        if is_person_name(pieces[0]) and (len(pieces) == 2 or parse_date_line(line)):
            return Byline(pieces[0], confidence=0.7)
        author, is_placed, _ = pieces[0].partition(", ")
        if (
            is_placed
            and is_person_name(author)
            and _has_given_name(author)
            and parse_date_line(line)
        ):
            return Byline(author, confidence=0.7)
    dash = _AFTER_DASH.fullmatch(line)
    if dash is not None and is_person_name(dash["name"]):
        is_role = bool(dash["role"]) and bool(_ROLE.search(dash["role"]))
        return Byline(dash["name"], confidence=0.8 if is_role else 0.5)
    author, _, role = line.partition(", ")
    is_title = role[:1].isupper() and len(role.split()) <= _LONGEST_ROLE
    if is_title and _ROLE.search(role) and is_person_name(author) and _has_given_name(author):
        return Byline(line, confidence=0.7)
    return Byline()


_ROLE = re.compile(
    r"\b(?:reporter|correspondent|editor|writer|staff|journalist|columnist|bureau|contributor)\b",
    re.IGNORECASE,
)


def _read_names(words: str, confidence: float, *, is_label: bool = False) -> Byline:
    """Return the byline of the words after a label, as far as they are names."""
    dates = find_line_dates(words)
    words = (words[: dates[0].start] if dates else words).rstrip(" ,|-–—(/•·")
    words = re.sub(r"\s+on$", "", words)
    words = re.sub(r"\s*(?:<[^<>]*>|\(?\S+@\S+\)?|@\w+)\s*$", "", words).rstrip(" ,|-–—(/•·")
    words = _LEADING_ROLE.sub("", words)
    names = (split_at_marks(words) or [""])[0].rstrip(" ,")
    names = re.sub(r",?\s+(?:updated|published|posted|last)\b.*$", "", names, flags=re.IGNORECASE)
    if not names:
        return Byline()
    if is_agency(names):
        return Byline(agency=names, confidence=confidence)
    names = _AGENCY_WRITERS.sub("", names.partition(";")[0])
    if is_desk(re.split(r",|\s(?:in|from|at)\s", names)[0]):
        return Byline(confidence=confidence)
    parts = re.findall(r"[^\s,&]+", names)
    proper = [
        word[0].isupper() or bool(_SMALL.fullmatch(word)) or _is_particle(word) or word[0] in "‘’'("
        for word in parts
    ]
    lower_names = len(parts) == 2 and names.islower() and is_label
    if not parts or _SMALL.fullmatch(parts[0]) or len(parts) > _MOST_WORDS:
        return Byline()
    if not (all(proper) or lower_names) or _is_time(parts[0]):
        return Byline()
    if names.endswith(".") and len(parts[-1]) > 4:
        return Byline()
    return Byline(names.strip("‘’'\""), confidence=confidence)


def parse_biography(line: str) -> str:
    """Return the author that a sentence describes: `Ida Quill is a reporter for Coastwire`."""
    line = line.strip(" *_—–-([")[:_LONGEST_BIOGRAPHY]
    match = _BIOGRAPHY.match(line) or _FOLLOW.match(line)
    return match["name"] if match and is_person_name(match["name"]) else ""


def find_author_at_end(text: str, lines: Sequence[str]) -> Byline:
    """Return the author that one of the last lines names: a biography, or `(Reporting by …)`.

    In a biography far above the end, the person is one of the news if the text names them again.
    """
    for at, line in enumerate(reversed(lines)):
        if match := _REPORTING.match(line):
            return _read_names(match["names"], 0.75)
        name = parse_biography(line)
        if name and (at < _LAST_LINES or text.count(name) == 1):
            return Byline(name, confidence=0.75)
        guest = _GUEST.fullmatch(line[:_LONGEST_BIOGRAPHY]) if at == 0 else None
        name = (guest["name"] or guest["after"]) if guest else ""
        if name and is_person_name(name) and text.count(name) == 1:
            return Byline(name, confidence=0.65)
        if at < _LAST_LINES and (match := _LABELED.fullmatch(line)) and match["by"]:
            found = _read_names(match["names"], 0.65)
            if all(map(is_person_name, filter(None, _LINKS.split(found.names)))):
                return found
    return Byline()


def parse_bare_names(line: str) -> tuple[str, bool]:
    """Return the names that a line consists of, and True if one is known as a given name.

    `Ida van Quill and Bo Lee`, `Ida Quill in Port Luna`, `Ida Quill, Political Editor`.
    """
    line = line.strip(" |•·")
    if not 5 <= len(line) <= 120 or line[-1] in ".:;!?":
        return "", False
    pieces = split_at_marks(line)
    first = pieces[0] if pieces else ""
    located = _IN_PLACE.fullmatch(first)
    words = located["name"] if located else first
    head, _, rest = words.partition(",")
    names = [head] if rest and _ROLE.search(rest) else _LINKS.split(words)
    names = [name for name in names if name]
    if not names or len(names) > 5 or not all(map(is_person_name, names)):
        return "", False
    known = any(_has_given_name(name) for name in names)
    return first.rstrip(" ,"), known


def is_person_name(words: str) -> bool:
    """Return True for the form of a person's name: two to five capitalized words and particles."""
    words = _TITLES.sub("", words.strip(), count=1)
    parts = words.split()
    if not 2 <= len(parts) <= 5 or is_agency(words) or is_desk(words):
        return False
    proper = [part for part in parts if not _is_particle(part)]
    return (
        2 <= len(proper) <= 4
        and all(map(_PROPER.fullmatch, proper))
        and any(len(part.strip(".")) > 1 for part in proper[-1:])
        and not any(_is_common(part) for part in proper)
    )


def is_known_name(words: str) -> bool:
    """Return True for a given name and family names of the lists, unlike `Hope Rises`."""
    parts = [fold_text(part).strip(".") for part in words.split() if not _is_particle(part)]
    given_names, family_names = lexicon.words("given_names"), lexicon.words("family_names")
    rest = [part for part in parts[1:] if len(part) > 1]
    return (
        is_person_name(words)
        and parts[0] in given_names
        and all(part in family_names or part in given_names for part in rest)
    )


def read_file_author(author: str) -> str:
    """Return the author in the properties of a file, "" for a login or the name of a program.

    Programs write the user of the computer there: `cheng`, `DSI`, `Microsoft Office User`.
    """
    author = author.strip()
    is_login = author.isascii() and len(author.split()) < 2
    return "" if is_login or _USER.fullmatch(author) else author


def is_agency(words: str) -> bool:
    """Return True for the name of a news agency, or several: `Reuters`, `AFP/AP`."""
    parts = re.split(r"[/,&]|\band\b", words)
    names = [re.sub(r"^[Tt]he\s+|\.", "", part.strip()) for part in parts]
    agencies, given_names = lexicon.words("news_agencies"), lexicon.words("given_names")
    return any(names) and all(
        name.lower() in agencies and (name.isupper() or name.lower() not in given_names)
        for name in names
        if name
    )


def is_desk(words: str) -> bool:
    """Return True for a byline of a newsroom: `Our Correspondent`, `Staff Reporter`, `Web Desk`."""
    parts = re.findall(r"[^\W\d_]+", words.lower())
    desks, agencies = lexicon.words("newsroom_desks"), lexicon.words("news_agencies")
    is_whole = all(part in desks or part in agencies for part in parts)
    return any(part in desks for part in parts) and (is_whole or parts[-1] in ("desk", "newsroom"))


def _is_particle(word: str) -> bool:
    return word.lower().strip("'’") in lexicon.words("name_particles", "byline")


def _has_given_name(name: str) -> bool:
    return any(
        fold_text(part).strip(".") in lexicon.words("given_names") for part in name.split()[:-1]
    )


def _is_common(word: str) -> bool:
    """Return True for a word that is hardly ever a part of a name: a weekday, `News`, `Council`."""
    lower = word.lower().rstrip(".")
    if lower in lexicon.words("given_names") or len(lower) == 1:
        return False
    return any(
        lower in lexicon.words(name, *classes)
        for name, *classes in (
            ("weekdays",), ("months", "full"), ("stop_words",), ("newsroom_desks",),
            ("demonyms", "demonym"), ("organization_nouns",),
        )
    )  # fmt: skip


def _is_time(word: str) -> bool:
    lower = word.lower().strip(".,")
    return lower in lexicon.words("weekdays") or lower in lexicon.words("months", "full")
