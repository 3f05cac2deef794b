"""Camps: opening one, binding rooms to it, and what its managers can set."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated, Any

from bot.arguments import Named, Onwards
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Feature, HowToCall, NotAnAnswer, Phrase, Press, Refusal, Role, Setting, Theme
from bot.membership import camp_by_id
from bot.messages import Kind, Lane
from scheduler.calendar import COUNTRY_KEY
from storage import camps, memberships, outbox, people, rooms, standing
from storage.channels import wecom_bot
from storage.connection import AnyRow

feature = Feature("camps", Theme.CAMP)

NO_ROLE = r"(?!.*(?:经理|管理员|专家|学员)$|\S*案例)"
"""Somebody is made one of these by another command, and a case is changed by its own."""
LONGEST_NAME = 40
SMART_BOT, WEBHOOKS = "wecom_bot", "wecom_group"
"""Two channels into the same groups of a company."""

OPENED = Phrase(
    zh="🏕 营“{camp}”开好了，你是营主。下一步：\n1 把学员请进群，谁说第一句话谁入营\n2 指定经理：角色 名字 经理\n3 看看能改什么：设置",
    en="🏕 Camp “{camp}” is open and yours. Next:\n1 bring learners into the group; their first word makes them members\n"
    "2 name a manager: role NAME manager\n3 see what you can change: set",
)
OPENED_PRIVATELY = Phrase(
    zh="🏕 营“{camp}”开好了，还没有群。把我拉进群，在群里发：绑定群 {camp}",
    en="🏕 Camp “{camp}” is open and has no group yet. Bring me into one and send there: bind {camp}",
)
ALREADY_HERE = Phrase(
    zh="这个群已经是营“{camp}”的群，没有改动。", en="This group already belongs to camp “{camp}”; nothing was changed."
)
OTHER_HERE = Phrase(
    zh="这个群已经属于营“{camp}”。一个群只属于一个营。", en="This group belongs to camp “{camp}”. A group belongs to one camp."
)
NAME_TAKEN = Phrase(
    zh="已有叫“{camp}”的营。换个名字，或在群里发：绑定群 {camp}",
    en="There is a camp “{camp}” already. Choose another name, or send in the group: bind {camp}",
)
TOO_LONG = Phrase(
    zh="营名最多{most}个字，这个有{length}个。",
    en="A camp's name has at most {most:character|characters}; this one has {length}.",
)
NOT_A_FOUNDER = Phrase(
    zh="开营要由负责人来做（写在配置的 owners 里）。你的账号是 {account}。",
    en="Camps are opened by the owners named in the configuration. Your account is {account}.",
)
FROM_TEMPLATE = Phrase(
    zh="📋 正在把“{camp}”的设置、群规、课程、地图、题库、表单、复盘模板、勋章、提醒带过来，人不带。",
    en="📋 Bringing settings, rules, lessons, map, questions, form, retro template, badges and reminders from “{camp}”; its people stay there.",
)
NO_SUCH_TEMPLATE = Phrase(
    zh="没有叫“{camp}”的营可以当模板，没有开营。有模板文件就先开营，再把文件私聊发给我。",
    en="There is no camp “{camp}” to take as a template; nothing was opened. With a template's file, open the camp first, then send me the file in private.",
)
NOT_YOURS_TO_COPY = Phrase(
    zh="用“{camp}”当模板要由它的经理来做，没有开营。",
    en="Taking “{camp}” as a template is for its managers; nothing was opened.",
)
NO_SUCH_CAMP = Phrase(zh="没有叫“{camp}”的营。", en="There is no camp called “{camp}”.")
NOT_THEIR_MANAGER = Phrase(zh="“绑定群 {camp}”要由这个营的经理来发。", en="“bind {camp}” is for that camp's managers.")
BOUND = Phrase(
    zh="✅ 本群已加入营“{camp}”。说第一句话的人就是学员，从“打卡”开始。",
    en="✅ This group now belongs to camp “{camp}”. Whoever speaks is a learner; start with “checkin”.",
)
BOUND_WEBHOOK = Phrase(
    zh="✅ 群推送“{name}”已接到营“{camp}”，只发不收。",
    en="✅ Group push “{name}” now belongs to camp “{camp}”; it can only send.",
)
TIED_WEBHOOK = Phrase(
    zh="✅ 本群接上了群推送“{name}”：我在这里推送不了的时候，由它来发。",
    en="✅ Group push “{name}” now stands in here: it speaks when I may not.",
)
NO_SUCH_WEBHOOK = Phrase(
    zh="配置里没有叫“{name}”的群推送，有：{known}。", en="No group push is called “{name}”; there are: {known}."
)
HINT = Phrase(
    zh="大家好，我是小助。请负责人在这里发“开营 营名”，或由经理发“绑定群 营名”，我就开始工作。",
    en="Hello. Ask the owner to send “open NAME” here, or a manager to send “bind NAME”, and I will get to work.",
)
TURNED = Phrase(zh="✅ 私聊里现在说的是营“{camp}”。", en="✅ In private we now talk about camp “{camp}”.")
YOUR_CAMPS = Phrase(zh="你在这些营：{camps}。切换就发“切换 营名”。", en="Your camps: {camps}. To switch send “camp NAME”.")
NOT_IN_IT = Phrase(zh="你不在营“{camp}”里。你在：{camps}。", en="You are not in camp “{camp}”. You are in: {camps}.")
NONE = Phrase(zh="（还没有）", en="(none yet)")

TOPIC_CLOSED = Phrase(
    zh="⚠️ “{camp}”的群里，每日推送用的话题关闭或删除了，之后发到“综合”。要换一个：在那个话题里发“绑定群 {camp}”。",
    en="⚠️ The topic that “{camp}” posts its daily messages in was closed or deleted; they go to General now. "
    "To choose another send there: bind {camp}",
)

SETTINGS = Phrase(zh="“{camp}”的设置", en="Settings of “{camp}”")
HOW_TO_SET = Phrase(zh="改：设置 {name} 值；是什么意思：设置 {name}", en="Change: set {name} VALUE; what it means: set {name}")
EXPLAINED = Phrase(zh="{name} 现在是 {value}。{help}", en="“{name}” is {value}. Values: {help}")
NO_SUCH_SETTING = Phrase(
    zh="没有“{name}”这个设置。{near}发“设置”看全部。", en="There is no setting “{name}”. {near}Send “set” for all of them."
)
NEAR_SETTINGS = Phrase(zh="是不是想说：{names}。", en="Did you mean: {names}? ")
WRONG_VALUE = Phrase(zh="“{name}”不能设成“{value}”。{help}", en="“{name}” cannot be “{value}”. {help}")
SAME = Phrase(zh="{name} 已经是 {value}，没有改动。", en="“{name}” is {value} already; nothing was changed.")
SET = Phrase(
    zh="✅ {name}：{before} → {after}。10分钟内可发“撤销”。",
    en="✅ {name}: {before} → {after}. “undo” within 10 minutes takes it back.",
)
SET_BACK = Phrase(zh="✅ {name} 改回 {before}。", en="✅ {name} is {before} again.")


@feature.command(
    "开营",
    "open",
    help=Phrase(zh="开一个营，并把这个群归它。", en="Open a camp, with this group as its first."),
    by=Role.ANYONE,
    examples=["开营 营销实战营2605", "开营 营销实战营2606 模板=营销实战营2605", "open Sales-2605"],
    unbound=True,
)
def open_camp(
    ctx: Context,
    name: Annotated[str, Named("营名", "name")],
    *,
    template: Annotated[Onwards | None, Named("模板", "template")] = None,
) -> None:
    name = name.strip()
    if not ctx.is_founder:
        sender = ctx.event.sender
        raise Refusal(NOT_A_FOUNDER(account=f"{ctx.address.channel}:{sender.id if sender else ''}"))
    if ctx.camp_or_none is not None and not ctx.address.direct:
        raise Refusal((ALREADY_HERE if ctx.camp_or_none.name == name else OTHER_HERE)(camp=ctx.camp_or_none.name))
    if len(name) > LONGEST_NAME:
        raise Refusal(TOO_LONG(most=LONGEST_NAME, length=len(name)))
    source = _source(ctx, template) if template else None
    here = {"language": ctx.default_language, "timezone": str(ctx.default_zone)}
    camp = camps.open_camp(ctx.db, name, **here, settings={COUNTRY_KEY: ctx.default_country}, at=ctx.now)
    if camp is None:
        raise Refusal(NAME_TAKEN(camp=name))
    memberships.join(ctx.db, camp, ctx.person.id, "owner", day=ctx.now.astimezone(ctx.default_zone).date(), at=ctx.now)
    people.set_camp(ctx.db, ctx.person.id, camp)
    if not ctx.address.direct:
        rooms.bind(ctx.db, camp, ctx.address.channel, ctx.address.room, ctx.address.thread)
    ctx.reschedule(camp)
    with ctx.in_camp(camp_by_id(ctx.db, camp)):
        ctx.audit("open", camp=name)
        ctx.happened("members.joined", standing.in_camp(ctx.db, camp, ctx.person.id).membership_id)
        ctx.reply((OPENED_PRIVATELY if ctx.address.direct else OPENED)(camp=name), HowToCall.SENTENCE)
        if source is not None:
            ctx.reply(FROM_TEMPLATE(camp=source.camp_name))
            ctx.task("camp_templates.copy", source=source.camp_id, camp=camp, language=ctx.language)


def _source(ctx: Context, name: str) -> AnyRow:
    """The camp whose template is meant, which has to be theirs to give. Raises Refusal."""
    row = camps.named(ctx.db, name.strip())
    if row is None:
        raise Refusal(NO_SUCH_TEMPLATE(camp=name.strip()[:LONGEST_NAME]))
    mine = {one.camp: one.role for one in memberships.of_person(ctx.db, ctx.person.id)}
    if mine.get(row.camp_id) not in ("manager", "owner"):
        raise Refusal(NOT_YOURS_TO_COPY(camp=row.camp_name))
    return row


feature.act(
    "open",
    Phrase(zh="{who} 开了营“{camp}”", en="{who} opened camp “{camp}”"),
    final=Phrase(
        zh="营开了就在，群和成员都挂在上面。开错了就不用它，另开一个。",
        en="A camp stays: rooms and members hang on it. If it was a mistake leave it and open another.",
    ),
)
feature.act(
    "bind",
    Phrase(zh="{who} 把群 {room} 绑到营“{camp}”", en="{who} bound group {room} to camp “{camp}”"),
    final=Phrase(
        zh="群里已经有人入营。要它离开，就把我移出那个群。",
        en="People have joined by it already. To end it remove me from that group.",
    ),
)
feature.act(
    "bind_webhook",
    Phrase(zh="{who} 把群推送“{webhook}”接到营“{camp}”", en="{who} connected group push “{webhook}” to camp “{camp}”"),
    final=Phrase(
        zh="要换就再绑一次，绑到别的群或营；不要了就在企业微信里删掉那个机器人。",
        en="To change it bind it again elsewhere; to end it delete that robot in WeCom.",
    ),
)


@feature.command(
    "绑定群",
    "bind",
    help=Phrase(zh="把这个群归到一个已开的营。", en="Make this group part of an open camp."),
    by=Role.ANYONE,
    examples=["绑定群 营销实战营2605", "绑定群 营销实战营2605 群管理=经理", "bind Sales-2605"],
    unbound=True,
)
def bind(
    ctx: Context,
    name: Annotated[str, Named("营名", "name")],
    *,
    webhook: Annotated[str, Named("webhook", "webhook")] = "",
    hosts: Annotated[str, Named("群管理", "hosts")] = "",
) -> None:
    row = camps.named(ctx.db, name.strip())
    if row is None:
        raise Refusal(NO_SUCH_CAMP(camp=name[:LONGEST_NAME]))
    mine = {one.camp: one.role for one in memberships.of_person(ctx.db, ctx.person.id)}
    if mine.get(row.camp_id) not in ("manager", "owner"):
        raise Refusal(NOT_THEIR_MANAGER(camp=row.camp_name))
    if webhook:
        return _bind_webhook(ctx, row, webhook)
    if ctx.address.direct:
        raise Refusal(OPENED_PRIVATELY(camp=row.camp_name))
    if ctx.camp_or_none is not None and ctx.camp_or_none.id != row.camp_id:
        raise Refusal(OTHER_HERE(camp=ctx.camp_or_none.name))
    as_managers = hosts in ("经理", "manager")
    rooms.bind(ctx.db, row.camp_id, ctx.address.channel, ctx.address.room, ctx.address.thread, host_is_manager=as_managers)
    with ctx.in_camp(camp_by_id(ctx.db, row.camp_id)):
        ctx.audit("bind", camp=row.camp_name, room=ctx.address.key)
        ctx.reply(BOUND(camp=row.camp_name), HowToCall.SENTENCE)


def _bind_webhook(ctx: Context, camp: AnyRow, webhook: str) -> None:
    """Said in the smart bot's group it stands in for the bot there; elsewhere it is a room of its own, only spoken to."""
    known = getattr(ctx.router.channels.get(WEBHOOKS), "hooks", None)
    if known is not None and webhook not in known:
        raise Refusal(NO_SUCH_WEBHOOK(name=webhook[:LONGEST_NAME], known=list(known) or NONE))
    with ctx.in_camp(camp_by_id(ctx.db, camp.camp_id)):
        ctx.audit("bind_webhook", camp=camp.camp_name, webhook=webhook)
    if ctx.address.channel == SMART_BOT and not ctx.address.direct:
        wecom_bot.tie(ctx.db, ctx.address.room, webhook)
        rooms.unbind(ctx.db, WEBHOOKS, webhook)  # or the group would read everything twice
        ctx.reply(TIED_WEBHOOK(name=webhook))
    else:
        rooms.bind(ctx.db, camp.camp_id, WEBHOOKS, webhook, None)
        ctx.reply(BOUND_WEBHOOK(name=webhook, camp=camp.camp_name))


