"""Showing the groups: shown first, then each member has the group's tag, every room reads the list, and a group may have its own room."""

from __future__ import annotations

import re

from bot import draft
from bot.audience import Audience
from bot.fact_rows import FactRows
from bot.feature import Context, Phrase, Refusal, Role, Said
from handlers.groups import drawing
from handlers.groups.settings import feature, name
from storage import groups, memberships
from storage.groups import GroupDraw, GroupMember

WHAT = Phrase(
    zh="公布{groups}个小组，发到群里，也私信{n}位学员；以后对战、作业、排行榜都能按组：标签就是组名。",
    en="{groups:group is|groups are} shown in the camp's chats and to {n:learner|learners} in private; contests, homework and boards know them "
    "by their tags.",
)
ANNOUNCED = Phrase(zh="👥 小组分好了（种子 {seed}，{rule}）", en="👥 The groups are drawn (seed {seed}, {rule})")
YOURS = Phrase(zh="👥 你在{group}：{names}", en="👥 You are in {group}: {names}")
SHOWN = Phrase(
    zh="✅ 小组公布了。按组对战：开赛 名字 计分=团队 分组={first},{second}；按组布置：作业 名字 标签={first}。10分钟内可发“撤销”。",
    en="✅ The groups are shown. To play by group: contest NAME scoring=team teams={first},{second}; homework for one: homework NAME "
    "tag={first}. “undo” within 10 minutes takes it back.",
)
BACK = Phrase(
    zh="✅ 小组收回了，标签也去掉了；还没公布的样子留着。",
    en="✅ The groups are taken back, and their tags; the draw is kept unshown.",
)
ENDED = Phrase(
    zh="✅ 小组解散了，组名标签去掉了。10分钟内可发“撤销”。",
    en="✅ The groups are no more and their tags are off. “undo” within 10 minutes takes it back.",
)
CHANGED_BACK = Phrase(zh="✅ 小组改回去了。", en="✅ The groups are as before.")
RESUMED = Phrase(zh="✅ 小组又在了。", en="✅ The groups are there again.")
NO_GROUPS = Phrase(zh="现在没有公布的小组。先抽：小组 抽 5组", en="No groups are shown. First: groups draw 5")
OTHERS = Phrase(zh="撤销不了：现在有别的分组了。", en="That cannot be undone: there are other groups by now.")
IN_A_ROOM = Phrase(zh="这句要在那个小组自己的群里发：小组 群 3组", en="Send this in the group's own chat: groups room 3")
WHICH = Phrase(zh="第几组的群？试试：小组 群 3组", en="Which group's chat is it? Try: groups room 3")
OWN_ROOM = Phrase(
    zh="✅ 这里是{group}自己的群：{names}。组里换了人会在这里说。",
    en="✅ This is the chat of {group}: {names}. Whoever comes or goes is told of here.",
)
NAMED = re.compile(r"^(\d{1,3})\s*组?$")

feature.act("groups_shown", Phrase(zh="{who} 公布了{n}个小组", en="{who} showed {n:group|groups}"))
feature.act("groups_ended", Phrase(zh="{who} 解散了小组", en="{who} ended the groups"))
feature.act(
    "group_room",
    Phrase(zh="{who} 把一个群给了{group}", en="{who} gave a chat to {group}"),
    final=Phrase(zh="换一个群再发一次就行：小组 群 3组", en="Send it in another chat instead: groups room 3"),
)


def show(ctx: Context) -> None:
    """What goes to many is a draft first. Raises Refusal."""
    of = drawing.waiting(ctx)
    members = groups.members(ctx.db, of.id)
    if not ctx.sends_draft:
        first = members[0]
        views = (
            draft.in_rooms(len(ctx.rooms()), *_announced(ctx, of, members)),
            draft.in_private(len(members), _yours(ctx, first, members)),
        )
        return draft.show(ctx, WHAT(groups=of.groups, n=len(members)), *views)
    if not groups.show(ctx.db, of.id, at=ctx.now):
        raise Refusal(drawing.NO_DRAW)
    for one in members:
        memberships.tag_as(ctx.db, one.membership, name(one.number, ctx.camp.language))
    ctx.announce(*_announced(ctx, of, members))
    for one in members:
        ctx.tell(one.person, _yours(ctx, one, members), gently=True)
    ctx.audit("groups_shown", undo={"draw": of.id}, n=of.groups)
    ctx.reply(SHOWN(first=name(1, ctx.camp.language), second=name(2, ctx.camp.language)), audience=Audience.MANAGERS)


