"""What waits, for quiet hours to end or for the day's budget, is said only if it is still true, and a busy day stays within the budget."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import select

from storage.budget import held
from storage.outbox import outbox
from tests.engines import on_sqlite, postgresql_in_journeys
from tests.stories.test_lessons import imported
from tests.town import ZONE, Somebody, Town


def early(one: Somebody) -> None:
    """They may check in before dawn and are not written to at night."""
    one.tells("免打扰 21:00-07:00")


@postgresql_in_journeys
def test_who_has_checked_in_meanwhile_is_not_nudged_in_the_morning(either_town: Town) -> None:
    town = either_town
    manager, ann, bob = town.opened(), town.learner("林晓"), town.learner("周航")
    for one in (ann, bob):
        early(one)
    manager.confirms("提醒 未打卡 每天 21:30 今天还没打卡")
    town.go_to("5/7", "06:30")
    ann.tells("打卡")
    town.go_to("5/7", "08:00")
    assert "今天还没打卡" not in ann.heard_privately and "今天还没打卡" not in bob.heard_privately
    town.go_to("5/10", "08:00")  # Sunday, after a makeup Saturday
    assert "今天还没打卡" not in ann.heard_privately and "今天还没打卡" not in bob.heard_privately
    assert town.look(select(held.c.id)) == []


def test_who_has_not_checked_in_when_they_wake_is_still_nudged_that_day(town: Town) -> None:
    manager, ann, bob = town.somebody("王岚"), town.learner("林晓"), town.learner("周航")
    for one in (ann, bob):
        one.tells("免打扰 08:30-10:00")
    manager.confirms("提醒 未打卡 每天 9:00 今天还没打卡")
    town.go_to("5/6", "09:30")
    ann.tells("打卡")
    town.go_to("5/6", "10:01")
    assert "今天还没打卡" not in ann.heard_privately and "今天还没打卡" in bob.heard_privately


@on_sqlite
def test_who_has_voted_or_answered_meanwhile_is_left_in_peace(either_town: Town) -> None:
    town = either_town
    manager, ann, bob = town.opened(), town.learner("林晓"), town.learner("周航")
    for one in (manager, ann, bob):
        one.tells("积分")
        one.tells("免打扰 08:30-10:00")
    manager.confirms("投票 周五去哪？ 爬山/唱歌 截止=5/8 18:00")
    town.go_to("5/6", "09:00")
    manager.tells("投票 P1 提醒")
    ann.tells("投 P1 A")
    assert "还差你一票" not in ann.heard_privately and "还差你一票" not in bob.heard_privately
    town.go_to("5/6", "10:00")
    assert "还差你一票" not in ann.heard_privately and "还差你一票" in bob.heard_privately


def test_a_poll_that_closes_before_somebody_wakes_is_not_asked_for(town: Town) -> None:
    manager, ann = town.somebody("王岚"), town.learner("林晓")
    ann.tells("免打扰 08:30-10:00")
    manager.confirms("投票 周五去哪？ 爬山/唱歌 截止=5/8 18:00")
    town.go_to("5/6", "09:00")
    manager.tells("投票 P1 提醒")
    manager.tells("投票 P1 截止")
    town.go_to("5/6", "10:00")
    assert "还差你一票" not in ann.heard_privately


def tagged(town: Town) -> tuple[Somebody, Somebody]:
    """A course in private for those with a tag; 甲 has it."""
    owner, ann = imported(town), town.learner("甲")
    ann.tells("积分")
    owner.says("标签 甲 +骨干")
    owner.tells("课表 异议处理 标签=骨干")
    return owner, ann


def test_a_rating_comes_on_its_day_after_two_reminders(town: Town) -> None:
    owner, ann = tagged(town)
    owner.tells("提醒 甲 10:00 带笔记本")
    owner.tells("提醒 甲 10:00 交名单")
    town.go_to("5/6", "17:31")
    asked = [post for post in ann.heard_privately.posts if "值几分" in str(post)]
    assert len(asked) == 1 and "5月6日何琳的微课 L1《澄清参照》值几分？0–10" in str(asked[0])


def test_two_reminders_of_their_own_minute_push_no_rating_either(town: Town) -> None:
    owner, ann = tagged(town)
    for at in ("10:00", "10:30"):
        owner.tells(f"提醒 甲 {at} 带笔记本")
    town.go_to("5/6", "17:31")
    assert "5月6日何琳的微课 L1《澄清参照》值几分" in ann.heard_privately


def test_a_rating_asked_a_day_late_names_its_lesson_and_day_and_is_asked_of_nobody_who_has_rated(town: Town) -> None:
    owner, ann = tagged(town)
    bob = town.learner("乙")
    bob.tells("积分")
    owner.says("标签 乙 +骨干")
    for minute in range(5):
        for name in ("甲", "乙"):
            owner.tells(f"提醒 {name} 10:{minute:02} 第{minute}件事")
    town.go_to("5/6", "20:00")
    assert "值几分" not in ann.heard_privately
    bob.tells("微课 L1 9")
    town.go_to("5/7", "17:00")
    assert "· 5月6日何琳的微课 L1《澄清参照》值几分" in ann.heard_privately
    assert "5月6日何琳的微课" not in bob.heard_privately


@on_sqlite
def test_a_busy_day_is_within_twelve_and_four_and_nothing_is_dropped(either_town: Town) -> None:
    town = either_town
    manager = imported(town) if town.squares["telegram"].posts else (town.opened(), imported(town))[1]
    people = [town.learner(f"学员{n}") for n in range(1, 4)]
    for one in people:
        one.tells("积分")
    for n in range(8):
        manager.confirms(f"投票 第{n}个问题？ 行/不行 截止=5/7 1{n % 8}:30")
    for n in range(4):
        manager.confirms(f"问卷 第{n}份问卷 截止=5/7 18:00\n评 [1-5]")
    manager.confirms("提醒 未打卡 每天 9:00 今天还没打卡")
    town.go_to("5/6", "23:00")
    before = sent(town)
    town.go_to("5/7", "23:00")
    that_day = sent(town) - before
    in_rooms = {place: n for place, n in that_day.items() if not place.startswith("@")}
    in_private = {place: n for place, n in that_day.items() if place.startswith("@学员")}
    assert max(in_rooms.values()) <= 12 and max(in_private.values()) <= 4
    for one in people:
        assert "今天还没打卡" in one.heard_privately
    closed = [str(post) for post in town.squares["telegram"].posts if post.room == town.group and "投票结束" in str(post)]
    assert len(closed) == 8, "every poll shows its end where it was asked"


def sent(town: Town) -> Counter[str]:
    """Messages sent unasked so far, by room and private chat, counted from the outbox; edits are none."""
    since = datetime(2026, 5, 6, tzinfo=ZONE)
    rows = town.look(select(outbox.c.room, outbox.c.created_at).where(outbox.c.lane == 2, outbox.c.replaces.is_(None)))
    return Counter(row.room for row in rows if row.created_at >= since)
