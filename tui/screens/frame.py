"""What the app's own screens have in common."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.screen import Screen

if TYPE_CHECKING:
    from db.exporting import Chosen
    from tui.app import OnRecord


class FrameScreen(Screen[None], inherit_bindings=False):
    """A screen that knows its app, with keys for its parts that can be remapped."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", "Next part", show=False, id="screen.next",
                tooltip="Go to the next part of the screen"),
        Binding("shift+tab", "app.focus_previous", "Previous part", show=False,
                id="screen.previous", tooltip="Go to the part before"),
        Binding("ctrl+c,super+c", "screen.copy_text", "Copy", show=False, id="screen.copy",
                tooltip="Copy the text selected with the mouse"),
        Binding("X", "export", "Export", show=False, id="screen.export",
                tooltip="Write articles, findings and notes as a file of another program"),
    ]  # fmt: skip

    @property
    def record(self) -> "OnRecord":
        """The app, with the store and what all screens share."""
        return cast("OnRecord", self.app)

    @property
    def exportable(self) -> "list[tuple[str, Chosen]]":
        """What there is to export from here, each with its words; the whole store is always."""
        return []

    @property
    def quoted(self) -> tuple[int, int] | None:
        """The quotation under the cursor: its article and a place in that; None where none is."""
        return None

    @property
    def searched(self) -> str:
        """What a search would be for that finds what this screen is about; "" for everything."""
        return ""

    def action_export(self) -> None:
        """Ask what to export, as what and where to, and write it."""
        from tui.exporting import ask_export  # built when it is first needed

        ask_export(self.record, self.exportable)

    def edit_facts(self, article: int) -> None:
        """Ask what is to be set right of what is known of an article."""
        from tui.facts import ask_facts

        ask_facts(self.record, article)

    def show_versions(self, article: int) -> None:
        """Show how the text of an article changed, or say that it did not."""
        from db import StoreError
        from tui.screens.versions import VersionsScreen

        try:
            versions = self.record.store.versions(article)
        except StoreError as error:
            self.record.say(str(error), severity="error")
            return
        if len(versions) < 2:
            self.record.say("Its text has not changed since it was added.")
        else:
            self.app.push_screen(VersionsScreen(versions))

    def open_person(self, identity: int) -> None:
        """Open the page of somebody whom articles name, by the id."""
        from tui.screens.person import PersonScreen  # built when it is first needed

        self.app.push_screen(PersonScreen(identity))

    def key_of(self, action: str) -> str:
        """The first key of an action by its id, as help writes it; empty where it has none here."""
        for active in self.active_bindings.values():
            if active.binding.id == action:
                return self.app.get_key_display(active.binding)
        return ""
