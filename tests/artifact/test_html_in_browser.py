"""The web page of the repository's own report in a real browser, on three screens and on paper."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest

from reportgen.formats import html
from support.browser import browse
from support.bundled import understood

pytestmark = pytest.mark.judge

PHONE = {"width": 360, "height": 740}
TABLET = {"width": 800, "height": 1100}
DESK = {"width": 1440, "height": 900}
SCREENS = [PHONE, TABLET, DESK]
SCREEN_NAMES = ["phone", "tablet", "desk"]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    _, style, document = understood()
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_bytes(html.render(html.edition(document, style)).value)
    return file


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS, ids=SCREEN_NAMES)
def test_nothing_is_wider_than_the_screen_or_than_what_holds_it(
    page: Path, screen: dict[str, int], scheme: str, *, script: bool
) -> None:
    told = browse(page, """
        return page.evaluate(() => {
          const wide = document.documentElement.clientWidth;
          const all = [...document.querySelectorAll('main *, header *, footer *')];
          const beyond = all.filter((e) => {
            if (e.closest('.table-frame.grid, .anchor, .tool-sorted, math')) return false;
            const box = e.getBoundingClientRect();
            return box.width > 0 && (box.right > wide + 1 || box.left < -1);
          });
          const more = document.documentElement.scrollWidth - wide;
          return [more, beyond.map((e) => e.outerHTML.slice(0, 80))];
        });
    """, viewport=screen, colorScheme=scheme, javaScriptEnabled=script)  # fmt: skip
    assert told == [0, []]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("screen", SCREENS, ids=SCREEN_NAMES)
def test_what_a_link_leads_to_comes_to_stand_right_below_what_sticks(
    page: Path, screen: dict[str, int], *, script: bool
) -> None:
    """A heading, a paragraph, an item in the middle of its table, a table, a source."""
    told = browse(page, """
        const seen = {};
        for (const id of ['trade', 'trade-p2', 'TR-09', 'tbl-trade', 'constraints']) {
          await page.evaluate((to) => { location.hash = to; }, id);
          await page.waitForTimeout(100);
          seen[id] = await page.evaluate((to) => {
            const target = document.getElementById(to);
            const top = target.getBoundingClientRect().top;
            const sticky = [...document.querySelectorAll('.marking, .side, thead th')];
            const table = target.closest('table');
            const stuck = sticky.filter((e) => {
              if (e.closest('table') && e.closest('table') !== table) return false;
              if (target.tagName === 'TABLE' || e.closest('.grid')) return false;
              if (e.matches('.side') && innerWidth > 1071) return false;
              const style = getComputedStyle(e);
              return style.position === 'sticky' || style.position === 'fixed';
            });
            const below = Math.max(0, ...stuck.map((e) => e.getBoundingClientRect().bottom));
            return Math.round(top - below);
          }, id);
        }
        return seen;
    """, viewport=screen, javaScriptEnabled=script)  # fmt: skip
    far = {name: distance for name, distance in told.items() if not 0 <= distance <= 64}
    assert far == {}


@pytest.mark.parametrize("screen", SCREENS, ids=SCREEN_NAMES)
def test_the_contents_follow_the_reader_into_every_part(page: Path, screen: dict[str, int]) -> None:
    told = browse(page, """
        const parts = await page.$$eval('main > .part > h2', (all) => all.map((h) => h.id));
        const seen = [];
        for (const id of parts) {
          await page.evaluate((to) => { location.hash = to; }, id);
          await page.waitForFunction((to) => {
            const here = document.querySelectorAll('.contents [aria-current]');
            return here.length === 1 && here[0].hash === '#' + to;
          }, id, { timeout: 3000 }).catch(() => seen.push(id));
        }
        return [parts.includes('notes'), seen];
    """, viewport=screen)  # fmt: skip
    assert told == [True, []]


def test_what_a_reader_chose_survives_a_reload_and_can_be_passed_on(page: Path) -> None:
    told = browse(page, """
        const state = async () => [
          await page.inputValue('.tools input'),
          await page.inputValue('.tool-choice:nth-of-type(3) select'),
          await page.textContent('.tool-count'),
          await page.$$eval('[aria-sort]', (all) => all.map((e) => e.getAttribute('aria-sort'))),
          await page.$$eval('#tbl-trade tbody tr:not([hidden])', (all) => all.map((e) => e.id)),
        ];
        await page.fill('.tools input', 'border');
        await page.selectOption('.tool-choice:nth-of-type(3) select', { index: 1 });
        await page.locator('#tbl-trade thead button').first().press('Enter');
        await page.waitForFunction(() => location.search.includes('search='));
        const before = await state();
        await page.reload();
        return [before, await state(), page.url().split('?')[1]];
    """, viewport=DESK)  # fmt: skip
    before, after, query = told
    assert before == after
    assert before[3] == ["ascending"]
    assert "tbl-trade=Item.ascending" in query


def test_a_link_to_an_item_that_the_choice_hides_takes_the_choice_back(page: Path) -> None:
    told = browse(page, """
        return [await page.isVisible('#TR-02'), await page.inputValue('.tools input')];
    """, after="?summary-tables.search=nothing+of+the+kind#TR-02")  # fmt: skip
    assert told == [True, ""]


@pytest.mark.parametrize(
    "after", ["?summary-tables.Status=None+such&tbl-trade=No.ascending", "#%E0%A4"]
)
def test_a_broken_address_is_no_hindrance(page: Path, after: str) -> None:
    told = browse(page, """
        return page.$eval('.tool-count', (count) => count.textContent.split(' of ')[0] > 0);
    """, after=after)  # fmt: skip
    assert told is True


def test_a_table_is_sorted_by_the_keyboard_alone_and_that_is_said(page: Path) -> None:
    told = browse(page, """
        await page.focus('.tools input');
        const seen = [];
        for (let stop = 0; stop < 8 && seen.at(-1) !== 'sort'; stop += 1) {
          await page.keyboard.press('Tab');
          seen.push(await page.evaluate(() => document.activeElement.className));
        }
        await page.keyboard.press('Enter');
        await page.keyboard.press('Space');
        const status = page.locator('.tool-sorted').first();
        const head = await page.evaluate(() => {
          const { parentElement: th } = document.activeElement;
          return [th.textContent, th.getAttribute('aria-sort')];
        });
        return [seen, await status.getAttribute('role'), await status.textContent(), head];
    """, viewport=DESK)  # fmt: skip
    seen, role, said, (column, direction) = told
    assert seen[-1] == "sort"
    assert direction == "descending"
    assert (role, said) == ("status", f"Sorted by {column}, descending")


def test_on_a_phone_a_table_is_sorted_by_a_list_in_both_directions(page: Path) -> None:
    told = browse(page, """
        const select = page.locator('.tool-order select').first();
        const first = async () => page.$eval('#tbl-trade tbody tr', (row) => row.id);
        const seen = [];
        for (const value of ['Item.ascending', 'Item.descending', '']) {
          await select.selectOption(value);
          seen.push(await first());
        }
        return [await select.isVisible(), seen];
    """, viewport=PHONE)  # fmt: skip
    visible, seen = told
    assert visible
    assert seen[2] == "TR-01"
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_without_script_every_table_is_whole(page: Path, screen: dict[str, int]) -> None:
    rows, buttons, hidden = browse(page, """
        const rows = await page.$$eval('#tbl-trade tbody tr', (all) => all.filter((e) =>
          e.checkVisibility()).length);
        return [rows, await page.$$eval('button, input[type=search]', (all) => all.length),
          await page.$$eval('tr[hidden]', (all) => all.length)];
    """, viewport=screen, javaScriptEnabled=False)  # fmt: skip
    assert rows == len([i for i in understood()[0].items.values() if i.category == "trade"]) + 3
    assert (buttons, hidden) == (0, 0)


def test_on_a_phone_a_row_of_words_is_a_card_and_a_row_of_figures_can_be_moved(page: Path) -> None:
    told = browse(page, """
        const label = await page.$eval('#TR-04 td', (c) => getComputedStyle(c, '::before').content);
        const role = await page.$eval('#TR-04', (row) => row.getAttribute('role'));
        const frame = page.locator('.table-frame.grid').first();
        await frame.focus();
        await page.keyboard.press('ArrowRight');
        const moved = () => document.querySelector('.table-frame.grid').scrollLeft > 0;
        await page.waitForFunction(moved);
        return [label, role, await frame.getAttribute('role'), await frame.evaluate((f) => (
          document.getElementById(f.getAttribute('aria-labelledby')).textContent.length > 0))];
    """, viewport=PHONE)  # fmt: skip
    label, role, frame, named = told
    assert "Direction" in label
    assert (role, frame, named) == ("row", "region", True)


def test_on_paper_nothing_is_cut_off_and_no_control_is_printed(page: Path) -> None:
    told = browse(page, """
        await page.emulateMedia({ media: 'print' });
        return page.evaluate(() => ({
          controls: [...document.querySelectorAll('.tools, .switch, .anchor, .skip-link')]
            .filter((e) => e.checkVisibility()).length,
          beyond: [...document.querySelectorAll('main td, main th, main p, main li')].filter((e) =>
            e.getBoundingClientRect().right > innerWidth + 1).length,
        }));
    """, viewport={"width": 660, "height": 960}, colorScheme="dark")  # fmt: skip
    assert told == {"controls": 0, "beyond": 0}


def test_printed_to_a_pdf_every_part_is_there(page: Path, tmp_path: Path) -> None:
    told = browse(page, f"""
        await page.pdf({{ path: {str(tmp_path / "page.pdf")!r}, preferCSSPageSize: true }});
        return page.$$eval('main > .part > h2', (all) => all.map((h) => h.textContent));
    """)  # fmt: skip
    with pdfplumber.open(tmp_path / "page.pdf") as pdf:
        printed = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    assert [title for title in told if " ".join(title.split()) not in printed] == []
    assert "TR-18" in printed
