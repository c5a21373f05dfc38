"""The logo of a style: a picture beside its style.yaml, read and checked.

Never decides where the logo stands; that is the stylesheets' and the formats' business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from reportgen.diagnostics import Diagnostic, Failure, Span, error
from reportgen.edition import Logo
from reportgen.files import OverlayFiles
from reportgen.pictures import measure

__all__ = ["LARGEST", "read_logo"]

LARGEST = 512 * 1024
"""The largest logo in bytes: it goes into every file."""

MOST_PIXELS = 16_000_000

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ENDINGS = {b"\x89PNG\r\n\x1a\n": (".png",), b"\xff\xd8\xff": (".jpg", ".jpeg")}


def read_logo(
    tokens: Mapping[str, Any],
    overlay: OverlayFiles,
    place: Callable[..., Span],
    problems: list[Diagnostic],
) -> Logo | None:
    """Read the picture that `cover.logo` names; None when a style has none, or a broken one."""
    name, words = str(tokens["cover"]["logo"]), str(tokens["cover"]["logo-alt"]).strip()
    if not name:
        return None
    at = place("cover", "logo")
    if not words:
        problems.append(
            error("missing-alt-text", f"the logo `{name[:80]}` has no alternative text", at,
                  help="say whose it is: `logo-alt: Institute of River Trade`")
        )  # fmt: skip
    found = _data(name, overlay, at)
    if isinstance(found, Diagnostic):
        problems.append(found)
        return None
    size = measure(found, MOST_PIXELS)
    if isinstance(size, str):
        problems.append(
            error("bad-figure", f"the logo `{name}` {size}", at,
                  help="save the picture anew, with at most 4,000 by 4,000 dots")
        )  # fmt: skip
        return None
    return Logo(name, words, found, *size)


def _data(name: str, overlay: OverlayFiles, at: Span) -> bytes | Diagnostic:
    if not _NAME.fullmatch(name):
        return error(
            "path-outside-project", f"`{name[:80]}` is not a file of the style", at,
            help="put the logo beside style.yaml and write its name alone, such as `logo.png`",
        )  # fmt: skip
    if not overlay.exists(name):
        return error("missing-file", f"there is no logo `{overlay.origin(name)}`", at,
                     help="put the file beside the style.yaml that names it")  # fmt: skip
    try:
        data = overlay.read(name)
    except Failure as failure:
        fault = failure.diagnostics[0]
        return error(fault.code, fault.message, at, help=fault.help)
    endings = next((e for magic, e in _ENDINGS.items() if data.startswith(magic)), ())
    if not name.lower().endswith(endings or ("\0",)):
        return error("bad-figure", f"`{name}` is not the picture that its name promises", at,
                     help="use a PNG or JPEG file with the matching ending")  # fmt: skip
    if len(data) > LARGEST:
        return error(
            "file-too-large", f"the logo `{name}` has {len(data):,} bytes; at most {LARGEST:,} "
            "are read", at, help="make the picture smaller: 1,000 dots across are plenty",
        )  # fmt: skip
    return data
