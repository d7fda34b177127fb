"""A reverse proxy in Python for a test's hub: the usual one needs Node.js, which a test machine may lack."""

from typing import Any
from urllib.parse import urlsplit

from jupyterhub.proxy import Proxy
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler


class _Forward(RequestHandler):
    """Sends a request to the server whose route fits best, and its answer back."""

    def initialize(self, routes: dict[str, dict[str, Any]]) -> None:
        self._routes = routes

    async def prepare(self) -> None:
        path = self.request.path
        fitting = [route for route in self._routes if path.startswith(route.rstrip("/")) or route == "/"]
        if not fitting:
            self.send_error(503)
            return
        target = self._routes[max(fitting, key=len)]["target"].rstrip("/")
        parts = urlsplit(target)
        answer = await AsyncHTTPClient().fetch(
            HTTPRequest(
                f"{parts.scheme}://{parts.netloc}{self.request.uri}",
                method=self.request.method or "GET",
                headers=self.request.headers,
                body=self.request.body or None,
                follow_redirects=False,
                allow_nonstandard_methods=True,
                decompress_response=False,
            ),
            raise_error=False,
        )
        self.set_status(answer.code)
        for name, value in answer.headers.get_all():
            if name not in ("Content-Length", "Transfer-Encoding", "Connection"):
                self.add_header(name, value)
        self.finish(answer.body or None)


class LoopbackProxy(Proxy):
    """Lives in the hub's own process and knows routes from memory."""

    should_start = True

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.routes: dict[str, dict[str, Any]] = {}

    async def start(self) -> None:
        """Listen where the hub is announced."""
        place = urlsplit(self.public_url)
        self._server = HTTPServer(Application([(".*", _Forward, {"routes": self.routes})]))
        self._server.listen(place.port or 80, place.hostname)

    async def stop(self) -> None:
        """Listen no more."""
        self._server.stop()

    async def add_route(self, routespec: str, target: str, data: dict[str, Any]) -> None:
        """Send what begins with ``routespec`` to ``target``."""
        self.routes[routespec] = {"routespec": routespec, "target": target, "data": data}

    async def delete_route(self, routespec: str) -> None:
        """Forget a route."""
        self.routes.pop(routespec, None)

    async def get_all_routes(self) -> dict[str, dict[str, Any]]:
        """Every route."""
        return dict(self.routes)
