"""打卡规则: until when one checks in here, what it earns, what can be made up and which days count; as the camp has set it."""

from __future__ import annotations

from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Phrase, Role
from bot.setting_values import ALL_DAY
from handlers.checkin.settings import (
    LEAST_NOTE,
    MAKEUP_DAYS,
    MAKEUP_POINTS,
    MAKEUPS_A_MONTH,
    NEEDS_PICTURE,
    RUN_LENGTH,
    RUN_POINTS,
    STAMP_POINTS,
    THRESHOLD,
    WINDOW,
    feature,
)
from handlers.checkin.stamp import used

TITLE = Phrase(zh="“{camp}”的打卡规则", en="How check-ins count in “{camp}”")
TIME, ANY_TIME = Phrase(zh="时间", en="When"), Phrase(zh="全天都行", en="any time of the day")
WORKDAYS = Phrase(
    zh="算工作日，调休上班日也算；休息日打了不算也不断", en="workdays count, makeup workdays too; days off never break a streak"
)
POINTS, EACH = (
    Phrase(zh="积分", en="Points"),
    Phrase(zh="打卡+{stamp}，补卡+{makeup}", en="check-in +{stamp}, make-up +{makeup}"),
)
BONUS = Phrase(zh="每连续{days}个工作日+{points}", en="+{points} for {days:workday|workdays} in a row")
MAKE_UP = Phrase(zh="补卡", en="Make-up")
SO_FAR_BACK = Phrase(zh="最近{days}天漏打的工作日", en="workdays missed in the last {days:day|days}")
LEFT = Phrase(zh="每月{most}次，这个月还有{left}次", en="{most} a month, {left} left this month")
A_MONTH = Phrase(zh="每月{most}次", en="{most} a month")
NO_MAKE_UP = Phrase(zh="不能补卡", en="none")
CARRIES = Phrase(zh="要写", en="It carries")
NOTE = Phrase(zh="至少{least}个字", en="at least {least:character|characters}")
PICTURE = Phrase(zh="图片、语音或文件", en="a picture, voice or file")
RATE, REACHED = Phrase(zh="达标", en="To reach"), Phrase(zh="每周打满应打天数的{percent}%", en="{percent}% of the week's days")
EXCUSED = Phrase(zh="请了假的天不计：请假 明天", en="days on leave are not counted: leave tomorrow")


@feature.command(
    "打卡规则",
    "checkinrules",
    help=Phrase(
        zh="几点前打卡、算几分、能补几次、哪些天算。",
        en="Until when to check in, what it earns, what can be made up, which days count.",
    ),
    examples=["打卡规则", "checkinrules"],
    asked={
        r"(?:今[天日]|每天)?(?:最晚|最迟)?(?:到)?(?:几点|什么时候|啥时候|多晚)(?:之?前|开始|截止|结束)?(?:要|能|可以|得)?打卡(?:截止)?": "",
        r"打卡(?:的)?(?:时间|规则|要求|窗口|截止(?:时间)?|几点(?:截止|结束|开始|之?前)?|到几点)(?:是)?(?:什么|几点|多少|怎样|怎么样|到几点)?": "",
        r"打(?:一次)?卡(?:有|给|加|得|能得|算)?(?:多少|几)(?:积)?分|(?:一个月|每月|这个月)?(?:能|可以|还能|还可以)?补(?:卡)?(?:几|多少)次(?:卡)?": "",
        r"补卡(?:次数|规则|怎么补|能补几次|有几次)|(?:周末|休息日|节假日)(?:要|用|需要)?打卡(?:吗|么|不)?": "",
        r"(?:when|until when|by when) (?:do|can|must|should) (?:i|we) (?:have to )?check[ -]in(?: by)?(?: today)?": "",
        r"check-?in (?:rules|times?|deadline|window|hours)": "",
    },
)
def how_it_counts(ctx: Context) -> None:
    first, last = window = ctx.setting(WINDOW)
    days, most = ctx.setting(MAKEUP_DAYS), ctx.setting(MAKEUPS_A_MONTH)
    left = max(most - used(ctx), 0)
    bonus, needs = ctx.setting(RUN_POINTS), _carried(ctx)
    allowed = LEFT(most=most, left=left) if ctx.member.role is Role.LEARNER else A_MONTH(most=most)
    rows = FactRows.of(
        FactRow(TIME, ANY_TIME if window == ALL_DAY else f"{first}–{last}", WORKDAYS),
        FactRow(CARRIES, needs) if needs else None,
        FactRow(
            POINTS,
            EACH(stamp=ctx.setting(STAMP_POINTS), makeup=ctx.setting(MAKEUP_POINTS)),
            BONUS(days=RUN_LENGTH, points=bonus) if bonus else "",
        ),
        FactRow(MAKE_UP, SO_FAR_BACK(days=days), allowed) if most else FactRow(MAKE_UP, NO_MAKE_UP),
        FactRow(RATE, REACHED(percent=ctx.setting(THRESHOLD)), EXCUSED),
        title=TITLE(camp=ctx.camp.name),
    )
    ctx.reply(rows)


def _carried(ctx: Context) -> list[Line | Phrase]:
    """What a check-in has to have with it."""
    least = ctx.setting(LEAST_NOTE)
    return [*([NOTE(least=least)] if least else []), *([PICTURE] if ctx.setting(NEEDS_PICTURE) else [])]
