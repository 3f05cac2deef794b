"""What we cannot do in a group as things stand there, and how to mend it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Bot
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.request import ask
from bot.phrases import Line, Phrase

DEAF = Phrase(
    zh="我只看得到以 / 开头的指令和对我的回复。想让大家直接说“打卡”：把我设为群管理员（不必给任何权限）。",
    en="I only see / commands and replies to me. To let people just say “checkin”, make me an admin of this group; I need no rights for it.",
)
BLIND = Phrase(
    zh="我看不到谁进群、谁退群，名单只能从发言里来。把我设为群管理员即可。",
    en="I cannot see who joins or leaves, so the roster grows only as people speak. Make me an admin of this group.",
)
NO_REQUESTS = Phrase(
    zh="我收不到入群申请。在管理员权限里打开“邀请用户”。",
    en="I do not get requests to join. Allow me to “Invite users” in my admin rights.",
)
MUTE = Phrase(
    zh="我在这里不能发消息。请在群权限里允许我发送消息。",
    en="I may not write here. Allow me to send messages in the group's permissions.",
)
NO_MEDIA = Phrase(
    zh="我在这里不能发图片或文件，榜单和导出会发不出来。请在群权限里打开。",
    en="I may not send photos or files here, so boards and exports will not arrive. Allow them in the group's permissions.",
)
TOPICS = Phrase(
    zh="这个群开了话题：我在你说话的话题里回答；每日推送发在你说“开营”或“绑定群”的那个话题。",
    en="This group has topics: I answer in the topic you write in; the daily messages go where you said “open” or “bind”.",
)


def shortcomings(chat: Mapping[str, Any], member: Mapping[str, Any], *, sees_all: bool) -> tuple[Line, ...]:
    """One line for each thing that will not work: from the Bot API's Chat and our ChatMember in it.

    `sees_all` is getMe's can_read_all_group_messages; an admin sees everything whatever it says.
    """
    status = member["status"]
    admin = status == ChatMemberStatus.ADMINISTRATOR
    restricted = status == ChatMemberStatus.RESTRICTED
    found = {
        MUTE: restricted and not member.get("can_send_messages"),
        NO_MEDIA: restricted and not (member.get("can_send_photos") and member.get("can_send_documents")),
        DEAF: not admin and not sees_all,
        BLIND: not admin,
        NO_REQUESTS: admin and not member.get("can_invite_users"),
        TOPICS: bool(chat.get("is_forum")),
    }
    return tuple(phrase() for phrase, is_so in found.items() if is_so)


# ── doctor ───────────────────────────────────────────────────────────────────────────────────────────────────────────

TOKEN_WRONG = Phrase(
    zh="Telegram 不认这个 token。到 @BotFather 发 /token 复制一遍，写进 channels.telegram.token。",
    en="Telegram does not know this token. Send /token to @BotFather, and copy it into channels.telegram.token.",
)
UNREACHABLE = Phrase(
    zh="连不上 Telegram（{problem}）。检查网络、代理和 channels.telegram.base_url；启动后会一直重试。",
    en="Telegram cannot be reached ({problem}). Check the network, the proxy and channels.telegram.base_url; once started I keep trying.",
)
HERE = Phrase(zh="Telegram：@{username}", en="Telegram: @{username}")
NO_GROUPS = Phrase(
    zh="这个机器人不能被拉进群。到 @BotFather 发 /setjoingroups，选 Enable。",
    en="This bot cannot be added to groups. Send /setjoingroups to @BotFather and choose Enable.",
)
HOOK_ELSEWHERE = Phrase(
    zh="Telegram 的 webhook 现在是“{url}”，启动后会改成 {ours}。",
    en="Telegram's webhook is “{url}” now; once started I set it to {ours}.",
)
HOOK_TROUBLE = Phrase(
    zh="Telegram 推送不到我们：{problem}（积压 {waiting} 条）。检查 web.public_url 和证书。",
    en="Telegram cannot push to us: {problem} ({waiting} waiting). Check web.public_url and its certificate.",
)
GROUP_FINE = Phrase(zh="群“{title}”：都正常", en="Group “{title}”: all fine")
GROUP_LACKS = Phrase(zh="群“{title}”：{line}", en="Group “{title}”: {line}")
GROUP_GONE = Phrase(
    zh="群“{title}”：我已不在群里，请重新把我拉进去。", en="Group “{title}”: I am no longer in it; add me again."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `doctor`: whether it is as it should be, and the line."""

    ok: bool
    line: Line


async def examine(bot: Bot, groups: Iterable[tuple[str, str]], hook: str) -> list[Finding]:
    """The bot itself, its webhook where `hook` is one, and each (room, title) it is in, as far as Telegram answers."""
    found: list[Finding] = []
    try:
        async for finding in _findings(bot, groups, hook):
            found.append(finding)
    except InvalidToken:
        found.append(Finding(False, TOKEN_WRONG()))
    except TelegramError as problem:
        found.append(Finding(False, UNREACHABLE(problem=type(problem).__name__)))
    return found


async def _findings(bot: Bot, groups: Iterable[tuple[str, str]], hook: str) -> AsyncIterator[Finding]:
    me = await ask(bot, "getMe")
    yield Finding(True, HERE(username=me["username"]))
    if not me.get("can_join_groups", True):
        yield Finding(False, NO_GROUPS())
    if hook:
        for finding in _hook_findings(await ask(bot, "getWebhookInfo"), hook):
            yield finding
    for room, title in groups:
        for finding in await _group_findings(bot, me, room, title):
            yield finding


def _hook_findings(info: Mapping[str, Any], hook: str) -> list[Finding]:
    if info["url"] != hook:
        return [Finding(True, HOOK_ELSEWHERE(url=info["url"], ours=hook))]
    if problem := info.get("last_error_message"):
        return [Finding(False, HOOK_TROUBLE(problem=problem, waiting=info["pending_update_count"]))]
    return []


async def _group_findings(bot: Bot, me: Mapping[str, Any], room: str, title: str) -> list[Finding]:
    try:
        chat = await ask(bot, "getChat", chat_id=int(room))
        member = await ask(bot, "getChatMember", chat_id=int(room), user_id=me["id"])
    except (BadRequest, Forbidden, ChatMigrated):
        return [Finding(False, GROUP_GONE(title=title))]
    lines = shortcomings(chat, member, sees_all=bool(me.get("can_read_all_group_messages")))
    return [Finding(False, GROUP_LACKS(title=title, line=line)) for line in lines] or [Finding(True, GROUP_FINE(title=title))]
