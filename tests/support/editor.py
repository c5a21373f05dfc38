"""An editor without a screen: a client of the language server, over the pipes of a real process."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls import uris
from pygls.lsp.client import LanguageClient

__all__ = ["Editor", "editing"]

PATIENCE = 120
"""Seconds until an answer of the server is given up."""


class Editor:
    """One client with its server; paths are those of a project."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.client = LanguageClient("editor", "1")
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.shown: dict[str, list[types.Diagnostic]] = {}
        self.news = asyncio.Condition()
        self.capabilities: types.ServerCapabilities | None = None

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        async def published(params: types.PublishDiagnosticsParams) -> None:
            async with self.news:
                self.shown[params.uri] = list(params.diagnostics)
                self.news.notify_all()

    def uri(self, path: str) -> str:
        return uris.from_fs_path(str(self.root / path)) or ""

    def document(self, path: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(path))

    async def start(self, encodings: list[types.PositionEncodingKind] | None = None) -> None:
        await self.client.start_io(str(Path(sys.executable).parent / "reportgen"), "lsp")
        answer = await self.client.initialize_async(
            types.InitializeParams(
                capabilities=types.ClientCapabilities(
                    general=types.GeneralClientCapabilities(position_encodings=encodings),
                    workspace=types.WorkspaceClientCapabilities(
                        workspace_edit=types.WorkspaceEditClientCapabilities(
                            document_changes=True,
                            resource_operations=[types.ResourceOperationKind.Rename],
                        )
                    ),
                ),
                root_uri=self.uri(""),
            )
        )
        self.capabilities = answer.capabilities
        self.client.initialized(types.InitializedParams())

    async def stop(self) -> int | None:
        """Say goodbye; return the exit code of the server."""
        await self.client.shutdown_async(None)
        self.client.exit(None)
        process = self.client._server
        code = None if process is None else await asyncio.wait_for(process.wait(), PATIENCE)
        await self.client.stop()  # type: ignore[no-untyped-call]
        return code

    def open(self, path: str, text: str | None = None) -> None:
        text = (self.root / path).read_text(encoding="utf-8") if text is None else text
        self.texts[path], self.versions[path] = text, 1
        language = "yaml" if path.endswith(".yaml") else "markdown"
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(
                types.TextDocumentItem(self.uri(path), language, 1, text)
            )
        )

    def write(self, path: str, text: str) -> None:
        """Let the whole text of an open document be another."""
        self.texts[path] = text
        self.versions[path] += 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self.versions[path], self.uri(path)),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def close(self, path: str) -> None:
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.document(path)))

    def at(self, path: str, words: str, skip: int = 0) -> types.Position:
        """Return the place `skip` characters behind the beginning of words that stand once."""
        text = self.texts[path]
        assert text.count(words) == 1, f"{words!r} stands {text.count(words)} times"
        before = text[: text.index(words) + skip]
        line = before.count("\n")
        return types.Position(line, len(before.rpartition("\n")[2].encode("utf-16-le")) // 2)

    async def codes(self, path: str, wanted: list[str]) -> list[types.Diagnostic]:
        """Wait until the file shows just these codes; return its diagnostics."""

        def here() -> list[Any]:
            return [d.code for d in self.shown.get(self.uri(path), [])]

        async with self.news:
            try:
                await asyncio.wait_for(
                    self.news.wait_for(lambda: here() == wanted and self.uri(path) in self.shown),
                    PATIENCE,
                )
            except TimeoutError:
                message = f"{path} shows {here()}, not {wanted}"
                raise AssertionError(message) from None
        return self.shown[self.uri(path)]

    async def fixes(
        self, path: str, where: types.Range, kind: str | None = None
    ) -> list[types.CodeAction]:
        """Return what is offered to mend within a range."""
        context = types.CodeActionContext(diagnostics=[], only=[kind] if kind else None)
        answer = await self.client.text_document_code_action_async(
            types.CodeActionParams(self.document(path), where, context)
        )
        return [action for action in answer or [] if isinstance(action, types.CodeAction)]

    async def names_at(self, path: str, at: types.Position) -> list[types.Location]:
        """Return every place of the name at a place."""
        answer = await self.client.text_document_references_async(
            types.ReferenceParams(
                types.ReferenceContext(include_declaration=True), self.document(path), at
            )
        )
        return list(answer or [])

    async def completions(self, path: str, at: types.Position) -> dict[str, types.CompletionItem]:
        answer = await self.client.text_document_completion_async(
            types.CompletionParams(self.document(path), at)
        )
        items = answer.items if isinstance(answer, types.CompletionList) else answer or []
        return {item.label: item for item in items}


@asynccontextmanager
async def editing(
    root: Path, encodings: list[types.PositionEncodingKind] | None = None
) -> AsyncIterator[Editor]:
    """Start a server for a folder, and stop it at the end: it must leave by itself, in peace."""
    editor = Editor(root)
    await editor.start(encodings)
    yield editor
    assert await editor.stop() == 0
