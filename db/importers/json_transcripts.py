"""Transcripts in JSON: the segments of speech recognition, and subtitles of video sites.

`[{"start": 0.5, "end": 2, "text": "No."}]`, also in an object, or the events of YouTube in
milliseconds.
"""

import html
from collections.abc import Iterator, Mapping, Sequence

from db.importers.subtitles import SubtitleCue

_LISTS = ("segments", "cues", "captions", "subtitles", "events", "results")
_LONGEST_CUE = 100  # seconds; numbers that are farther apart are milliseconds
_SECOND = 1_000  # milliseconds


def find_cues(value: object) -> list[SubtitleCue]:
    """Return the cues of a parsed transcript; [] for any other list or object."""
    if isinstance(value, dict):
        lists = (value.get(key) for key in _LISTS)
        value = next((each for each in lists if isinstance(each, list)), None)
    if not isinstance(value, list) or not value:
        return []
    segments = [each for each in value if isinstance(each, dict)]
    timed = [segment for segment in segments if _find_times(segment) is not None]
    words = [segment for segment in timed if _find_words(segment).strip()]
    if len(segments) < len(value) or len(timed) < len(value) or not words:
        return []
    if all(map(_is_span, words)):
        return []
    return list(_build_cues(words))


def _build_cues(segments: Sequence[Mapping[str, object]]) -> Iterator[SubtitleCue]:
    times = [times for segment in segments if (times := _find_times(segment))]
    lengths = sorted(end - start for start, end in times)
    unit = _SECOND if lengths[len(lengths) // 2] > _LONGEST_CUE else 1
    for segment, (start, end) in zip(segments, times, strict=True):
        speaker = segment.get("speaker")
        lines = html.escape(_find_words(segment), quote=False).splitlines()
        shown = " ".join(speaker.split()) if isinstance(speaker, str) else ""
        yield SubtitleCue(start / unit, end / unit, lines, shown)


def _find_times(segment: Mapping[str, object]) -> tuple[float, float] | None:
    """Return the start and the end of a segment in its own unit; None for another object."""
    for names in (("start", "end"), ("start_time", "end_time"), ("startTime", "endTime")):
        start, end = (segment.get(name) for name in names)
        if _is_time(start) and _is_time(end):
            return _to_float(start), _to_float(end)
    start = segment.get("tStartMs")
    return (_to_float(start), _to_float(start) + 10 * _SECOND) if _is_time(start) else None


def _is_span(segment: Mapping[str, object]) -> bool:
    """Return True for a passage of a text: its numbers count characters, not time."""
    start, end = _find_times(segment) or (0.0, 0.0)
    return end - start == len(_find_words(segment))


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9


def _to_float(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _find_words(segment: Mapping[str, object]) -> str:
    for name in ("text", "content", "transcript"):
        if isinstance(words := segment.get(name), str):
            return words
    pieces = segment.get("segs")
    if not isinstance(pieces, list):
        return ""
    return "".join(str(piece.get("utf8", "")) for piece in pieces if isinstance(piece, dict))
