"""免打扰: the hours in which somebody is not written to in private, but for what they asked for themselves."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Phrase, Refusal
from bot.quiet_hours import hours
from handlers.reminders.settings import feature
from storage import people

ALL_DAY = Phrase(zh="你没有设免打扰。设：免打扰 22:00-07:00", en="You have no quiet hours. Set them: quiet 22:00-07:00")
RESTS = Phrase(
    zh="{first}–{last} 免打扰：推送等到 {last}，自己设的提醒照常。取消：免打扰 关",
    en="Quiet {first}–{last}: pushes wait until {last}, your own reminders ring. To end it: quiet off",
)
ENDED = Phrase(zh="✅ 免打扰已关。", en="✅ Quiet hours are off.")
UNREAD = Phrase(
    zh="时段写成 22:00-07:00 这样。试试：免打扰 22:00-07:00", en="Write the hours like 22:00-07:00. Try: quiet 22:00-07:00"
)


@feature.command(
    "免打扰",
    "quiet",
    help=Phrase(zh="哪段时间不私聊推送给我。", en="When not to push anything to me in private."),
    examples=["免打扰", "免打扰 22:00-07:00", "quiet off"],
    asked={
        r"静音|(?:别|不要|不用)(?:再)?(?:给我)?(?:发|推|推送|提醒|打扰|吵)(?:我|消息|通知|了)*|(?:关闭|关掉|停止)(?:消息|通知|推送)": "",
        r"(?:我)?不想(?:再)?(?:收|看)(?:到)?(?:消息|通知|推送|提醒)?了?|(?:消息|通知|推送)?(?:太|好)(?:多|吵|烦)(?:了|啊)?|退订": "",
        r"(?:晚上|夜里|周末|半夜|中午)(?:别|不要|不)(?:再)?(?:发|推|推送|吵|打扰)(?:我|消息|了)*": "",
        r"mute|do not disturb|too many messages|unsubscribe|stop (?:messaging|sending)(?: me)?.{0,12}": "",
    },
)
def rest(ctx: Context, span: Annotated[str, Named("时段", "hours")] = "") -> None:
    if not span:
        own = ctx.person_by_id(ctx.person.id).quiet
        ctx.reply(RESTS(first=own[0], last=own[1]) if own else ALL_DAY)
        return
    try:
        chosen = hours(span)
    except ValueError:
        raise Refusal(UNREAD) from None
    if chosen[0] == chosen[1]:
        people.set_quiet_hours(ctx.db, ctx.person.id, None)
        ctx.reply(ENDED)
        return
    people.set_quiet_hours(ctx.db, ctx.person.id, "-".join(chosen))
    ctx.reply(RESTS(first=chosen[0], last=chosen[1]))
