"""The cache as a command has it: its options, opening it and closing it; and `cache` itself."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from reportgen.cli.shell import FINE, shown

if TYPE_CHECKING:  # what it imports is for commands that use it
    from reportgen.cache import Cache

__all__ = ["Caching", "cache", "caching_options", "remembering"]


@dataclass(frozen=True)
class Caching:
    """Whether a command takes results from the cache, and whether it tries them."""

    wanted: bool = True
    verifying: bool = False


def caching_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options on the cache, as one `caching`."""

    @functools.wraps(command)
    def gathered(*args: Any, no_cache: bool, verify_cache: bool, **others: Any) -> Any:
        if no_cache and verify_cache:
            message = "--verify-cache has nothing to try with --no-cache"
            raise click.UsageError(message)
        return command(*args, caching=Caching(not no_cache, verify_cache), **others)

    options = (
        click.option("--no-cache", is_flag=True, help="Make everything anew, and keep nothing."),
        click.option(
            "--verify-cache",
            is_flag=True,
            help="Make everything anew, and fail where the cache has something else.",
        ),
    )
    for option in reversed(options):
        gathered = option(gathered)
    return gathered


@contextmanager
def remembering(caching: Caching = Caching()) -> Iterator[Cache | None]:
    """Let the calls of a block be taken from the cache, and kept in it.

    Raises `Failure` with `missing-extra` when a store that machines share needs what is missing.
    """
    opened = None
    if caching.wanted:
        from reportgen.cache import open_cache

        opened = open_cache(verifying=caching.verifying)
    if opened is None:
        yield None
        return
    from reportgen.memory import Memory

    try:
        with Memory(opened, lasting=False).open():
            yield opened
    finally:
        opened.close()


@click.command(
    epilog="""\b
Examples:
  reportgen cache
  reportgen cache --clear
  REPORTGEN_CACHE_REMOTE=s3://bucket/reportgen reportgen build

\b
Environment:
  REPORTGEN_CACHE         folder of the cache, or `off`
  REPORTGEN_CACHE_SIZE    how much it may hold, such as 500M or 2G  [default: 1G]
  REPORTGEN_CACHE_REMOTE  store that machines share, by any address that fsspec knows"""
)
@click.option("--clear", is_flag=True, help="Remove all that is kept.")
@click.option("--prune", is_flag=True, help="Remove what was not used for longest, to the limit.")
def cache(*, clear: bool, prune: bool) -> int:
    """Show what is kept from one build to the next, or clear it.

    Everything in the cache can be made again: to clear it costs time and nothing else.
    """
    from reportgen import cache as caches
    from reportgen.terminal import counted

    folder = caches.default_folder()
    if folder is None:
        click.echo("There is no cache: REPORTGEN_CACHE says `off`, or names no folder.")
        return FINE
    store = caches.FolderStore(folder, caches.default_limit())
    if clear or prune:
        freed = store.prune(0 if clear else None)
        click.echo(f"{_megabytes(freed)} freed")
    sizes = [state.st_size for _, state in store.entries()]
    click.echo(f"folder  {shown(folder)}")
    click.echo(f"kept    {counted(len(sizes), 'result')}, {_megabytes(sum(sizes))}")
    click.echo(f"limit   {_megabytes(store.limit)}")
    for fault in caches.misread_settings():
        click.echo(f"{fault.message}", err=True)
    remote = caches.default_remote()
    if remote is not None:
        click.echo(f"shared  {caches.address_shown(remote)}")
    return FINE


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
