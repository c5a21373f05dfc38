"""Run pandoc: Markdown → tree, tree → tree with citations, tree → HTML, DOCX or EPUB.

A foreign text, in whichever format pandoc reads it, becomes a tree as well.

The only door to pypandoc. Never reaches the network: prose is read in pandoc's sandbox, and a tree
that is written names only files that the caller hands over.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportgen.diagnostics import Diagnostic, Failure, Outcome, error, warning
from reportgen.document import API_VERSION, HOLDING, Node
from reportgen.fingerprint import fingerprint
from reportgen.memory import JSON, OUTCOME, known, known_all
from reportgen.timing import span

__all__ = [
    "as_json",
    "cite",
    "read_all_markdown",
    "read_foreign",
    "read_markdown",
    "version",
    "write",
]

PROSE = "commonmark_x+implicit_figures"
"""pandoc's Markdown dialect of the section files and templates."""

_TAB = 4
"""Columns between pandoc's tab stops (CommonMark 0.31, section 2.2)."""

_READ_ALL = Path(__file__).with_name("read_all.lua")

_PLACES = re.compile(r'(?<=\["data-pos",")[^"]*(?="\])')
_PLACE = re.compile(r"(?P<line>\d+):(?P<column>\d+)")

LONGEST_READING = 60
"""Seconds that pandoc may read one text: some thousand times what a section takes."""

LONGEST_WRITING = 900
"""Seconds for a whole report, of whichever size."""

LARGEST_HEAP = ("+RTS", "-M1g", "-RTS")
"""What a foreign text may take of the machine: pandoc's manual, 'A note on security'."""


def read_markdown(markdown: str, *, positions: bool = False) -> list[Node]:
    """Parse Markdown into blocks; with `positions`, each block and token carries `data-pos`.

    Columns count characters, as everywhere here. Raises `Failure` with `missing-pandoc`,
    `pandoc-failed` or `pandoc-took-too-long`.
    """
    dialect = _dialect(positions=positions)

    def read() -> list[Node]:
        answer = _convert(markdown, "json", dialect, ["--sandbox"], limit=LONGEST_READING)
        if positions and "\t" in markdown:
            answer = _by_characters(answer, markdown.split("\n"))
        blocks: list[Node] = json.loads(answer)["blocks"]
        return blocks

    return known("read", (markdown, dialect), (), read, JSON)


def read_all_markdown(texts: Sequence[str], *, positions: bool = False) -> list[list[Node]]:
    """Parse several texts as `read_markdown` does each, in one process.

    A process costs as much as three pages of prose. Raises what the first text would that cannot
    be read; which one it was is not told.
    """
    dialect = _dialect(positions=positions)

    def read(lacking: list[int]) -> list[list[Node]]:
        return _read_all([texts[place] for place in lacking], dialect)

    return known_all("read", [((text, dialect), ()) for text in texts], read, JSON)


def _read_all(texts: Sequence[str], dialect: str) -> list[list[Node]]:
    # What stands after a tab is placed by the lines of its own text.
    if len(texts) < 2 or any("\t" in text for text in texts):  # noqa: PLR2004 - several
        return [read_markdown(text, positions=dialect != PROSE) for text in texts]
    # pandoc ends each of its files with an empty line; what is read inside it ends as it does.
    ended = [text + ("\n" if text.endswith("\n") else "\n\n") for text in texts]
    tree = {
        "pandoc-api-version": API_VERSION,
        "meta": {"reader": {"t": "MetaString", "c": dialect}},
        "blocks": [{"t": "CodeBlock", "c": [["", [], []], text]} for text in ended],
    }
    answer = _convert(
        json.dumps(tree), "json", "json", [f"--lua-filter={_READ_ALL}"], limit=LONGEST_READING
    )
    return [block["c"][1] for block in json.loads(answer)["blocks"]]


def _dialect(*, positions: bool) -> str:
    return PROSE + ("+sourcepos" if positions else "")


def _by_characters(answer: str, lines: Sequence[str]) -> str:
    """Return pandoc's JSON with places in characters: it counts a tab up to the next stop."""

    def counted(match: re.Match[str]) -> str:
        number, wanted = int(match["line"]), int(match["column"])
        line = lines[number - 1] if number <= len(lines) else ""
        column = 1
        for index, character in enumerate(line, 1):
            if column >= wanted:
                return f"{number}:{index}"
            column += _TAB - (column - 1) % _TAB if character == "\t" else 1
        return f"{number}:{len(line) + 1}"

    return _PLACES.sub(lambda places: _PLACE.sub(counted, places[0]), answer)


