"""What the words of the closed lists mean, for those who choose one while writing.

What is printed about a word stands in the label files of the styles: status, qualifier, confidence.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["MEANINGS"]

MEANINGS: tuple[Mapping[str, str], ...] = (
    {
        "flow": "goods, energy, money or people that go from one side to the other",
        "infrastructure": "something built: a road, a port, a pipeline, a market",
        "programme": "a plan with several projects or measures",
        "agreement": "something that was signed or agreed",
        "operation": "something that is carried out, such as a patrol",
        "talks": "negotiations, visits, consultations",
        "offer": "something that one side has offered",
        "policy": "a line that a side follows",
        "statistic": "a figure that describes a state of things; has no life cycle",
        "target": "a figure or a state that is aimed at; has no life cycle",
        "threat": "a danger that the source names; has no life cycle",
        "event": "something that happened; has no life cycle",
        "stance": "a view that a side holds; has no life cycle",
    },
    {
        "one-way": "from one party to another; says so in `from` and `to`",
        "two-way": "between the parties",
    },
    {
        "core": "counted, and shown in the summary tables",
        "context": "wider context: shown apart, never counted",
    },
    {
        "thousand": "the amount is in thousands",
        "million": "the amount is in millions",
        "billion": "the amount is in thousand millions",
    },
    {
        "note": "cover, summary, summary tables, sources, disclaimers",
        "briefing": "a note with key findings, sections, timeline, key figures, document control",
        "report": "a briefing with contents, conventions, constraints, recommendations, glossary",
        "study": "a report with assessment, methodology and annexes",
    },
    {
        "TLP:CLEAR": "anyone may read it",
        "TLP:GREEN": "for the community, not for the public",
        "TLP:AMBER": "for the reader's organisation and its clients, as far as they need it",
        "TLP:AMBER+STRICT": "for the reader's organisation alone",
        "TLP:RED": "for the eyes of the named readers alone",
    },
    {
        "summary": "the summary, of a page or two, without a number",
        "key-findings": "one list of three to seven findings, each with its items",
        "section": "an ordinary section, with a number",
        "assessment": "the editors' judgement, apart from what the source states",
        "recommendations": "what the report advises to do",
        "methodology": "how the report was made",
        "annex": "what is too long for the text",
    },
    {
        "draft": "being written; says so on the cover, and cannot be released",
        "review": "with its reviewers; cannot be released",
        "approved": "approved, and may be released",
        "published": "published",
        "withdrawn": "taken back; cannot be released",
    },
    {
        "significant": "readers of the last version should read it again",
        "minor": "corrections that change no statement",
    },
    {
        "state": "a state",
        "state-group": "several states without an organisation",
        "armed-group": "an armed group that is no state",
        "group": "people that are meant together",
        "organisation": "an organisation with members",
        "initiative": "a programme with a name of its own",
        "person": "a person, with an office",
    },
    {
        "error": "fails `reportgen check` and a release",
        "warning": "fails them under `--strict`",
        "note": "is shown, and fails nothing",
        "off": "is not looked for",
    },
    {
        "cldr": "the short names of the Unicode CLDR, in the language of the report",
        "register": "the names of parties.yaml",
    },
    {
        "error": "must be settled before anyone relies on the report: needs an answer",
        "warning": "care is needed",
        "info": "a remark on style or layout",
    },
)
"""A meaning for every word of each list, in the order of the list."""
