"""网页: a link of one's own into the web chat, from wherever one already chats; and signing out of devices."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named
from bot.facts import Happened
from bot.feature import Context, Phrase, Press, Refusal, Role
from bot.web_account import web_account
from bot.web_links import WEB, notes_on
from handlers.me import devices
from handlers.me.settings import feature
from storage import memberships, people
from storage.channels import web
from storage.channels.web import sessions

LINK = Phrase(
    zh="🔗 打开就以“{name}”进到网页聊天（24小时内有效，只能用一次，别转给别人）：\n{link}",
    en="🔗 Opens the web chat as “{name}” (within 24 hours, once; pass it on to nobody):\n{link}",
)
OTHER_DEVICE = Phrase(
    zh="🔗 在另一台设备上打开，就以“{name}”进来（24小时内有效，只能用一次，别转给别人）：\n{link}",
    en="🔗 Open it on another device to come in there as “{name}” (within 24 hours, once; pass it on to nobody):\n{link}",
)
STAYS = Phrase(
    zh="进来后这台设备一直不用再登录，30天不打开才要新的链接。登录在哪些设备上，看“我的”。",
    en="That device then stays signed in until you leave it alone for 30 days. Where you are signed in stands in “me”.",
)
NO_WEB = Phrase(zh="这里没有开网页聊天。", en="The web chat is not switched on here.")
DEVICES = Phrase(zh="登录的设备", en="My devices")
OUT = Phrase(zh="✅ 已退出：{device}。", en="✅ Signed out: {device}.")
ALL_OUT = Phrase(zh="✅ {n}台设备都已退出。", en="✅ Signed out on {n:device|devices}.")
OTHERS_OUT = Phrase(
    zh="✅ 别的{n}台设备都已退出，这台还在。", en="✅ Signed out on {n:other device|other devices}; this one stays."
)
NO_OTHERS = Phrase(zh="只有这台登录着，没有别的要退出。", en="You are signed in here alone; there is nothing else to sign out.")
NOWHERE = Phrase(zh="你没有在任何设备上登录网页聊天。", en="You are signed in to the web chat on no device.")
WHICH = Phrase(
    zh="退出哪一台？发“我的”看登录在哪些设备上，按后面的按钮。", en="Which one? “me” lists your devices, with a button each."
)
NO_SUCH = Phrase(
    zh="没有登录着的设备“{code}”。发“我的”看登录在哪些设备上。",
    en="No device “{code}” is signed in. “me” lists those that are.",
)
HOW = Phrase(zh="没看懂“{words}”。试试：网页，或 网页 退出 3f9a", en="I did not get “{words}”. Try: web, or web signout 3f9a")
OUT_WORDS = ("退出", "signout")
ALL_WORDS = ("全部退出", "全部", "all")
LONGEST_QUOTE = 20


@feature.command(
    "网页",
    "web",
    help=Phrase(
        zh="拿自己的网页聊天链接；也可退出一台设备。", en="A link of your own into the web chat; or sign a device out."
    ),
    by=Role.ANYONE,
    examples=["网页", "网页 退出 3f9a", "网页 全部退出", "web", "web signout 3f9a", "web signout all"],
    private=True,
)
def web_access(
    ctx: Context, act: Annotated[str, Named("退出", "signout")] = "", which: Annotated[str, Named("设备", "device")] = ""
) -> None:
    act, which = act.strip().casefold(), which.strip().casefold()
    if act in OUT_WORDS or act in ALL_WORDS:
        return _sign_out_everywhere(ctx) if act in ALL_WORDS or which in ALL_WORDS else _sign_out(ctx, which)
    if act:
        raise Refusal(HOW(words=act[:LONGEST_QUOTE]))
    name = web_account(ctx)
    link = ctx.sign_in_link(name)
    if not link:
        raise Refusal(NO_WEB)
    _seat(ctx, name)
    said = (OTHER_DEVICE if ctx.address.channel == WEB else LINK)(name=name, link=link)
    ctx.reply(said, STAYS, *notes_on(link), [Press(DEVICES, "我的")])


def _seat(ctx: Context, name: str) -> None:
    """Whoever is in the camp may sit in its rooms of the web chat: a link gives no more than that."""
    if ctx.member_or_none is None or ctx.camp_or_none is None:
        return
    for room in ctx.rooms():
        if room.channel == WEB and web.sit(ctx.db, name, room.room, ctx.now):
            web.welcomed(ctx.db, name, room.room)


@feature.on("fact:members.left")
def unseat(ctx: Context, fact: Happened) -> None:
    """Who left the camp sits in none of its rooms any more: their open pages lose them at once."""
    person = memberships.member(ctx.db, fact.member).person
    for account in people.accounts(ctx.db, person):
        if account.channel == WEB:
            for room in ctx.rooms():
                web.leave(ctx.db, account.ident, room.room)


# ── signing out ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _sign_out(ctx: Context, which: str) -> None:
    if not which:
        raise Refusal(WHICH)
    found = [one for one in devices.everywhere(ctx) if one.id.startswith(which)]
    if len(which) < devices.CODE or len(found) != 1:
        raise Refusal(NO_SUCH(code=which[:LONGEST_QUOTE]))
    sessions.end(ctx.db, found[0].id, found[0].name)
    ctx.reply(OUT(device=devices.device(found[0])))


def _sign_out_everywhere(ctx: Context) -> None:
    """Everywhere but where it is said: who says it on the page means the others."""
    here = ctx.event.data.get("session")
    others = [one for one in devices.everywhere(ctx) if one.id != here]
    for one in others:
        sessions.end(ctx.db, one.id, one.name)
    if not others:
        raise Refusal(NO_OTHERS if here else NOWHERE)
    ctx.reply((OTHERS_OUT if here else ALL_OUT)(n=len(others)))
