"""The language server: an editor's questions about a project, answered over stdin and stdout.

Diagnostics as one types, completion, hover, definition, references, rename and outlines (Language
Server Protocol 3.17). The only door to pygls and lsprotocol; writes no file: what is to change it
tells the editor.
"""

from __future__ import annotations

import os
import sys

from reportgen.diagnostics import Failure, missing_extra

__all__ = ["serve"]


def serve() -> bool:
    """Serve one editor over stdin and stdout; tell whether it said goodbye before it left.

    Raises `Failure` with `missing-extra` when pygls is not installed.
    """
    try:
        from reportgen.lsp import features  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as fault:
        if fault.name is None or fault.name.partition(".")[0] not in {"pygls", "lsprotocol"}:
            raise
        raise Failure([missing_extra("the language server", "lsp", [fault.name])]) from None
    server = features.make_server()
    # Standard output is the editor's alone: a word of anyone else there would end the talk.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        server.start_io(sys.stdin.buffer, answers)
    server.worker.shutdown(wait=True, cancel_futures=True)
    return server.ended
