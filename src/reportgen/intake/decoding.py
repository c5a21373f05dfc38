"""Bytes → text: which encoding a foreign file has, said aloud where it is not UTF-8."""

from __future__ import annotations

import codecs
import re

from reportgen.diagnostics import Failure, Span, error
from reportgen.intake.manuscript import Record
from reportgen.source import LARGEST_TEXT, LONGEST_LINE

__all__ = ["decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
"""Byte order marks, the longer first (Unicode 16, section 23.8)."""

_CALLED = {"utf-8": "UTF-8", "cp1252": "Windows-1252"}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def decode(
    data: bytes, name: str, record: Record, declared: str | None = None, *, markup: bool = False
) -> str:
    r"""Return the text of a file, its lines ended by `\\n`.

    The encoding is that of the byte order mark, then UTF-8, then what the file itself declares,
    then Windows-1252, in which most old texts of the West are. In `markup`, which programs write, a
    line may be as long as it likes. Raises `Failure` with `file-too-large`, `wrong-encoding`,
    `control-character` or `line-too-long`.
    """
    if len(data) > LARGEST_TEXT and not markup:
        raise Failure([
            error(
                "file-too-large",
                f"`{name}` has {len(data):,} bytes of text; at most {LARGEST_TEXT:,} are read",
                Span.at(name),
                help="split the file and import the parts",
            )
        ])
    text, encoding = _decoded(data, name, declared)
    if encoding != "UTF-8":
        record.remark(f"the file is in {encoding}; the project is in UTF-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_controls(text, name)
    if not markup:
        _refuse_long_lines(text, name)
    return text


def _decoded(data: bytes, name: str, declared: str | None) -> tuple[str, str]:
    for mark, marked, called in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(marked), called
            except UnicodeDecodeError:
                raise _undecodable(name, f"its mark says {called}, its bytes do not") from None
    if b"\0" in data:
        raise Failure([
            error(
                "control-character",
                "the file holds a NUL byte",
                Span.at(name, data[: data.index(b"\0")].count(b"\n") + 1),
                help="import a text; this file may be a program, a picture or an archive",
            )
        ])
    for codec in filter(None, ("utf-8", declared, "cp1252")):
        try:
            known = codecs.lookup(codec).name
            return data.decode(codec), _CALLED.get(known, known)
        except (UnicodeDecodeError, LookupError):
            continue
    raise _undecodable(name, "it is neither UTF-8 nor Windows-1252", _first_wrong_line(data))


def _first_wrong_line(data: bytes) -> int:
    """Return the line that UTF-8 stops at."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as fault:
        return data.count(b"\n", 0, fault.start) + 1
    return 1


def _undecodable(name: str, why: str, line: int = 1) -> Failure:
    return Failure([
        error(
            "wrong-encoding",
            f"`{name}` cannot be read as text: {why}",
            Span.at(name, line),
            help="save it as UTF-8 in the program that wrote it",
        )
    ])


def _refuse_controls(text: str, name: str) -> None:
    """Refuse what no text holds."""
    match = _CONTROLS.search(text)
    line = text.count("\n", 0, match.start()) + 1 if match else 0
    if match:
        column = match.start() - text.rfind("\n", 0, match.start())
        raise Failure([
            error(
                "control-character",
                f"the file holds the control character U+{ord(match[0]):04X}",
                Span.at(name, line, column),
                help="import a text; this file may be a program, a picture or an archive",
            )
        ])


def _refuse_long_lines(text: str, name: str) -> None:
    """Refuse lines that no person wrote."""
    for number, words in enumerate(text.split("\n"), 1):
        if len(words) > LONGEST_LINE:
            raise Failure([
                error(
                    "line-too-long",
                    f"line {number} has {len(words):,} characters; "
                    f"at most {LONGEST_LINE:,} are read",
                    Span.at(name, number, LONGEST_LINE),
                    help="break the line",
                )
            ])
