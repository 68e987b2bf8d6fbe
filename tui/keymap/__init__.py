"""The user's keymap in the running app: read and apply it, check it, and switch presets."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from textual.binding import Binding, BindingType

from tui.key_names import display_key
from tui.settings import Settings, keys_path

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from tui.keymap.presets import Keymap

T = TypeVar("T")
APP_BINDINGS: list[BindingType] = [
    Binding("question_mark", "help", "Help", id="app.help",
            tooltip="The keys that work here"),
    Binding("f1", "help", "Help", id="app.help_typing", priority=True,
            tooltip="The keys that work here, also in an input field or a dialog"),
    Binding("s", "search", "Search", id="app.search",
            tooltip="Search articles, quotations, events and notes"),
    Binding("C", "timeline", "Timeline", show=False, id="app.timeline",
            tooltip="Past and announced events, in all articles or in the search results"),
    Binding("S", "sayings", "Repeated quotes", show=False, id="app.sayings",
            tooltip="Other articles with the quotation here; else all repeated quotations"),
    Binding("P", "people", "People", show=False, id="app.people",
            tooltip="People and organizations in all articles, with their quotations"),
    Binding("q", "back", "Back", id="app.back",
            tooltip="Back to the previous screen; from the library, quit"),
    Binding("u", "undo", "Undo", show=False, id="app.undo",
            tooltip="Undo the last change"),
    Binding("U", "redo", "Redo", show=False, id="app.redo",
            tooltip="Redo the change undone last"),
    Binding("ctrl+p", "command_palette", "Commands", show=False, id="app.palette",
            tooltip="Find any command by its name"),
    Binding("ctrl+t", "change_theme", "Theme", show=False, id="app.theme",
            tooltip="Choose a color theme"),
    Binding("f9", "switch_keys", "Switch keys", show=False, id="app.keys",
            tooltip="Change between vim keys and plain keys"),
    Binding("f2", "tour", "Tour", show=False, id="app.tour",
            tooltip="Start or end the guided tour of the sample article"),
    Binding("J", "jobs", "Jobs", show=False, id="app.jobs",
            tooltip="Running and finished jobs, with their results"),
    Binding("ctrl+z", "suspend_process", "Suspend", show=False, id="app.suspend",
            tooltip="Suspend to the shell; fg resumes OnRecord"),
    Binding("ctrl+q", "quit", "Quit", show=False, id="app.quit", priority=True,
            tooltip="Quit OnRecord"),
]  # fmt: skip
"""The bindings of the app itself, which work on every screen."""
_PRESET_SETTING = "keys"  # the settings key of the preset chosen in the app


class KeyHost(Protocol):
    """The services of the app that the user's keys need."""

    @property
    def settings(self) -> Settings:
        """The settings, which persist between sessions."""

    def set_keymap(self, keymap: dict[str, str]) -> None:
        """Replace the default keys of these bindings."""

    def get_key_display(self, binding: Binding) -> str:
        """Return a key as help writes it."""

    def show_message(self, text: str, *, severity: "SeverityLevel" = "information") -> None:
        """Show a notification."""

    def call_from_thread(self, callback: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Call a function in the app's thread, from a worker thread."""
        ...


class UserKeys:
    """The user's key bindings: those of the keys file and of the preset chosen in the app."""

    def __init__(self, app: KeyHost) -> None:
        """Apply the user's keys to `app`, if there are any."""
        self._app = app
        self.keymap: Keymap | None = None
        preset = app.settings.get(_PRESET_SETTING, "")
        if preset or keys_path().exists():
            from tui.keymap.presets import VIM  # imports TOML, which only own keys need

            self._use(preset or VIM)

    @property
    def is_plain(self) -> bool:
        """True if the preset is the one without vim keys."""
        return self.keymap is not None and self.keymap.preset == "plain"

    def _use(self, preset: str) -> "Keymap":
        from tui.keymap.presets import read_keymap

        self.keymap = read_keymap(keys_path(), preset)
        self._app.set_keymap(self.keymap.to_textual())
        return self.keymap

    def key_label(self, binding: Binding) -> str:
        """Return the first key of an action as help writes it, even if it is disabled now."""
        keys = self.keymap.keys.get(binding.id or "") if self.keymap else None
        if keys is None:
            return self._app.get_key_display(next(iter(Binding.make_bindings([binding]))))
        return display_key(keys[0]) if keys else ""

    def report_problems(self) -> None:
        """Show a message about the problems of the keys file, if there are any.

        The check imports all screens: call it in a thread.
        """
        if self.keymap is None or not (self.keymap.lines or self.keymap.problems):
            return
        from tui.keymap.validation import check_keymap, list_actions

        troubles = check_keymap(self.keymap, list_actions())
        if not troubles:
            return
        more = f" (and {len(troubles) - 1} more)" if troubles[1:] else ""
        message = f"{keys_path().name}, {troubles[0]}{more}. “onrecord keys --check” lists all."
        self._app.call_from_thread(self._app.show_message, message, severity="warning")

    def switch_preset(self) -> None:
        """Switch to the other preset, save the choice, and show a message."""
        from tui.keymap.presets import PLAIN, VIM

        active = self.keymap.preset if self.keymap else VIM
        wanted = VIM if active == PLAIN else PLAIN
        if self._use(wanted).preset != wanted:
            self._app.show_message(f"The preset is set in {keys_path()}.", severity="warning")
            return
        self._app.settings.set(_PRESET_SETTING, wanted)
        self._app.show_message(
            "Keys as in vim and less." if wanted == VIM else "Keys as in most editors."
        )
