import datetime

import pytest

from analysis import Analysis, Entity, Event, Mention, Quotation, TimeExpression
from analysis.partial_dates import to_partial_date
from db import Document, Store
from db.corrections import EntityRef, MergeEntities, SetSpeaker
from tests.support.findings import PUBLISHED, TEXT, analysis, document, span


@pytest.fixture
def article(store: Store) -> int:
    return store.articles.add(document(), analysis()).article


def test_a_quotation_row_says_who_said_what(store: Store, article: int) -> None:
    first, second = store.quotations.list()

    assert (first.speaker, first.role, first.cue) == ("Mara Ortiz", "union leader", "said")
    assert second.content == "“We have asked for a café and got a bucket,”"
    assert second.spans == analysis().quotations[1].spans
    assert (second.article, second.index, second.published, second.negated) == (
        article,
        1,
        to_partial_date(PUBLISHED),
        True,
    )


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("name", ["Mara Ortiz", "ortiz", "ort*", "MARA", "leader ortiz"])
def test_a_speaker_is_found_by_any_name(store: Store, name: str) -> None:
    assert 0 in [row.index for row in store.quotations.list(name)]


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("name", ["ort", "she", "officials", "???"])
def test_a_speaker_is_not_found_by_other_words(store: Store, name: str) -> None:
    assert store.quotations.list(name) == []


def test_a_source_without_a_name_is_found_by_its_words(store: Store) -> None:
    text = "“No,” a harbour official said."
    quotation = Quotation(((0, 5),), "direct", source=span("a harbour official", text))
    store.articles.add(Document(text), Analysis(text, quotations=(quotation,)))

    row = store.quotations.list("harbour official")[0]
    assert (row.speaker, row.role) == ("a harbour official", "")


@pytest.mark.parametrize("pronoun", ["They", "it", "who"])
def test_a_pronoun_is_no_speaker_but_is_given_beside(store: Store, pronoun: str) -> None:
    text = f"“No,” {pronoun} said."
    quotation = Quotation(((0, 5),), "direct", source=span(pronoun, text))
    store.articles.add(Document(text), Analysis(text, quotations=(quotation,)))

    row = store.quotations.list(pronoun)[0]
    assert (row.speaker, row.pronoun) == ("", pronoun)
    hit = store.search.find("kind:quotation no")[0]
    assert "".join(words for words, _ in hit.snippet) == f"not named (“{pronoun}”): “No,”"


def test_named_speakers_are_counted_without_scare_quotations(store: Store) -> None:
    text = "“No,” Mara Ortiz said. “Yes,” they said. Sir said “so”. A “plan”."
    entities = (
        Entity(0, "Mara Ortiz", "PERSON"), Entity(1, "Sir", "PERSON"), Entity(2, "The Pier", "FAC"),
    )  # fmt: skip
    quotations = (
        Quotation((span("“No,”", text),), "direct", speaker=0),
        Quotation((span("“Yes,”", text),), "direct", source=span("they", text)),
        Quotation((span("“so”", text),), "direct", speaker=1),
        Quotation((span("“so”", text),), "direct", speaker=2),
        Quotation((span("“plan”", text),), "scare"),
    )
    found = Analysis(text, entities=entities, quotations=quotations)
    article = store.articles.add(Document(text), found).article

    assert store.quotations.count_speakers(article, 5) == [("Mara Ortiz", 1)]
    assert store.quotations.count_speakers(article, 0) == []
    assert store.quotations.count_unnamed(article) == 2


def test_quotations_come_from_the_newest_article_first(store: Store) -> None:
    days = (None, datetime.date(2022, 1, 1), datetime.date(2020, 1, 1))
    for day in days:
        text = f"{TEXT}{day}"
        store.articles.add(document(text, day), analysis(text, day))

    order = [(row.published, row.index) for row in store.quotations.list()]
    dates = to_partial_date(days[1]), to_partial_date(days[2]), None
    assert order == [(day, index) for day in dates for index in (0, 1)]
    assert order[2:4] == [(row.published, row.index) for row in store.quotations.list(limit=4)][2:]
    assert order == [(row.published, row.index) for row in store.quotations.list("Ortiz")]


@pytest.mark.usefixtures("article")
def test_the_timeline_shows_dated_events_by_day(store: Store) -> None:
    (event,) = store.events.list()
    assert (event.start, event.end) == span("Pilots will walk out on Friday")
    assert (event.headline, event.upcoming, event.precision) == (
        "Pilots will walk out",
        True,
        "day",
    )
    assert event.first_day == event.last_day == datetime.date(2021, 3, 5)
    assert event.entities == ("Mara Ortiz", "Port Luna")


