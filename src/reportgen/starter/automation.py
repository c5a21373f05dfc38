"""The workflow by which GitHub checks and builds a project's report."""

from __future__ import annotations

import importlib.metadata
import json
import re
from pathlib import Path

__all__ = ["WORKFLOW", "belongs_to_a_repository", "own_requirement", "workflow"]

WORKFLOW = ".github/workflows/report.yml"


def workflow(requirement: str) -> dict[str, bytes]:
    """Return the file of the workflow; `requirement` is what pip is given there, or ""."""
    text = Path(__file__).with_name("workflow").joinpath("report.yml").read_text(encoding="utf-8")
    # An expression of GitHub's doubles the quotation marks inside its texts.
    return {WORKFLOW: text.replace("@REQUIREMENT@", requirement.replace("'", "''")).encode()}


def own_requirement() -> str:
    """Return how pip installed this reportgen, where another machine can do the same (PEP 610).

    The name alone would bring a package of somebody else.
    """
    written = importlib.metadata.distribution("reportgen").read_text("direct_url.json")
    said = json.loads(written) if written else {}
    url, version = str(said.get("url", "")), said.get("vcs_info", {})
    if not re.fullmatch(r"https://[^\s'\"@]+", url):
        return ""
    if version:
        return f"reportgen @ {version['vcs']}+{url}@{version['commit_id']}"
    return f"reportgen @ {url}"


def belongs_to_a_repository(folder: Path) -> bool:
    """Tell whether a folder above a new project is a repository, whose workflows are its own."""
    return any((above / ".git").exists() for above in folder.resolve().parents)
