from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import (
    LABELS,
    Analysis,
    Entity,
    Event,
    Mention,
    Quotation,
    Reason,
    TimeExpression,
    clean,
)
from analysis.models import FindingOrigin, MentionKind, Precision, QuotationKind, TimeType
from analysis.partial_dates import to_partial_date
from db import Document, Store
from tests.support.thoroughness import count_examples

texts = st.text(max_size=60).map(clean)
words = st.text(max_size=12).map(clean)
days = st.dates()
confidences = st.floats(0, 1)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


arguments = st.dictionaries(st.sampled_from(["cue", "words", "name", "first"]), words)
plain_reasons = st.builds(lambda id, args: Reason.of(id, **args), words, arguments)
reasons = st.builds(
    lambda reason, also: reason.extend(*also), plain_reasons, st.lists(plain_reasons, max_size=2)
)
origins = st.sampled_from(get_args(FindingOrigin))


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    """Any analysis that keeps to what its records say."""
    text = draw(texts)
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(
        lambda ends: (min(ends), max(ends))
    )
    names = draw(st.lists(st.tuples(words, st.sampled_from(LABELS), st.lists(words), words)))
    entities = tuple(
        Entity(
            number,
            name,
            label,
            tuple(aliases),
            role or None,
            draw(confidences),
            draw(reasons),
            draw(origins),
        )
        for number, (name, label, aliases, role) in enumerate(names)
    )
    number = st.integers(0, len(entities) - 1) if entities else st.nothing()
    someone = maybe(number)

    def some(strategy: st.SearchStrategy[Any]) -> tuple[Any, ...]:
        return tuple(draw(st.lists(strategy, max_size=5)))

    mentions = some(
        st.builds(
            lambda span, *rest: Mention(*span, *rest),
            spans,
            st.sampled_from(LABELS),
            st.sampled_from(get_args(MentionKind)),
            someone,
            confidences,
            reasons,
            origins,
        )
    )
    quotations = some(
        st.builds(
            Quotation,
            st.lists(spans, min_size=1, max_size=4).map(tuple),
            st.sampled_from(get_args(QuotationKind)),
            maybe(spans),
            maybe(spans),
            someone,
            maybe(spans),
            st.booleans(),
            confidences,
            reasons,
            origins,
        )
    )
    times = some(
        st.builds(
            lambda span, *rest: TimeExpression(*span, *rest),
            spans,
            st.sampled_from(get_args(TimeType)),
            words,
            maybe(words),
            maybe(words),
            maybe(st.integers(0, 9)),
            confidences,
            reasons,
            origins,
        )
    )
    events = (
        ()
        if not times
        else some(
            st.builds(
                lambda span, time, headline, ends, *rest: Event(
                    *span, *(time, headline, *ends), *rest
                ),
                spans,
                maybe(st.integers(0, len(times) - 1)),
                words,
                st.one_of(
                    st.just((None, None)), st.tuples(days, days), days.map(lambda day: (day, day))
                ),
                maybe(st.sampled_from(get_args(Precision))),
                st.booleans(),
                st.lists(number, max_size=4 if entities else 0).map(tuple),
                confidences,
                reasons,
                origins,
            )
        )
    )
    return Analysis(text, draw(maybe(days)), entities, mentions, quotations, times, events)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("findings") / "store.sqlite") as store:
        yield store


@settings(
    max_examples=count_examples(80), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(analyses())
def test_every_analysis_comes_back_equal(shared: Store, analysis: Analysis) -> None:
    added = shared.articles.add(
        Document(analysis.text, published=to_partial_date(analysis.published)), analysis
    )
    assert shared.articles.get(added.article).analysis == analysis
    shared.articles.delete(added.article)
