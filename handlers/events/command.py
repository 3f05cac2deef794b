"""活动: one word for what is to come, one event, planning, changing and calling off one, and who comes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from bot.arguments import Named, Onwards, Tagged
from bot.feature import Context, NotAnAnswer, Phrase, Press, Refusal, Role
from bot.names import folded
from bot.parts import SAYS_LIMIT
from handlers.events import (
    absent,
    access,
    answering,
    attending,
    cancelling,
    checklist,
    codes,
    holding,
    in_words,
    making_up,
    materials,
    month,
    opinions,
    options_in_words,
    questioning,
    repeating,
    result,
    rounds,
    rules,
    showing,
    subscribing,
    taking_down,
    wording,
)
from handlers.events.holding import EventOptions
from handlers.events.settings import QUESTIONS, feature
from storage.events import events
from storage.events.events import MOST_MINUTES, Event

EXAMPLE = Phrase(zh="活动 V3", en="event V3")
NO_VERB = Phrase(
    zh="没看懂“{words}”。可以：活动 V{id} 改 周六 16:00｜活动 V{id} 名额=30｜活动 V{id} 取消 原因｜活动 V{id} 名单",
    en="I did not get “{words}”. You may: event V{id} move Saturday 16:00 | event V{id} seats=30 | event V{id} cancel WHY | event V{id} who",
)
NOT_THAT = Phrase(
    zh="没看懂“{words}”。报名发：报名 V{id}，不来了发：取消报名 V{id}",
    en="I did not get “{words}”. To come send: signup V{id}; to cancel your seat: cancelsignup V{id}",
)
HOW_NEW = Phrase(
    zh="写上名字和时间就行：活动 分享会 周五 16:00 讲者=何琳 名额=30",
    en="Its name and time will do: event Sharing Friday 16:00 speaker=Helen seats=30",
)
WHICH = Phrase(zh="哪一场？", en="Which one?")
NONE_OF_IT = Phrase(zh="没有这样的活动。看有哪些：活动", en="There is no such event. To see what there is: event")


@feature.command(
    "活动",
    "event",
    help=Phrase(
        zh="看接下来的活动；经理安排、改、取消，看谁报名。",
        en="What is to come; managers plan, change and call off events and see who comes.",
    ),
    opens="V",
    everyday=True,
    asked=in_words.EVENT,
    examples=[
        "活动",
        "活动 V3",
        "活动 周五分享会 周五 16:00 讲者=何琳 名额=30",
        "活动 谈判直播 5月20日 19:00-20:30 链接=https://live.example.com/1 必到=是",
        "活动 V3 改 周六 16:00",
        "活动 V3 取消 讲者病了",
        "活动 V3 名单",
        "活动 V3 签到",
        "活动 V3 大屏",
        "活动 V3 缺席",
        "活动 V3 回放 https://live.example.com/1 考试=E3",
        "活动 V3 回放 https://live.example.com/1 小测=谈判 3题",
        "活动 V3 一对一 周三 14:00 14:30",
        "活动 V3 结果",
        "活动 V3 归档 谈判讲义 三页话术",
        "活动 V3 日历",
        "活动 自由问答 周五 16:00 类型=问答",
        "活动 V3 问题",
        "活动 V3 顶 2",
        "活动 V3 答 2 先问预算再报价",
        "活动 V3 问 客户嫌贵怎么回",
        "活动 V3 撤下 2 和主题无关",
        "活动 周四读书会 每周四 19:00 讲者=轮值",
        "活动 V3 停",
        "活动 月历",
        "活动 日历",
        "event",
        "event Sharing Friday 16:00 speaker=Helen seats=30",
    ],
)
def event(
    ctx: Context,
    words: Annotated[str, Named("活动", "event")] = "",
    *,
    time: Annotated[Onwards | None, Named("时间", "when", ("开始", "time", "at"))] = None,
    length: Annotated[Onwards | None, Named("时长", "length", ("多久", "duration"))] = None,
    speaker: Annotated[
        Onwards | None, Named("讲者", "speaker", ("讲师", "主讲", "嘉宾", "分享人", "lecturer", "presenter"))
    ] = None,
    host: Annotated[Onwards | None, Named("主持", "host", ("组织",))] = None,
    place: Annotated[Onwards | None, Named("地点", "place", ("地址", "在哪", "where", "location"))] = None,
    link: Annotated[str | None, Named("链接", "link")] = None,
    seats: Annotated[int | None, Named("名额", "seats", ("人数", "限额", "places", "limit"))] = None,
    tag: Annotated[Tagged | None, Named("标签", "tag")] = None,
    topics: Annotated[Onwards | None, Named("话题", "topics")] = None,
    kind: Annotated[str | None, Named("类型", "kind")] = None,
    required: Annotated[bool | None, Named("必到", "required")] = None,
    exam: Annotated[Onwards | None, Named("考试", "exam")] = None,
    quiz: Annotated[Onwards | None, Named("小测", "quiz")] = None,
) -> None:
    given = EventOptions(time, length, speaker, host, place, link, seats, tag, topics, kind, required, exam, quiz)
    words = words.strip()
    if not words and not given:
        return showing.coming(ctx)
    verb, _, rest = words.partition(" ")
    if folded(verb) in PLANS and not holding.begins_with_time(ctx, rest):
        if not rest.strip():
            raise Refusal(HOW_NEW if ctx.role >= Role.MANAGER else access.FOR_MANAGERS)
        return holding.plan(ctx, rest.strip(), given)
    if verb == SOME and not given:
        return _perhaps(ctx, rest)
    if folded(verb) in WITHOUT_NUMBER and rules.number_in(rest) is None and not given:
        return _the_one(ctx, verb, rest)
    if (of_all := OF_ALL.get(folded(verb))) is not None and rules.number_in(rest) is None and not given:
        return of_all(ctx, rest)
    if folded(verb) in VERBS and rules.number_in(rest) is not None:  # 活动 改 V3 …
        one, rest = wording.meant(ctx, rest, EXAMPLE)
        return _obey(ctx, one, verb, rest, given)
    if rules.number_in(words) is None and (given or " " in words):
        return holding.plan(ctx, words, given)
    one, rest = wording.meant(ctx, words, EXAMPLE)
    verb, _, rest = rest.partition(" ")
    if verb or given:
        return _obey(ctx, one, verb, rest, given)
    showing.one_event(ctx, one)


FOR_WHO_RUNS_IT = Phrase(
    zh="名单、签到码和结果给主持人和社群经理看。看活动发：活动",
    en="Who comes, the code and the result are for the host and the managers. To see what there is: event",
)


def _obey(ctx: Context, one: Event, verb: str, rest: str, given: EventOptions) -> None:
    if folded(verb) not in VERBS and (glued := MOVED_TO.match(verb)) is not None:  # 活动 V3 延期到周六 16:00
        verb, rest = glued[1], f"{verb[glued.end() :]} {rest}"
    if folded(verb) not in VERBS and (changed := options_in_words.read(one, f"{verb} {rest}")) is not None:
        verb, rest, given = "", "", given._replace(**changed)
    run = VERBS.get(folded(verb)) if verb else _change
    if run is None:
        raise Refusal((NO_VERB if access.may_run(ctx, one) else NOT_THAT)(words=verb[:20], id=one.id))
    run(ctx, one, rest, given)


def _perhaps(ctx: Context, words: str) -> None:
    """哪场 分享会: the one event to come a sentence may be about. Raises NotAnAnswer where there is none such."""
    title, _, verb = words.strip().partition(" ")
    known = events.coming(ctx.db, ctx.camp.id, ctx.now)
    found = [one for one in known if folded(title) in folded(one.title) or (title == "活动" and len(known) == 1)]
    if not found:
        raise NotAnAnswer
    if len(found) > 1:
        return _ask_which(ctx, found, verb)
    if verb:
        return VERBS[verb](ctx, found[0], "", EventOptions())
    showing.one_event(ctx, found[0])


def _the_one(ctx: Context, verb: str, rest: str) -> None:
    """名单 without a number: the only event it can be of, else which is asked."""
    back, ahead = WITHOUT_NUMBER[folded(verb)]
    known = events.between(ctx.db, ctx.camp.id, ctx.now - back - MOST_MINUTES * rules.MINUTE, ctx.now + ahead)
    rounds_only = folded(verb) in OF_ROUNDS
    found = [
        one
        for one in known
        if one.cancelled_at is None
        and rules.ends_at(one.starts_at, one.minutes) > ctx.now - back
        and (one.kind == QUESTIONS or not rounds_only)
        and (rounds_only or access.may_run(ctx, one))
    ]
    if not found and not rounds_only and ctx.role < Role.MANAGER:
        raise Refusal(FOR_WHO_RUNS_IT)
    if not found:
        raise Refusal(NONE_OF_IT)
    if len(found) > 1:
        return _ask_which(ctx, found, f"{verb} {rest}".strip())
    VERBS[folded(verb)](ctx, found[0], rest, EventOptions())


def _ask_which(ctx: Context, found: list[Event], verb: str) -> None:
    said = [(one.title, f"活动 V{one.id} {verb}".strip()) for one in found[:ASKED_ABOUT]]
    ctx.reply(WHICH, *[[Press(title, says)] for title, says in said if len(says.encode()) <= SAYS_LIMIT])


MOVED_TO = re.compile(r"((?:改期|改|延期|延|推迟|提前|挪)(?:到|成|至)?)")
"""Moving it, with the time behind it written in one go."""
Obeys = Callable[[Context, Event, str, EventOptions], None]


def _change(ctx: Context, one: Event, rest: str, given: EventOptions) -> None:
    holding.change(ctx, one, rest, given)


def _replay(ctx: Context, one: Event, rest: str, given: EventOptions) -> None:
    making_up.give(ctx, one, rest, given.exam, given.quiz)


def _plain(run: Callable[[Context, Event], None]) -> Obeys:
    return lambda ctx, one, rest, given: run(ctx, one)


def _with_words(run: Callable[[Context, Event, str], None]) -> Obeys:
    return lambda ctx, one, rest, given: run(ctx, one, rest)


VERBS: dict[str, Obeys] = {
    **dict.fromkeys(
        [f"{verb}{to}" for verb in ("改", "改期", "延", "延期", "推迟", "提前", "挪") for to in ("", "到", "成", "至")], _change
    ),
    **dict.fromkeys(("move", "change", "postpone", "reschedule"), _change),
    **dict.fromkeys(("取消", "不办", "cancel"), _with_words(cancelling.call_off)),
    **dict.fromkeys(("停", "end"), _plain(repeating.end)),
    **dict.fromkeys(("名单", "谁", "who"), _plain(showing.who)),
    **dict.fromkeys(("签到", "签到码", "attend", "code"), _plain(attending.show_code)),
    **dict.fromkeys(("大屏", "screen"), _with_words(attending.show_screen)),
    **dict.fromkeys(("缺席", "没到", "出勤", "missing"), _plain(absent.missing)),
    **dict.fromkeys(("回放", "replay"), _replay),
    **dict.fromkeys(("一对一", "onetoone"), _with_words(making_up.keep_slots)),
    **dict.fromkeys(("约", "book"), _with_words(making_up.book)),
    **dict.fromkeys(("评", "打分", "rate"), _with_words(opinions.rate)),
    **dict.fromkeys(("结果", "result"), _plain(result.show)),
    **dict.fromkeys(("归档", "archive"), _with_words(materials.archive)),
    **dict.fromkeys(("材料", "files"), _plain(materials.show)),
    **dict.fromkeys(("问题", "提问", "questions"), _plain(rounds.show)),
    **dict.fromkeys(("顶", "vote"), _with_words(questioning.vote)),
    **dict.fromkeys(("答", "回答", "answer"), _with_words(answering.answer)),
    **dict.fromkeys(("问", "ask"), _with_words(questioning.ask_there)),
    **dict.fromkeys(("撤下", "takedown"), _with_words(taking_down.take_down)),
    **dict.fromkeys(("清单", "checklist"), _with_words(checklist.run)),
    **dict.fromkeys(("日历", "calendar", "feed"), _plain(subscribing.send)),
}
"""What can be done with one."""
DAYS, WEEKS, NOT_YET = timedelta(days=2), timedelta(days=14), timedelta(days=60)
WITHOUT_NUMBER: dict[str, tuple[timedelta, timedelta]] = {
    **dict.fromkeys(("名单", "who"), (timedelta(0), NOT_YET)),
    **dict.fromkeys(("清单", "checklist"), (timedelta(0), NOT_YET)),
    **dict.fromkeys(("签到", "签到码", "大屏", "code", "screen"), (timedelta(0), codes.OPENS_BEFORE)),
    **dict.fromkeys(("缺席", "没到", "missing"), (DAYS, timedelta(0))),
    **dict.fromkeys(("结果", "result"), (WEEKS, timedelta(0))),
    **dict.fromkeys(("顶", "vote", "问题", "questions"), (timedelta(0), timedelta(0))),
    **dict.fromkeys(("答", "answer", "撤下", "takedown"), (DAYS, timedelta(0))),
}
"""What is said without a number too, and of which events: those that ended no longer ago than the first, and begin no later than the second."""
OF_ROUNDS = {"顶", "vote", "问题", "questions", "答", "answer", "撤下", "takedown"}
SOME, PLANS, ASKED_ABOUT = "哪场", {"新建", "安排", "new", "plan"}, 4
OF_ALL: dict[str, Callable[[Context, str], None]] = {
    **dict.fromkeys(("月历", "month"), month.show),
    **dict.fromkeys(("回放", "replay"), making_up.mine),
    **dict.fromkeys(("日历", "calendar", "feed"), subscribing.follow),
}
"""What can be done with all of them."""


@feature.command(
    "清单",
    "checklist",
    help=Phrase(
        zh="活动前要准备好的，好一项勾一项；开始前24小时发给主持人。",
        en="What is to be ready before an event, ticked line by line; sent to its host 24 hours before.",
    ),
    examples=["清单 V3", "清单 V3 投影、话筒、签到表", "清单 V3 好 2", "清单 V3 加 话筒", "checklist V3"],
)
def ready(ctx: Context, words: Annotated[str, Named("活动", "event")] = "") -> None:
    if not words.strip():
        return _the_one(ctx, "清单", "")
    one, rest = wording.meant(ctx, words, Phrase(zh="清单 V3", en="checklist V3"))
    checklist.run(ctx, one, rest)
