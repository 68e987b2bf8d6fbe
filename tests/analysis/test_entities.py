from analysis.entities import find_entities
from tests.analysis.hand_tagged import words


def test_full_name_surname_and_title_are_one_person() -> None:
    text, names = words(
        "{GPE U.S.} President {PERSON Joe Biden} met_VBD {PERSON Xi Jinping} .\n{PERSON Xi} and {PERSON Biden} left_VBD ."
    )
    entities, _ = find_entities(text, names)
    assert [(one.name, one.aliases, one.role) for one in entities] == [
        ("U.S.", (), None),
        ("Joe Biden", ("Biden",), "U.S. President"),
        ("Xi Jinping", ("Xi",), None),
    ]
