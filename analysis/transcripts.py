"""Find whole paragraphs that are one speaker's words.

Turns of transcripts and interviews, remarks, letters, block quotations and posts with a signature.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct

from analysis import lexicon
from analysis.models import Span
from analysis.syntax.tokens import Doc

TurnRole = Literal["speaker", "question", "answer", "signed", "block"]

_FEWEST = 3
_FEWEST_QUESTIONS = 4
_FEWEST_WORDS = 3
_LONGEST_HEADING = 8
_LONGEST_TURN = 6
_LONGEST_QUESTION = 150
_LONGEST_REQUEST = 60

_QUESTION_LABELS = lexicon.words("transcript_words", "question")
_ANSWER_LABELS = lexicon.words("transcript_words", "answer")
UNNAMED_LABELS = lexicon.words("transcript_words", "unnamed")
_TITLES = lexicon.words("titles") | lexicon.words("person_nouns", "office") | {"the"}
_HEADINGS = lexicon.words("transcript_words", "heading")
_REPORTS = lexicon.words("reporting_verb_forms")

_WHOLE = r"[^\W\d_a-z][\w'’-]*"
_PART = rf"(?:{_WHOLE}|(?:[A-Z]\.){{2,4}})\.?"
_PARTICLE = lexicon.pattern("name_particles", "byline") + "|of|the|and|for"
_NAME = rf"{_PART}(?: (?:{_PART}|(?:{_PARTICLE})\b|\d{{1,2}}\b|&)){{0,5}}"
_TIME = r"\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?"
# An opening before the label: a time, a list mark, the mark of a new speaker, bold, a quotation.
_OPENING = (
    rf"(?:[\[(]?{_TIME}[\])]?[ \t]*(?:[-–—][ \t]*)?)?(?:>>+[ \t]*|[-•>][ \t]+)?[*_]{{0,3}}[\"“]?"
)
# Details after the name: "(R), ARIZONA", "chair of the board".
_DETAILS = (
    r"(?:,? ?\((?P<full_name>[^()\n]{1,60})\)| ?\[[^\[\]\n]{1,60}\])?"
    r"(?P<role>, ?[^:!?;\"“”\n]{2,80}?)?"
)
_CLOSING = r"[*_]{0,3}"
_CLAUSE = re.compile(
    rf", ?(?:and|but|or|so|may|please|{lexicon.pattern('pronouns', 'self')})\b", re.IGNORECASE
)
_CAPITAL = r"(?=[\"“‘'(\[]?[A-Z])"
_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Sen|Rep|Senator|Representative|Secretary|Speaker|Chair\w*|Judge|The)"
)
_LABELS = {
    "colon": re.compile(
        rf"{_OPENING}(?P<name>{_NAME}){_DETAILS}{_CLOSING}(?P<mark>:){_CLOSING}(?:\s+|$)"
        rf"|(?P<glued>Q)(?=[A-Z][a-z'’])|{_OPENING}(?P<letter>[QA]\d{{0,2}}|Question|Answer){_CLOSING}(?P<stop>[.:)])?{_CLOSING}"
        rf"(?:(?<=[.:)*_])\s+|[ \t]{{2,}}|(?<=Q)[ \t]+){_CAPITAL}"
    ),
    "dash": re.compile(
        rf"{_OPENING}(?P<name>{_NAME}){_DETAILS}{_CLOSING} ?(?P<mark>[–—]|--?)[ \t]+(?=\S)"
    ),
    "stop": re.compile(
        rf"{_OPENING}(?P<name>(?:{_TITLE}\.?|[A-Z][a-z]+(?= [A-Z]{{3}})) {_WHOLE}"
        rf"(?: {_WHOLE}){{0,3}}(?: of {_WHOLE}(?: {_WHOLE})?)?)(?P<mark>\.)[ \t]+{_CAPITAL}"
    ),
    "bold": re.compile(rf"(\*\*|__)(?P<name>{_NAME}){_DETAILS}\1[ \t]+(?=\S)"),
    "voice": re.compile(r"<v(?:\.[\w.]+)? (?P<name>[^>\n]{1,60})>\s*"),
    "line": re.compile(
        rf"{_OPENING}(?P<name>{_NAME}){_DETAILS}{_CLOSING}(?:[ \t]*[\[(]?{_TIME}[\])]?)?{_CLOSING}$"
    ),
}

_DIRECTION_WORDS = lexicon.pattern("transcript_words", "direction")
_DIRECTION = re.compile(
    rf"[(\[*](?i:{_DIRECTION_WORDS})\b[^()\[\]*\n]{{0,60}}[)\]*]"
    rf"|[(\[][A-Z][A-Z0-9 ,.:;'’/-]{{2,80}}[)\]]|[(\[]{_TIME}[)\]]|</?[a-z][^<>\n]{{0,200}}>"
)
_REMARK = re.compile(r"\([a-z][^()\n]{1,40}\)\s+")  # (by telephone)
_TIMING = re.compile(rf"(?:\d+|WEBVTT.*|NOTE .*|(?:Kind|Language): .*|{_TIME}(?: --> {_TIME}.*)?)")
_NO_CONTENT = re.compile(r"[(\[][^()\[\]\n]*[)\]]\.?|[^\w]+|(?:https?://|www\.)\S+")
_CAPTION = re.compile(
    r"(?:File photo|Photo(?:graph)?|Image|Picture|Video|Listen|Watch|Read more)\b"
    r"|.*\b(?:Image|Photo|Photograph|Picture|Credit|Courtesy)s?(?: by|:) ?[^.!?]{0,60}\.?$"
)
_END = re.compile(
    r"(?:-+ ?)?END\b(?! (?:OF )?VIDEO)|(?:Reporting|Edit(?:ing|ed)) by\b"
    r"|(?:(?:This|The) )?(?:interview|transcript|conversation) (?:has|was|is|by|edited)\b"
    r"|Editor[’']s note|Related (?:news|stories|articles)|Sources?$|External links|©|Copyright\b",
    re.IGNORECASE,
)
_FINAL = re.compile(r"(?:[.!?…]|[-–—])[\"“”'’)\]*_ ]*$")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_QUOTED = re.compile(
    r"(?<!\w)‘[^‘\n]*?’(?!\w)|\"[^\"\n]*\"|“[^“”\n]*”?|``[^`\n]*?(?:''|\")|''(?:(?!'').)*''"
)
# A quotation that is set off from the text, with or without the name of the speaker.
_PULL_QUOTE = re.compile(rf"(?:{_QUOTED.pattern})(?:\s*[-–—].*)?")
_FIRST_PERSON = re.compile(
    r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself|[Ww]e|[Uu]s|[Oo]ur|[Oo]urs)\b(?!\.\w)"
)
_SECOND_PERSON = re.compile(
    r"\b(?:you|your|yours|yourself|(?:Mr|Ms|Mrs|Madam|Dr)\.? \w+)\b", re.IGNORECASE
)
_SAID = lexicon.pattern("reporting_verb_forms", "after_quote")
_ATTRIBUTED = re.compile(rf"[,.!?](?:[\"”]|'') (?:[\w.'’-]+ ){{0,5}}?(?:{_SAID})\b")
_REPORTED = re.compile(
    rf"\b(?:{lexicon.pattern('reporting_verb_forms', 'speaker')})\b|\baccording to\b"
)
_INTERVIEW = re.compile(
    r"\b(?:interview\w*|Q ?(?:&|and) ?A|conversation|questions|answer(?:s|ed)|asked|"
    r"(?:spoke|speaks|talk(?:s|ed)?|sat down|chat(?:s|ted)?) (?:to|with)|tells|discuss(?:es|ed)?"
    r")\b",
    re.IGNORECASE,
)
_BOLD = re.compile(r"(\*{1,3}|_{1,3})(?=[^\s*_]).*\1")
_REQUEST = re.compile(
    r"^(?:(?:So|And|Now|Please|First|Finally),? )?(?:[Tt]ell|[Dd]escribe|[Ee]xplain|[Tt]alk) "
    r"|\bI(?: just| only)?(?: would|[’']d|[’']ve)? (?:want(?:ed)?|like) to (?:know|ask)\b"
)
_ENDS_ASKING = re.compile(r"\?[\"”'’)\]*_ ]*$")


class Turn(Struct, frozen=True):
    """The words of one speaker, in one or several paragraphs, without stage directions.

    `name` is the label, `mark` the colon or dash after it, both None without a label. `full_name`
    is the text in parentheses after the name: CHAIR (*Ada Hart*): …. `role` is "question" or
    "answer" if the label or the layout names no speaker. It is "signed" if a signature is the
    label, and "block" for a block quotation without one.
    """

    name: Span | None
    mark: Span | None
    spans: tuple[Span, ...]
    role: TurnRole = "speaker"
    full_name: Span | None = None


class _Line(Struct, frozen=True):
    """A paragraph with its number."""

    number: int
    start: int
    end: int
    text: str


class _Label(Struct, frozen=True):
    name: Span
    mark: Span | None
    content: int
    full_name: Span | None
    key: str


@dataclass(slots=True)
class _Draft:
    """A turn under construction, with the paragraphs that belong to it."""

    label: _Label | None
    role: TurnRole
    lines: list[int] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def find_turns(words: Doc) -> dict[int, Turn]:
    """Return the turns and blocks of a text by the numbers of their paragraphs.

    Turns begin with a label (`LEE: …`, `Ana Lee, mayor – …`) or alternate between questions and
    answers. A text without enough of either has no turns. It can be a letter or a statement, or
    contain block quotations and posts.
    """
    lines = _read_lines(words)
    drafts = (
        _find_labeled_turns(lines)
        or _find_interview_turns(lines)
        or [*_find_letter(lines), *_find_remarks(lines)][:1]
        or _find_blocks(lines)
    )
    turns: dict[int, Turn] = {}
    for draft in drafts:
        if draft.spans:
            label = draft.label
            turn = Turn(
                label.name if label else None,
                label.mark if label else None,
                tuple(draft.spans),
                draft.role,
                label.full_name if label else None,
            )
            turns.update(dict.fromkeys(draft.lines, turn))
    return turns


def find_label_names(words: Doc) -> dict[Span, bool]:
    """Return the labels of a transcript that can be people's names, without titles.

    The value is True if most of the turns ask: such a label can be that of a newspaper.
    """
    turns = list(dict.fromkeys(find_turns(words).values()))
    asked: dict[str, list[bool]] = {}
    found: list[tuple[str, Span]] = []
    for turn in turns:
        if turn.name is None or turn.role not in ("speaker", "signed"):
            continue
        start, end = turn.full_name or turn.name
        parts = [*re.finditer(r"\S+", words.text[start:end])]
        while len(parts) > 1 and parts[0][0].casefold().rstrip(".") in _TITLES:
            del parts[0]
        plain = [part[0].casefold().rstrip(".") for part in parts]
        if UNNAMED_LABELS.intersection(plain) or _TITLES.intersection(plain):
            continue
        if any(map(str.isdigit, "".join(plain))):
            continue
        if len(parts) == 1 and len(plain[0]) < 4 and parts[0][0].isupper():
            continue  # initials
        key = " ".join(plain)
        content = words.text[turn.spans[-1][0] : turn.spans[-1][1]]
        asked.setdefault(key, []).append(bool(_ENDS_ASKING.search(content)))
        found.append((key, (start + parts[0].start(), start + parts[-1].end())))
    return {span: 2 * sum(asked[key]) > len(asked[key]) for key, span in found}


def _read_lines(words: Doc) -> list[_Line]:
    bounds: dict[int, Span] = {}
    for sentence in words.sentences:
        start, _ = bounds.get(sentence.paragraph, (sentence.start, 0))
        bounds[sentence.paragraph] = (start, sentence.end)
    return [_Line(n, a, b, words.text[a:b]) for n, (a, b) in bounds.items()]


def _find_labeled_turns(lines: Sequence[_Line]) -> list[_Draft]:
    """Return the turns of the label style that most paragraphs have."""
    best: list[_Draft] = []
    timed = sum("-->" in line.text for line in lines) > 1
    for style in _LABELS:
        labels = _read_labels(style, lines)
        if style == "line":
            labels = _keep_repeated(labels)
        elif not timed:
            labels = _without_titles(labels, lines)
        if _are_speakers(style, labels, lines, timed=timed):
            drafts = _build_turns(labels, lines, timed=timed)
        else:
            drafts = _build_monologue(labels, lines) if style in ("colon", "stop") else []
        if sum(map(_length, drafts)) > sum(map(_length, best)):
            best = drafts
    return best


def _length(draft: _Draft) -> int:
    return sum(end - start for start, end in draft.spans)


def _read_labels(style: str, lines: Sequence[_Line]) -> dict[int, _Label]:
    """Return the labels of one style by the index of their paragraph."""
    labels = {}
    for index, line in enumerate(lines):
        match = _LABELS[style].match(line.text)
        if match is None:
            continue
        groups = match.groupdict()
        name = next(group for group in ("name", "letter", "glued") if groups.get(group))
        mark = next((group for group in ("mark", "stop") if groups.get(group)), None)
        key = label_key(match[name])
        first = key.split(" ", 1)[0]
        titled = style == "stop" or (" " in key and first in _TITLES)
        is_heading = first in _HEADINGS and not titled
        if is_heading or not key or _reports(groups.get("role") or ""):
            continue
        labels[index] = _Label(
            _shift(match.span(name), line.start),
            _shift(match.span(mark), line.start) if mark else None,
            line.start + match.end(),
            _shift(match.span("full_name"), line.start) if groups.get("full_name") else None,
            key,
        )
    return labels


def is_personal(text: str) -> bool:
    """Return whether a text speaks in the first person, outside quotation marks."""
    return bool(_FIRST_PERSON.search(_QUOTED.sub("", text)))


def _keep_repeated(labels: dict[int, _Label]) -> dict[int, _Label]:
    """Return the labels that occur more than once: other lines with a name are headings."""
    keys = Counter(label.key for label in labels.values())
    return {index: label for index, label in labels.items() if keys[label.key] > 1}


def _without_titles(labels: dict[int, _Label], lines: Sequence[_Line]) -> dict[int, _Label]:
    """Return the labels without those of titles: "Episode 14: The last ferry"."""
    keys = Counter(label.key for label in labels.values())
    spellings = [lines[n].text[: label.name[1] - lines[n].start] for n, label in labels.items()]
    remaining = {}
    for (index, label), spelling in zip(labels.items(), spellings, strict=True):
        final = _FINAL.search(_DIRECTION.sub("", lines[index].text))
        unique = keys[label.key] == 1
        if label.content < lines[index].end and unique and not final:
            continue
        if index == 0 and spellings.count(spelling) == 1 and len(labels) > 1 and 1 not in labels:
            continue  # a headline
        remaining[index] = label
    return remaining


def label_key(name: str) -> str:
    """Return a label in the form in which labels are compared: "Q1" → "q"."""
    name = name.casefold().replace(".", "").strip()
    return name[0] if re.fullmatch(r"[qa]\d+", name) else name


def _reports(role: str) -> bool:
    """Return whether the words after a name are a clause: "Lee, who *said*: …"."""
    return bool(_CLAUSE.match(role)) or any(word in _REPORTS for word in role.lower().split())


def _shift(span: Span, offset: int) -> Span:
    return span[0] + offset, span[1] + offset


def label_role(key: str) -> TurnRole:
    """Return what a label says of its speaker: that it asks, that it answers, or a name."""
    if key in _QUESTION_LABELS:
        return "question"
    return "answer" if key in _ANSWER_LABELS else "speaker"


def _count_speakers(keys: Sequence[str]) -> int:
    """Return the number of speakers; a surname, given name or initials count as a full name."""
    short: set[str] = set()
    for key in set(keys):
        parts = key.split()
        if len(parts) > 1:
            short |= {parts[0], parts[-1], "".join(part[0] for part in parts)}
    return len(set(keys) - short)


def _are_speakers(
    style: str, labels: dict[int, _Label], lines: Sequence[_Line], *, timed: bool
) -> bool:
    """Return True if labels are those of speakers: several, and some speak more than once."""
    keys = [label.key for label in labels.values()]
    if len(keys) < _FEWEST or not 1 < _count_speakers(keys) < len(keys):
        return False
    if style == "line" and any(index + 1 in labels for index in labels):
        return False
    contents = []
    for index, label in labels.items():
        line = lines[index]
        content = line.text[label.content - line.start :]
        if not content and index + 1 < len(lines):
            content = lines[index + 1].text
        contents.append(content)
    count = sum(len(_WORD.findall(content)) for content in contents)
    final = sum(bool(_FINAL.search(_DIRECTION.sub("", content))) for content in contents)
    return count >= _FEWEST_WORDS * len(contents) and (timed or final >= 0.6 * len(contents))


def _build_turns(labels: dict[int, _Label], lines: Sequence[_Line], *, timed: bool) -> list[_Draft]:
    """Collect the paragraphs of each turn; in an article, only those that have a label."""
    drafts: list[_Draft] = []
    current: _Draft | None = None
    last = max(labels)
    broken = continued = 0
    for index in range(min(labels), len(lines)):
        line = lines[index]
        label = labels.get(index)
        if label is not None:
            current = _Draft(label, label_role(label.key), [line.number])
            current.spans += _content(line, label.content)
            drafts.append(current)
        elif current is None or not _is_spoken(line, timed=timed):
            continue
        elif _ends_turn(line, current, tail=index > last, several=continued > 0):
            broken += index < last
            current = None
        else:
            if index < last:
                continued += 1
            current.lines.append(line.number)
            current.spans += _content(line, line.start)
    if 4 * broken > len(labels) or continued > _LONGEST_TURN * len(labels):
        return _keep_adjacent(labels, drafts)
    return drafts


def _build_monologue(labels: dict[int, _Label], lines: Sequence[_Line]) -> list[_Draft]:
    """Return the remarks of the only speaker of a text: one label, then paragraphs without."""
    keys = {label.key for label in labels.values()}
    if len(keys) != 1 or label_role(min(keys)) != "speaker":
        return []
    begin = min(labels)
    label = labels[begin]
    name = lines[begin].text[: label.name[1] - lines[begin].start]
    titled = label.key.split()[0] in _TITLES and " " in label.key
    if label.mark is None or not (titled or name.isupper()) or 3 * begin > len(lines):
        return []
    opening = lines[begin].text[label.content - lines[begin].start :]
    if not (_FIRST_PERSON.search(opening) or _SECOND_PERSON.search(opening)):
        return []
    return _build_turns(labels, lines, timed=False) if _are_remarks(lines[begin:]) else []


def _are_remarks(lines: Sequence[_Line]) -> bool:
    """Return whether paragraphs are one person's remarks: in the first person, without reports."""
    texts = [_QUOTED.sub("", line.text) for line in lines if _is_spoken(line, timed=False)]
    personal = sum(bool(_FIRST_PERSON.search(text)) for text in texts)
    reported = any(_ATTRIBUTED.search(line.text) for line in lines)
    return len(texts) >= _FEWEST and 3 * personal >= len(texts) and not reported


