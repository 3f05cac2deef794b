"""Some minutes of bad days on all four of Tencent's channels; the hour stands in `tests/faults`."""

from __future__ import annotations

import pytest

from tests.faults.bad_weather import soak


@pytest.mark.long
async def test_minutes_of_refusals_lose_nothing(tmp_path):
    outcome = await soak(tmp_path, minutes=10, seed=7, odds=0.35)
    assert not any(outcome.lost.values()), outcome
    assert (outcome.pending, outcome.troubles) == (0, 0) and outcome.refused > 20
