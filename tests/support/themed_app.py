"""An app of a few widgets in OnRecord's themes."""

from tui.input_queue import QueuedInputApp
from tui.settings import Settings, state_folder
from tui.theme import install_themes


class ThemedApp(QueuedInputApp[None]):
    """An app in the usual theme, whose widgets draw in the color depth of the app."""

    def __init__(self) -> None:
        super().__init__()
        install_themes(self, Settings(state_folder(), lambda _: None))
