"""A whole build that was made before: when nothing it looked at has changed, it is not made again.

It is found by the project and by what was asked for, and holds as long as every file that the build
looked at is as it was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reportgen.cache.shelf import Cache
from reportgen.diagnostics import Diagnostic, from_plain, in_plain
from reportgen.edition import Artifact
from reportgen.files import Files
from reportgen.memory import Looked, still_so

__all__ = ["Finished", "keep_finished", "recall_finished", "seconds_before"]

_CALL = "finished"


@dataclass(frozen=True)
class Finished:
    """What a build made, what it had to say, and the digest of each file that it read."""

    artifacts: tuple[Artifact, ...]
    diagnostics: tuple[Diagnostic, ...]
    inputs: Mapping[str, str]
    seconds: Mapping[str, float] = field(default_factory=dict)
    """Seconds of each stage; none of a build that was made before."""


def keep_finished(cache: Cache, asked: tuple[Any, ...], looked: Looked, finished: Finished) -> None:
    """Keep a build; `asked` is which project it is of, and what was wanted of it."""
    kept = []
    for artifact in finished.artifacts:
        key = cache.key("artifact", artifact.data)
        cache.put(key, artifact.data)
        kept.append([artifact.name, key])
    said = {
        "looked": [[*question, answer] for question, answer in looked.items()],
        "artifacts": kept,
        "diagnostics": in_plain(finished.diagnostics),
        "inputs": dict(finished.inputs),
        "seconds": dict(finished.seconds),
    }
    cache.put(cache.key(_CALL, asked), json.dumps(said).encode())


def recall_finished(cache: Cache, asked: tuple[Any, ...], files: Files) -> Finished | None:
    """Return the build that was kept, None if there is none or something is not as it was."""
    entry = cache.get(cache.key(_CALL, asked))
    if entry is None or cache.verifying:
        return None
    said = json.loads(entry)
    looked = {
        (question, path): tuple(answer) if isinstance(answer, list) else answer
        for question, path, answer in said["looked"]
    }
    if not still_so(files, looked):
        return None
    artifacts = []
    for name, key in said["artifacts"]:
        data = cache.get(key)
        if data is None:
            return None
        artifacts.append(Artifact(name, data))
    return Finished(tuple(artifacts), from_plain(said["diagnostics"]), said["inputs"])


def seconds_before(cache: Cache, asked: tuple[Any, ...]) -> Mapping[str, float]:
    """Return how many seconds each stage took when it was last built, whatever changed since."""
    entry = cache.get(cache.key(_CALL, asked))
    seconds: Mapping[str, float] = json.loads(entry)["seconds"] if entry is not None else {}
    return seconds
