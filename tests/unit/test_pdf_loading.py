import importlib.machinery
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reportgen.formats.pdf import declarations
from reportgen.formats.pdf.loading import Declared
from support.bundled import ROOT

PROGRAM = """
import sys
from reportgen.formats.pdf.loading import load_weasyprint
started = []
sys.addaudithook(lambda event, given: event == "subprocess.Popen" and started.append(given[0]))
assert load_weasyprint().__version__
print(started)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the search is cheap elsewhere")
def test_the_engine_is_brought_in_without_a_process() -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


HIDDEN = """
import ctypes.util, cffi
from reportgen.formats.pdf.loading import Declared, load_weasyprint
asked = []
def hide(kind):
    given = kind.dlopen
    def dlopen(self, name, flags=0):
        if name.startswith("libpango-1.0"):
            raise OSError(name)
        return given(self, name, flags)
    kind.dlopen = dlopen
hide(cffi.FFI)
hide(Declared)
find = ctypes.util.find_library
ctypes.util.find_library = lambda name: asked.append(name) or find(name)
assert load_weasyprint().__version__
print("pango-1.0" in asked)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the search is cheap elsewhere")
def test_a_library_under_another_name_is_searched_for_after_all() -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", HIDDEN], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "True"


def test_the_declarations_are_those_of_the_installed_weasyprint() -> None:
    loader = importlib.machinery.SourceFileLoader("declare", str(ROOT / "tools" / "declare"))
    made = importlib.util.module_from_spec(
        importlib.util.spec_from_loader("declare", loader)  # type: ignore[arg-type]
    )
    loader.exec_module(made)
    assert made.declared(made.source()) == Path(declarations.__file__).read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="the library has another name elsewhere")
def test_other_declarations_are_parsed() -> None:
    ffi = Declared()
    ffi.cdef("int getpid(void);")
    assert ffi.dlopen("libc.so.6").getpid() == os.getpid()


LATER = """
import sys
from reportgen.formats.pdf.loading import load_weasyprint
fonts = load_weasyprint().pdf.fonts
print("fontTools.subset" in sys.modules, "fontTools.varLib" in sys.modules)
print(fonts.subset.Options.__module__)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it is brought in with the rest elsewhere")
def test_what_cuts_no_font_is_brought_in_when_it_is_asked_for() -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LATER], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["False", "False", "fontTools.subset"]
