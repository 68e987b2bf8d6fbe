import pytest

from tests.support.quotation_text import read


def speakers_of(text: str) -> list[tuple[str, ...]]:
    return [found.speakers for found in read(text)]


def test_a_title_leads_to_the_name_behind_it() -> None:
    assert speakers_of("Secretary of State Anna Lind said it was late.") == [("Anna Lind",)]


def test_a_pronoun_means_the_last_speaker_that_it_fits() -> None:
    text = (
        "“It is late,” said Anna Lind. “It is not,” said Tom Berg. "
        "She said the port was closed. He said it was open."
    )
    assert speakers_of(text)[2:] == [("Anna Lind",), ("Tom Berg",)]


def test_a_described_source_has_no_entity() -> None:
    text = "“It is late,” said Tom Berg. A clerk at the port said it was closed."
    assert speakers_of(text) == [("Tom Berg",), ()]


def test_an_apposition_leads_to_the_name_in_it() -> None:
    text = "The head of the railway, Anna Lind, said it was late."
    assert speakers_of(text) == [("Anna Lind",)]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Ana Berg and Tom Reed said the bridge would open.", ("Ana Berg", "Tom Reed")),
        ("Ana Berg, Tom Reed and Li Wei said it was late.", ("Ana Berg", "Tom Reed", "Li Wei")),
        (
            "Mayor Ana Berg of Linden and Senator Tom Reed of Maine said the bridge would open.",
            ("Ana Berg", "Tom Reed"),
        ),
        (
            "The mayor, Ana Berg, and her deputy, Tom Reed, told reporters that it would open.",
            ("Ana Berg", "Tom Reed"),
        ),
        (
            "“We will open it,” said Ana Berg, the mayor of Linden, and Tom Reed, her deputy.",
            ("Ana Berg", "Tom Reed"),
        ),
        (
            "According to Ana Berg and Tom Reed, the bridge will open in May.",
            ("Ana Berg", "Tom Reed"),
        ),
        (
            "Two engineers, Pat Holm and Chris Harman, said the bridge would open.",
            ("Pat Holm", "Chris Harman"),
        ),
        ("France and Germany said the bridge would open in May.", ("France", "Germany")),
        (
            "Delta Bank and its chief executive, Tom Reed, said it would grow.",
            ("Delta Bank", "Tom Reed"),
        ),
        (
            "On Monday, at the port, Ana Berg, 25, and her aide, Tom Reed, 27, said it was late.",
            ("Ana Berg", "Tom Reed"),
        ),
        ("According to Delta Bank adviser and historian Tom Reed, it will grow.", ("Tom Reed",)),
        ("Ms. Berg, Mr. Reed and other donors said it was late.", ("Berg", "Reed")),
        ("Ana Berg and her lawyer said the bridge would open.", ("Ana Berg",)),
        ("Ana Berg, a friend of Tom Reed and Li Wei, said it would open.", ("Ana Berg",)),
        ("Ana Berg, who met Tom Reed and Li Wei, said it would open.", ("Ana Berg",)),
        ("Tom Reed, founder of Delta Bank and Norsk Bank, said it would grow.", ("Tom Reed",)),
        ("A friend of Ana Berg and Tom Reed said it would open.", ()),
        ("The ministers of France and Germany said the bridge would open.", ()),
        ("Most voters in Alabama, Georgia and Virginia said they felt betrayed.", ()),
        ("The Berg and Reed campaigns said the bridge would open.", ()),
    ],
)
def test_a_source_can_name_several_speakers(text: str, speakers: tuple[str, ...]) -> None:
    assert speakers_of(text) == [speakers]


