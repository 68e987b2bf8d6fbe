import pytest

from analysis.quotations.segments import split_segments
from analysis.quote_marks import find_quoted_spans
from analysis.syntax.subjects import find_subject
from analysis.syntax.verb_groups import find_verb_group
from analysis.tagger import tag
from analysis.tokenizer import tokenize


def subject(text: str, verb: str) -> str | None:
    """The subject found for the last item that is the given verb."""
    words = tag(tokenize(text))
    items = split_segments(words, find_quoted_spans(words))[0].tokens
    main = max(index for index, item in enumerate(items) if item.text == verb)
    found = find_subject(items, find_verb_group(items, main))
    if found is None:
        return None
    return text[items[found.start].start : items[found.end - 1].end]


@pytest.mark.parametrize(
    ("text", "verb", "expected"),
    [
        ("The mayor of Norden said it was late.", "said", "The mayor of Norden"),
        ("Anna Lind, who ran the port, said it was late.", "said", "Anna Lind, who ran the port"),
        ("Anna Lind, a former judge, said it was late.", "said", "Anna Lind, a former judge"),
        ("Anna Lind on Friday said it was late.", "said", "Anna Lind"),
        ("Anna Lind left the room and said it was late.", "said", "Anna Lind"),
        ("Anna Lind and Tom Berg said it was late.", "said", "Anna Lind and Tom Berg"),
        ("People who saw the ship said it was late.", "said", "People who saw the ship"),
        (
            "A person familiar with the talks said no.",
            "said",
            "A person familiar with the talks",
        ),
        ("In the end, after long talks, the union said no.", "said", "the union"),
        ("Anna Lind has repeatedly declined to say who paid.", "say", "Anna Lind"),
    ],
)
def test_subjects(text: str, verb: str, expected: str) -> None:
    assert subject(text, verb) == expected


def test_no_subject() -> None:
    assert subject("Said nobody.", "Said") is None


def test_a_long_row_of_verbs_without_a_subject() -> None:
    # The time doubled with each verb: this row would take hours.
    assert subject("And" + " ran, then went, then left" * 12 + ", then said so.", "said") is None