def test_the_timeline_between_two_days(store: Store) -> None:
    day = datetime.date
    spans = ((day(2021, 1, 1), day(2021, 12, 31)), (day(2021, 3, 5), day(2021, 3, 5)))
    text = "Much happened in 2021, and on March 5."
    times = (TimeExpression(17, 21, "DATE", "2021"), TimeExpression(30, 37, "DATE", "2021-03-05"))
    events = tuple(
        Event(0, 37, number, f"event {number}", first, last, "day")
        for number, (first, last) in enumerate(spans)
    )
    entities = (Entity(0, "X", "ORG"),)
    store.articles.add(
        Document(text), Analysis(text, entities=entities, times=times, events=events)
    )

    def headlines(first: datetime.date | None, last: datetime.date | None) -> list[str]:
        return [event.headline for event in store.events.list(first, last)]

    assert headlines(None, None) == ["event 0", "event 1"]
    assert headlines(day(2021, 6, 1), None) == ["event 0"]
    assert headlines(None, day(2021, 3, 5)) == ["event 0", "event 1"]
    assert headlines(day(2021, 3, 5), day(2021, 3, 5)) == ["event 1", "event 0"]
    assert headlines(day(2022, 1, 1), None) == []
    assert [event.headline for event in store.events.list(article=1, limit=2)][1:] == ["event 1"]
    assert store.events.list(article=2) == []


JOINT = "Ana Berg and Tom Reed said it would open. “Late,” Reed said."
PEOPLE = (
    Entity(0, "Ana Berg", "PERSON", (), "mayor of Linden"),
    Entity(1, "Tom Reed", "PERSON", ("Reed",), "engineer"),
)


@pytest.fixture
def joint(store: Store) -> int:
    mentions = (
        Mention(*span("Ana Berg", JOINT), "PERSON", "name", 0),
        Mention(*span("Tom Reed", JOINT), "PERSON", "name", 1),
    )
    source = (0, span("Tom Reed", JOINT)[1])
    quotations = (
        Quotation(
            (span("it would open", JOINT),), "indirect", source=source, speaker=0, co_speakers=(1,)
        ),
        Quotation((span("“Late,”", JOINT),), "direct", speaker=1),
    )
    found = Analysis(JOINT, None, PEOPLE, mentions, quotations)
    return store.articles.add(Document(JOINT), found).article


def test_several_speakers_are_stored(store: Store, joint: int) -> None:
    quotation = store.articles.get(joint).analysis.quotations[0]
    assert (quotation.speaker, quotation.co_speakers, quotation.speakers) == (0, (1,), (0, 1))


@pytest.mark.usefixtures("joint")
@pytest.mark.parametrize("name", ["Ana Berg", "Tom Reed"])
def test_a_quotation_is_found_by_each_of_its_speakers(store: Store, name: str) -> None:
    row = store.quotations.list(name)[0]
    assert (row.speaker, row.role) == ("Ana Berg and Tom Reed", "")
    assert len(store.search.find(f'kind:quotation speaker:"{name}" open')) == 1


def test_a_quotation_counts_for_each_of_its_speakers(store: Store, joint: int) -> None:
    assert store.quotations.count_speakers(joint, 5) == [("Tom Reed", 2), ("Ana Berg", 1)]
    people = {row.name: row for row in store.identities.rows()}
    assert {name: row.quotations for name, row in people.items()} == {"Ana Berg": 1, "Tom Reed": 2}
    quotations = {name: store.identities.quotations(row.id) for name, row in people.items()}
    assert [row.content for row in quotations["Ana Berg"]] == ["it would open"]
    assert [row.content for row in quotations["Tom Reed"]] == ["it would open", "“Late,”"]


@pytest.mark.usefixtures("joint")
def test_each_speaker_is_a_facet(store: Store) -> None:
    facets = store.search.facets(store.search.execute("open", "rank", 5).hits)
    assert [(facet.value, facet.articles) for facet in facets.speakers] == [
        ("Ana Berg", 1),
        ("Tom Reed", 1),
    ]


def test_a_correction_gives_a_quotation_one_speaker(store: Store, joint: int) -> None:
    at = span("it would open", JOINT)
    store.corrections.add(joint, *at, SetSpeaker(EntityRef("Tom Reed", at=span("Tom Reed", JOINT))))

    corrected = store.articles.get(joint).analysis.quotations[0]
    assert corrected.speakers == (1,)
    people = {row.name: row.quotations for row in store.identities.rows()}
    assert people["Tom Reed"] == 2
    assert people["Ana Berg"] == 0


def test_merged_speakers_are_one(store: Store, joint: int) -> None:
    at = span("Tom Reed", JOINT)
    store.corrections.add(
        joint, *at, MergeEntities(EntityRef("Ana Berg", at=span("Ana Berg", JOINT)))
    )

    assert [q.speakers for q in store.articles.get(joint).analysis.quotations] == [(0,), (0,)]
