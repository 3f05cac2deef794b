"""活动: one word for what is to come, one event, planning, changing and calling off one, and who comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from bot.arguments import Named, Onwards
from bot.feature import Context, Phrase, Refusal
from bot.names import folded
from handlers.events import absent, attending, cancelling, holding, rules, showing, wording
from handlers.events.holding import EventOptions
from handlers.events.settings import feature
from storage.events.events import Event

EXAMPLE = Phrase(zh="活动 V3", en="event V3")
NO_VERB = Phrase(
    zh="没看懂“{words}”。可以：活动 V{id} 改 周六 16:00｜活动 V{id} 取消 原因｜活动 V{id} 名单",
    en="I did not get “{words}”. You may: event V{id} move Saturday 16:00 | event V{id} cancel WHY | event V{id} who",
)


@feature.command(
    "活动",
    "event",
    help=Phrase(
        zh="看接下来的活动；经理安排、改、取消，看谁报名。",
        en="What is to come; managers plan, change and call off events and see who comes.",
    ),
    opens="V",
    everyday=True,
    asked={
        r"(?:最近|这周|本周|下周|这个月|本月|接下来)?(?:有)?(?:什么|哪些|啥)活动(?:吗)?|what events are (?:there|coming)": "",
    },
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
        "event",
        "event Sharing Friday 16:00 speaker=Helen seats=30",
    ],
)
def event(
    ctx: Context,
    words: Annotated[str, Named("活动", "event")] = "",
    *,
    time: Annotated[Onwards | None, Named("时间", "when")] = None,
    length: Annotated[Onwards | None, Named("时长", "length")] = None,
    speaker: Annotated[Onwards | None, Named("讲者", "speaker")] = None,
    host: Annotated[Onwards | None, Named("主持", "host")] = None,
    place: Annotated[Onwards | None, Named("地点", "place")] = None,
    link: Annotated[str | None, Named("链接", "link")] = None,
    seats: Annotated[int | None, Named("名额", "seats")] = None,
    tag: Annotated[str | None, Named("标签", "tag")] = None,
    topics: Annotated[Onwards | None, Named("话题", "topics")] = None,
    kind: Annotated[str | None, Named("类型", "kind")] = None,
    required: Annotated[bool | None, Named("必到", "required")] = None,
) -> None:
    given = EventOptions(time, length, speaker, host, place, link, seats, tag, topics, kind, required)
    words = words.strip()
    if not words and not given:
        return showing.coming(ctx)
    verb, _, rest = words.partition(" ")
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


def _obey(ctx: Context, one: Event, verb: str, rest: str, given: EventOptions) -> None:
    run = VERBS.get(folded(verb)) if verb else _change
    if run is None:
        raise Refusal(NO_VERB(words=verb[:20], id=one.id))
    run(ctx, one, rest, given)


def _change(ctx: Context, one: Event, rest: str, given: EventOptions) -> None:
    holding.change(ctx, one, rest, given)


def _call_off(ctx: Context, one: Event, rest: str, given: EventOptions) -> None:
    cancelling.call_off(ctx, one, rest)


def _who(ctx: Context, one: Event, rest: str, given: EventOptions) -> None:
    showing.who(ctx, one)


def _code(ctx: Context, one: Event, rest: str, given: EventOptions) -> None:
    attending.show_code(ctx, one)


def _screen(ctx: Context, one: Event, rest: str, given: EventOptions) -> None:
    attending.show_screen(ctx, one, rest)


def _missing(ctx: Context, one: Event, rest: str, given: EventOptions) -> None:
    absent.missing(ctx, one)


VERBS: dict[str, Callable[[Context, Event, str, EventOptions], None]] = {
    **dict.fromkeys(("改", "改期", "改到", "move", "change"), _change),
    **dict.fromkeys(("取消", "不办", "cancel"), _call_off),
    **dict.fromkeys(("名单", "谁", "who"), _who),
    **dict.fromkeys(("签到", "签到码", "attend", "code"), _code),
    **dict.fromkeys(("大屏", "screen"), _screen),
    **dict.fromkeys(("缺席", "没到", "出勤", "missing"), _missing),
}
"""What can be done with one."""
