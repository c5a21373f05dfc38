# ruff: noqa: INP001 - a script that the installer copies, part of no package
"""Usage: python page_check.py FILE PROFILE... prints what page-validation finds as JSON."""

import json
import sys

import page


def check(path: str, profile: str) -> dict[str, object]:
    """Hold one file against one profile."""
    report = page.validate_pdf(path, profile=profile)
    return {
        "profile": profile,
        "compliant": report.is_compliant,
        "rules": report.rules.total,
        "failures": [{"rule": f.rule_id, "message": f.message} for f in report.failures],
    }


if __name__ == "__main__":
    file, *profiles = sys.argv[1:]
    json.dump([check(file, profile) for profile in profiles], sys.stdout)
