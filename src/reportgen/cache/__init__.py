"""Results of pure calls on disk, from one process to the next: the shelf of a `Memory`.

A result is kept under the digest of all that it follows from: the call, its values, and the engine
that made it. So nothing has to be told when something changed, and what is kept by one report
serves every other one. Nothing here can break a build: what cannot be read is made anew, and what
cannot be written is not kept.
"""

from __future__ import annotations

from reportgen.cache.engine import engine_digest, engine_parts, needed_packages
from reportgen.cache.finished import (
    Finished,
    keep_finished,
    recall_finished,
    seconds_before,
)
from reportgen.cache.places import (
    OFF,
    REMOTE,
    address_shown,
    default_folder,
    default_limit,
    default_remote,
    misread_settings,
)
from reportgen.cache.remote import RemoteStore
from reportgen.cache.shelf import Cache, Counts, open_cache
from reportgen.cache.store import FolderStore, Store

__all__ = [
    "OFF", "REMOTE", "Cache", "Counts", "Finished", "FolderStore", "RemoteStore", "Store",
    "address_shown", "default_folder", "default_limit", "default_remote", "engine_digest",
    "engine_parts", "keep_finished", "misread_settings", "needed_packages", "open_cache",
    "recall_finished", "seconds_before",
]  # fmt: skip
