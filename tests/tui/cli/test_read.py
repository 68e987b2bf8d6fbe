"""`onrecord read`: the linear reader, by transcripts over a pipe and at a prompt."""

import datetime
import os
import re
from pathlib import Path

import pytest

from analysis import Analysis, Entity, Event, Mention, Quotation
from analysis.partial_dates import to_partial_date
from db import Document, Store
from db.corrections import SetSpeaker
from tests.reliability.hostile import CONTROLS
from tests.support.cli import Ended, Run
from tui.cli.linear import session as linear_session
from tui.cli.linear.commands import COMMANDS

TEXT = """The pier of Skarvik will close on Friday, Ana Reis said.

“The wood is rotten,” Ana Reis told reporters. “We have no choice.”

Tom Marsh waited for years. “They knew it,” he said. Jonas Reis, an engineer, was not there.

The pier opened in May 1911."""
DAY = datetime.date(2026, 3, 12)
PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "screen-readers.md"


def _span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def _analysis() -> Analysis:
    names = ("Ana Reis", "Tom Marsh", "Jonas Reis")
    roles = ("mayor of Skarvik", None, "engineer")
    entities = tuple(
        Entity(id, name, "PERSON", role=role)
        for id, (name, role) in enumerate(zip(names, roles, strict=True))
    )
    mentions = tuple(Mention(*_span(name), "PERSON", "name", id) for id, name in enumerate(names))
    quotations = (
        Quotation((_span("The pier of Skarvik will close on Friday"),), "indirect", speaker=0),
        Quotation(
            (_span("“The wood is rotten,”"), _span("“We have no choice.”")), "direct", speaker=0
        ),
        Quotation((_span("“They knew it,”"),), "direct", source=_span("he said")),
    )
    event = Event(
        *_span("The pier opened in May 1911"), None, "The pier opened in May 1911",
        datetime.date(1911, 5, 1), datetime.date(1911, 5, 31), "month",
    )  # fmt: skip
    return Analysis(TEXT, DAY, entities, mentions, quotations, (), (event,))


def _open() -> Store:
    return Store(Path(os.environ["ONRECORD_STORE"]))


@pytest.fixture
def reader_session(run: Run) -> Run:
    """Type lines into `onrecord read`, on a store with two articles."""
    with _open() as store:
        document = Document(
            TEXT, "Pier closes", "Olu Bello", "Skarvik Post", "", to_partial_date(DAY), "dateline"
        )
        store.articles.add(document, _analysis())
        quoted = "“A bridge is cheaper,” Ana Reis said."
        store.articles.add(
            Document(quoted, "Bridge planned"),
            Analysis(
                quoted, None, (Entity(0, "Ana Reis", "PERSON"),), (),
                (Quotation(((0, 22),), "direct", speaker=0),),
            ),
        )  # fmt: skip

    def call(*lines: str, options: tuple[str, ...] = ("1",)) -> Ended:
        return run("read", *options, stdin="\n".join(lines).encode())

    return call


def _answers(ended: Ended) -> list[str]:
    """Return the lines printed after the head of article 1 and its first paragraph."""
    lines = ended.out.splitlines()
    return lines[lines.index("4 paragraphs, 3 quotations, 1 event, 0 notes") + 2 :]


def test_an_article_begins_with_its_head_and_first_paragraph(reader_session: Run) -> None:
    assert reader_session().out.splitlines() == [
        "Article 1: Pier closes",
        "By Olu Bello",
        "12 March 2026, Skarvik Post",
        "4 paragraphs, 3 quotations, 1 event, 0 notes",
        "Paragraph 1 of 4. The pier of Skarvik will close on Friday, Ana Reis said.",
    ]


def test_without_an_id_the_newest_articles_are_listed_and_opened_by_number(
    reader_session: Run,
) -> None:
    ended = reader_session("2", options=())
    assert ended.out.splitlines()[:4] == [
        "2 articles. Type open and a number.",
        "1. Bridge planned, no date, unread",
        "2. Pier closes, 12 Mar 2026, Skarvik Post, unread",
        "Article 1: Pier closes",
    ]
    assert "No article has ferry in its title" in reader_session("list ferry", options=()).out


