import subprocess
import sys

import pytest

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
from reportgen.formats.pdf.loading import load_weasyprint
asked = []
given = cffi.FFI.dlopen
def dlopen(self, name, flags=0):
    if name.startswith("libpango-1.0"):
        raise OSError(name)
    return given(self, name, flags)
cffi.FFI.dlopen = dlopen
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