def _keep_adjacent(labels: dict[int, _Label], drafts: Sequence[_Draft]) -> list[_Draft]:
    """Return the turns in runs of labeled paragraphs, each without what follows the run."""
    turns: list[_Draft] = []
    run: list[_Draft] = []
    for index, draft in zip(labels, drafts, strict=True):
        first = draft.label
        spans = [span for span in draft.spans if first is not None and span[0] >= first.content]
        alone = _Draft(first, draft.role, draft.lines[:1], spans[:1])
        run.append(alone)
        if index + 1 not in labels:
            keys = {draft.label.key for draft in run if draft.label is not None}
            turns += run if len(run) >= _FEWEST and len(keys) > 1 else []
            run = []
    return turns


def _is_spoken(line: _Line, *, timed: bool) -> bool:
    """Return whether a paragraph without a label can be speech: no heading, caption or time."""
    text = line.text.strip()
    if _NO_CONTENT.fullmatch(text) or _TIMING.fullmatch(text) or _DIRECTION.fullmatch(text):
        return False
    if timed:
        return True
    return not _CAPTION.match(text) and not _is_heading(text)


def _is_heading(text: str) -> bool:
    return len(text.split()) <= _LONGEST_HEADING and not re.search(r"[.!?…,;:—–-][\"”’)*_]*$", text)


