"""The changes that imported files propose, in the app and on the command line."""

from pathlib import Path

import pytest

from analysis.structs import replace
from db import Store
from db.importers import Highlight, ImportItem
from tests.support.cli import Run
from tests.support.findings import TEXT, analysis, document
from tests.support.pilot import screen_text, settle, wait_until
from tests.support.prepared_stores import copy_store
from tests.support.proposals import ADDRESS, CORRECTION, LATER, RULE
from tui.app import OnRecordApp
from tui.screens.proposals import ProposalsScreen


def _store_proposal(path: Path) -> None:
    with Store(path) as store:
        page = replace(document(), source=ADDRESS, retrieved_from=ADDRESS)
        store.imports.add(ImportItem(page), analysis())
        from_file = replace(page, retrieved_from="/downloads/pilots.html")
        store.imports.add(ImportItem(from_file, corrections=(CORRECTION,), rules=(RULE,)), None)
        store.imports.add(ImportItem(replace(from_file, text=LATER)), None)


@pytest.fixture
def proposal_store(tmp_path: Path) -> Path:
    """A store with an article, and a file's new version, correction and rule for it."""
    path = tmp_path / "proposed.sqlite"
    copy_store(path, _store_proposal)
    return path


async def test_proposals_are_accepted_rejected_and_undone(proposal_store: Path) -> None:
    app = OnRecordApp(proposal_store)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await pilot.press("c", "p")
        await settle(pilot)
        assert isinstance(app.screen, ProposalsScreen)
        shown = screen_text(app.screen)
        assert "3 proposed changes" in shown
        assert "New version of" in shown
        assert "Always link “the minister” to Ana Reis" in shown
        assert "pilots.html" in shown
        await pilot.press("G", "y")  # the rule is last
        await settle(pilot)
        assert [rule.words for rule in app.store.corrections.list_rules()] == ["the minister"]
        await pilot.press("u")
        await settle(pilot)
        assert app.store.corrections.list_rules() == []
        assert app.store.proposals.count() == 3
        await pilot.press("n")
        await settle(pilot)
        assert app.store.proposals.count() == 2
        await pilot.press("g", "g", "enter")
        await settle(pilot)
        assert "More pilots have joined them since" in screen_text(app.screen)
        assert app.store.articles.text(1) == TEXT
        await pilot.press("escape")
        await pilot.press("y")
        await settle(pilot)
        assert app.store.articles.text(1) == LATER


async def test_all_proposals_are_accepted_after_a_confirmation(proposal_store: Path) -> None:
    app = OnRecordApp(proposal_store)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await pilot.press("c", "p")
        await settle(pilot)
        await pilot.press("A", "n")
        await settle(pilot)
        assert app.store.proposals.count() == 3
        await pilot.press("A", "y")
        await settle(pilot)
        assert app.store.proposals.count() == 0
        assert "No proposed changes" in screen_text(app.screen)


async def test_all_that_can_be_undone_is_undone_at_once(tmp_path: Path) -> None:
    path = tmp_path / "proposed.sqlite"
    with Store(path) as store:
        store.imports.add(ImportItem(document()), analysis())
        mark = Highlight("a café", "Which?", author="Ana Reis", origin="2026-03-12 theirs.jsonl")
        item = ImportItem(
            document(), ("harbor", "strike"), starred=True, highlights=(mark,),
            imported_from="/downloads/theirs.jsonl", origin="2026-03-12 theirs.jsonl",
        )  # fmt: skip
        store.imports.add(item, None)
    app = OnRecordApp(path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await pilot.press("c", "p")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "Note by Ana Reis “Which?” on “a café”, in" in shown
        assert "Tag harbor: " in shown
        assert "theirs.jsonl" in shown
        await pilot.press("A", "y")
        await settle(pilot)
        assert app.store.articles.row(1).tags == ("harbor", "strike")
        assert app.store.proposals.count() == 0
        await pilot.press("u")
        await settle(pilot)
        assert app.store.articles.row(1).tags == ()
        assert app.store.proposals.count() == 4
        await pilot.press("N", "y")
        await settle(pilot)
        assert "No proposed changes" in screen_text(app.screen)
        assert app.store.imports.add(item, None).rejected == 4
        await pilot.press("u")
        await settle(pilot)
        assert app.store.proposals.count() == 4


async def test_the_details_and_the_notes_pane_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "imported.sqlite"
    origin = "2026-03-12 theirs.jsonl"
    with Store(path) as store:
        mark = Highlight("a café", "Which?", author="Ana Reis", origin=origin)
        item = ImportItem(document(), ("harbor",), starred=True, highlights=(mark,), origin=origin)
        store.imports.add(item, analysis())
        assert [node.imported for node in store.tags.tree()] == [1]
    app = OnRecordApp(path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("E")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "From theirs.jsonl on" in shown, shown
        assert "tag harbor, star" in shown
        await pilot.press("escape")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("p", "o")
        await wait_until(pilot, lambda: "from Ana Reis, theirs.jsonl" in screen_text(app.screen))
        app.open("all_notes")
        await settle(pilot)
        await app.screen.run_action("edit")
        await wait_until(pilot, lambda: "From Ana Reis, theirs.jsonl" in screen_text(app.screen))


def test_the_command_lists_accepts_and_rejects(proposal_store: Path, run: Run) -> None:
    store = ("--store", str(proposal_store))
    listed = run("corrections", "--json", *store).json
    assert [(item["kind"], item["article"]) for item in listed] == [
        ("rule", None), ("correction", 1), ("version", 1)
    ]  # fmt: skip
    assert listed[2]["origin"] == "/downloads/pilots.html"
    done = run("corrections", "--accept", "1", "--reject", "2", *store)
    assert done.code == 0
    assert "1 accepted, 1 rejected, 1 left" in done.err
    assert run("corrections", "--accept", "all", *store).code == 0
    none = run("corrections", *store)
    assert (none.code, none.out) == (0, "")
    assert run("corrections", "--accept", "x", *store).code == 2
    assert run("corrections", "--accept", "99", *store).code == 1


async def test_a_page_that_claims_another_host_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "claimed.sqlite"
    with Store(path) as store:
        page = replace(
            document(),
            source="https://mirror.example/p",
            retrieved_from="https://mirror.example/p",
            claimed_address=ADDRESS,
        )
        store.articles.add(page, analysis())
    app = OnRecordApp(path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        assert "Retrieved from mirror.example" in screen_text(app.screen)
        await pilot.press("enter")
        await settle(pilot)
        assert "Retrieved from mirror.example" in screen_text(app.screen)


async def test_versions_point_to_a_proposed_version(proposal_store: Path) -> None:
    app = OnRecordApp(proposal_store)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await pilot.press("g", "v")
        await wait_until(pilot, lambda: "cp in the library" in screen_text(app.screen))
        assert "cp in the library" in screen_text(app.screen)
