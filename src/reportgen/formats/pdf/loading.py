"""WeasyPrint, brought in without the search for its libraries that would cost a third of that.

It tries several names for each library; whenever one is not a file's, cffi asks
`ctypes.util.find_library`, which on Linux runs ldconfig, gcc and ld: fifty processes in all.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import io
import sys
from collections.abc import Iterator
from typing import Any

from reportgen.timing import timed

__all__ = ["load_weasyprint"]


@timed("WeasyPrint")
def load_weasyprint() -> Any:
    """Return WeasyPrint. Raises `OSError` where a library that it needs is not installed."""
    if sys.platform == "linux" and "weasyprint" not in sys.modules:
        # Among the names are those of the files as the dynamic linker knows them. Should a machine
        # have a library under no such name, it is searched for after all.
        with (
            contextlib.suppress(OSError),
            _by_file_name(),
            contextlib.redirect_stdout(io.StringIO()),
        ):
            import weasyprint  # noqa: PLC0415 - half a second, and only where a PDF is made
    import weasyprint  # noqa: PLC0415 - as above

    return weasyprint


@contextlib.contextmanager
def _by_file_name() -> Iterator[None]:
    search = ctypes.util.find_library
    ctypes.util.find_library = lambda _: None  # type: ignore[assignment] # that nothing was found
    try:
        yield
    finally:
        ctypes.util.find_library = search
