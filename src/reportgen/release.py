"""A project → the flat files of a release: artifacts, register, manifest and checksums.

Never looks at the clock and never names a place on the disk: the same commit and the same tools
give the same bytes. Refuses what is not ready for everyone to read.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportgen import __version__, formats, pandoc
from reportgen.build import Build, build, lint
from reportgen.cache import needed_packages
from reportgen.diagnostics import Diagnostic, Failure, Outcome, Severity, error, fails
from reportgen.export import in_order, items_csv, items_json
from reportgen.files import BUNDLED, Files, bundled_styles, digest, write_whole
from reportgen.report import Report

__all__ = ["commit_of", "git", "release", "release_faults"]

_UNREADY = {"draft", "review", "withdrawn"}
_OPEN = {"open-flag", "placeholder-text"}
_FOR_EVERYONE = {None, "TLP:CLEAR"}
_CHECKSUMS = "SHA256SUMS"
_BESIDE = ("items.csv", "items.json", "manifest.json", _CHECKSUMS)
"""What a release holds beside the report itself."""
_MANIFEST_VERSION = 1


def release(
    files: Files,
    folder: Path,
    *,
    commit: str | None = None,
    allow_warnings: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Outcome[dict[str, bytes]]:
    """Build every format of report.yaml and write the files of a release into `folder`.

    `commit` is the state of the sources, as `commit_of` returns it. The editorial rules are run as
    well; without `allow_warnings`, a warning fails the release as an error does. Returns the files
    by name. Raises `Failure` with `unready-status`, `restricted-marking`, `open-flag`,
    `placeholder-text` or `foreign-file`, or with whatever the build or the writing raise; then
    nothing is written.
    """
    progress("read")
    checked = lint(files)
    report = checked.report
    refused = [*release_faults(report, checked.diagnostics), *_foreign(folder, report)]
    rest = [d for d in checked.diagnostics if d.code not in _OPEN]
    if refused or fails(rest, strict=not allow_warnings):
        raise Failure([*refused, *rest])
    made = build(files, strict=not allow_warnings, progress=progress)
    contents = {artifact.name: artifact.data for artifact in made.artifacts}
    items = in_order(made.report)
    contents["items.csv"] = items_csv(made.report, items)
    contents["items.json"] = items_json(items)
    contents["manifest.json"] = _manifest(made, contents, commit)
    contents[_CHECKSUMS] = _checksums(contents)
    write_whole(folder, contents)
    return Outcome(contents, made.diagnostics)


def release_faults(report: Report, found: Iterable[Diagnostic] = ()) -> Iterator[Diagnostic]:
    """Yield what forbids a release whatever else is allowed.

    `found` are the warnings of the check: a flag without an answer (S-13) and a text that is still
    to be written weigh as errors here.
    """
    status = report.metadata.control.status
    if status in _UNREADY:
        yield error(
            "unready-status",
            f"a report whose status is `{status}` is not released",
            report.span("report", "control", "status"),
            help="write `approved` or `published` once the approver has agreed",
        )
    marking = report.metadata.marking
    if marking not in _FOR_EVERYONE:
        yield error(
            "restricted-marking",
            f"a report marked `{marking}` is not for everyone",
            report.span("report", "marking"),
            help="only `TLP:CLEAR` or no marking is released; pass on the files of build/ instead",
        )
    for diagnostic in found:
        if diagnostic.code in _OPEN:
            yield replace(diagnostic, severity=Severity.ERROR)


def _foreign(folder: Path, report: Report) -> Iterator[Diagnostic]:
    """Find what lies in the folder and would pass for a part of the release."""
    meta = report.metadata
    ours = {f"{meta.slug}{formats.find(name).suffix}" for name in meta.formats} | set(_BESIDE)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in ours:
            yield error(
                "foreign-file",
                f"`{path.name}` in the release folder is not part of this release",
                help="move it away, or release into another folder",
            )


def _checksums(contents: Mapping[str, bytes]) -> bytes:
    """Write the digests as `sha256sum -c` reads them."""
    return "".join(f"{digest(data)}  {name}\n" for name, data in sorted(contents.items())).encode()


def _manifest(made: Build, contents: Mapping[str, bytes], commit: str | None) -> bytes:
    meta = made.report.metadata
    manifest: dict[str, Any] = {
        "manifest_version": _MANIFEST_VERSION,
        "report": {
            "title": meta.title,
            "number": meta.number,
            "version": meta.versions[-1].version,
            "published": meta.published,
            "updated": meta.updated,
            "status": meta.control.status,
            "marking": meta.marking,
            "language": meta.language,
            "style": meta.style,
            "licence": meta.licence.spdx or meta.licence.name,
        },
        "source": {"commit": commit, "date": meta.updated},
        "files": [
            {"name": name, "size": len(data), "sha256": digest(data)}
            for name, data in sorted(contents.items())
        ],
        "inputs": [
            {"path": path, "sha256": sum_}
            for path, sum_ in sorted({**made.inputs, **_bundled_style()}.items())
        ],
        "tools": {
            "reportgen": __version__,
            "python": platform.python_version(),
            "pandoc": pandoc.version(),
            "packages": needed_packages(),
        },
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()


def _bundled_style() -> dict[str, str]:
    """Return the digests of the bundled styles' files, on which every style rests."""
    return {
        path.relative_to(BUNDLED).as_posix(): digest(path.read_bytes())
        for folder in bundled_styles()
        for path in (BUNDLED / folder).rglob("*")
        if path.is_file()
    }


def commit_of(folder: Path) -> str | None:
    """Return the commit of the project in `folder`, with `+changes` if files differ from it.

    None without git, outside a repository, and where git does not know the project's report.yaml.
    """
    if git(folder, "ls-files", "--error-unmatch", "source/report.yaml") is None:
        return None
    commit = git(folder, "rev-parse", "HEAD")
    if commit is None:
        return None
    changes = git(folder, "status", "--porcelain", "--", "source", "styles")
    return f"{commit}+changes" if changes else commit


def git(folder: Path, *arguments: str) -> str | None:
    """Return what git says of `folder`; None where it is not there, or refuses."""
    # What a hook or an alias has set must not lead git to another repository, and a repository
    # must not lead git to run a program.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    command = ("git", "-c", "core.fsmonitor=false", "-C", str(folder), *arguments)
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are written here
            command,
            capture_output=True,
            check=False,
            encoding="utf-8",
            env=environment,
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
