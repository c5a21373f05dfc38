"""`reportgen preview` as an editor meets it: a real server, real saves, a real browser."""

from __future__ import annotations

import shutil
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from support.bundled import ROOT
from support.preview import Preview, browser, eventually, previewing, within

pytestmark = [
    pytest.mark.judge,
    pytest.mark.slow,
    # Playwright leaves its loop to be closed with the process.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SENTENCE = "Another is a programme of joint border markets"
SEES = """words => {
  const frame = document.querySelector("#frames iframe:not(.coming)");
  return frame?.contentDocument?.body.textContent.includes(words);
}"""
FAULTS = "() => !document.getElementById('problems').hidden"
NO_FAULTS = "() => document.getElementById('problems').hidden"


@pytest.fixture(scope="module")
def shared() -> Iterator[Browser]:
    with browser() as made:
        yield made


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    for name in ("source", "styles"):
        shutil.copytree(ROOT / name, tmp_path / "report" / name)
    with previewing(tmp_path / "report") as made:
        yield made


@pytest.fixture
def page(preview: Preview, shared: Browser) -> Iterator[Page]:
    context = shared.new_context(viewport={"width": 1300, "height": 850})
    made = context.new_page()
    # Without an editor, a headless browser would wait for an answer that nobody can give it.
    made.add_init_script(
        """addEventListener("click", (event) => {
          if (event.target.closest?.('a[href^="vscode:"]')) event.preventDefault();
        }, true)"""
    )
    made.goto(preview.address)
    eventually(made, "() => document.body.dataset.page > 0")
    yield made
    context.close()


def save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def replace(path: Path, text: str) -> None:
    """Save as careful editors do: another file takes the place of this one."""
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def in_pieces(path: Path, text: str) -> None:
    """Save as some editors do: empty the file, then write piece after piece."""
    with path.open("w", encoding="utf-8") as stream:
        for start in range(0, len(text), 400):
            stream.write(text[start : start + 400])
            stream.flush()
            time.sleep(0.005)


@pytest.mark.parametrize("how", [save, replace, in_pieces])
def test_a_saved_sentence_is_seen_where_it_stands(
    preview: Preview, page: Page, how: object
) -> None:
    assert callable(how)
    trade = preview.path("trade")
    how(trade, trade.read_text(encoding="utf-8").replace(SENTENCE, "Another is a plan of markets"))
    eventually(page, SEES, "Another is a plan of markets")
    box = page.frame_locator("#frames iframe").get_by_text("Another is a plan").bounding_box()
    assert box is not None
    assert 0 < box["y"] < 850
    assert page.evaluate(NO_FAULTS)


TEXT = """() => {
  const frame = document.querySelector("#frames iframe:not(.coming)");
  const main = frame.contentDocument.querySelector("main").cloneNode(true);
  main.querySelectorAll(".live-changed").forEach((shown) => shown.classList.remove("live-changed"));
  for (const bare of main.querySelectorAll('[class=""]')) bare.removeAttribute("class");
  return main.outerHTML.replace(/>\\s+</g, "><");
}"""
"""The main text of the page as it stands, without what only shows a change."""


def test_a_patched_page_is_the_page_that_would_be_loaded(preview: Preview, page: Page) -> None:
    trade = preview.path("trade")
    whole = trade.read_text(encoding="utf-8")
    first = "Words before[^before] all others [@seed]."
    paragraphs = whole.partition(SENTENCE)
    for number, text in enumerate([
        f"{paragraphs[0]}{first}\n\n{SENTENCE}{paragraphs[2]}\n\n[^before]: A first note.\n",
        f"{paragraphs[0]}Some words fewer.\n\n{SENTENCE}{paragraphs[2]}",
        whole,
    ]):
        before = page.evaluate("() => Number(document.body.dataset.page)")
        save(trade, text)
        eventually(page, "before => Number(document.body.dataset.page) > before", before)
        again = page.context.new_page()
        again.goto(preview.address)
        eventually(again, "() => document.body.dataset.page > 0")
        assert page.evaluate(TEXT) == again.evaluate(TEXT), f"after save {number}"
        again.close()


def test_a_fault_stands_over_the_last_good_page_and_goes_when_it_is_mended(
    preview: Preview, page: Page
) -> None:
    trade = preview.path("trade")
    whole = trade.read_text(encoding="utf-8")
    save(trade, whole.replace("[@id:TR-15]", "[@id:TR-95]", 1) + "\n<b>raw</b>\n")
    eventually(page, FAULTS)
    said = page.locator("#problems").inner_text()
    assert "TR-95 is not in the register" in said.replace("`", "")
    assert "source/sections/trade.md:" in said
    assert "is raw markup" in said
    assert "How to mend it: did you mean" in said
    assert page.locator("#problems mark").first.inner_text() == "[@id:TR-95]"
    assert page.evaluate(SEES, SENTENCE)
    save(trade, whole)
    eventually(page, NO_FAULTS)


def test_broken_yaml_and_a_deleted_section_are_survived(preview: Preview, page: Page) -> None:
    items = preview.folder / "source" / "items" / "trade.yaml"
    whole = items.read_text(encoding="utf-8")
    save(items, whole.replace("items:", "items: [", 1))
    eventually(page, FAULTS)
    save(items, whole)
    eventually(page, NO_FAULTS)
    trade = preview.path("trade")
    prose = trade.read_text(encoding="utf-8")
    trade.unlink()
    eventually(page, FAULTS)
    save(trade, prose)
    eventually(page, NO_FAULTS)


def test_a_folder_that_goes_and_comes_back_is_followed_again(preview: Preview, page: Page) -> None:
    source = preview.folder / "source"
    aside = preview.folder / "aside"
    source.rename(aside)
    eventually(page, FAULTS)
    aside.rename(source)
    eventually(page, NO_FAULTS)
    trade = preview.path("trade")
    save(trade, trade.read_text(encoding="utf-8").replace(SENTENCE, "Back again there are markets"))
    eventually(page, SEES, "Back again there are markets")


def test_of_two_hundred_quick_saves_the_last_one_wins_and_no_process_is_left(
    preview: Preview, page: Page
) -> None:
    trade = preview.path("trade")
    whole = trade.read_text(encoding="utf-8")
    for number in range(200):
        save(trade, whole.replace(SENTENCE, f"Save number {number} of markets"))
    eventually(page, SEES, "Save number 199 of markets")
    time.sleep(1)
    assert page.evaluate(SEES, "Save number 199 of markets")
    children = preview.children()
    assert len(children) <= 1, "more than the newest PDF is being made"
    code, seconds = preview.stop()
    assert code == 0
    assert seconds < 5
    assert within(2, lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))


