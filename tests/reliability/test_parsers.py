"""A bounded form of what `python -m tests.reliability` does with files of expensive shapes."""

import pytest

from db.importers import ImportProblem, read_all_bytes
from tests.reliability.shapes import SHAPES
from tests.support.thoroughness import one_in

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("shape", one_in(4, SHAPES))
def test_an_expensive_shape_ends_with_an_article_or_a_named_problem(shape: str) -> None:
    name, make = SHAPES[shape]
    items = list(read_all_bytes(make(50_000), name))
    assert items
    for item in items:
        if isinstance(item, ImportProblem):
            assert item.name.startswith(name)
            assert item.message
            assert "\n" not in item.message
            assert "parser failed" not in item.message
            assert not item.message.startswith(("takes", "needs"))
        else:
            reference = item.document.source.startswith("http") or item.document.title
            assert item.document.text.strip() or reference


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ("nested tables", "The pilots of the harbour"),
        ("cells never closed", "The pilots of the harbour"),
        ("a reference of digits", "The pilots of the harbour"),
        ("linked data never closed", "The pilots of the harbour"),
        ("a list of senders", "The pilots of the harbour"),
        ("nested comments in a sender", "The pilots of the harbour"),
        ("parameters of a type", "The pilots of the harbour"),
        ("encoded words", "The pilots of the harbour"),
        ("a PDF page", "He said so."),
    ],
)
def test_the_text_of_an_expensive_shape_is_read(shape: str, words: str) -> None:
    name, make = SHAPES[shape]
    [item] = read_all_bytes(make(100_000), name)
    assert not isinstance(item, ImportProblem)
    assert words in item.document.text
