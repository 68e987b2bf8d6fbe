"""The reader's model and controllers without an app: what each action does, and why it cannot."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.binding import Binding

from db import NoteDraft
from db.corrections import EntityRef, SetSpeaker
from tests.support.reader import FakeReader, key
from tests.support.sample_article import TEXT, span
from tui.dialogs.picker import PickerDialog
from tui.screens.reader.annotation import AnnotationController
from tui.screens.reader.article import ArticleController
from tui.screens.reader.controller import NOT_LOADED
from tui.screens.reader.correction import CorrectionController
from tui.screens.reader.correction_writer import CorrectionWriter
from tui.screens.reader.entity_correction import EntityCorrectionController
from tui.screens.reader.lookup import LookupController
from tui.screens.reader.model import ModelChange, Part
from tui.screens.reader.navigation import NavigationController
from tui.screens.reader.note_tags import TaggingController
from tui.screens.reader.screen import CONTROLLERS, ReaderScreen
from tui.screens.reader.source_correction import SourceCorrectionController
from tui.widgets.finding_index import GROUPS

HAMMERS = span('"People came with their own hammers,"')


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[FakeReader]:
    """The sample article, loaded."""
    reader = FakeReader(tmp_path)
    reader.load()
    yield reader
    reader.store.close()


def chosen_text(reader: FakeReader) -> str:
    ref = reader.model.chosen_finding
    return TEXT[ref.start : ref.end] if ref else ""


# The model


def test_the_first_load_changes_every_group(reader: FakeReader) -> None:
    assert reader.changes[0] == ModelChange(Part.FINDINGS, GROUPS)


def test_a_load_without_changes_emits_nothing(reader: FakeReader) -> None:
    reader.changes.clear()
    reader.load()
    assert reader.changes == []


def test_a_note_changes_only_the_notes(reader: FakeReader) -> None:
    reader.store.notes.add(1, *span("ninety stalls"), "Eighty?")
    reader.changes.clear()
    reader.load()
    assert reader.changes == [ModelChange(Part.FINDINGS, ("notes",)), ModelChange(Part.NOTES)]


def test_a_speaker_changes_names_and_quotations_but_not_the_timeline(reader: FakeReader) -> None:
    reader.changes.clear()
    reader.store.corrections.add(1, *HAMMERS, SetSpeaker(EntityRef("Petra Holm")))
    reader.load()
    assert reader.changes == [ModelChange(Part.FINDINGS, ("names", "quotes"))]


def test_the_speaker_filter_follows_a_correction(reader: FakeReader) -> None:
    assert reader.model.filter_by_speaker(1)
    assert reader.model.filtered is not None
    assert len(reader.model.filtered.groups["quotes"]) == 2
    reader.store.corrections.add(1, *HAMMERS, SetSpeaker(EntityRef("Petra Holm")))
    reader.load()
    assert reader.model.speaker_name == "Anders Lind"
    assert len(reader.model.filtered.groups["quotes"]) == 1


def test_a_deleted_note_is_no_longer_chosen(reader: FakeReader) -> None:
    note = reader.store.notes.add(1, *span("ninety stalls"), "")
    reader.load()
    reader.model.choose(reader.model.note_ref(note.id))
    reader.store.notes.delete(note.id)
    assert reader.model.article
    reader.model.set_notes(reader.model.article, reader.store.notes.list(1))
    assert reader.model.chosen_finding is None
    assert reader.changes[-1] == ModelChange(Part.CHOICE)


# The controllers


def test_every_action_of_a_binding_is_a_method_of_its_controller_and_of_the_screen() -> None:
    bound = 0
    for controller in CONTROLLERS:
        names = set(controller.action_names())
        for binding in controller.BINDINGS:
            assert isinstance(binding, Binding)
            action = binding.action.partition("(")[0]
            assert action in names
            assert (binding.id or "").startswith("reader.")
            assert callable(getattr(ReaderScreen, f"action_{action}"))
            bound += 1
    assert bound == len(ReaderScreen.BINDINGS)


def test_the_screen_inherits_from_two_classes_of_ours_at_most() -> None:
    ours = [base for base in ReaderScreen.__mro__ if base.__module__.startswith("tui.")]
    assert len(ours) <= 3


def test_nothing_can_be_noted_or_corrected_before_the_article_is_loaded(tmp_path: Path) -> None:
    reader = FakeReader(tmp_path)
    for controller, action in (
        (AnnotationController, "write_note"),
        (TaggingController, "star_note"),
        (CorrectionController, "correct_speaker"),
        (EntityCorrectionController, "rename"),
        (LookupController, "words"),
    ):
        made = controller(reader.model, reader.context, reader.view)
        assert made.disabled_reason(action) == NOT_LOADED
        made.run(action)
    assert reader.services.messages == []
    reader.store.close()


def test_navigation_steps_through_quotations_and_back(reader: FakeReader) -> None:
    navigation = NavigationController(reader.model, reader.context, reader.view)
    navigation.run("next_finding", "quotes", 1)
    navigation.run("next_finding", "quotes", 1)
    assert chosen_text(reader).startswith("the move would cost")
    navigation.run("back", 1)
    assert reader.cursor.position == span('"We cannot')[0]
    for _ in range(4):
        navigation.run("next_finding", "quotes", 1)
    assert reader.services.messages == ["No more quotations below."]


def test_navigation_filters_by_the_speaker_here(reader: FakeReader) -> None:
    navigation = NavigationController(reader.model, reader.context, reader.view)
    reader.cursor.position = span("The council meets")[0]
    assert navigation.disabled_reason("filter_by_speaker") == (
        "No speaker at the cursor. Press ]q to go to the next quotation."
    )
    reader.cursor.position = HAMMERS[0]
    navigation.run("filter_by_speaker")
    assert reader.model.speaker_name == "Anders Lind"
    navigation.run("filter_by_speaker")
    assert reader.model.speaker_filter is None


def test_navigation_jumps_to_a_label_and_sets_a_bookmark(reader: FakeReader) -> None:
    navigation = NavigationController(reader.model, reader.context, reader.view)
    navigation.run("labels")
    assert navigation.prompt == "jump to: "
    label = next(
        label
        for label, to in reader.view.labels.items()
        if TEXT[to.ref.start : to.ref.end] == "Anders Lind"
    )
    for letter in label:
        assert navigation.handle_key(key(letter))
    assert chosen_text(reader) == "Anders Lind"
    assert not reader.view.labels
    navigation.run("set_bookmark")
    navigation.handle_key(key("a"))
    assert reader.store.reading_state.bookmarks(1) == {"a": span("Anders Lind")[0]}
    assert not navigation.handle_key(key("a"))
    navigation.run("match", 1)
    assert reader.services.messages == [
        "Set bookmark a. Press 'a to return to it.",
        "No matches. Press / to find words in the text.",
    ]


def test_annotation_highlights_the_selection_and_chooses_it(reader: FakeReader) -> None:
    annotation = AnnotationController(reader.model, reader.context, reader.view)
    reader.cursor.selected = span("ninety stalls")
    annotation.run("highlight")
    assert reader.model.trimmed_selection is None
    assert chosen_text(reader) == "ninety stalls"
    annotation.run("highlight")
    assert reader.store.notes.list(1) == []
    assert reader.services.messages == ["Deleted the highlight. u: undo."]
    assert reader.services.changes[0].kinds == {"notes"}


def test_annotation_says_why_no_note_can_be_edited(reader: FakeReader) -> None:
    annotation = AnnotationController(reader.model, reader.context, reader.view)
    annotation.run("edit_note")
    assert reader.services.messages == ["No note at the cursor. Press i to write one."]
    for words in ("The harbour", "council will"):
        reader.store.notes.add(1, *span(words), "")
    reader.load()
    annotation.run("edit_note")
    assert reader.services.messages[-1].startswith("There are 2 notes here;")
    annotation.run("edit_note")
    ((name, args),) = reader.services.opened
    assert (name, args["words"]) == ("note", "The harbour")


def test_annotation_restores_the_draft_of_another_session(reader: FakeReader) -> None:
    annotation = AnnotationController(reader.model, reader.context, reader.view)
    reader.store.notes.save_draft(NoteDraft(1, *HAMMERS, body="Ask"))
    annotation.restore_draft()
    ((_, args),) = reader.services.opened
    assert args["typed"].body == "Ask"


def test_tagging_sets_verdicts_and_recent_tags(reader: FakeReader) -> None:
    tagging = TaggingController(reader.model, reader.context, reader.view)
    assert tagging.disabled_reason("recent_tag", 1) == ("No recent tag 1. Press tt to add tags.")
    reader.cursor.position = HAMMERS[0]
    tagging.run("verdict", "disputed")
    reader.services.recent_tags.mark_used(["money"])
    tagging.run("recent_tag", 1)
    (note,) = reader.store.notes.list(1)
    assert (note.verdict, note.tags, note.quotation) == ("disputed", ("money",), 2)
    assert tagging.binding_descriptions == {"reader.tag_1": "#money"}


def test_tagging_moves_the_end_of_a_chosen_note_only(reader: FakeReader) -> None:
    tagging = TaggingController(reader.model, reader.context, reader.view)
    reader.store.notes.add(1, *span("The harbour"), "")
    reader.load()
    tagging.run("edge", "end", 8)
    assert reader.services.messages == [
        "Selected the note here. Press the key again to move its end."
    ]
    tagging.run("edge", "end", 8)
    assert [note.exact for note in reader.store.notes.list(1)] == ["The harbour council"]
    assert chosen_text(reader) == "The harbour council"


def test_the_article_is_starred_copied_and_left(reader: FakeReader) -> None:
    article = ArticleController(reader.model, reader.context, reader.view)
    article.run("toggle_flag", "starred")
    assert reader.store.articles.row(1).starred
    article.run("toggle_read")
    assert reader.model.read_state == "read"
    reader.cursor.position = HAMMERS[0]
    article.run("copy", "words")
    assert ("copy", "People came with their own hammers") in reader.view.calls
    article.run("turn", 1)
    assert reader.services.messages[-1] == "No next article in the library list."


def test_correction_asks_for_the_speaker_of_the_quotation_here(reader: FakeReader) -> None:
    correction = CorrectionController(reader.model, reader.context, reader.view)
    reader.cursor.position = span("The council meets")[0]
    correction.run("correct_speaker")
    assert reader.services.messages == [
        "No quotation at the cursor. To add one, select it with v, then press ca."
    ]
    assert correction.disabled_reason("add_quotation", ()) == (
        "No selection. Press v, extend it with w or ), then press the key again."
    )
    reader.cursor.position = HAMMERS[0]
    correction.run("correct_speaker")
    assert isinstance(reader.services.screens[0], PickerDialog)
    reader.cursor.selected = HAMMERS
    assert correction.disabled_reason("add_quotation") == (
        "This is already a quotation. Press cs to set its speaker, or ck to set its kind."
    )


def test_a_correction_chooses_its_finding_again_and_can_be_undone(reader: FakeReader) -> None:
    writer = CorrectionWriter(reader.model, reader.context, reader.view)
    reader.cursor.position = HAMMERS[0]
    change = SetSpeaker(EntityRef("Petra Holm"))
    assert writer.apply(HAMMERS, change, ("quotation", *HAMMERS))
    assert reader.model.analysis.quotations[2].speaker == 0
    assert chosen_text(reader) == TEXT[slice(*HAMMERS)]
    assert reader.services.changes[0].articles == frozenset({1})
    assert reader.services.messages[0].endswith("u: undo.")
    reader.store.edits.undo()
    reader.load()
    assert reader.model.analysis.quotations[2].speaker == 1


def test_a_quotation_is_removed_at_once(reader: FakeReader) -> None:
    correction = CorrectionController(reader.model, reader.context, reader.view)
    reader.cursor.position = HAMMERS[0]
    correction.run("not_a_quotation")
    assert len(reader.model.analysis.quotations) == 2
    assert reader.model.chosen_finding is None


def test_entity_correction_needs_a_name_or_a_date(reader: FakeReader) -> None:
    entities = EntityCorrectionController(reader.model, reader.context, reader.view)
    reader.cursor.position = span("Nobody at the council")[0]
    entities.run("rename")
    entities.run("correct_date")
    entities.run("apply_to_all")
    assert [message.partition(".")[0] for message in reader.services.messages] == [
        "No name at the cursor", "No event or date at the cursor", "No corrections yet",
    ]  # fmt: skip
    reader.cursor.position = span("Anders Lind")[0]
    entities.run("set_type")
    entities.run("merge")
    assert all(isinstance(screen, PickerDialog) for screen in reader.services.screens)
    assert len(reader.services.screens) == 2
    reader.cursor.selected = span("who should pay")
    assert entities.disabled_reason("merge") is None
    entities.run("corrections")
    assert reader.services.opened[0][0] == "corrections"


def test_lookup_opens_the_person_here(reader: FakeReader) -> None:
    lookup = LookupController(reader.model, reader.context, reader.view)
    reader.cursor.position = span("Nobody at the council")[0]
    lookup.run("person")
    assert reader.services.messages[0].startswith("No name at the cursor.")
    reader.cursor.position = span("Anders Lind")[0]
    lookup.run("person")
    identity = reader.store.identities.identity_of(1, 1)
    assert ("open_person", identity) in reader.view.calls
    lookup.run("reveal")
    assert reader.services.messages[-1] == ("No hidden or look-alike characters in this article.")


def test_the_source_of_a_quotation_is_corrected_at_the_cursor(reader: FakeReader) -> None:
    sources = SourceCorrectionController(reader.model, reader.context, reader.view)
    sources.run("correct_disclosure")
    assert reader.services.messages == [
        "No disclosure at the cursor. To add one, select its words, then press co."
    ]
    reader.cursor.position = HAMMERS[0]
    for action in ("correct_source_type", "correct_basis"):
        sources.run(action)
        picker = reader.services.screens[-1]
        assert isinstance(picker, PickerDialog)
    reader.cursor.selected = span("ninety stalls")
    sources.run("correct_disclosure")
    assert len(reader.services.screens) == 3
