"""What git says has changed since some commit → the reports that may differ since then."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from pathlib import Path

from reportgen.diagnostics import Failure, error
from reportgen.portfolio.members import Member
from reportgen.portfolio.record import Entry
from reportgen.release import git

__all__ = ["changed_files", "may_differ"]


def changed_files(home: Path, revision: str) -> frozenset[str]:
    """Return the files of a portfolio that are not as they were at `revision`, and the new ones.

    Raises `Failure` with `unknown-revision`.
    """
    commit = git(home, "rev-parse", "--verify", "--quiet", "--end-of-options",
                 f"{revision}^{{commit}}")  # fmt: skip
    if commit is None:
        inside = git(home, "rev-parse", "--show-toplevel") is not None
        raise Failure([
            error(
                "unknown-revision",
                f"git knows no commit `{revision[:100]}` here",
                help="name a commit, a tag or a branch; a shallow clone may lack it"
                if inside
                else "the portfolio is not in a repository of git, or git is not installed",
            )
        ])
    changed = git(
        home, "diff", "--name-only", "--no-renames", "--relative", "-z", commit, "--", "."
    )
    new = git(home, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    names = f"{changed or ''}\0{new or ''}".split("\0")
    return frozenset(name for name in names if name)


def may_differ(member: Member, entry: Entry | None, changed: Collection[str]) -> bool:
    """Tell whether a report has read a file that changed, or may do so now.

    Of a report whose last build is not known, every shared file counts as read.
    """
    table = posixpath.normpath(member.row.path) if member.row else None
    own = f"{member.folder}/"
    for path in changed:
        if path.startswith(own) or path == table:
            return True
        known = entry is not None and bool(entry.inputs)
        if path in entry.inputs if known and entry else path.startswith("shared/"):
            return True
    return False