def test_words_search_the_texts_and_a_result_opens_at_its_place(reader_session: Run) -> None:
    ended = reader_session("rotten wood kind:quotation", "open 1", options=())
    assert "1. Pier closes, 12 Mar 2026, quotation: Ana Reis: “The wood is rotten,”" in ended.out
    assert "Paragraph 2 of 4. “The wood is rotten,”" in ended.out
    assert "»(«" in reader_session("search (wood", options=()).out
    assert (
        "No text has all words." in reader_session("search rotten bridge cheaper", options=()).out
    )


def test_a_list_continues_with_more(reader_session: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linear_session, "PAGE", 1)
    ended = reader_session("", "more", options=())
    assert ended.out.splitlines()[1:] == [
        "1. Bridge planned, no date, unread",
        "1 more. Type more.",
        "2. Pier closes, 12 Mar 2026, Skarvik Post, unread",
        "The list has no more entries. Type list, or search and words.",
    ]


def test_reading_moves_by_paragraph_sentence_number_and_range(reader_session: Run) -> None:
    ended = reader_session("next", "", "p", "s", "s", "4", "n", "read 1-2", "again", "read")
    assert [line[:34] for line in _answers(ended)] == [
        "Paragraph 2 of 4. “The wood is rot",
        "Paragraph 3 of 4. Tom Marsh waited",
        "Paragraph 2 of 4. “The wood is rot",
        "“The wood is rotten,” Ana Reis tol",
        "“We have no choice.”",
        "Paragraph 4 of 4. The pier opened ",
        "This is the last paragraph. Type g",
        "Paragraph 1 of 4. The pier of Skar",
        "Paragraph 2 of 4. “The wood is rot",
        "Paragraph 2 of 4. “The wood is rot",
        "Paragraph 3 of 4. Tom Marsh waited",
        "Paragraph 4 of 4. The pier opened ",
    ]
    assert ended.code == 1


def test_the_place_and_the_reading_state_are_stored(reader_session: Run) -> None:
    reader_session("go 2")
    with _open() as store:
        reading = store.reading_state.get(1)
    assert (reading.position, reading.state) == (TEXT.index("“The wood"), "reading")
    assert "Paragraph 2 of 4." in reader_session().out
    reader_session("go 4")
    with _open() as store:
        assert store.reading_state.get(1).state == "read"


def test_who_speaks_is_said_with_role_and_reason(reader_session: Run) -> None:
    answers = _answers(reader_session("who", "who 2", "w q3"))
    assert answers[:2] == [
        "Ana Reis, mayor of Skarvik: quotations 1, 2",
        "Not named, in the text “he said”: quotation 3",
    ]
    assert answers[2] == (
        "Quotation 2, direct, said by Ana Reis, mayor of Skarvik: "
        "“The wood is rotten,” … “We have no choice.”"
    )
    assert "Confidence 100 percent, paragraph 2." in answers[3]
    assert answers[4].startswith("Quotation 3, direct, speaker not named, in the text “he said”")


def test_all_quotations_of_a_person_are_listed_here_and_in_all_articles(
    reader_session: Run,
) -> None:
    answers = _answers(reader_session("quotes Reis", "said Reis", "quotes Zed"))
    assert answers[0] == "2 quotations"
    assert answers[3] == "3 quotations. Type open and a number."
    assert sum("Ana Reis" in line for line in answers[4:7]) == 3
    assert answers[7] == "No quotation of Zed in this article. Type said Zed for all articles."


def test_findings_are_said_on_request_or_after_each_paragraph(reader_session: Run) -> None:
    answers = _answers(
        reader_session(
            "findings", "findings on", "next", "findings off", "next", "events", "names Marsh"
        )
    )
    assert answers[0].startswith("Quotation 1, indirect, said by Ana Reis")
    assert answers[1] == "Name: Ana Reis, person, mayor of Skarvik, 1 mention, 2 quotations"
    assert answers[4].startswith("Quotation 2, direct")
    assert answers[6].startswith("Paragraph 3")
    assert answers[7:] == [
        "1 event", "Event 1, May 1911: The pier opened in May 1911",
        "1 name", "1. Tom Marsh, person, 1 mention",
    ]  # fmt: skip


