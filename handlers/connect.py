"""One person, several accounts: binding by a code, and two ledgers becoming one."""

from __future__ import annotations

import secrets
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Feature, Line, Phrase, Refusal, Role, Theme
from bot.membership import camp_by_id
from storage import audit, camps, dialogs, drafts, outbox, people, points, shown_lists, tasks

feature = Feature("connect", Theme.PERSONAL)

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits nobody mistakes for each other."""
LENGTH = 6

CODE = Phrase(
    zh="10分钟内，用你的另一个账号私聊我：绑定 {code}（一次有效）",
    en="Within 10 minutes, send me in private from your other account: connect {code} (works once)",
)
BOUND = Phrase(
    zh="绑定成功。{sums}以后两边同一天打卡，只计一次。",
    en="Connected. {sums}From now on a check-in on either side counts once a day.",
)
SUM = Phrase(zh="“{camp}”：{kept}分 + {old}分 = {sum}分。", en="“{camp}”: {kept} + {old} = {sum:point|points}. ")
USED = Phrase(zh="验证码已使用。", en="That code has been used.")
ENDED = Phrase(zh="验证码已过期。重新发“绑定”拿一个。", en="That code has ended. Send “connect” for a new one.")
UNKNOWN = Phrase(
    zh="没有这个验证码。先在另一个账号发“绑定”拿一个。",
    en="There is no such code. Get one with “connect” from your other account.",
)
YOUR_OWN = Phrase(
    zh="这个码是这个账号自己要的，请用另一个账号来发。", en="You asked for this code here; send it from your other account."
)
TAKEN = Phrase(
    zh="这个账号已经绑定了别人，或对方在{channel}已有账号。要改请找社群经理。",
    en="This account belongs to somebody else already, or they have one on {channel}. Ask the community manager.",
)


@feature.command(
    "绑定",
    "connect",
    help=Phrase(zh="把你在几个平台上的账号合成一个人。", en="Make your accounts on several platforms one person."),
    by=Role.ANYONE,
    examples=["绑定", "绑定 7K2M9Q", "connect 7K2M9Q"],
    secret=True,
    private=True,
)
def connect(ctx: Context, code: Annotated[str, Named("验证码", "code")] = "") -> None:
    if not code:
        new = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        people.offer_code(ctx.db, ctx.person.id, new, at=ctx.now)
        ctx.reply(CODE(code=new))
        return
    code = code.strip().upper()
    known = people.look_at_code(ctx.db, code)
    if known is None:
        raise Refusal(UNKNOWN)
    if known.used:
        raise Refusal(USED)
    if known.until <= ctx.now:
        raise Refusal(ENDED)
    if known.person == ctx.person.id:
        raise Refusal(YOUR_OWN)
    if taken := _channels(ctx, known.person) & _channels(ctx, ctx.person.id):
        raise Refusal(TAKEN(channel=sorted(taken)))
    people.use_code(ctx.db, code, now=ctx.now)
    old, kept = ctx.person.id, known.person
    said = unite(ctx, old, kept)
    ctx.person_or_none = ctx.person_by_id(kept)
    ctx.audit("connect", accounts=len(people.accounts(ctx.db, kept)))
    ctx.reply(*said)


feature.act(
    "connect",
    Phrase(
        zh="{who} 把自己的账号绑到一起，现有{accounts}个",
        en="{who} connected their accounts; they have {accounts:account|accounts} now",
    ),
    final=Phrase(
        zh="两个账号已经合成一个人，打卡和积分都并好了，拆不开。",
        en="Two accounts have become one person, check-ins and points united; they cannot be parted.",
    ),
)


def unite(ctx: Context, old: int, kept: int) -> list[Line]:
    """All that is `old`'s becomes `kept`'s; gives what to say: the sums, and what counted twice."""
    pairs = camps.shared(ctx.db, old, kept)
    sums: list[str] = []
    for old_member, kept_member, camp in pairs:
        before, brought = camps.member(ctx.db, kept_member).points, camps.member(ctx.db, old_member).points
        points.move(ctx.db, old_member, kept_member)
        name = camp_by_id(ctx.db, camp).name
        sums.append(SUM(camp=name, kept=before, old=brought, sum=before + brought).to(ctx.language))
    twice = [line for merger in ctx.router.mergers for line in merger(ctx, old, kept)]
    for book in (outbox, dialogs, shown_lists, drafts, tasks, audit):
        book.merge(ctx.db, old, kept)
    camps.merge(ctx.db, old, kept)
    people.merge(ctx.db, old, kept)
    people.drop(ctx.db, old)
    return [BOUND(sums="".join(sums)), *twice]


def _channels(ctx: Context, person: int) -> set[str]:
    return {account.channel for account in people.accounts(ctx.db, person)}
