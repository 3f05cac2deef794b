"""绑定 姓名 手机号: a member whom a roster named by phone or staff number says who they are; the managers are told."""

from __future__ import annotations

from bot.feature import Context, Phrase
from handlers.connect.settings import feature
from storage import expected_members, memberships
from storage.expected_members import ExpectedMember, as_phone

ARRIVED = Phrase(
    zh="✅ 对上了：“{camp}”的名单里你是{name}，名字和标签已按名单改好。",
    en="✅ You are {name} in the roster of “{camp}”; your name and tags follow it now.",
)
TAKEN_FOR = Phrase(
    zh="{called} 报了手机或工号，对上了名单里的 {name}：给了名字和标签，没有给角色。不是本人？在名单里写上真正的账号，再导入一次。",
    en="{called} gave the phone or staff number of {name} in the roster: they have the name and tags, no role. Not them? Write the right "
    "account into the roster and import it again.",
)

feature.act(
    "arrive",
    Phrase(zh="{who} 凭手机或工号对上了名单", en="{who} was found in the roster, by phone or staff number"),
    final=Phrase(
        zh="名单已经对上。要改请社群经理在名单里写上账号，再导入一次。",
        en="The roster knows you now. To change it, a manager writes the account into the roster and imports it again.",
    ),
)


def expected(ctx: Context, said: str) -> ExpectedMember | None:
    """Whom a roster of the camp names so, with that phone or staff number, and who has not come yet."""
    name, _, number = said.strip().rpartition(" ")
    if not name or ctx.camp_or_none is None or ctx.member_or_none is None:
        return None
    named = expected_members.find(ctx.db, ctx.camp.id, phone=as_phone(number) or "", staff=number)
    return next((one for one in named if one.member is None and one.name.split() == name.split()), None)


def arrive(ctx: Context, one: ExpectedMember) -> None:
    """A name and a number are known to colleagues too: they bring no role, and the managers are told."""
    called = ctx.person.name
    expected_members.arrive(ctx.db, ctx.camp.id, one, ctx.member.id, with_role=False)
    ctx.person_or_none = ctx.person._replace(name=one.name)
    ctx.audit("arrive")
    ctx.reply(ARRIVED(name=one.name, camp=ctx.camp.name))
    for member in memberships.members(ctx.db, ctx.camp.id):
        if member.role in ("manager", "owner") and member.person != ctx.person.id:
            ctx.tell(member.person, TAKEN_FOR(called=called, name=one.name))
