"""Turn structured source into policy reports as PDF, Word and EPUB.

The flow is five nouns and four arrows: Source, Report, Document, Edition, Artifact. `build` shows
it on one screen; `docs/architecture.md` describes every room.
"""

from importlib.metadata import version as _version

__all__ = ["__version__"]

__version__ = _version("reportgen")