def _ends_turn(line: _Line, turn: _Draft, *, tail: bool, several: bool) -> bool:
    """Return whether a paragraph is the reporter's: a notice, or prose about the speaker.

    After the last label (`tail`), a paragraph must look like speech to belong to the turn.
    """
    text = _QUOTED.sub("", line.text)
    if _END.match(line.text) or _ATTRIBUTED.search(line.text):
        return True
    personal = _FIRST_PERSON.search(text) or _SECOND_PERSON.search(text)
    if personal:
        return False
    surname = turn.label.key.split()[-1] if turn.label is not None else ""
    if len(surname) > 2 and surname in text.casefold().replace("’", " ").replace("'", " ").split():
        return True
    return tail and (not several or bool(_REPORTED.search(text)))


def _content(line: _Line, start: int) -> Iterator[Span]:
    """Yield the spans of a paragraph from a character on, without stage directions."""
    remark = _REMARK.match(line.text, start - line.start)
    start = line.start + remark.end() if remark else start
    for match in _DIRECTION.finditer(line.text, start - line.start):
        yield from _trim(line, start, line.start + match.start())
        start = line.start + match.end()
    yield from _trim(line, start, line.end)


def _trim(line: _Line, start: int, end: int) -> Iterator[Span]:
    """Yield the span without blanks and bold marks at its ends, if it has a letter or digit."""
    text = line.text[start - line.start : end - line.start]
    inner = text.strip(" \t\n*_")
    if any(map(str.isalnum, inner)):
        first = start + text.index(inner)
        yield first, first + len(inner)


