"""The language server as an editor meets it: a process, two pipes, and texts half typed."""

from __future__ import annotations

import asyncio
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcException

from support.bundled import ROOT
from support.editor import editing
from support.names import NAMES
from support.project import MINIMAL, PICTURE

PROSE, ITEMS = "source/sections/trade.md", "source/items/trade.yaml"


def laid_out(folder: Path, contents: Mapping[str, str] = MINIMAL) -> Path:
    for path, text in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "source" / "figures").mkdir(exist_ok=True)
    (folder / "source" / "figures" / "ships.png").write_bytes(PICTURE)
    return folder


def test_what_is_typed_is_checked_and_completed_before_it_is_saved(tmp_path: Path) -> None:
    async def session(root: Path) -> None:
        async with editing(root) as editor:
            text = MINIMAL[PROSE]
            editor.open(PROSE, text.replace("[@id:EN-01]", "😀 [@id:EN-99]"))
            (found,) = await editor.codes(PROSE, ["unknown-item"])
            assert found.range.start == editor.at(PROSE, "[@id:EN-99]")
            assert found.range.end == editor.at(PROSE, "[@id:EN-99]", len("[@id:EN-99]"))
            assert found.source == "reportgen"
            assert found.message.splitlines()[1].startswith("did you mean `EN-01`?")
            assert found.code_description is not None
            assert found.code_description.href.endswith("diagnostics.md#unknown-item")
            offered = await editor.completions(PROSE, editor.at(PROSE, "[@id:EN-99]", 5))
            assert "TR-01" in offered
            editor.write(PROSE, text)
            await editor.codes(PROSE, [])

    asyncio.run(session(laid_out(tmp_path)))


