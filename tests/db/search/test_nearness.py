"""`about:`: quotations that are near in meaning to a text, with the signs that they differ."""

import datetime
import subprocess
import sys

import pytest

from analysis import Analysis, Entity, Quotation
from analysis.partial_dates import to_partial_date
from analysis.tagger import EncoderError
from db import Document, SearchHit, Store, StoreError
from db.errors import Cancelled
from db.models import Nearness
from db.search import nearness
from db.search.parser import parse
from db.search.results import find_differences
from tests.support.articles import add_article

SAID = (
    ("Vaccine", "The vaccine made hundreds of people sick", "Ana Reis", 2021),
    ("Harbor", "The harbor will stay closed until the storm is over", "Tom Reed", 2022),
    ("Jab", "The injection did not harm anyone", "Tom Reed", 2023),
    ("Choir", "We will sing in the old hall every Sunday", "Ana Reis", 2024),
)
ORDERS = ("Norland, Sudmark / Sudmark, Norland",)
ILL = 'about:"vaccines made people ill"'


@pytest.fixture
def spoken(store: Store) -> Store:
    for title, content, speaker, year in SAID:
        text = f"“{content},” {speaker} said."
        day = datetime.date(year, 3, 12)
        quotation = Quotation(((0, len(content) + 3),), "direct", speaker=0)
        entities = (Entity(0, speaker, "PERSON"),)
        store.articles.add(
            Document(text, title, published=to_partial_date(day)),
            Analysis(text, day, entities, (), (quotation,)),
        )
    return store


def hit_titles(hits: list[SearchHit]) -> list[str]:
    return [hit.title for hit in hits]


def test_quotations_near_in_meaning_are_found_the_nearest_first(spoken: Store) -> None:
    found = spoken.search.find(ILL, order="rank")
    assert hit_titles(found) == ["Vaccine", "Jab"]
    assert {hit.kind for hit in found} == {"quotation"}
    assert {hit.match for hit in found} == {"meaning"}
    assert [hit.has for hit in found] == [("vaccines", "made", "people"), ()]
    assert [hit.differs for hit in found] == [(), ("not",)]


def test_the_words_in_common_are_marked_in_the_snippet(spoken: Store) -> None:
    [hit] = spoken.search.find(f"{ILL} title:vaccine", order="rank")
    assert [text for text, marked in hit.snippet if marked] == ["vaccine", "made", "people"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"{ILL} speaker:reed", ["Jab"]),
        (f"speaker:reis {ILL}", ["Vaccine"]),
        (f"{ILL} after:2022", ["Jab"]),
        (f"{ILL} kind:direct", ["Vaccine", "Jab"]),
        (f"{ILL} kind:indirect", []),
        (f"{ILL} kind:article", []),
        (f"{ILL} injection", ["Jab"]),
        (f"{ILL} -injection", ["Vaccine"]),
        (f"(title:jab OR title:choir) {ILL}", ["Jab"]),
        (ILL.replace('people ill"', "people"), ["Vaccine", "Jab"]),  # not closed
    ],
)
def test_the_rest_of_the_query_is_required(spoken: Store, query: str, expected: list[str]) -> None:
    assert hit_titles(spoken.search.find(query, order="rank")) == expected


def test_texts_can_be_compared_without_a_search(spoken: Store) -> None:
    about = parse(ILL).about
    assert about is not None
    contents = [content for _, content, _, _ in SAID]
    near = spoken.search.compare_texts(about, contents)
    assert list(near) == [SAID[0][1], SAID[2][1]]
    assert near[SAID[0][1]] == Nearness(("vaccines", "made", "people"), ())
    assert near[SAID[2][1]] == Nearness((), ("not",))
    with pytest.raises(Cancelled):
        spoken.search.compare_texts(about, contents, lambda: True)


def test_results_can_be_sorted_by_date(spoken: Store) -> None:
    assert hit_titles(spoken.search.find(ILL, order="date")) == ["Jab", "Vaccine"]
    assert hit_titles(spoken.search.find(ILL, order="oldest")) == ["Vaccine", "Jab"]
    assert hit_titles(spoken.search.find(ILL, order="rank", limit=1, offset=1)) == ["Jab"]


def test_nothing_below_the_floor_is_a_result(spoken: Store) -> None:
    result = spoken.search.execute('about:"a comet passed the moon"', "rank", 10)
    assert result.hits == ()
    assert result.meaning is not None
    assert (result.meaning.compared, result.meaning.near) == (4, 0)
    assert result.meaning.is_complete
    assert spoken.search.find_closest('harbor choir about:"a comet passed the moon"') == []