def test_the_scroll_position_stays_when_what_changed_is_in_view(
    preview: Preview, page: Page
) -> None:
    page.evaluate(
        """() => {
          const inside = document.querySelector("#frames iframe").contentWindow;
          const place = [...inside.document.querySelectorAll("p[id^=trade]")].find(
            (p) => p.textContent.includes("Another is a programme"));
          inside.scrollTo({ top: place.offsetTop - 300, behavior: "instant" });
        }"""
    )
    scroll = "() => document.querySelector('#frames iframe').contentWindow.scrollY"
    before = page.evaluate(scroll)
    assert before > 0
    trade = preview.path("trade")
    save(trade, trade.read_text(encoding="utf-8").replace(SENTENCE, "Another is a set of markets"))
    eventually(page, SEES, "Another is a set of markets")
    assert page.evaluate(scroll) == before


def test_a_double_click_opens_the_line(preview: Preview, page: Page) -> None:
    inside = page.frame_locator("#frames iframe")
    inside.get_by_text(SENTENCE).dblclick()
    eventually(page, "() => !document.getElementById('toast').hidden")
    lines = preview.path("trade").read_text(encoding="utf-8").splitlines()
    line = next(i for i, text in enumerate(lines, start=1) if SENTENCE in text)
    link = page.locator("#toast a").get_attribute("href")
    assert link is not None
    assert f"/source/sections/trade.md:{line}:" in link
    inside.locator("tr#TR-15 td").nth(1).dblclick()
    eventually(page, "() => document.getElementById('toast').textContent.includes('trade.yaml')")
    inside.locator("h2#trade").dblclick()
    eventually(page, "() => document.getElementById('toast').textContent.includes('trade.md:3')")