def read_foreign(
    data: str | bytes, format: str, arguments: Iterable[str] = ()
) -> tuple[dict[str, Any], list[Node]]:
    """Parse a text that is no project's, in pandoc's format `format`: its metadata and blocks.

    pandoc sees no file but this one, and has `LARGEST_HEAP` of memory at most.
    """
    answer = _convert(
        data, "json", format, ("--sandbox", *arguments, *LARGEST_HEAP), limit=LONGEST_READING
    )
    tree = json.loads(answer)
    return tree["meta"], tree["blocks"]


def cite(blocks: list[Node], references: Sequence[Mapping[str, Any]], csl: str) -> list[Node]:
    """Resolve every `Cite` with citeproc and append the bibliography as a Div with id `refs`.

    `references` are CSL-JSON entries, `csl` the text of a style (CSL 1.0.2).
    """
    tree = json.dumps({"pandoc-api-version": API_VERSION, "meta": {}, "blocks": blocks})
    sources = json.dumps(references)
    return known("cite", (tree, sources, csl), (), lambda: _cite(tree, sources, csl), JSON)


def _cite(tree: str, references: str, csl: str) -> list[Node]:
    with tempfile.TemporaryDirectory(prefix="reportgen-") as folder:
        (Path(folder) / "style.csl").write_text(csl, encoding="utf-8")
        (Path(folder) / "references.json").write_text(references, encoding="utf-8")
        arguments = [
            "--citeproc",
            f"--csl={folder}/style.csl",
            f"--bibliography={folder}/references.json",
            "--metadata=link-citations:true",
        ]
        answer = _convert(tree, "json", "json", arguments)
    resolved: list[Node] = json.loads(answer)["blocks"]
    return resolved


def as_json(blocks: Iterable[Node], meta: Mapping[str, Node] | None = None) -> str:
    """Return pandoc's JSON with one block a line, for whoever compares two editions.

    Never with an indent: Python writes that twenty times as slowly.
    """
    lines = ",\n".join(json.dumps(block, ensure_ascii=False) for block in blocks)
    head = f'"pandoc-api-version": {json.dumps(API_VERSION)}, "meta": '
    return f'{{{head}{json.dumps(meta or {}, ensure_ascii=False)}, "blocks": [\n{lines}\n]}}\n'


def write(
    blocks: Iterable[Node],
    to: str,
    *,
    metadata: Mapping[str, Any] | None = None,
    arguments: Iterable[str] = (),
    files: Mapping[str, bytes] | None = None,
    epoch: int = 0,
) -> Outcome[bytes]:
    """Write blocks in pandoc's format `to`.

    `metadata` is pandoc's MetaValue JSON by key. `files` are laid out by name in a folder that is
    the resource path; `{folder}` in an argument stands for it. `epoch` is the only time that the
    output holds (SOURCE_DATE_EPOCH). A warning of pandoc is a `pandoc-warning`.
    """
    tree = json.dumps({
        "pandoc-api-version": API_VERSION,
        "meta": dict(metadata or {}),
        "blocks": _in_lines(list(blocks)) if to in _UNWRAPPED else list(blocks),
    })
    given, beside = tuple(arguments), dict(files or {})
    values = fingerprint((tree, to, given, beside, epoch))
    return known("write", values, (), lambda: _write(tree, to, given, beside, epoch), OUTCOME)


_UNWRAPPED = {"docx", "epub3", "html5"}
"""Formats in which it is all the same whether a space stands in a word or between two: Markdown
breaks lines there, and asks what stands at the beginning of a word."""


def _in_lines(nodes: Any) -> Any:
    """Return a tree in which words and the spaces between them are joined.

    pandoc writes the same of it, and is quicker by a quarter: the tree is a third as large.
    """
    if type(nodes) is dict:
        content = nodes.get("c")
        return {**nodes, "c": _in_lines(content)} if type(content) in HOLDING else nodes
    joined: list[Any] = []
    line: Node | None = None
    for node in nodes:
        kind = node.get("t") if type(node) is dict else None
        if kind in {"Str", "Space"}:
            words = node["c"] if kind == "Str" else " "
            if line is None:
                line = {"t": "Str", "c": words}
                joined.append(line)
            else:
                line["c"] += words
        else:
            line = None
            joined.append(_in_lines(node) if type(node) in HOLDING else node)
    return joined


