"""Find turns with a label: "LEE: …", "Ana Lee, mayor – …", "Q. …"."""

import re
from collections import Counter
from collections.abc import Sequence

from analysis import lexicon
from analysis.transcripts.lines import (
    ATTRIBUTED,
    DIRECTION,
    END,
    FEWEST,
    FEWEST_WORDS,
    FINAL,
    FIRST_PERSON,
    LONGEST_TURN,
    NAME,
    QUOTED,
    SECOND_PERSON,
    TIME,
    WHOLE,
    Paragraph,
    TurnDraft,
    TurnLabel,
    TurnRole,
    are_remarks,
    find_content_spans,
    is_spoken,
    label_key,
    shift_span,
)

_QUESTION_LABELS = lexicon.words("transcript_words", "question")
_ANSWER_LABELS = lexicon.words("transcript_words", "answer")
TITLES = lexicon.words("titles") | lexicon.words("person_nouns", "office") | {"the"}
_HEADINGS = lexicon.words("transcript_words", "heading")
_REPORTS = lexicon.words("reporting_verb_forms")
# An opening before the label: a time, a list mark, the mark of a new speaker, bold, a quotation.
_OPENING = (
    rf"(?:[\[(]?{TIME}[\])]?[ \t]*(?:[-–—][ \t]*)?)?(?:>>+[ \t]*|[-•>][ \t]+)?[*_]{{0,3}}[\"“]?"
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
        rf"{_OPENING}(?P<name>{NAME}){_DETAILS}{_CLOSING}(?P<mark>:){_CLOSING}(?:\s+|$)"
        rf"|(?P<glued>Q)(?=[A-Z][a-z'’])|{_OPENING}(?P<letter>[QA]\d{{0,2}}|Question|Answer){_CLOSING}(?P<stop>[.:)])?{_CLOSING}"
        rf"(?:(?<=[.:)*_])\s+|[ \t]{{2,}}|(?<=Q)[ \t]+){_CAPITAL}"
    ),
    "dash": re.compile(
        rf"{_OPENING}(?P<name>{NAME}){_DETAILS}{_CLOSING} ?(?P<mark>[–—]|--?)[ \t]+(?=\S)"
    ),
    "stop": re.compile(
        rf"{_OPENING}(?P<name>(?:{_TITLE}\.?|[A-Z][a-z]+(?= [A-Z]{{3}})) {WHOLE}"
        rf"(?: {WHOLE}){{0,3}}(?: of {WHOLE}(?: {WHOLE})?)?)(?P<mark>\.)[ \t]+{_CAPITAL}"
    ),
    "bold": re.compile(rf"(\*\*|__)(?P<name>{NAME}){_DETAILS}\1[ \t]+(?=\S)"),
    "voice": re.compile(r"<v(?:\.[\w.]+)? (?P<name>[^>\n]{1,60})>\s*"),
    "line": re.compile(
        rf"{_OPENING}(?P<name>{NAME}){_DETAILS}{_CLOSING}(?:[ \t]*[\[(]?{TIME}[\])]?)?{_CLOSING}$"
    ),
}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_REPORTED = re.compile(
    rf"\b(?:{lexicon.pattern('reporting_verb_forms', 'speaker')})\b|\baccording to\b"
)


def find_labeled_turns(lines: Sequence[Paragraph]) -> list[TurnDraft]:
    """Return the turns of the label style that most paragraphs have."""
    best: list[TurnDraft] = []
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


def _length(draft: TurnDraft) -> int:
    return sum(end - start for start, end in draft.spans)


def _read_labels(style: str, lines: Sequence[Paragraph]) -> dict[int, TurnLabel]:
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
        titled = style == "stop" or (" " in key and first in TITLES)
        is_heading = first in _HEADINGS and not titled
        if is_heading or not key or _reports(groups.get("role") or ""):
            continue
        labels[index] = TurnLabel(
            shift_span(match.span(name), line.start),
            shift_span(match.span(mark), line.start) if mark else None,
            line.start + match.end(),
            shift_span(match.span("full_name"), line.start) if groups.get("full_name") else None,
            key,
        )
    return labels


def _keep_repeated(labels: dict[int, TurnLabel]) -> dict[int, TurnLabel]:
    """Return the labels that occur more than once: other lines with a name are headings."""
    keys = Counter(label.key for label in labels.values())
    return {index: label for index, label in labels.items() if keys[label.key] > 1}