def test_the_register_can_be_searched_and_filtered(page: Page) -> None:
    page.keyboard.press("/")
    page.locator("#search").fill("border market")
    shown = page.locator("#entries > li")
    few = shown.count()
    assert 0 < few < 10
    page.locator("#search").fill("")
    page.locator("#by-category").select_option("energy")
    assert {row[:2] for row in shown.locator(".id").all_text_contents()} == {"EN"}
    shown.first.locator("summary").click()
    shown.first.get_by_text("Sources").first.wait_for()
    shown.first.get_by_text("Show its row").click()
    assert page.evaluate("() => document.body.dataset.view") == "report"


def test_an_item_that_changed_is_seen_in_the_register_and_in_its_row(
    preview: Preview, page: Page
) -> None:
    items = preview.folder / "source" / "items" / "energy.yaml"
    text = items.read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.strip().startswith("title: "))
    save(items, text.replace(title, f"{title.split('title: ')[0]}title: A line of lamps", 1))
    eventually(page, SEES, "A line of lamps")
    page.keyboard.press("3")
    page.locator("#search").fill("line of lamps")
    # The listing comes after the page: nobody waits for it.
    eventually(page, "() => document.querySelectorAll('#entries > li').length === 1")


def test_the_pages_of_the_pdf_follow_the_page(preview: Preview, page: Page) -> None:
    eventually(page, "() => document.body.dataset.press === 'fresh'")
    page.keyboard.press("2")
    eventually(page, "() => document.querySelector('#pages img')?.naturalWidth > 0")
    first = page.locator("#pages img").first.get_attribute("src")
    trade = preview.path("trade")
    save(trade, trade.read_text(encoding="utf-8").replace(SENTENCE, "Another is a book of markets"))
    eventually(page, "() => document.body.dataset.press !== 'fresh'")
    eventually(page, "() => document.body.dataset.press === 'fresh'")
    assert page.locator("#pages img").first.get_attribute("src") != first


def test_a_browser_that_lost_its_server_says_so_and_comes_back(
    preview: Preview, shared: Browser
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    preview.stop()
    context = shared.new_context()
    page = context.new_page()
    with previewing(preview.folder, "--port", port) as first:
        page.goto(first.address)
        eventually(page, "() => document.body.dataset.page > 0")
        first.stop(signal.SIGTERM)
        eventually(page, "() => document.getElementById('status').dataset.kind === 'lost'")
        context.set_offline(True)
    with previewing(preview.folder, "--port", port) as second:
        # The same browser gets the key of the new preview by its address, in another tab.
        context.set_offline(False)
        context.new_page().goto(second.address)
        eventually(page, "() => document.getElementById('status').dataset.kind === 'good'")
        eventually(page, SEES, SENTENCE)
    context.close()


def test_nothing_is_asked_of_any_other_host(preview: Preview, shared: Browser) -> None:
    context = shared.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text))
    page.goto(preview.address)
    eventually(page, "() => document.body.dataset.page > 0")
    page.keyboard.press("3")
    home = preview.address.partition("?")[0]
    assert [url for url in asked if not url.startswith((home, "data:"))] == []
    assert said == []
    assert page.evaluate("() => document.cookie") == ""
    context.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_at_once_and_leaves_nothing_behind(
    preview: Preview, page: Page, number: signal.Signals
) -> None:
    del page
    assert within(30, lambda: bool(preview.children()))
    children = preview.children()
    code, seconds = preview.stop(number)
    assert code == 0
    assert seconds < 5
    assert within(2, lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))
