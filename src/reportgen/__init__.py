"""Turn structured source into policy reports as PDF, Word and EPUB.

The flow is five nouns and four arrows: Source, Report, Document, Edition, Artifact. `build` shows
it on one screen; `docs/architecture.md` describes every room.
"""

__all__ = ["__version__"]

__version__: str


def __getattr__(name: str) -> str:
    """Look the version up when it is asked for: importlib.metadata costs 0.05 s at start-up."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - see above

        return version("reportgen")
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
