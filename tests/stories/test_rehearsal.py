"""彩排: what a rehearsal says would go out is what goes out, and nothing of it is sent."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from bot.message_kinds import KINDS
from bot.messages import FileRef
from bot.parts import File, decode, plain
from bot.rehearsal import Rehearsed, rehearse
from handlers.rehearsal import Cue, judged
from scheduler.calendar import Calendar
from storage.outbox import outbox
from storage.schema import metadata
from tests.town import ZONE, Somebody, Town

pytestmark = pytest.mark.journey

COURSE = "\n".join(f"# 第{n}课\n## 技能\n技能{n}。\n" for n in range(1, 11))


def rehearsed(town: Town, owner: Somebody, days: int) -> list[tuple[str, str, str, str, str]]:
    """(when, to, how, warnings, words) of every message in the workbook."""
    answer = owner.tells(f"彩排 {days}天")
    file = next(part for post in answer.posts for part in post.parts if isinstance(part, File))
    book = CalamineWorkbook.from_filelike(io.BytesIO(town.app.files.read(file.file)))
    rows = [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()[1:]]
    return [(when, to, how, warnings, words) for when, to, how, _, warnings, words in rows]


def with_lessons(town: Town) -> Somebody:
    """Three learners and ten lessons from 6 May on; gives the owner."""
    owner = town.somebody("王岚")
    square = town.squares["telegram"]
    square.files["课程.md"] = COURSE.encode()
    owner.tells("", files=(FileRef("课程.md", len(COURSE), "课程.md"),))
    assert "已导入10节" in owner.tells("导入")
    for name in ("林晓", "周航", "陈默"):
        town.learner(name).tells("积分")
    return owner


@pytest.fixture
def camp(town: Town) -> Somebody:
    return with_lessons(town)


def test_a_rehearsal_never_runs_on_the_database_it_rehearses(
    town: Town, camp: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the database is named by the environment, too: that wins over whatever settings are made from."""
    monkeypatch.setenv("QUNXUE_STORAGE__URL", town.url)
    before = town.look(select(func.count()).select_from(outbox))

    async def play() -> list[Rehearsed]:
        return await town.database.read(
            lambda db: rehearse(db, 1, start=town.clock.now(), days=2, name="小助", language="zh", timezone="Asia/Shanghai")
        )

    assert any("今日微课" in said.words for said in town.run(play()))
    assert town.look(select(func.count()).select_from(outbox)) == before


def test_the_rehearsal_is_the_live_log(either_town: Town) -> None:
    town = either_town
    town.opened()
    camp = with_lessons(town)
    foretold = rehearsed(town, camp, 7)
    asked_for = town.look(select(func.max(outbox.c.id)))[0][0]
    town.move_to(town.now + timedelta(days=7) - timedelta(minutes=1))
    rows = town.look(select(outbox).where(outbox.c.id > asked_for))
    live = [(f"{row.created_at.astimezone(ZONE):%Y-%m-%d %H:%M}", row) for row in rows]
    in_rooms = sorted((when, row.room, plain(decode(row.parts))) for when, row in live if not row.direct)
    assert len(in_rooms) > 10 and in_rooms == sorted((when, to, words) for when, to, how, _, words in foretold if how == "群")
    in_private = Counter((when, KINDS[row.feature].zh) for when, row in live if row.direct)
    assert len(in_private) == 6
    assert sorted((when, f"{n}人", kind) for (when, kind), n in in_private.items()) == sorted(
        (when, to, words) for when, to, how, _, words in foretold if how == "私聊"
    )
    assert {when[11:] for when, *_ in foretold} >= {"08:30", "17:30", "18:00", "09:00"}


def test_nothing_is_sent_and_nothing_is_changed(town: Town, camp: Somebody) -> None:
    def rows() -> dict[str, int]:
        left_alone = {"outbox", "sent", "task", "inbox", "delay"}
        return {
            table.name: town.look(select(func.count()).select_from(table))[0][0]
            for table in metadata.sorted_tables
            if table.name not in left_alone
        }

    def in_the_group() -> int:
        return int(town.look(select(func.count()).select_from(outbox).where(outbox.c.room == town.group))[0][0])

    before, said_there, posts = rows(), in_the_group(), len(town.squares["telegram"].posts)
    answer = camp.tells("彩排 14天")
    assert "📊 彩排 14天（5/6–5/19）" in answer and "什么都没有发出去" in answer
    assert "5/6 08:30 群 群一｜📘 今日微课" in answer
    assert rows() == before
    assert len(town.squares["telegram"].posts) - posts == 2
    assert in_the_group() == said_there


