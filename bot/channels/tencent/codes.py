"""What Tencent's error codes mean for a message: again, park it until an operator mends something, or never (page 90313)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import structlog

from bot.channel import Parked, TryLater, Undeliverable
from bot.channels.tencent.calls import Refused
from bot.phrases import Line, Phrase

log = structlog.get_logger()

BUSY = {-1, 6000, 40014, 42001, 45033, 45035, 45036, 50001, 50002}
"""Again in a moment: theirs, or a token that was taken back between two calls."""
TOO_FAST = {45009, 45011}
NOBODY = {81013, 60111, 60021, 40003, 82001, 43004, 45015, 45047, 48008}
GONE = {40050, 86001, 86003, 86008, 49008}
MALFORMED = (
    {40004, 40006, 40007, 40008, 40009, 40033, 40058, 40145, 40201, 40204, 44001, 44004, 45001, 45002, 45008, 60140, 82004}
    | {93017, 93018, 301019}
    | set(range(42014, 42052))
)
"""It is the message that is not taken, now and ever."""
OF_A_ROOM = {93000, 93001, 93004, 93006, 93008}
"""A webhook's group, where its managers can put things right."""
OF_A_KIND = {43012}
"""Cards are not taken, texts are."""

TASK_TAKEN = {42014, 846625}
"""A card of that task id was sent before: by us, its answer lost, for a task id names one message of ours."""

ADVICE = {
    40001: Phrase(zh="Secret 不对：在管理后台重新复制", en="The secret is wrong: copy it again from the admin console"),
    40013: Phrase(zh="corp_id 或 app_id 不对", en="The corp_id or app_id is wrong"),
    40056: Phrase(zh="agent_id 不对：看应用详情页的 AgentId", en="The agent_id is wrong: see AgentId on the app's page"),
    40125: Phrase(zh="Secret 不对：在公众号后台重新生成", en="The secret is wrong: make a new one in the account's console"),
    40164: Phrase(
        zh="本机出口 IP {ip} 不在公众号的 IP 白名单里", en="This machine's address {ip} is not on the account's allow-list"
    ),
    43012: Phrase(
        zh="应用没有设置“接收消息”的回调地址，发不了可点的卡片",
        en="The app has no callback URL under “Receive messages”, so cards with buttons cannot be sent",
    ),
    48001: Phrase(
        zh="公众号没有这个接口的权限（需要认证的服务号）", en="The account may not call this (a verified service account may)"
    ),
    48002: Phrase(
        zh="应用没有这个接口的权限：检查可见范围和权限", en="The app may not call this: check its visibility and rights"
    ),
    48006: Phrase(zh="这个接口被停用了", en="This call has been disabled"),
    50003: Phrase(zh="应用被停用了：在管理后台重新启用", en="The app is disabled: enable it in the admin console"),
    60020: Phrase(
        zh="本机出口 IP {ip} 不在应用的“企业可信IP”里：加上它，约一分钟后生效",
        en="This machine's address {ip} is not among the app's trusted IPs: add it, it takes about a minute",
    ),
    60031: Phrase(zh="应用被停用了：在管理后台重新启用", en="The app is disabled: enable it in the admin console"),
    93000: Phrase(
        zh="群机器人的 key 不对，或机器人已被移出群：在群里重新添加，把新的 key 写进配置",
        en="The group webhook's key is wrong, or it was removed from the group: add it again and put its new key in the configuration",
    ),
    93001: Phrase(zh="这个群不让机器人发消息：请群主放开", en="The group forbids bots to write: its owner can allow it"),
    93004: Phrase(
        zh="群机器人被停用了：在群设置里重新启用", en="The group webhook is disabled: enable it in the group's settings"
    ),
    93006: Phrase(zh="群聊已失效：换一个群机器人", en="The group is no longer valid: use another webhook"),
    93008: Phrase(zh="群机器人已不在群里：重新添加", en="The webhook is no longer in the group: add it again"),
    301002: Phrase(zh="agent_id 和 Secret 不是同一个应用的", en="agent_id and secret belong to different apps"),
    846601: Phrase(zh="机器人没有开启长连接模式", en="The bot's API mode is not the long connection"),
    853000: Phrase(zh="bot_id 或 Secret 不对", en="The bot_id or secret is wrong"),
}
UNKNOWN = Phrase(
    zh="企业微信拒绝，错误码 {code}（含义见 open.work.weixin.qq.com/devtool）",
    en="Tencent refuses with code {code} (look it up at open.work.weixin.qq.com/devtool)",
)

