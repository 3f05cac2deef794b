"""The long run's short form: everything breaks once under a few hundred messages, and the books are right afterwards.

`python -m tests.faults.long_run --messages N` is the long one. docs/faults.md has what it measured.
"""

from __future__ import annotations

import pytest

from tests.faults.long_run import long_run


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def test_everything_breaks_once(engine: str) -> None:
    report = await long_run(engine, 200, seed=1, spell=0.5, trouble=0.1)
    print(report)
    assert not report.faults, report
    assert {"kill -9", "deploy", "program frozen", "clock jumps", "line cut"} <= report.broke.keys()
    assert report.sent > 200 and report.struck
