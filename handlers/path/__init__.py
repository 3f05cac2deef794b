"""The path: a camp's stages, walked in their order, each passed with what was done."""

from handlers.path import (
    counter,
    file_kind,
    listening,
    managing,
    merging,
    opening,
    passing,
    personal_data,
    records,
    settling,
    walking,
)
from handlers.path.settings import feature

__all__ = [
    "counter",
    "feature",
    "file_kind",
    "listening",
    "managing",
    "merging",
    "opening",
    "passing",
    "personal_data",
    "records",
    "settling",
    "walking",
]
