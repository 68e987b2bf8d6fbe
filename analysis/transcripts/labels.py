"""Read the labels of turns: "LEE: …", "Ana Lee, mayor – …", "Q. …", "<ana> …"."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.models import Span
from analysis.transcripts.lines import (
    NAME,
    TIME,
    WHOLE,
    Paragraph,
    TurnLabel,
    TurnRole,
    label_key,
    shift_span,
)
from analysis.transcripts.post_headers import PostHeader, find_post_header, is_post_detail

_QUESTION_LABELS = lexicon.words("transcript_words", "question")
_ANSWER_LABELS = lexicon.words("transcript_words", "answer")
TITLES = lexicon.words("titles") | lexicon.words("person_nouns", "office") | {"the"}
_OFFICES = lexicon.words("person_nouns", "office") | {"the"}
PREPOSITIONS = frozenset({"of", "for", "to", "in", "on"})
_HOLDER = re.compile(rf"{WHOLE}(?: {WHOLE}){{1,3}}")
_HALF_DAYS = frozenset({"am", "pm"})
_HEADINGS = lexicon.words("transcript_words", "heading")
_REPORTS = lexicon.words("reporting_verb_forms")
# An opening before the label: a line number, a time, a list mark, the mark of a new speaker, bold.
_DAY = r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:,? |T))?"
_CLOCK = rf"{TIME}(?: ?[AaPp]\.?[Mm]\.?)?"
# A line of a chat that is a note of the program, since it has a time and no label.
NOTE = re.compile(
    rf"[\[(]?(?:\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}(?:,? |T){_CLOCK}[\])]?[ \t]*"
    r"(?:[-–—][ \t]*)?[^\W\d]"
    rf"|{_CLOCK}[\])]?[ \t]+(?:\*|-!-|={{2,3}}|[-<]{{2,3}}|-->) )"
)
_TAG = r"(?:</?(?:b|i|em|p|strong)>)*"
_OPENING = (
    rf"(?:\d{{1,3}}[.)]?[ \t]{{1,16}}(?!\d))?(?:[ \t]*[\[(]?{_DAY}{_CLOCK}[\])]?[ \t]*"
    r"(?:[-–—][ \t]*|From )?)?"
    rf"(?:>>+[ \t]*|[-•>][ \t]+|\#{{1,6}} )?{_TAG}[*_]{{0,3}}[\"“]?"
)
_MEMBERS = r"(?:Some|An?|Several) (?:[Hh]on(?:ou?rable)?\.? )?(?:[Mm]embers?|[Ss]enators?)"
# A title in brackets before the name: "Hon. (Ms.) …".
_RANK = r"(?:Hon\.? \((?:\w+\.? ?){1,3}\) )?"
# Details after the name: "(R), ARIZONA", "chair of the board".
_BRACKETED = r",? ?\((?P<full_name>[^()\n\d][^()\n]{0,59})\)(?: \([^()\n\d][^()\n]{0,59}\)){0,2}"
_DETAILS = (
    rf"(?:{_BRACKETED}| ?\[[^\[\]\n]{{1,60}}\])?(?: to [A-Z]\w+)?"
    rf"(?P<role>, ?[^:!?;\"“”\n]{{2,80}}?)?(?: ?[\[(]{_CLOCK}[\])])?"
)
# The office or firm of a speaker: "Chief Executive Officer".
_ROLE = (
    r"(?:[A-Z][\w.,&'’/]*|of|the|and|for|in|at)(?: (?:[A-Z][\w.,&'’/]*|of|the|and|for|in|at)){0,7}"
)
_CLOSING = rf"[*_]{{0,3}}{_TAG}"
_CLAUSE = re.compile(
    rf", ?(?:and|but|or|so|may|please|{lexicon.pattern('pronouns', 'self')})\b", re.IGNORECASE
)
_CAPITAL = r"(?=[\"“‘'(\[]?[A-Z])"
_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Sen|Rep|Senator|Representative|Secretary|Speaker|Chair\w*|Judge|The)"
)
_CAPITALS = (
    r"(?:(?:[A-ZÀ-Þ][A-ZÀ-Þ'’-]{0,40}\.?|(?:[A-Z]\.){2,4}|of|the|and|&) ){0,5}"
    r"[A-ZÀ-Þ][A-ZÀ-Þ'’-]{0,40}[A-ZÀ-Þ]"
)
_MAIL_WRITER = re.compile(rf"\*?From:\*? (?P<name>{NAME}|[\w.+-]+@[\w.-]+)(?: [<\[(].*)?")
_MAIL_FIELD = re.compile(
    r"\*?(?:Sent|Date|To|Cc|CC|Bcc|BCC|Subject|Reply-To|Importance|Attachments?):"
)
_FEWEST_FIELDS = 3
_FEWEST_ALIKE = 3
_NUMBER = re.compile(r"\d+")
_DAY_NAME = re.compile(rf"\b(?:{lexicon.pattern('weekdays')}|{lexicon.pattern('months')})\b")
_BRACKETS = r"(?:\[[^\[\]]{1,300}\]|\([^()]{1,300}\))"
_ACCOUNT = r"[@~]?(?!https?:)[A-Za-z][\w.|-]{1,29}"
_PHONE = r"\+\d{1,3}(?:[ .()-]{1,2}\d{2,6}){1,5}"
LABEL_STYLES = {
    "colon": re.compile(
        rf"{_OPENING}{_RANK}(?P<name>{_MEMBERS}|{NAME}|{_PHONE}){_DETAILS}{_CLOSING} ?(?P<mark>:)-?"
        rf"{_CLOSING}(?:\s+|$)"
        rf"|(?P<glued>Q)(?=[A-Z][a-z'’])|{_OPENING}(?P<letter>[QA]\d{{0,2}}|Question|Answer){_CLOSING}(?P<stop>[.:)])?{_CLOSING}"
        rf"(?:(?<=[.:)*_>])\s+|[ \t]{{2,}}|(?<=Q)[ \t]+){_CAPITAL}"
    ),
    "capitals": re.compile(
        rf"[ \t]*{_OPENING}(?P<name>{_CAPITALS})"
        rf"(?P<mark>\.[-–—]?(?:\s*(?P<direction>{_BRACKETS}))?|(?:\s*{_BRACKETS})+\.?)\s+{_CAPITAL}"
    ),
    "dash": re.compile(
        rf"{_OPENING}(?P<name>{NAME}){_DETAILS}{_CLOSING} ?(?P<mark>[–—]|--?)[ \t]+(?=\S)"
    ),
    "stop": re.compile(
        rf"[ \t]*{_OPENING}(?P<name>(?:{_TITLE}\.?|[A-Z][a-z]+(?= [A-Z]{{3}})) {WHOLE}"
        rf"(?: {WHOLE}){{0,3}}(?: pro tem(?:pore)?)?(?: of {WHOLE}(?: {WHOLE})?)?)"
        rf"(?: \((?P<full_name>[^()\n]{{1,60}})\))?(?P<mark>\.-?)[ \t]+{_CAPITAL}"
    ),
    "angle": re.compile(rf"{_OPENING}<[ @+%&~]?(?P<name>[^<>\n/!]{{1,30}})>:?[ \t]+(?=\S)"),
    "bracket": re.compile(rf"{_OPENING}\[(?P<name>{NAME}|[A-Z]\w+)\]:?{_CLOSING}[ \t]+(?=\S)"),
    "nickname": re.compile(
        rf"{_OPENING}(?P<name>{_ACCOUNT}){_DETAILS}{_CLOSING}(?P<mark>:){_CLOSING}[ \t]+(?=\S)"
    ),
    "column": re.compile(
        rf"{_OPENING}(?P<name>{NAME}|{_ACCOUNT})(?P<mark>[ \t]*[|│>\t]|[ ]{{3}})[ \t]*(?=\S)"
    ),
    "bold": re.compile(rf"(\*\*|__)(?P<name>{NAME}){_DETAILS}\1[ \t]+(?=\S)"),
    "voice": re.compile(r"<v(?:\.[\w.]+)? (?P<name>[^>\n]{1,60})>\s*"),
    "aside": re.compile(
        rf"{_OPENING}(?:\((?P<name>{NAME})\)|\[(?P<bracketed>{NAME})\]):?{_CLOSING}(?:[ \t]+|$)"
    ),
    "line": re.compile(
        rf"{_OPENING}(?P<name>{NAME}){_DETAILS}(?: ?(?:--|[–—]) ?{_ROLE}){{0,2}}"
        rf"{_CLOSING}(?:[ \t]*[\[(]?{_CLOCK}[\])]?)?{_CLOSING}$"
    ),
}
STYLES = (*LABEL_STYLES, "header")
ALONE = frozenset({"line", "header", "aside"})  # styles whose labels are paragraphs of their own
# Styles of chats and posts, in which a line without a stop is no heading.
VERBATIM = frozenset({"nickname", "angle", "header", "voice"})


class _Header(Struct, frozen=True):
    """The header of a post: the span of its writer in the first line, its end and its form."""

    writer: Span
    end: int
    frame: str
    key: str


def read_labels(style: str, lines: Sequence[Paragraph]) -> dict[int, TurnLabel]:
    """Return the labels of one style by the index of their paragraph."""
    if style == "header":
        return _read_headers(lines)
    labels = {}
    for index, line in enumerate(lines):
        match = LABEL_STYLES[style].match(line.text)
        if match is None:
            continue
        groups = match.groupdict()
        name = next(
            group for group in ("name", "letter", "glued", "bracketed") if groups.get(group)
        )
        mark = next((group for group in ("mark", "stop") if groups.get(group)), None)
        key = label_key(match[name])
        first = key.split(" ", 1)[0]
        titled = style == "stop" or (" " in key and first in TITLES)
        is_heading = first in _HEADINGS and not titled
        if style == "line" and (is_post_detail(line.text) or is_post_detail(match[name])):
            continue
        if is_heading or not key or key in _HALF_DAYS or _reports(groups.get("role") or ""):
            continue
        labels[index] = TurnLabel(
            shift_span(match.span(name), line.start),
            shift_span(match.span(mark), line.start) if mark else None,
            line.start + match.end(),
            shift_span(match.span("full_name"), line.start)
            if _is_person(groups.get("full_name") or "", first)
            else None,
            key,
        )
    return labels


def _read_headers(lines: Sequence[Paragraph]) -> dict[int, TurnLabel]:
    """Return the writers of posts by the index of the header.

    A name in small letters beside a date is a writer if other headers have the same form.
    """
    found: dict[int, _Header] = {}
    doubtful: dict[int, _Header] = {}
    end = -1
    for index, line in enumerate(lines):
        if line.start < end:
            continue  # a part of the header above
        if header := _read_header(index, lines):
            found[index] = header
            end = header.end
        elif header := _read_header(index, lines, is_alike=True):
            doubtful[index] = header
    frames = {header.frame for header in found.values()} | _find_frames(doubtful.values())
    found |= {index: header for index, header in doubtful.items() if header.frame in frames}
    return {
        index: TurnLabel(
            shift_span(header.writer, lines[index].start),
            None,
            header.end,
            None,
            label_key(lines[index].text[slice(*header.writer)]),
        )
        for index, header in sorted(found.items())
    }


def _find_frames(headers: Iterable[_Header]) -> set[str]:
    """Return the forms that many headers of several writers have."""
    keys: dict[str, list[str]] = {}
    for header in headers:
        keys.setdefault(header.frame, []).append(header.key)
    return {
        frame
        for frame, found in keys.items()
        if len(found) >= _FEWEST_ALIKE and len(set(found)) > 1
    }


def _read_header(
    index: int, lines: Sequence[Paragraph], *, is_alike: bool = False
) -> _Header | None:
    """Return the header that begins at a line, with the details directly below it.

    `is_alike` permits a name in small letters beside a single date.
    """
    if mail := _read_mail_header(index, lines):
        return mail
    line = lines[index]
    end = last = index + 1
    while last < len(lines) and not lines[last].is_apart and is_post_detail(lines[last].text):
        last += 1
    text = line.text
    header = find_post_header(text, is_alike=is_alike)
    if header is None and last > end:
        # The name is above the handle or the date.
        text = " ".join((line.text, *(detail.text for detail in lines[end:last])))
        header = find_post_header(text, is_stacked=True, is_alike=is_alike)
    if header is None or header.writer[1] > len(line.text):
        return None
    return _Header(
        header.writer, lines[last - 1].end, _frame_of(text, header.writer), _key_of(line, header)
    )


def _key_of(line: Paragraph, header: PostHeader) -> str:
    return label_key(line.text[slice(*header.writer)])


def _frame_of(text: str, writer: Span) -> str:
    """Return a header without its writer, numbers and names of days.

    The headers of a page are alike.
    """
    frame = f"{text[: writer[0]]}{text[writer[1] :]}"
    return " ".join(_NUMBER.sub("0", _DAY_NAME.sub("day", frame.casefold())).split())


def _read_mail_header(index: int, lines: Sequence[Paragraph]) -> _Header | None:
    """Return the header of a mail that begins at a line: `From: Ana Reed`, `Sent:`, `Subject:`."""
    line = lines[index]
    match = _MAIL_WRITER.fullmatch(line.text)
    last = index + 1
    while match and last < len(lines) and _MAIL_FIELD.match(lines[last].text):
        if lines[last].is_apart:
            break
        last += 1
    if match is None or last - index < _FEWEST_FIELDS:
        return None
    return _Header(match.span("name"), lines[last - 1].end, "mail", label_key(match["name"]))


def _is_person(bracketed: str, label: str) -> bool:
    """Return whether the text in brackets names a person: the holder of the office before it.

    `label` is the first word before the brackets. "(Minister of Ports, Lib.)" is no name.
    """
    parts = bracketed.casefold().replace(".", "").split()
    rest = [part for part in parts if part not in TITLES]
    if len(parts) < 2 or not rest or rest[0] in PREPOSITIONS:
        return False
    if parts[0] in TITLES or parts[0] in lexicon.words("given_names"):
        return True
    return label in _OFFICES and bool(_HOLDER.fullmatch(bracketed))


def _reports(role: str) -> bool:
    """Return whether the words after a name are a clause: "Lee, who *said*: …"."""
    return bool(_CLAUSE.match(role)) or any(word in _REPORTS for word in role.lower().split())


def label_role(key: str) -> TurnRole:
    """Return what a label says of its speaker: that it asks, that it answers, or a name."""
    if key in _QUESTION_LABELS:
        return "question"
    return "answer" if key in _ANSWER_LABELS else "speaker"
