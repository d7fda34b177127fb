"""Who is there: Jupyter Server's identity provider for people who came in by a join code.

Whoever has the server's token or password is the lead and keeps all of Jupyter. Whoever came in by a code
reaches the extension's own routes and nothing else of the server; whoever did neither reaches the page on
which one comes in. ``check_door`` decides that for every handler of the server, so what another extension
adds is closed until somebody opens it.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NoReturn

from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import PasswordIdentityProvider, User
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from tornado.httputil import url_concat
from tornado.web import Application, Finish, RequestHandler
from tornado.websocket import WebSocketHandler
from traitlets import default

from sistercity_nb.access import JoinCode, Person, Role
from sistercity_nb.language import translate
from sistercity_nb.server.handlers import RESOURCE, Here, asked_language, error_page
from sistercity_nb.server.person import Joined
from sistercity_nb.settings import LANGUAGES
from sistercity_nb.store.codes import find_code

SETTING = "sistercity"  # under which the web application keeps the extension's Service
_NOT_HERE = "With a join code you reach the workshop's own pages only."
_NOT_IN = "You are not signed in, or may not do this. Enter your join code again, or ask the lead."


class AsksEverywhere:
    """An identity provider that every handler of the server is to ask; see ``watch``."""


class JoinCodes(AsksEverywhere, PasswordIdentityProvider):
    """Jupyter's token and password as ever, and beside them join codes with their roles."""

    @default("cookie_options")
    def _cookie_options(self) -> dict[str, Any]:
        return {"samesite": "Lax"}

    @default("login_handler_class")
    def _login_page(self) -> type[RequestHandler]:
        from sistercity_nb.server.login import LoginPage

        return LoginPage

    @default("logout_handler_class")
    def _logout_page(self) -> type[RequestHandler]:
        from sistercity_nb.server.login import LogoutPage

        return LogoutPage

    async def get_user(self, handler: RequestHandler) -> User | None:
        """Who asks, if they may reach ``handler`` at all; otherwise the request ends here."""
        user = await self._get_user(handler)
        check_door(handler, user)  # type: ignore[arg-type]  # `watch` sees to it
        return user

    async def get_user_token(self, handler: RequestHandler) -> User | None:
        """The lead, for whoever shows the token, whatever they came in as before."""
        user = await super().get_user_token(handler)
        return self.generate_anonymous_user(handler) if isinstance(user, Joined) else user

    def get_user_cookie(self, handler: RequestHandler) -> User | None:
        """Who the cookie names, unless it names a code that lets nobody in any more."""
        user = super().get_user_cookie(handler)
        if not isinstance(user, Joined):
            return user  # type: ignore[return-value]  # not awaitable: user_from_cookie gives it
        code = find_code(handler.settings[SETTING].open.store, id=user.person.code)
        return joined(code, user.person) if code is not None and code.valid(datetime.now(UTC)) else None

    def user_to_cookie(self, user: User) -> str:
        """``user`` as a cookie; one who joined is written so that no other Jupyter server takes them in."""
        if not isinstance(user, Joined):
            return super().user_to_cookie(user)
        person = user.person
        return json.dumps({"joined": [person.id, person.code, person.name, person.voter]})

    def user_from_cookie(self, cookie_value: str) -> User | None:
        """Inverse of ``user_to_cookie``; role and group are the code's and not in the cookie."""
        known = json.loads(cookie_value).get("joined")
        if known is None:
            return super().user_from_cookie(cookie_value)
        id, code, name, voter = known
        person = Person(id, Role.VIEWER, name=name, code=code, voter=voter)
        return Joined(id, person=person)

    def cookie_secret_hook(self, h: Any) -> Any:
        """Make our cookies worth nothing at the lead's other Jupyter servers, which share their secret."""
        h.update(b"sistercity join codes")
        return super().cookie_secret_hook(h)


class OwnRoutesOnly(Authorizer):
    """A second lock behind ``check_door``: a joined user may do nothing but what is the extension's."""

    def is_authorized(self, handler: JupyterHandler, user: User, action: str, resource: str) -> bool:
        """Whether ``resource`` is ours, or ``user`` the lead with all of Jupyter."""
        return not isinstance(user, Joined) or resource == RESOURCE


def joined(code: JoinCode, person: Person) -> Joined:
    """The user who came in by ``code``; ``person`` says what else is known of them."""
    role = Person(person.id, code.role, code.group, person.name, code.id, person.voter)
    return Joined(person.id, name=person.name or person.id, person=role)


def check_door(handler: JupyterHandler, user: User | None) -> None:
    """End the request, unless ``user`` may reach ``handler``; what they may do there, its own rule says.

    Raises:
        Finish: when an answer has been sent: the way in for a page, 403 for everything else.
    """
    if isinstance(handler, Here) and (handler.open_to_all or user is not None):
        return
    if user is not None and not isinstance(user, Joined):
        return
    page = _is_page(handler)
    if page and user is None:
        entered = handler.get_cookie(handler.identity_provider.get_cookie_name(handler)) is not None
        asked = {"next": handler.request.uri or "", **({"ended": "1"} if entered else {})}
        handler.redirect(url_concat(handler.settings["login_url"], asked))
    elif page and handler.request.path == handler.base_url:
        handler.redirect(f"{handler.base_url}sistercity")
    else:
        refuse(handler, _NOT_IN if user is None else _NOT_HERE)
    raise Finish


def refuse(handler: JupyterHandler, sentence: str) -> NoReturn:
    """Answer 403 without Jupyter's own error page, which carries the token for whoever is signed in.

    Raises:
        Finish: always; the answer has been sent.
    """
    page = _is_page(handler)
    reason = translate(sentence, asked_language(handler) or LANGUAGES[0])
    handler.set_status(403)
    handler.set_header("Content-Type", "text/html; charset=UTF-8" if page else "application/json")
    said = error_page(handler, reason) if page else json.dumps({"message": reason, "reason": reason})
    RequestHandler.finish(handler, said)
    raise Finish


def _is_page(handler: JupyterHandler) -> bool:
    asked = handler.request.method in ("GET", "HEAD")
    return asked and not isinstance(handler, APIHandler | WebSocketHandler)


def watch(application: Application) -> None:
    """Have every handler of ``application`` ask who is there, also those that Jupyter lets anybody reach."""
    make: Callable[..., Any] = application.get_handler_delegate
    watched: dict[type[RequestHandler], type[RequestHandler]] = {}

    def delegate(request: Any, target_class: type[RequestHandler], *more: Any, **given: Any) -> Any:
        if target_class not in watched:
            watched[target_class] = _watched(target_class)
        return make(request, watched[target_class], *more, **given)

    application.get_handler_delegate = delegate  # type: ignore[method-assign]


def _watched(handler: type[RequestHandler]) -> type[RequestHandler]:
    """``handler``, preceded by Jupyter's question who is there if it does not ask."""
    if issubclass(handler, JupyterHandler):
        return handler
    return type(handler.__name__, (handler, JupyterHandler), {"__module__": handler.__module__})
