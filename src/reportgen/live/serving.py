"""The server: one socket of this machine, the looks at the project, and a calm end.

Everything that is an extra is imported here on demand, so that its absence can be said.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import importlib.util
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from reportgen.diagnostics import Diagnostic, Failure, error

if TYPE_CHECKING:
    from reportgen.live.desk import Look

__all__ = ["Listening", "listen", "missing_libraries", "serve"]

T = TypeVar("T")

HOST = "127.0.0.1"
LIBRARIES = ("starlette", "uvicorn", "watchfiles", "pypdfium2")

_QUIET = 0.7
"""Seconds without a save before the PDF is begun."""

_MOMENT = 0.12
"""Seconds in which a file that is written in pieces may become whole, before a fault is shown."""


@dataclass(frozen=True)
class Listening:
    """A socket that is bound, and the address by which a browser gets in."""

    socket: socket.socket
    port: int
    token: str

    @property
    def address(self) -> str:
        """The address with the token in it."""
        return f"http://{HOST}:{self.port}/?token={self.token}"


def missing_libraries() -> list[Diagnostic]:
    """Say which libraries of the extra are not installed."""
    missing = [name for name in LIBRARIES if importlib.util.find_spec(name) is None]
    if not missing:
        return []
    names = ", ".join(missing)
    return [
        error(
            "missing-library",
            f"the preview needs packages that are not installed: {names}",
            help="run `pip install 'reportgen[preview]'`",
        )
    ]


def listen(port: int) -> Listening:
    """Bind a port of this machine; 0 takes a free one.

    Raises `Failure` with `port-taken`.
    """
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((HOST, port))
    except OSError as fault:
        bound.close()
        taken = fault.errno == errno.EADDRINUSE
        reason = "is in use by another program" if taken else f"cannot be used: {fault.strerror}"
        raise Failure([
            error(
                "port-taken",
                f"port {port} {reason}",
                help="name another one, or leave `--port` out: a free one is found",
            )
        ]) from None
    return Listening(bound, bound.getsockname()[1], secrets.token_urlsafe(24))


def serve(
    folder: Path,
    editor: str,
    listening: Listening,
    *,
    ready: Callable[[], None],
    say: Callable[[Look, tuple[str, ...]], None],
) -> None:
    """Serve the live report of a project until the process is told to stop.

    `ready` is called when a browser may come, `say` after each look, with the paths that changed.
    """
    # The trees of a report are many small objects: collecting them takes longer than a look, so it
    # is done between two of them.
    gc.disable()
    try:
        asyncio.run(_serve(folder, editor, listening, ready, say))
    finally:
        gc.enable()
        # What is left goes with the process; to look through it once more would only delay the end.
        gc.freeze()
        listening.socket.close()


async def _serve(
    folder: Path,
    editor: str,
    listening: Listening,
    ready: Callable[[], None],
    say: Callable[[Look, tuple[str, ...]], None],
) -> None:
    import uvicorn  # noqa: PLC0415 - an extra

    from reportgen.live.application import (  # noqa: PLC0415 - an extra
        News,
        application,
        look_event,
        press_state,
    )
    from reportgen.live.desk import Desk  # noqa: PLC0415 - heavy
    from reportgen.live.guard import Guard  # noqa: PLC0415 - an extra
    from reportgen.live.printing import Press  # noqa: PLC0415 - an extra
    from reportgen.live.watching import saves  # noqa: PLC0415 - an extra

    loop = asyncio.get_running_loop()
    news = News()
    desk = Desk(folder, editor)

    def printed() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody is there to be told
            loop.call_soon_threadsafe(lambda: news.tell("press", press_state(desk, press)))

    press = Press(desk.folder, printed)
    app = Guard(
        application(desk, press, news, secrets.token_hex(8)), listening.port, listening.token
    )
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", ws="none",
        timeout_graceful_shutdown=1, server_header=False, date_header=False,
    )  # fmt: skip

    class Server(uvicorn.Server):
        """A server that ends without raising the signal again: to be told to stop is no fault."""

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    server = Server(config)

    def stop() -> None:
        server.should_exit = True
        news.close()

    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))

    changed = asyncio.Event()
    paths: set[str] = set()

    async def watch() -> None:
        async for seen in saves(desk.folder):
            paths.update(seen)
            changed.set()

    async def follow() -> None:
        changed.set()
        while True:
            await changed.wait()
            changed.clear()
            press.outdate()
            seen = tuple(sorted(paths))
            look = await _in_thread(desk.look)
            if not look.good:
                # A file may be half written: what is whole a moment later is no fault.
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), _MOMENT)
                if changed.is_set():
                    continue
            paths.difference_update(seen)
            news.tell("look", look_event(desk, look))
            say(look, seen)
            if not changed.is_set():
                await _in_thread(desk.rest)
            await print_when_quiet(look)

    async def print_when_quiet(look: Look) -> None:
        """Begin the PDF when nobody has saved for a while, so that it takes no look's time."""
        fresh = look.good and press.is_of(look.page)
        news.tell("press", press_state(desk, press))
        if look.good and not fresh:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), _QUIET)
            if not changed.is_set():
                press.print(look.page)

    tasks = [asyncio.create_task(watch()), asyncio.create_task(follow())]
    for task in tasks:
        # Neither ends by itself: one that does has met a bug, which is not to be kept quiet.
        task.add_done_callback(lambda _: stop())
    loop.call_soon(ready)
    try:
        await server.serve(sockets=[listening.socket])
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        press.close()
    for fault in ended:
        if isinstance(fault, Exception):
            raise fault


async def _in_thread(call: Callable[[], T]) -> T:
    """Run a call in a thread that nobody waits for when the process ends."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, fault: BaseException | None) -> None:
        if future.done():
            return
        if fault is not None:
            future.set_exception(fault)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        try:
            outcome: tuple[T | None, BaseException | None] = (call(), None)
        except BaseException as fault:  # noqa: BLE001 - handed to who waits for it
            outcome = (None, fault)
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, *outcome)

    threading.Thread(target=run, daemon=True).start()
    return await future
