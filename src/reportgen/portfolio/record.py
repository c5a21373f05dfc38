"""`portfolio.json`: what was made of each report, of what; and whether that still holds.

A report is as it was when every question that its build asked of its files has the same answer,
the entries of shared files that it uses say the same, nothing else was wanted of it, the engine is
the same, and its artifacts are still there. Whatever cannot be read counts as changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from reportgen.diagnostics import Failure, Severity
from reportgen.files import SHARED, DiskFiles, Files, SharingFiles, digest, write_whole
from reportgen.fingerprint import fingerprint
from reportgen.memory import Looked
from reportgen.parse import SHAREABLE, Register, used_terms
from reportgen.portfolio.members import Member
from reportgen.portfolio.work import ITEMS_CSV, ITEMS_JSON, Cost, Facts, Made

__all__ = [
    "RECORD",
    "Entry",
    "Shared",
    "entry_of",
    "is_fresh",
    "read_record",
    "remove_others",
    "remove_stale",
    "seems_there",
    "told",
    "write_record",
]

RECORD = "portfolio.json"
_VERSION = 1


@dataclass(frozen=True)
class Entry:
    """What is known of one report.

    `status` is `built`, `unchanged`, `failed`, `skipped` (nobody asked for it) or `waiting` (the
    build was interrupted). `inputs` are digests by the path in the portfolio, `looked` the other
    questions that were asked of its files; `shared` are, of each shared file, the entries that are
    used and the digest of what they say.
    """

    name: str
    status: str
    folder: str
    facts: Facts = field(default_factory=Facts)
    artifacts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    looked: Sequence[Sequence[Any]] = ()
    shared: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    row: str = ""
    asked: str = ""
    cost: Cost = field(default_factory=Cost)
    errors: int = 0
    warnings: int = 0


class Shared:
    """The shared register of a portfolio, and what its entries say."""

    def __init__(self, register: Register) -> None:
        """Take what `parse_shared` has read."""
        self.register = register

    def said(self, kind: str, names: Iterable[str]) -> str:
        """Return the digest of what some entries of a kind say."""
        entries = self.register.of(kind)
        return fingerprint([
            [name, entries[name].model_dump(mode="json") if name in entries else None]
            for name in sorted(names)
        ])

    def still_says(self, kind: str, used: Sequence[str], said: str, texts: Sequence[str]) -> bool:
        """Tell whether a report with these texts would use the same entries, and read the same.

        An entry that the report does not use, but defines itself, is a fault; what only looks like
        a definition counts, too.
        """
        if kind == "terms":
            return self.said(kind, used_terms(self.register.of(kind), texts)) == said
        others = set(self.register.ids(kind)) - set(used)
        twice = any(_defined(name, text) for name in others for text in texts)
        return not twice and self.said(kind, used) == said


def _defined(name: str, text: str) -> bool:
    """Tell whether a YAML text may have an entry of that name: as a key, or as an `id`."""
    word = rf"(?<![\w-])[\"']?{re.escape(name)}[\"']?"
    return name in text and bool(re.search(rf"{word}\s*:|\bid\s*:\s*{word}(?![\w-])", text))


def entry_of(made: Made, member: Member, asked: str, shared: Shared, before: Entry | None) -> Entry:
    """Return what is known of a report that was made, or of one that failed and was made before."""
    counts = {
        severity: sum(d.severity is severity for d in made.diagnostics) for severity in Severity
    }
    entry = Entry(
        name=made.name,
        status="built" if made.artifacts else "failed",
        folder=member.folder,
        row=member.row.digest if member.row else "",
        cost=made.cost,
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
    )
    if not made.artifacts:
        kept = before or entry
        return replace(entry, facts=kept.facts, artifacts=kept.artifacts)
    reads = {path: answer for (question, path), answer in made.looked.items() if question == "read"}
    return replace(
        entry,
        facts=made.facts,
        asked=asked,
        artifacts={
            artifact.name: {"size": len(artifact.data), "sha256": digest(artifact.data)}
            for artifact in made.artifacts
        },
        inputs={placed(member.folder, path): str(answer) for path, answer in sorted(reads.items())},
        looked=[
            [question, path, fingerprint(answer)[:16]]
            for (question, path), answer in sorted(made.looked.items())
            if question != "read" and placed(member.folder, path) not in _REGISTERS
        ],
        shared={
            kind: {"entries": list(names), "sha256": shared.said(kind, names)}
            for kind, names in made.shared.items()
        },
    )


def placed(folder: str, path: str) -> str:
    """Return the path in the portfolio of a file that a report sees."""
    return posixpath.normpath(f"{folder}/{path}")


class Digests:
    """Digests of the files of a portfolio, each read once."""

    def __init__(self, home: DiskFiles) -> None:
        """Read below `home`."""
        self.home = home
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Return the digest of a file; an empty text when there is none."""
        if path not in self._known:
            try:
                self._known[path] = digest(self.home.read(path))
            except Failure:
                self._known[path] = ""
        return self._known[path]


