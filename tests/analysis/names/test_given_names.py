"""Gender and kind by given names and role nouns."""

import itertools

import pytest

from analysis.names.given_names import (
    find_same_sound,
    gender_of_given_name,
    likely_gender,
    may_be_same_given_name,
    phonetic_key,
)
from analysis.names.titles import gender_of_noun, role_noun


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Mary", "woman"),
        ("José", "man"),
        ("Anne-Laure", "woman"),
        ("Dmitry", "man"),
        ("Fatima", "woman"),
        ("Robin", None),
        ("Xi", None),
        ("", None),
    ],
)
def test_gender_of(name: str, gender: str | None) -> None:
    assert gender_of_given_name(name) == gender


@pytest.mark.parametrize(
    ("name", "gender"), [("Kyriakos", "man"), ("Suella", "woman"), ("Mary", "woman"), ("Kim", None)]
)
def test_a_rare_name_only_shows_the_gender_of_a_person(name: str, gender: str | None) -> None:
    assert likely_gender(name) == gender
    assert (gender_of_given_name(name) is None) == (name != "Mary")


def test_words_of_one_sound_are_those_with_one_phonetic_key() -> None:
    assert find_same_sound("mohamed", "muhammad\nmohammedi\nmokhamad") == ["muhammad", "mokhamad"]
    words = ["".join(letters) for letters in itertools.product("kcxshpf", repeat=4)]
    for word in ("kcsh", "xshp", "pphf", "ckhx", "sxks"):
        same = [each for each in words if phonetic_key(each) == phonetic_key(word)]
        assert find_same_sound(word, "\n".join(words)) == same != [word]


def test_given_names_that_stand_for_one_another() -> None:
    assert may_be_same_given_name("joe", "joseph")
    assert may_be_same_given_name("j", "joseph")
    assert not may_be_same_given_name("john", "joseph")


@pytest.mark.parametrize(
    ("word", "noun"),
    [
        ("Ministers", "minister"),
        ("Sen.", "senator"),
        ("sen", None),
        ("co-founder", "co-founder"),
        ("co-CEO", "chief executive"),
        ("firefighters", "firefighter"),
        ("women", "woman"),
        ("table", None),
        ("German", None),
    ],
)
def test_a_role_noun_has_a_singular_form(word: str, noun: str | None) -> None:
    assert role_noun(word) == noun


def test_gender_of_noun() -> None:
    assert gender_of_noun("spokeswoman") == "woman"
    assert gender_of_noun("king") == "man"
    assert gender_of_noun("minister") is None
