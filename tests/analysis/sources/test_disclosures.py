"""Disclosures about sources: no answer, no comment, no interview, no name."""

import tomllib
from pathlib import Path

import pytest

from analysis import analyze
from analysis.models import Analysis
from analysis.sources import DisclosureKind, find_disclosures
from analysis.sources.disclosures import has_anonymity_words

DISCLOSED: dict[DisclosureKind, tuple[str, ...]] = {
    "no answer": (
        "The company did not respond to a request for comment.",
        "Volvo did not immediately respond to emailed questions.",
        "The ministry has not replied to our questions.",
        "Berg could not be reached for comment.",
        "Reed couldn’t immediately be reached.",
        "The mayor did not return three calls.",
        "Calls to the mayor's office went unanswered.",
        "Repeated requests for comment to the bank were not answered.",
        "There was no immediate comment from Moscow.",
        "His lawyers were not immediately available for comment.",
        "The Herald has contacted the ministry for comment.",
        "The council has been approached for comment.",
        "The embassy did not respond by publication time.",
        "The firm never responded to messages seeking comment.",
        "Efforts to reach the family were unsuccessful.",
        "The airline has yet to comment on the report.",
    ),
    "no comment": (
        "The bank declined to comment.",
        "A spokesman refused to comment on the case.",
        "The White House had no comment.",
        "She declined to say whether he would resign.",
        "The army would neither confirm nor deny the report.",
        "The police declined further comment.",
        "The agency does not comment on individual cases.",
        "He refused to give details.",
    ),
    "denied interview": (
        "Berg declined an interview.",
        "The minister declined to be interviewed for this article.",
        "The club turned down several interview requests.",
        "The warden denied our requests for an interview.",
    ),
    "anonymity": (
        "The official spoke on condition of anonymity.",
        "An aide who asked not to be named said so.",
        "The nurse did not want to give her full name.",
        "A worker, speaking anonymously, said so.",
        "The two, who requested anonymity, fear for their jobs.",
        "A clerk who was not authorized to speak publicly said so.",
        "Maria is not her real name.",
        "The driver, whose name is being withheld, said so.",
    ),
}
NOT_DISCLOSED = (
    "The patient did not respond to the drug.",
    "The rebels have not responded to the army's attack.",
    "The city named the bridge after him.",
    "He commented on the plan and answered every question.",
    "The driver was identified as Tom Reed.",
    "She gave an interview to the Herald.",
    "Prices have not reached the level of last year.",
)
VARIED = Path(__file__).with_name("disclosure_sentences.toml")


@pytest.mark.parametrize("kind", DISCLOSED)
def test_a_disclosure_is_found(kind: DisclosureKind) -> None:
    for sentence in DISCLOSED[kind]:
        found = find_disclosures(Analysis(sentence))
        assert [each.kind for each in found] == [kind], sentence


def test_other_sentences_disclose_nothing() -> None:
    assert [each for each in NOT_DISCLOSED if find_disclosures(Analysis(each))] == []


def test_nine_in_ten_varied_sentences_are_judged_rightly() -> None:
    listed = tomllib.loads(VARIED.read_text(encoding="utf-8"))
    for is_disclosed in (True, False):
        wrong, count = [], 0
        for kind, sentences in listed.items():
            if is_disclosed is (kind == "none"):
                continue
            count += len(sentences)
            for sentence in sentences:
                found = {each.kind for each in find_disclosures(Analysis(sentence))}
                if found != (set() if kind == "none" else {kind}):
                    wrong.append((sentence, found))
        assert count >= 30
        assert len(wrong) <= count / 10, wrong


def test_each_disclosure_of_anonymity_has_one_of_the_words_that_are_sought_first() -> None:
    varied = tomllib.loads(VARIED.read_text(encoding="utf-8"))["anonymity"]
    sentences = [*DISCLOSED["anonymity"], *varied]
    assert [each for each in sentences if not has_anonymity_words(each, (0, 1))] == []
    assert not has_anonymity_words("Officials said the bridge was safe.", (0, 9))


def test_words_that_are_quoted_are_no_disclosure() -> None:
    analysis = analyze("“The bank declined to comment,” Ana Berg said.")
    assert find_disclosures(analysis) == ()


def test_a_disclosure_is_about_an_entity() -> None:
    analysis = analyze("Ana Berg is the mayor of Lund. Berg declined to comment.")
    (disclosure,) = find_disclosures(analysis)
    assert disclosure.entity is not None
    assert analysis.entities[disclosure.entity].name == "Ana Berg"