def test_candidates_have_common_or_related_words(spoken: Store) -> None:
    about = parse('about:"the port remains shut because of bad weather"').about
    assert about is not None
    with spoken._connection.read_transaction() as sqlite:
        candidates, _, is_complete = nearness.select_candidates(sqlite, about, None, 2)
    assert candidates[0].content.startswith("“The harbor")
    assert not is_complete


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("about:", "about: needs a value after it"),
        ('about:"…"', "about: needs a value after it"),
        ("about:(port sea)", "about: takes one word, or several in quotation marks"),
        ("about:port about:sea", "a query can have only one about:"),
        ("about:port OR sea", "about: cannot be in parentheses, after NOT or -, or beside OR"),
        ("sea OR about:port", "about: cannot be in parentheses, after NOT or -, or beside OR"),
        ("-about:port", "about: cannot be in parentheses, after NOT or -, or beside OR"),
        ("(about:port) sea", "about: cannot be in parentheses, after NOT or -, or beside OR"),
    ],
)
def test_an_invalid_request_is_reported(query: str, message: str) -> None:
    parsed = parse(query)
    assert parsed.error is not None
    assert parsed.error.message == message


def test_a_request_without_a_place_is_refused(spoken: Store) -> None:
    message = "about: finds quotations in a search only"
    _, error = spoken.quote_groups.search(ILL)
    assert error is not None
    assert error.message == message
    assert ILL[error.start : error.end].startswith("vaccines made")
    scope = spoken.timeline.scope(ILL)
    assert scope.error is not None
    assert scope.error.message == message


def test_weights_that_cannot_be_loaded_cost_only_the_search(
    spoken: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_text: object) -> None:
        raise EncoderError("sentences.onnx cannot be loaded (absent): install OnRecord again")

    monkeypatch.setattr(nearness, "encode_text", fail)
    with pytest.raises(StoreError, match=r"compared by meaning: sentences\.onnx cannot be loaded"):
        spoken.search.find(ILL)
    assert hit_titles(spoken.search.find("harbor")) == ["Harbor", "Harbor"]


@pytest.mark.parametrize(
    ("text", "content", "differs"),
    [
        ("the talks failed", "the talks did not fail", ("not",)),
        ("they can't agree", "they never agreed", ()),  # a negation in both
        ("nobody came", "everybody came", ("nobody",)),
        ("7 soldiers died", "twelve soldiers died", ("7 / twelve",)),
        ("seven soldiers died", "7 soldiers died on 3 May", ()),
        ("4,300 jobs are cut", "4300 jobs are cut", ()),
        ("the talks in Paris failed", "the talks in Vienna have failed", ("Paris / Vienna",)),
        ("the talks in Paris failed", "the talks have failed", ()),
        ("Norland attacked Sudmark", "Sudmark attacked Norland", ORDERS),
        ("norland attacked sudmark", "that Sudmark attacked Norland", ORDERS),
    ],
)  # fmt: skip
def test_differences_are_named(text: str, content: str, differs: tuple[str, ...]) -> None:
    known = {"Norland", "Sudmark"}
    assert find_differences(text, content, known.__contains__) == differs


def test_other_searches_load_no_weights(spoken: Store) -> None:
    code = """
import sys
from pathlib import Path
from db import Store
with Store(Path(sys.argv[1])) as store:
    assert store.search.find("harbor speaker:reed", order="rank")
    assert store.articles.list()
print(*(name for name in ("numpy", "onnxruntime", "analysis.sentences") if name in sys.modules))
"""
    ran = subprocess.run(
        [sys.executable, "-c", code, str(spoken.path)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == []


def test_a_word_and_its_opposite_are_signs_that_texts_differ() -> None:
    assert find_differences("vaccination is too slow", "The campaign goes too fast") == (
        "slow / fast",
    )
    assert find_differences("prices rose", "Prices are falling") == ("rose / falling",)
    assert find_differences("prices rise and fall", "Prices fall and rise again") == ()


def test_the_same_statement_in_several_articles_is_listed_once(spoken: Store) -> None:
    content = "The vaccine made hundreds of people sick"
    for title in ("Earlier", "Copy"):
        add_article(spoken, f"“{content}!” Ana Reis said.", title, speaker="Ana Reis")
    assert hit_titles(spoken.search.find(ILL, order="rank")) == ["Vaccine", "Jab"]
