"""Subtitles in every format: turns with their times and speakers."""

import json

import pytest

from db.importers import ImportProblem, read_all_bytes, read_bytes

SUBSTATION = r"""[Script Info]
Title: The quay
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,hidden
Dialogue: 0,0:00:01.00,0:00:03.00,Default,Mara Ortiz,0,0,0,,{\i1}No one{\i0} answered us,\Nand so
Dialogue: 0,0:00:09.00,0:00:10.00,Default,Port,0,0,0,,{\p1}m 0 0 l 1 1
Dialogue: 0,0:00:09.00,0:00:10.00,Default,Port Office,0,0,0,,We did.
Dialogue: 0,0:00:03.00,0:00:04.00,Default,Mara Ortiz,0,0,0,,we wait.
"""
TTML = """<?xml version="1.0" encoding="UTF-8"?><tt xmlns="http://www.w3.org/ns/ttml"
 xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"
 ttp:frameRate="25"><head><metadata><ttm:agent xml:id="a"><ttm:name>Mara Ortiz</ttm:name>
</ttm:agent><ttm:agent xml:id="b"><ttm:name>Port Office</ttm:name></ttm:agent></metadata></head>
<body><div>
<p begin="00:00:01.000" end="00:00:04.000" ttm:agent="a">No one <span>answered</span> us,<br/>and so
 we wait.</p><p begin="225f" end="10s" ttm:agent="b">We did.</p></div></body></tt>"""
VOICES = """[00:00:01] Mara Ortiz: No one answered us, and so we wait.

[00:00:09] Port Office: We did.
"""
SBV = """0:00:01.000,0:00:03.000
No one answered us,
and so we wait.

0:00:03.100,0:00:10.000
>> We did.
"""


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (SUBSTATION, "a.ass"), (SUBSTATION, "a.ssa"), (SUBSTATION, "a.txt"), (SUBSTATION, "a"),
        (TTML, "a.ttml"), (TTML, "a.xml"), (TTML, "a.dfxp"), (TTML, "a"),
    ],
)  # fmt: skip
def test_subtitles_with_names_have_their_speakers(data: str, name: str) -> None:
    assert read_bytes(data.encode(), name).text == VOICES


@pytest.mark.parametrize("name", ["a.sbv", "a.txt", "a"])
def test_two_signs_in_captions_mark_another_speaker(name: str) -> None:
    assert read_bytes(SBV.encode(), name).text == (
        "[00:00:01] No one answered us, and so we wait.\n\n[00:00:03] We did.\n"
    )


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("[Script Info]\nTitle: a\n", "a.ass"), ("<?xml version='1.0'?><tt><body/></tt>", "a.xml"),
        ("Dialogue: \nFormat:\nDialogue: ,,,\n", "a.ass"),
    ],
)  # fmt: skip
def test_subtitles_without_words_are_refused(data: str, name: str) -> None:
    [problem] = read_all_bytes(data.encode(), name)
    assert isinstance(problem, ImportProblem)
    assert "has no subtitles" in problem.message


MEETING = """WEBVTT

a1/12-0
0:0:1.0 --> 0:0:3.5
<v Mara Ortiz>No one answered us, and so we wait.</v>

a1/13-0
0:0:9.2 --> 0:0:11.75
<v Port Office>We did.</v>
"""
CLOSE_CUES = """WEBVTT

00:00:01.000 --> 00:00:03.000 align:start
No one answered us,
00:00:03.000 --> 00:00:04.000 align:start
and so<br>we wait.
00:00:09.000 --> 00:00:10.000
[br]We did.
"""


def test_times_without_leading_zeros_are_times() -> None:
    assert read_bytes(MEETING.encode(), "meeting.vtt").text == VOICES


def test_cues_without_blank_lines_between_them_are_separate() -> None:
    assert read_bytes(CLOSE_CUES.encode(), "close.vtt").text == (
        "[00:00:01] No one answered us, and so we wait.\n\n[00:00:09] We did.\n"
    )


SEGMENTS = [
    {
        "start": 1.0,
        "end": 3.5,
        "text": " No one answered us, and so we wait.",
        "speaker": "Mara Ortiz",
    },
    {"start": 9.25, "end": 11, "text": "We did.", "speaker": "Port Office"},
]
EVENTS = [
    {"tStartMs": 1000, "segs": [{"utf8": "No one answered us,"}, {"utf8": " and so we wait."}]},
    {"tStartMs": 30_000, "segs": [{"utf8": "We did."}]},
]


@pytest.mark.parametrize("value", [SEGMENTS, {"segments": SEGMENTS, "language": "en"}])
def test_segments_of_speech_recognition_are_a_transcript(value: object) -> None:
    assert read_bytes(json.dumps(value).encode(), "talk.json").text == VOICES


def test_subtitles_in_json_with_milliseconds_are_a_transcript() -> None:
    text = "[00:00:01] No one answered us, and so we wait.\n\n[00:00:30] We did.\n"
    assert read_bytes(json.dumps({"events": EVENTS}).encode(), "talk.json").text == text
    cues = [{"start": 1000, "end": 3500, "text": "No one answered us, and so we wait."},
            {"start": 30_000, "end": 31_000, "text": "We did."}]  # fmt: skip
    assert read_bytes(json.dumps(cues).encode(), "talk.json").text == text


def test_passages_with_their_positions_are_no_transcript() -> None:
    spans = [{"start": 0, "end": 10, "text": "Mara Ortiz"}, {"start": 20, "end": 23, "text": "Ana"}]
    assert all(
        isinstance(item, ImportProblem)
        for item in read_all_bytes(json.dumps(spans).encode(), "names.json")
    )
