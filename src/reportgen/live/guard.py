"""Who may ask: this person's browser, on this machine, with the token of this preview.

Another page in the same browser can send requests here, and by DNS rebinding under a host name of
its own. So the host is checked, and the origin, and a token that only the printed address holds;
the cookie that keeps it is `SameSite=Strict`. There is no way to write anything.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlencode

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Guard"]

_READING = {"GET", "HEAD"}

_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]


class Guard:
    """An ASGI application in front of another one."""

    def __init__(self, app: ASGIApp, port: int, token: str) -> None:
        """Let through what is asked of `port` of this machine with `token`."""
        self.app = app
        self.token = token
        self.cookie = f"reportgen-{port}"
        self.hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse or pass on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        answer = self.answer(scope)
        await (self.app if answer is None else answer)(scope, receive, with_headers)

    def answer(self, scope: Scope) -> Response | None:
        """Return what to say to a request that is not passed on; None for one that is."""
        headers = _headers(scope["headers"])
        if headers.get("host", "") not in self.hosts:
            return PlainTextResponse("This host is not the preview's.", 403)
        origin = headers.get("origin")
        if origin is not None and origin.removeprefix("http://") not in self.hosts:
            return PlainTextResponse("Another page may not ask here.", 403)
        if headers.get("sec-fetch-site") in {"cross-site", "same-site"} and (
            scope["path"] != "/" or headers.get("sec-fetch-mode") != "navigate"
        ):
            return PlainTextResponse("Another page may not ask here.", 403)
        if scope["method"] not in _READING:
            return PlainTextResponse("The preview only reads.", 405, {"allow": "GET, HEAD"})
        query = parse_qs(scope["query_string"].decode("latin-1"))
        given = query.pop("token", [""])[0]
        if scope["path"] == "/" and self.fits(given):
            rest = urlencode(query, doseq=True)
            answer = RedirectResponse(f"/?{rest}" if rest else "/", 303)
            answer.set_cookie(self.cookie, self.token, httponly=True, samesite="strict")
            return answer
        if not self.fits(_cookie(headers.get("cookie", ""), self.cookie)):
            return PlainTextResponse(
                "Open the preview by the address that the terminal shows: it holds the key.", 403
            )
        return None

    def fits(self, token: str) -> bool:
        """Tell whether this is the token, in a time that does not depend on how much of it is."""
        return hmac.compare_digest(token.encode(), self.token.encode())


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}


def _cookie(header: str, name: str) -> str:
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return "" if found is None else found.value
