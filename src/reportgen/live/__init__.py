"""The live report: a saved file is seen in the browser, at the place that changed.

One desk (`desk`) looks at the project whenever a file of it is saved, and remembers what did not
change. The page in the browser is the HTML edition itself; what changed in it is sent as blocks
(`patching`). The PDF follows in a process of its own (`printing`). Reads only: nothing here writes
into the project, and the server listens on this machine alone (`guard`).
"""

from __future__ import annotations

from reportgen.live.editors import EDITORS, default_editor, template_of
from reportgen.live.serving import Listening, listen, missing_libraries, serve

__all__ = [
    "EDITORS",
    "Listening",
    "default_editor",
    "listen",
    "missing_libraries",
    "serve",
    "template_of",
]
