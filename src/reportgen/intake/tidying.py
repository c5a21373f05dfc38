"""Text as people typed it → text as a project keeps it: quotes, dashes, spaces, characters.

The words stay. Every kind of change is counted in the record, and what is left out is listed there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from reportgen.document import Node, rewrite
from reportgen.intake.manuscript import Block, Record
from reportgen.languages import is_right_to_left

__all__ = ["clean_characters", "tidied", "untracked"]

_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060\ufeff]|(?<![\\S])[\u200c-\u200f]|[\u200c-\u200f](?!\\S)"
)
"""Soft hyphens and zero-width characters without meaning; joiners and marks at an open end."""

_JOINERS = re.compile("[\u200c-\u200f\u202a-\u202e\u2066-\u2069]")
"""Joiners, marks and embeddings of direction, which mean nothing between Latin letters."""

_SPACES = re.compile("[\u1680\u2000-\u200a\u205f\u3000\u2028\u2029\u0085\x0b\x0c\t]")
_NO_BREAK = re.compile("(?P<before>.?)[\u00a0\u202f](?P<after>.?)")
_KEEPS_NO_BREAK = re.compile(r"\d|[«»?!:;%‰°€$£¥§]")
_DOUBLE = re.compile("[“”„‟″]")
_SINGLE = re.compile("(?P<before>.?)[‘’‚‛′](?P<after>.?)")
_EM_DASH = re.compile(r"(?<=\w)\s*—\s*(?=\w)")
_YEARS = re.compile(r"\b(1\d{3}|20\d{2})-(1\d{3}|20\d{2})\b")
_DASHES = {"-", "--", "---", "—", "―", "−"}
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|twclid|yclid|igshid|mc_[ce]id|mkt_tok"
    r"|_hs(?:enc|mi)|_ga|ref_src|ref_url|s_cid|vero_id|oly_(?:anon|enc)_id",
    re.IGNORECASE,
)
_SPACE: Node = {"t": "Space"}


def clean_characters(text: str, record: Record) -> str:
    """Return a text in Unicode's form NFC, without characters that nobody sees."""
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        record.change("characters composed (Unicode NFC)", sum(map(_decomposed, text)))
    lines = []
    for number, line in enumerate(composed.split("\n"), 1):
        found = _INVISIBLE.findall(line)
        seen = _INVISIBLE.sub("", line) if found else line
        if not is_right_to_left(seen) and (marks := _JOINERS.findall(seen)) and _western(seen):
            found += marks
            seen = _JOINERS.sub("", seen)
        if found:
            names = ", ".join(sorted({f"U+{ord(character):04X}" for character in found}))
            record.drop("", number, f"invisible characters ({names})")
        lines.append(_SPACES.sub(" ", seen))
    return "\n".join(lines)


def _decomposed(character: str) -> bool:
    return unicodedata.combining(character) > 0


def _western(text: str) -> bool:
    """Tell whether no letter of a text is of a script in which joiners have a meaning."""
    return all(ord(letter) < 0x0590 or ord(letter) > 0x1FFF for letter in text)  # noqa: PLR2004 - from Hebrew to Greek Extended


def tidied(blocks: list[Block], record: Record) -> list[Block]:
    """Return the blocks with quotes, dashes, spaces and addresses as a project writes them."""

    def change(node: Node) -> list[Node] | None:
        match node["t"]:
            case "Quoted":
                mark = "'" if node["c"][0]["t"] == "SingleQuote" else '"'
                return [{"t": "Str", "c": mark}, *node["c"][1], {"t": "Str", "c": mark}]
            case "Str":
                return _words(node["c"], record)
            case "Link":
                node["c"][2][0] = untracked(node["c"][2][0], line, record)
                return None
            case _:
                return None

    result = []
    for block in blocks:
        line = block.line
        made = rewrite([block.node], change)
        result.append(replace(block, node=made[0]))
    return result


def _words(word: str, record: Record) -> list[Node]:
    """Return the inlines of one word between spaces."""
    if word in _DASHES and word != "−":
        record.change("dashes")
        return [{"t": "Str", "c": "–"}]
    word = _counted(_YEARS, lambda m: f"{m[1]}–{m[2]}", word, "dashes", record)
    word = _counted(_DOUBLE, lambda _: '"', word, "quotation marks and apostrophes", record)
    word = _counted(_SINGLE, _apostrophe, word, "quotation marks and apostrophes", record)
    word = _NO_BREAK.sub(lambda match: _no_break(match, record), word)
    word = _counted(_EM_DASH, lambda _: " – ", word, "dashes", record)
    nodes: list[Node] = []
    for index, piece in enumerate(word.split(" ")):
        nodes += [_SPACE] if index else []
        nodes += [{"t": "Str", "c": piece}] if piece else []
    return nodes


def _counted(
    pattern: re.Pattern[str],
    change: Callable[[re.Match[str]], str],
    word: str,
    what: str,
    record: Record,
) -> str:
    made, times = pattern.subn(change, word)
    if times and made != word:
        record.change(what, times)
    return made


def _apostrophe(match: re.Match[str]) -> str:
    """Keep the apostrophe that begins a word: typed straight, it would open a quotation."""
    if match[0][len(match["before"])] in "’′" and not match["before"] and match["after"].isalnum():
        return f"’{match['after']}"
    return f"{match['before']}'{match['after']}"


def _no_break(match: re.Match[str], record: Record) -> str:
    """Keep a no-break space beside a number, a sign or a French mark; elsewhere it is a space."""
    before, after = match["before"], match["after"]
    if _KEEPS_NO_BREAK.match(before) or _KEEPS_NO_BREAK.match(after):
        return match[0]
    record.change("no-break spaces made ordinary")
    return f"{before} {after}"


def untracked(address: str, line: int | None, record: Record) -> str:
    """Return an address without the parameters by which it tells who follows it."""
    try:
        parts = urlsplit(address)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return address
    kept = [(key, value) for key, value in pairs if not _TRACKING.fullmatch(key)]
    if len(kept) == len(pairs):
        return address
    gone = ", ".join(key for key, _ in pairs if _TRACKING.fullmatch(key))
    record.drop("", line, f"tracking in a link to {parts.netloc or address} ({gone})")
    return urlunsplit(parts._replace(query=urlencode(kept)))
