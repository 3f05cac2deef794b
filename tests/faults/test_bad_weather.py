"""An hour of bad days on all four of Tencent's channels: any call may be refused, and nothing owed is lost or stays parked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.bad_weather import soak


@pytest.mark.parametrize("seed", range(1, 5))
async def test_an_hour_of_refusals_loses_nothing(tmp_path: Path, seed: int) -> None:
    outcome = await soak(tmp_path, minutes=60, seed=seed, odds=0.35)
    assert not any(outcome.lost.values()), outcome
    assert (outcome.pending, outcome.troubles) == (0, 0) and outcome.refused > 200
    assert min(outcome.owed.values()) > 100
