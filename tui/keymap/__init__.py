"""The user's keymap in the running app: read and apply it, check it, and switch presets."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tui.actions import find_action, list_actions
from tui.key_names import display_key
from tui.settings import Settings, keys_path
from tui.strings.keymap_text import KeymapText

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from tui.keymap.presets import Keymap
    from tui.toml_files import FileProblem

T = TypeVar("T")
_PRESET_SETTING = "keys"  # the settings key of the preset chosen in the app


def format_file_problems(template: str, path: Path, problems: "Sequence[FileProblem]") -> str:
    """Return a message with the first problem of a file and the number of the others."""
    more = KeymapText.MORE.format(count=len(problems) - 1) if problems[1:] else ""
    return template.format(file=path.name, problem=problems[0], more=more)


class KeyHost(Protocol):
    """The services of the app that the user's keys need."""

    @property
    def settings(self) -> Settings:
        """The settings, which persist between sessions."""

    def set_keymap(self, keymap: dict[str, str]) -> None:
        """Replace the default keys of these bindings."""

    def show_message(self, text: str, *, severity: "SeverityLevel" = "information") -> None:
        """Show a message."""

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

    def key_label(self, action: str) -> str:
        """Return the first key of an action as help writes it, even if it is disabled now."""
        return next(iter(self._labels(action)), "")

    def label_of(self, action: str, preceding: str = "") -> str:
        """Return the first key of an action, or the palette's if it has none.

        Keys of the action `preceding`, which come first on the screen, are left out.
        """
        taken = self._labels(preceding) if preceding else ()
        keys = (key for key in self._labels(action) if key not in taken)
        return next(keys, "") or self.key_label("app.palette")

    def _labels(self, action: str) -> tuple[str, ...]:
        keys = self.keymap.keys.get(action) if self.keymap else None
        if keys is None:
            default = find_action(action)
            return (default.shown_key,) if default.shown_key else default.keys
        return tuple(map(display_key, keys))

    @property
    def undo_key(self) -> str:
        """The first key that undoes the last change, for messages."""
        return self.label_of("app.undo")

    def report_problems(self) -> None:
        """Show a message about the problems of the keys file, if there are any."""
        if self.keymap is None or not (self.keymap.lines or self.keymap.problems):
            return
        from tui.keymap.validation import check_keymap

        troubles = check_keymap(self.keymap, list_actions())
        if not troubles:
            return
        message = format_file_problems(KeymapText.PROBLEM, keys_path(), troubles)
        self._app.call_from_thread(self._app.show_message, message, severity="warning")

    def switch_preset(self) -> None:
        """Switch to the other preset, save the choice, and show a message."""
        from tui.keymap.presets import PLAIN, VIM

        active = self.keymap.preset if self.keymap else VIM
        wanted = VIM if active == PLAIN else PLAIN
        if self._use(wanted).preset != wanted:
            text = KeymapText.SET_IN_FILE.format(path=keys_path())
            self._app.show_message(text, severity="warning")
            return
        self._app.settings.set(_PRESET_SETTING, wanted)
        text = KeymapText.PRESETS[wanted].format(key=self.label_of("app.switch_keys"))
        self._app.show_message(text)
