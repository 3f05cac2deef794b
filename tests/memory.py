"""Where tests keep what nobody reads after them: in memory where there is plenty, so that no commit waits for a disk."""

from __future__ import annotations

import os
from shutil import disk_usage

MEMORY = "/dev/shm"
PLENTY = 3 * 1024**3
"""Bytes free: a run needs about a third of that."""


def in_memory() -> str | None:
    """A folder in memory; None where there is none, or little room in it (a container has 64 MB as it comes)."""
    return MEMORY if os.access(MEMORY, os.W_OK) and disk_usage(MEMORY).free > PLENTY else None
