"""The line over which a screen hears of every change; what the feed tells is in feed.py."""

from jupyter_server.auth.decorator import authorized, ws_authenticated
from jupyter_server.base.websocket import WebSocketMixin
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from sistercity_nb.server.handlers import Here, whole_number

ENDED = 4403  # why the line is closed: who joined by that code is out (4000 and up are an application's own)


class FeedSocket(WebSocketMixin, WebSocketHandler, Here):
    """A screen that listens to every change."""

    rule = "api/feed"

    @property
    def max_message_size(self) -> int:
        """A screen has nothing to say here."""
        return 1_000  # bytes

    @ws_authenticated
    @authorized
    async def get(self) -> None:
        """Open the line."""
        await super().get()

    def open(self) -> None:
        """Tell what changed after ``since``, then every change."""
        super().open()
        self.here.feed.join(self, whole_number(self.get_query_argument("since", "0")))

    def on_message(self, message: str | bytes) -> None:
        """Whatever a screen says here is not listened to: entries come in through ``RevisionsApi``."""

    def on_close(self) -> None:
        """Tell this screen nothing more."""
        self.here.feed.leave(self)

    def tell(self, message: str) -> None:
        """Send ``message``, unless the line is gone: the screen then joins again with its ``since``."""
        try:
            self.write_message(message)
        except WebSocketClosedError:
            self.here.feed.leave(self)

    def end(self) -> None:
        """Close the line."""
        self.close(ENDED)
