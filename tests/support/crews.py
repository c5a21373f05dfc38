"""What processes of a crew carry out in tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reportgen.edition import Artifact
from reportgen.portfolio.work import Made, Order

__all__ = ["mortal"]


@contextmanager
def mortal() -> Iterator[Callable[[Order], Made]]:
    """Tell the process of each order; one that is called `deadly` ends it."""

    def make(order: Order) -> Made:
        if order.name == "deadly":
            os._exit(3)
        return Made(order.name, (Artifact("pid", str(os.getpid()).encode()),))

    yield make