@feature.command(
    "切换",
    "camp",
    help=Phrase(zh="在几个营之间切换私聊说的是哪个。", en="Choose which of your camps we talk about in private."),
    by=Role.ANYONE,
    examples=["切换", "切换 营销实战营2605", "camp Sales-2605"],
    private=True,
    everyday=True,
)
def turn(ctx: Context, name: Annotated[str, Named("营名", "name")] = "") -> None:
    mine = memberships.of_person(ctx.db, ctx.person.id)
    names = list(one.name for one in mine)
    if not name:
        ctx.reply(YOUR_CAMPS(camps=names or NONE))
        return
    chosen = next((one for one in mine if one.name == name.strip()), None)
    if chosen is None:
        raise Refusal(NOT_IN_IT(camp=name[:LONGEST_NAME], camps=names or NONE))
    people.set_camp(ctx.db, ctx.person.id, chosen.camp)
    ctx.reply(TURNED(camp=chosen.name))


def _near(ctx: Context, name: str) -> list[Setting[Any]]:
    """Up to two settings whose names begin as the word does, or share most of it."""
    called = {called: setting for setting in ctx.router.settings for called in (setting.name.zh, setting.name.en)}
    begun = [setting for word, setting in called.items() if len(name) > 1 and word[:2].casefold() == name[:2].casefold()]
    alike = [called[word] for word in get_close_matches(name, called, n=2, cutoff=0.6)]
    return list({setting.key: setting for setting in [*alike, *begun]}.values())[:2]


