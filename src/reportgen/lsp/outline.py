"""Names and their extents → the outline of a file, the symbols of a project, and what folds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol import types

from reportgen.diagnostics import Position, Span
from reportgen.index import Definition, Index, Kind, Reading
from reportgen.lsp.places import Places

__all__ = ["folds", "links", "outline", "symbols"]

_SYMBOLS = {
    Kind.ITEM: types.SymbolKind.Object, Kind.EVENT: types.SymbolKind.Event,
    Kind.QUANTITY: types.SymbolKind.Number, Kind.DERIVED: types.SymbolKind.Number,
    Kind.PARTY: types.SymbolKind.Class, Kind.PLACE: types.SymbolKind.Field,
    Kind.CONSTRAINT: types.SymbolKind.Interface, Kind.SOURCE: types.SymbolKind.File,
    Kind.TERM: types.SymbolKind.Key, Kind.FLAG: types.SymbolKind.Constant,
    Kind.CATEGORY: types.SymbolKind.Enum, Kind.SECTION: types.SymbolKind.Module,
    Kind.HEADING: types.SymbolKind.String, Kind.TABLE: types.SymbolKind.Array,
    Kind.FIGURE: types.SymbolKind.File,
}  # fmt: skip


def outline(reading: Reading, places: Places) -> list[types.DocumentSymbol]:
    """Return the outline of a file: headings within headings, or the entries of the register."""
    made: list[tuple[Span, types.DocumentSymbol]] = []
    roots: list[types.DocumentSymbol] = []
    # What begins first holds what begins inside of it; of two that begin alike, the longer.
    ordered = sorted(reading.definitions, key=lambda d: (d.whole.start, _backwards(d.whole.end)))
    for definition in ordered:
        symbol = _symbol(definition, reading, places)
        while made and not _holds(made[-1][0], definition.whole):
            made.pop()
        within = made[-1][1].children if made else roots
        if isinstance(within, list):
            within.append(symbol)
        made.append((definition.whole, symbol))
    return roots


def _backwards(at: Position) -> tuple[int, int]:
    return -at.line, -at.column


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _symbol(definition: Definition, reading: Reading, places: Places) -> types.DocumentSymbol:
    heading = definition.made or definition.kind is Kind.SECTION
    return types.DocumentSymbol(
        name=(definition.title if heading else definition.key) or definition.key,
        detail=definition.key if heading else definition.title or None,
        kind=_SYMBOLS[definition.kind],
        range=places.range_of(definition.whole, reading.text),
        selection_range=places.range_of(definition.span, reading.text),
        children=[],
    )


def symbols(index: Index, query: str) -> Iterator[Definition]:
    """Yield the names of a project whose key or title holds the letters of a query in order."""
    wanted = query.casefold().replace(" ", "")
    for definition in index.definitions:
        if _runs_through(wanted, f"{definition.key} {definition.title}".casefold()):
            yield definition


def _runs_through(wanted: str, words: str) -> bool:
    letters = iter(words)
    return all(letter in letters for letter in wanted)


def symbol_kind(definition: Definition) -> types.SymbolKind:
    """Return the kind of symbol that stands for a name."""
    return _SYMBOLS[definition.kind]


def folds(reading: Reading) -> Iterator[types.FoldingRange]:
    """Yield what can be folded: the head of a section, headings, entries of the register."""
    spans: Iterable[Span] = (d.whole for d in reading.definitions if d.kind is not Kind.SECTION)
    if reading.tree is not None and reading.text.path.endswith(".md"):
        head = reading.tree.span()
        spans = [Span(head.path, Position(1, 1), Position(head.end.line + 1, 1)), *spans]
    for span in spans:
        last = span.end.line - (1 if span.end.column == 1 else 0)
        while last > span.start.line and not reading.text.lines[last - 1].strip():
            last -= 1
        if last > span.start.line:
            yield types.FoldingRange(span.start.line - 1, last - 1)


def links(reading: Reading, places: Places) -> Iterator[tuple[types.Range, str]]:
    """Yield the images of a section: the range of their path, and the path below the project."""
    folder = reading.text.path.partition("/")[0]
    for figure in reading.figures:
        yield places.range_of(figure.span, reading.text), f"{folder}/{figure.target}"
