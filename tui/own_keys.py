"""The reader's own keys in the running app: read, used, checked, and switched between presets."""

from typing import TYPE_CHECKING

from textual.binding import Binding

from tui.paths import keys_path
from tui.strokes import write_key

if TYPE_CHECKING:
    from tui.app import OnRecord
    from tui.keymap import Keymap

_REMEMBERED = "keys"  # the preset chosen in the app


class OwnKeys:
    """What the app knows of its reader's keys, the file's and the preset chosen in the app."""

    def __init__(self, app: "OnRecord") -> None:
        """Give `app` the reader's keys, where there are any."""
        self._app = app
        self.keymap: Keymap | None = None
        preset = app.memory.get(_REMEMBERED, "")
        if preset or keys_path().exists():
            from tui.keymap import VIM  # and TOML, for those who have keys of their own

            self._use(preset or VIM)

    @property
    def plain(self) -> bool:
        """Whether the preset is the one for readers who know no vim."""
        return self.keymap is not None and self.keymap.preset == "plain"

    def _use(self, preset: str) -> "Keymap":
        from tui.keymap import read_keymap

        self.keymap = read_keymap(keys_path(), preset)
        self._app.set_keymap(self.keymap.for_textual())
        return self.keymap

    def written(self, binding: Binding) -> str:
        """The first key of an action, as help writes it, whether or not it works now."""
        keys = self.keymap.keys.get(binding.id or "") if self.keymap else None
        if keys is None:
            return self._app.get_key_display(next(iter(Binding.make_bindings([binding]))))
        return write_key(keys[0]) if keys else ""

    def faults(self) -> str:
        """What to tell of a keys file that is not in order; empty where it is.

        To know it, all screens have to be loaded: call it in a thread.
        """
        if self.keymap is None or not (self.keymap.lines or self.keymap.troubles):
            return ""
        from tui.keycheck import actions, check

        troubles = check(self.keymap, actions())
        if not troubles:
            return ""
        more = f" (and {len(troubles) - 1} more)" if troubles[1:] else ""
        return f"{keys_path().name}, {troubles[0]}{more}. “onrecord keys --check” lists all."

    def switch(self) -> None:
        """Change between the presets, remember which, and say so."""
        from tui.keymap import PLAIN, VIM

        used = self.keymap.preset if self.keymap else VIM
        wanted = VIM if used == PLAIN else PLAIN
        if self._use(wanted).preset != wanted:
            self._app.say(f"The preset is set in {keys_path()}.", severity="warning")
            return
        self._app.memory.set(_REMEMBERED, wanted)
        self._app.tour.follow()
        self._app.say("Keys as in vim and less." if wanted == VIM else "Keys as in most editors.")
