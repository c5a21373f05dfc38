"""What a judge is, and how it is asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reportgen import __version__
from reportgen.verify.subject import Subject
from reportgen.verify.toolbox import Absent, Broken, NotJudged, Toolbox, Unreadable, need_packages
from reportgen.verify.verdict import Finding, Judgement, Verdict, failing

__all__ = ["Judge", "own"]

Version = Callable[[Toolbox], str]
"""Returns the version of the judge; raises `Absent` when it is not installed."""

Opinion = Callable[[Subject, Toolbox], Iterable[Finding]]
"""Returns what was found; may raise `Absent`, `NotJudged`, `Broken` or `Unreadable`."""


@dataclass(frozen=True)
class Judge:
    """One judge: its name, what it looks at, and how long it takes in comparison with others."""

    name: str
    kind: str
    about: str
    version: Version
    opinion: Opinion
    cost: int = 1

    def judge(self, subject: Subject, toolbox: Toolbox) -> Judgement:
        """Show one subject to the judge. Never raises: whatever happens is a judgement."""
        version = ""
        begun = time.perf_counter()

        def said(verdict: Verdict, remark: str = "", *findings: Finding) -> Judgement:
            seconds = time.perf_counter() - begun
            return Judgement(
                subject.name, self.name, version, verdict, seconds, findings, remark
            )  # fmt: skip

        try:
            version = self.version(toolbox)
            begun = time.perf_counter()
            findings = tuple(self.opinion(subject, toolbox))
        except Absent as why:
            return said(Verdict.MISSING, str(why))
        except NotJudged as why:
            return said(Verdict.SKIPPED, str(why))
        except Broken as why:
            return said(Verdict.BROKEN, str(why))
        except Unreadable as why:
            return said(Verdict.FAIL, "", Finding("unreadable", str(why)))
        except Exception as fault:  # noqa: BLE001 - one judge that stumbles must not silence the rest
            return said(Verdict.BROKEN, f"{type(fault).__name__}: {fault}")
        return said(Verdict.FAIL if failing(findings) else Verdict.PASS, "", *findings)


def own(*packages: str) -> Version:
    """Return how the version of one of reportgen's own judges is found."""

    def version(toolbox: Toolbox) -> str:
        del toolbox
        need_packages(*packages)
        return __version__

    return version
