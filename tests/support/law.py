"""How laws are tried: the same examples on every run, and no verdict on slow machines.

What costs seconds is tried by `make verify`, and only a part of it by `make test`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

__all__ = ["DEAR_LAW", "LAW", "SLOW_LAW", "slowly", "sparsely"]

LAW = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
"""For laws whose examples cost nothing."""

SLOW_LAW = settings(LAW, max_examples=6)
"""For laws whose every example runs pandoc; each holds many texts."""

DEAR_LAW = settings(LAW, max_examples=20)
"""For laws whose every example takes some milliseconds."""


def slowly(value: Any) -> Any:
    """Return a value of `parametrize` that is tried by `make verify` alone."""
    return pytest.param(value, marks=[pytest.mark.slow, pytest.mark.judge])


def sparsely(values: Iterable[int]) -> list[Any]:
    """Return values of `parametrize`, of which every other one is tried by `make verify` alone."""
    return [slowly(value) if place % 2 else value for place, value in enumerate(values)]