@feature.command(
    "设置",
    "set",
    help=Phrase(zh="看或改这个营的规则和分值。", en="See or change this camp's rules and amounts."),
    by=Role.MANAGER,
    examples=["设置", "设置 打卡窗口 06:00-22:00", "set checkin-points 5"],
    asked={
        rf"{NO_ROLE}(?:把|将)?(?P<name>[^\s\d]{{2,10}}?)(?:改成|改为|设成|设为|设置成|设置为|调成|调到|改到|换成)\s*[:：]?\s*(?P<value>\S.*)": "{name} {value}",
        rf"{NO_ROLE}(?:设置|设定|修改|改|调整?)(?:一下)?(?P<name>[^\s\d]{{2,10}}?)(?:为|成|到)?[\s:：]+(?P<value>\S.*)": "{name} {value}",
        r"(?:change|set) (?:the )?(?P<name>[a-z-]{3,24}) to (?P<value>\S.*)": "{name} {value}",
    },
)
def set_(
    ctx: Context, name: Annotated[str, Named("名称", "name")] = "", value: Annotated[str, Named("值", "value")] = ""
) -> None:
    if not name:
        themes = _settings(ctx)
        rows = [_rows(ctx, theme, settings) for theme, settings in themes.items()]
        ctx.reply(SETTINGS(camp=ctx.camp.name), *rows, HOW_TO_SET(name=next(iter(themes.values()))[0].name))
        return
    name, value = _apart(name, value)
    setting = next((s for s in ctx.router.settings if name in (s.name.zh, s.name.en, *s.also)), None)
    if setting is None and ctx.router.match(ctx.event.text) is None:
        raise NotAnAnswer  # 把作业改成周五交 was heard, and is about none of these
    if setting is None:
        near = _near(ctx, name[:LONGEST_NAME])
        said = NEAR_SETTINGS(names=[one.name for one in near]) if near else ""
        presses = [Press(one.name, f"设置 {one.name.zh}") for one in near]
        raise Refusal(NO_SUCH_SETTING(name=name[:LONGEST_NAME], near=said), *([presses] if presses else []))
    if not value:
        ctx.reply(EXPLAINED(name=setting.name, value=setting.show(ctx.setting(setting)), help=setting.help))
        return
    try:
        wanted = setting.parse(value)
    except ValueError:
        raise Refusal(WRONG_VALUE(name=setting.name, value=value[:LONGEST_NAME], help=setting.help)) from None
    if wanted == (was := ctx.setting(setting)):
        ctx.reply(SAME(name=setting.name, value=setting.show(was)))
        return
    before = ctx.camp.settings.get(setting.key)
    _write(ctx, setting.key, wanted)
    ctx.audit(
        "set",
        undo={"key": setting.key, "before": before, "after": wanted},
        setting=setting.key,
        before=before,
        after=wanted,
    )
    ctx.reply(SET(name=setting.name, before=setting.show(was), after=setting.show(wanted)), *setting.changes(ctx, was, wanted))