QUIET_FOR = timedelta(minutes=10)
"""The same trouble is told the operator once in that time."""
AGAIN, LONGEST_AGAIN = 5.0, 60.0
"""Seconds until a busy platform is asked again, doubled each time."""
PAUSE, LONGEST_PAUSE = 60.0, 3600.0
"""45009 shuts us out for a minute, an hour or the rest of the day: each time we wait twice as long."""

_IP = re.compile(r"from ip: ?([0-9A-Fa-f.:]+)")


def mend(reason: str) -> Line:
    """What to mend where messages are parked for `reason`, a code with our own address where the platform named it."""
    code, _, ip = reason.partition(" ")
    return advice(Refused(int(code), f"from ip: {ip}" if ip else ""))


def advice(refused: Refused) -> Line:
    """One sentence for the operator: what is wrong and how to mend it."""
    phrase = ADVICE.get(refused.code)
    if phrase is None:
        return UNKNOWN(code=refused.code)
    return phrase(ip=address_in(refused.words)) if "ip" in phrase.fields else phrase()


def address_in(words: str) -> str:
    """Our own address as Tencent saw it, "?" where it does not say."""
    found = _IP.search(words)
    return found[1].rstrip(".:") if found else "?"


class Verdicts:
    """Turns a refusal into what delivery understands, and tells the operator what only they can mend."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self._told: dict[int, datetime] = {}
        self._pause, self._again = PAUSE, AGAIN
        self._paused_until: datetime | None = None
        self._busy_until: datetime | None = None

    def check(self, now: datetime) -> None:
        """Raises TryLater while we are shut out: another call would only make it longer."""
        if self._paused_until is not None and now < self._paused_until:
            raise TryLater((self._paused_until - now).total_seconds(), counts=False)

    def went_well(self) -> None:
        self._pause, self._again, self._busy_until = PAUSE, AGAIN, None

    def of(self, refused: Refused, now: datetime) -> TryLater | Parked | Undeliverable:
        """A code nobody knows is parked too: again, less and less, until the message's life ends."""
        if refused.code in BUSY:
            return self.unreached(now)
        if refused.code in TOO_FAST:
            return self._shut_out(now)
        if refused.code in NOBODY:
            return Undeliverable("unreachable")
        self._tell(refused, now)
        if refused.code in GONE:
            return Undeliverable("gone")
        if refused.code in MALFORMED:
            return Undeliverable("refused")
        return _parked(refused)

    def unreached(self, now: datetime) -> TryLater:
        """Nothing was done: they are busy, or there is no connection, or a proxy would not let us through. However many messages
        find that out together, they wait for the same moment."""
        if self._busy_until is None or now >= self._busy_until:
            self._busy_until = now + timedelta(seconds=self._again)
            self._again = min(self._again * 2, LONGEST_AGAIN)
        return TryLater((self._busy_until - now).total_seconds(), counts=False)

    def _shut_out(self, now: datetime) -> TryLater:
        if self._paused_until is None or now >= self._paused_until:
            self._paused_until = now + timedelta(seconds=self._pause)
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        return TryLater((self._paused_until - now).total_seconds(), counts=False)

    def _tell(self, refused: Refused, now: datetime) -> None:
        if refused.code in NOBODY or now - self._told.get(refused.code, now - QUIET_FOR) < QUIET_FOR:
            return
        self._told[refused.code] = now
        log.warning(f"{self._channel}: {advice(refused).to('en')}", code=refused.code, ip=address_in(refused.words))


def _parked(refused: Refused) -> Parked:
    ip = address_in(refused.words)
    reason = f"{refused.code} {ip}" if ip != "?" else str(refused.code)
    if refused.code in OF_A_ROOM:
        return Parked(reason, "room")
    return Parked(reason, "channel" if refused.code in ADVICE and refused.code not in OF_A_KIND else "message")
