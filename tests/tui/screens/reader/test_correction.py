"""Corrections in the reader: by keys, marked as the reader's, undone, and preserved."""

import datetime
import re
import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot

from analysis import Analysis, Entity, Span, analyze
from db import Document, Store, worker_pool
from db.connection import Connection
from db.corrections import EntityRef, ReassignMention
from db.ingest import IngestService
from db.models import ArticleFindings
from db.tasks import ReapplyRules
from tests.support.children import DEADLINE
from tests.support.pilot import screen_text, settle, type_in, wait_until
from tests.support.sample_article import TEXT, analysis, open_reader, span, stored
from tui.app import OnRecordApp
from tui.dialogs.picker import Choice, PickerDialog, filter_choices
from tui.entity_candidates import rank_merge_targets, rank_speakers, rank_typed_speakers
from tui.screens.corrections import CorrectionsScreen
from tui.screens.reader.screen import ReaderScreen

HAMMERS = span('"People came with their own hammers,"')


def list_speakers(screen: ReaderScreen) -> list[str]:
    found = screen.store.articles.get(1).analysis
    return [
        found.entities[q.speaker].name if q.speaker is not None else "" for q in found.quotations
    ]


def picker(pilot: Pilot[None]) -> PickerDialog[object]:
    assert isinstance(pilot.app.screen, PickerDialog)
    return pilot.app.screen


async def select(pilot: Pilot[None], screen: ReaderScreen, at: Span) -> None:
    screen.view.go_to(*at)
    screen.view.select(*at)
    await pilot.pause()


