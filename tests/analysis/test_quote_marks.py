import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.quote_marks import find_quoted_spans
from analysis.syntax.tokens import Doc, Sentence, Token


def make_doc(text: str) -> Doc:
    """A line as a paragraph, a stretch up to a full stop and a space as a sentence."""
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    for paragraph, line in enumerate(re.finditer(r"[^\n]+", text)):
        for part in re.finditer(r"\S.*?(?:[.!?][\"”’']?(?=\s)|$)", line.group()):
            first = len(tokens)
            start = line.start() + part.start()
            for word in re.finditer(r"\w+|[^\w\s]", part.group()):
                tokens.append(
                    Token(start + word.start(), start + word.end(), word.group(), word.group())
                )
            sentences.append(
                Sentence(first, len(tokens), start, start + len(part.group()), paragraph)
            )
    return Doc(text, tuple(tokens), tuple(sentences))


def stretches(text: str) -> list[str]:
    return [text[found.start : found.end] for found in find_quoted_spans(make_doc(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '"We open at nine," she said, "or not at all."',
            ['"We open at nine,"', '"or not at all."'],
        ),
        ("“We open at nine,” she said.", ["“We open at nine,”"]),
        ('“We open at nine," she said, ”or at ten.”', ['“We open at nine,"', "”or at ten.”"]),
        ("``We open,'' she said.", ["``We open,''"]),
        ("«Nous ouvrons», dit-elle.", ["«Nous ouvrons»"]),
        ("« We open at nine », she said.", ["« We open at nine »"]),
        ("»We open«, she said.", ["»We open«"]),
        ("„Wir öffnen“, sagte sie.", ["„Wir öffnen“"]),
        ("'We don't open,' she said.", ["'We don't open,'"]),
        ("‘We don’t open the clubs’ doors,’ she said.", ["‘We don’t open the clubs’ doors,’"]),
        ("The '90s and the boys' club of '16 weren't over.", []),
        ("Rock 'n' roll, ’til we drop.", []),
        ('A 6\'2" guard bought a 12" record.', []),
        ('"He is 6\'2" tall and fast," she said.', ['"He is 6\'2" tall and fast,"']),
        ('"A 6\'2" man in a 12" hat," said Lind.', ['"A 6\'2" man in a 12" hat,"']),
        ('"We won, said Anna Lind. "We did."', ['"We won,', '"We did."']),
        ("‘NO WAY BACK’", ["‘NO WAY BACK’"]),
        ("No marks here.", []),
        ('" " "" “”', []),
    ],
)
def test_marks_of_every_kind(text: str, expected: list[str]) -> None:
    assert stretches(text) == expected


def test_a_quotation_in_a_quotation_knows_its_parent() -> None:
    found = find_quoted_spans(make_doc("\"She told me, 'Go home,' and left,\" he said."))
    assert [stretch.parent for stretch in found] == [None, 0]
    found = find_quoted_spans(make_doc("“Their “green” plan failed,” he said, “badly.”"))
    assert [stretch.parent for stretch in found] == [None, 0, None]
    found = find_quoted_spans(make_doc("« He praised « old ways » there », she said."))
    assert [stretch.parent for stretch in found] == [None, 0]


def test_a_paragraph_that_the_next_one_reopens_is_carried() -> None:
    found = find_quoted_spans(
        make_doc("“The road is long.\n“It is steep.\n“But we walk,” he said. “Come.”")
    )
    assert [(stretch.is_continued, stretch.closed) for stretch in found] == [
        (True, False),
        (True, False),
        (False, True),
        (False, True),
    ]


@pytest.mark.parametrize("stray", ['"', "“", "”", "'", "‘", "’", "«"])
def test_a_stray_mark_harms_no_other_paragraph(stray: str) -> None:
    text = f"She left.\nThe {stray}mayor spoke at length.\n“We open at nine,” she said."
    assert stretches(text)[-1] == "“We open at nine,”"


def test_a_mark_without_partner_ends_with_its_sentence_or_paragraph() -> None:
    assert stretches('They called it "a scandal. No one came.') == ['"a scandal.']
    assert stretches('He wrote: "It rains. Stay in.\nThat was all.') == ['"It rains. Stay in.']


@given(st.text(alphabet="ab .,\n\"“”'‘’«»s9", max_size=60))
def test_stretches_are_ordered_and_nest(text: str) -> None:
    found = find_quoted_spans(make_doc(text))
    assert list(found) == sorted(found, key=lambda stretch: stretch.start)
    for index, stretch in enumerate(found):
        assert stretch.start <= stretch.inner[0] <= stretch.inner[1] <= stretch.end <= len(text)
        if stretch.parent is not None:
            holder = found[stretch.parent]
            assert stretch.parent < index
            assert holder.start < stretch.start
            assert stretch.end <= holder.end
        elif index:
            outer = [candidate for candidate in found[:index] if candidate.parent is None]
            assert outer[-1].end <= stretch.start


def test_a_missing_closing_mark_is_put_before_the_attribution() -> None:
    text = "“No one came, Tom Berg said. The hall stayed dark.\n“We open at nine,” she said."
    assert stretches(text) == ["“No one came,", "“We open at nine,”"]


def test_curly_marks_nest_in_straight_ones_that_go_on() -> None:
    text = '"He praised the “old way” and left.\n"Then it rained," she wrote.'
    found = find_quoted_spans(make_doc(text))
    assert [stretch.parent for stretch in found] == [None, 0, None]
    assert found[0].is_continued
