"""Signs for terminals of another character set than Unicode."""

import io

import pytest

from tui.sanitize import use_ascii_signs


def written(text: str, encoding: str) -> bytes:
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
    assert written(text, "ascii") == signs


def test_characters_of_the_terminal_are_kept() -> None:
    assert written("Ação – não", "latin-1") == "Ação - não".encode("latin-1")


def test_utf_8_is_left_as_it_is() -> None:
    assert written("▏● 東京", "utf-8") == "▏● 東京".encode()
