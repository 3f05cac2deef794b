"""Numbers nobody has, thirty digits long, typed after every word: a sentence each time, never a fault."""

from __future__ import annotations

import pytest
import structlog

from tests.town import Town

pytestmark = pytest.mark.journey
LONG = "9" * 30
WRITTEN = (
    LONG,
    f"#{LONG}",
    f"D{LONG} B",
    f"张三 {LONG}",
    f"某事 {LONG}天",
    f"5/{LONG}",
    f"甲 A/B 截止={LONG}",
    f"-{LONG}",
    "９" * 30,
)
PREFIXES = "QCEPSLKAJDRNZHOYWXMVBG"


def test_a_number_of_thirty_digits_gets_a_sentence_everywhere(either_town: Town) -> None:
    town = either_town
    manager = town.opened()
    lin = town.learner("林晓")
    words = sorted({command.word for command in town.app.router.commands.values()})
    broken = []
    with structlog.testing.capture_logs() as logs:
        for word in words:
            asked = [(who, written) for who in (manager, lin) for written in WRITTEN]
            for who, written in [*asked, *((manager, f"{prefix}{LONG}") for prefix in PREFIXES)]:
                said = who.tells(f"{word} {written}")
                broken += [(word, written)] if "我这边出错了" in said else []
    assert broken == []
    assert [log for log in logs if log["log_level"] == "error"] == []
