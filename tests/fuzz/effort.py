"""How long we try: a few hundred inputs in the ordinary run, as many as QUNXUE_FUZZ times that in `make fuzz`."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("QUNXUE_FUZZ", "1"))
PATIENCE = 2.0
"""CPU seconds one input may take: a bound against hanging, for the slowest of machines."""


def tries(examples: int) -> settings:
    return settings(max_examples=examples * TIMES, deadline=None, suppress_health_check=list(HealthCheck))


@contextmanager
def calmly() -> Iterator[None]:
    """Nothing of what happens inside is logged as an error, and it takes no longer than it may."""
    began = time.process_time()
    with structlog.testing.capture_logs() as logs:
        yield
    assert [log for log in logs if log["log_level"] in ("error", "critical")] == []
    assert time.process_time() - began < PATIENCE
