"""Read the labels of turns: "LEE: …", "Ana Lee, mayor – …", "Q. …", "<ana> …"."""

import re
from collections.abc import Sequence

from analysis import lexicon
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
from analysis.transcripts.post_headers import find_post_header, is_post_detail

_QUESTION_LABELS = lexicon.words("transcript_words", "question")
_ANSWER_LABELS = lexicon.words("transcript_words", "answer")
TITLES = lexicon.words("titles") | lexicon.words("person_nouns", "office") | {"the"}
_OFFICES = lexicon.words("person_nouns", "office") | {"the"}
PREPOSITIONS = frozenset({"of", "for", "to", "in", "on"})
_HOLDER = re.compile(rf"{WHOLE}(?: {WHOLE}){{1,3}}")
_HEADINGS = lexicon.words("transcript_words", "heading")
_REPORTS = lexicon.words("reporting_verb_forms")
# An opening before the label: a line number, a time, a list mark, the mark of a new speaker, bold.
_DAY = r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:,? |T))?"
_CLOCK = rf"{TIME}(?: ?[AaPp]\.?[Mm]\.?)?"
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
_BRACKETS = r"(?:\[[^\[\]]{1,300}\]|\([^()]{1,300}\))"
_ACCOUNT = r"[@~]?(?!https?:)[A-Za-z][\w.|-]{1,29}"
LABEL_STYLES = {
    "colon": re.compile(
        rf"{_OPENING}{_RANK}(?P<name>{_MEMBERS}|{NAME}){_DETAILS}{_CLOSING} ?(?P<mark>:)-?"
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
    "line": re.compile(
        rf"{_OPENING}(?P<name>{NAME}){_DETAILS}{_CLOSING}(?:[ \t]*[\[(]?{_CLOCK}[\])]?)?{_CLOSING}$"
    ),
}
STYLES = (*LABEL_STYLES, "header")
ALONE = frozenset({"line", "header"})  # styles whose labels are paragraphs of their own
# Styles of chats and posts, in which a line without a stop is no heading.
VERBATIM = frozenset({"nickname", "angle", "header", "voice"})


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
        name = next(group for group in ("name", "letter", "glued") if groups.get(group))
        mark = next((group for group in ("mark", "stop") if groups.get(group)), None)
        key = label_key(match[name])
        first = key.split(" ", 1)[0]
        titled = style == "stop" or (" " in key and first in TITLES)
        is_heading = first in _HEADINGS and not titled
        if is_heading or not key or _reports(groups.get("role") or ""):
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
    """Return the writers of posts by the index of the header."""
    labels = {}
    for index, line in enumerate(lines):
        header, end = find_post_header(line.text), line.end
        following = lines[index + 1] if header is None and index + 1 < len(lines) else None
        if following is not None and following.start - end == 1 and is_post_detail(following.text):
            # The name is above the handle or the date.
            header, end = (
                find_post_header(f"{line.text} {following.text}", is_stacked=True),
                following.end,
            )
        if header is not None and header.writer[1] <= len(line.text):
            key = label_key(line.text[slice(*header.writer)])
            name = shift_span(header.writer, line.start)
            labels[index] = TurnLabel(name, None, end, None, key)
    return labels


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