def _find_interview_turns(lines: Sequence[_Line]) -> list[_Draft]:
    """Return the questions and answers of an interview without labels."""
    asked = {index for index, line in enumerate(lines) if _is_question(line.text)}
    bold = {index for index, line in enumerate(lines) if _BOLD.fullmatch(line.text.strip())}
    set_off = len(asked & bold) > 1
    if set_off:
        asked = bold
    if not asked or not _is_interview(lines, asked, set_off=set_off):
        return []
    drafts: list[_Draft] = []
    current: _Draft | None = None
    for index in range(min(asked), len(lines)):
        line = lines[index]
        role: TurnRole = "question" if index in asked else "answer"
        if role == "answer":
            if _END.match(line.text):
                break
            if not _is_spoken(line, timed=False) or _PULL_QUOTE.fullmatch(line.text.strip()):
                continue
        if current is None or current.role != role:
            current = _Draft(None, role)
            drafts.append(current)
        current.lines.append(line.number)
        current.spans += _content(line, line.start)
    return drafts


def _is_question(text: str) -> bool:
    """Return whether a paragraph can be an interviewer's: a question, and not about the speaker."""
    count = len(text.split())
    if not _FEWEST_WORDS <= count <= _LONGEST_QUESTION:
        return False
    plain = _QUOTED.sub("", text)
    if count <= _LONGEST_REQUEST and _REQUEST.search(plain) and _SECOND_PERSON.search(plain):
        return True
    if not _ENDS_ASKING.search(text):
        return False
    # An answer can end with a question too, but speaks of the speaker more than of the listener.
    return len(_FIRST_PERSON.findall(plain)) <= len(_SECOND_PERSON.findall(plain))