def is_fresh(
    entry: Entry, member: Member, asked: str, digests: Digests, shared: Shared, output: DiskFiles
) -> bool:
    """Tell whether what was made of a report is what would be made of it now."""
    row = member.row.digest if member.row else ""
    if not entry.inputs or (entry.asked, entry.folder, entry.row) != (asked, member.folder, row):
        return False
    own = {path: said for path, said in entry.inputs.items() if path not in _REGISTERS}
    return (
        all(digests.of(path) == said for path, said in own.items())
        and _looks_the_same(entry, digests.home)
        and _shared_the_same(entry, own, digests, shared)
        and all(_is_there(output, entry.name, name, is_) for name, is_ in entry.artifacts.items())
    )


_REGISTERS = {placed("reports/any", f"{SHARED}/{kind}.yaml"): kind for kind in SHAREABLE}


def _looks_the_same(entry: Entry, home: DiskFiles) -> bool:
    files = SharingFiles(_Below(home, entry.folder), home)
    return all(
        fingerprint(files.exists(path) if question == "exists" else files.paths(path))[:16] == said
        for question, path, said in entry.looked
    )


def _shared_the_same(entry: Entry, own: Iterable[str], digests: Digests, shared: Shared) -> bool:
    changed = [
        kind for path, kind in _REGISTERS.items() if digests.of(path) != entry.inputs.get(path, "")
    ]
    if not changed:
        return True
    texts = [*_texts(digests.home, own)]
    return all(
        shared.still_says(
            kind, entry.shared.get(kind, {}).get("entries", ()),
            entry.shared.get(kind, {}).get("sha256", ""), texts,
        )
        for kind in changed
    )  # fmt: skip