def test_notes_are_written_on_the_place_a_paragraph_or_a_quotation(reader_session: Run) -> None:
    answers = _answers(
        reader_session(
            "note 4 Check this", "note q2 Ask her", "note here 1911 it was", "highlight 3", "notes"
        )
    )
    assert answers[:5] == [
        "Added a note on paragraph 4: Check this",
        "Added a note on quotation 2: Ask her",
        "Added a note on paragraph 1: 1911 it was",
        "Highlighted paragraph 3.",
        "4 notes",
    ]
    with _open() as store:
        notes = {note.body: note for note in store.notes.list(1)}
    assert notes["Ask her"].quotation == 1
    assert notes["Check this"].exact == "The pier opened in May 1911."
    assert notes[""].exact.startswith("Tom Marsh")


def test_a_note_on_an_unknown_paragraph_names_the_way_to_begin_with_a_number(
    reader_session: Run,
) -> None:
    ended = reader_session("note 1911 was a year", "note q9 no", "note")
    assert "type go and a number up to 4" in ended.out
    assert "note here 1911 was a year" in ended.out
    assert "There is no quotation 9. This article has 3 quotations" in ended.out
    with _open() as store:
        assert store.notes.list(1) == []


def test_tags_and_the_star_are_changed_and_undone(reader_session: Run) -> None:
    answers = _answers(
        reader_session("tag harbor, pier", "star", "tag", "tag pier", "untag harbor", "where",
             "undo", "undo", "undo", "undo", "where")
    )  # fmt: skip
    assert answers == [
        "Added the tag harbor, pier.",
        "Starred the article.",
        "Tags: harbor, pier",
        "The article has the tag pier.",
        "Removed the tag harbor.",
        "Pier closes, article 1: paragraph 1 of 4, starred, tags pier",
        "Undone: the removal of the tag harbor.",
        "Undone: the star.",
        "Undone: the tag harbor, pier.",
        "Nothing to undo.",
        "Pier closes, article 1: paragraph 1 of 4",
    ]


def test_a_later_command_undoes_a_note_of_the_linear_reader(reader_session: Run, run: Run) -> None:
    reader_session("note 2 Ask her")
    assert "deleted 1 note" in run("undo").err
    with _open() as store:
        assert store.notes.list(1) == []


