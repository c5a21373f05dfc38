"""The live report without a browser: patches, places, states, links, and who may ask."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.responses import PlainTextResponse

from reportgen import live
from reportgen.cli import main
from reportgen.diagnostics import Failure, Span, error, warning
from reportgen.live import editors
from reportgen.live.application import News, application
from reportgen.live.desk import NEAR, Desk
from reportgen.live.guard import Guard
from reportgen.live.listing import with_states
from reportgen.live.patching import patch_between
from reportgen.live.watching import saves
from support.project import MINIMAL

# ---------------------------------------------------------------- patches


def page(*children: str, nav: str = "") -> str:
    body = "\n".join(children)
    return (
        f'<body><header></header><nav>{nav}</nav><main id="page-text" tabindex="-1">'
        f'<section class="part part-section">\n{body}\n</section>'
        '<section class="part part-colophon"><p id="colophon-p1">End</p></section></main></body>'
    )


HEAD = '<h2 id="a">A</h2>'
ONE, TWO, THREE = (f'<p id="a-p{n}">{word}</p>' for n, word in enumerate(("x", "y", "z"), start=1))


def test_equal_pages_need_no_step() -> None:
    assert patch_between(page(HEAD, ONE), page(HEAD, ONE)) == []


def test_a_changed_paragraph_takes_the_place_of_the_old_one() -> None:
    new = '<p id="a-p2">changed</p>'
    assert patch_between(page(HEAD, ONE, TWO, THREE), page(HEAD, ONE, new, THREE)) == [
        {"part": "a", "before": "a-p3", "gone": ["a-p2"], "come": [new], "quiet": False}
    ]


def test_a_new_paragraph_renumbers_those_after_it_quietly() -> None:
    later = [text.replace(f"p{n}", f"p{n + 1}") for n, text in ((2, TWO), (3, THREE))]
    patch = patch_between(
        page(HEAD, ONE, TWO, THREE), page(HEAD, ONE, '<p id="a-p2">n</p>', *later)
    )
    assert patch is not None
    assert [(step["quiet"], step["gone"]) for step in patch] == [
        (True, ["a-p3"]), (True, ["a-p2"]), (False, []),
    ]  # fmt: skip


def test_a_paragraph_that_is_gone_goes() -> None:
    patch = patch_between(page(HEAD, ONE, TWO), page(HEAD, ONE))
    assert patch == [{"part": "a", "before": None, "gone": ["a-p2"], "come": [], "quiet": False}]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (page(HEAD, ONE), page(HEAD, ONE, nav="<a>A</a>")),
        (page(HEAD, ONE), page(HEAD, ONE).replace("part-section", "part-annex")),
        (page(HEAD, "<ul><li>a</li></ul>"), page(HEAD, "<ul><li>b</li></ul>")),
        (page(HEAD, f'<div class="table-frame">{ONE}</div>'), page(HEAD, TWO)),
    ],
    ids=["the contents", "another part", "nothing to find it by", "a table"],
)
def test_what_no_step_can_say_loads_the_page_anew(old: str, new: str) -> None:
    assert patch_between(old, new) is None


# ---------------------------------------------------------------- who may ask


def ask(path: str = "/", method: str = "GET", **headers: str) -> tuple[int, dict[str, str]]:
    """Ask the guard of port 8000 with the token `key`."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    way, _, query = path.partition("?")
    given = {"host": "127.0.0.1:8000", **headers}
    scope = {
        "type": "http", "method": method, "path": way, "query_string": query.encode(),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in given.items()],
    }  # fmt: skip
    asyncio.run(Guard(PlainTextResponse("in"), 8000, "key")(scope, receive, send))
    begun = sent[0]
    return begun["status"], {k.decode(): v.decode() for k, v in begun["headers"]}


COOKIE = "reportgen-8000=key"


def test_the_printed_address_gives_a_cookie_that_no_other_page_can_use() -> None:
    status, headers = ask("/?token=key")
    assert (status, headers["location"]) == (303, "/")
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=strict" in headers["set-cookie"]


