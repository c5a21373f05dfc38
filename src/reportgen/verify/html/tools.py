"""The judges of HTML that others made: the Nu Html Checker and axe-core."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportgen.verify.subject import Subject
from reportgen.verify.toolbox import Broken, Toolbox, parse_json
from reportgen.verify.verdict import Finding, Level, note

__all__ = ["axe_version", "judge_axe", "judge_vnu", "vnu_version"]

_TAKEN_FOR_BLOCKED = re.compile(r"image “data:.* blocked by “img-src”")

_BROWSER_FLAW = 1
"""Pixels by which a page may be wider than its window: rounding, no scrolling."""


def vnu_version(toolbox: Toolbox) -> str:
    """Return the version of the Nu Html Checker."""
    toolbox.program("java")
    return toolbox.node_package("vnu-jar")


def judge_vnu(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Hold the file against the HTML standard (H-07)."""
    jar = toolbox.path("node", "node_modules", "vnu-jar", "build", "dist", "vnu.jar")
    answer = toolbox.java("-jar", jar, "--format", "json", "--stdout", subject.path)
    for message in parse_json(answer, "{")["messages"]:
        kind = message.get("subType") or message["type"]
        if message["type"] == "non-document-error":
            raise Broken(message["message"])
        level = {"error": Level.ERROR, "warning": Level.WARNING}.get(kind, Level.NOTE)
        level = Level.ERROR if message["type"] == "error" else level
        # The checker (26.9) takes `img-src data:` for no source at all, which browsers do not.
        level = Level.NOTE if _TAKEN_FOR_BLOCKED.search(message["message"]) else level
        place = f"{message.get('lastLine', 0)}:{message.get('firstColumn', 0)}"
        yield Finding(kind, message["message"], place, level)


def axe_version(toolbox: Toolbox) -> str:
    """Return the version of axe-core."""
    toolbox.program("node")
    toolbox.browser()
    toolbox.path("node", "axe.mjs")
    return toolbox.node_package("axe-core")


def judge_axe(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Look for barriers at three widths, with the network shut (H-01, H-07)."""
    script = toolbox.path("node", "axe.mjs")
    answer = toolbox.run(toolbox.program("node"), script, toolbox.browser(), subject.path)
    if answer.code != 0:
        raise Broken(answer.last_words)
    for seen in parse_json(answer, "{")["views"]:
        view = seen["view"]
        for found in seen["violations"]:
            words = f"{found['impact']}: {found['help']}; {found['example']}"
            place = f"{found['target']} ({view})"
            yield Finding(found["id"], words, place, count=found["count"])
        for found in seen["incomplete"]:
            yield note(found["id"], f"for a person: {found['help']}", view, found["count"])
        for address in sorted(set(seen["requests"])):
            yield Finding("network", f"it asks for {address}", view)
        for complaint in sorted(set(seen["complaints"])):
            yield Finding("browser", f"the browser says: {complaint[:240]}", view)
        if seen["overflow"] > _BROWSER_FLAW:
            yield Finding("overflow", f"it is {seen['overflow']} px wider than the window", view)
