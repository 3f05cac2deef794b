"""Every command, asked in the group by a manager, the room's host and a learner: no name appears there that is not public in that answer."""

from __future__ import annotations

import io
import zipfile
from html import unescape

import pytest

from bot.feature import Command
from bot.parts import File, Picture
from tests.stories.test_permissions import COMMANDS
from tests.town import Post, Somebody, Town

NAMED = ("沈默默", "贺安安", "岑小满")
"""Learners no example names, so that whatever names them says something about them."""
PUBLIC = {
    "热度": "who wrote the answers people use is said with them",
    "搜": "an answer stands with its author",
    "提问": "a question stands in the room under its asker's name",
    "采纳": "whose answer is accepted is praise",
}
MORE = {
    "群规": ("群规 未同意",),
    "结果": ("结果 S1", "结果 S1 未填", "结果 S1 导出", "结果 P1", "结果 P1 未投", "结果 P1 导出", "结果 E1", "结果 E1 名单"),
    "谁没填": ("谁没填 S1", "谁没填 P1"),
    "周报": ("周报", "周报 xlsx"),
    "看板": ("看板 名单", "看板 xlsx", "看板 关注", "看板 沈默默"),
    "导出": ("导出 成员",),
    "成员": ("成员 学员", "成员 组一"),
    "周完成率": ("周完成率 名单",),
}
"""What the examples alone would not ask a lived camp."""
SAYS_WHO_IN_PRIVATE = {"群规", "结果", "谁没填", "看板", "成员", "周完成率", "谁没打卡", "记录", "联系不上", "导出", "周报"}
"""Words whose answers do name somebody: the walk would pass by silence otherwise."""
ENDS_IT = {"撤销", "切换", "语言", "绑定", "绑定群", "开营", "删除我的数据"}
"""What would change who asks, or take away what others said."""


def lived(town: Town) -> Somebody:
    """A camp in its second week: members checked in and not, a form, a poll, an exam nobody took, points, somebody who cannot be reached."""
    manager = town.somebody("王岚")
    manager.tells("打卡")
    quiet, open_, loud = (town.learner(name) for name in NAMED)
    for one in (open_, loud):
        one.tells("积分")
        one.tells("排行榜 匿名")
    quiet.says("排行榜 匿名")
    manager.confirms("群规 不发广告")
    manager.tells("标签 沈默默 +组一")
    manager.tells("标签 贺安安 +组一")
    manager.confirms("问卷 试 实名\n评 [1-5]\n说 [文字]")
    manager.confirms("投票 周五去哪？ 爬山/唱歌/火锅")
    open_.tells("填 S1")
    open_.tells("5")
    open_.tells("很好")
    open_.tells("交")
    loud.tells("投 P1 A")
    manager.tells("提醒 沈默默 明天 9:00 交材料")
    manager.tells("加分 贺安安 10 分享")
    for day in ("5/7", "5/8"):
        town.go_to(day, "09:00")
        loud.says("打卡")
    town.go_to("5/11", "10:00")
    return manager


def words_of(town: Town, post: Post) -> str:
    """What can be read of a message, what stands in its file and under its picture too."""
    found = [str(post)]
    for part in post.parts:
        if isinstance(part, File):
            content = town.app.files.read(part.file)
            packed = zipfile.ZipFile(io.BytesIO(content)) if zipfile.is_zipfile(io.BytesIO(content)) else None
            found += (
                [unescape(packed.read(name).decode("utf-8", "replace")) for name in packed.namelist()]
                if packed
                else [content.decode()]
            )
        elif isinstance(part, Picture):
            found.append(part.alt)
    return "\n".join(found)


def sentences(command: Command) -> list[str]:
    zh = command.examples_in("zh")
    return [*zh, *MORE.get(command.word, ())]


@pytest.mark.parametrize("role", ["manager", "host", "learner"])
@pytest.mark.journey
def test_no_name_in_the_group_that_is_not_public_there(town: Town, role: str) -> None:
    manager = lived(town)
    who = manager if role == "manager" else town.learner("路小遥")
    who.tells("积分")
    who.is_room_admin = role == "host"
    posts, leaks, named, silent = town.squares["telegram"].posts, [], set(), []
    for command in COMMANDS:
        if command.word in ENDS_IT:
            continue
        if command.word == "记录":
            manager.tells("加分 贺安安 1 分享")  # the newest page would name nobody after so many acts of the walk itself
        for sentence in sentences(command):
            before = len(posts)
            who.says(f"/{sentence}")
            if who.reads("发出"):
                who.presses("发出", who.heard_privately.posts[-1])
            new = posts[before:]
            alone = "\n".join(words_of(town, post) for post in new if post.room == who.private.room)
            here = "\n".join(words_of(town, post) for post in new if post.room == who.room)
            if not new:
                silent.append(sentence)
            if any(name in alone for name in NAMED):
                named.add(command.word)
            if command.word not in PUBLIC and any(name in here for name in NAMED):
                leaks.append((sentence, here[:80]))
            who.says("/取消")
    assert not leaks
    assert not silent
    if role == "manager":
        assert named >= SAYS_WHO_IN_PRIVATE
    if role == "learner":
        assert not named
