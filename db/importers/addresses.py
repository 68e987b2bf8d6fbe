"""The address of an article on its first lines: its line, its date, and the words of its slug."""

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from analysis import lexicon
from analysis.date_format import MONTH_NAMES
from analysis.folded_text import fold_text
from analysis.partial_dates import PartialDate
from db.dates import numeric_readings

_LINES = 6  # at the top in which the address stands, blank ones not counted
_LONGEST = 2_000  # characters of an address
_JOINING = frozenset(("at", "from", "in", "is", "of", "on", "see", "to", "under", "via"))
_FEWEST_WORDS = 5  # of a sentence that an address ends; fewer are a label
_LABEL = r"(?:(?:article|full|original|web|page|permanent|canonical|direct)[ -]+)?"
_ADDRESS_LINE = re.compile(
    rf"""(?:{_LABEL}(?:url|uri|link|source|address|web|website|permalink|retrieved\ from
        |available\ at|read\ more(?:\ at)?|original|article|from|via)\s*[:=]\s*)?
    [<\[(]?(?P<address>(?:https?://|www\.)[^\s<>"\[\]]+|
        (?:[a-z\d](?:[a-z\d-]{{0,60}}[a-z\d])?\.){{1,5}}[a-z]{{2,10}}/[^\s<>"\[\]]+)[>\])]?""",
    re.IGNORECASE | re.VERBOSE,
)


def match_address_line(line: str) -> str:
    """Return the address that a line consists of, alone or after a label; "" for another line."""
    stripped = line.strip()
    match = _ADDRESS_LINE.fullmatch(stripped) if len(stripped) <= _LONGEST else None
    if match is None:
        return ""
    address = match["address"]
    return address if "://" in address else f"https://{address}"


def find_address(lines: Sequence[str]) -> tuple[int, str]:
    """Return the index of the line with the article's address and the address; -1, "" if none.

    Lines with several addresses are a list of links, of which none is the article's. The address
    of a home page is that of its site, and one that ends a sentence belongs to it.
    """
    found = [
        (at, address)
        for at, line in enumerate(lines[:_LINES])
        if (address := match_address_line(line))
    ]
    if len(found) != 1 or _is_home_page(found[0][1]):
        return -1, ""
    at = found[0][0]
    before = lines[at - 1].split() if at else []
    ends_sentence = len(before) >= _FEWEST_WORDS and before[-1].rstrip(":") in _JOINING
    return (-1, "") if ends_sentence else found[0]


