"""我的目标: set one with its day, see them, close one with evidence or drop it, and let one's mentor read it or not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from bot.arguments import Named, Onwards, known_verb
from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Press, Refusal, Said
from bot.names import clean, folded
from handlers.my_goals.settings import feature
from scheduler import calendar, when
from storage import my_goals
from storage.mentors import pairs
from storage.my_goals import MyGoal

MINE = Phrase(zh="🎯 我的目标（{n}个进行中）", en="🎯 My goals ({n} open)")
OPEN = Phrase(zh="#{goal} {words}｜{day}前{shared}", en="#{goal} {words} | by {day}{shared}")
CLOSED = Phrase(zh="✅ #{goal} {words}｜{evidence}", en="✅ #{goal} {words} | {evidence}")
DROPPED = Phrase(zh="#{goal} {words}｜不做了", en="#{goal} {words} | dropped")
SHARED = Phrase(zh="（导师能看到）", en=" (your mentor reads it)")
DAY = Phrase(zh="{day.month}/{day.day}", en="{day:%b} {day.day}")
SET = Phrase(
    zh="🎯 记下了 #{goal}：{words}（{day}前）。只有你看得到；想给导师看：我的目标 给导师看 {goal}",
    en="🎯 Noted, #{goal}: {words} (by {day}). You alone can read it; to let your mentor: mygoals share {goal}",
)
REACHED = Phrase(zh="🎉 #{goal} {words} 达成了：{evidence}", en="🎉 #{goal} {words}, reached: {evidence}")
ASK_EVIDENCE = Phrase(
    zh="怎么看出 #{goal} 达成了？写一句：做成了什么、数字或链接。",
    en="What shows that #{goal} is reached? A line: what came of it, a number or a link.",
)
CALLED = Phrase(zh="目标 #{goal} 的证据", en="what shows goal #{goal}")
GONE = Phrase(zh="好，#{goal} 不做了，不再提醒。", en="Good, #{goal} is dropped and not mentioned again.")
NOW_SHARED = Phrase(zh="✅ #{goal} 你的导师看得到了。", en="✅ Your mentor can read #{goal} now.")
NOW_PRIVATE = Phrase(zh="✅ #{goal} 只有你看得到。", en="✅ You alone can read #{goal}.")
THEIRS = Phrase(zh="{name}给你看的目标：", en="Goals {name} shows you:")
REACHED_BUTTON, DROP_BUTTON = Phrase(zh="达成 #{goal}", en="Reached #{goal}"), Phrase(zh="不做了 #{goal}", en="Drop #{goal}")

NONE = Phrase(
    zh="你还没有目标。试试：我的目标 独立完成一次报价 截止=8/31",
    en="You have no goals yet. Try: mygoals Quote on my own until=8/31",
)
NO_DAY = Phrase(zh="写上哪天前：我的目标 {words} 截止=8/31", en="Say by when: mygoals {words} until=8/31")
PAST = Phrase(zh="{day}已经过了，写一个今天以后的日子。", en="{day} is past; choose a day to come.")
TOO_LONG = Phrase(
    zh="目标最多{most}个字，写最要紧的一句。", en="A goal has at most {most:character|characters}; write the line that matters."
)
ENOUGH = Phrase(
    zh="同时最多{most}个目标。先完成或放下一个：我的目标",
    en="{most:goal|goals} at once at most. Reach or drop one first: mygoals",
)
NO_SUCH = Phrase(
    zh="你没有 #{goal} 这个进行中的目标。看有哪些：我的目标", en="You have no open goal #{goal}. To see them: mygoals"
)
WHICH = Phrase(zh="哪一个？写上号：我的目标 {verb} 1", en="Which one? Write its number: mygoals {verb} 1")
NOT_SHOWN = Phrase(zh="{name}没有给你看的目标。", en="{name} shows you no goals.")
NO_CHANGE = Phrase(
    zh="改不了 #{goal}，放下它再定一个：先“我的目标 不做了 {goal}”，再“我的目标 独立完成一次报价 截止=8/31”。",
    en="#{goal} cannot be changed; drop it and set another: first “mygoals drop {goal}”, then “mygoals Quote on my own until=8/31”.",
)
CHANGES = {"改", "修改", "改期", "延期", "推迟", "延到", "change", "move", "postpone"}
NUMBER = re.compile(r"[#＃]?(\d{1,9})(?!\d)[\s,，:：]*")
NUMBER_FIRST = re.compile(r"^[#＃]?(\d{1,9})[号\s]*(?:已经?)?(完成|达成|延到|延期|不做了)了?[\s,，:：]*")
"""1完成了 客户签了 is 完成 1 客户签了."""
STARTS_WITH_A_NUMBER = re.compile(r"[#＃]?(\d{1,9})(?=\s|$)")
_NUMBERED = r"(?:目标\s*[#＃]?|第?(?=\d{1,9}[号个]目标))(?P<n>\d{1,9})(?:[号个]目标)?"
"""目标1, 第1个目标."""
LONGEST, MOST_OPEN, SHOWN = 100, 10, 8

feature.act("my_goal_set", Phrase(zh="{who} 定了目标 #{goal}", en="{who} set goal #{goal}"), private=True)
feature.act("my_goal_closed", Phrase(zh="{who} 结束了目标 #{goal}", en="{who} closed goal #{goal}"), private=True)


@feature.command(
    "我的目标",
    "mygoals",
    help=Phrase(
        zh="自己的目标：定一个、看一看、写上证据完成；要不要给导师看由你定。",
        en="Your own goals: set one, see them, close one with evidence; you decide whether your mentor reads it.",
    ),
    asked={
        r"我(?:有|定了)(?:什么|哪些)目标|我的目标(?:是什么|有哪些)|(?:what are )?my goals": "",
        r"(?:我?(?:想|要))?(?:定|立)(?:一?个)?目标[\s:：,，]*(?P<what>.{0,200})|my goal is (?:to )?(?P<en>.{1,200})": "{what}{en}",
        r"set (?:a|my) goal(?: to)?[\s:]*(?P<what>.{0,200})": "{what}",
        rf"(?:我的)?{_NUMBERED}(?:已经?)?(?:完成|达成|做到)了?[\s,，:：]*(?P<shown>.{{0,200}})": "完成 {n} {shown}",
        r"goal #?(?P<n>\d{1,9}) (?:is )?(?:done|reached)": "完成 {n}",
        rf"(?:放弃|取消|删掉?|不做){_NUMBERED}了?|(?:drop|cancel) goal #?(?P<en>\d{{1,9}})": "不做了 {n}{en}",
        rf"(?:把|让)?{_NUMBERED}给(?:我的?)?(?:导师|师[傅父])看|show goal #?(?P<en>\d{{1,9}}) to my mentor": "给导师看 {n}{en}",
        rf"(?:别|不)(?:把)?给(?:我的?)?(?:导师|师[傅父])看{_NUMBERED}": "不给导师看 {n}",
    },
    verbs=("完成", "达成", "不做了", "给导师看", "不给导师看"),
    examples=[
        "我的目标",
        "我的目标 独立完成一次报价 截止=8/31",
        "我的目标 8月底前独立完成一次报价",
        "我的目标 完成 1 客户签了三年合同",
        "我的目标 给导师看 1",
        "mygoals",
        "mygoals Quote on my own until=8/31",
    ],
)
def goals(
    ctx: Context,
    words: Annotated[str, Named("目标", "goal")] = "",
    *,
    until: Annotated[Onwards | None, Named("截止", "until", ("截至", "deadline", "due", "by"))] = None,
) -> None:
    words = NUMBER_FIRST.sub(r"\2 \1 ", words.strip())
    verb, rest = known_verb(words, {*VERBS, *CHANGES})
    if verb in CHANGES and (numbered := STARTS_WITH_A_NUMBER.match(rest)) is not None:
        raise Refusal(NO_CHANGE(goal=numbered[1]))
    if until is None and (run := VERBS.get(verb)) is not None:
        return run(ctx, verb, rest)
    if not words.strip():
        return _show(ctx)
    if until is None and (mentee := _mentee_called(ctx, words.strip())) is not None:
        return _shown_to_mentor(ctx, *mentee)
    _set(ctx, words, until)


def _set(ctx: Context, words: str, until: str | None) -> None:
    now, days = ctx.local(ctx.said_at), calendar.of_settings(ctx.camp.settings)
    said = clean(words).strip()
    said, ends = when.take_deadline(said, until, now, days) if until else when.deadline_within(said, now, days)
    said = " ".join(said.split())
    if ends is None:
        raise Refusal(NO_DAY(words=said[:LONGEST]))
    due = ctx.local(ends).date()
    if due < ctx.today:
        raise Refusal(PAST(day=DAY(day=due)))
    if not said or len(said) > LONGEST:
        raise Refusal(TOO_LONG(most=LONGEST))
    if my_goals.count_open(ctx.db, ctx.member.id) >= MOST_OPEN:
        raise Refusal(ENOUGH(most=MOST_OPEN))
    goal = my_goals.set_goal(ctx.db, ctx.member.id, said, due, at=ctx.now)
    ctx.audit("my_goal_set", undo={"goal": goal}, goal=goal)
    ctx.reply(SET(goal=goal, words=said, day=DAY(day=due)), audience=Audience.PERSON)


def _show(ctx: Context) -> None:
    mine = my_goals.of_member(ctx.db, ctx.member.id)
    if not mine:
        raise Refusal(NONE)
    said, presses = listed(mine)
    ctx.reply(MINE(n=sum(one.is_open for one in mine)), *said, *presses, audience=Audience.PERSON)


def listed(mine: list[MyGoal]) -> tuple[list[Line], list[list[Press]]]:
    """Goals as lines, and buttons to close the first of them."""
    lines: list[Line] = []
    for one in mine[:SHOWN]:
        if one.is_open:
            lines.append(OPEN(goal=one.id, words=one.words, day=DAY(day=one.due), shared=SHARED if one.is_shared else ""))
        elif one.evidence:
            lines.append(CLOSED(goal=one.id, words=one.words, evidence=one.evidence))
        else:
            lines.append(DROPPED(goal=one.id, words=one.words))
    rows = [
        [
            Press(REACHED_BUTTON(goal=one.id), f"我的目标 完成 {one.id}"),
            Press(DROP_BUTTON(goal=one.id), f"我的目标 不做了 {one.id}"),
        ]
        for one in mine[:3]
        if one.is_open
    ]
    return lines, rows


def _meant(ctx: Context, verb: str, words: str) -> tuple[MyGoal, str]:
    """The open goal of a number, and the rest. Raises Refusal."""
    found = NUMBER.match(words)
    if found is None:
        raise Refusal(WHICH(verb=verb))
    one = my_goals.find(ctx.db, ctx.member.id, int(found[1]))
    if one is None or not one.is_open:
        raise Refusal(NO_SUCH(goal=int(found[1])))
    return one, words[found.end() :].strip()


def _reach(ctx: Context, verb: str, words: str) -> None:
    one, evidence = _meant(ctx, verb, words)
    if not evidence:
        ctx.ask("evidence", goal=one.id)
        ctx.reply(ASK_EVIDENCE(goal=one.id), audience=Audience.PERSON)
        return
    _close(ctx, one, evidence)


@feature.step("evidence", called=CALLED)
def evidence(ctx: Context, words: str, *, goal: int) -> None:
    one, _ = _meant(ctx, "完成", str(goal))
    _close(ctx, one, words.strip())


def _close(ctx: Context, one: MyGoal, shown: str) -> None:
    shown = shown[:LONGEST]
    my_goals.close(ctx.db, one.id, shown, at=ctx.now)
    ctx.audit("my_goal_closed", undo={"goal": one.id}, goal=one.id)
    ctx.reply(REACHED(goal=one.id, words=one.words, evidence=shown), audience=Audience.PERSON)


def _drop(ctx: Context, verb: str, words: str) -> None:
    one, _ = _meant(ctx, verb, words)
    my_goals.close(ctx.db, one.id, None, at=ctx.now)
    ctx.audit("my_goal_closed", undo={"goal": one.id}, goal=one.id)
    ctx.reply(GONE(goal=one.id), audience=Audience.PERSON)


def _share(ctx: Context, verb: str, words: str) -> None:
    one, _ = _meant(ctx, verb, words)
    my_goals.share(ctx.db, one.id, shared=True)
    ctx.reply(NOW_SHARED(goal=one.id), audience=Audience.PERSON)


def _unshare(ctx: Context, verb: str, words: str) -> None:
    one, _ = _meant(ctx, verb, words)
    my_goals.share(ctx.db, one.id, shared=False)
    ctx.reply(NOW_PRIVATE(goal=one.id), audience=Audience.PERSON)


def _mentee_called(ctx: Context, name: str) -> tuple[int, str] | None:
    """Whom who speaks mentors now and is called so: nobody else's goals can be asked for."""
    mine = [pair for pair in pairs.of_member(ctx.db, ctx.member.id) if pair.runs and pair.mentor == ctx.member.id]
    return next(((pair.mentee, pair.mentee_name) for pair in mine if folded(pair.mentee_name) == folded(name)), None)


