"""A screen with a preview of the article under the cursor, if there is room."""

from textual import events, on, work
from textual.message import Message
from textual.worker import get_current_worker

from db import StoreError
from tui.screens.base import FrameScreen
from tui.widgets.preview import Glance, Preview, glance


class PreviewingScreen(FrameScreen):
    """Fills its `Preview` while that is displayed; call `look` when the cursor moves."""

    class Glanced(Message):
        """The preview of an article was loaded from the store."""

        def __init__(self, seen: Glance | None) -> None:
            super().__init__()
            self.seen = seen

    @property
    def previewed(self) -> int | None:
        """The id of the article to preview, or None."""
        raise NotImplementedError

    def on_resize(self, _: events.Resize) -> None:
        """Fill a preview that the new size displays."""
        self.look()

    def look(self) -> None:
        """Show the article under the cursor once the layout is known."""
        self.call_after_refresh(self._look_at_current)

    def _look_at_current(self) -> None:
        if self.query_one(Preview).display:
            self._look(self.previewed)

    @work(thread=True, exclusive=True, group="preview")
    def _look(self, article: int | None) -> None:
        worker = get_current_worker()
        try:
            seen = glance(self.record.store, article) if article is not None else None
        except StoreError:  # deleted meanwhile: the list is refreshed in a moment
            seen = None
        if not worker.is_cancelled:
            self.post_message(self.Glanced(seen))

    @on(Glanced)
    def _glanced(self, message: Glanced) -> None:
        self.query_one(Preview).show(message.seen)
