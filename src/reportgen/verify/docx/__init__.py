"""The judges of Word files: three that others made, LibreOffice, and one of our own."""

from __future__ import annotations

from reportgen.verify.docx import tools
from reportgen.verify.docx.rules import judge_rules
from reportgen.verify.judge import Judge, own

__all__ = ["JUDGES"]

JUDGES = (
    Judge("open-xml-sdk", "docx", "the schemas of Microsoft 365, by Microsoft's own validator",
          tools.sdk_version, tools.judge_sdk, cost=2),
    Judge("openxml-audit", "docx", "what makes Word offer a repair",
          tools.audit_version, tools.judge_audit, cost=2),
    Judge("ooxml-integrity", "docx", "parts and numbers that lead nowhere",
          tools.integrity_version, tools.judge_integrity),
    Judge("libreoffice", "docx", "it opens, has pages, and every field finds its place",
          tools.office_version, tools.judge_office, cost=7),
    Judge("docx-rules", "docx", "what a reader needs and no schema asks for",
          own(), judge_rules),
)  # fmt: skip