def _texts(home: Files, paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if path.endswith((".yaml", ".md")) and not path.startswith("shared/"):
            yield home.read(path).decode("utf-8", "replace")


def told(path: Path) -> dict[str, Any]:
    """Return the size and the digest of a file, which may be larger than any that a build reads."""
    with path.open("rb") as stream:
        said = hashlib.file_digest(stream, "sha256").hexdigest()
        return {"size": stream.tell(), "sha256": said}


def are_there(output: DiskFiles, files: Mapping[str, Mapping[str, Any]]) -> bool:
    """Tell whether the files that were made of all reports are as they were made."""
    places = {name: output.root / Path(name).name for name in files}
    return bool(files) and all(
        place.is_file() and told(place) == files[name] for name, place in places.items()
    )


def seems_there(entry: Entry, output: DiskFiles) -> bool:
    """Tell whether the files of a report are there, without reading the large ones."""
    return all(
        _is_there(output, entry.name, name, said)
        if name in {ITEMS_CSV, ITEMS_JSON}
        else _size(output, f"{entry.name}/{name}") == said.get("size")
        for name, said in entry.artifacts.items()
    )


def _size(output: DiskFiles, path: str) -> int | None:
    return (output.root / path).stat().st_size if output.exists(path) else None


def _is_there(output: DiskFiles, report: str, name: str, said: Mapping[str, Any]) -> bool:
    try:
        data = output.read(f"{report}/{name}")
    except Failure:
        return False
    return len(data) == said.get("size") and digest(data) == said.get("sha256")


class _Below:
    """The files of one folder of others."""

    def __init__(self, files: DiskFiles, folder: str) -> None:
        self._files = files
        self._folder = folder

    def read(self, path: str) -> bytes:
        return self._files.read(f"{self._folder}/{path}")

    def exists(self, path: str) -> bool:
        return self._files.exists(f"{self._folder}/{path}")

    def paths(self, folder: str) -> tuple[str, ...]:
        before = f"{self._folder}/"
        return tuple(p.removeprefix(before) for p in self._files.paths(f"{before}{folder}"))


def remove_stale(output: Path, before: Entry, now: Entry | None) -> None:
    """Remove what an earlier build has made of a report and this one has not, unless it differs."""
    there = DiskFiles(output)
    for name, said in before.artifacts.items():
        if (now is None or name not in now.artifacts) and _is_there(there, before.name, name, said):
            (output / before.name / name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        (output / before.name).rmdir()


def remove_others(output: Path, before: Record, files: Collection[str]) -> None:
    """Remove the files of all reports that an earlier build has made and this one has not."""
    for name, said in before.head.get("files", {}).items():
        place = output / Path(name).name
        if name not in files and place.is_file() and told(place) == said:
            place.unlink()


@dataclass(frozen=True)
class Record:
    """What the last build has left: its reports by name, and what it made of all of them.

    `head` is what stands beside the reports: `style` are the questions that were asked of the style
    of the index page, `made` is the digest of what the files of all reports follow from, and
    `files` are those, each with its size and digest.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    head: Mapping[str, Any] = field(default_factory=dict)

    @property
    def style(self) -> Looked:
        """What was asked of the files of the style, and what they said."""
        return {
            (question, path): tuple(answer) if isinstance(answer, list) else answer
            for question, path, answer in self.head.get("style", ())
        }


def read_record(output: Path) -> Record:
    """Return what the last build has left; nothing if that is broken."""
    try:
        said = json.loads((output / RECORD).read_bytes())
        if said["portfolio_version"] != _VERSION:
            return Record()
        entries = {one["name"]: _entry(one) for one in said.pop("reports")}
        record = Record(entries, said)
        _ = [
            *record.style,
            *((name, is_["size"], is_["sha256"]) for name, is_ in said["files"].items()),
        ]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Record()
    return record


def _entry(said: Mapping[str, Any]) -> Entry:
    facts = Facts(**{**said["facts"], "subjects": tuple(said["facts"]["subjects"])})
    artifacts = {one["name"]: {"size": one["size"], "sha256": one["sha256"]}
                 for one in said["artifacts"]}  # fmt: skip
    cost = Cost(**said["cost"])
    return Entry(**{**said, "facts": facts, "artifacts": artifacts, "cost": cost})


def write_record(output: Path, head: Mapping[str, Any], entries: Iterable[Entry]) -> None:
    """Write what is known of all reports."""
    write_whole(output, {RECORD: record_bytes(head, entries)})


def record_bytes(head: Mapping[str, Any], entries: Iterable[Entry]) -> bytes:
    """Return what is known of all reports, as JSON with a report a line."""
    lines = ",\n".join(json.dumps(_plain(entry), ensure_ascii=False) for entry in entries)
    start = json.dumps({"portfolio_version": _VERSION, **head}, ensure_ascii=False)
    return f'{start[:-1]}, "reports": [\n{lines}\n]}}\n'.encode()


def _plain(entry: Entry) -> dict[str, Any]:
    said = asdict(entry)
    said["artifacts"] = [{"name": name, **is_} for name, is_ in entry.artifacts.items()]
    return said
