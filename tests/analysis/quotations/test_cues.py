import pytest

from analysis.syntax.cues import is_governing_verb, is_noun_cue, lemma, verb_cue


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("said", "say"),
        ("says", "say"),
        ("replied", "reply"),
        ("arguing", "argue"),
        ("quipped", "quip"),
        ("vowing", "vow"),
        ("criticised", "criticize"),
        ("emphasising", "emphasize"),
        ("tables", "tables"),
    ],
)
def test_forms_lead_to_their_base(form: str, base: str) -> None:
    assert lemma(form) == base


def test_what_a_verb_takes() -> None:
    say_cue, tell_cue, vowed = verb_cue("said"), verb_cue("told"), verb_cue("vowed")
    assert say_cue is not None
    assert say_cue.takes_clause
    assert not say_cue.takes_addressee
    assert tell_cue is not None
    assert tell_cue.takes_addressee
    assert vowed is not None
    assert vowed.takes_infinitive
    assert verb_cue("walked") is None


def test_a_clause_without_that_follows_some_verbs_only() -> None:
    say_cue, cited = verb_cue("said"), verb_cue("cited")
    assert say_cue is not None
    assert say_cue.has_bare_clause
    assert cited is not None
    assert not cited.has_bare_clause


def test_withholding_and_governing_verbs() -> None:
    declined = verb_cue("declined")
    assert declined is not None
    assert declined.is_withholding
    assert is_governing_verb("went")
    assert not is_governing_verb("painted")


def test_nouns_that_report() -> None:
    assert is_noun_cue("claims")
    assert not is_noun_cue("harbour")
