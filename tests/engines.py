"""On which engines a story runs."""

from __future__ import annotations

import pytest

on_sqlite = pytest.mark.parametrize("either_url", ["sqlite"], indirect=True)
"""For a story from a fixture of both engines whose statements all run on PostgreSQL in other stories. CONTRIBUTING.md says which need both."""

postgresql_in_journeys = pytest.mark.parametrize(
    "either_url", ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.journey])], indirect=True
)
"""For a story that lives through days, or over a whole lived camp: on PostgreSQL it is told by `make journeys`."""
