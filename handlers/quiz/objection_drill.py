"""The objection drill (异议抢答): five seconds an answer, as on the phone; a drill or contest of any other name takes its time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

SECONDS = timedelta(seconds=5)
TAGS: Mapping[str, str] = {"异议抢答": "异议", "objections": "异议"}
"""What it is called, and the tag of its questions."""