def _without_titles(
    labels: dict[int, TurnLabel], lines: Sequence[Paragraph]
) -> dict[int, TurnLabel]:
    """Return the labels without those of titles: "Episode 14: The last ferry"."""
    keys = Counter(label.key for label in labels.values())
    spellings = [lines[n].text[: label.name[1] - lines[n].start] for n, label in labels.items()]
    remaining = {}
    for (index, label), spelling in zip(labels.items(), spellings, strict=True):
        final = FINAL.search(DIRECTION.sub("", lines[index].text))
        unique = keys[label.key] == 1
        if label.content < lines[index].end and unique and not final:
            continue
        if index == 0 and spellings.count(spelling) == 1 and len(labels) > 1 and 1 not in labels:
            continue  # a headline
        remaining[index] = label
    return remaining


def _reports(role: str) -> bool:
    """Return whether the words after a name are a clause: "Lee, who *said*: …"."""
    return bool(_CLAUSE.match(role)) or any(word in _REPORTS for word in role.lower().split())


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
    style: str, labels: dict[int, TurnLabel], lines: Sequence[Paragraph], *, timed: bool
) -> bool:
    """Return True if labels are those of speakers: several, and some speak more than once."""
    keys = [label.key for label in labels.values()]
    if len(keys) < FEWEST or not 1 < _count_speakers(keys) < len(keys):
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
    final = sum(bool(FINAL.search(DIRECTION.sub("", content))) for content in contents)
    return count >= FEWEST_WORDS * len(contents) and (timed or final >= 0.6 * len(contents))


def _build_turns(
    labels: dict[int, TurnLabel], lines: Sequence[Paragraph], *, timed: bool
) -> list[TurnDraft]:
    """Collect the paragraphs of each turn; in an article, only those that have a label."""
    drafts: list[TurnDraft] = []
    current: TurnDraft | None = None
    last = max(labels)
    broken = continued = 0
    for index in range(min(labels), len(lines)):
        line = lines[index]
        label = labels.get(index)
        if label is not None:
            current = TurnDraft(label, label_role(label.key), [line.number])
            current.spans += find_content_spans(line, label.content)
            drafts.append(current)
        elif current is None or not is_spoken(line, timed=timed):
            continue
        elif _ends_turn(line, current, tail=index > last, several=continued > 0):
            broken += index < last
            current = None
        else:
            if index < last:
                continued += 1
            current.lines.append(line.number)
            current.spans += find_content_spans(line, line.start)
    if 4 * broken > len(labels) or continued > LONGEST_TURN * len(labels):
        return _keep_adjacent(labels, drafts)
    return drafts


def _build_monologue(labels: dict[int, TurnLabel], lines: Sequence[Paragraph]) -> list[TurnDraft]:
    """Return the remarks of the only speaker of a text: one label, then paragraphs without."""
    keys = {label.key for label in labels.values()}
    if len(keys) != 1 or label_role(min(keys)) != "speaker":
        return []
    begin = min(labels)
    label = labels[begin]
    name = lines[begin].text[: label.name[1] - lines[begin].start]
    titled = label.key.split()[0] in TITLES and " " in label.key
    if label.mark is None or not (titled or name.isupper()) or 3 * begin > len(lines):
        return []
    opening = lines[begin].text[label.content - lines[begin].start :]
    if not (FIRST_PERSON.search(opening) or SECOND_PERSON.search(opening)):
        return []
    return _build_turns(labels, lines, timed=False) if are_remarks(lines[begin:]) else []


def _keep_adjacent(labels: dict[int, TurnLabel], drafts: Sequence[TurnDraft]) -> list[TurnDraft]:
    """Return the turns in runs of labeled paragraphs, each without what follows the run."""
    turns: list[TurnDraft] = []
    run: list[TurnDraft] = []
    for index, draft in zip(labels, drafts, strict=True):
        first = draft.label
        spans = [span for span in draft.spans if first is not None and span[0] >= first.content]
        alone = TurnDraft(first, draft.role, draft.lines[:1], spans[:1])
        run.append(alone)
        if index + 1 not in labels:
            keys = {draft.label.key for draft in run if draft.label is not None}
            turns += run if len(run) >= FEWEST and len(keys) > 1 else []
            run = []
    return turns


def _ends_turn(line: Paragraph, turn: TurnDraft, *, tail: bool, several: bool) -> bool:
    """Return whether a paragraph is the reporter's: a notice, or prose about the speaker.

    After the last label (`tail`), a paragraph must look like speech to belong to the turn.
    """
    text = QUOTED.sub("", line.text)
    if END.match(line.text) or ATTRIBUTED.search(line.text):
        return True
    personal = FIRST_PERSON.search(text) or SECOND_PERSON.search(text)
    if personal:
        return False
    surname = turn.label.key.split()[-1] if turn.label is not None else ""
    if len(surname) > 2 and surname in text.casefold().replace("’", " ").replace("'", " ").split():
        return True
    return tail and (not several or bool(_REPORTED.search(text)))
