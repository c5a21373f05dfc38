"""How laws are tried: the same examples on every run, and no verdict on slow machines."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

__all__ = ["DEAR_LAW", "LAW", "SLOW_LAW"]

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
