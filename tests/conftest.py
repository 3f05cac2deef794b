"""What every test can ask for: a town on SQLite, or the same on both engines."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.empty import empty_file, empty_sqlite
from tests.memory import in_memory
from tests.opened import opened_town
from tests.town import Town

pytest_plugins = ["tests.lived", "tests.postgres", "tests.skips"]

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
# A property holds or does not, however busy the machine is.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
gc.disable()  # until everything is collected: nothing of it becomes garbage, and looking for some takes a tenth of that time
if room := in_memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", room)  # where pytest makes its temporary folders


def pytest_collection_finish() -> None:
    """What stands now stays until the end: from here on only what tests make is looked through."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # a town makes much that lasts until it closes: looking often finds little
    gc.enable()


@pytest.fixture(scope="session")
def template() -> Path:
    """An empty, migrated SQLite file, to be copied."""
    return empty_file()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return empty_sqlite(tmp_path / "qunxue.db")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty, migrated database, on both engines."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "migrated_pg_url")
    return url


@pytest.fixture
def empty_town(sqlite_url: str, tmp_path: Path) -> Iterator[Town]:
    town = Town(sqlite_url, tmp_path)
    yield town
    town.close()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town whose camp is open in one group."""
    town = opened_town(tmp_path)
    yield town
    town.close()


@pytest.fixture
def either_town(either_url: str, tmp_path: Path) -> Iterator[Town]:
    """The same town on both engines, with two channels."""
    made = Town(either_url, tmp_path, channels=("telegram", "wecom"))
    yield made
    made.close()
