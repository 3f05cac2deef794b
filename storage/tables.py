"""Every table there is: importing this module fills `metadata`."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import storage
import storage.channels
from storage.schema import metadata

SKIPPED = {"migrations", "tables", "migrate", "copying", "backup"}

for _package in (storage, storage.channels):
    for _module in pkgutil.iter_modules(_package.__path__):
        if _module.name not in SKIPPED:
            import_module(f"{_package.__name__}.{_module.name}")

__all__ = ["metadata"]
