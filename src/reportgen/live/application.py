"""What the browser can ask for: the frame around the page, the page, the state, news, pictures."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from reportgen.files import BUNDLED
from reportgen.live.desk import Desk, Look
from reportgen.live.printing import Press

__all__ = ["News", "application"]

_FRAME = BUNDLED / "live" / "page"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_PAGE_POLICY = "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
"""The page brings its own policy, which lets it load nothing; who may frame it is said here."""

_KINDS = {
    "desk.html": "text/html; charset=utf-8",
    "desk.css": "text/css; charset=utf-8",
    "desk.js": "text/javascript; charset=utf-8",
    "words.json": "application/json",
}

_STILL = 15
"""Seconds after which a word is sent to a browser that has heard nothing, to see if it listens."""


class News:
    """Tells every browser that listens what is new."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[str | None]] = set()
        self.closed = False

    def tell(self, kind: str, data: dict[str, Any]) -> None:
        """Send an event; call it in the loop of the server."""
        text = f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
        for queue in self._listeners:
            queue.put_nowait(text)

    def close(self) -> None:
        """End every stream."""
        self.closed = True
        for queue in self._listeners:
            queue.put_nowait(None)

    async def stream(self, first: str) -> AsyncIterator[str]:
        """Yield the events for one browser, beginning with how things stand."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield first
            while not self.closed:
                try:
                    text = await asyncio.wait_for(queue.get(), _STILL)
                except TimeoutError:
                    text = ": still here\n\n"
                if text is None:
                    return
                yield text
        finally:
            self._listeners.discard(queue)


def press_state(desk: Desk, press: Press) -> dict[str, Any]:
    """Return how the PDF stands, as data."""
    printed = press.printed
    page = desk.page
    return {
        "state": press.state,
        "fresh": bool(printed and page and printed.page == page.number),
        "page": printed.page if printed else 0,
        "sizes": [[round(w, 2), round(h, 2)] for w, h in printed.sizes] if printed else [],
    }


def look_event(desk: Desk, look: Look) -> dict[str, Any]:
    """Return what a browser needs to follow a look."""
    return {**desk.state(), "before": look.before, "patch": look.patch}


def application(desk: Desk, press: Press, news: News, session: str) -> Starlette:
    """Make the application; `session` tells this run of the server from another one."""
    answers = _Answers(desk, press, news, session)
    return Starlette(
        routes=[
            Route("/", answers.frame),
            Route("/desk/{name}", answers.part),
            Route("/page/{number}", answers.page),
            Route("/events", answers.events),
            Route("/where", answers.where),
            Route("/pdf/{number}.png", answers.picture),
            Route("/report.pdf", answers.pdf),
        ]
    )


class _Answers:
    """One method for each thing that can be asked."""

    def __init__(self, desk: Desk, press: Press, news: News, session: str) -> None:
        self.desk = desk
        self.press = press
        self.news = news
        self.session = session

    async def frame(self, request: Request) -> Response:
        del request
        return _file("desk.html", {"content-security-policy": _POLICY})

    async def part(self, request: Request) -> Response:
        return _file(request.path_params["name"], {})

    async def page(self, request: Request) -> Response:
        rendered = await asyncio.to_thread(self.desk.rendered)
        if rendered is None:
            return Response("", 404)
        number, data = rendered
        if _number(request.path_params["number"]) != number:
            return RedirectResponse(f"/page/{number}", 303)
        policy = {"content-security-policy": _PAGE_POLICY}
        return Response(data, media_type="text/html", headers=policy)

    async def events(self, request: Request) -> Response:
        del request
        press = press_state(self.desk, self.press)
        listing = self.desk.listing()
        state = {**self.desk.state(), "session": self.session, "press": press, "listing": listing}
        first = f"event: state\ndata: {json.dumps(state, ensure_ascii=False)}\n\n"
        return StreamingResponse(self.news.stream(first), media_type="text/event-stream")

    async def where(self, request: Request) -> Response:
        place = self.desk.where(request.query_params.getlist("id"))
        return JSONResponse(place) if place else JSONResponse({}, 404)

    async def picture(self, request: Request) -> Response:
        width = _number(request.query_params.get("width", "")) or 1000
        number = _number(request.path_params["number"])
        data = await asyncio.to_thread(self.press.picture, number, width)
        return Response(data, media_type="image/png") if data else Response("", 404)

    async def pdf(self, request: Request) -> Response:
        del request
        data = self.press.file()
        return Response(data, media_type="application/pdf") if data else Response("", 404)


def _number(written: str) -> int:
    """Return a number of a page or of pixels; 0 for what is none, or has no end."""
    return int(written) if re.fullmatch(r"[0-9]{1,9}", written) else 0


def _file(name: str, headers: dict[str, str]) -> Response:
    kind = _KINDS.get(name)
    if kind is None:
        return Response("", 404)
    return Response((_FRAME / name).read_bytes(), media_type=kind, headers=headers)
