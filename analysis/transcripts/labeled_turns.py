"""Find turns with a label: "LEE: …", "Ana Lee, mayor – …", "Q. …"."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from analysis import lexicon
from analysis.models import Span
from analysis.transcripts.evidence import (
    count_speakers,
    is_above_words,
    is_person_label,
    measure_labels,
    share_timed,
)
from analysis.transcripts.examinations import find_examination
from analysis.transcripts.labels import (
    ALONE,
    NOTE,
    STYLES,
    TITLES,
    VERBATIM,
    label_role,
    read_labels,
)
from analysis.transcripts.layout_weights import estimate_log_odds
from analysis.transcripts.lines import (
    ATTRIBUTED,
    DIRECTION,
    DIRECTION_WORDS,
    END,
    FEWEST,
    FINAL,
    FIRST_PERSON,
    LONGEST_TURN,
    QUOTED,
    SECOND_PERSON,
    TIMING,
    Paragraph,
    TurnDraft,
    TurnLabel,
    TurnRole,
    are_remarks,
    find_line_spans,
    is_spoken,
    label_key,
    shift_span,
)
from analysis.transcripts.post_headers import is_post_detail
from analysis.transcripts.quoted_posts import find_quoting_headers, split_quoted_posts

_LEAST_ODDS = -0.2  # no list of the tests has more than -1.5
_HEADERS_MORE = 1.1  # times as many headers as other labels
_TIMED = 0.5  # of the labels: a chat
_LABELED = 0.6  # of the paragraphs: hardly a text of headings
_FEWEST_IN_CAPITALS = 4
_IN_CAPITALS = 0.8  # of the labels
_LONGEST_HEADLINE = 160  # characters
_PERSONAL_TITLES = lexicon.words("titles")
_UNNAMED = lexicon.words("transcript_words", "unnamed")
_WRAPPED = re.compile(r"(?:\d{1,2}[ \t]+)?[a-z]")
_SCENE = re.compile(r"(?:INT|EXT|I/E|INT\./EXT)\.? \S|FADE (?:IN|OUT)\b|CUT TO\b")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_REPORTED = re.compile(
    rf"\b(?:{lexicon.pattern('reporting_verb_forms', 'speaker')})\b|\baccording to\b"
)


class LabelReading(Struct, frozen=True):
    """The turns of a text if the labels of one style are those of speakers."""

    style: str
    labels: dict[int, TurnLabel]
    drafts: list[TurnDraft]
    timed: bool


def find_labeled_turns(lines: Sequence[Paragraph]) -> list[TurnDraft]:
    """Return the turns of the label style that most paragraphs have."""
    best, most = [], 0
    for reading in read_styles(lines):
        drafts = reading.drafts
        if not is_speech(reading, lines):
            drafts = (
                _build_monologue(reading.labels, lines)
                if reading.style in ("colon", "stop")
                else []
            )
        # Headers of posts have so many forms that those of other labels can be among them.
        margin = _HEADERS_MORE if reading.style == "header" else 1.0
        if drafts and len(reading.labels) > margin * most:
            best, most = drafts, len(reading.labels)
    return best


def read_styles(lines: Sequence[Paragraph]) -> Iterator[LabelReading]:
    """Yield the reading of a text by each style of labels that occurs in it."""
    timed = sum("-->" in line.text for line in lines) > 1
    for style in STYLES:
        labels = read_labels(style, lines)
        if style == "aside":
            labels = _keep_asides(labels, lines) if timed else {}
        elif style == "line":
            labels = _keep_names(labels, lines, timed=timed)
        elif (
            not timed
            and len(labels) < _LABELED * len(lines)
            and (not labels or share_timed(labels, lines) <= _TIMED)
        ):
            labels = _without_titles(labels, lines)
        quoting = find_quoting_headers(labels, lines) if style == "header" and labels else {}
        labels = {index: label for index, label in labels.items() if index not in quoting}
        if labels:
            drafts = _build_turns(style, labels, lines, timed=timed)
            if quoting:
                drafts = split_quoted_posts(drafts, quoting, lines)
            yield LabelReading(style, labels, drafts, timed)


def is_speech(reading: LabelReading, lines: Sequence[Paragraph]) -> bool:
    """Return True if labels are those of speakers, or of one who posts, by the evidence."""
    labels = reading.labels
    speakers = count_speakers([label.key for label in labels.values()])
    if speakers < 2 and not (reading.style == "header" and len(labels) >= FEWEST):
        return False
    if reading.style == "header":
        empty = sum(index + 1 in labels for index in labels)
        if 4 * empty > len(labels):
            return False
    evidence = measure_labels(reading.style, labels, reading.drafts, lines, timed=reading.timed)
    return estimate_log_odds("labels", evidence) > _LEAST_ODDS


def _keep_names(
    labels: dict[int, TurnLabel], lines: Sequence[Paragraph], *, timed: bool
) -> dict[int, TurnLabel]:
    """Return the lines with a name that can be labels, without headings and words.

    A label is above words, and in subtitles below a time. It occurs again, looks like those
    that do, is an office with its holder, or a full name between a blank line and words.
    """
    above: dict[int, TurnLabel] = {}
    returns = Counter(label.key for label in labels.values())
    for index, label in labels.items():
        if timed and not (index and TIMING.fullmatch(lines[index - 1].text.strip())):
            continue
        if index - 1 in above and _is_sure(label, lines[index]):
            if returns[above[index - 1].key] > 1 or _is_sure(above[index - 1], lines[index - 1]):
                continue
            del above[index - 1]  # a heading above the label
        if index - 1 not in above and index + 1 < len(lines):
            above[index] = label
    names = {index: _read_name(lines[index], label) for index, label in above.items()}
    count = Counter(label.key for label in above.values())
    repeated = [index for index, label in above.items() if count[label.key] > 1]
    capitals = 2 * sum(names[index].isupper() for index in repeated) > len(repeated)
    holders = {
        label_key(lines[index].text[slice(*shift_span(label.full_name, -lines[index].start))])
        for index, label in above.items()
        if label.full_name is not None
    }
    # Without a label that returns, names with titles can head notices or the candidates of a list.
    returning = bool(repeated) or any(label.key in holders for label in above.values())
    spaced = {lines[index + 1].is_apart for index in repeated}
    return {
        index: label
        for index, label in above.items()
        if count[label.key] > 1
        or (capitals and names[index].isupper())
        or label.full_name is not None
        or (returning and _is_sure(label, lines[index]))
        or label.key in holders
        or (
            " " in names[index]
            and is_person_label(names[index])
            and (is_above_words(index, lines) or spaced == {lines[index + 1].is_apart})
        )
    }


def _keep_asides(
    labels: Mapping[int, TurnLabel], lines: Sequence[Paragraph]
) -> dict[int, TurnLabel]:
    """Return the names in brackets above or before subtitles, without sounds: "(DOOR OPENS)"."""
    count = Counter(label.key for label in labels.values())
    return {
        index: label
        for index, label in labels.items()
        if not DIRECTION_WORDS.intersection(label.key.split())
        and (count[label.key] > 1 or is_person_label(_read_name(lines[index], label)))
    }


def _is_sure(label: TurnLabel, line: Paragraph) -> bool:
    """Return whether a line is an office with its holder, or a name with a title or details.

    `The Minister for Ports (Joan Abbey)`, `Mr. Alan Torrance`, `Tom Barlow (Hythe East) (Lab)`.
    """
    if label.full_name is not None:
        return True
    if label.key in _UNNAMED:
        return True
    name, _, rest = label.key.partition(" ")
    if not rest:
        return False
    if name in _PERSONAL_TITLES:
        return True
    after = line.text[label.name[1] - line.start :].lstrip()
    return after.startswith(("(", "-", "–", "—")) and is_person_label(_read_name(line, label))


def _read_name(line: Paragraph, label: TurnLabel) -> str:
    return line.text[label.name[0] - line.start : label.name[1] - line.start]


def _without_titles(
    labels: dict[int, TurnLabel], lines: Sequence[Paragraph]
) -> dict[int, TurnLabel]:
    """Return the labels without those of titles: "Episode 14: The last ferry"."""
    keys = Counter(label.key for label in labels.values())
    spellings = [lines[n].text[: label.name[1] - lines[n].start] for n, label in labels.items()]
    upper = sum(_read_name(lines[n], label).isupper() for n, label in labels.items())
    capitals = upper > _FEWEST_IN_CAPITALS and upper > _IN_CAPITALS * len(labels)
    remaining = {}
    for (index, label), spelling in zip(labels.items(), spellings, strict=True):
        content = DIRECTION.sub("", _join_wrapped(index, labels, lines))
        name = _read_name(lines[index], label)
        final = FINAL.search(content) or content.endswith(":")
        unique = keys[label.key] == 1
        speaks = (
            (capitals and name.isupper())
            or label_role(label.key) != "speaker"
            or _is_sure(label, lines[index])
            or len(content) > _LONGEST_HEADLINE
        )
        if label.content < lines[index].end and unique and not final and not speaks:
            continue
        alone = label.content >= lines[index].end and label.mark is None
        if (
            index == 0
            and not alone
            and not speaks
            and spellings.count(spelling) == 1
            and len(labels) > 1
            and 1 not in labels
        ):
            continue  # a headline
        remaining[index] = label
    return remaining


def _join_wrapped(index: int, labels: Mapping[int, TurnLabel], lines: Sequence[Paragraph]) -> str:
    """Return a labeled paragraph with the lines directly below it that have no label."""
    parts = [lines[index].text]
    for number in range(index + 1, len(lines)):
        if number in labels or lines[number].start - lines[number - 1].end > 1:
            break
        if TIMING.fullmatch(lines[number].text):
            break
        parts.append(lines[number].text)
    return " ".join(parts)


def _build_turns(
    style: str, labels: dict[int, TurnLabel], lines: Sequence[Paragraph], *, timed: bool
) -> list[TurnDraft]:
    """Collect the paragraphs of each turn; in an article, only those that have a label."""
    # In a chat, a line without a stop is no heading, and one with a mere time is no message.
    is_chat = share_timed(labels, lines) > _TIMED or _share_detailed(labels, lines) > _TIMED
    verbatim = timed or is_chat or style in VERBATIM
    drafts: list[TurnDraft] = []
    current: TurnDraft | None = None
    last = max(labels)
    while last + 1 < len(lines) and lines[last + 1].start < labels[max(labels)].content:
        last += 1  # the rest of the header of a post
    opening = int(style in ALONE)  # the paragraph below a label belongs to it
    broken = continued = 0
    examined = any(label_role(label.key) == "answer" for label in labels.values())
    names = _read_examinations(labels, lines) if examined else {}
    is_script = style == "line" and any(_SCENE.match(line.text) for line in lines)
    titles = _find_titles(labels, lines) if style == "header" else frozenset()
    for index in range(min(labels), len(lines)):
        line = lines[index]
        label = labels.get(index)
        if label is not None:
            role = label_role(label.key)
            if name := names.get((index, role)):
                label = replace(label, full_name=name)
            current = TurnDraft(label, role, [line.number])
            current.spans += find_line_spans(line, label.content)
            drafts.append(current)
        elif (
            current is None
            or line.text in titles
            or (is_chat and NOTE.match(line.text))
            or not is_spoken(
                line, timed=verbatim or _is_below(index, style, labels, lines, current)
            )
            or (style in ALONE and _is_detail(line, current))
        ):
            continue
        elif (examined and find_examination(line.text)) or (
            is_script and line.is_apart and current.spans
        ):
            current = None
        elif _ends_turn(line, current, tail=index > last + opening, several=continued > 0):
            broken += index < last
            current = None
        else:
            if index < last:
                continued += 1
            current.lines.append(line.number)
            current.spans += find_line_spans(line, line.start)
    if 4 * broken > len(labels) or continued > LONGEST_TURN * len(labels):
        return _keep_adjacent(labels, drafts)
    return drafts


def _is_below(
    index: int,
    style: str,
    labels: Mapping[int, TurnLabel],
    lines: Sequence[Paragraph],
    turn: TurnDraft,
) -> bool:
    """Return whether a paragraph is below a label, or below a stage direction below it."""
    if style not in ALONE:
        return False
    if index - 1 in labels:
        return True
    return not turn.spans and not lines[index].is_apart and index - 2 in labels


def _share_detailed(labels: Mapping[int, TurnLabel], lines: Sequence[Paragraph]) -> float:
    """Return the share of labels with a time or the like on the line above or below."""
    detailed = (
        (index > 0 and TIMING.fullmatch(lines[index - 1].text))
        or (
            label.content == lines[index].end
            and index + 1 < len(lines)
            and is_post_detail(lines[index + 1].text)
        )
        for index, label in labels.items()
    )
    return sum(map(bool, detailed)) / len(labels)


def _find_titles(labels: Mapping[int, TurnLabel], lines: Sequence[Paragraph]) -> frozenset[str]:
    """Return the titles of threads: lines apart that are above several headers of posts."""
    above = Counter(
        lines[index - 1].text
        for index in labels
        if index and lines[index - 1].is_apart and index - 2 not in labels
    )
    return frozenset(text for text, count in above.items() if count > 1)


def _is_detail(line: Paragraph, turn: TurnDraft) -> bool:
    """Return whether a line belongs to the header of a post, or has its date and counts."""
    in_header = turn.label is not None and line.end <= turn.label.content
    return in_header or is_post_detail(line.text)


def _read_examinations(
    labels: dict[int, TurnLabel], lines: Sequence[Paragraph]
) -> dict[tuple[int, TurnRole], Span]:
    """Return who asks and who answers in each labeled paragraph, from the headings before it."""
    names: dict[tuple[int, TurnRole], Span] = {}
    witness: Span | None = None
    examiner: Span | None = None
    for index, line in enumerate(lines):
        if index in labels:
            if examiner is not None:
                names[index, "question"] = examiner
            if witness is not None:
                names[index, "answer"] = witness
        elif found := find_examination(_join_heading(index, lines)):
            if found.witness is not None:
                witness, examiner = shift_span(found.witness, line.start), None
            if found.examiner is not None:
                examiner = shift_span(found.examiner, line.start)
    return names


def _join_heading(index: int, lines: Sequence[Paragraph]) -> str:
    """Return a line, with the next one if a comma at its end shows that a heading goes on."""
    text = lines[index].text
    if text.endswith(",") and index + 1 < len(lines):
        text += f" {lines[index + 1].text}"
    return text


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
    return _build_turns("colon", labels, lines, timed=False) if are_remarks(lines[begin:]) else []


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
    if not line.is_apart and _WRAPPED.match(line.text):
        return False
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