def test_the_cookie_lets_in() -> None:
    assert ask("/page/1", cookie=COOKIE)[0] == 200


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {}),
        ("/?token=wrong", {}),
        ("/page/1?token=key", {}),
        ("/page/1", {"cookie": "reportgen-8000=wrong"}),
        ("/page/1", {"cookie": COOKIE, "host": "evil.example:8000"}),
        ("/page/1", {"cookie": COOKIE, "host": "127.0.0.1:8001"}),
        ("/?token=key", {"host": "evil.example:8000"}),
        ("/events", {"cookie": COOKIE, "origin": "http://evil.example"}),
        ("/events", {"cookie": COOKIE, "origin": "null"}),
        ("/events", {"cookie": COOKIE, "sec_fetch_site": "cross-site"}),
    ],
)
def test_nobody_else_is_let_in(path: str, headers: dict[str, str]) -> None:
    assert ask(path, **headers)[0] == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written(method: str) -> None:
    assert ask("/page/1", method, cookie=COOKIE)[0] == 405


# ---------------------------------------------------------------- links


@pytest.mark.parametrize(
    ("editor", "link"),
    [
        ("vscode", "vscode://file/home/a%20b/x.md:3:5"),
        ("idea", "idea://open?file=/home/a%20b/x.md&line=3&column=5"),
        ("sublime", "subl://open?url=file:///home/a%20b/x.md&line=3&column=5"),
        ("zed", "zed://file/home/a%20b/x.md:3:5"),
        ("my:{file}#{line}", "my:/home/a%20b/x.md#3"),
    ],
)
def test_a_place_becomes_a_link_of_the_editor(editor: str, link: str) -> None:
    template = editors.template_of(editor)
    assert template is not None
    assert editors.link_to(template, Path("/home/a b/x.md"), 3, 5) == link


@pytest.mark.parametrize("editor", ["notepad", "javascript:{file}", "data:{file}", "x://no-file"])
def test_what_is_no_editor_is_refused(editor: str) -> None:
    assert editors.template_of(editor) is None


def test_the_environment_names_the_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTGEN_EDITOR", "zed")
    assert editors.default_editor() == "zed"
    monkeypatch.setenv("REPORTGEN_EDITOR", "")
    monkeypatch.setenv("VISUAL", "/usr/bin/subl -w")
    assert editors.default_editor() == "sublime"


# ---------------------------------------------------------------- the desk


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("live")
    for path, text in MINIMAL.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def desk(folder: Path) -> Desk:
    made = Desk(folder, "vscode://file/{file}:{line}:{column}")
    made.look()
    return made


def test_passages_items_and_sources_have_their_places(desk: Desk) -> None:
    def where(anchor: str) -> tuple[str, int]:
        place = desk.where([anchor])
        assert place is not None
        return place["path"], place["line"]

    assert where("trade-p1") == ("source/sections/trade.md", 7)
    assert where("trade-p2") == ("source/sections/trade.md", 11)
    assert where("trade-power-and-culture") == ("source/sections/trade.md", 9)
    assert where("TR-02") == ("source/items/trade.yaml", 20)
    assert where("ref-seed") == ("source/sources.yaml", 3)
    assert desk.where(["colophon"]) is None


def test_the_page_is_the_html_edition_without_a_place_in_it(desk: Desk, folder: Path) -> None:
    from reportgen import build  # noqa: PLC0415 - beside what it is compared with

    rendered = desk.rendered()
    assert rendered is not None
    assert rendered[1] == build.build(build.open_project(folder), ["html"]).artifacts[0].data
    assert b"data-pos" not in rendered[1]


@pytest.mark.parametrize("path", ["/page/{0}", "/page/x", "/pdf/{0}.png", "/pdf/1.png?width={0}"])
def test_a_number_without_end_is_no_fault_of_the_server(desk: Desk, path: str) -> None:
    press: Any = SimpleNamespace(picture=lambda _number, _width: None)
    way, _, query = path.format("9" * 5000).partition("?")
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": way, "query_string": query.encode(), "headers": [],
    }  # fmt: skip
    asyncio.run(application(desk, press, News(), "session")(scope, receive, send))
    assert sent[0]["status"] == (404 if "pdf" in path else 303)


def test_a_long_line_is_cut_around_its_fault_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a" * 500 + "BAD" + "b" * 500, encoding="utf-8")
    found = error("bad-value", "wrong", Span.at("a.md", 1, 501, width=3))
    (problem,) = Desk(tmp_path, "x:{file}").problems([found])
    assert problem["place"]["before"] == "…" + "a" * NEAR
    assert problem["place"]["marked"] == "BAD"
    assert problem["place"]["after"] == "b" * 2 * NEAR + "…"


