"""Tags of words from the shipped encoder, without a network and without NLTK's data."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.syntax.tokens import Doc
from analysis.tagger import EncoderError, configure, tag
from analysis.tokenizer import tokenize
from analysis.word_pieces import word_pieces

ROOT = Path(__file__).resolve().parents[2]


def tagged_tokens(text: str) -> list[tuple[str, str, str]]:
    return [(token.text, token.tag, token.name) for token in tag(tokenize(text)).tokens]


def test_words_get_penn_tags_and_names() -> None:
    assert tagged_tokens("Maria Keller quickly visited Berlin.") == [
        ("Maria", "NNP", "B-PERSON"),
        ("Keller", "NNP", "I-PERSON"),
        ("quickly", "RB", "O"),
        ("visited", "VBD", "O"),
        ("Berlin", "NNP", "B-LOC"),
        (".", ".", "O"),
    ]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("The", ["DT"]),  # no word, or every word, is certain after the first layers
        ("Kwame", ["NNP"]),
        (", of the .", [",", "IN", "DT", "."]),
    ],
)
def test_a_text_of_one_kind_of_words_is_tagged(text: str, tags: list[str]) -> None:
    assert [tag for _, tag, _ in tagged_tokens(text)] == tags


def test_a_name_goes_on_only_from_its_own_beginning() -> None:
    words = tag(tokenize("Anna Sommer\nBo Lind, the Bank of Norway and U.N. envoy Ola Dahl spoke."))
    before = "O"
    for token in words.tokens:
        kind = token.name[2:]
        assert not token.name.startswith("I-") or before[2:] == kind
        before = token.name
        assert 0.0 <= token.name_score <= 1.0001
    assert all(
        not words.tokens_of(sentence)[0].name.startswith("I-") for sentence in words.sentences
    )


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("harbour", ["harbour"]),
        ("Harbours", ["harbour", "##s"]),
        ("harbourside", ["harbour", "##side"]),
        ("café", ["cafe"]),  # accents go
        ("u.n.", ["u", ".", "n", "."]),  # each mark stands alone
        ("—side", ["—", "side"]),
        ("港side", ["[UNK]", "side"]),  # so does a Chinese character
        ("harbour\u200bside", ["harbour", "##side"]),  # what cannot be seen goes
        ("harbourq", ["[UNK]"]),  # nothing spells the rest
        ("\u200b", []),
    ],
)
def test_words_are_cut_into_the_longest_pieces(word: str, pieces: list[str]) -> None:
    known = ["[UNK]", "harbour", "##s", "##side", "side", "cafe", "u", "n", ".", "—"]
    vocabulary = {piece: number for number, piece in enumerate(known)}
    assert [known[number] for number in word_pieces(word, vocabulary)] == pieces


@pytest.fixture
def shipped_again() -> Iterator[None]:
    yield
    configure()


@pytest.mark.usefixtures("shipped_again")
def test_no_words_need_no_encoder() -> None:
    configure(model=Path("absent"))
    empty = Doc("", (), ())
    assert tag(empty) is empty


@pytest.mark.usefixtures("shipped_again")
@pytest.mark.parametrize("name", ["absent.onnx", "broken.onnx"])
def test_weights_that_cannot_be_loaded_are_reported_in_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "broken.onnx").write_bytes(b"no model")
    configure(model=tmp_path / name)
    with pytest.raises(EncoderError, match=name) as raised:
        tag(tokenize("Hello there."))
    assert "\n" not in str(raised.value)


@pytest.mark.usefixtures("shipped_again")
def test_threads_change_no_tag() -> None:
    text = "The minister met Ola Dahl in Oslo on Friday. " * 5
    single_thread = tagged_tokens(text)
    configure(threads=2)
    assert tagged_tokens(text) == single_thread


@pytest.mark.parametrize("text", ["x" * 50_000, "é漢字 🙂 ﷽ \u0301 ok", "a-" * 3_000, "so " * 400])
def test_odd_and_endless_words_are_tagged(text: str) -> None:
    words = tag(tokenize(text))
    assert all(token.tag for token in words.tokens)


def test_analysis_needs_neither_network_nor_nltk_data(tmp_path: Path) -> None:
    code = (
        "import socket\n"
        "class Blocked(socket.socket):\n"
        "    def connect(self, *address): raise AssertionError('network used')\n"
        "def blocked(*address): raise AssertionError('network used')\n"
        "socket.socket, socket.create_connection, socket.getaddrinfo = Blocked, blocked, blocked\n"
        "from analysis.tokenizer import tokenize\n"
        "from analysis.tagger import tag\n"
        "from analysis.ner.recognizer import find_names\n"
        "print(len(find_names(tag(tokenize('Maria Keller visited Berlin.')))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "NLTK_DATA": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "2"), done.stderr


@pytest.mark.usefixtures("shipped_again")
def test_the_number_of_threads_changes_nothing_that_is_found() -> None:
    single_thread = tag(tokenize("Ana Reis spoke in Porto."))
    configure(threads=3)
    three = tag(tokenize("Ana Reis spoke in Porto."))
    assert [(t.tag, t.name) for t in single_thread.tokens] == [
        (t.tag, t.name) for t in three.tokens
    ]
