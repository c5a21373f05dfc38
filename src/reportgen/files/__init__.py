"""The only door to the disk: every byte that a build reads or writes passes here.

Paths are relative to a root, with forward slashes. Nothing here knows what is in a file.
"""

from __future__ import annotations

from reportgen.files.disk import DiskFiles, open_project, project_files
from reportgen.files.tree import (
    BUNDLED,
    ENDINGS,
    PORTFOLIO,
    SHARED,
    Files,
    bundled_styles,
    digest,
    is_bundled,
)
from reportgen.files.views import (
    MemoryFiles,
    OverlayFiles,
    PatchedFiles,
    Recorder,
    SharingFiles,
)
from reportgen.files.writing import write_changed, write_whole

__all__ = [
    "BUNDLED",
    "ENDINGS",
    "PORTFOLIO",
    "SHARED",
    "DiskFiles",
    "Files",
    "MemoryFiles",
    "OverlayFiles",
    "PatchedFiles",
    "Recorder",
    "SharingFiles",
    "bundled_styles",
    "digest",
    "is_bundled",
    "open_project",
    "project_files",
    "write_changed",
    "write_whole",
]
