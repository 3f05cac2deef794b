"""How long tests wait for what must happen: a bound against hanging on the busiest of machines, never a figure."""

from __future__ import annotations

PATIENCE = 60.0
"""Seconds."""
