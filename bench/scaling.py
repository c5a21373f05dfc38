"""What a portfolio costs beside its reports: the constants of docs/scaling.md, measured.

    python bench/scaling.py tasks 2000     a cluster's cost of a report: client, scheduler, worker
    python bench/scaling.py store 500      a round trip to the store that machines share
    python bench/scaling.py record 20000   looking whether a portfolio is as it was, and its index
    python bench/scaling.py costs FOLDER   what the reports in FOLDER/portfolio.json took

Processor seconds are given, which the load of a machine hardly changes.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FILES, ARTIFACTS = 12_000, 45_000
"""Bytes of the files of a short report, and of its PDF, CSV and JSON."""


def _same(contents: bytes, size: int) -> bytes:
    del contents
    return bytes(size)


def tasks(number: int) -> dict[str, float]:
    """Send calls that do nothing through a scheduler and a worker of their own, as a build does."""
    from distributed import Client, as_completed  # noqa: PLC0415 - an extra

    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder) / "scheduler.json"
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        dask = [sys.executable, "-m", "dask"]
        common = ["--scheduler-file", str(note), "--no-dashboard"]
        started = [subprocess.Popen([*dask, "scheduler", "--port", "0", *common], **quiet)]
        worker = [*dask, "worker", "--nthreads", "1", "--no-nanny", *common]
        started.append(subprocess.Popen(worker, **quiet))
        try:
            while not note.exists() or not note.read_text("utf-8").strip().endswith("}"):
                time.sleep(0.1)
            client = Client(scheduler_file=str(note), set_as_default=False)
            client.wait_for_workers(1)
            before = _cpu(client)
            done = as_completed(loop=client.loop)
            sent = received = 0
            while received < number:
                while sent < number and sent - received < 3:  # noqa: PLR2004 - as a build does
                    done.add(client.submit(_same, os.urandom(FILES), ARTIFACTS, pure=False))
                    client.scheduler_info(n_workers=-1)
                    sent += 1
                next(done).result()
                received += 1
            after = _cpu(client)
            client.close()
        finally:
            for process in started:
                process.kill()
                process.wait()
    return {who: round((after[who] - before[who]) / number * 1000, 3) for who in after}


def _cpu(client: Any) -> dict[str, float]:
    (worker,) = client.run(time.process_time).values()
    return {
        "client_ms": time.process_time(),
        "scheduler_ms": client.run_on_scheduler(time.process_time),
        "worker_ms": worker,
    }


def store(number: int) -> dict[str, float]:
    """Put the artifacts of reports into a store in a folder, and get them back."""
    from reportgen.cache import RemoteStore  # noqa: PLC0415 - only here

    with tempfile.TemporaryDirectory() as folder:
        shared = RemoteStore(Path(folder).as_uri())
        blobs = [os.urandom(ARTIFACTS // 3) for _ in range(3)]
        begun, cpu = time.perf_counter(), time.process_time()
        for report in range(number):
            for index, blob in enumerate(blobs):
                shared.put(f"{report * 3 + index:064x}", blob)
            shared.flush()
        put, put_cpu = time.perf_counter(), time.process_time()
        for report in range(number):
            for index in range(3):
                shared.get(f"{report * 3 + index:064x}")
        got, got_cpu = time.perf_counter(), time.process_time()
        shared.close()
    return {
        "put_ms": round((put - begun) / number * 1000, 3),
        "put_cpu_ms": round((put_cpu - cpu) / number * 1000, 3),
        "get_ms": round((got - put) / number * 1000, 3),
        "get_cpu_ms": round((got_cpu - put_cpu) / number * 1000, 3),
    }


def record(number: int) -> dict[str, float]:
    """Build a portfolio of a table whose reports make themselves, and look at it again."""
    from reportgen.edition import Artifact  # noqa: PLC0415 - only here
    from reportgen.files import DiskFiles, SharingFiles  # noqa: PLC0415 - only here
    from reportgen.memory import Watched  # noqa: PLC0415 - only here
    from reportgen.portfolio import Wish, build_portfolio  # noqa: PLC0415 - only here
    from reportgen.portfolio.work import Facts, Made  # noqa: PLC0415 - only here

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        source = home / "templates/brief/source"
        source.mkdir(parents=True)
        (source / "report.yaml").write_text("title: {{ row.title }}\n" * 300, "utf-8")
        (home / "portfolio.yaml").write_text(
            "schema_version: 1\ntitle: Many\npublisher: Someone\nlanguage: en-GB\ngenerated:\n"
            '- {template: brief, table: t.csv, name: "r{{ row.number }}"}\n', "utf-8",
        )  # fmt: skip
        rows = "".join(f"{n},Report {n}\n" for n in range(number))
        (home / "t.csv").write_text(f"number,title\n{rows}", "utf-8")
        heads = "id,title,status\r\n"
        items = [{"id": f"TR-{n:02}", "title": f"Item {n}", "status": "active"} for n in range(10)]
        lines = heads + "".join(f"{i['id']},{i['title']},active\r\n" for i in items)

        def makers(orders: Any) -> Any:
            for order in orders:
                files = SharingFiles(DiskFiles(home / order.folder), DiskFiles(home))
                watched = Watched(files)
                watched.read("source/report.yaml")
                facts = Facts(
                    title=order.row.values["title"], number=order.name, slug=order.name,
                    language="en-GB", updated="2026-01-01", items=len(items),
                )  # fmt: skip
                artifacts = (
                    Artifact(f"{order.name}.pdf", bytes(ARTIFACTS)),
                    Artifact("items.csv", lines.encode()),
                    Artifact("items.json", json.dumps(items).encode()),
                )
                yield Made(order.name, artifacts, (), dict(watched.looked), {}, facts)

        taken = []
        for _ in range(2):
            cpu = time.process_time()
            build_portfolio(home, home / "build", Wish(), makers=makers)
            taken.append(time.process_time() - cpu)
        sizes = {
            path.name: path.stat().st_size for path in (home / "build").iterdir() if path.is_file()
        }
    return {
        "written_ms": round(taken[0] / number * 1000, 3),
        "unchanged_ms": round(taken[1] / number * 1000, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, 1),
        **{f"bytes of {name}": size for name, size in sizes.items()},
    }


def costs(folder: str) -> dict[str, float]:
    """Return what the reports of a portfolio took that was built here."""
    reports = json.loads((Path(folder) / "portfolio.json").read_text("utf-8"))["reports"]
    cpu = [report["cost"]["cpu"] for report in reports]
    peaks = [report["cost"]["memory"] for report in reports]
    sizes = [sum(one["size"] for one in report["artifacts"]) for report in reports]
    tenth = max(len(peaks) // 10, 1)
    return {
        "reports": len(reports),
        "cpu_s_median": statistics.median(cpu),
        "cpu_s_first_tenth": statistics.median(cpu[:tenth]),
        "cpu_s_last_tenth": statistics.median(cpu[-tenth:]),
        "bytes_median": statistics.median(sizes),
        "peak_mb_first_tenth": round(max(peaks[:tenth]) / 1e6, 1),
        "peak_mb_last_tenth": round(max(peaks[-tenth:]) / 1e6, 1),
        "peak_mb": round(max(peaks) / 1e6, 1),
    }


if __name__ == "__main__":
    what, how = sys.argv[1:]
    found = costs(how) if what == "costs" else {"tasks": tasks, "store": store, "record": record}[
        what
    ](int(how))  # fmt: skip
    print(json.dumps({"what": what, "how": how, **found}, indent=1))  # noqa: T201 - its answer
