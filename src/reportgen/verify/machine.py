"""Judgements → JSON, and SARIF 2.1.0 (OASIS) with a run for each judge."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from reportgen.verify.registry import JUDGES
from reportgen.verify.verdict import Finding, Judgement, Level, Verdict

__all__ = ["render_json", "render_sarif"]

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ABOUT = {judge.name: judge.about for judge in JUDGES}


def render_json(judgements: Sequence[Judgement]) -> str:
    """Render all judgements as one object; every entry has the same keys."""
    entries = [
        {
            "file": judgement.file,
            "judge": judgement.judge,
            "version": judgement.version or None,
            "verdict": judgement.verdict.value,
            "seconds": round(judgement.seconds, 3),
            "remark": judgement.remark or None,
            "findings": [
                {
                    "code": finding.code,
                    "level": finding.level.value,
                    "message": finding.message,
                    "place": finding.place or None,
                    "count": finding.count,
                }
                for finding in judgement.findings
            ],
        }
        for judgement in judgements
    ]
    counts = {v.value: sum(j.verdict is v for j in judgements) for v in Verdict}
    return (
        json.dumps({"verdicts": counts, "judgements": entries}, ensure_ascii=False, indent=2) + "\n"
    )


def render_sarif(judgements: Sequence[Judgement]) -> str:
    """Render a run for each judge; one without a verdict has an invocation that says so."""
    judges = dict.fromkeys(judgement.judge for judgement in judgements)
    runs = [_run(name, [j for j in judgements if j.judge == name]) for name in judges]
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": runs}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _run(name: str, judgements: list[Judgement]) -> dict[str, Any]:
    found = [(j, f) for j in judgements for f in j.findings]
    codes = sorted({finding.code for _, finding in found})
    version = next((j.version for j in judgements if j.version), None)
    driver: dict[str, Any] = {
        "name": name,
        "shortDescription": {"text": _ABOUT.get(name, name)},
        "rules": [{"id": code} for code in codes],
    }
    if version:
        driver["version"] = version
    unheard = [j for j in judgements if j.remark]
    invocation = {
        "executionSuccessful": not unheard,
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": f"{j.verdict.value}: {j.remark}"},
             "locations": [_location(j.file, "")]}
            for j in unheard
        ],
    }  # fmt: skip
    return {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "results": [_result(judgement, finding, codes) for judgement, finding in found],
    }


def _result(judgement: Judgement, finding: Finding, codes: list[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": finding.level.value,
        "message": {"text": finding.message},
        "locations": [_location(judgement.file, finding.place)],
        "occurrenceCount": finding.count,
    }
    if finding.level is Level.NOTE:
        result["kind"] = "informational"
        result["level"] = "none"
    return result


def _location(file: str, place: str) -> dict[str, Any]:
    """Name the file, and the place in it as the judge tells it; no judge tells lines of a file."""
    uri = quote(PurePath(file).as_posix(), safe="/:")
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": uri}}}
    if place:
        location["logicalLocations"] = [{"fullyQualifiedName": place}]
    return location
