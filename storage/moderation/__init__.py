"""What a camp does about its rules: filters and their lists (`filters`), what they caught (`cases`), and penalties (`penalties`)."""

from __future__ import annotations

from storage.moderation import cases, filters, penalties

__all__ = ["cases", "filters", "penalties"]
