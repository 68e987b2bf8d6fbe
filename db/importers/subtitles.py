"""Importer of subtitles (WebVTT, SubRip): a transcript of turns with their times and speakers."""

import html
import re

from analysis import clean
from db.errors import ImportingError
from db.importers.documents import build_document
from db.models import Document

_TIMES = re.compile(
    r"(?:(\d{1,3}):)?(\d\d):(\d\d)[.,]\d{3}[ \t]+-->[ \t]+(?:(\d{1,3}):)?(\d\d):(\d\d)[.,]\d{3}"
)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]{1,100})>")
_CUE_TAG = re.compile(r"</?[a-z0-9][^<>]{0,200}>", re.IGNORECASE)
_PAUSE = 4  # seconds without a cue, after which a paragraph begins
_LONG_PARAGRAPH = 600  # characters, after which a paragraph begins at the next sentence


def read_transcript(text: str, name: str) -> Document:
    """Read the turns of subtitles; raises ImportingError for a file without cues.

    A turn begins with its time, which the analysis of transcripts skips: `[00:01:04] Ana Reis: No.`
    """
    turns: list[tuple[str, list[str]]] = []
    times: list[int] = []
    ended, previous = 0, ""
    for block in re.split(r"\n(?:[ \t]*\n)+", text):
        lines = block.strip("\n").split("\n")
        at = next((at for at, line in enumerate(lines[:2]) if _TIMES.match(line.strip())), -1)
        cue = _TIMES.match(lines[at].strip()) if at >= 0 else None
        if cue is None:
            continue  # the heading of the file, a note or a style
        start, end = (
            int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
            for hours, minutes, seconds in (cue.group(1, 2, 3), cue.group(4, 5, 6))
        )
        for line in lines[at + 1 :]:
            voice = _VOICE.search(line)
            words = html.unescape(_CUE_TAG.sub("", line)).strip().removeprefix(">>").strip()
            if not words or words == previous:  # captions that scroll repeat lines
                continue
            previous = words
            speaker = " ".join(voice[1].split()) if voice else ""
            length = sum(map(len, turns[-1][1])) if turns else 0
            is_full = length > _LONG_PARAGRAPH and turns[-1][1][-1].endswith((".", "!", "?"))
            if not turns or turns[-1][0] != speaker or start - ended >= _PAUSE or is_full:
                turns.append((speaker, []))
                times.append(start)
            turns[-1][1].append(words)
        ended = end
    if not turns:
        raise ImportingError("has no subtitles; get the file again")
    paragraphs = (
        f"[{time // 3600:02}:{time // 60 % 60:02}:{time % 60:02}] "
        f"{speaker}{': ' if speaker else ''}{' '.join(words)}"
        for time, (speaker, words) in zip(times, turns, strict=True)
    )
    return build_document(clean("\n\n".join(paragraphs) + "\n"), name)
