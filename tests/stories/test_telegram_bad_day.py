"""What people and Telegram do to a bot on a bad day: forwards, names, odd files, late words, closed doors. Each stands for its kind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import HandClock
from bot.messages import Address
from tests.patience import PATIENCE
from tests.standins.telegram import Cloud, Group, How, Person, TelegramStandin, text_of
from tests.standins.telegram.world import Press
from tests.stories.test_telegram_camp import CAMP, ZONE, Town


class BusyTown(Town):
    """With the agenda and the tasks, too."""

    async def start(self) -> None:
        await super().start()
        self._loops.append(asyncio.create_task(self.app.task_pool.run()))

    async def passes(self, until: Callable[[], Any], seconds: float = 1.0) -> Any:
        async with asyncio.timeout(PATIENCE):
            while not (found := until()):
                self.clock.move(timedelta(seconds=seconds))
                await self.app.runner.tick()
                await asyncio.sleep(0.003)
        return found

    async def at_rest(self) -> None:
        """All that is due is done, all that may be sent is sent."""
        await self.app.runner.tick()
        await self.app.task_pool.idle()
        await self.app.delivery.idle()

    async def lets_pass(self, **span: float) -> None:
        """Time, in steps of a minute."""
        until = self.clock.now() + timedelta(**span)
        while self.clock.now() < until:
            self.clock.move(min(until, self.clock.now() + timedelta(minutes=1)))
            await self.at_rest()


@asynccontextmanager
async def bad_day(url: str, folder: Path) -> AsyncIterator[BusyTown]:
    """A camp open in a supergroup on a May morning, its owner reachable in private."""
    clock = HandClock(datetime(2026, 5, 6, 8, 0, tzinfo=ZONE).astimezone(UTC))
    with TelegramStandin(Cloud(clock=clock)) as telegram:
        town = BusyTown(telegram, url, folder, "polling")
        town.group.chat.type = "supergroup"
        await town.start()
        town.host.starts()
        await town.open_camp()
        yield town
        await town.kill()


@pytest.fixture
async def town(sqlite_url: str, tmp_path: Path) -> AsyncIterator[BusyTown]:
    async with bad_day(sqlite_url, tmp_path) as town:
        yield town


async def quiet(town: BusyTown) -> None:
    """Everything Telegram has is taken, and everything owed is sent."""
    await town.passes(lambda: not town.cloud.updates.waiting)
    for _ in range(4):
        town.clock.move(timedelta(seconds=3))
        await town.at_rest()


async def answers(town: BusyTown, person: Person, words: str, group: Group | None = None, **more: Any) -> list[str]:
    """What the bot says there because of some words."""
    before = len(group.shows() if group else person.sees())
    person.says(words, group, **more)
    await quiet(town)
    return [text_of(message) for message in (group.shows() if group else person.sees())[before:]]


async def toast(town: BusyTown, press: Press) -> str:
    """What somebody is shown who pressed."""
    return str(await town.passes(lambda: press.toast, seconds=0.01))  # it would be too late soon, and the machine may be slow


# ── whose words they are ─────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_check_in_passed_on_is_not_the_forwarders(town: BusyTown) -> None:
    bob = town.cloud.person("周航", 12)
    said = town.ann.says("打卡 我的复盘", town.group)
    await town.hears("林晓 第1天")
    for hidden in (False, True):
        before = len(town.group.shows())
        bob.forwards(said, town.group, hidden=hidden)
        await quiet(town)
        (line,) = town.group.shows()[before:]
        assert "这是转发来的，不算你说的" in text_of(line)
    assert "周航 第1天" in (await answers(town, bob, "打卡", town.group))[0]


@pytest.mark.parametrize("words", ["加分 林晓 50 好", "撤销", "/设置 打卡分 99"])
async def test_a_command_passed_on_or_made_by_a_bot_is_not_obeyed_and_says_so_once(town: BusyTown, words: str) -> None:
    await answers(town, town.ann, "打卡", town.group)
    stranger = town.cloud.person("路人", 13, started=True)
    written = stranger.says(words)
    before = len(town.host.sees())
    town.host.forwards(written)
    town.host.says(words, via="some_bot")
    await quiet(town)
    first, second = [text_of(message) for message in town.host.sees()[before:]]
    assert "转发" in first and "别的机器人" in second


async def test_talk_passed_on_in_a_group_is_met_with_silence_and_a_file_in_private_is_still_a_file(town: BusyTown) -> None:
    before = len(town.group.shows())
    town.ann.forwards(town.ann.says("大家看看这个", town.group), town.group)
    bank = "题干,选项A,选项B,答案\n降价先谈什么,价值,价格,A\n".encode()
    sent = town.host.sends_file("题库.csv", bank)
    await town.hears("题", person=town.host)
    town.host.forwards(sent)
    await quiet(town)
    assert len(town.group.shows()) == before
    assert not any("转发" in text_of(message) for message in town.host.sees())


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def credited(town: BusyTown, words: str, group: Group | None = None, **more: Any) -> str:
    return "\n".join(await answers(town, town.host, words, group, **more))


async def test_a_username_a_pick_from_the_list_and_a_reply_each_name_one_person(town: BusyTown) -> None:
    xiao = town.cloud.person("林晓", 11, username="LinXiao")
    said = xiao.says("打卡 一", town.group)
    town.ann.says("打卡 二", town.group)
    await town.hears("今日 2")
    assert "有2位叫“林晓”" in await credited(town, "加分 林晓 10 分享")
    assert "林晓 +10（分享），积分15" in await credited(town, "加分 @linxiao 10 分享")
    assert "林晓 +20（案例），积分25" in await credited(town, "/加分 林晓 20 案例", town.group, naming=town.ann)
    assert "林晓 +1（好），积分16" in await credited(town, "/加分 1 好", town.group, reply_to=said)
    assert "还差名字" in await credited(town, "加分 10 好")
    assert "还差名字" in await credited(town, "/加分 10 好", town.group, answering_elsewhere=town.ann)
    assert "没有叫“nobody_here”" in await credited(town, "加分 @nobody_here 10 好")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (("小李👩‍💻",), "小李👩‍💻"),
        (("小李👩‍💻",), "小李👩💻"),
        (("Ann", "Lee"), "ann lee"),
        (("José",), "jose\u0301"),
        (("ＡＬＥＸ",), "alex"),
        (("❤️‍🔥火",), "❤‍🔥火"),
        (("林\u200b晓儿",), "林晓儿"),
        (("周 航#7",), "周 航#7"),
    ],
)
async def test_a_name_is_found_as_it_is_printed_and_however_it_is_spelled(
    town: BusyTown, name: tuple[str, ...], written: str
) -> None:
    person = town.cloud.person(name[0], 201)
    person.user.last_name = name[1] if len(name) > 1 else ""
    await answers(town, person, "打卡 x", town.group)
    assert "+5（x），积分10" in await credited(town, f"加分 {written} 5 x")


async def test_the_exactly_printed_name_never_credits_somebody_else(town: BusyTown) -> None:
    for number, name in enumerate(("Ann", "ann", "A\u0301nn", "Ann#1", "王\u200d小", "王小")):
        await answers(town, town.cloud.person(name, 300 + number), f"打卡 {number}", town.group)
    for name in ("Ann", "ann", "王\u200d小", "王小"):
        assert f"{name} +5" in await credited(town, f"加分 {name} 5 x")
    assert "有2位叫“ANN”" in await credited(town, "加分 ANN 5 x")


async def test_names_nobody_could_see_get_one_and_marks_that_turn_a_line_are_left_out(town: BusyTown) -> None:
    for number, (first, last) in enumerate((("\u200b\u200b", ""), ("ㅤ", ""), ("\u202eevil", "x"))):
        person = town.cloud.person(first, 400 + number)
        person.user.last_name = last
        (line,) = await answers(town, person, "打卡 x", town.group)
        assert ("✅ 成员#" if number < 2 else "✅ evil x 第1天") in line
        if number < 2:
            shown = line.removeprefix("✅ ").split()[0]
            assert f"{shown} +5" in await credited(town, f"加分 {shown} 5 x")


async def test_a_changed_name_is_followed(town: BusyTown) -> None:
    bob = town.cloud.person("周航", 12)
    await answers(town, bob, "打卡 x", town.group)
    bob.renames("周小航")
    await answers(town, bob, "积分", town.group)
    assert "周小航 +5" in await credited(town, "加分 周小航 5 x")
    bob.renames("\u2060")
    await answers(town, bob, "积分", town.group)
    assert "周小航 +5" in await credited(town, "加分 周小航 5 x")


async def test_pictures_joined_of_several_stay_whole_in_what_people_write(town: BusyTown) -> None:
    await answers(town, town.host, "/投票 下午茶？ 👩‍💻咖啡/❤️‍🔥火锅", town.group)
    (poll,) = await answers(town, town.host, "/草稿 发出", town.group)
    assert "👩‍💻咖啡" in poll and "❤️‍🔥火锅" in poll


@pytest.mark.parametrize("words", ["打卡！", "打卡✅", "#打卡 第二课", "打卡。", "＃打卡", "打卡👩‍💻", "打\u200d卡"])
async def test_a_word_with_marks_is_that_word(town: BusyTown, words: str) -> None:
    assert "林晓 第1天" in (await answers(town, town.ann, words, town.group))[0]


async def test_who_speaks_as_a_channel_is_asked_to_be_themselves(town: BusyTown) -> None:
    before = len(town.group.shows())
    town.group.posts("打卡", as_channel=True)
    town.group.posts("打卡")
    await quiet(town)
    (hint,) = town.group.shows()[before:]
    assert "以频道身份发的话我认不出是谁" in text_of(hint)


# ── edits, files, kinds of messages ──────────────────────────────────────────────────────────────────────────────────


async def test_an_edit_that_makes_a_command_is_one_and_one_of_what_was_done_is_not_done_again(town: BusyTown) -> None:
    typo = town.ann.says("大卡 读完第三章", town.group)
    await quiet(town)
    town.ann.edits(typo, "打卡 读完第三章")
    await town.hears("林晓 第1天")
    before = len(town.group.shows())
    town.ann.edits(typo, "打卡 读完第四章")
    done = town.ann.says("积分", town.group)
    await quiet(town)
    town.ann.edits(done, "积分 ")
    await quiet(town)
    assert len(town.group.shows()) == before + 1
    refused = town.host.says("加分 林晓 好")
    await town.hears("试试", person=town.host)
    town.host.edits(refused, "加分 林晓 5 好")
    await town.hears("林晓 +5", person=town.host)


async def test_whatever_is_sent_alone_with_us_gets_one_answer(town: BusyTown) -> None:
    ann = town.ann
    ann.starts()
    await quiet(town)
    sends = [
        lambda: ann.records("voice"),
        lambda: ann.records("video_note"),
        *[lambda kind=kind: ann.shows(kind) for kind in ("sticker", "location", "contact", "dice", "story", "hologram")],
        lambda: ann.sends_photo(b"\xff\xd8"),
        lambda: ann.sends_file("报告.pdf", b"%PDF"),
        lambda: ann.sends_file("", b"x"),
        lambda: [ann.sends_photo(b"\xff\xd8", album="a1") for _ in range(3)],
    ]
    for send in sends:
        before = len(ann.sees())
        send()
        await quiet(town)
        (line,) = ann.sees()[before:]
        assert "请打字告诉我" in text_of(line)
    before = len(town.group.shows())
    ann.shows("sticker", town.group)
    ann.records("voice", town.group)
    await quiet(town)
    assert len(town.group.shows()) == before


async def test_a_file_too_large_says_so(town: BusyTown) -> None:
    town.host.sends_file("题库.xlsx", b"x", claims=22020096)
    await town.hears("文件超过20 MB，没有读取。", person=town.host)
    assert not town.cloud.called("getFile", code=None)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["voice", "audio", "video", "video_note", "animation", "photo", "album"])
@pytest.mark.parametrize("way", ["caption", "answer"])
async def test_a_check_in_that_needs_something_takes_whatever_people_record(town: BusyTown, kind: Any, way: str) -> None:
    await answers(town, town.host, "/设置 打卡要附件 是", town.group)
    caption: str | None = "打卡 复盘"
    question = None
    if way == "answer":
        (asked,) = await answers(town, town.ann, "打卡 复盘", town.group)
        assert "这个营打卡要附" in asked
        caption, question = None, town.group.shows()[-1]
    if kind in ("photo", "album"):
        album = "a1" if kind == "album" else ""
        for number in range(3 if album else 1):
            words = caption if number == 0 else None
            town.ann.sends_photo(b"\xff\xd8", town.group, caption=words, album=album, reply_to=question)
    else:
        town.ann.records(kind, town.group, caption=caption, reply_to=question)
    await town.hears("林晓 第1天")
    await quiet(town)
    assert sum("林晓" in text_of(message) for message in town.group.shows()) == 1


async def test_somebody_elses_recording_does_not_check_one_in(town: BusyTown) -> None:
    await answers(town, town.host, "/设置 打卡要附件 是", town.group)
    his = town.cloud.person("周航", 12).records("voice", town.group)
    await answers(town, town.ann, "打卡 复盘", town.group)
    town.ann.forwards(his, town.group)
    await quiet(town)
    assert not any("第1天" in text_of(message) for message in town.group.shows())


# ── said long ago ────────────────────────────────────────────────────────────────────────────────────────────────────


async def late(town: BusyTown, person: Person, words: str, group: Group | None = None, *, hours: float) -> list[str]:
    """What is answered to words that reach us only after hours."""
    await quiet(town)
    before = len(group.shows() if group else person.sees())
    said = town.cloud.world.add(
        group.chat if group else town.cloud.world.private(person.user), person.user, town.clock.now(), text=words
    )
    town.clock.move(timedelta(hours=hours))
    town.cloud.tell("message", said)
    await quiet(town)
    return [text_of(message) for message in (group.shows() if group else person.sees())[before:]]


async def test_times_count_from_when_they_were_said(town: BusyTown) -> None:
    town.go_to(6, "13:00")
    town.ann.starts()
    await answers(town, town.ann, "打卡 x", town.group)
    (line,) = await late(town, town.ann, "提醒 明天 9:00 周会", hours=15)
    assert "今天 09:00" in line
    (line,) = await late(town, town.ann, "提醒 10分钟后 周会", hours=1)
    assert "已经过了，没有记下" in line


async def test_a_contest_asked_for_long_ago_is_asked_about(town: BusyTown) -> None:
    bank = "题干,选项A,选项B,答案\n" + "".join(f"第{n}个异议怎么答？,价值,价格,A\n" for n in range(5))
    town.host.sends_file("题库.csv", bank.encode())
    await town.hears("导入", person=town.host)
    await answers(town, town.host, "导入")
    (asked,) = await late(town, town.host, "/开赛 抢答 题数=3", town.group, hours=2)
    assert "现在还开吗" in asked
    assert any("抢答" in line for line in await answers(town, town.host, "开", town.group))


async def test_a_late_check_in_shows_its_own_day(town: BusyTown) -> None:
    town.go_to(6, "21:00")
    (line,) = await late(town, town.ann, "打卡 晚了", town.group, hours=5)
    assert "第1天" in line and "算 5/6 的打卡" in line


# ── doors ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_who_left_or_was_banned_or_never_came_changes_nothing_by_old_buttons(town: BusyTown) -> None:
    bob, stranger = town.cloud.person("周航", 12), town.cloud.person("路人", 13)
    await answers(town, bob, "积分", town.group)
    bob.joins(town.group)
    await town.hears("欢迎")
    card = town.group.shows()[-1]
    town.group.bans(bob, town.host)
    await quiet(town)
    for person in (bob, stranger):
        assert "还没有加入任何营" in await toast(town, person.presses(card, "打卡"))
    assert "共1人" in await credited(town, "成员") or "学员0" in await credited(town, "成员")
    assert not any("第1天" in text_of(message) for message in town.group.shows())


async def test_sent_out_and_added_again_the_group_sleeps_and_wakes(town: BusyTown) -> None:
    await answers(town, town.ann, "打卡 x", town.group)
    await answers(town, town.host, "/提醒 本群 明天 9:00 周会", town.group)
    town.group.throws_out_bot(town.host)
    assert "群“营销实战营”" in await town.hears("我被移出了", person=town.host)
    assert "我不在里面了" in await credited(town, "联系不上")
    await town.owes(Address("telegram", str(town.group.id)), "今日微课")
    await town.lets_pass(hours=26)
    before = len(town.group.shows())
    town.group.takes_in_bot(town.host, rights=("can_invite_users",))
    await town.hears("我回来了")
    await town.hears("今日微课")
    await town.hears("周会（09:00 的提醒补发）")
    assert "连续2个工作日" in "\n".join(await answers(town, town.ann, "打卡 还在", town.group))
    assert sum("移出" in text_of(message) for message in town.host.sees()) == 1
    assert len(town.group.shows()) > before


@pytest.mark.parametrize("way", ["permissions", "restriction"])
async def test_a_group_closed_for_writing_keeps_what_is_owed_and_its_managers_hear_so_once(town: BusyTown, way: str) -> None:
    bot = town.cloud.world.bot
    town.cloud.membership(town.group.chat, bot, type(town.group.chat.members[bot.id])(bot, "member"), town.host.user)
    town.host.says("/积分", town.group)
    await quiet(town)
    if way == "permissions":
        town.group.closes()
    else:
        town.group.restricts_bot(town.host)
    for number in range(3):
        await town.owes(Address("telegram", str(town.group.id)), f"第{number}课")
    await town.hears("只有管理员能说话", person=town.host)
    asked = len(town.cloud.called("sendMessage", code=400))
    assert "只有管理员能说话" in await credited(town, "联系不上")
    await town.lets_pass(minutes=30)
    assert len(town.cloud.called("sendMessage", code=400)) - asked <= 6, "tried seldom"
    assert sum("要发的都留着" in text_of(message) for message in town.host.sees()) == 1
    town.group.opens()
    town.group.promotes_bot(town.host) if way == "permissions" else town.group.restricts_bot(town.host, "can_send_messages")
    for number in range(3):
        await town.hears(f"第{number}课")
    assert "没有人在等" in await credited(town, "联系不上")


async def test_a_request_telegram_will_not_have_answered_waits_again_and_whoever_decided_hears_so(town: BusyTown) -> None:
    bob = town.cloud.person("周航", 1003)
    town.group.takes_in_bot(town.host, rights=("can_invite_users",))
    for _ in range(2):
        bob.asks_to_join(town.group)
    await town.hears("周航 申请加入", person=town.host)
    await quiet(town)
    assert sum("周航 申请加入" in text_of(message) for message in town.host.sees()) == 1, "one notice for two requests of one"
    town.cloud.fail(How.REFUSE, "approveChatJoinRequest", code=400, description="Bad Request: USER_CHANNELS_TOO_MUCH")
    card = next(message for message in reversed(town.host.sees()) if "申请加入" in text_of(message))
    town.host.presses(card, "放行")
    await town.hears("周航 没能放行", person=town.host)
    await quiet(town)
    assert "🚪 W1 周航" in await credited(town, "入群")
    town.host.presses(town.host.sees()[-1], "通过 W1")
    await town.passes(lambda: town.group.chat.member(1003))


async def test_a_rush_of_requests_is_few_notices(town: BusyTown) -> None:
    town.group.takes_in_bot(town.host, rights=("can_invite_users",))
    for number in range(12):
        town.cloud.person(f"学员{number}", 5000 + number).asks_to_join(town.group)
    await quiet(town)
    town.clock.move(timedelta(seconds=31))
    await town.hears("在等答复的入群申请（12）", person=town.host)
    assert sum("申请" in text_of(message) for message in town.host.sees()) <= 3


async def test_a_reminder_set_in_a_topic_rings_there(town: BusyTown) -> None:
    forum = town.cloud.group("论坛", town.ann, host=town.host, forum=True)
    topic = forum.topic("周会", town.host)
    town.host.says(f"/绑定群 {CAMP}", forum)
    await town.hears("本群已加入", forum)
    town.host.says("/提醒 本群 10分钟后 开会", forum, thread=topic)
    await town.hears("记下了", forum)
    town.clock.move(timedelta(minutes=11))
    await town.hears("⏰ 开会", forum)
    assert forum.shows()[-1].get("message_thread_id") == topic


# ── many at once ─────────────────────────────────────────────────────────────────────────────────────────────────────


def words_of(group: Group) -> str:
    return "\n".join(text_of(message) for message in group.shows())


async def steps(town: BusyTown, seconds: float) -> None:
    """Time in steps of a fifth of a second, each with all that is to be done in it."""
    for _ in range(round(seconds * 5)):
        town.clock.move(timedelta(seconds=0.2))
        while town.cloud.updates.waiting:  # noqa: ASYNC110 (another thread takes them)
            await asyncio.sleep(0.001)
        await town.app.delivery.idle()


@pytest.mark.parametrize("reactions", [None, frozenset[str]()], ids=["reactions", "no reactions"])
async def test_the_last_of_45_check_ins_in_14_seconds_hears_within_30_and_nobodys_line_is_lost(
    town: BusyTown, reactions: frozenset[str] | None
) -> None:
    town.group.chat.reactions = reactions
    people = [town.cloud.person(f"学员{number:02d}", 6000 + number) for number in range(45)]
    await quiet(town)
    town.clock.move(timedelta(minutes=2))
    began = town.clock.now()
    for person in people:
        person.says("打卡 今天学了", town.group)
        await steps(town, 0.311)
    said_last = town.clock.now()
    while not all(f"{person.user.first_name} 第1天" in words_of(town.group) for person in people):
        assert town.clock.now() - said_last < timedelta(seconds=30)
        await steps(town, 0.4)
    assert said_last - began < timedelta(seconds=20)
    assert all(words_of(town.group).count(f"{person.user.first_name} 第1天") == 1 for person in people)
    assert not [call for call in town.cloud.calls if call.code == 429]
    nods = [call for call in town.cloud.calls if call.method == "setMessageReaction"]
    assert (len(town.cloud.world.reactions) > 0) == (reactions is None) and len(nods) <= 6
    await town.lets_pass(minutes=3)
    assert all(words_of(town.group).count(f"{person.user.first_name} 第1天") == 1 for person in people)


async def test_a_message_that_was_to_grow_and_is_gone_loses_no_line(town: BusyTown) -> None:
    people = [town.cloud.person(f"学员{number:02d}", 6000 + number) for number in range(45)]
    lines = [f"{person.user.first_name} 第1天" for person in people]
    await quiet(town)
    town.clock.move(timedelta(minutes=2))
    gone = "Bad Request: message to edit not found"
    town.cloud.fail(How.REFUSE, "editMessageText", times=3, code=400, description=gone)
    for person in people:
        person.says("打卡 今天学了", town.group)
        await steps(town, 0.311)
    await town.passes(lambda: all(line in words_of(town.group) for line in lines), 0.2)
    assert all(words_of(town.group).count(line) == 1 for line in lines)
    assert town.cloud.called("editMessageText", code=400)


async def test_many_who_join_are_welcomed_together_each_once(town: BusyTown) -> None:
    people = [town.cloud.person(f"学员{number:02d}", 6000 + number) for number in range(30)]
    for person in people:
        person.joins(town.group)
    await town.passes(lambda: all(person.user.first_name in words_of(town.group) for person in people))
    await quiet(town)
    welcomes = [text_of(message) for message in town.group.shows() if "欢迎" in text_of(message)]
    assert len(welcomes) <= 3
    assert all(welcome.count(person.user.first_name) <= 1 for welcome in welcomes for person in people)


async def test_an_answer_shows_whom_it_answers_where_somebody_else_wrote_in_between(town: BusyTown) -> None:
    await answers(town, town.ann, "积分", town.group)
    assert "reply_to_message" not in town.cloud.world.chats[town.group.id].messages[town.group.shows()[-1]["message_id"]]
    # The answer is held off for a moment, so that the other words are there before it.
    town.cloud.fail(How.REFUSE, "sendMessage", chat=town.group.id, code=429, retry_after=3)
    asked = town.ann.says("积分", town.group)
    town.cloud.person("周航", 12).says("我先说一句", town.group)
    await quiet(town)
    answer = town.cloud.world.chats[town.group.id].messages[town.group.shows()[-1]["message_id"]]
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]


async def test_an_exams_questions_cannot_be_passed_on(town: BusyTown) -> None:
    bank = "题干,选项A,选项B,答案\n" + "".join(f"第{n}个异议怎么答？,价值,价格,A\n" for n in range(5))
    town.host.sends_file("题库.csv", bank.encode())
    await town.hears("导入", person=town.host)
    await answers(town, town.host, "导入")
    town.ann.says("/积分", town.group)
    town.ann.starts()
    await quiet(town)
    await answers(town, town.host, "考试 结业 题数=3")
    await answers(town, town.host, "草稿 发出")
    await answers(town, town.ann, "考试")
    await answers(town, town.ann, "考试 E1")
    assert town.ann.sees()[-1].get("has_protected_content") is True


async def test_a_few_minutes_of_random_refusals_lose_nothing_and_leave_nothing_parked(sqlite_url: str, tmp_path: Path) -> None:
    from tests.faults.telegram_weather import soak

    outcome = await soak(sqlite_url, tmp_path, minutes=8, seed=7, odds=0.35)
    assert not outcome.lost, outcome
    assert (outcome.pending, outcome.troubles) == (0, 0) and outcome.refused > 10
