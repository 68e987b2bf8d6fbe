"""The base class of the app's full screens."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.screen import Screen

if TYPE_CHECKING:
    from db.exporters import Chosen
    from tui.app import OnRecord


class FrameScreen(Screen[None], inherit_bindings=False):
    """A screen with access to the app, and with remappable keys for focus, copy and export."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", "Next part", show=False, id="screen.next",
                tooltip="Go to the next part of the screen"),
        Binding("shift+tab", "app.focus_previous", "Previous part", show=False,
                id="screen.previous", tooltip="Go to the previous part of the screen"),
        Binding("ctrl+c,super+c", "screen.copy_text", "Copy", show=False, id="screen.copy",
                tooltip="Copy the text selected with the mouse"),
        Binding("X", "export", "Export", show=False, id="screen.export",
                tooltip="Export articles, findings and notes to a file for another program"),
    ]  # fmt: skip

    @property
    def record(self) -> "OnRecord":
        """The app, with the store and what all screens share."""
        return cast("OnRecord", self.app)

    @property
    def exportable(self) -> "list[tuple[str, Chosen]]":
        """Queries that the export dialog offers here, each with its label.

        The whole store is always offered in addition.
        """
        return []

    @property
    def quoted(self) -> tuple[int, int] | None:
        """The quotation under the cursor as article id and text offset, or None."""
        return None

    @property
    def searched(self) -> str:
        """The search query for the content of this screen; "" for everything."""
        return ""

    def action_export(self) -> None:
        """Ask for the content, the format and the file, then export."""
        from tui.dialogs.export import ask_export  # loaded on first use

        ask_export(self.record, self.exportable)

    def edit_facts(self, article: int) -> None:
        """Open the dialog that edits an article's metadata."""
        from tui.dialogs.article_info import ask_facts

        ask_facts(self.record, article)

    def show_versions(self, article: int) -> None:
        """Show the text versions of an article, or a message if it never changed."""
        from db import StoreError
        from tui.screens.versions import VersionsScreen

        try:
            versions = self.record.store.versions(article)
        except StoreError as error:
            self.record.say(str(error), severity="error")
            return
        if len(versions) < 2:
            self.record.say("The article's text has not changed since it was added.")
        else:
            self.app.push_screen(VersionsScreen(versions))

    def open_person(self, identity: int) -> None:
        """Open the page of an identity by its id."""
        from tui.screens.person import PersonScreen  # loaded on first use

        self.app.push_screen(PersonScreen(identity))

    def key_of(self, action: str) -> str:
        """Return the first key of a binding id as help displays it, or "" if it has none here."""
        for active in self.active_bindings.values():
            if active.binding.id == action:
                return self.app.get_key_display(active.binding)
        return ""
