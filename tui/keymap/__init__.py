"""The user's keymap in the running app: read and apply it, check it, and switch presets."""

from typing import TYPE_CHECKING

from textual.binding import Binding

from tui.keymap.parsing import display_key
from tui.settings import keys_path

if TYPE_CHECKING:
    from tui.app import OnRecordApp
    from tui.keymap.presets import Keymap

_PRESET_SETTING = "keys"  # the settings key of the preset chosen in the app


class UserKeys:
    """The user's key bindings: those of the keys file and of the preset chosen in the app."""

    def __init__(self, app: "OnRecordApp") -> None:
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

    def describe_problems(self) -> str:
        """Return a message about the problems of the keys file; empty if there are none.

        The check imports all screens: call it in a thread.
        """
        if self.keymap is None or not (self.keymap.lines or self.keymap.problems):
            return ""
        from tui.keymap.validation import check_keymap, list_actions

        troubles = check_keymap(self.keymap, list_actions())
        if not troubles:
            return ""
        more = f" (and {len(troubles) - 1} more)" if troubles[1:] else ""
        return f"{keys_path().name}, {troubles[0]}{more}. “onrecord keys --check” lists all."

    def switch_preset(self) -> None:
        """Switch to the other preset, save the choice, and show a message."""
        from tui.keymap.presets import PLAIN, VIM

        active = self.keymap.preset if self.keymap else VIM
        wanted = VIM if active == PLAIN else PLAIN
        if self._use(wanted).preset != wanted:
            self._app.show_message(f"The preset is set in {keys_path()}.", severity="warning")
            return
        self._app.settings.set(_PRESET_SETTING, wanted)
        self._app.tour.refresh()
        self._app.show_message(
            "Keys as in vim and less." if wanted == VIM else "Keys as in most editors."
        )
