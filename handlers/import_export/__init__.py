"""导入 and 导出: files in and out of a camp, the same for every kind of file a feature registers."""

from handlers.import_export import (
    confirming,
    error_table,
    exporting,
    giving_out,
    importing,
    pasting,
    taking_back,
    template,
    writing,
)
from handlers.import_export.settings import feature

__all__ = [
    "confirming",
    "error_table",
    "exporting",
    "feature",
    "giving_out",
    "importing",
    "pasting",
    "taking_back",
    "template",
    "writing",
]
