"""`python -m tests.analysis.recorded` shows what changed, and accepts it."""

from pathlib import Path

import pytest

from tests.analysis.recorded.__main__ import main
from tests.analysis.recorded.records import parse_recorded_texts, read_records

TEXTS = """\
# Two texts.
== rain 2026-03-12
“It rained,” said Ana Reis on Friday.
She left Lund.

== snow undated
The mayor said it would snow.
"""


@pytest.fixture
def recorded_texts(tmp_path: Path) -> Path:
    """A folder with two recorded texts."""
    (tmp_path / "texts.txt").write_text(TEXTS, encoding="utf-8")
    assert run_command(tmp_path, "--accept") == 0
    return tmp_path


def run_command(folder: Path, *arguments: str) -> int:
    """Return the exit code of the command."""
    return main([*arguments, "--folder", str(folder)])


def replace(path: Path, old: str, new: str) -> None:
    """Replace a string that a file has."""
    source = path.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, new, 1), encoding="utf-8")


def test_texts_are_read_with_their_dates_and_paragraphs(recorded_texts: Path) -> None:
    texts = parse_recorded_texts(recorded_texts / "texts.txt")
    assert texts["rain"].text == "“It rained,” said Ana Reis on Friday.\nShe left Lund."
    assert [str(text.published) for text in texts.values()] == ["2026-03-12", "None"]


def test_two_texts_of_one_name_are_an_error(recorded_texts: Path) -> None:
    replace(recorded_texts / "texts.txt", "== snow", "== rain")
    with pytest.raises(ValueError, match="two texts named rain"):
        run_command(recorded_texts)


def test_no_differences_after_accepting(
    recorded_texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run_command(recorded_texts) == 0
    assert capsys.readouterr().out == "no differences\n"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            '"cue":[13,17]',
            '"cue":[18,26]',
            "rain: quotations: «“It rained,”» cue: «Ana Reis» → «said»",
        ),
        (
            '"speaker":0',
            '"speaker":1',
            "rain: quotations: «“It rained,”» speaker: 1 «Lund» → 0 «Ana Reis»",
        ),
        (
            '"type":"DATE","value":"2026-03-06"',
            '"type":"DATE","value":"2026-03-13"',
            "rain: times: «Friday» value: 2026-03-13 → 2026-03-06",
        ),
        (
            '"kind":"pronoun","entity":0',
            '"kind":"pronoun"',
            "rain: mentions: «She» entity: nothing → 0 «Ana Reis»",
        ),
        (
            '{"mention":{"start":38,"end":41,"label"',
            '{"mention":{"start":48,"end":52,"label"',
            "rain: mentions: + «She», label: PERSON, kind: pronoun, entity: 0 «Ana Reis»",
        ),
    ],
)
def test_a_changed_field_is_shown_and_accepted(
    recorded_texts: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, line: str
) -> None:
    recorded = (recorded_texts / "findings.jsonl").read_text(encoding="utf-8")
    replace(recorded_texts / "findings.jsonl", old, new)
    capsys.readouterr()
    assert run_command(recorded_texts) == 1
    assert line in capsys.readouterr().out.splitlines()
    assert run_command(recorded_texts, "--accept", "--keep-tags") == 0
    assert (recorded_texts / "findings.jsonl").read_text(encoding="utf-8") == recorded
    assert run_command(recorded_texts) == 0


def test_the_recorded_tags_stay_unless_tags_are_accepted_too(recorded_texts: Path) -> None:
    path = recorded_texts / "findings.jsonl"
    recorded = path.read_text(encoding="utf-8")
    replace(path, '"NNP","B-PERSON"', '"NNP","B-ORG"')
    assert run_command(recorded_texts, "--accept", "--keep-tags") == 0
    assert '"NNP","B-ORG"' in path.read_text(encoding="utf-8")
    assert run_command(recorded_texts) == 0
    assert run_command(recorded_texts, "--accept") == 0
    assert path.read_text(encoding="utf-8") == recorded


def test_accepted_tags_are_shown(recorded_texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(recorded_texts / "findings.jsonl", '[13,17,"VBD"', '[13,17,"NN"')
    capsys.readouterr()
    run_command(recorded_texts, "--accept")
    assert "rain: tokens: «said» tag: NN → VBD" in capsys.readouterr().out.splitlines()


def test_a_changed_text_is_tagged_again(
    recorded_texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(recorded_texts / "texts.txt", "said Ana Reis", "said Kim Reis")
    capsys.readouterr()
    assert run_command(recorded_texts) == 1
    assert "rain: text: not the recorded one" in capsys.readouterr().out.splitlines()
    assert run_command(recorded_texts, "--accept", "--keep-tags") == 0
    assert read_records(recorded_texts / "findings.jsonl")["rain"].findings["entities"][0][
        "name"
    ] == ("Kim Reis")


def test_new_and_removed_texts_are_shown(
    recorded_texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(recorded_texts / "texts.txt", "== snow", "== thaw")
    capsys.readouterr()
    assert run_command(recorded_texts) == 1
    assert capsys.readouterr().out.splitlines() == [
        "snow: no such text any more",
        "thaw: not recorded",
    ]
    assert run_command(recorded_texts, "--accept") == 0
    assert list(read_records(recorded_texts / "findings.jsonl")) == ["rain", "thaw"]


def test_keep_tags_alone_is_an_error(recorded_texts: Path) -> None:
    with pytest.raises(SystemExit):
        run_command(recorded_texts, "--keep-tags")
