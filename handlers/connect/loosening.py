"""解绑: one account is taken off into a person of its own, said before and agreed to; the books stay with who keeps them."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Line, Phrase, Press, Refusal, Role
from bot.messages import Address
from bot.platforms import platform
from handlers.connect.settings import feature
from storage import people
from storage.people import KnownAccount

YOURS = Phrase(
    zh="你有{n}个账号：\n{lines}\n要分开一个就发：解绑 编号",
    en="You have {n:account|accounts}:\n{lines}\nTo take one off: disconnect NUMBER",
)
LINE = Phrase(zh="{number} {platform}“{name}”{here}", en="{number} {platform} “{name}”{here}")
HERE = Phrase(zh="（就是这个）", en=" (this one)")
ONLY_ONE = Phrase(
    zh="你只有{platform}这一个账号，没有可解绑的。另一个平台的账号用“绑定”接上。",
    en="You have this one account on {platform} only, so there is nothing to take off. To add another: connect",
)
NO_SUCH = Phrase(
    zh="你没有编号“{number}”的账号。发“解绑”看有哪些。",
    en="You have no account number “{number}”. Send “disconnect” to see them.",
)
BEFORE = Phrase(
    zh="⚠️ 要解绑{platform}“{name}”。积分、打卡、角色和记录都留在你其余的账号这边；"
    "那个账号变成一个新人：没有角色和积分，要重新加入营。确认就按：",
    en="⚠️ About to take off {platform} “{name}”. Points, check-ins, roles and history stay with your other accounts; "
    "that account becomes somebody new, without roles or points, who has to join again. To go on, press:",
)
CONFIRM = Phrase(zh="确认解绑", en="Take it off")
YES = ("确认", "confirm")
HOW = Phrase(zh="确认解绑就发：解绑 {number} 确认", en="To take it off: disconnect {number} confirm")
LOOSENED = Phrase(
    zh="✅ 已解绑{platform}“{name}”，其余的都没动。要接回来：一边发“绑定”拿码，另一边发码。",
    en="✅ {platform} “{name}” is taken off; all else is as it was. To bring it back send “connect” on one side and the code on the other.",
)
ON_ITS_OWN = Phrase(
    zh="这个账号已经和“{name}”解绑，从这里重新开始：要进营就再加入一次。",
    en="This account has been taken off “{name}” and starts anew: to be in a camp, join again.",
)

feature.act(
    "disconnect",
    Phrase(
        zh="{who} 解绑了自己的一个账号，还有{accounts}个",
        en="{who} took off one of their accounts; they have {accounts:account|accounts} now",
    ),
    final=Phrase(
        zh="账号已经分开。要接回来就重新“绑定”。", en="The account is on its own now. To bring it back, connect it again."
    ),
)


@feature.command(
    "解绑",
    "disconnect",
    help=Phrase(zh="看自己的账号，把一个分开。", en="See your accounts, and take one off."),
    by=Role.ANYONE,
    examples=["解绑", "解绑 2", "disconnect 2"],
    private=True,
)
def disconnect(
    ctx: Context,
    number: Annotated[str, Named("编号", "number")] = "",
    confirmed: Annotated[str, Named("确认", "confirm")] = "",
) -> None:
    mine = people.accounts(ctx.db, ctx.person.id)
    if len(mine) < 2:
        raise Refusal(ONLY_ONE(platform=platform(mine[0].channel, ctx.language)))
    if not number:
        lines = [_line(ctx, one).to(ctx.language) for one in mine]
        ctx.reply(YOURS(n=len(mine), lines="\n".join(lines)))
        return
    one = next((one for one in mine if str(one.id) == number), None)
    if one is None:
        raise Refusal(NO_SUCH(number=number[:12]))
    said = {"platform": platform(one.channel, ctx.language), "name": one.name or ctx.person.name}
    if not confirmed:
        ctx.reply(BEFORE(**said), [Press(CONFIRM, f"解绑 {one.id} 确认")])
        return
    if confirmed not in YES:
        raise Refusal(HOW(number=one.id))
    if one.direct_room is not None and one.id != ctx.account_id:
        ctx.post(Address(one.channel, one.direct_room, direct=True), ON_ITS_OWN(name=ctx.person.name))
    people.loosen(ctx.db, one, said["name"], at=ctx.now)
    ctx.audit("disconnect", accounts=len(mine) - 1)
    ctx.reply(LOOSENED(**said))


def _line(ctx: Context, one: KnownAccount) -> Line:
    here = HERE().to(ctx.language) if one.id == ctx.account_id else ""
    name = one.name or ctx.person.name
    return LINE(number=one.id, platform=platform(one.channel, ctx.language), name=name, here=here)
