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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.diagnostics import Diagnostic, Failure, error, missing_extra

if TYPE_CHECKING:
    from reportgen.live.desk import Look

__all__ = ["Listening", "listen", "missing_libraries", "serve"]

HOST = "127.0.0.1"
LIBRARIES = ("starlette", "uvicorn", "watchfiles", "pypdfium2")


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
    return [missing_extra("the preview", "preview", missing)] if missing else []


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

    from reportgen.live.application import application  # noqa: PLC0415 - an extra
    from reportgen.live.following import Following  # noqa: PLC0415 - an extra
    from reportgen.live.guard import Guard  # noqa: PLC0415 - an extra

    class Server(uvicorn.Server):
        """A server that does not raise the signal again: to be told to stop is no fault."""

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    following = Following(folder, editor, say)
    app = application(following.desk, following.press, following.news, secrets.token_hex(8))
    # Its warnings tell of what others ask amiss; a fault of the preview itself is still said.
    config = uvicorn.Config(
        Guard(app, listening.port, listening.token), log_config=None, log_level="error",
        access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=1,
        server_header=False, date_header=False,
    )  # fmt: skip
    server = Server(config)

    def stop() -> None:
        server.should_exit = True
        following.news.close()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
    # Neither ends by itself: one that does has met a bug, which is not to be kept quiet.
    tasks = [asyncio.create_task(following.watch()), asyncio.create_task(following.follow())]
    for task in tasks:
        task.add_done_callback(lambda _: stop())
    loop.call_soon(ready)
    try:
        await server.serve(sockets=[listening.socket])
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        following.press.close()
    for fault in ended:
        if isinstance(fault, Exception):
            raise fault
