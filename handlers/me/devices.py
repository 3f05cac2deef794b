"""Where somebody is signed in to the web chat: each device in words, when it was last used, and the button that ends it."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase, Press, Said
from bot.web_account import web_accounts
from storage.channels.web import sessions
from storage.channels.web.sessions import Session

SYSTEMS = {
    "android": Phrase(zh="安卓手机", en="Android"),
    "harmony": Phrase(zh="鸿蒙手机", en="HarmonyOS"),
    "iphone": Phrase(zh="iPhone", en="iPhone"),
    "ipad": Phrase(zh="iPad", en="iPad"),
    "windows": Phrase(zh="Windows 电脑", en="Windows computer"),
    "mac": Phrase(zh="Mac 电脑", en="Mac"),
    "chromebook": Phrase(zh="Chromebook", en="Chromebook"),
    "linux": Phrase(zh="Linux 电脑", en="Linux computer"),
    "other": Phrase(zh="一台设备", en="a device"),
}
BROWSERS = {
    "wecom": Phrase(zh="企业微信", en="WeCom"),
    "wechat": Phrase(zh="微信", en="WeChat"),
    "dingtalk": Phrase(zh="钉钉", en="DingTalk"),
    "feishu": Phrase(zh="飞书", en="Feishu"),
    "edge": Phrase(zh="Edge", en="Edge"),
    "firefox": Phrase(zh="Firefox", en="Firefox"),
    "chrome": Phrase(zh="Chrome", en="Chrome"),
    "safari": Phrase(zh="Safari", en="Safari"),
    "other": Phrase(zh="浏览器", en="a browser"),
}
DEVICE = Phrase(zh="{system} · {browser}", en="{system} · {browser}")
SIGNED_IN = Phrase(zh="🔑 网页聊天登录在{n}台设备上：", en="🔑 Signed in to the web chat on {n:device|devices}:")
ROW = Phrase(zh="· {device}，最近 {at:%m-%d %H:%M}（{code}）", en="· {device}, last used {at:%m-%d %H:%M} ({code})")
HERE = Phrase(zh="· {device}，就是这里（{code}）", en="· {device}, this one ({code})")
OF_ACCOUNT = Phrase(zh="{row}｜{account}", en="{row} | {account}")
SIGN_OUT = Phrase(zh="退出 {code}", en="Sign out {code}")
SHOWN = 6
MORE = Phrase(
    zh="还有{n}台更早的，都退出发：网页 全部退出", en="And {n} used longer ago; to sign out everywhere: web signout all"
)
CODE = 4
"""Characters of a session's id that name it among somebody's own."""


def everywhere(ctx: Context) -> list[Session]:
    """Their sessions on all their accounts, the one used last first."""
    found = [one for name in web_accounts(ctx) for one in sessions.of_account(ctx.db, name, at=ctx.now)]
    return sorted(found, key=lambda one: one.seen_at, reverse=True)


def device(session: Session) -> Line:
    """A session's device in words."""
    system, _, browser = session.device.partition(" ")
    return DEVICE(system=SYSTEMS.get(system, SYSTEMS["other"]), browser=BROWSERS.get(browser, BROWSERS["other"]))


def code(session: Session) -> str:
    return session.id[:CODE]


def listed(ctx: Context) -> list[Said]:
    """The devices as lines, with a button each; nothing where they are signed in nowhere."""
    found = everywhere(ctx)
    if not found:
        return []
    accounts, here = {one.name for one in found}, ctx.event.data.get("session")
    lines = [_line(one, here, many=len(accounts) > 1) for one in found[:SHOWN]]
    more = [MORE(n=len(found) - SHOWN)] if len(found) > SHOWN else []
    presses = [[Press(SIGN_OUT(code=code(one)), f"网页 退出 {code(one)}")] for one in found[:SHOWN]]
    return [SIGNED_IN(n=len(found)), *lines, *more, *presses]


def _line(one: Session, here: str | None, *, many: bool) -> Line:
    row = (
        HERE(device=device(one), code=code(one)) if one.id == here else ROW(device=device(one), at=one.seen_at, code=code(one))
    )
    return OF_ACCOUNT(row=row, account=one.name) if many else row