def _apart(name: str, value: str) -> tuple[str, str]:
    """日历=US and 日历 = US are 日历 US."""
    name, _, rest = name.replace("＝", "=").partition("=")
    return name, f"{rest} {value.strip().removeprefix('=')}".strip()


def _set_from_to(ctx: Context, setting: str, before: object, after: object) -> dict[str, Any]:
    """The setting by its name and both values as 设置 shows them; as they are kept where no feature has it any more."""
    known = next((one for one in ctx.router.settings if one.key == setting), None)
    if known is None:
        return {"setting": setting, "before": before, "after": after}
    return {
        "setting": known.name,
        "before": known.show(known.default if before is None else before),
        "after": known.show(after),
    }


feature.act(
    "set",
    Phrase(zh="{who} 把“{setting}”从 {before} 改成 {after}", en="{who} set {setting} from {before} to {after}"),
    shows=_set_from_to,
)


@feature.undoes("set", by=Role.MANAGER, thing=["setting"])
def set_back(ctx: Context, key: str, before: object, after: object) -> None:
    setting = next(s for s in ctx.router.settings if s.key == key)
    _write(ctx, key, before)
    ctx.reply(SET_BACK(name=setting.name, before=setting.show(setting.default if before is None else before)))


@feature.on(Kind.WE_JOINED)
def say_hello(ctx: Context) -> None:
    """One message on what is to be done here, and what the platform does not let us do; in a camp's group only the latter."""
    cannot = list(ctx.event.data.get("cannot", ()))
    if ctx.camp_or_none is None:
        rooms.meet_room(ctx.db, ctx.address.channel, ctx.address.room, ctx.address.thread)
        ctx.reply(HINT, *cannot)
    elif cannot:
        ctx.reply(*cannot)


