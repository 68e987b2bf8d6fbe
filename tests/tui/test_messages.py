"""Messages: in the footer or below a dialog, whole in the history, problems until a key."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.pilot import screen_text, settle, shown_message, squeeze
from tui import messages
from tui.app import OnRecordApp
from tui.dialogs.prompts import ConfirmDialog
from tui.messages import Message, MessageLog
from tui.screens.messages import MessagesScreen
from tui.widgets.footer import Footer, MessageLine

LONG = "The feed was not read, because its server did not answer in time. " * 4


class Host:
    """A host with a clock of its own."""

    def __init__(self) -> None:
        self.message: Message | None = None
        self.waiting_messages = 0
        self.due: list[Callable[[], object]] = []

    def set_timer(self, delay: float, callback: Callable[[], object]) -> Any:
        del delay
        self.due.append(callback)
        return SimpleNamespace(stop=lambda: self.due.remove(callback))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds, for tests to set."""
    now = [100.0]
    monkeypatch.setattr(messages, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def test_information_is_replaced_at_once_and_ends_by_itself(clock: list[float]) -> None:
    del clock
    host = Host()
    log = MessageLog(host)
    for text in ("Starred an article", "Undone"):
        log.add(Message(text))
        assert host.message is not None
        assert host.message.text == text
    log.acknowledge()
    shown = [log.current]
    [end] = host.due
    end()
    assert [message and message.text for message in (*shown, log.current)] == ["Undone", None]
    assert [message.text for message in log.history] == ["Starred an article", "Undone"]


def test_a_problem_stays_until_a_key_and_the_others_wait(clock: list[float]) -> None:
    host = Host()
    log = MessageLog(host)
    busy = Message("Another program writes to the store", "error")
    full = Message("The disk is full", "warning")
    for message in (
        busy,
        Message("Added “The bridge”"),
        full,
        Message("Added 2"),
        Message("Added 3"),
    ):
        log.add(message)
    assert (host.message, host.waiting_messages, host.due) == (busy, 4, [])
    log.acknowledge()  # typed before anyone could have read it
    assert host.message is busy
    clock[0] += 1
    log.acknowledge()
    assert (host.message, host.waiting_messages) == (full, 2)
    clock[0] += 1
    log.acknowledge()
    assert host.message is not None
    assert (host.message.text, host.waiting_messages) == ("Added 3", 0)


async def test_a_message_covers_no_line_but_the_keys(library: Path) -> None:
    app = OnRecordApp(library, article=1)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        before = screen_text(app.screen).split("\n")
        app.show_message("Starred [an] article")
        await settle(pilot)
        after = screen_text(app.screen).split("\n")
        assert after[:-1] == before[:-1]
        assert after[-1].startswith(" • Starred [an] article   ")
        assert after[-1].endswith("? help")


@pytest.mark.parametrize("width", [40, 60, 100, 200])
async def test_a_long_message_is_cut_and_names_the_key_of_the_history(
    library: Path, width: int
) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(width, 20)) as pilot:
        await settle(pilot)
        app.show_message(LONG, severity="error")
        app.show_message("Starred")
        await settle(pilot)
        line = screen_text(app.screen.query_one(Footer))
        assert line.startswith(" ✗ The ")
        assert "… · 1 more gm shows all" in line
        assert line.endswith("? help")
        assert len(line) < width


async def test_a_message_is_shown_below_a_dialog(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "_NOTICED", 60.0)
    app = OnRecordApp(library)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        app.push_screen(ConfirmDialog("Go on?", "\n".join("abcdef"), "Go on"))
        await settle(pilot)
        app.show_message(LONG, severity="error")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert " ".join(screen_text(app.screen.query_one(MessageLine)).split()).startswith(
            "✗ The feed was not read, because its server did not answer in time."
        )
        assert screen_text(app.screen).endswith("…")
        assert "n Cancel" in shown
        await pilot.press("n")
        await settle(pilot)
        assert "✗ The feed" in screen_text(app.screen.query_one(Footer))
        app.push_screen(ConfirmDialog("Go on?", "", "Go on"))
        await settle(pilot)
        assert "✗ The feed" in screen_text(app.screen)


async def test_the_history_has_every_message_whole(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    app = OnRecordApp(library)
    monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        app.action_show("messages")
        await settle(pilot)
        assert "No messages yet" in screen_text(app.screen)
        await pilot.press("escape")
        app.show_message("Starred an article")
        app.show_message(LONG, severity="error")
        app.action_show("messages")
        await settle(pilot)
        assert isinstance(app.screen, MessagesScreen)
        rows = screen_text(app.screen).split("\n")
        sent = [message.sent for message in app.messages.history]
        assert f"{sent[1]:%H:%M:%S} ✗ The feed was not read" in squeeze(rows[2])
        assert f"{sent[0]:%H:%M:%S} • Starred an article" in squeeze(rows[3])
        whole = " ".join(screen_text(app.screen.query_one("#whole")).split())
        assert whole == LONG.strip()
        await pilot.press("y")
        assert copied == [LONG]
        app.messages.clear()
        await settle(pilot)
        await pilot.press("j", "j")
        await settle(pilot)
        assert screen_text(app.screen.query_one("#whole")).strip() == "Starred an article"


async def test_a_key_that_is_typed_later_acknowledges_a_problem(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "_NOTICED", 0.0)
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        app.show_message("The disk is full", severity="error")
        await settle(pilot)
        assert shown_message(app) == "The disk is full"
        await pilot.press("j")
        await settle(pilot)
        assert shown_message(app) == ""


async def test_messages_of_textual_are_messages_too(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        app.notify("Press [b]^q[/b] to quit")
        assert shown_message(app) == "Press ^q to quit"