async def test_another_speaker_is_set_in_a_few_keys_undone_and_redone(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("3", "]", "q", "c", "s")
        await pilot.pause()
        assert "People came with their own hammers" in screen_text(picker(pilot))
        await type_in(pilot, "petra")
        await pilot.press("enter")
        await settle(pilot)
        assert list_speakers(screen) == ["Petra Holm", "Anders Lind", "Petra Holm"]
        assert "edited" in screen_text(screen.panes)
        await pilot.press("p", "q", "slash")
        await type_in(pilot, "edited")
        assert screen.panes.pane("quotes").rows.source.count() == 1
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert "Edited by you: said by “Petra Holm”, not “Anders Lind”" in screen_text(screen)
        assert screen.model.chosen_finding is not None
        assert (screen.model.chosen_finding.start, screen.model.chosen_finding.end) == HAMMERS

        await pilot.press("u")
        await settle(pilot)
        assert screen.store.articles.get(1).analysis == analysis()
        assert "edited" not in screen_text(screen.panes)
        assert screen.model.last_correction is None  # no rule is offered
        await pilot.press("U")
        await settle(pilot)
        assert list_speakers(screen)[2] == "Petra Holm"
        [redone] = screen.store.corrections.list_of_article(1)
        assert screen.model.last_correction == redone  # a rule is offered again


async def test_a_finding_chosen_before_corrected_ones_are_loaded_stays_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, load = Event(), Store.load_findings

    def load_late(store: Store, article: int) -> ArticleFindings:
        loaded.wait(DEADLINE)
        return load(store, article)

    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("]", "q", "c", "s")
        await type_in(pilot, "lind")
        monkeypatch.setattr(Store, "load_findings", load_late)
        await pilot.press("enter")
        await wait_until(pilot, lambda: screen.loader.is_loading)
        assert screen.model.findings is not None
        last = screen.model.findings.previous("quotes", len(TEXT))
        assert last is not None
        screen.navigation.choose(last)
        loaded.set()
        await settle(pilot)
        assert list_speakers(screen)[0] == "Anders Lind"
        assert screen.model.chosen_finding is not None
        assert screen.model.chosen_finding.start == last.start


async def test_a_speaker_without_an_entity(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("]", "q", "c", "s")
        await type_in(pilot, "Nora Vik")
        assert "Add new speaker “Nora Vik”" in screen_text(picker(pilot))
        await pilot.press("enter")
        await settle(pilot)
        assert list_speakers(screen)[0] == "Nora Vik"
        await pilot.press("c", "s")
        await type_in(pilot, "no speaker")
        await pilot.press("enter")
        await settle(pilot)
        assert list_speakers(screen)[0] == ""


async def test_the_speaker_chosen_last_is_the_second_choice(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("]", "q", "c", "s")
        await type_in(pilot, "skarvik")
        await pilot.press("enter")
        await settle(pilot)
        assert list_speakers(screen)[0] == "Skarvik"
        await pilot.press("]", "q", "c", "s")
        await settle(pilot)
        shown = screen_text(picker(pilot))
        names = re.findall(r"(Petra Holm|Anders Lind|Skarvik)  .*mention", shown)
        assert names[1] == "Skarvik"


async def test_a_speaker_named_in_other_articles(tmp_path: Path) -> None:
    path, _ = stored(tmp_path)
    with Store(path) as store:
        minister = Entity(0, "Sigrid Aune", "PERSON")
        store.articles.add(Document("Elsewhere."), Analysis("Elsewhere.", entities=(minister,)))
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("]", "q", "c", "s")
        await type_in(pilot, "aun")
        assert "person · in 1 other article" in screen_text(picker(pilot))
        await pilot.press("enter")
        await settle(pilot)
        assert list_speakers(screen)[0] == "Sigrid Aune"


async def test_kind_and_not_a_quotation(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("2", "]", "q", "c", "k")
        await type_in(pilot, "mix")
        await pilot.press("enter")
        await settle(pilot)
        assert screen.store.articles.get(1).analysis.quotations[1].kind == "mixed"
        await pilot.press("c", "x")
        await settle(pilot)
        assert len(list_speakers(screen)) == 2
        await pilot.press("u", "u")
        await settle(pilot)
        assert screen.store.articles.get(1).analysis == analysis()


async def test_bounds_and_a_missed_quotation_by_the_selection(tmp_path: Path) -> None:
    longer = (HAMMERS[0], span("Lind said.")[1])
    missed = span("who should pay")
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("c", "b", "c", "a")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ReaderScreen)  # without a selection nothing happens
        await select(pilot, screen, longer)
        await pilot.press("c", "b")
        await settle(pilot)
        assert screen.view.selected is None
        await select(pilot, screen, missed)
        await pilot.press("c", "a")
        await type_in(pilot, "lind")
        await pilot.press("enter")
        await settle(pilot)
        found = screen.store.articles.get(1).analysis.quotations
        assert [(q.start, q.end) for q in found[2:]] == [longer, missed]
        assert list_speakers(screen)[3] == "Anders Lind"
        assert found[3].kind == "indirect"


async def test_the_ends_of_the_quotation_chosen_are_moved_by_the_arrows(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("3", "]", "q", "v", "left", "c", "b")
        await settle(pilot)
        quotation = screen.store.articles.get(1).analysis.quotations[2]
        assert TEXT[quotation.start : quotation.end] == '"People came with their own hammers,'


async def test_two_are_one_and_one_is_two(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        screen.view.go_to(span("Anders Lind")[0])
        await pilot.press("]", "e", "c", "m")
        await type_in(pilot, "Petra")
        await pilot.press("enter")
        await settle(pilot)
        found = screen.store.articles.get(1).analysis
        assert [entity.name for entity in found.entities] == ["Petra Holm", "Skarvik"]
        await pilot.press("c", "p", "enter")
        await settle(pilot)
        assert "Anders Lind" in [
            entity.name for entity in screen.store.articles.get(1).analysis.entities
        ]
        await pilot.press("u", "u")
        await settle(pilot)
        assert screen.store.articles.get(1).analysis == analysis()


async def test_a_selection_is_assigned_to_a_person(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await select(pilot, screen, span("council"))
        await pilot.press("c", "m")
        await pilot.pause()
        assert "all occurrences of these words" in screen_text(picker(pilot))
        await type_in(pilot, "Skarvik council")
        await pilot.press("down", "enter")
        await settle(pilot)
        found = screen.store.articles.get(1).analysis
        council = next(entity for entity in found.entities if entity.name == "Skarvik council")
        meant = [TEXT[m.start : m.end] for m in found.mentions if m.entity == council.id]
        assert meant == ["council"] * TEXT.count("council")


async def test_name_sort_and_date(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        screen.view.go_to(span("Petra Holm")[0])
        await pilot.press("]", "e", "c", "n")
        await pilot.press("end")
        await type_in(pilot, " Berg")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("c", "l")
        await type_in(pilot, "org")
        await pilot.press("enter")
        await settle(pilot)
        holm = screen.store.articles.get(1).analysis.entities[0]
        assert (holm.name, holm.label) == ("Petra Holm Berg", "ORG")

        await pilot.press("g", "g", "]", "t", "c", "d")
        await type_in(pilot, "12 to 14 March")
        assert "12–14 March 2026" in screen_text(pilot.app.screen)
        await pilot.press("enter")
        await settle(pilot)
        days = {(e.first_day, e.last_day) for e in screen.store.articles.get(1).analysis.events}
        assert (datetime.date(2026, 3, 12), datetime.date(2026, 3, 14)) in days


async def test_a_correction_held_for_other_articles(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("c", "c")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ReaderScreen)  # nothing was set right yet
        screen.view.go_to(span("Anders Lind")[0])
        await pilot.press("]", "e", "c", "n", "end")
        await type_in(pilot, "en")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("c", "c")
        await pilot.pause()
        assert "Always link “Anders Lind” to Anders Linden?" in screen_text(picker(pilot))
        await pilot.press("enter")
        await settle(pilot)
        (rule,) = screen.store.corrections.list_rules()
        assert (rule.words, rule.change) == (
            "Anders Lind", ReassignMention(EntityRef("Anders Linden"), everywhere=True)
        )  # fmt: skip

        await pilot.press("c", "r")
        await settle(pilot)
        assert isinstance(pilot.app.screen, CorrectionsScreen)
        shown = screen_text(pilot.app.screen)
        assert "“Anders Lind” – renamed to Anders Linden" in shown
        assert "Always link “Anders Lind” to Anders Linden" in shown
        await pilot.press("x", "G", "x")
        await settle(pilot)
        assert screen.store.corrections.list_of_article(1) == []
        assert screen.store.corrections.list_rules() == []
        assert screen.store.articles.get(1).analysis == analysis()
        await pilot.press("u", "u")
        await settle(pilot)
        assert screen.store.corrections.list_rules() == [rule]
        assert screen.store.articles.get(1).analysis.entities[1].name == "Anders Linden"
        await pilot.press("A", "g", "g", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ReaderScreen)
        assert screen.view.position == span("Anders Lind")[0]


async def test_rules_are_listed_from_the_library(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        app.store.corrections.add_rule(
            "the Castle", ReassignMention(EntityRef("Ministry", "ORG"), everywhere=True)
        )
        await pilot.press("c", "r")
        await settle(pilot)
        assert "Always link “the Castle” to Ministry" in screen_text(app.screen)
        assert "1 correction rule" in screen_text(app.screen)
        await pilot.press("x")
        await settle(pilot)
        assert app.store.corrections.list_rules() == []
        assert "No correction rules yet" in screen_text(app.screen)


def test_a_worker_reads_an_article_by_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, number = stored(tmp_path)
    with Store(path) as store:
        monkeypatch.setattr(worker_pool, "_worker", IngestService(store))
        store.corrections.add_rule(
            "Skarvik", ReassignMention(EntityRef("Skarvik Harbour", "GPE"), everywhere=True)
        )
        outcome = worker_pool.run_worker_task(ReapplyRules(number))
        assert (outcome.article, outcome.problem) == (number, "")
        assert store.articles.get(number).analysis.entities[2].name == "Skarvik Harbour"
        assert worker_pool.run_worker_task(ReapplyRules(99)).problem


def test_the_most_likely_speaker_is_the_nearest_other_person() -> None:
    found = analysis()
    ranked = rank_speakers(found, HAMMERS, found.quotations[2])
    assert [target.name for target in ranked] == ["Petra Holm", "Skarvik", "Anders Lind"]
    assert ranked[0].detail == "2 mentions · mayor of Skarvik"


def test_among_names_typed_the_speakers_of_the_article_come_first() -> None:
    found = analysis()
    ranked = rank_typed_speakers(found, HAMMERS)
    quoted = [each.name for each in ranked if each.is_quoted]
    assert quoted
    assert [each.name for each in ranked][: len(quoted)] == quoted
    assert len(ranked) == len(rank_speakers(found, HAMMERS))


def test_the_most_likely_same_one_shares_words_or_is_its_initials() -> None:
    found = analysis()
    assert rank_merge_targets(found, "Skarvik Harbour", "ORG", None)[0].name == "Skarvik"
    assert rank_merge_targets(found, "P. H.", "PERSON", None)[0].name == "Petra Holm"
    assert [target.name for target in rank_merge_targets(found, "Petra Holm", "PERSON", 0)] == [
        "Anders Lind", "Skarvik"
    ]  # fmt: skip


def test_choices_fit_by_every_word_typed() -> None:
    choices = [Choice("Skarvik Post", "paper", 1), Choice("Post", "of Skarvik", 2)]
    assert [choice.value for choice in filter_choices(choices, "post")] == [2, 1]
    assert [choice.value for choice in filter_choices(choices, "SKARVIK of")] == [2]
    assert filter_choices(choices, "x") == []


async def test_a_correction_reloads_the_article_in_one_transaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    transact = Connection._transact

    def counted(connection: Connection, begin: str) -> AbstractContextManager[sqlite3.Connection]:
        begun.append(begin)
        return transact(connection, begin)

    monkeypatch.setattr("tui.maintenance.MAINTENANCE_DELAY", 3_600)  # it reads the store as well
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("3", "]", "q", "c", "s")
        await type_in(pilot, "petra")
        timeline = screen.panes.pane("timeline").source
        monkeypatch.setattr(Connection, "_transact", counted)
        await pilot.press("enter")
        await settle(pilot)
        assert begun.count("BEGIN") == 1
        assert list_speakers(screen)[2] == "Petra Holm"
        assert screen.panes.pane("timeline").source is timeline  # its list has not changed


async def test_a_name_of_two_people_is_settled_by_one_key_and_enter(tmp_path: Path) -> None:
    text = "Anna Kim and Peter Kim opened the shop in May. Kim said the rent was too high.\n"
    at = (text.index("Kim said"), text.index(" said"))
    with Store(tmp_path / "store.sqlite") as store:
        store.articles.add(Document(text, title="The shop"), analyze(text))
    async with open_reader(tmp_path) as (pilot, screen):
        screen.view.go_to(*at)
        await pilot.press("c", "p")
        await pilot.pause()
        shown = screen_text(picker(pilot))
        assert shown.index("Anna Kim") < shown.index("Peter Kim") < shown.index("another person")
        await pilot.press("down", "enter")
        await settle(pilot)
        found = screen.store.articles.get(1).analysis
        linked = [m.entity for m in found.mentions if (m.start, m.end) == at]
        assert [found.entities[n].name for n in linked if n is not None] == ["Peter Kim"]