def test_an_edited_note_is_not_undone(reader_session: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    done = linear_session.LinearSession.print_line

    def edit_after_adding(session: linear_session.LinearSession, line: str) -> None:
        done(session, line)
        if line.startswith("Added a note"):
            session.store.notes.edit(session.store.notes.list(1)[0].id, body="Asked her")

    monkeypatch.setattr(linear_session.LinearSession, "print_line", edit_after_adding)
    ended = reader_session("note 2 Ask her", "undo")
    assert "Not undone: the note on paragraph 2 was changed or deleted since." in ended.out
    with _open() as store:
        assert [note.body for note in store.notes.list(1)] == ["Asked her"]


def test_a_name_that_one_person_has_corrects_the_speaker(reader_session: Run) -> None:
    answers = _answers(reader_session("speaker 3 marsh", "undo", "who 3"))
    assert answers[0].startswith("Corrected. Type undo to undo it.")
    assert answers[1].startswith("Quotation 3, direct, said by Tom Marsh: “They knew it,” Reason: ")
    assert answers[2] == "Undone: the speaker of quotation 3."
    assert "speaker not named" in answers[3]


def test_several_people_of_a_name_are_offered_with_numbers(reader_session: Run) -> None:
    answers = _answers(reader_session("speaker 3 Reis", "speaker 3 2", "speaker 3 9"))
    assert answers[0] == "2 names for Reis. Nothing was changed yet."
    names = [line.partition(". ")[2].partition(",")[0] for line in answers[1:3]]
    assert sorted(names) == ["Ana Reis", "Jonas Reis"]
    assert answers[3] == "Type speaker 3 1, speaker 3 none, or speaker 3 new Reis."
    assert f"said by {names[1]}" in answers[5]
    assert answers[6] == "Type speaker 3 to hear the names with their numbers."
    with _open() as store:
        (correction,) = store.corrections.list_of_article(1)
    assert isinstance(correction.change, SetSpeaker)


def test_a_name_of_no_article_is_added_as_a_new_speaker(reader_session: Run) -> None:
    answers = _answers(reader_session("speaker 3 Zoe Lind", "speaker 1 none", "speaker 2 new Ana"))
    assert answers[0].startswith("Corrected, with a new name: no stored article has it.")
    assert "said by Zoe Lind" in answers[1]
    assert "no speaker" in answers[3]
    assert "said by Ana" in answers[5]


def test_the_kind_is_corrected_and_a_quotation_that_is_none_is_removed(reader_session: Run) -> None:
    answers = _answers(
        reader_session("kind 1 mixed", "kind 2 loud", "wrong 1", "who", "undo", "undo", "who 1")
    )
    assert answers[1].startswith("Quotation 1, mixed, said by Ana Reis, mayor of Skarvik: ")
    assert answers[2].startswith("Type kind 2 and one of these words: direct (in the speaker")
    assert answers[4] == "It is no quotation now; the later ones have new numbers."
    assert answers[5] == "Ana Reis, mayor of Skarvik: quotation 1"
    assert answers[7:9] == [
        "Undone: the removal of quotation 1.", "Undone: the kind of quotation 1.",
    ]  # fmt: skip
    assert answers[9].startswith("Quotation 1, indirect")


def test_the_last_correction_applies_to_all_articles_with_the_same_words(
    reader_session: Run,
) -> None:
    quoted = "“They knew it,” said Tom Marsh."
    with _open() as store:
        added = store.articles.add(
            Document(quoted, "They knew"),
            Analysis(quoted, quotations=(Quotation(((0, 15),), "direct"),)),
        )
    repeated = added.article
    answers = _answers(reader_session("always", "wrong 3", "always later", "always"))
    assert answers[0].startswith("Nothing was corrected yet.")
    assert answers[1].endswith("Type always to correct all articles with the same words.")
    assert answers[3].startswith("Type always, or always new")
    assert answers[4] == (
        "Never classify “They knew it,” as a quotation. Updated 1 article. Type undo to undo it."
    )
    with _open() as store:
        assert not store.articles.get(repeated).analysis.quotations
    later = reader_session("undo", "undo", "always").out.splitlines()[-3:]
    assert later[0].startswith("Undone: ")
    assert later[1] == "Undone: the removal of quotation 3."
    assert later[2].startswith("Nothing was corrected yet.")
    with _open() as store:
        assert len(store.articles.get(repeated).analysis.quotations) == 1


def test_a_correction_can_apply_to_later_articles_only(reader_session: Run) -> None:
    answers = _answers(reader_session("speaker 1 none", "always", "kind 1 mixed", "always new"))
    assert answers[2].startswith("The last correction fits this article only")
    assert answers[5].endswith(" as mixed speech, in new articles. Type undo to undo it.")
    with _open() as store:
        assert len(store.corrections.list_rules()) == 1


def test_a_note_is_deleted_by_its_number_and_restored(reader_session: Run) -> None:
    answers = _answers(
        reader_session("note 2 Ask her", "delete 1", "notes", "undo", "notes", "delete 2")
    )
    assert answers[1:4] == [
        "Deleted note 1. Type undo to undo it.",
        "This article has no notes. Type note and a text to write one.",
        "Undone: the deletion of note 1.",
    ]
    assert answers[4] == "1 note"
    assert answers[-1].startswith("Type delete and the number of a note; this article has 1 note.")


def test_words_are_found_in_the_article_in_any_inflection(reader_session: Run) -> None:
    answers = _answers(reader_session("find piers", "find", "find", "find ferry"))
    assert answers[0] == "Found in 2 paragraphs: 1, 4. Type find for the next."
    assert [line[:11] for line in answers[1:5]] == [
        "Paragraph 1", "Paragraph 4", "No match be", "Paragraph 1",
    ]  # fmt: skip
    assert answers[5] == "This article does not have ferry. Type search ferry for other articles."


def test_an_unknown_command_names_the_nearest_and_the_rest_of_the_input_runs(
    reader_session: Run,
) -> None:
    ended = reader_session("quots", "xyzzy", "quit", "next")
    assert _answers(ended) == [
        "There is no command quots. Did you mean quotes? Type help for the commands.",
        "There is no command xyzzy. Type help for the commands.",
    ]
    assert ended.code == 1


def test_an_unknown_article_is_an_error_at_the_start_and_an_answer_later(
    reader_session: Run,
) -> None:
    assert reader_session(options=("9",)).code == 1
    assert "Type list for the articles." in reader_session("article 9").out
    ended = reader_session("star", "next", options=())
    assert ended.out.count("No article is open. Type list, or search and words") == 2


def test_plain_output_has_ascii_signs_and_the_letters_of_names(reader_session: Run) -> None:
    with _open() as store:
        text = "“Não,” he said – twice…"
        store.articles.add(Document(text, "São Jorge"), Analysis(text))
    out = reader_session(options=("3", "--plain")).out
    assert '"Não," he said - twice...' in out


def test_no_control_code_of_a_text_or_a_command_is_printed(reader_session: Run) -> None:
    hostile = "\x9b31m\x1b]0;x\x07\x7f\u202e" + "".join(CONTROLS[:2])
    with _open() as store:
        text = f"The wall {hostile} is planned."
        store.articles.add(Document(text, f"A wall{hostile}", hostile), Analysis(text))
    lines = ("list", "search wall", "note " + hostile, "notes", "tag x" + hostile, hostile, "\0")
    ended = reader_session(*lines, options=("3",))
    assert "Added a note" in ended.out
    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", ended.out + ended.err)


@pytest.mark.usefixtures("reader_session")
def test_lines_that_are_no_utf_8_and_very_long_lines_are_answered(run: Run) -> None:
    ended = run("read", "1", stdin=b"find \xff\xfe\n" + b"a" * 300_000 + b"\nquit\n")
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert max(map(len, ended.out.splitlines())) < 200_000


def test_an_article_without_text_is_opened(reader_session: Run) -> None:
    with _open() as store:
        store.articles.add(Document("", "A reference"), Analysis(""))
    ended = reader_session(
        "next", "s", "a", "go 1", "read", "findings", "who", "note x", "f x", options=("3",)
    )
    assert "0 paragraphs" in ended.out
    assert "This article has no text. Type list for other articles." in ended.out


def test_a_terminal_has_a_prompt_without_colors_or_cursor_movements(
    reader_session: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.cli.read._is_terminal", lambda: True)
    ended = reader_session("next", "quots")
    assert "Type help for the commands, quit to end.\nCommand: Paragraph 2" in ended.out
    assert "\x1b" not in ended.out
    assert ended.code == 0


def test_help_names_every_command_and_the_page_has_them_all(reader_session: Run) -> None:
    answers = _answers(reader_session("help", "help speaker"))
    assert len(answers) == len(COMMANDS) + 2
    assert answers[-1].startswith("speaker or c NUMBER")
    names = [name for command in COMMANDS for name in (command.word, command.letter) if name]
    assert len(names) == len(set(names))
    rows = re.findall(
        r"^\| `(\w+)` \| (?:`(.)` )?\| (?:`(.+?)` )?\| (.+?) \|$", PAGE.read_text("utf-8"), re.M
    )
    documented = [
        (word, letter, args.replace("\\|", "|"), text) for word, letter, args, text in rows
    ]
    assert documented == [tuple(command[:4]) for command in COMMANDS]


def test_a_read_only_store_is_read_and_not_changed(
    reader_session: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "read_only", True)
    ended = reader_session("next", "star", "speaker 3 Marsh")
    assert "Paragraph 2 of 4." in ended.out
    assert ended.out.count("The store is read-only: nothing changed.") == 2
    assert "is read-only" in ended.err
