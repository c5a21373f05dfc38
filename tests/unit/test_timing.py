"""Where the time went: spans of this process and its forks, as a table and as a trace."""

from __future__ import annotations

import json
import os
import sys

import jsonschema
import pytest

from reportgen.terminal import render_timings, trace_events
from reportgen.timing import Span, Trace, span, timed

MS = 1_000_000

TRACE = {
    "type": "object",
    "required": ["traceEvents"],
    "properties": {
        "displayTimeUnit": {"enum": ["ms", "ns"]},
        "traceEvents": {
            "type": "array",
            "items": {
                "oneOf": [
                    {
                        "required": ["ph", "name", "pid", "tid", "ts", "dur"],
                        "additionalProperties": False,
                        "properties": {
                            "ph": {"const": "X"},
                            "name": {"type": "string", "minLength": 1},
                            "cat": {"type": "string"},
                            "pid": {"type": "integer"},
                            "tid": {"type": "integer"},
                            "ts": {"type": "number", "minimum": 0},
                            "dur": {"type": "number", "minimum": 0},
                            "tdur": {"type": "number", "minimum": 0},
                            "args": {"type": "object"},
                        },
                    },
                    {
                        "required": ["ph", "name", "pid", "args"],
                        "additionalProperties": False,
                        "properties": {
                            "ph": {"const": "M"},
                            "name": {"enum": ["process_name", "process_sort_index"]},
                            "pid": {"type": "integer"},
                            "tid": {"type": "integer"},
                            "args": {"type": "object"},
                        },
                    },
                ]
            },
        },
    },
}
"""What the Trace Event Format says of complete events and of metadata events."""

HERE, FORK = (100, 100), (101, 101)


def made(name: str, begun: int, wall: int, lane: tuple[int, int] = HERE, cpu: int = 0) -> Span:
    return Span(name, *lane, begun * MS, wall * MS, cpu * MS)


SPANS = [
    made("build", 0, 1000, cpu=900),
    made("read", 0, 100),
    made("pandoc", 10, 20),
    made("pandoc", 40, 20),
    made("docx", 50, 400, FORK),
    made("pandoc", 60, 300, FORK),
    made("pdf", 100, 800),
    made("layout", 150, 700),
    made("trifle", 151, 1),
]


def test_a_span_is_nothing_where_no_trace_is_open() -> None:
    assert span("read") is span("pdf")


def test_spans_lie_in_one_another_as_the_work_does() -> None:
    with Trace().open() as trace, span("build"):
        with span("read", file="a"):
            pass
        with span("pdf"):
            pass
    build, read, pdf = trace.spans()
    assert [s.name for s in (build, read, pdf)] == ["build", "read", "pdf"]
    assert build.begun <= read.begun <= read.begun + read.wall <= pdf.begun
    assert pdf.begun + pdf.wall <= build.begun + build.wall
    assert read.details == {"file": "a"}


def test_work_that_fails_is_noted_too() -> None:
    trace = Trace()
    with pytest.raises(ValueError, match="no"), trace.open(), span("read"):
        raise ValueError("no")
    assert [s.name for s in trace.spans()] == ["read"]


def test_a_function_can_be_noted_at_each_call() -> None:
    double = timed("double")(lambda number: 2 * number)
    with Trace().open() as trace:
        assert [double(1), double(2)] == [2, 4]
    assert [s.name for s in trace.spans()] == ["double", "double"]


@pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="cannot fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_writes_its_spans_into_the_same_trace() -> None:
    with Trace().open() as trace, span("build"):
        child = os.fork()
        if child == 0:
            with span("docx"):
                pass
            os._exit(0)
        os.waitpid(child, 0)
    assert [(s.name, s.process) for s in trace.spans()] == [
        ("build", os.getpid()), ("docx", child)
    ]  # fmt: skip


def test_the_table_shows_stages_and_what_other_processes_did_beside_them() -> None:
    assert render_timings(SPANS).splitlines() == [
        "               Wall     CPU  Share",
        "read         0.10 s  0.00 s   10 %",
        "  pandoc ×2  0.04 s  0.00 s    4 %",
        "pdf          0.80 s  0.00 s   80 %",
        "  layout     0.70 s  0.00 s   70 %",
        "all          1.00 s  0.90 s  100 %",
        "beside it",
        "  docx       0.40 s  0.00 s   40 %",
        "    pandoc   0.30 s  0.00 s   30 %",
    ]


def test_the_trace_is_of_the_trace_event_format() -> None:
    document = json.loads(trace_events(SPANS))
    jsonschema.validate(document, TRACE)
    events = [e for e in document["traceEvents"] if e["ph"] == "X"]
    assert [(e["name"], e["ts"], e["dur"]) for e in events[:3]] == [
        ("build", 0, 1_000_000), ("read", 0, 100_000), ("pandoc", 10_000, 20_000)
    ]  # fmt: skip


def test_each_process_of_the_trace_has_a_name_and_its_place() -> None:
    events = json.loads(trace_events(SPANS))["traceEvents"]
    assert [(e["pid"], e["name"], *e["args"].values()) for e in events if e["ph"] == "M"] == [
        (100, "process_name", "build"),
        (100, "process_sort_index", 0),
        (101, "process_name", "docx"),
        (101, "process_sort_index", 1),
    ]