def _write(
    tree: str, to: str, arguments: Iterable[str], files: Mapping[str, bytes], epoch: int
) -> Outcome[bytes]:
    with tempfile.TemporaryDirectory(prefix="reportgen-") as name, _epoch(epoch):
        folder = Path(name)
        for path, data in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        output, log = folder / "output", folder / "log.json"
        given = [argument.replace("{folder}", name) for argument in arguments]
        _convert(
            tree,
            to,
            "json",
            [f"--resource-path={name}", f"--log={log}", *given],
            output=output,
        )
        said = json.loads(log.read_text(encoding="utf-8")) if log.exists() else []
        return Outcome(output.read_bytes(), tuple(_warnings(said)))


def version() -> str:
    """Return pandoc's version. Raises `Failure` with `missing-pandoc`."""
    pypandoc = _pypandoc()
    try:
        return str(pypandoc.get_pandoc_version())
    except OSError:
        raise _missing() from None


def _warnings(said: list[dict[str, Any]]) -> Iterator[Diagnostic]:
    for entry in said:
        if entry.get("verbosity") == "WARNING":
            message = str(entry.get("pretty") or entry.get("message") or entry.get("type"))
            yield warning("pandoc-warning", f"pandoc says: {message.strip()}")


def _missing() -> Failure:
    return Failure([
        error(
            "missing-pandoc",
            "pandoc is not installed",
            help="run `reportgen doctor` to see how to get it",
        )
    ])


@contextlib.contextmanager
def _epoch(seconds: int) -> Iterator[None]:
    """Tell pandoc the only time that it may know."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(seconds)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _pypandoc() -> Any:
    """Return pypandoc, told to run the pandoc that came with it.

    Left alone it takes the newest that it finds, so that a report would follow from the machine.
    """
    import logging  # noqa: PLC0415 - keeps the command line quick

    import pypandoc  # noqa: PLC0415 - keeps the command line quick

    logging.getLogger("pypandoc").setLevel(logging.CRITICAL)
    if _bundled().is_file():
        setattr(pypandoc, "__pandoc_path", str(_bundled()))
    return pypandoc


def _bundled() -> Path:
    """Return the path of the pandoc in the package pypandoc_binary."""
    import pypandoc  # noqa: PLC0415 - keeps the command line quick

    return Path(pypandoc.__file__).parent / "files" / "pandoc"


def _convert(
    source: str | bytes,
    to: str,
    format: str,
    arguments: Iterable[str] = (),
    *,
    output: Path | None = None,
    limit: int = LONGEST_WRITING,
) -> str:
    given = [
        f"--from={format}", f"--to={to}",
        # Nothing that the user keeps for pandoc in his home may change a report.
        f"--data-dir={_bundled().parent}",
        *([f"--output={output}"] if output else []),
        *arguments,
    ]  # fmt: skip
    try:
        # pypandoc finds pandoc, but knows no way to end it.
        with span("pandoc", source=format, to=to):
            ran = subprocess.run(  # noqa: S603 - the arguments are written here
                [_pypandoc().get_pandoc_path(), *given],
                input=source.encode() if isinstance(source, str) else source,
                capture_output=True, timeout=limit, check=False,
            )  # fmt: skip
    except OSError:
        raise _missing() from None
    except subprocess.TimeoutExpired:
        raise Failure([
            error(
                "pandoc-took-too-long",
                f"pandoc was not done after {limit} seconds",
                help="look for unusual markup, such as brackets or stars without end",
            )
        ]) from None
    if ran.returncode:
        raise Failure([
            error(
                "pandoc-failed",
                f"pandoc could not go on: {_last_line(ran.stderr.decode(errors='replace'))}",
                help="look for unusual markup in the sections; if there is none, report a bug",
            )
        ])
    return ran.stdout.decode()


def _last_line(message: str) -> str:
    lines = [line for line in message.strip().splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no reason given"
