"""An hour of a bad day on Telegram: any call may be refused, and nothing owed is lost or stays parked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.telegram_weather import soak


@pytest.mark.parametrize("seed", range(1, 4))
async def test_an_hour_of_refusals_loses_nothing(sqlite_url: str, tmp_path: Path, seed: int) -> None:
    outcome = await soak(sqlite_url, tmp_path, minutes=60, seed=seed, odds=0.35)
    assert not outcome.lost, outcome
    assert (outcome.pending, outcome.troubles) == (0, 0) and outcome.refused > 50 and outcome.owed > 200
