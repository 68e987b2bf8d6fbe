"""Signs for terminals of another character set than Unicode."""

import io

import pytest

from tui.sanitize import notification_code, use_ascii_signs


def encoded_output(text: str, encoding: str) -> bytes:
    data = io.BytesIO()
    stream = io.TextIOWrapper(data, encoding=encoding)
    use_ascii_signs(stream)
    stream.write(text)
    stream.flush()
    return data.getvalue()


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("▏● “We decide,” – Ana · 3 × …", b'|* "We decide," - Ana . 3 x .'),
        ("┃ ─ ┼ █ ▂ ⣿", b"| - + # # #"),
        ("Žižek in Łódź", b"Zizek in ?odz"),
        ("東京 😀", b"???? ??"),
    ],
)
def test_signs_have_as_many_cells_in_ascii(text: str, signs: bytes) -> None:
    assert encoded_output(text, "ascii") == signs


def test_characters_of_the_terminal_are_kept() -> None:
    assert encoded_output("Ação – não", "latin-1") == "Ação - não".encode("latin-1")


def test_utf_8_is_left_as_it_is() -> None:
    assert encoded_output("▏● 東京", "utf-8") == "▏● 東京".encode()


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "\x1b]9;{text}\x1b\\"),
        ({"TERM": "xterm-kitty"}, "\x1b]9;{text}\x1b\\"),
        ({"TERM": "foot"}, "\x1b]777;notify;OnRecord;{text}\x1b\\"),
        ({"TERM": "xterm-256color"}, ""),
        ({"TERM": "tmux-256color", "WT_SESSION": "1", "TMUX": "/tmp/tmux"}, ""),
    ],
)
def test_only_a_terminal_with_notifications_gets_their_sequence(
    variables: dict[str, str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TERM", "TERM_PROGRAM", "WT_SESSION", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert notification_code() == code