def _announced(ctx: Context, of: GroupDraw, members: list[GroupMember]) -> tuple[Said, ...]:
    title = ANNOUNCED(seed=of.seed, rule=drawing.rule_said(of))
    return (FactRows.of(*drawing.rows(ctx, of, members), title=title),)


def _yours(ctx: Context, who: GroupMember, members: list[GroupMember]) -> Said:
    names = [one.name for one in members if one.number == who.number]
    return YOURS(group=name(who.number, ctx.camp.language), names=names)


@feature.undoes("groups_shown", by=Role.MANAGER, thing=[])
def show_back(ctx: Context, draw: int) -> None:
    """The tags go; what was read stays read."""
    if not groups.unshow(ctx.db, draw):
        raise Refusal(OTHERS)
    _untag(ctx, draw)
    ctx.reply(BACK)


def end(ctx: Context) -> None:
    """Raises Refusal where there are none."""
    of = groups.in_use(ctx.db, ctx.camp.id)
    if of is None or not groups.end(ctx.db, of.id, at=ctx.now):
        raise Refusal(NO_GROUPS)
    _untag(ctx, of.id)
    ctx.audit("groups_ended", undo={"draw": of.id})
    ctx.reply(ENDED, audience=Audience.MANAGERS)


@feature.undoes("groups_ended", by=Role.MANAGER, thing=[])
def end_back(ctx: Context, draw: int) -> None:
    if not groups.resume(ctx.db, draw):
        raise Refusal(OTHERS)
    for one in groups.members(ctx.db, draw):
        memberships.tag_as(ctx.db, one.membership, name(one.number, ctx.camp.language))
    ctx.reply(RESUMED)


def _untag(ctx: Context, draw: int) -> None:
    for one in groups.members(ctx.db, draw):
        memberships.untag(ctx.db, one.membership, name(one.number, ctx.camp.language))


@feature.undoes("groups_changed", by=Role.MANAGER, thing=[])
def change_back(ctx: Context, draw: int, before: dict[str, int | None]) -> None:
    """Where they were before; who was in no group is in none again."""
    of = groups.find(ctx.db, draw)
    if of is None or of.ended_at is not None:
        raise Refusal(OTHERS)
    now = {one.membership: one.number for one in groups.members(ctx.db, draw)}
    for member, number in ((int(member), number) for member, number in before.items()):
        if number is None:
            groups.take_out(ctx.db, draw, member)
        else:
            groups.put_in(ctx.db, draw, member, number)
        drawing.retag(ctx, of, member, now.get(member), number)
    drawing.tell_own_rooms(ctx, of, *before.values(), *(now.get(int(member)) for member in before))
    ctx.reply(CHANGED_BACK)


def own_room(ctx: Context, words: str) -> None:
    """小组 群 3组, said in the chat that is to be its own. Raises Refusal."""
    of = groups.in_use(ctx.db, ctx.camp.id)
    found = NAMED.match(words.strip())
    if of is None:
        raise Refusal(NO_GROUPS)
    if found is None or not 1 <= int(found[1]) <= of.groups:
        raise Refusal(WHICH)
    if ctx.address.direct or ctx.room_id is None:
        raise Refusal(IN_A_ROOM)
    number = int(found[1])
    groups.give_room(ctx.db, of.id, number, ctx.room_id)
    group = name(number, ctx.camp.language)
    ctx.audit("group_room", group=group)
    names = [one.name for one in groups.members(ctx.db, of.id) if one.number == number]
    ctx.reply(OWN_ROOM(group=group, names=names))
