"""Comparison of two events by the words and names of their headlines."""

from db.timeline.event_similarity import EventProfile, is_report_of


def profile(headline: str, name: str) -> EventProfile:
    """The features of a headline that reports no known kind of event."""
    words = frozenset(headline.split())
    names = frozenset({name})
    return EventProfile(words, names, names, frozenset(), frozenset(), words)


def test_a_report_shares_a_person_and_an_action_with_its_announcement() -> None:
    announced = profile("berg unveil bridge", "berg")
    assert is_report_of(profile("berg unveil statue", "berg"), announced)
    assert not is_report_of(profile("berg paint statue", "berg"), announced)
    assert not is_report_of(profile("lind unveil bridge", "lind"), announced)