def _is_interview(lines: Sequence[_Line], asked: set[int], *, set_off: bool) -> bool:
    """Return whether the questions of a text are those of an interview.

    They address someone, and the paragraphs between them speak in the first person. A headline or
    introduction that mentions an interview, or type that sets the questions off, makes two enough.
    """
    begin = min(asked)
    introduction = " ".join(line.text for line in lines[:begin])
    announced = set_off or bool(_INTERVIEW.search(introduction))
    announced_first = bool(lines) and re.search(r"\binterview|\bQ ?& ?A\b", lines[0].text, re.I)
    sentences = (
        []
        if set_off or announced_first
        else re.split(r"(?<=[.!?]) ", _QUOTED.sub("", introduction))
    )
    if any(_FIRST_PERSON.search(part) and not _INTERVIEW.search(part) for part in sentences):
        return False  # the text begins with speech, so that it is no interview
    addressed = sum(
        bool(_SECOND_PERSON.search(_QUOTED.sub("", lines[index].text))) for index in asked
    )
    answers: list[list[str]] = []
    for index in range(begin, len(lines)):
        if index in asked:
            answers.append([])
        elif _is_spoken(lines[index], timed=False):
            answers[-1].append(_QUOTED.sub("", lines[index].text))
    answered = [block for block in answers if block]
    own = sum(any(map(_FIRST_PERSON.search, block)) for block in answered)
    reported = sum(bool(_ATTRIBUTED.search(line.text)) for line in lines[begin:])
    return (
        len(answered) >= (2 if announced else _FEWEST_QUESTIONS)
        and addressed >= (0.25 if announced else 0.5) * len(asked)
        and own >= (0.4 if announced else 0.6) * len(answered)
        and reported <= 0.1 * (len(lines) - begin)
        and len(lines) - begin <= _LONGEST_TURN * len(asked)
    )


