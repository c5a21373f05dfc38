"""From a save to a look, from a look to the browsers, and to the PDF when it is quiet."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from reportgen.live.application import News, look_event, press_state
from reportgen.live.desk import Desk, Look
from reportgen.live.printing import Press
from reportgen.live.watching import saves

__all__ = ["Following"]

T = TypeVar("T")

_QUIET = 0.7
"""Seconds without a save before the PDF is begun, so that it takes no look's time."""

_MOMENT = 0.12
"""Seconds in which a file that is written in pieces may become whole, before a fault is shown."""


class Following:
    """Follows one project; make it in the loop of the server."""

    def __init__(
        self, folder: Path, editor: str, say: Callable[[Look, tuple[str, ...]], None]
    ) -> None:
        """Look at the project in `folder`, and tell `say` of each look."""
        self.desk = Desk(folder, editor)
        self.news = News()
        self.press = Press(self.desk.folder, self._printed)
        self._say = say
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._paths: set[str] = set()

    async def watch(self) -> None:
        """Note each save."""
        async for seen in saves(self.desk.folder):
            self._paths.update(seen)
            self._changed.set()

    async def follow(self) -> None:
        """Look at once, and after each save; of saves during a look, the last one counts."""
        self._changed.set()
        while True:
            await self._changed.wait()
            self._changed.clear()
            self.press.outdate()
            seen = tuple(sorted(self._paths))
            look = await _in_thread(self.desk.look)
            if not look.good and await self._changes_within(_MOMENT):
                # A file may be half written: what is whole a moment later is no fault.
                continue
            self._paths.difference_update(seen)
            self.news.tell("look", look_event(self.desk, look))
            self._say(look, seen)
            if not self._changed.is_set():
                await _in_thread(partial(self.desk.proofread, self._unchanged))
            if not self._changed.is_set():
                self.news.tell("listing", await _in_thread(self._listing))
            if not self._changed.is_set():
                await _in_thread(self.desk.rest)
            fresh = look.good and self.press.is_of(look.page)
            self.news.tell("press", press_state(self.desk, self.press))
            if look.good and not fresh and not await self._changes_within(_QUIET):
                self.press.print(look.page)

    def _listing(self) -> dict[str, object]:
        last = self.desk.last
        findings = self.desk.problems(last.diagnostics if last else ())
        return {"listing": self.desk.listing(), "problems": findings}

    def _unchanged(self) -> bool:
        return not self._changed.is_set()

    async def _changes_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), seconds)
        return self._changed.is_set()

    def _printed(self) -> None:
        """Tell the browsers of the PDF; called from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody is there to be told
            self._loop.call_soon_threadsafe(
                lambda: self.news.tell("press", press_state(self.desk, self.press))
            )


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
