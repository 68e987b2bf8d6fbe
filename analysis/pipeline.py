"""The stages of an analysis, in order: each takes what the ones before it found."""

import datetime

from analysis.cleaning import clean
from analysis.encoder import tag
from analysis.entities import find_entities
from analysis.events import find_events
from analysis.findings import Analysis
from analysis.names import find_names
from analysis.quotations import find_quotations
from analysis.times import find_times
from analysis.tokens import tokenise


def analyse(text: str, published: datetime.date | None = None) -> Analysis:
    """See `analysis.analyse`."""
    text = clean(text)
    words = tag(tokenise(text))
    names = find_names(words)
    entities, mentions = find_entities(words, names)
    quotations = find_quotations(words, entities, mentions)
    times = find_times(words, published)
    events = find_events(words, times, mentions, published)
    return Analysis(text, published, entities, mentions, quotations, times, events)