_NAME_ONLY = re.compile(rf"(?P<name>{_NAME})(?:,.*| \(.*\).*)?")
_SALUTATION = re.compile(r"(?:Dear|To (?:the editor|whom))\b[^.!?]{0,80}$", re.IGNORECASE)
_FAREWELL = re.compile(
    r"(?:Yours|Sincerely|Respectfully|Regards|Faithfully|Cordially|Signed|Best|(?:With )?Kind|Warm"
    r"|With (?:best|kind|warm)|In solidarity)\b(?: \w+){0,3}[,.]?$",
    re.IGNORECASE,
)
_REMARKS = re.compile(
    r"(?i:(?:opening |closing )?(?:statement|remarks|address|speech))(?: made| delivered)?"
    rf" (?:by|from|of) (?:the )?(?P<name>{_NAME})"
)
_BLOCK_MARK = re.compile(r">[> \t]*")
_SIGNATURE = re.compile(rf"(?:[—–―]|--?) ?(?P<name>{_NAME})(?P<handle> ?\(@\w+\))?(?P<rest>.*)$")
_SIGNED_POST = re.compile(rf".*?[ \t](?P<sign>(?:[—–―]|--?) ?(?P<name>{_NAME}) ?\(@\w+\).*)$")
_LONGEST_SIGNATURE = 25