def _shown_to_mentor(ctx: Context, member: int, name: str) -> None:
    shown: list[Said] = list(listed([one for one in my_goals.of_member(ctx.db, member) if one.is_shared])[0])
    if not shown:
        raise Refusal(NOT_SHOWN(name=name))
    ctx.reply(THEIRS(name=name), *shown, audience=Audience.PERSON)


@feature.undoes("my_goal_set")
def unset(ctx: Context, goal: int) -> None:
    my_goals.close(ctx.db, goal, None, at=ctx.now)
    ctx.reply(GONE(goal=goal), audience=Audience.PERSON)


@feature.undoes("my_goal_closed", thing=["goal"])
def reopen(ctx: Context, goal: int) -> None:
    my_goals.reopen(ctx.db, goal)
    one = my_goals.find(ctx.db, ctx.member.id, goal)
    assert one is not None
    ctx.reply(OPEN(goal=goal, words=one.words, day=DAY(day=one.due), shared=""), audience=Audience.PERSON)


VERBS: dict[str, Callable[[Context, str, str], None]] = {
    **dict.fromkeys(("完成", "完成了", "达成", "达成了", "reached", "done", "finished"), _reach),
    **dict.fromkeys(("不做了", "放弃", "取消", "删除", "drop", "cancel", "delete"), _drop),
    **dict.fromkeys(("给导师看", "share"), _share),
    **dict.fromkeys(("不给导师看", "unshare"), _unshare),
}
