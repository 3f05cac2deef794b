"""`python -m bot figures` finds every registered figure that was published and comes out otherwise since a fact was changed."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot.cli.figures import recompute
from bot.config import Settings, Storage
from bot.named_figures import FIGURES
from storage import kept_figures
from storage.connection import Db
from storage.kept_figures import ToKeep
from tests.engines import on_sqlite
from tests.programme import WholeProgramme
from tests.town import CAMP, Town

ASKED = """INSERT INTO ticket (camp_id, number, person_id, words, tags, asked_at)
SELECT 1, 1, person_id, '太贵', '[]', joined_at FROM membership WHERE role = 'learner' LIMIT 1"""
FACTS = {
    "digest.rate": "DELETE FROM check_in WHERE id = (SELECT max(id) FROM check_in)",
    "digest.daily_active": "UPDATE membership SET left_on = '2026-06-01' WHERE id = (SELECT max(id) FROM membership WHERE role = 'learner')",
    "digest.lessons": "UPDATE lesson_done SET at = NULL WHERE lesson_id = 1",
    "digest.tests": "UPDATE sitting SET earned = 1 WHERE exam_id = 2",
    "digest.accepted": ASKED,
    "digest.answered_in": ASKED,
    "digest.events": "UPDATE attendance SET expected = 1",
    "kirkpatrick.reaction": "DELETE FROM response WHERE survey_id = 4 AND person_id = (SELECT max(person_id) FROM response WHERE survey_id = 4)",
    "kirkpatrick.lesson": "DELETE FROM lesson_score WHERE lesson_id = 1 AND score = 6",
    "kirkpatrick.event": "UPDATE event_opinion SET score = 5 WHERE score = 3",
    "kirkpatrick.lecturer": "DELETE FROM lesson_score WHERE lesson_id = 1 AND score = 6",
    "kirkpatrick.before": "UPDATE sitting SET earned = 1 WHERE exam_id = 1",
    "kirkpatrick.after": "UPDATE sitting SET earned = 1 WHERE exam_id = 2",
    "kirkpatrick.gain": "UPDATE sitting SET earned = 1 WHERE exam_id = 2",
    "kirkpatrick.normalised": "UPDATE sitting SET earned = 1 WHERE exam_id = 2",
    "kirkpatrick.commitment": 'UPDATE ballot SET answers = \'{"0": ["1"], "1": ["1"]}\' WHERE subject = \'survey:3\'',
    "kirkpatrick.behaviour": "DELETE FROM behaviour_report WHERE id = (SELECT max(id) FROM behaviour_report)",
    "feedback.others": "DELETE FROM tally WHERE subject LIKE 'feedback:%'",
    "feedback.returned": "DELETE FROM participation WHERE subject LIKE 'feedback:1:30:%'",
    "outcomes.change": "UPDATE kpi_value SET value = '999' WHERE month = '2026-08-01'",
    "outcomes.difference": "UPDATE kpi_value SET value = '999' WHERE month = '2025-08-01'",
    "targets.imported": "UPDATE kpi_value SET value = '999' WHERE month = '2026-08-01'",
}


@pytest.fixture
def whole(either_town: Town) -> WholeProgramme:
    return WholeProgramme(either_town)


@pytest.mark.long
@on_sqlite
def test_every_registered_figure_is_found_to_differ(
    whole: WholeProgramme, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The digest's are published here of days in which all of that happened; the report publishes the others."""
    assert FACTS.keys() == FIGURES.keys()
    town = whole.town
    whole.report()
    days = {"first": "2026-05-04", "last": "2026-09-02", "now": town.clock.now().isoformat()}

    def publish(db: Db) -> None:
        every = [(one.name, one.published(one.query(db, 1, days))) for one in FIGURES.values() if one.is_over_days]
        kept = [ToKeep(name, date(2026, 5, 4), date(2026, 9, 2), days, *found) for name, found in every]
        kept_figures.keep(db, 1, "all", kept, at=town.clock.now())

    whole.keep(publish)
    file = Path(town.url.removeprefix("sqlite:///"))
    assert recompute(Settings(storage=Storage(url=town.url)), CAMP)
    capsys.readouterr()
    for name, fact in FACTS.items():
        copy = tmp_path / f"{name}.db"
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as changed:
            source.backup(changed)
            assert changed.execute(fact).rowcount > 0, name
            changed.commit()
        assert not recompute(Settings(storage=Storage(url=f"sqlite:///{copy}")), CAMP), name
        printed = capsys.readouterr().out
        assert re.search(rf"#\d+ {FIGURES[name].called.zh}：发布时 .+，重算 ", printed), (name, printed)
