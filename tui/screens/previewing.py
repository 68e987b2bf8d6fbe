"""A screen with a preview of the article under its list's cursor, where there is room for one."""

from textual import events, on, work
from textual.message import Message
from textual.worker import get_current_worker

from db import StoreError
from tui.screens.frame import FrameScreen
from tui.widgets.preview import Glance, Preview, glance


class PreviewingScreen(FrameScreen):
    """Fills its `Preview` while it is in sight; call `look` when the cursor moves."""

    class Glanced(Message):
        """The store answered what an article is about."""

        def __init__(self, seen: Glance | None) -> None:
            super().__init__()
            self.seen = seen

    @property
    def previewed(self) -> int | None:
        """The article under the cursor, which the preview is to show; None for none."""
        raise NotImplementedError

    def on_resize(self, _: events.Resize) -> None:
        """A preview that came into sight shows the article under the cursor."""
        self.look()

    def look(self) -> None:
        """Show the article under the cursor, once it is known whether there is room."""
        self.call_after_refresh(self._look_at_current)

    def _look_at_current(self) -> None:
        if self.query_one(Preview).display:
            self._look(self.previewed)

    @work(thread=True, exclusive=True, group="preview")
    def _look(self, article: int | None) -> None:
        worker = get_current_worker()
        try:
            seen = glance(self.record.store, article) if article is not None else None
        except StoreError:  # it was deleted meanwhile: the list says so in a moment
            seen = None
        if not worker.is_cancelled:
            self.post_message(self.Glanced(seen))

    @on(Glanced)
    def _glanced(self, message: Glanced) -> None:
        self.query_one(Preview).show(message.seen)