def test_a_fault_leaves_the_last_good_page_and_goes_when_it_is_mended(folder: Path) -> None:
    desk = Desk(folder, "x:{file}")
    desk.look()
    trade = folder / "source/sections/trade.md"
    whole = trade.read_text(encoding="utf-8")
    try:
        trade.write_text(whole.replace("TR-02", "TR-77"), encoding="utf-8")
        look = desk.look()
        state, listing = desk.state(), desk.listing()
        assert listing is not None
        assert (look.good, look.page, look.patch) == (False, 1, [])
        (problem,) = state["problems"]
        assert problem["code"] == "unknown-item"
        assert problem["place"]["marked"] == "[@id:TR-77]"
        assert problem["place"]["link"].endswith("trade.md")
        states = {section["id"]: section["state"] for section in listing["sections"]}
        assert states == {"summary": "clean", "trade": "error"}
    finally:
        trade.write_text(whole, encoding="utf-8")
    assert desk.look().good
    assert desk.state()["problems"] == []


def test_a_baseline_with_a_fault_is_said_beside_the_page(folder: Path) -> None:
    baseline = folder / "lint-baseline.yaml"
    baseline.write_text("findings: [", encoding="utf-8")
    desk = Desk(folder, "x://{file}")
    desk.look()
    desk.proofread()
    baseline.unlink()
    assert desk.last is not None
    assert desk.last.good
    assert ("broken-yaml", baseline.name) in {
        (d.code, d.span.path) for d in desk.last.diagnostics if d.span
    }


def test_a_baseline_that_is_written_anew_is_a_save(folder: Path) -> None:
    baseline = folder / "lint-baseline.yaml"

    async def first_save() -> tuple[str, ...]:
        seen = saves(folder)
        asyncio.get_running_loop().call_later(
            0.1, lambda: baseline.write_text("findings: []", encoding="utf-8")
        )
        return await asyncio.wait_for(anext(aiter(seen)), 10)

    try:
        assert asyncio.run(first_save()) == (baseline.name,)
    finally:
        baseline.unlink()


def test_the_register_leaves_empty_what_an_item_does_not_have(desk: Desk) -> None:
    listing = desk.listing()
    assert listing is not None
    assert {item["value"] for item in listing["items"]}.isdisjoint({".."})
    assert {item["when"] for item in listing["items"]}.isdisjoint({".."})


def test_the_states_of_items_follow_their_lines() -> None:
    listing = {
        "sections": [],
        "items": [
            {"path": "i.yaml", "line": 2, "end": 5, "discussed": {}},
            {"path": "i.yaml", "line": 6, "end": 9, "discussed": {}},
            {"path": "i.yaml", "line": 10, "end": 12, "discussed": None},
        ],
    }
    said = [
        error("bad-date", "no", Span.at("i.yaml", 3)),
        warning("bad-date", "no", Span.at("i.yaml", 9)),
    ]
    states = [item["state"] for item in with_states(listing, said)["items"]]
    assert states == ["error", "warning", "undiscussed"]


# ---------------------------------------------------------------- the command


def test_a_taken_port_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Failure) as caught:
            live.listen(taken.getsockname()[1])
    assert caught.value.diagnostics[0].code == "port-taken"


def test_the_server_listens_on_this_machine_alone() -> None:
    listening = live.listen(0)
    try:
        assert listening.socket.getsockname() == ("127.0.0.1", listening.port)
        assert len(listening.token) >= 32
    finally:
        listening.socket.close()


def test_a_missing_extra_is_said_with_the_way_to_get_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    ran = CliRunner().invoke(main, ["preview", str(folder)])
    assert ran.exit_code == 1
    assert "error[missing-extra]" in ran.output
    assert "watchfiles" in ran.output
    assert "pip install 'reportgen[preview]'" in ran.output


def test_an_unknown_editor_is_a_misuse(folder: Path) -> None:
    ran = CliRunner().invoke(main, ["preview", str(folder), "--editor", "notepad"])
    assert ran.exit_code == 2
    assert "neither an editor" in ran.output
