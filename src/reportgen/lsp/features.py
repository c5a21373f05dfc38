"""Requests of an editor → answers (Language Server Protocol 3.17)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcInvalidParams

from reportgen.check import BASELINE
from reportgen.diagnostics import Failure, Position, Span
from reportgen.files import ENDINGS
from reportgen.index import (
    Index,
    Reading,
    Refused,
    Renaming,
    Text,
    check_name,
    file_kind,
    rename,
)
from reportgen.lsp.cards import card, describe
from reportgen.lsp.completion import complete
from reportgen.lsp.fixes import FIX_ALL, fixes
from reportgen.lsp.outline import folds, links, outline, symbol_kind, symbols
from reportgen.lsp.project import Project
from reportgen.lsp.publish import uri_of
from reportgen.lsp.server import Server
from reportgen.schema import parts_at
from reportgen.source import Source, Tree
from reportgen.yamltree import parse_yaml

__all__ = ["make_server"]


def make_server() -> Server:
    """Return a server with all its features, not yet started."""
    server = Server()
    _synchronise(server)
    _watch(server)
    _explain(server)
    _navigate(server)
    _rename(server)
    _mend(server)
    _outline(server)
    return server


def _synchronise(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.keep(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.keep(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        found = server.project_of(params.text_document.uri)
        if found is not None:
            server.schedule(found[0])

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def watched(params: types.DidChangeWatchedFilesParams) -> None:
        for change in params.changes:
            if Path(change.uri).suffix in ENDINGS:
                found = server.project_of(change.uri)
                if found is not None and found[0].root in server.wanted:
                    server.schedule(found[0])


def _watch(server: Server) -> None:
    @server.feature(types.SHUTDOWN)
    async def ended(_params: None) -> None:
        server.ended = True

    @server.feature(types.INITIALIZED)
    async def initialized(_params: types.InitializedParams) -> None:
        """Look at the folders, and ask to be told of what changes outside of the editor."""
        opened = [uris.to_fs_path(folder.uri) for folder in server.workspace.folders.values()]
        for name in opened or [server.workspace.root_path]:
            if name is not None:
                server.enter(Path(name))
        workspace = server.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        if watching and watching.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions([
                types.FileSystemWatcher("**/source/**"), types.FileSystemWatcher("**/styles/**"),
                types.FileSystemWatcher(f"**/{BASELINE}"),
            ])  # fmt: skip
            await server.client_register_capability_async(
                types.RegistrationParams([
                    types.Registration(
                        "watched-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options
                    )
                ])
            )


def _explain(server: Server) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=["@", ":", "#", "[", "(", " ", ".", "{", "-"]),
    )
    async def completion(params: types.CompletionParams) -> types.CompletionList:
        found = server.document(params.text_document.uri)
        if found is None:
            return types.CompletionList(is_incomplete=False, items=[])
        project, text = found
        places = server.places()
        at = places.position(params.position, text)
        items = await asyncio.to_thread(complete, project, text, at, places)
        return types.CompletionList(is_incomplete=False, items=items)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        named = await server.named(params.text_document.uri, params.position)
        if named is not None:
            _, index, text, here = named
            return _hover(card(index, here.definition), server, here.whole, text)
        found = server.document(params.text_document.uri)
        if found is None:
            return None
        project, text = found
        at = server.places().position(params.position, text)
        term = project.last_index().term_at(text.path, at)
        if term is not None and file_kind(text.path) == "front-matter":
            return _hover(card(project.last_index(), term.definition), server, term.whole, text)
        return _field(server, project, text, at)


def _hover(words: str, server: Server, span: Span, text: Text) -> types.Hover:
    return types.Hover(
        types.MarkupContent(types.MarkupKind.Markdown, words),
        server.places().range_of(span, text),
    )


def _field(server: Server, project: Project, text: Text, at: Position) -> types.Hover | None:
    """Say what a key of YAML is for, or what a word of a closed list means."""
    found = project.schema_of(text.path)
    tree = _tree(project, text)
    if found is None or tree is None:
        return None
    for path, span in tree.keys.items():
        if span.start <= at <= span.end:
            words = describe(parts_at(dict(found[1]), path), str(path[-1]))
            return _hover(words, server, span, text) if words else None
    for path, span in tree.values.items():
        if span.start <= at <= span.end and path:
            word = text.slice(span).strip("\"'")
            words = describe(parts_at(dict(found[1]), path), str(path[-1]), word)
            if words:
                return _hover(words, server, span, text)
    return None


def _tree(project: Project, text: Text) -> Tree | None:
    """Return the data of a YAML file, or of the head of a section, that can be read."""
    reading = project.last_index().readings.get(text.path)
    if reading is not None:
        return reading.tree
    try:
        return parse_yaml(Source(text.path, text.text, ""))
    except Failure:
        return None


def _navigate(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> types.Location | None:
        named = await server.named(params.text_document.uri, params.position)
        if named is None:
            return None
        project, index, _, here = named
        return server.location(project, index, here.definition)

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def references(params: types.ReferenceParams) -> list[types.Location]:
        named = await server.named(params.text_document.uri, params.position)
        if named is None:
            return []
        project, index, _, here = named
        places = index.places_of(here.definition)
        return [
            server.location(project, index, place)
            for place in places
            if params.context.include_declaration or place.part != here.definition.span
        ]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def highlight(params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
        named = await server.named(params.text_document.uri, params.position)
        if named is None:
            return []
        _, index, text, here = named
        return [
            types.DocumentHighlight(server.places().range_of(place.part, text))
            for place in index.places_of(here.definition)
            if place.part.path == text.path
        ]


def _rename(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        named = await server.named(params.text_document.uri, params.position)
        if named is None:
            return None
        _, index, text, here = named
        with _refusals():
            check_name(index, here.definition, here.definition.key)
        return types.PrepareRenamePlaceholder(
            server.places().range_of(here.part, text), here.definition.key
        )

    @server.feature(
        types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True)
    )  # fmt: skip
    async def renamed(params: types.RenameParams) -> types.WorkspaceEdit | None:
        named = await server.named(params.text_document.uri, params.position)
        if named is None:
            return None
        project, index, _, here = named
        with _refusals():
            renaming = rename(index, here.definition, params.new_name)
            return _workspace_edit(server, project, index, renaming)


def _workspace_edit(
    server: Server, project: Project, index: Index, renaming: Renaming
) -> types.WorkspaceEdit:
    """Return a renaming in the form that the client can carry out.

    Raises `Refused` when a file has to be renamed and the client cannot do that.
    """
    workspace = server.client_capabilities.workspace
    able = workspace.workspace_edit if workspace else None
    edits = {
        server.address(project.location(path)): [
            types.TextEdit(server.places().range_of(e.span, index.readings[path].text), e.text)
            for e in found
        ]
        for path, found in renaming.edits.items()
    }
    moves = [
        types.RenameFile(
            old_uri=server.address(project.location(old)), new_uri=uri_of(project.root / new)
        )
        for old, new in renaming.files.items()
    ]
    operations = (able.resource_operations or ()) if able else ()
    if moves and types.ResourceOperationKind.Rename not in operations:
        message = "this editor cannot rename files, and a section's file goes with its id"
        raise Refused(message)
    if able is None or not able.document_changes:
        return types.WorkspaceEdit(changes=edits)
    changed = [
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=None), found
        )
        for uri, found in edits.items()
    ]
    return types.WorkspaceEdit(document_changes=[*changed, *moves])


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    """Answer a wish that cannot be granted with the reason."""
    try:
        yield
    except Refused as refused:
        raise JsonRpcInvalidParams(str(refused)) from None


def _mend(server: Server) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL]),
    )
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        found = server.project_of(params.text_document.uri)
        if found is None:
            return []
        project, path = found
        return list(
            fixes(
                server.findings(project, path), params, server.places(), project.text,
                lambda path: server.address(project.location(path)),
            )
        )  # fmt: skip


def _outline(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def document_symbol(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        reading = await _reading(server, params.text_document.uri)
        return outline(reading, server.places()) if reading else []

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    async def folding(params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        reading = await _reading(server, params.text_document.uri)
        return list(folds(reading)) if reading else []

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    async def document_link(params: types.DocumentLinkParams) -> list[types.DocumentLink]:
        reading = await _reading(server, params.text_document.uri)
        found = server.project_of(params.text_document.uri)
        if reading is None or found is None:
            return []
        root = found[0].root
        return [
            types.DocumentLink(at, target=uri_of(root / target))
            for at, target in links(reading, server.places())
            if (root / target).is_file()
        ]

    @server.feature(types.WORKSPACE_SYMBOL)
    async def workspace_symbol(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        known = [(project, project.last_index()) for project in server.projects.values()]
        return [
            types.WorkspaceSymbol(
                location=server.location(project, index, definition),
                name=f"{definition.key} {definition.title}".strip(),
                kind=symbol_kind(definition),
                container_name=definition.kind.value,
            )
            for project, index in known
            for definition in symbols(index, params.query)
        ]


async def _reading(server: Server, uri: str) -> Reading | None:
    """Return what a document says of names."""
    found = server.project_of(uri)
    if found is None or file_kind(found[1]) is None:
        return None
    project, path = found
    index = await asyncio.to_thread(project.index)
    return index.readings.get(path)