def test_without_pygls_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from reportgen.cli import main  # noqa: PLC0415

    for name in [n for n in sys.modules if n.startswith(("pygls", "reportgen.lsp"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls", None)
    with pytest.raises(SystemExit) as left:
        main(["lsp"])
    assert left.value.code == 1
    said = capsys.readouterr().err
    assert "error[missing-extra]" in said
    assert "pip install 'reportgen[lsp]'" in said


pytest_slow = [pytest.mark.slow, pytest.mark.judge]


class TestSession:
    """One conversation a test; each begins with a process of its own."""

    pytestmark = pytest_slow

    def test_diagnostics_come_for_every_file_and_go_when_mended(self, tmp_path: Path) -> None:
        async def session(root: Path) -> None:
            async with editing(root) as editor:
                editor.open(ITEMS, MINIMAL[ITEMS].replace("id: TR-01", "id: TR-02"))
                (found,) = await editor.codes(ITEMS, ["duplicate-id"])
                assert found.related_information is not None
                (note,) = found.related_information
                assert (note.message, note.location.uri) == ("first used here", editor.uri(ITEMS))
                # What names TR-01 is elsewhere, in files that nobody has opened.
                await editor.codes("source/timeline.yaml", ["unknown-item"])
                editor.write(ITEMS, MINIMAL[ITEMS])
                await editor.codes(ITEMS, [])
                await editor.codes("source/timeline.yaml", [])

        asyncio.run(session(laid_out(tmp_path)))

    def test_a_file_whose_findings_are_as_they_were_is_not_sent_again(self, tmp_path: Path) -> None:
        async def session(root: Path) -> None:
            async with editing(root) as editor:
                editor.open(ITEMS, MINIMAL[ITEMS].replace("id: TR-01", "id: TR-02"))
                editor.open(PROSE)
                await editor.codes("source/timeline.yaml", ["unknown-item"])
                before = editor.shown[editor.uri("source/timeline.yaml")]
                uri = editor.uri(PROSE)
                editor.write(PROSE, "\n".join([MINIMAL[PROSE], "See [@id:EN-99]."]))
                async with editor.news:
                    await editor.news.wait_for(lambda: "EN-99" in str(editor.shown.get(uri)))
                assert editor.shown[editor.uri("source/timeline.yaml")] is before

        asyncio.run(session(laid_out(tmp_path)))

    def test_the_text_on_the_disk_counts_again_once_a_document_is_closed(
        self, tmp_path: Path
    ) -> None:
        async def session(root: Path) -> None:
            async with editing(root) as editor:
                editor.open(PROSE, MINIMAL[PROSE].replace("EN-01", "EN-99"))
                await editor.codes(PROSE, ["unknown-item"])
                editor.close(PROSE)
                await editor.codes(PROSE, [])

        asyncio.run(session(laid_out(tmp_path)))

    def test_broken_yaml_leaves_completion_and_hover_at_work(self, tmp_path: Path) -> None:
        async def session(root: Path) -> None:
            async with editing(root) as editor:
                editor.open(ITEMS)
                editor.open(PROSE)
                await editor.completions(PROSE, editor.at(PROSE, "[@id:EN-01]", 5))
                editor.write(
                    ITEMS, MINIMAL[ITEMS].replace("locations: [harbour]", "locations: [har")
                )
                await editor.codes(ITEMS, ["broken-yaml"])
                offered = await editor.completions(ITEMS, editor.at(ITEMS, "[har", 4))
                assert "harbour" in offered
                offered = await editor.completions(PROSE, editor.at(PROSE, "[@id:EN-01]", 5))
                assert {"TR-01", "TR-02", "EN-01"} <= set(offered)
                hover = await editor.client.text_document_hover_async(
                    types.HoverParams(editor.document(PROSE), editor.at(PROSE, "TR-02", 1))
                )
                assert hover is not None
                assert "Harbour road" in str(hover.contents)

        asyncio.run(session(laid_out(tmp_path)))

    def test_hover_explains_keys_and_words_of_yaml(self, tmp_path: Path) -> None:
        async def session(root: Path) -> None:
            async with editing(root) as editor:
                editor.open(ITEMS)
                for words, said in (
                    ("direction: one-way", "**direction**"),
                    ("one-way", "`one-way`: "),
                ):
                    hover = await editor.client.text_document_hover_async(
                        types.HoverParams(editor.document(ITEMS), editor.at(ITEMS, words, 2))
                    )
                    assert hover is not None
                    assert said in str(hover.contents)

        asyncio.run(session(laid_out(tmp_path)))

    def test_definition_references_and_symbols_lead_to_the_right_places(
        self, tmp_path: Path
    ) -> None:
        async def session(root: Path) -> None:
            async with editing(root) as editor:
                editor.open(PROSE)
                editor.open(ITEMS)
                at = editor.at(PROSE, "[@id:TR-02]", 6)
                where = await editor.client.text_document_definition_async(
                    types.DefinitionParams(editor.document(PROSE), at)
                )
                assert isinstance(where, types.Location)
                assert where.uri == editor.uri(ITEMS)
                assert where.range.start == editor.at(ITEMS, "id: TR-02", 4)
                found = await editor.names_at(PROSE, at)
                assert {Path(uris.to_fs_path(f.uri) or "").name for f in found} == {
                    "trade.md", "trade.yaml", "energy.yaml",
                }  # fmt: skip
                named = await editor.client.workspace_symbol_async(
                    types.WorkspaceSymbolParams("harbour")
                )
                assert {symbol.name for symbol in named or []} == {
                    "TR-02 Harbour road", "harbour The harbour",
                }  # fmt: skip

        asyncio.run(session(laid_out(tmp_path)))

    def test_images_are_links_to_their_files(self, tmp_path: Path) -> None:
        async def session(root: Path) -> None:
            async with editing(root) as editor:
                editor.open(PROSE)
                found = await editor.client.text_document_document_link_async(
                    types.DocumentLinkParams(editor.document(PROSE))
                )
                (link,) = found or []
                assert link.target == editor.uri("source/figures/ships.png")
                assert link.range.start == editor.at(PROSE, "(figures/ships.png)", 1)

        asyncio.run(session(laid_out(tmp_path, NAMES)))

    def test_a_section_is_renamed_with_its_file_and_the_project_is_sound(
        self, tmp_path: Path
    ) -> None:
        async def session(root: Path) -> None:
            async with editing(root) as editor:
                editor.open(PROSE)
                at = editor.at(PROSE, "id: trade", 5)
                ready = await editor.client.text_document_prepare_rename_async(
                    types.PrepareRenameParams(editor.document(PROSE), at)
                )
                assert isinstance(ready, types.PrepareRenamePlaceholder)
                assert ready.placeholder == "trade"
                for wrong in ("summary", "a b", "123"):
                    with pytest.raises(JsonRpcException):
                        await editor.client.text_document_rename_async(
                            types.RenameParams(editor.document(PROSE), at, wrong)
                        )
                edit = await editor.client.text_document_rename_async(
                    types.RenameParams(editor.document(PROSE), at, "commerce")
                )
                assert edit is not None
                apply(edit)

        root = laid_out(tmp_path)
        asyncio.run(session(root))
        assert (root / "source/sections/commerce.md").is_file()
        checked = subprocess.run(
            [str(Path(sys.executable).parent / "reportgen"), "check", "--strict", str(root)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.returncode == 0, checked.stderr

    def test_what_the_linter_can_mend_is_a_quick_fix(self, tmp_path: Path) -> None:
        async def session(root: Path) -> None:
            async with editing(root) as editor:
                text = MINIMAL[PROSE].replace("A power line was", "Then teh center was")
                editor.open(PROSE, text)
                shown = await editor.codes(PROSE, ["typing-error", "mixed-spelling"])
                at = editor.at(PROSE, "teh", 1)
                found = await editor.fixes(PROSE, types.Range(at, at))
                assert [(f.title, list(f.diagnostics or [])) for f in found] == [
                    ("Write `the`", [shown[0]]),
                ]
                every = await editor.fixes(PROSE, types.Range(at, at), "source.fixAll")
                (action,) = every
                assert action.edit is not None
                editor.write(PROSE, edited(editor.texts[PROSE], action.edit, editor.uri(PROSE)))
                assert "Then the centre was" in editor.texts[PROSE]
                # What was found no longer stands: nothing is offered until it is checked again.
                assert await editor.fixes(PROSE, types.Range(at, at)) == []
                await editor.codes(PROSE, [])

        asyncio.run(session(laid_out(tmp_path)))

    @pytest.mark.parametrize("encoding", list(types.PositionEncodingKind))
    def test_columns_are_counted_as_the_client_wishes(
        self, tmp_path: Path, encoding: types.PositionEncodingKind
    ) -> None:
        async def session(root: Path) -> None:
            async with editing(root, [encoding]) as editor:
                assert editor.capabilities is not None
                assert editor.capabilities.position_encoding == encoding
                text = MINIMAL[PROSE].replace("A power line", "Ü😀 [@id:TR-99] power line")
                editor.open(PROSE, text)
                (found,) = await editor.codes(PROSE, ["unknown-item"])
                widths = {"utf-8": 7, "utf-16": 4, "utf-32": 3}
                assert found.range.start.character == widths[encoding.value]

        asyncio.run(session(laid_out(tmp_path)))

    def test_two_projects_are_told_apart_and_other_files_left_alone(self, tmp_path: Path) -> None:
        async def session(root: Path) -> None:
            async with editing(root) as editor:
                first, second = f"one/{PROSE}", f"two/{PROSE}"
                editor.open("README.md", "[@id:XX-1]")
                editor.open("one/notes.md", "[@id:XX-1]")
                editor.open(first, MINIMAL[PROSE].replace("EN-01", "EN-99"))
                editor.open(second, MINIMAL[PROSE])
                await editor.codes(first, ["unknown-item"])
                offered = await editor.completions("README.md", types.Position(0, 5))
                assert offered == {}
                assert {uri for uri, shown in editor.shown.items() if shown} == {editor.uri(first)}

        laid_out(tmp_path / "one")
        laid_out(tmp_path / "two")
        asyncio.run(session(tmp_path))

    def test_of_many_keystrokes_the_last_one_is_shown(self, tmp_path: Path) -> None:
        async def session(root: Path) -> None:
            async with editing(root) as editor:
                editor.open(PROSE)
                text = MINIMAL[PROSE]
                for number in range(60):
                    editor.write(PROSE, text.replace("EN-01", f"EN-{number + 40}"))
                    await asyncio.sleep(0.01)
                (found,) = await editor.codes(PROSE, ["unknown-item"])
                assert "`EN-99`" in found.message
                editor.write(PROSE, text)
                await editor.codes(PROSE, [])

        asyncio.run(session(laid_out(tmp_path)))

    def test_the_whole_report_is_checked_soon_after_a_keystroke(self, tmp_path: Path) -> None:
        async def session(root: Path) -> list[float]:
            taken = []
            async with editing(root) as editor:
                editor.open(PROSE)
                text = editor.texts[PROSE]
                for number in range(4):
                    begun = time.perf_counter()
                    editor.write(PROSE, text.replace("[@id:TR-04]", f"[@id:TR-9{number}]"))
                    await editor.codes(PROSE, ["unknown-item"])
                    taken.append(time.perf_counter() - begun)
                    editor.write(PROSE, text)
                    await editor.codes(PROSE, [])
            return taken

        for folder in ("source", "styles"):
            shutil.copytree(ROOT / folder, tmp_path / folder)
        taken = asyncio.run(session(tmp_path))
        median = statistics.median(taken[1:])
        print(f"keystroke to diagnostics: {median:.2f} s; first {taken[0]:.2f} s")  # noqa: T201
        assert median < 5


def edited(text: str, edit: types.WorkspaceEdit, uri: str) -> str:
    """Return a text once an editor has made the changes of an action in it."""
    lines = text.split("\n")
    changes = sorted(
        (edit.changes or {})[uri], key=lambda e: (e.range.start.line, e.range.start.character)
    )
    for one in reversed(changes):
        start, end = one.range.start, one.range.end
        assert start.line == end.line
        line = lines[start.line]
        lines[start.line] = line[: start.character] + one.new_text + line[end.character :]
    return "\n".join(lines)


def apply(edit: types.WorkspaceEdit) -> None:
    """Do to the disk what an editor does with an answer to a renaming."""
    for change in edit.document_changes or []:
        if isinstance(change, types.TextDocumentEdit):
            path = Path(uris.to_fs_path(change.text_document.uri) or "")
            lines = path.read_text(encoding="utf-8").split("\n")
            for one in reversed(change.edits):
                assert isinstance(one, types.TextEdit)
                start, end = one.range.start, one.range.end
                line = lines[start.line]
                lines[start.line] = line[: start.character] + one.new_text + line[end.character :]
            path.write_text("\n".join(lines), encoding="utf-8")
        elif isinstance(change, types.RenameFile):
            old, new = uris.to_fs_path(change.old_uri), uris.to_fs_path(change.new_uri)
            Path(old or "").rename(new or "")