@feature.on(Kind.MOVED)
def move(ctx: Context) -> None:
    """The platform gave the group another id: the room keeps its camp, what is owed follows."""
    new = ctx.event.data["room"]
    rooms.move_room(ctx.db, ctx.address.channel, ctx.address.room, new)
    outbox.move_room(ctx.db, ctx.address.channel, ctx.address.room, new)
    ctx.effects.owe(ctx.address.channel, new, Lane.EDIT)


@feature.on(Kind.TOPIC_CLOSED)
def lose_topic(ctx: Context) -> None:
    """Where it was the one chosen for the camp's messages they go to the group itself, and its managers hear so, once."""
    camp = rooms.close_thread(ctx.db, ctx.address.channel, ctx.address.room, ctx.event.data["thread"])
    if camp is None:
        return
    with ctx.in_camp(camp_by_id(ctx.db, camp)):
        for member in memberships.members(ctx.db, camp):
            if member.role in ("manager", "owner"):
                ctx.tell(member.person, TOPIC_CLOSED(camp=ctx.camp.name))


@feature.on(Kind.UNREACHABLE)
def lose(ctx: Context) -> None:
    """They blocked the bot, or left: what is for them alone waits as owed."""
    people.mark_unreachable(ctx.db, ctx.address.channel, ctx.address.room)


def _settings(ctx: Context) -> dict[Theme, list[Setting[Any]]]:
    """What can be set, by theme."""
    found = {theme: [one for f in ctx.router.features if f.theme is theme for one in f.settings] for theme in Theme}
    return {theme: settings for theme, settings in found.items() if settings}


def _rows(ctx: Context, theme: Theme, settings: list[Setting[Any]]) -> FactRows:
    return FactRows.of(*(FactRow(one.name, one.show(ctx.setting(one))) for one in settings), title=theme.value)


def _write(ctx: Context, key: str, value: object) -> None:
    """Changes one setting; None puts the default back."""
    camps.change_settings(ctx.db, ctx.camp.id, {key: value})
    ctx.reschedule(ctx.camp.id)