def _signer(line: _Line, match: re.Match[str]) -> _Label:
    name = _shift(match.span("name"), line.start)
    return _Label(name, None, line.end, None, label_key(match["name"]))


def _find_letter(lines: Sequence[_Line]) -> Iterator[_Draft]:
    """Yield the letter that a text consists of, from the salutation to the signature."""
    begin = next((n for n, line in enumerate(lines) if _SALUTATION.match(line.text)), None)
    if begin is None:
        return
    for index in range(begin + 2, len(lines) - 1):
        match = _NAME_ONLY.fullmatch(lines[index + 1].text)
        if _FAREWELL.match(lines[index].text) and match is not None:
            yield _collect(_signer(lines[index + 1], match), "signed", lines[begin + 1 : index])
            return


def _find_remarks(lines: Sequence[_Line]) -> Iterator[_Draft]:
    """Yield the remarks that follow a headline such as "Statement by Ana Lee on the port"."""
    match = _REMARKS.match(lines[0].text) if lines else None
    if match is not None and not _FINAL.search(lines[0].text) and _are_remarks(lines[1:]):
        spoken = [line for line in lines[1:] if _is_spoken(line, timed=False)]
        end = next((n for n, line in enumerate(spoken) if _END.match(line.text)), len(spoken))
        yield _collect(_signer(lines[0], match), "signed", spoken[:end])


def _collect(label: _Label | None, role: TurnRole, lines: Sequence[_Line]) -> _Draft:
    draft = _Draft(label, role)
    for line in lines:
        draft.lines.append(line.number)
        mark = _BLOCK_MARK.match(line.text)
        draft.spans += _content(line, line.start + (mark.end() if mark else 0))
    return draft


def _find_blocks(lines: Sequence[_Line]) -> list[_Draft]:
    """Return the block quotations of a text, and the posts that a signature with a handle ends."""
    drafts: list[_Draft] = []
    block: list[_Line] = []
    begin = 0  # of the lines that can belong to the next post
    lines = [line for line in lines if not _TIMING.fullmatch(line.text)]
    for index, line in enumerate(lines):
        if mark := _BLOCK_MARK.match(line.text):
            signature = _SIGNATURE.match(line.text, mark.end())
            if signature is None or not block:
                block.append(line)
                continue
        else:
            signature = _SIGNATURE.match(line.text)
        if signature is not None and len(line.text.split()) > _LONGEST_SIGNATURE:
            signature = None
        if block:
            signer = _signer(line, signature) if signature is not None else None
            drafts.append(_collect(signer, "signed" if signer else "block", block))
            block = []
            if signer is not None:
                continue
        if signature is not None and signature["handle"] and index:
            first = index - 1
            while first > begin and lines[first].start - lines[first - 1].end == 1:
                first -= 1
            post, begin = lines[first:index], index + 1
            if post and not _QUOTED.match(post[0].text):
                drafts.append(_collect(_signer(line, signature), "signed", post))
        elif (match := _SIGNED_POST.match(line.text)) and not _QUOTED.match(line.text):
            draft = _Draft(_signer(line, match), "signed", [line.number])
            draft.spans += _trim(line, line.start, line.start + match.start("sign"))
            drafts.append(draft)
    if block:
        drafts.append(_collect(None, "block", block))
    return drafts
