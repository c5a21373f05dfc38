"""A page in a real browser, and what the installed judges say of a file."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from reportgen.verify import JUDGES, Level, Verdict, find_toolbox
from reportgen.verify.subject import subject_of
from reportgen.verify.toolbox import Absent
from support.bundled import ROOT

__all__ = ["browse", "findings"]

TOOLBOX = find_toolbox(ROOT)

BROWSE = """
const [modules, chromium, address, options, steps] = process.argv.slice(1);
(async () => {
  const { chromium: engine } = require(modules + '/playwright-core');
  const browser = await engine.launch({ executablePath: chromium, args: ['--no-sandbox'] });
  const page = await (await browser.newContext(JSON.parse(options))).newPage();
  const asked = [], said = [];
  page.on('request', (r) => { if (!/^(file|data):/.test(r.url())) asked.push(r.url()); });
  page.on('pageerror', (e) => said.push(e.message));
  page.on('console', (m) => said.push(m.type() + ': ' + m.text()));
  await page.goto(address);
  const told = await eval('(async () => {' + steps + '})()');
  await browser.close();
  console.log(JSON.stringify({ told, asked, said }));
})().catch((e) => { console.error(e); process.exit(2); });
"""


def browse(file: Path, steps: str, *, after: str = "", **options: Any) -> Any:
    """Open the page in a browser, take `steps` and return what they return.

    `after` follows the address of the file: `?query#anchor`. Fails when the page asks the network
    for anything, or makes the browser say anything.
    """
    try:
        modules = TOOLBOX.path("node", "node_modules")
        command = [TOOLBOX.program("node"), "-e", BROWSE, str(modules), TOOLBOX.browser()]
    except Absent as absent:
        pytest.skip(str(absent))
    context = {"viewport": {"width": 1400, "height": 900}, **options}
    done = subprocess.run(
        [*command, file.as_uri() + after, json.dumps(context), steps],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["asked"] == []
    assert answer["said"] == []
    return answer["told"]


def findings(name: str, file: Path) -> list[str]:
    """Return the errors and warnings that a judge finds in a file."""
    judge = next(judge for judge in JUDGES if judge.name == name)
    subject = subject_of(file, file.name)
    assert subject is not None
    judgement = judge.judge(subject, TOOLBOX)
    if judgement.verdict is Verdict.MISSING:
        pytest.skip(judgement.remark)
    assert judgement.verdict in {Verdict.PASS, Verdict.FAIL}, judgement.remark
    heard = [f for f in judgement.findings if f.level is not Level.NOTE]
    return [f"{f.code} {f.place}: {f.message}" for f in heard]
