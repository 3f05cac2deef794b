"""我的: what I am in this camp, on which accounts, in which language; alone with the bot, also on which devices. 语言 changes the language."""

from __future__ import annotations

from typing import Annotated, Any

from bot import purses
from bot.arguments import Named
from bot.fact_rows import FactRow, FactRows
from bot.feature import ROLE_NAMES, Asker, Context, Phrase, Refusal, Role
from handlers.me.devices import listed
from handlers.me.settings import feature
from scheduler import calendar
from storage import badges, certificates, checkins, people
from storage.connection import Db

ROLE, JOINED, POINTS = Phrase(zh="角色", en="Role"), Phrase(zh="入营", en="Joined"), Phrase(zh="积分", en="Points")
BADGES, SO_MANY = Phrase(zh="勋章", en="Badges"), Phrase(zh="共{n}枚", en="{n} in all")
NAMED = 5
"""The badges that are named."""
ACCOUNTS, LANGUAGE = Phrase(zh="账号", en="Accounts"), Phrase(zh="语言", en="Language")
CHANGE = {
    "zh": Phrase(zh="改：语言 英文", en="change: language en"),
    "en": Phrase(zh="改：语言 中文", en="change: language zh"),
}
"""To the other one than is spoken now, whichever it is said in."""
CHECKED_IN = Phrase(zh="打卡", en="Check-in")
DONE_TODAY, NOT_YET = Phrase(zh="今天已打", en="done today"), Phrase(zh="今天还没打", en="not yet today")
ON_LEAVE, DAY_OFF = Phrase(zh="今天请假", en="on leave today"), Phrase(zh="今天休息", en="day off today")
RUN = Phrase(zh="连续{n}个工作日", en="{n:workday|workdays} in a row")
CERTIFICATES, SEE_THEM = Phrase(zh="证书", en="Certificates"), Phrase(zh="看：证书", en="see: certificate")
LANGUAGES = {"zh": Phrase(zh="中文", en="Chinese"), "en": Phrase(zh="英文", en="English")}
SPOKEN = {"中文": "zh", "chinese": "zh", "zh": "zh", "英文": "en", "英语": "en", "english": "en", "en": "en"}
WHICH_LANGUAGE = Phrase(zh="会说中文和英文。试试：语言 英文", en="I speak Chinese and English. Try: language zh")
MUST = r"(?:要不要|用不用|需不需要|要|用|需要|必须)"
SPEAKS = Phrase(zh="✅ 以后私聊说中文。", en="✅ English in private from now on.")


@feature.command(
    "我的",
    "me",
    help=Phrase(zh="我在这个营的角色、账号、语言和登录的设备。", en="My role, accounts, language and devices here."),
    examples=["我的", "me"],
    everyday=True,
    asked={
        r"我?(?:今[天日])?(?:打卡|打过卡|打了卡)(?:了)?(?:没有?|吗|么)|我?今[天日](?:打卡|打)了?没有?(?:打卡)?": "",
        r"我?(?:已经)?(?:连续|坚持)(?:打卡)?(?:了)?(?:几|多少)天了?|(?:我的)?打卡(?:记录|天数|情况)": "",
        rf"(?:今[天日])?(?:是?(?:周|星期|礼拜)[一二三四五六日天])?\W*我?(?:今[天日])?(?:还)?{MUST}打卡(?:吗|么|不)?": "",
        r"(?:do|must|should) i (?:have to |need to )?check ?in(?: today)?|is (?:it|today) a day off(?: today)?": "",
        r"(?:我的)?登[录陆]的?设备|我的(?:登[录陆]的?)?设备|我?(?:在哪里?|在?哪些设备)登[录陆]了?": "",
        r"(?:my )?devices|where am i (?:signed|logged) in": "",
        r"(?:怎么)?(?:退出|登出)(?:登[录陆]|账号|帐号|网页)?|(?:怎么)?注销登[录陆]|(?:how do i |how to )?(?:sign|log) ?out": "",
        r"(?:我的?)?(?:连胜|连续(?:天数|打卡)?|连打)(?:(?:有|是)?(?:多少|几)天?|记录)?(?:了)?": "",
        r"我的(?:资料|信息|账号|帐号)|我是谁|who am i|my (?:account|profile)|did i check in(?: today)?|(?:what is )?my streak": "",
    },
)
def me(ctx: Context) -> None:
    joined: Any = ctx.member.joined_on
    held = certificates.count(ctx.db, ctx.member.id)
    spoken = ctx.person.language or ctx.camp.language
    rows = FactRows.of(
        FactRow(ROLE, ROLE_NAMES[ctx.member.role.name.lower()]),
        FactRow(JOINED, f"{joined.month}/{joined.day}"),
        _checked_in(ctx),
        FactRow(POINTS, str(ctx.member.points)),
        FactRow(purses.called("coins", ctx.camp), str(ctx.member.coins)) if ctx.member.coins else None,
        _badges(ctx),
        FactRow(CERTIFICATES, str(held), SEE_THEM) if held else None,
        FactRow(ACCOUNTS, [f"{one.channel}:{one.name or one.ident}" for one in people.accounts(ctx.db, ctx.person.id)]),
        FactRow(LANGUAGE, LANGUAGES[spoken], CHANGE[spoken]),
        title=ctx.person.name,
    )
    ctx.reply(rows, *(listed(ctx) if ctx.address.direct else []))


def _badges(ctx: Context) -> FactRow | None:
    """The newest of them by name."""
    mine = [held.badge.name for held in badges.of_member(ctx.db, ctx.member.id)]
    return FactRow(BADGES, mine[:NAMED], SO_MANY(n=len(mine)) if len(mine) > NAMED else "") if mine else None


def _checked_in(ctx: Context) -> FactRow | None:
    """Whether today is done, and for how many workdays in a row; staff keep no streak."""
    if ctx.member.role is not Role.LEARNER:
        return None
    known = calendar.of_settings(ctx.camp.settings)
    last = ctx.member.streak_to
    length = ctx.member.streak if last is not None and last >= known.previous_workday(ctx.today) else 0
    if ctx.today in checkins.stamps_between(ctx.db, ctx.member.id, ctx.today, ctx.today):
        said = DONE_TODAY
    elif ctx.today in checkins.leave_between(ctx.db, ctx.member.id, ctx.today, ctx.today):
        said = ON_LEAVE
    else:
        said = NOT_YET if known.is_workday(ctx.today) else DAY_OFF
    return FactRow(CHECKED_IN, said, RUN(n=length) if length else "")


@feature.command(
    "语言",
    "language",
    help=Phrase(zh="选中文或英文。", en="Choose Chinese or English."),
    by=Role.ANYONE,
    examples=["语言 英文", "language zh"],
    private=True,
    everyday=True,
    asked={
        r"(?:请)?(?:说|用|换成?|切换到?|改成?)?(?:中文|汉语|简体)(?:版)?|chinese": "中文",
        r"(?:请)?(?:说|用|换成?|切换到?|改成?)?英[文语](?:版)?|(?:speak |in |use )?english(?: please)?": "英文",
    },
)
def language(ctx: Context, spoken: Annotated[str, Named("语言", "language")]) -> None:
    chosen = SPOKEN.get(spoken.strip().casefold())
    if chosen is None:
        raise Refusal(WHICH_LANGUAGE)
    people.set_language(ctx.db, ctx.person.id, chosen)
    ctx.reply(SPEAKS().to(chosen))


@feature.panel
def mine(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Any]]:
    """Who I am here."""
    return {"me": {"language": asker.language, "role": asker.role.name.lower(), "name": asker.person.name}}, []
