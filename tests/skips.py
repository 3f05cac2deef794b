"""With `QUNXUE_CI` set a browser or PostgreSQL test that is skipped has failed: there the parts are installed (.ci/run)."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

NEEDED = ("browser", "postgres")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    needed = os.environ.get("QUNXUE_CI") and any(map(item.get_closest_marker, NEEDED))
    if needed and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"with QUNXUE_CI nothing is skipped: {report.longreprtext}"
    return report
