"""What a camp can set about its rules being kept, and what the kinds of filters, the steps and the log are called."""

from __future__ import annotations

from datetime import timedelta

from bot.feature import Context, Feature, Line, Phrase, Setting, Theme
from bot.setting_values import between
from storage import camps, memberships

feature = Feature("moderation", Theme.DECISIONS)
feature.prefix("M", Phrase(zh="一件违规待办", en="a case of the rules"))

VERSION = "moderation.filters"
"""In the camp's settings: a number that is another with every change of its filters, nothing where it has none."""
APPEAL_DAYS = 14
REMOVED_FOR = timedelta(days=365)
REMINDER_SHOWN = timedelta(days=30)
STAFF = ("manager", "owner")

WARNINGS = feature.setting(
    Setting(
        "moderation.warnings",
        Phrase(zh="几次警告禁言", en="warnings-to-silence"),
        Phrase(zh="2到10：有效的警告满几次就禁言", en="2 to 10: so many warnings in force lead to silence"),
        3,
        between(2, 10),
    )
)
WARNING_DAYS = feature.setting(
    Setting(
        "moderation.warning_days",
        Phrase(zh="警告有效天数", en="warning-days"),
        Phrase(zh="1到365：一次警告几天后失效", en="1 to 365: days until a warning expires"),
        30,
        between(1, 365),
    )
)
SILENCE_HOURS = feature.setting(
    Setting(
        "moderation.silence_hours",
        Phrase(zh="禁言小时", en="silence-hours"),
        Phrase(zh="1到8760：没写多久的禁言是几小时", en="1 to 8760: hours of silence where none are named"),
        24,
        between(1, 8760),
    )
)

KINDS = {
    "words": Phrase(zh="词", en="words"),
    "domains": Phrase(zh="域名", en="domains"),
    "links": Phrase(zh="链接", en="links"),
    "cards": Phrase(zh="名片", en="cards"),
    "codes": Phrase(zh="二维码", en="codes"),
    "newcomers": Phrase(zh="新人", en="newcomers"),
    "mentions": Phrase(zh="点名", en="mentions"),
    "copies": Phrase(zh="重复", en="copies"),
    "floods": Phrase(zh="刷屏", en="floods"),
}
"""Kinds of filters, by the code in the database; the words in 巡查 are the same."""
STEPS = {
    "remind": Phrase(zh="提醒", en="a reminder"),
    "warn": Phrase(zh="警告", en="a warning"),
    "silence": Phrase(zh="禁言", en="silence"),
    "remove": Phrase(zh="移出", en="removal"),
}
"""Steps of the ladder, mildest first."""
GONE = Phrase(zh="（原话已按期删除）", en="(the words were deleted in time)")
RULE = Phrase(zh="G{n}“{words}”", en="G{n} “{words}”")
BARE_RULE = Phrase(zh="G{n}", en="G{n}")
LONGEST_RULE = 40


def rules_in_force(ctx: Context) -> tuple[int, list[str]]:
    """The version and the lines of the camp's rules."""
    return camps.latest_rules(ctx.db, ctx.camp.id)


def rule(ctx: Context, number: int, version: int) -> Line:
    """A line of the rules as it was in that version, with its number."""
    lines = camps.rules_of(ctx.db, ctx.camp.id, version)
    if not 1 <= number <= len(lines):
        return BARE_RULE(n=number)
    words = lines[number - 1]
    return RULE(n=number, words=words if len(words) <= LONGEST_RULE else f"{words[:LONGEST_RULE]}…")


def staff(ctx: Context) -> list[memberships.Member]:
    """Who runs the camp."""
    return [member for member in memberships.members(ctx.db, ctx.camp.id) if member.role in STAFF]


def _decided(ctx: Context, case: int, step: str) -> dict[str, object]:
    return {"case": case, "what": STEPS[step]}


feature.act(
    "penalty",
    Phrase(zh="{who} 处理了 M{case}：{what}", en="{who} decided M{case}: {what}"),
    shows=_decided,
)
feature.act(
    "case_dismissed",
    Phrase(zh="{who} 忽略了 M{case}", en="{who} dismissed M{case}"),
    final=Phrase(zh="再有同样的消息会再报上来。", en="The same again will be reported again."),
)
feature.act(
    "case_upheld",
    Phrase(zh="{who} 维持了 M{case}", en="{who} upheld M{case}"),
    final=Phrase(zh="结果已经告诉本人，申诉只有一次。", en="They have been told, and there is one appeal."),
)
feature.act(
    "case_overturned",
    Phrase(zh="{who} 改判了 M{case}，记为误判", en="{who} overturned M{case}, on record as a mistake"),
    final=Phrase(zh="结果已经告诉本人，申诉只有一次。", en="They have been told, and there is one appeal."),
)
