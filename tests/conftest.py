"""What every test can use: the flag that renews expectations."""

from __future__ import annotations

import gc
import os

import pytest

from reportgen.cli.shell import GARBAGE


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite",
        "--rewrite-cases",
        action="store_true",
        help="write what comes out now into tests/cases and tests/golden; read the diff afterwards",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("rewrite") and config.getoption("numprocesses", None):
        message = "--rewrite writes to one file from many tests: leave -n out"
        raise pytest.UsageError(message)
    gc.set_threshold(*GARBAGE)
    # What a test sees is made by the code as it is, and nothing of a test is left on the machine.
    os.environ["REPORTGEN_CACHE"] = "off"
    os.environ.pop("REPORTGEN_CACHE_REMOTE", None)


@pytest.fixture(scope="session")
def rewrite(pytestconfig: pytest.Config) -> bool:
    """Tell whether expectations are to be written anew instead of compared."""
    return bool(pytestconfig.getoption("rewrite"))
