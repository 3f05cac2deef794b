"""Who does not want to be named on the board is not named there, whoever asks and wherever."""

from __future__ import annotations

import pytest

from tests.town import Town


@pytest.mark.parametrize("others", [2, 8])
def test_somebody_who_opted_out_asks_for_the_board_in_the_group(town: Town, others: int) -> None:
    """Among the first five and far below them: neither their name nor a mark beside their place."""
    manager, ann = town.somebody("王岚"), town.learner("林晓")
    for n, one in enumerate(town.learners(others)):
        one.says("打卡")
        manager.tells(f"加分 {one.name} {10 + n} 帮忙")
    ann.says("打卡")
    ann.tells("排行榜 匿名")
    board = ann.says("排行榜")
    assert "林晓" not in board and "（你）" not in board and len(board.split("\n")) <= 6
    assert "林晓" in ann.tells("排行榜") and "（你）" in ann.tells("排行榜")
    assert "林晓" not in manager.says("排行榜")
