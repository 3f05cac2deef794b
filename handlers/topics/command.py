"""话题: today's topic and how many take part; managers open one, close it and see who took part."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Annotated

from bot import draft
from bot.arguments import Named, Onwards, verb_apart
from bot.audience import Audience
from bot.feature import Context, HowToCall, Line, Page, Phrase, Refusal, Role
from handlers.topics import replying, rules
from handlers.topics.settings import feature
from scheduler import calendar, when
from scheduler.rhythm import on_the_clock
from storage import memberships, topics
from storage.topics import Topic

OPENS, CLOSES, NAMES = {"开", "发起", "open"}, {"关", "关闭", "结束", "收", "close"}, {"名单", "谁", "who"}
LATER = re.compile(
    r"(?:^|\s)(?P<when>(?:今天|今晚|明天|明早|后天|周[一二三四五六日天]|下周[一二三四五六日天]|tomorrow|today)\s*(?:[早上中下晚]\S?)?\s*\d{1,2}(?:[:：]\d{2}|[点时]\S{0,2}))$"
)
"""A day and an hour at the end of what should be a topic."""
EVENING = time(22)
LONGEST = timedelta(days=7)
SHOWN = 20

OPENED = Phrase(
    zh="🔥 今天的话题：{title}\n回复这条就算参与，或发：话题 你的话。8个字以上、不重复才计入，{until:%m-%d %H:%M} 收。",
    en="🔥 Topic of the day: {title}\nReply to this or send: topic YOUR WORDS. Eight characters or more, not said before; until "
    "{until:%m-%d %H:%M}.",
)
WHAT = Phrase(zh="话题“{title}”，到 {until:%m-%d %H:%M}", en="the topic “{title}”, until {until:%m-%d %H:%M}")
DONE = Phrase(
    zh="✅ 话题“{title}”已经在群里，{until:%m-%d %H:%M} 公布参与人数。",
    en="✅ The topic “{title}” is in the group; how many took part is said at {until:%m-%d %H:%M}.",
)
NOW = Phrase(
    zh="🔥 话题：{title}\n{people}/{expected}人参与，{replies}条计入，{until:%m-%d %H:%M} 收。你说了{mine}条。",
    en="🔥 Topic: {title}\n{people} of {expected} take part with {replies:reply|replies}; until {until:%m-%d %H:%M}. Yours: {mine}.",
)
OVER = Phrase(
    zh="🔥 话题“{title}”收了：{people}/{expected}人参与（{rate}），{replies}条计入。",
    en="🔥 The topic “{title}” is over: {people} of {expected} took part ({rate}), with {replies:reply|replies}.",
)
OVER_UNSAID = Phrase(
    zh="🔥 话题“{title}”收了，这次没有人说。想聊什么，告诉社群经理。",
    en="🔥 The topic “{title}” is over and nobody replied. Tell the manager what you would like to talk about.",
)
NO_TOPIC = Phrase(zh="现在没有话题。有了会在群里说。", en="There is no topic now. When there is one the group reads it.")
NO_TOPIC_MANAGER = Phrase(
    zh="现在没有话题。开一个：话题 开 今天最难接的一句话是什么？",
    en="There is no topic now. To open one: topic open Which sentence was hardest to answer today?",
)
THERE_IS = Phrase(zh="“{title}”还开着，先发：话题 关", en="“{title}” is still open; first send: topic close")
FOR_MANAGERS = Phrase(
    zh="开话题、收话题要由社群经理来做。参与就发：话题 你的话",
    en="Opening and closing topics is for managers. To take part send: topic YOUR WORDS",
)
NAMES_ARE_THEIRS = Phrase(
    zh="谁参与了给社群经理看。看有多少人参与发：话题", en="Who took part is for the managers. To see how many: topic"
)
NOT_LATER = Phrase(
    zh="话题现在就开，不能定时。要今天开就去掉“{when}”；要定什么时候收就写：截止=今天 18:00",
    en="A topic opens at once and not later. Leave out “{when}”; for its end write: until=today 18:00",
)
BAD_TITLE = Phrase(
    zh="话题是1到{most}个字的一句话。试试：话题 开 今天最难接的一句话是什么？",
    en="A topic is a sentence of at most {most:character|characters}. Try: topic open Which sentence was hardest to answer today?",
)
BAD_END = Phrase(
    zh="话题要在以后{most}天里收。试试：话题 开 今天最难接的一句话 截止=今天 22:00",
    en="A topic ends within the next {most:day|days}. Try: topic open Which sentence was hardest until=tomorrow 18:00",
)
WHO = Phrase(zh="🔥 “{title}”参与名单，{people}人：{names}", en="🔥 Who took part in “{title}”, {people} in all: {names}")
ONE = Phrase(zh="{name}（{n}条）", en="{name} ({n})")

feature.act(
    "topic_opened",
    Phrase(zh="{who} 开了话题“{title}”", en="{who} opened the topic “{title}”"),
    final=Phrase(zh="群里已经看到了；要提前收就发：话题 关", en="The group has read it; to end it early send: topic close"),
)
feature.act(
    "topic_closed",
    Phrase(zh="{who} 收了话题“{title}”", en="{who} closed the topic “{title}”"),
    final=Phrase(zh="参与人数已经公布；可以再开一个。", en="How many took part was announced; another one can be opened."),
)


@feature.command(
    "话题",
    "topic",
    help=Phrase(
        zh="看今天的话题，说一句就算参与；经理可以开。", en="Today's topic; say something and you take part. Managers open one."
    ),
    asked={
        r"今[天日](?:聊|说|讨论)(?:点)?(?:什么|啥)|今[天日]的?话题(?:是什么|是啥|呢)?|(?:what(?:'s| is) )?(?:today's|the) topic": "",
        r"我(?:有没有)?参与了?(?:今天的?)?话题了?[吗么没]?"
        r"|(?:今天的?)?话题(?:有|有了)?(?:多少|几个)人(?:参与|参加|说)了?|(?:今天的?)?话题的?(?:参与)?(?:情况|进度|人数)": "",
        r"(?:都|还)?有?(?:谁|哪些人)(?:都)?(?:参与|参加|回复)了?(?:今天的?)?话题"
        r"|(?:今天的?)?话题(?:参与)?名单|who (?:took part in|joined|answered) the topic": "名单",
        r"(?:关闭|关掉|关了|结束|收掉|收了?)(?:今天的?)?(?:这个)?话题(?:吧)?|话题(?:关闭?|结束)(?:吧|了)?|(?:close|end) (?:the|today's) topic": "关",
        r"(?:开|发起|新建|发布|发|设|换)(?:一个|个)?新?(?:今天的?)?话题(?:[：:\s]+(?P<title>.{1,100}))?|话题(?:开|发起)[：:\s]*(?P<more>\S.{0,100})"
        r"|今[天日]的?话题(?:是)?[：:]\s*(?P<today>\S.{0,100})|(?:open|start) (?:a |the )?(?:new )?topic[:\s]*(?P<en>.{0,100})": "开 {title}{more}{today}{en}",
        r"(?:reply to|answer) the topic[:,]? (?P<said>.{1,500})|(?:回复|参与)(?:今天的?)?话题[：:，,\s]+(?P<mine>\S.{0,500})": "{said}{mine}",
    },
    examples=["话题", "话题 开 今天最难接的一句话是什么？", "话题 客户说“我再想想”最难接", "topic", "topic close"],
)
def topic(
    ctx: Context,
    words: Annotated[str, Named("内容", "words")] = "",
    *,
    until: Annotated[Onwards | None, Named("截止", "until", ("截至", "deadline", "due", "by"))] = None,
) -> None:
    first, rest = verb_apart(words)
    if first in OPENS:
        return _open(ctx, rest, until)
    if first in CLOSES and not rest:
        return _close(ctx)
    if first in NAMES and not rest:
        if ctx.role < Role.MANAGER:
            raise Refusal(NAMES_ARE_THEIRS)
        return ctx.show_list("people")
    one = topics.current(ctx.db, ctx.camp.id)
    if one is None and words.strip() and ctx.role >= Role.MANAGER:  # it is shown first, as every new one
        return _open(ctx, words.strip(), until)
    if one is None:
        raise Refusal(NO_TOPIC_MANAGER if ctx.role >= Role.MANAGER else NO_TOPIC)
    if words.strip():
        replying.say(ctx, one, words)
    else:
        mine = topics.counted(ctx.db, one.id, ctx.member.id)
        ctx.reply(NOW(title=one.title, until=one.ends_at, mine=mine, **_figures(ctx, one)))


def _open(ctx: Context, words: str, until: Onwards | None) -> None:
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    title, ends = when.take_deadline(words, until, ctx.local(ctx.said_at), calendar.of_settings(ctx.camp.settings))
    if not 1 <= len(title) <= rules.LONGEST_TITLE:
        raise Refusal(BAD_TITLE(most=rules.LONGEST_TITLE))
    if (later := LATER.search(title)) is not None:
        raise Refusal(NOT_LATER(when=later["when"]))
    ends = ends or _evening(ctx)
    if not ctx.now < ends <= ctx.now + LONGEST:
        raise Refusal(BAD_END(most=LONGEST.days))
    if (there := topics.current(ctx.db, ctx.camp.id)) is not None:
        raise Refusal(THERE_IS(title=there.title))
    said = OPENED(title=title, until=ends)
    if not ctx.sends_draft:
        return draft.show(ctx, WHAT(title=title, until=ends), draft.in_rooms(len(ctx.rooms()), said), until=ends)
    number = topics.open_topic(ctx.db, ctx.camp.id, title, by=ctx.person.id, at=ctx.now, until=ends)
    assert number is not None
    topics.posted(ctx.db, number, ctx.announce(said, HowToCall.SENTENCE))
    ctx.later("topics.over", str(number), ends)
    ctx.audit("topic_opened", title=title)
    ctx.reply(DONE(title=title, until=ends))


def _evening(ctx: Context) -> datetime:
    """Ten in the evening, today's or, later than that, tomorrow's."""
    today = on_the_clock(ctx.today, EVENING, ctx.zone)
    return today if today > ctx.now else on_the_clock(ctx.today + timedelta(days=1), EVENING, ctx.zone)


def _close(ctx: Context) -> None:
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    one = topics.current(ctx.db, ctx.camp.id)
    if one is None:
        raise Refusal(NO_TOPIC_MANAGER)
    ctx.later("topics.over", str(one.id), None)
    _end(ctx, one)
    ctx.audit("topic_closed", title=one.title)
    if ctx.address.direct:
        ctx.reply(_result(ctx, one))


@feature.due("over")
def over(ctx: Context, subject: str, due_at: datetime) -> None:
    """Its time is over: the group reads how many took part."""
    one = topics.find(ctx.db, ctx.camp.id, int(subject))
    if one is not None and one.closed_at is None:
        _end(ctx, one)


def _end(ctx: Context, one: Topic) -> None:
    topics.close(ctx.db, one.id, at=ctx.now)
    ctx.announce(_result(ctx, one))


def _result(ctx: Context, one: Topic) -> Line:
    figures = _figures(ctx, one)
    if not figures["people"]:
        return OVER_UNSAID(title=one.title)
    return OVER(title=one.title, rate=f"{figures['people'] / max(figures['expected'], 1):.1%}", **figures)


def _figures(ctx: Context, one: Topic) -> dict[str, int]:
    n = topics.participation(ctx.db, one.id)
    expected = sum(member.role == "learner" for member in memberships.members(ctx.db, ctx.camp.id))
    return {"people": n.people, "replies": n.replies, "expected": expected}


@feature.paged("people", by=Role.MANAGER)
def _people(ctx: Context, after: int) -> Page:
    one = topics.last(ctx.db, ctx.camp.id)
    if one is None:
        return Page((NO_TOPIC_MANAGER,), audience=Audience.MANAGERS)
    known = topics.people(ctx.db, one.id)
    shown = known[after : after + SHOWN]
    if not shown:
        return Page((OVER_UNSAID(title=one.title),), audience=Audience.MANAGERS)
    names = [ONE(name=name, n=n) for name, n in shown]
    said = WHO(title=one.title, people=len(known), names=names)
    return Page.cut(said, after=after, most=SHOWN, of=len(known), audience=Audience.MANAGERS)