def _is_home_page(address: str) -> bool:
    """Return True for an address of a whole site: `https://port.example/`."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    return not parts.path.strip("/") and not parts.query and not parts.fragment


def remove_address_line(text: str) -> tuple[str, str]:
    """Return a text without the line with its address, and the address; "" if there is none.

    The blank lines after it are removed as well. A text that is only an address is unchanged.
    """
    starts = [match.start() for match in _first_lines(text)]
    lines = [match[0] for match in _first_lines(text)]
    at, address = find_address(lines)
    if at < 0:
        return text, ""
    end = starts[at] + len(lines[at])
    before, after = text[: starts[at]], text[end:].lstrip("\n \t")
    rest = before + after if at else after
    return (rest, address) if any(map(str.isalnum, rest)) else (text, "")


def _first_lines(text: str) -> list[re.Match[str]]:
    """Return the matches of the first lines that are not blank."""
    found: list[re.Match[str]] = []
    for match in re.finditer(r"[^\n]+", text[:20_000]):
        if not match[0].isspace():
            found.append(match)
        if len(found) == _LINES:
            break
    return found


# The date in an address

_MONTH = "|".join(name[:3] for name in MONTH_NAMES)
_NUMBER_OF_MONTH = {name[:3].lower(): number for number, name in enumerate(MONTH_NAMES, 1)}
# 2022/07/25, 2022-07-25, 2022/jul/25, 202207/25, 2022/0725; 20220725 at the start of a number
_YEAR_FIRST = re.compile(
    rf"""(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sign>[/_.-]?)
    (?P<month>\d\d|(?<=\D)\d|(?:{_MONTH})[a-z]{{0,6}})(?P<second>[/_.-]?)
    (?:(?P<day>\d\d|(?<=\D)\d)(?P<rest>\d*))""",
    re.IGNORECASE | re.VERBOSE,
)
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<first>\d\d?)(?:(?P<sign>[/_.-])(?P<second>\d\d?)(?P=sign)"
    rf"|(?:st|nd|rd|th)?[/_.-]?(?P<name>(?:{_MONTH})[a-z]{{0,6}})[/_.-]?)(?P<year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
# july-25-2022; 25072022
_MONTH_FIRST = re.compile(
    rf"(?<![a-z])(?P<month>(?:{_MONTH})[a-z]{{0,6}})[-_](?P<day>\d\d?)(?:st|nd|rd|th)?[-_,]+"
    r"(?P<year>20\d\d)(?!\d)",
    re.IGNORECASE,
)
_SOLID_DAY_FIRST = re.compile(r"(?<!\d)(?P<first>\d\d)(?P<second>\d\d)(?P<year>20\d\d)(?!\d)")
# /2022/07/, /2022-07/, /202207/
_WHOLE_MONTH = re.compile(
    rf"/(?P<year>(?:19|20)\d\d)[/-]?(?P<month>\d\d|(?:{_MONTH})[a-z]{{0,6}})(?=[/?#]|$)",
    re.IGNORECASE,
)
_WHOLE_YEAR = re.compile(r"/(?P<before>[^/]*)/(?P<year>(?:19|20)\d\d)/(?=[^/])")
_FIRST_PAGE = 1990  # earlier years in an address are no dates of pages


def parse_address_date(
    address: str, today: datetime.date, settle: PartialDate | None = None
) -> PartialDate | None:
    """Return the date in an address: a day, a month or a year; None for one in the future.

    `05/07/2022` is 5 July or 7 May, of which `settle` decides; else only its year is known.
    """
    address = unquote(address[:_LONGEST])
    for find in (_find_year_first, _find_day_first, _find_month, _find_month_first, _find_year):
        found = find(address)
        dates = [date for date in found if date.year >= _FIRST_PAGE and date.first <= today]
        if len(dates) == 1:
            return dates[0]
        if dates:
            near = [date for date in dates if settle and str(date).startswith(str(settle))]
            return near[0] if len(near) == 1 else PartialDate(dates[0].year)
    return None


def _find_year_first(address: str) -> list[PartialDate]:
    for match in _YEAR_FIRST.finditer(address):
        signs = {match["sign"], match["second"]} - {""}
        is_solid = not signs and match["month"].isdecimal()
        if (match["rest"] and not is_solid) or len(signs - {"/"}) > 1:
            continue
        if is_solid and len(match["month"] + match["day"]) < 4:
            continue
        if not is_solid and address[match.end() : match.end() + 1].isalpha():
            continue  # the beginning of a code: 2022/07/3b1d
        year, month, day = match["year"], match["month"], match["day"]
        with_day = _date(year, month, day) or (None if is_solid else _date(year, day, month))
        if with_day is not None:
            return [with_day]
    return []


def _find_day_first(address: str) -> list[PartialDate]:
    for match in _DAY_FIRST.finditer(address):
        if match["name"]:
            date = _date(match["year"], match["name"], match["first"])
            if date is not None:
                return [date]
            continue
        days = numeric_readings(int(match["first"]), int(match["second"]), int(match["year"]))
        if days:
            return [PartialDate.from_day(day) for day in days]
    for match in _SOLID_DAY_FIRST.finditer(address):
        days = numeric_readings(int(match["first"]), int(match["second"]), int(match["year"]))
        if days:
            return [PartialDate.from_day(day) for day in days]
    return []


def _find_month_first(address: str) -> list[PartialDate]:
    """Return a date in words, which may be of the news rather than of its publication."""
    dates = (
        _date(match["year"], match["month"], match["day"])
        for match in _MONTH_FIRST.finditer(address)
    )
    return [date for date in dates if date is not None][:1]


def _find_month(address: str) -> list[PartialDate]:
    found = (_date(match["year"], match["month"]) for match in _WHOLE_MONTH.finditer(address))
    return [date for date in found if date is not None][:1]


def _find_year(address: str) -> list[PartialDate]:
    """Return a year that is a whole part of the path, after the host or the name of a section.

    Such a part after another word is a topic: `/elections/2022/results`.
    """
    generic = lexicon.words("address_sections", "generic")
    path = re.sub(r"^[a-z]+:/", "", address, flags=re.IGNORECASE)
    for match in _WHOLE_YEAR.finditer(path):
        if not match["before"] or "." in match["before"] or match["before"].lower() in generic:
            return [PartialDate(int(match["year"]))]
    return []


def _date(year: str, month: str, day: str | None = None) -> PartialDate | None:
    number = int(month) if month.isdecimal() else _NUMBER_OF_MONTH[month[:3].lower()]
    try:
        return PartialDate(int(year), number, int(day) if day else None)
    except ValueError:
        return None


# The words of a slug

_FEWEST_WORDS = 3  # of a slug that is a headline
_EXTENSION = re.compile(r"\.(?:[a-z]{2,5}\d?)$", re.IGNORECASE)
_APOSTROPHE = re.compile(r"(?<=[a-z])(?:&?#?0*39;?)(?=s\b)", re.IGNORECASE)
_CODE = re.compile(
    r"(?!(?:19|20)\d\d$)\d{4,}|(?=\w*\d)[0-9a-f]{6,}|[a-z]{0,3}\d{5,}\w*|[a-z]\d{3,}", re.IGNORECASE
)
_UUID = re.compile(r"[-_]?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")


def make_slug_title(address: str, text: str) -> str:
    """Make a title of the words in an address; "" if there are too few.

    `pope-visits-canada-1234.html` → "Pope visits Canada". Capitals and accents are those of the
    words in `text`.
    """
    try:
        path = unquote(urlsplit(address[:_LONGEST]).path)
    except ValueError:
        return ""
    words = max(map(_slug_words, path.split("/")), key=len, default=[])
    letters = [word for word in words if len(word) > 1 and not word.isdecimal()]
    if len(words) < _FEWEST_WORDS or len(letters) < _FEWEST_WORDS - 1:
        return ""
    if not any(map(str.isupper, "".join(words[1:]))):
        words = _restore_forms(words, text)
    words = _join_initials(words)
    first = words[0] if any(map(str.isupper, words[0])) else words[0][0].upper() + words[0][1:]
    return first + "".join(word if word in ("’s", "’t") else f" {word}" for word in words[1:])


def _slug_words(segment: str) -> list[str]:
    """Return the words of a part of a path, without codes and the ending of a file."""
    segment = _UUID.sub("", _EXTENSION.sub("", segment))
    segment = _APOSTROPHE.sub("'", segment)
    words = [word for word in re.split(r"[-_+ ,]+", segment) if word]
    technical = lexicon.words("address_sections", "technical")
    while words and (_CODE.fullmatch(words[-1]) or words[-1].lower() in technical):
        words.pop()
    while words and (_CODE.fullmatch(words[0]) or words[0].lower() in technical):
        words.pop(0)
    return [] if any(len(word) > 40 for word in words) else words


def _join_initials(words: list[str]) -> list[str]:
    """Join single letters: `u`, `s` → "U.S."; an `s` after a word → "’s"."""
    joined: list[str] = []
    run: list[str] = []
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha() and (run or word.lower() not in ("a", "i")):
            run.append(word)
            continue
        if len(run) > 1:
            joined.append("".join(f"{letter.upper()}." for letter in run))
        elif run and joined and run[0].lower() in "st":
            joined.append(f"’{run[0].lower()}")
        else:
            joined += run
        run = []
        joined += [word] if word else []
    return joined


def _restore_forms(words: list[str], text: str) -> list[str]:
    """Return words with the capitals, accents, hyphens and apostrophes that they have in a text."""
    forms, possessives = _forms_in(text)
    restored: list[str] = []
    for word in words:
        folded = fold_text(word)
        joined = f"{fold_text(restored[-1])}-{folded}" if restored else ""
        if joined in forms:
            restored[-1] = forms[joined]
        elif folded not in forms and folded[:-1] in possessives and folded.endswith("s"):
            restored.append(f"{possessives[folded[:-1]]}’s")
        else:
            restored.append(forms.get(folded, word))
    return restored


def _forms_in(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the usual form of each word of a text, and of each with an apostrophe, by folded form.

    At the start of a sentence, only names show how they are written elsewhere.
    """
    counts: dict[str, Counter[str]] = {}
    possessives: dict[str, str] = {}
    names = (lexicon.words(name) for name in ("given_names", "demonyms", "countries"))
    known = frozenset().union(*names)
    sample = text[:20_000]
    for match in _WORD.finditer(sample):
        before = sample[max(match.start() - 3, 0) : match.start()].rstrip(" \"“‘'(")
        form = re.sub(r"['’]s$|\.$", "", match[0])
        folded = fold_text(form)
        if (before and before[-1] not in ".!?:\n") or folded in known:
            counts.setdefault(folded, Counter())[form] += 1
            if form + "s" == re.sub("['’]", "", match[0]):
                possessives[folded] = form
    return {word: _usual_form(forms) for word, forms in counts.items()}, possessives


def _usual_form(forms: Counter[str]) -> str:
    """Return the most frequent form; that of a dateline, in capitals, only if there is no other."""
    return max(forms, key=lambda form: (len(form) < 4 or not form.isupper(), forms[form]))