def test_the_may_holiday_is_quiet_in_the_rehearsal_too(empty_town: Town) -> None:
    from datetime import UTC

    town = empty_town
    town.clock.move(datetime(2026, 4, 29, 1, 0, tzinfo=UTC))
    owner = town.opened()
    square = town.squares["telegram"]
    square.files["课程.md"] = COURSE.encode()
    owner.tells("", files=(FileRef("课程.md", len(COURSE), "课程.md"),))
    owner.tells("导入")
    days = {when[:10] for when, *_ in rehearsed(town, owner, 10)}
    assert not days & {f"2026-05-0{n}" for n in range(1, 6)} and {"2026-04-30", "2026-05-06"} <= days


def test_who_may_and_for_how_long(town: Town, camp: Somebody) -> None:
    assert "彩排1到31天" in camp.tells("彩排 90天") and "彩排1到31天" in camp.tells("彩排 一周")
    assert camp.says("彩排 7天") == "已私聊发给你。"
    assert "要由社群经理来做" in town.somebody("林晓").tells("彩排 7天")
    assert "Nothing was sent" in camp.tells("rehearse 3") or "什么都没有发出去" in camp.tells("rehearse 3")


# ── warnings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=ZONE)


def said(cues: list[Cue]) -> list[list[str]]:
    return [[line.to("zh") for line in cue.warnings] for cue in judged(cues, Calendar())]


def test_what_is_too_long_on_a_day_off_or_at_night_is_caught() -> None:
    long = "字" * 1400
    assert len(long.encode()) == 4200
    assert said([Cue(at(6), "群一", False, long)]) == [["4200字节，超过4096"]]
    assert said([Cue(at(6), "群一", False, "字" * 1365)]) == [[]]
    assert said([Cue(at(1), "群一", False, "好")]) == [["5月1日（周五，放假）是休息日"]]
    assert said([Cue(at(9), "群一", False, "调休上班")]) == [[]]
    assert said([Cue(at(6, 23), "林晓", True, "好")]) == [["在07:00–22:00以外"]]
    assert said([Cue(at(6), "林晓", True, "好", reached=False)]) == [["没私聊过小助，送不到"]]


def test_too_many_a_day_and_too_fast_a_minute() -> None:
    thirteen = said([Cue(at(6, 8 + n // 4, n % 4 * 15), "群一", False, "好") for n in range(13)])
    assert thirteen[:12] == [[]] * 12 and thirteen[12] == ["当天第13条，预算12条"]
    five = said([Cue(at(6, 9 + n), "林晓", True, "好") for n in range(5)])
    assert five == [[], [], [], [], ["当天第5条，预算4条"]]
    edits = said([Cue(at(6), "群一", False, "好", edits=True) for _ in range(21)])
    assert edits[19] == [] and edits[20] == ["一分钟内第21条，平台限20条"]
    assert date(2026, 5, 6).weekday() == 2


# ── who reads this ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_a_private_message_a_manager_reads_its_kind_and_never_its_words(town: Town, camp: Somebody) -> None:
    """The case rehearsal_privacy: a learner's reminder to themselves, their bill, their mistakes and their form stay theirs."""
    ann = town.somebody("林晓")
    ann.says("打卡")
    ann.tells("提醒 明天 9:00 去面谈")
    camp.confirms("问卷 悄悄话 实名\n说说离职打算 [文字]")
    answer = camp.tells("彩排 7天")
    everything = str(answer) + "".join("".join(row) for row in rehearsed(town, camp, 7))
    assert "2026-05-07 09:001人私聊提醒" in everything.replace("12", "") or "5/7 09:00 私聊 1人｜提醒" in everything
    assert "学习账单" in everything
    assert not [secret for secret in ("面谈", "离职", "悄悄话", "仅你可见", "林晓", "周航") if secret in everything]


def test_every_operation_that_sends_by_itself_has_a_kind(town: Town) -> None:
    """Whatever is due may push to somebody: what a rehearsal calls it stands in the table."""
    say_nothing = {"my_data", "retention"}
    assert {job.feature for job in town.app.router.jobs.values()} - say_nothing <= KINDS.keys()
