"""Lists page: every list that is cut goes on with 更多, in the room it was shown in or in private, for who may read it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storage import audit, points, shown_lists
from tests.quiz import fill, single, write
from tests.town import Heard, Somebody, Town

Filled = Callable[[Town, Somebody], str]


def members(town: Town, who: Somebody) -> str:
    town.learners(95)
    return "成员"


def entries(town: Town, who: Somebody) -> str:
    def book(db):
        for n in range(25):
            said = {"category": "learning", "reason": "award", "source": f"test:{n}", "note": f"第{n}笔"}
            points.earn(db, 1, 1, 1, at=town.clock.now(), **said)

    write(town, book)
    return "流水"


def acts(town: Town, who: Somebody) -> str:
    write(
        town,
        lambda db: [audit.note(db, 1, 1, "tag", {"person": 1, "change": f"+第{n}笔"}, at=town.clock.now()) for n in range(40)],
    )
    return "记录"


def questions(town: Town, who: Somebody) -> str:
    fill(town, [single(f"客户说第{n}句怎么回？") for n in range(25)])
    return "题库 客户"


def reminders(town: Town, who: Somebody) -> str:
    for n in range(30):
        who.tells(f"提醒 明天 9:{n:02} 第{n}件")
    return "提醒 列表"


def leafed(who: Somebody, heard: Heard) -> list[str]:
    """Every page, by word and by button in turn."""
    pages = [str(heard)]
    while "发“更多”接着看" in pages[-1]:
        button = next(button for button in heard.posts[-1].buttons if button.says == "更多")
        heard = who.presses(button.label, heard.posts[-1]) if len(pages) % 2 else who.tells("更多")
        pages.append(str(heard))
        assert len(pages) < 20
    return pages


@pytest.mark.parametrize(
    ("fills", "names", "pages"),
    [
        (members, [f"学员{n}" for n in range(1, 96)], 3),
        (entries, [f"第{n}笔" for n in range(25)], 3),
        (acts, [f"第{n}笔" for n in range(40)], 3),
        (questions, [f"第{n}句" for n in range(25)], 3),
        (reminders, [f"第{n}件" for n in range(30)], 3),
    ],
)
def test_a_list_goes_on_to_its_end(town: Town, fills: Filled, names: list[str], pages: int) -> None:
    owner = town.somebody("王岚")
    owner.tells("积分")
    shown = leafed(owner, owner.tells(fills(town, owner)))
    whole = "\n".join(shown)
    assert len(shown) == pages and all(name in whole for name in names)
    assert "没有翻到一半的列表" in owner.tells("更多")
    assert town.look(shown_lists.shown_list.select()) == []


def test_a_list_goes_on_where_it_was_shown_and_for_who_may_read_it(town: Town) -> None:
    owner, ann = town.somebody("王岚"), town.learner("林晓")
    owner.tells("积分")
    owner.tells(entries(town, owner))
    assert "没有翻到一半的列表" in owner.says("更多") and "没有翻到一半的列表" in ann.tells("更多")
    assert owner.chats("更多") == "" and "发“更多”接着看" in owner.tells("next")
