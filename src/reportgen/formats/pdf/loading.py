"""WeasyPrint, brought in without what its import costs and a PDF does not need: two thirds of it.

It tries several names for each library; whenever one is not a file's, cffi asks
`ctypes.util.find_library`, which on Linux runs ldconfig, gcc and ld: fifty processes in all. cffi
parses declarations in C, which are here as it has parsed them. And what fontTools does for fonts is
brought in when it is asked for: HarfBuzz cuts them.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import hashlib
import importlib
import io
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from reportgen.formats.pdf.patching import patched
from reportgen.timing import timed

__all__ = ["Declared", "load_weasyprint"]


@timed("WeasyPrint")
def load_weasyprint() -> Any:
    """Return WeasyPrint. Raises `OSError` where a library that it needs is not installed."""
    if sys.platform == "linux" and "weasyprint" not in sys.modules:
        import cffi  # noqa: PLC0415 - comes with WeasyPrint

        # Among the names are those of the files as the dynamic linker knows them. Should a machine
        # have a library under no such name, it is searched for after all.
        with (
            contextlib.suppress(OSError),
            patched([(ctypes.util, "find_library", lambda _: None), (cffi, "FFI", Declared)]),
            _deferred(),
            contextlib.redirect_stdout(io.StringIO()),
        ):
            import weasyprint  # noqa: PLC0415 - half a second, and only where a PDF is made
    import weasyprint  # noqa: PLC0415 - as above

    return weasyprint


class Declared:
    """An `FFI` of cffi that has the declarations of Pango already, if it is given these."""

    def cdef(self, source: str) -> None:
        """Take the functions and types of `source`, and become an FFI for them."""
        from reportgen.formats.pdf import declarations  # noqa: PLC0415 - needs cffi's backend

        if hashlib.sha256(source.encode()).hexdigest() == declarations.SOURCE:
            made: Any = declarations.ffi
        else:
            from cffi.api import FFI  # noqa: PLC0415 - another version of WeasyPrint

            made = FFI()
            made.cdef(source)
        self.made = made
        own = {"cdef", "dlopen"}
        vars(self).update({
            name: getattr(made, name)
            for name in dir(made)
            if not name.startswith("_") and name not in own
        })

    def dlopen(self, name: str, flags: int = 0) -> Any:
        """Open a library by the name of its file, or by its own, as cffi does."""
        if "." in name:
            with contextlib.suppress(OSError):
                return self.made.dlopen(name, flags)
        path = ctypes.util.find_library(name)
        if path is None:
            message = f"cannot load library '{name}'"
            raise OSError(message)
        return self.made.dlopen(path, flags)


# ---------------------------------------------------------------- fontTools

_LATER = {
    "fontTools.subset": (),
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
}
"""Modules that WeasyPrint names and seldom uses, and the functions that it takes out of them."""


class _Deferred(ModuleType):
    """Stands for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(self.__name__), name)


@contextlib.contextmanager
def _deferred() -> Iterator[None]:
    stand_ins = {name: _stand_in(name) for name in _LATER if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, module in stand_ins.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


def _stand_in(name: str) -> ModuleType:
    module = _Deferred(name)
    for function in _LATER[name]:
        setattr(module, function, _later(name, function))
    return module


def _later(module: str, function: str) -> Any:
    def called(*given: Any, **named: Any) -> Any:
        return getattr(importlib.import_module(module), function)(*given, **named)

    return called
