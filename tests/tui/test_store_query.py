"""Queries in threads: the last one of a group counts, and a failed one shows its message."""

from pathlib import Path
from threading import Event

import pytest

from db import Store, StoreError
from db.errors import Cancelled
from db.repositories.identities import IdentityRepository
from tests.support.children import DEADLINE
from tests.support.identities import add_people, entity
from tests.support.pilot import settle, shown_message, wait_until
from tui.app import OnRecordApp
from tui.screens.people import IdentityListing, PeopleScreen
from tui.screens.person import PersonScreen
from tui.store_query import QueryRun, attempt, cancel_query, run_query


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store in which three people are named, each more often than the next."""
    path = tmp_path / "people.sqlite"
    names = ("Mara Ortiz", "Olu Bello", "Ada Brandt")
    with Store(path) as store:
        for number in range(3):
            named = [entity(index, name) for index, name in enumerate(names[: 3 - number])]
            add_people(store, f"Day {number}", *named, day="2024-01-05")
    return path


async def test_only_the_last_query_of_a_group_is_shown(path: Path) -> None:
    app = OnRecordApp(path)
    async with app.run_test() as pilot:
        await settle(pilot)
        shown: list[str] = []
        started, released = Event(), Event()

        def wait(_: QueryRun) -> str:
            started.set()
            assert released.wait(DEADLINE)
            return "first"

        run_query(app.screen, wait, shown.append)
        await wait_until(pilot, started.is_set)
        run_query(app.screen, lambda _: "second", shown.append)
        run_query(app.screen, lambda _: "other group", shown.append, group="other")
        released.set()
        await settle(pilot)
        assert sorted(shown) == ["other group", "second"]


async def test_a_result_that_is_no_longer_needed_is_dropped(path: Path) -> None:
    app = OnRecordApp(path)
    async with app.run_test() as pilot:
        await settle(pilot)
        shown: list[str] = []

        def cancel(run: QueryRun) -> str:
            run.show(shown.append, "part")
            raise Cancelled

        run_query(app.screen, cancel, shown.append)
        await settle(pilot)
        assert shown == ["part"]
        run_query(app.screen, lambda _: "dropped", shown.append)
        cancel_query(app.screen)
        await settle(pilot)
        assert shown == ["part"]


async def test_a_failed_query_shows_its_message_unless_it_is_optional(path: Path) -> None:
    app = OnRecordApp(path)
    async with app.run_test() as pilot:
        await settle(pilot)
        shown: list[str] = []

        def fail(_: QueryRun) -> str:
            raise StoreError("The store is locked; try again")

        run_query(app.screen, fail, shown.append, failed=lambda _: None)
        await settle(pilot)
        assert shown_message(app) == ""
        run_query(app.screen, fail, shown.append)
        await settle(pilot)
        assert (shown_message(app), shown) == ("The store is locked; try again", [])
        assert attempt(app, lambda: 7) == 7
        assert attempt(app, lambda: app.store.articles.get(99)) is None
        assert "99" in app.messages.history[-1].text


async def test_keys_typed_while_a_list_loads_move_in_its_rows(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loading, released, count = Event(), Event(), IdentityRepository.count

    def count_later(people: IdentityRepository, *arguments: object, **options: object) -> int:
        loading.set()
        assert released.wait(DEADLINE)
        return count(people, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(IdentityRepository, "count", count_later)
    app = OnRecordApp(path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("P")
        await wait_until(pilot, loading.is_set)
        await pilot.press("2", "j", "k", "enter")
        released.set()
        await settle(pilot)
        assert isinstance(app.screen, PersonScreen)
        assert app.screen.selected_identity is not None
        assert app.screen.selected_identity.name == "Olu Bello"


async def test_keys_wait_for_each_filter_of_a_list_that_was_shown_before(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loading, released, load = Event(), Event(), PeopleScreen.load_list

    def load_filtered_later(screen: PeopleScreen, run: QueryRun) -> IdentityListing:
        if screen.filter_text == "olu":
            loading.set()
            assert released.wait(DEADLINE)
        return load(screen, run)

    monkeypatch.setattr(PeopleScreen, "load_list", load_filtered_later)
    app = OnRecordApp(path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("P")
        await settle(pilot)
        await pilot.press("/", "o", "l")
        await settle(pilot)
        await pilot.press("u", "enter", "enter")
        await wait_until(pilot, loading.is_set)
        await pilot.pause(0.1)
        assert [type(screen) for screen in app.screen_stack[1:]] == [PeopleScreen]
        assert not app.input_queue.is_idle
        released.set()
        await settle(pilot)
        assert isinstance(app.screen, PersonScreen)
        assert app.screen.selected_identity is not None
        assert app.screen.selected_identity.name == "Olu Bello"
