"""Transcripts of subtitles: WebVTT, SubRip, SBV of YouTube, SubStation Alpha (ASS) and TTML.

A transcript has turns with their times and speakers.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from analysis import clean
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.xml_trees import parse_xml
from db.models import Document


class SubtitleCue(NamedTuple):
    """The lines shown from one time to another, in seconds, and their speaker, "" if unknown."""

    start: float
    end: float
    lines: Sequence[str]
    speaker: str = ""


_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,]\d{1,3}"  # meeting programs write 0:0:3.54
_TIMES = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}")
_SBV_TIMES = re.compile(r"(\d{1,3}):(\d\d):(\d\d)\.\d{1,3},(\d{1,3}):(\d\d):(\d\d)\.\d{1,3}")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]{1,100})>")
_CUE_TAG = re.compile(r"</?[a-z0-9][^<>]{0,200}>", re.IGNORECASE)
_BREAK = re.compile(r"\[br\]|<br\s*/?>", re.IGNORECASE)
_CHANGE = re.compile(r"\s*(?:>>+|&gt;&gt;(?:&gt;)?)\s*")  # captions mark another speaker
_PAUSE = 4  # seconds without a cue, after which a paragraph begins
_LONG_PARAGRAPH = 600  # characters, after which a paragraph begins at the next sentence


def read_transcript(text: str, name: str) -> Document:
    """Read the turns of WebVTT, SubRip or SBV; raises ImportingError for a file without cues."""
    return build_transcript(_timed_cues(text), name)


def build_transcript(cues: Iterable[SubtitleCue], name: str) -> Document:
    """Build the transcript of cues; raises ImportingError if they have no words.

    A turn begins with its time, which the analysis of transcripts skips: `[00:01:04] Ana Reis: No.`
    """
    turns: list[tuple[str, list[str]]] = []
    times: list[int] = []
    ended, previous, length = 0.0, "", 0
    for cue in cues:
        for line in cue.lines:
            voice = _VOICE.search(line)
            change = _CHANGE.match(line)
            words = _BREAK.sub(" ", line[change.end() :] if change else line)
            words = " ".join(html.unescape(_CUE_TAG.sub("", words)).split())
            if not words or words == previous:  # captions that scroll repeat lines
                continue
            previous = words
            speaker = " ".join(voice[1].split()) if voice else cue.speaker
            is_full = length > _LONG_PARAGRAPH and turns[-1][1][-1].endswith((".", "!", "?"))
            if (
                not turns or turns[-1][0] != speaker or change or is_full
                or cue.start - ended >= _PAUSE
            ):  # fmt: skip
                turns.append((speaker, []))
                times.append(int(cue.start))
                length = 0
            turns[-1][1].append(words)
            length += len(words)
            ended = cue.end
        ended = cue.end
    if not turns:
        raise ImportingError("has no subtitles; get the file again")
    paragraphs = (
        f"[{time // 3600:02}:{time // 60 % 60:02}:{time % 60:02}] "
        f"{speaker}{': ' if speaker else ''}{' '.join(words)}"
        for time, (speaker, words) in zip(times, turns, strict=True)
    )
    return build_document(clean("\n\n".join(paragraphs) + "\n"), name)


def _timed_cues(text: str) -> Iterator[SubtitleCue]:
    """Yield the cues of blocks with a line of times; a heading, a note or a style has none.

    A line of times within the words of a block begins another cue.
    """
    for block in re.split(r"\n(?:[ \t]*\n)+", text):
        times: tuple[int, int] | None = None
        lines: list[str] = []
        for at, line in enumerate(block.strip("\n").split("\n")):
            found = _TIMES.match(line.strip()) or _SBV_TIMES.match(line.strip())
            if found is None or (times is None and at > 1):
                lines.append(line)
                continue
            if times is not None:
                yield SubtitleCue(*times, lines)
            times = (_seconds(found.group(1, 2, 3)), _seconds(found.group(4, 5, 6)))
            lines = []
        if times is not None:
            yield SubtitleCue(*times, lines)


def _seconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds


# SubStation Alpha

_OVERRIDE = re.compile(r"\{[^{}]*\}")
_DRAWING = re.compile(r"\{[^{}]*\\p[1-9]")
_ASS_TIME = re.compile(r"(\d{1,3}):(\d\d):(\d\d)(?:[.:]\d{1,3})?")
_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect")


def read_substation(text: str, name: str) -> Document:
    """Read the dialogue of SubStation Alpha in the order of its times, without its drawings."""
    fields: Sequence[str] = (*_FIELDS, "text")
    cues: list[SubtitleCue] = []
    for line in text.split("\n"):
        key, _, value = line.partition(":")
        if key.strip().lower() == "format":
            found = [field.strip().lower() for field in value.split(",")]
            fields = found if "text" in found else fields
        elif key.strip().lower() == "dialogue" and not _DRAWING.search(value):
            values = dict(zip(fields, value.split(",", len(fields) - 1), strict=False))
            times = [_ASS_TIME.match(values.get(field, "").strip()) for field in ("start", "end")]
            if times[0] and times[1]:
                words = _OVERRIDE.sub("", values.get("text", "")).replace(r"\h", " ")
                cues.append(
                    SubtitleCue(
                        _seconds(times[0].groups()),
                        _seconds(times[1].groups()),
                        re.split(r"\\[Nn]", words),
                        values.get("name", values.get("actor", "")).strip(),
                    )
                )
    return build_transcript(sorted(cues, key=lambda cue: cue.start), name)


# TTML

_CLOCK = re.compile(r"(\d{1,5}):(\d\d):(\d\d)(?:\.\d+|:\d+(?:\.\d+)?)?")
_OFFSET = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)(h|ms|m|s|f|t)")
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


def read_ttml(data: bytes, name: str) -> Document:
    """Read the paragraphs of TTML, which is also called DFXP; raises ImportingError without any."""
    root, _ = parse_xml(data)
    rates = {
        unit: _rate(root, attribute, usual)
        for unit, attribute, usual in (("f", "frameRate", 30.0), ("t", "tickRate", 1.0))
    }
    agents = {
        str(agent.get(_XML_ID)): " ".join("".join(map(str, agent.itertext())).split())
        for agent in root.iter("{*}agent")
    }
    return build_transcript(_ttml_cues(root, rates, agents), name)


def _rate(root: etree._Element, attribute: str, usual: float) -> float:
    found = next((value for key, value in root.items() if str(key).endswith(attribute)), "")
    return float(found) if re.fullmatch(r"[1-9]\d{0,11}", str(found)) else usual


def _ttml_cues(
    root: etree._Element, rates: dict[str, float], agents: dict[str, str]
) -> Iterator[SubtitleCue]:
    for paragraph in root.iter("{*}p"):
        start = _ttml_seconds(_inherited(paragraph, "begin"), rates)
        end = _ttml_seconds(_inherited(paragraph, "end"), rates)
        agent = next(
            (str(value) for key, value in paragraph.items() if str(key).endswith("agent")), ""
        )
        yield SubtitleCue(start, max(start, end), _ttml_lines(paragraph), agents.get(agent, ""))


def _ttml_lines(paragraph: etree._Element) -> list[str]:
    """Return the lines of a paragraph, escaped as those of other subtitles."""
    pieces: list[str] = []
    for event, part in etree.iterwalk(paragraph, events=("start", "end")):
        is_break = isinstance(part.tag, str) and etree.QName(part).localname == "br"
        if event == "start":
            pieces.append("\n" if is_break else " ".join(f"|{part.text or ''}|".split())[1:-1])
        elif part is not paragraph:
            pieces.append(" ".join(f"|{part.tail or ''}|".split())[1:-1])
    return [html.escape(line, quote=False) for line in "".join(pieces).split("\n")]


def _inherited(element: etree._Element, attribute: str) -> str:
    """Return a time of a paragraph, or of the element around it."""
    for part in (element, *element.iterancestors()):
        if value := part.get(attribute):
            return str(value)
    return ""


def _ttml_seconds(written: str, rates: dict[str, float]) -> float:
    if clock := _CLOCK.match(written):
        return _seconds(clock.groups())
    if offset := _OFFSET.fullmatch(written):
        unit = offset[2]
        return float(offset[1]) * _UNITS[unit] if unit in _UNITS else float(offset[1]) / rates[unit]
    return 0.0