def test_they_means_those_who_spoke_together() -> None:
    text = "Ana Berg and Tom Reed said it would open. They said it would cost a lot."
    assert speakers_of(text) == [("Ana Berg", "Tom Reed")] * 2


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        (
            "“The port will grow,” VP of Business Development, Jamie Michael said.",
            "VP of Business Development, Jamie Michael",
            "Jamie Michael",
        ),
        (
            "“The port will grow,” Department of Economic Affairs Director Huang said.",
            "Department of Economic Affairs Director Huang",
            "Huang",
        ),
        (
            "Jamie Michael, VP of Business Development said the port would grow.",
            "Jamie Michael, VP of Business Development",
            "Jamie Michael",
        ),
        (
            "Tom Reed, chair of Local 12, Dock Workers Union said the port would grow.",
            "Tom Reed, chair of Local 12, Dock Workers Union",
            "Tom Reed",
        ),
        (
            "Tom Reed an analyst for Delta Bank, commented: “The port will grow.”",
            "Tom Reed an analyst for Delta Bank",
            "Tom Reed",
        ),
        ("Statement from Bill Hancock: “The games will go on.”", "Bill Hancock", "Bill Hancock"),
        (
            ": Secretary of the Navy James Stone: “I agree with the plan.”",
            "Secretary of the Navy James Stone",
            "James Stone",
        ),
        (
            "The port will grow, said lobbyist and strategist Tom Reed, Berg's former partner.",
            "lobbyist and strategist Tom Reed, Berg's former partner",
            "Tom Reed",
        ),
        (
            "One pastor supporting Mr. Holm, Darren Whit of Linden, said he had made a call.",
            "One pastor supporting Mr. Holm, Darren Whit of Linden",
            "Darren Whit",
        ),
        (
            "“They have to eat,” Fight for $15 organizing director Ken Fells told the Post.",
            "Fight for $15 organizing director Ken Fells",
            "Ken Fells",
        ),
        ("Tom Reed's letter says the port will grow.", "Tom Reed's letter", "Tom Reed"),
        (
            "A statement from Tom Reed said the port would grow.",
            "A statement from Tom Reed",
            "Tom Reed",
        ),
        (
            "The Reuters news agency reports that the port will grow.",
            "The Reuters news agency",
            "Reuters",
        ),
        ("“The port will grow.”\nsaid Ana Berg, its head.", "Ana Berg, its head", "Ana Berg"),
        ("“The port will grow.”\nTom Reed, the mayor, said.", "Tom Reed, the mayor", "Tom Reed"),
    ],
)
def test_the_source_is_the_person(text: str, source: str, speaker: str) -> None:
    assert [(found.source, found.speaker) for found in read(text)] == [(source, speaker)]


def test_a_measure_is_no_source() -> None:
    assert not read("According to his ideals, the state should own the port.")


@pytest.mark.parametrize(
    "source",
    [
        "A teenager at the center of the latest Ann Roe case",
        "A prosecutor at the trial of former President Ann Roe in Lund",
    ],
)
def test_a_name_in_a_prepositional_phrase_is_not_the_speaker(source: str) -> None:
    assert speakers_of(f"{source} said the port was safe.") == [()]


def test_a_paragraph_with_another_verb_is_no_cue() -> None:
    assert speakers_of("“The port will grow.”\nTom Reed left.") == [()]


def test_the_subject_before_an_embedded_question() -> None:
    text = "Tom Reed has not mentioned what led to the change, but said he would stay."
    assert speakers_of(text) == [("Tom Reed",)] * 2


def test_people_with_two_roles_are_kept_apart() -> None:
    text = (
        "Judge Maria Lopez heard Peter Grant on Monday. The billionaire said he had lost it all. "
        "The judge said the fine was fair."
    )
    assert speakers_of(text) == [("Peter Grant",), ("Maria Lopez",)]


def test_a_role_of_two_people_has_no_entity() -> None:
    text = (
        "Foreign Minister Ana Berg met Defense Minister Tom Reed on Monday. "
        "The minister said the port was safe. The defense minister said it was not."
    )
    assert speakers_of(text) == [(), ("Tom Reed",)]


def test_two_people_alternate_as_he_and_she() -> None:
    text = "Ana Berg met Tom Reed. She said it would grow. He said it would not. She said he lied."
    assert speakers_of(text) == [("Ana Berg",), ("Tom Reed",), ("Ana Berg",)]


def test_a_given_name_decides_between_people_of_one_surname() -> None:
    text = "David Holm spoke. The biographers, David and Jeanne Reed, said that Taylor was wrong."
    assert speakers_of(text) == [("Jeanne Reed",)]


def test_words_of_an_unknown_source_have_no_speaker() -> None:
    text = (
        "The town has a plan, said Mindy Romero, its director. Governor Tom Reed praised it, for "
        "its “firm grasp of the issues” of the port."
    )
    assert "Mindy Romero" not in [f.speaker for f in read(text) if "firm" in f.pieces[0]]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "The UN Special Envoy for ports, Anna Lind, said it was late.",
            ("Anna Lind",),
        ),
        (
            "The Assembly of Manitoba Chiefs met. In a notice, the assembly said it was closed.",
            ("Assembly of Manitoba Chiefs",),
        ),
    ],
)
def test_a_name_behind_a_title_or_before_of_speaks(text: str, speakers: tuple[str, ...]) -> None:
    assert speakers_of(text) == [speakers]


def test_a_person_whom_a_relative_clause_hides_is_nobody_with_a_name() -> None:
    text = (
        "Tom Berg closed his gym in May. “I lost it all,” he says. "
        "“It was empty,” explains the owner of a hotel, who prefers not to give his name."
    )
    assert speakers_of(text) == [("Tom Berg",), ()]
