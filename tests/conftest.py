"""What every test can ask for: a town on SQLite, or the same on both engines."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.memory import in_memory
from tests.town import Town, make_template

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
    gc.enable()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("template") / "qunxue.db"
    make_template(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(template: Path, tmp_path: Path) -> str:
    shutil.copyfile(template, tmp_path / "qunxue.db")
    return f"sqlite:///{tmp_path / 'qunxue.db'}"


@pytest.fixture
def empty_town(sqlite_url: str, tmp_path: Path) -> Iterator[Town]:
    town = Town(sqlite_url, tmp_path)
    yield town
    town.close()


@pytest.fixture
def town(empty_town: Town) -> Town:
    """A town whose camp is open in one group."""
    empty_town.opened()
    return empty_town


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either_town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """The same town on both engines, with two channels."""
    if request.param == "sqlite":
        made = Town(request.getfixturevalue("sqlite_url"), tmp_path, channels=("telegram", "wecom"))
        yield made
        made.close()
        return
    from tests.postgres import database_url

    with database_url(prepare=make_template) as url:
        made = Town(url, tmp_path, channels=("telegram", "wecom"))
        yield made
        made.close()
