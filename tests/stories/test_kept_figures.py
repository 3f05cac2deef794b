"""What a report published stays as it was, and can be counted again: `python -m bot figures`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select, text

from bot.cli.figures import recompute
from bot.config import Settings, Storage
from handlers.digest.figures import figures_of
from storage.digests import digest
from storage.kept_figures import kept_figure
from tests.engines import postgresql_in_journeys
from tests.stories.test_figures import Lived, lived
from tests.town import CAMP, Town

__all__ = ["lived"]


def counted(town: Town) -> bool:
    return recompute(Settings(storage=Storage(url=town.url)), CAMP)


def change(town: Town, statement: str) -> None:
    with town.database.engine.begin() as connection:
        connection.execute(text(statement))


@postgresql_in_journeys
def test_the_digests_figures_are_kept_as_they_were_printed(lived: Lived, capsys: pytest.CaptureFixture[str]) -> None:
    town = lived.town
    (row,) = town.look(select(digest).where(digest.c.monday == date(2026, 5, 4)))
    found = figures_of(row.figures)
    kept = {one.name: one for one in town.look(select(kept_figure).order_by(kept_figure.c.number))}
    assert [one.number for one in kept.values()] == list(range(1, len(kept) + 1))
    assert {one.report for one in kept.values()} == {"digest 2026-05-04"}
    expected = {
        "digest.rate": (Fraction(found.done, found.expected), found.expected),
        "digest.daily_active": (Fraction(*found.daily_active), found.daily_active[1]),
        "digest.lessons": (Fraction(found.lessons_learned, found.lessons_asked), found.lessons_asked),
        "digest.tests": (Fraction(*found.tests_mean), found.tests),
        "digest.accepted": (Fraction(found.accepted, found.questions), found.questions),
        "digest.answered_in": (Fraction(found.answered_in or 0, 60), found.questions),
    }
    assert {name: (Fraction(one.value), one.n) for name, one in kept.items()} == expected
    assert counted(town)
    assert f"发布过的{len(kept)}个数都重算过，0个不同" in capsys.readouterr().out


@pytest.mark.long
def test_what_happens_afterwards_changes_nothing(lived: Lived) -> None:
    town = lived.town
    lived.chen.says("补卡 5/8")
    lived.zhou.tells("已学 L2")
    town.go_to("5/18", "09:00")
    town.go_to("5/19", "09:00")
    assert len(town.look(select(kept_figure))) > len({"digest 2026-05-04", "digest 2026-05-11"})
    assert counted(town)


@pytest.mark.long
def test_a_number_that_comes_out_otherwise_is_named(lived: Lived, capsys: pytest.CaptureFixture[str]) -> None:
    change(lived.town, "UPDATE sitting SET earned = 65 WHERE earned = 85")
    assert not counted(lived.town)
    said = capsys.readouterr().out
    assert "digest 2026-05-04 #4 测验均分：发布时 70.0（n=2），重算 60.0（n=2）" in said
    assert "6个数都重算过，1个不同" in said


@pytest.mark.long
def test_a_figure_this_version_does_not_know(lived: Lived, capsys: pytest.CaptureFixture[str]) -> None:
    change(lived.town, "UPDATE kept_figure SET name = 'digest.gone' WHERE number = 1")
    assert not counted(lived.town)
    assert "digest 2026-05-04 #1 digest.gone：这个版本没有这个数的算法" in capsys.readouterr().out


def test_a_camp_without_any(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    town.somebody("王岚")
    assert counted(town)
    assert "发布过的0个数都重算过，0个不同" in capsys.readouterr().out
