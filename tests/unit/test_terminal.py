"""Diagnostics as text: for people, editors, programs, GitHub and code scanners."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from reportgen.diagnostics import (
    Diagnostic,
    Edit,
    Note,
    Position,
    Span,
    Suppressed,
    error,
    warning,
)
from reportgen.files import MemoryFiles
from reportgen.terminal import (
    MESSAGE_FORMATS,
    MessageFormat,
    View,
    align,
    closing_line,
    load_manual,
    render,
)
from reportgen.terminal.manual import read_manual

ITEMS = """\
items:
  - id: EN-01
    title: Electricity
    category: trad
"""
PATH = "source/items/energy.yaml"
UNKNOWN = error(
    "unknown-category",
    "`trad` is not a category",
    Span.at("source/items/energy.yaml", 4, 15, width=4),
    help="did you mean `trade`? one of: trade, energy, security",
)


def view(text: str | bytes = ITEMS, **options: Any) -> View:
    return View(MemoryFiles({"source/items/energy.yaml": text}), **options)


def full(diagnostic: Diagnostic, text: str | bytes = ITEMS, **options: Any) -> list[str]:
    return render([diagnostic], "full", view(text, **options)).splitlines()


def marked(line: str, column: int, width: int = 1, **options: Any) -> tuple[str, str]:
    """Return the line as it is shown, and what stands below it."""
    span = Span.at("source/items/energy.yaml", 1, column, width=width)
    shown = full(error("bad-value", "no", span), line, **options)
    return shown[3].partition("| ")[2], shown[4].partition("| ")[2]


def test_a_diagnostic_shows_its_place_its_line_and_its_help() -> None:
    assert render([UNKNOWN], "full", view()) == (
        "error[unknown-category]: `trad` is not a category\n"
        "  --> source/items/energy.yaml:4:15\n"
        "   |\n"
        " 4 |     category: trad\n"
        "   |               ^^^^\n"
        "   = help: did you mean `trade`? one of: trade, energy, security\n"
        "\n"
    )


def test_a_note_shows_its_own_place_and_line() -> None:
    twice = error(
        "duplicate-id",
        "`EN-01` is used twice",
        Span.at("source/items/energy.yaml", 4, 5, width=8),
        notes=[Note("first used here", Span.at("source/items/energy.yaml", 2, 9, width=5))],
    )
    assert full(twice)[5:-1] == [
        "   = note: first used here",
        "  --> source/items/energy.yaml:2:9",
        "   |",
        " 2 |   - id: EN-01",
        "   |         ^^^^^",
    ]


def test_the_margin_is_as_wide_as_the_longest_line_number() -> None:
    wide = error("bad-value", "no", Span.at("source/items/energy.yaml", 100))
    assert full(wide, "\n" * 99 + "x")[3] == " 100 | x"


def test_a_diagnostic_without_a_place_is_its_message_and_help() -> None:
    missing = error("missing-pandoc", "pandoc is not installed", help="run `reportgen doctor`")
    assert full(missing) == [
        "error[missing-pandoc]: pandoc is not installed",
        "   = help: run `reportgen doctor`",
        "",
    ]


def test_diagnostics_stand_in_the_order_of_their_places() -> None:
    later = error("bad-value", "later", Span.at("source/b.yaml"))
    sooner = error("bad-value", "sooner", Span.at("source/a.yaml"))
    assert re.findall(r"sooner|later", render([later, sooner], "short", view())) == [
        "sooner",
        "later",
    ]


def test_tabs_are_shown_as_spaces_so_that_the_mark_stands_below_its_word() -> None:
    assert marked("\ta:\tb", 5) == ("    a:  b", "        ^")


def test_a_wide_character_takes_two_columns() -> None:
    assert marked("名前: x", 5) == ("名前: x", "      ^")


def test_the_mark_below_wide_characters_is_as_wide_as_they_are() -> None:
    assert marked("a: 名前", 4, 2) == ("a: 名前", "   ^^^^")


def test_a_combining_character_takes_no_column() -> None:
    assert marked("e\u0301a: x", 6) == ("e\u0301a: x", "    ^")


def test_words_from_right_to_left_are_repeated_instead_of_marked_by_column() -> None:
    assert marked("title: مرز", 8, 3)[1] == "^ at \u2068مرز\u2069"


@pytest.mark.parametrize("column", [1, 150, 299])
def test_a_long_line_is_cut_round_its_mark(column: int) -> None:
    line, mark = marked("." * (column - 1) + "X" + "." * (300 - column), column)
    assert line[mark.index("^")] == "X"


def test_a_long_line_takes_no_more_columns_than_the_view_has() -> None:
    assert len(marked("x" * 500, 250, width=1)[0]) <= 100


def test_a_cut_line_says_that_it_is_cut() -> None:
    line, _ = marked("x" * 500, 250)
    assert (line[0], line[-1]) == ("…", "…")


def test_a_span_over_several_lines_is_marked_to_the_end_of_the_first() -> None:
    span = Span("source/items/energy.yaml", Position(2, 5), Position(4, 3))
    assert full(error("bad-value", "no", span))[4] == "   |     ^^^^^^^^^"


def test_a_place_past_the_end_of_its_line_is_marked_there() -> None:
    assert marked("abc", 10) == ("abc", "   ^")


def test_a_line_that_the_file_does_not_have_is_left_out() -> None:
    beyond = error("bad-value", "no", Span.at("source/items/energy.yaml", 99))
    assert full(beyond) == ["error[bad-value]: no", "   --> source/items/energy.yaml:99:1", ""]


def test_a_file_that_is_gone_leaves_only_its_line_unshown() -> None:
    gone = error("missing-file", "there is no file", Span.at("source/parties.yaml"))
    assert full(gone)[1:] == ["  --> source/parties.yaml:1:1", ""]


def test_an_image_is_not_shown_as_text() -> None:
    bad = error("bad-figure", "no", Span.at("source/items/energy.yaml"))
    assert full(bad, b"\x89PNG\r\n\x1a\n\0\0")[1:] == ["  --> source/items/energy.yaml:1:1", ""]


def test_bytes_that_are_not_utf_8_are_shown_with_a_stand_in() -> None:
    bad = error("wrong-encoding", "no", Span.at("source/items/energy.yaml", 1, 2))
    assert full(bad, b"a\xff")[3] == " 1 | a\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\x7f", "\x9b", "\u202e", "\u2066"])
@pytest.mark.parametrize("look", ["full", "short"])
def test_no_character_that_a_terminal_obeys_reaches_it(character: str, look: MessageFormat) -> None:
    evil = f"a{character}b"
    span = Span.at("source/items/energy.yaml")
    told = error("bad-value", evil, span, help=evil, notes=[Note(evil)])
    assert character not in render([told], look, view(evil))


def test_the_path_begins_where_the_reader_stands() -> None:
    assert full(UNKNOWN, folder="../reports/x")[1] == (
        "  --> ../reports/x/source/items/energy.yaml:4:15"
    )


def test_a_file_of_the_bundled_style_keeps_its_path() -> None:
    token = error("bad-style-token", "no", Span.at("plain/style.yaml", 7))
    assert full(token, folder="x")[1] == "  --> plain/style.yaml:7:1"


def test_a_line_of_the_bundled_style_is_shown() -> None:
    token = error("bad-style-token", "no", Span.at("plain/style.yaml", 7))
    assert full(token)[3].startswith(" 7 | colour: ")


def test_colours_are_left_out_unless_they_are_asked_for() -> None:
    assert "\x1b" not in render([UNKNOWN], "full", view())


def test_colours_change_nothing_but_the_colour() -> None:
    coloured = render([UNKNOWN], "full", view(colour=True))
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == render([UNKNOWN], "full", view())


def test_the_short_form_is_one_line_a_diagnostic() -> None:
    assert render([UNKNOWN], "short", view()) == (
        "source/items/energy.yaml:4:15: error[unknown-category]: `trad` is not a category\n"
    )


def test_json_holds_each_field_of_a_diagnostic() -> None:
    assert json.loads(render([UNKNOWN], "json", view(folder="p"))) == [
        {
            "code": "unknown-category",
            "rule": None,
            "severity": "error",
            "message": "`trad` is not a category",
            "path": "p/source/items/energy.yaml",
            "line": 4,
            "column": 15,
            "end_line": 4,
            "end_column": 19,
            "help": "did you mean `trade`? one of: trade, energy, security",
            "notes": [],
            "edits": [],
            "suppressed": None,
        }
    ]


def test_json_has_null_for_the_place_that_a_diagnostic_does_not_have() -> None:
    [entry] = json.loads(render([error("missing-pandoc", "no")], "json", view()))
    assert [entry[key] for key in ("path", "line", "column", "end_line", "end_column")] == (
        [None] * 5
    )


def test_json_without_faults_is_an_empty_array() -> None:
    assert json.loads(render([], "json", view())) == []


def test_github_gets_a_command_that_annotates_the_place() -> None:
    assert render([UNKNOWN], "github", view()) == (
        "::error file=source/items/energy.yaml,line=4,endLine=4,col=15,endColumn=19,"
        "title=unknown-category::`trad` is not a category%0A"
        "help: did you mean `trade`? one of: trade, energy, security\n"
    )


def test_github_commands_cannot_be_broken_by_what_they_say() -> None:
    evil = warning("bad-value", "50 %\n::set-output x", Span.at("a,b:c.md"))
    assert render([evil], "github", view()) == (
        "::warning file=a%2Cb%3Ac.md,line=1,endLine=1,col=1,endColumn=2,title=bad-value"
        "::50 %25%0A::set-output x\n"
    )


def sarif(*diagnostics: Diagnostic) -> Any:
    log = json.loads(render(diagnostics, "sarif", view()))
    assert log["version"] == "2.1.0"
    return log["runs"][0]


def test_sarif_gives_the_region_of_a_result() -> None:
    [result] = sarif(UNKNOWN)["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "source/items/energy.yaml"},
        "region": {"startLine": 4, "startColumn": 15, "endLine": 4, "endColumn": 19},
    }


def test_sarif_names_each_rule_once() -> None:
    run = sarif(UNKNOWN, UNKNOWN, error("bad-value", "no"))
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "bad-value",
        "unknown-category",
    ]


def test_sarif_results_point_at_their_rules() -> None:
    run = sarif(UNKNOWN, error("bad-value", "no"))
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])


def test_sarif_explains_a_rule_in_the_words_of_the_manual() -> None:
    [rule] = sarif(UNKNOWN)["tool"]["driver"]["rules"]
    assert rule["help"]["markdown"] == load_manual().entries["unknown-category"]


def test_sarif_escapes_paths_as_uris() -> None:
    [result] = sarif(error("bad-value", "no", Span.at("source/ä b.md")))["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "source/%C3%A4%20b.md"


MENDABLE = replace(UNKNOWN, edits=(Edit(Span.at(PATH, 4, 15, width=4), "trade"),))
WAIVED = Suppressed(UNKNOWN, "waiver", "it is a name", Span.at(PATH, 4, 21))
KNOWN = Suppressed(UNKNOWN, "baseline", "known when the baseline was written", None)


@pytest.mark.parametrize("look", ["full", "short"])
def test_what_is_waived_is_listed_with_its_reason(look: MessageFormat) -> None:
    assert render([], look, view(), [WAIVED, KNOWN]) == (
        "source/items/energy.yaml:4:15: waived[unknown-category]: `trad` is not a category"
        " (it is a name)\n"
    )


def test_json_says_who_set_a_finding_aside_and_why() -> None:
    waived, known = json.loads(render([], "json", view(), [WAIVED, KNOWN]))
    assert waived["suppressed"]["by"] == "waiver"
    assert waived["suppressed"]["reason"] == "it is a name"
    assert (waived["suppressed"]["line"], known["suppressed"]["line"]) == (4, None)


def test_json_gives_the_edits_that_mend_a_finding() -> None:
    [entry] = json.loads(render([MENDABLE], "json", view()))
    assert [(e["line"], e["column"], e["end_column"], e["text"]) for e in entry["edits"]] == [
        (4, 15, 19, "trade")
    ]


def test_github_annotates_nothing_that_is_set_aside() -> None:
    assert render([], "github", view(), [WAIVED, KNOWN]) == ""


def test_sarif_has_what_is_set_aside_as_suppressed() -> None:
    log = json.loads(render([UNKNOWN], "sarif", view(), [WAIVED, KNOWN]))
    [opened, waived, known] = log["runs"][0]["results"]
    assert "suppressions" not in opened
    [suppression] = waived["suppressions"]
    assert (suppression["kind"], suppression["justification"]) == ("inSource", "it is a name")
    assert suppression["location"]["physicalLocation"]["region"]["startLine"] == 4
    assert [s["kind"] for s in known["suppressions"]] == ["external"]


def test_sarif_gives_edits_as_a_fix() -> None:
    [result] = sarif(MENDABLE)["results"]
    [change] = result["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "source/items/energy.yaml"}
    assert change["replacements"][0]["insertedContent"] == {"text": "trade"}


def test_sarif_tags_a_rule_with_its_number() -> None:
    [rule] = sarif(warning("item-not-discussed", "no"))["tool"]["driver"]["rules"]
    assert rule["properties"] == {"tags": ["Q-05"]}


def test_the_closing_line_counts_what_is_set_aside() -> None:
    assert closing_line([UNKNOWN], [WAIVED, KNOWN]) == "1 error, 1 waived and 1 in the baseline"


@pytest.mark.parametrize("look", MESSAGE_FORMATS)
def test_every_form_takes_a_diagnostic_of_which_nothing_is_known(look: MessageFormat) -> None:
    assert render([error("bad-value", "")], look, view()).endswith("\n")


@pytest.mark.parametrize(
    ("errors", "warnings", "words"),
    [
        (0, 0, ""),
        (1, 0, "1 error"),
        (2, 1, "2 errors and 1 warning"),
        (0, 1200, "1,200 warnings"),
    ],
)
def test_the_closing_line_counts_by_severity(errors: int, warnings: int, words: str) -> None:
    told = [error("bad-value", "no")] * errors + [warning("open-flag", "no")] * warnings
    assert closing_line(told) == words


def test_columns_are_as_wide_as_their_widest_word() -> None:
    assert align([("a", "名前", "x"), ("bbb", "c", "y")]) == "a    名前  x\nbbb  c     y\n"


def test_a_column_of_numbers_ends_flush() -> None:
    assert align([("a", "1"), ("b", "22")], right=[1]) == "a   1\nb  22\n"


def test_the_manual_gives_the_text_below_each_heading() -> None:
    manual = read_manual("# Top\n\nwords\n\n## bad-date\n\nOne. Two.\n\n## bad-link\n\nThree.\n")
    assert manual.entries == {"bad-date": "One. Two.", "bad-link": "Three."}


def test_the_summary_of_a_code_is_its_first_sentence() -> None:
    assert read_manual("## bad-date\n\nOne\nand a half. Two.\n").summary("bad-date") == (
        "One and a half."
    )
