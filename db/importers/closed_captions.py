"""Closed captions of Scenarist (SCC): the byte pairs of CEA-608 as a transcript.

The first channel is read. The characters are data of `closed_captions.toml`.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from db.importers.subtitles import SubtitleCue, build_transcript
from db.models import Document

_TABLE: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("closed_captions.toml").read_text("utf-8")
)
_BASIC = {int(code, 16): letter for code, letter in _TABLE["basic"].items()}
_LINE = re.compile(r"(\d\d):(\d\d):(\d\d)[:;.](\d\d)\s+((?:[0-9A-Fa-f]{4}\s*)+)")
_FRAMES = 30  # a second; the time of a cue is shown in seconds
_LOAD, _BACKSPACE, _DELETE_ROW, _DIRECT = 0x20, 0x21, 0x24, 0x29
_ROLL_UP = (0x25, 0x26, 0x27)
_CLEAR_SCREEN, _NEW_LINE, _CLEAR_MEMORY, _SHOW = 0x2C, 0x2D, 0x2E, 0x2F
_MOST_LETTERS = 2_000  # of a cue


def read_scenarist(text: str, name: str) -> Document:
    """Read the captions of a file; raises ImportingError if it has none."""
    return build_transcript(_escaped(_Decoder().decode(text)), name)


def _escaped(cues: Iterator[SubtitleCue]) -> Iterator[SubtitleCue]:
    """Yield cues whose signs are no tags, as those of other subtitles."""
    for cue in cues:
        lines = [line.replace("&", "&amp;").replace("<", "&lt;") for line in cue.lines]
        yield cue._replace(lines=lines)


class _Decoder:
    """The state of a decoder: the mode, the channel, and the letters that are not shown yet."""

    def __init__(self) -> None:
        self._letters: list[str] = []
        self._is_loading = True
        """True in the mode that prepares a caption, and shows it as a whole."""
        self._is_first_channel = True
        self._previous = b""

    def decode(self, text: str) -> Iterator[SubtitleCue]:
        """Yield the captions with the times at which they appear."""
        start = seconds = 0.0
        for line in _LINE.finditer(text):
            hours, minutes, whole, frames = (int(line[part]) for part in range(1, 5))
            time = hours * 3600 + minutes * 60 + whole + frames / _FRAMES
            pairs = bytes.fromhex("".join(line[5].split()))
            for at in range(0, len(pairs) - 1, 2):
                seconds = time + at / 2 / _FRAMES
                if not self._letters:
                    start = seconds
                pair = bytes(byte & 0x7F for byte in pairs[at : at + 2])
                if self._read(pair):
                    yield from self._flush(seconds if self._is_loading else start, seconds)
        yield from self._flush(start, seconds)

    def _flush(self, start: float, end: float) -> Iterator[SubtitleCue]:
        lines = [" ".join(line.split()) for line in "".join(self._letters).split("\n")]
        self._letters.clear()
        if any(lines):
            yield SubtitleCue(start, end, lines)

    def _read(self, pair: bytes) -> bool:
        """Read two bytes; return True if the letters before them are a whole caption."""
        first, second = pair
        is_control = 0x10 <= first < 0x20
        if is_control and pair == self._previous:  # each control is sent twice
            self._previous = b""
            return False
        self._previous = pair if is_control else b""
        if is_control:
            self._is_first_channel = first < 0x18
        if not self._is_first_channel:
            return False
        if not is_control:
            self._letters += (_BASIC.get(byte, chr(byte)) for byte in pair if byte >= 0x20)
            return len(self._letters) > _MOST_LETTERS
        if first in (0x14, 0x15) and 0x20 <= second <= 0x2F:
            return self._control(second)
        if first == 0x11 and 0x30 <= second <= 0x3F:
            self._letters.append(_TABLE["special"][second - 0x30])
        elif first in (0x12, 0x13) and 0x20 <= second <= 0x3F:
            del self._letters[-1:]
            self._letters.append(_TABLE[f"extended_{first - 0x11}"][second - 0x20])
        elif second >= 0x40:  # another row
            self._letters.append("\n")
        elif first == 0x11:  # a style, which takes the place of a space
            self._letters.append(" ")
        return False

    def _control(self, code: int) -> bool:
        """Obey a control code; return True if the letters before it are a whole caption."""
        if code == _LOAD:
            was_shown, self._is_loading = not self._is_loading, True
            return was_shown
        if code in (_DIRECT, *_ROLL_UP):
            self._is_loading = False
        elif code == _CLEAR_SCREEN:
            return not self._is_loading
        elif code == _NEW_LINE:
            return True
        elif code == _SHOW:
            self._is_loading = True
            return True
        elif code == _CLEAR_MEMORY:
            self._letters.clear()
        elif code == _BACKSPACE:
            del self._letters[-1:]
        elif code == _DELETE_ROW:
            while self._letters and self._letters[-1] != "\n":
                self._letters.pop()
        return False
