"""绑定: a code asked for on one account and typed on another makes them one person; where either has a role, who asked agrees first."""

from __future__ import annotations

import secrets
from typing import Annotated

from bot.arguments import Named
from bot.feature import ROLE_NAMES, Context, Line, Phrase, Press, Refusal, Role
from bot.platforms import platform
from handlers.connect import arriving
from handlers.connect.settings import feature
from handlers.connect.uniting import unite
from storage import memberships, people, uniting
from storage.people import Code

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits nobody mistakes for each other."""
LENGTH = 6

CODE = Phrase(
    zh="10分钟内，用你的另一个账号私聊我：绑定 {code}（一次有效）",
    en="Within 10 minutes, send me in private from your other account: connect {code} (works once)",
)
USED = Phrase(zh="验证码已使用。", en="That code has been used.")
ENDED = Phrase(zh="验证码已过期。重新发“绑定”拿一个。", en="That code has ended. Send “connect” for a new one.")
UNKNOWN = Phrase(
    zh="没有这个验证码。先在另一个账号发“绑定”拿一个。",
    en="There is no such code. Get one with “connect” from your other account.",
)
LOCKED = Phrase(
    zh="验证码已输错{most}次，{until:%H:%M}前不再收。到时在另一个账号发“绑定”拿一个新的。",
    en="{most:code was|codes were} wrong, so none is taken before {until:%H:%M}. Then get a new one with “connect” from your other account.",
)
YOUR_OWN = Phrase(
    zh="这个码是这个账号自己要的，请用另一个账号来发。", en="You asked for this code here; send it from your other account."
)
TAKEN = Phrase(
    zh="这个账号已经绑定了别人，或对方在{channel}已有账号。要改先发“解绑”。",
    en="This account belongs to somebody else already, or they have one on {channel}. To change that send “disconnect” first.",
)
CLAIMED = Phrase(
    zh="这个码另一个账号已经发过，在等确认。重新发“绑定”拿一个。",
    en="Another account sent this code already and waits for a yes. Send “connect” for a new one.",
)
ASKED = Phrase(
    zh="⚠️ 有账号发来了你的验证码，要和你合成一个人（{until:%H:%M}前有效）。\n对方：{theirs}\n你：{yours}\n"
    "积分和记录会合到一起；同一个营里，留较高的角色。是你自己的账号才确认。",
    en="⚠️ An account sent your code and would become one person with you (until {until:%H:%M}).\nThe other: {theirs}\nYou: {yours}\n"
    "Points and history are united; in a camp the higher role stays. Confirm only if it is your own account.",
)
CONFIRM, NOT_ME = Phrase(zh="确认绑定", en="Connect them"), Phrase(zh="不是我", en="Not me")
YES, NO = ("确认", "confirm"), ("不是我", "deny")
HOW = Phrase(zh="可以：绑定 {code} 确认｜绑定 {code} 不是我", en="You may: connect {code} confirm | connect {code} deny")
SIDE = Phrase(zh="{accounts}；{camps}", en="{accounts}; {camps}")
IN_CAMP = Phrase(zh="“{camp}”{role}，{points}分", en="“{camp}” {role}, {points:point|points}")
NO_CAMP = Phrase(zh="还不在营里", en="in no camp yet")
WAITS = Phrase(
    zh="两边有人在营里有角色，要“{name}”先确认：回到要码的账号，{until:%H:%M}前按“确认绑定”（没看到就在那边发：绑定 {code}）。",
    en="One of you has a role in a camp, so “{name}” has to agree first, on the account that asked for the code: press “Connect them” "
    "before {until:%H:%M} (if it is not there, send there: connect {code}).",
)
NOBODY_WAITS = Phrase(
    zh="还没有账号发过这个码。请用另一个账号来发。", en="No account has sent this code yet. Send it from your other account."
)
DENIED = Phrase(
    zh="好，没有绑定，验证码作废。别把码给别人；要绑自己的账号，重新发“绑定”。",
    en="Nothing was connected and the code is void. Give your codes to nobody; to connect an account of yours, send “connect” again.",
)
TURNED_DOWN = Phrase(
    zh="要码的人说不是自己的账号，没有绑定。",
    en="Who asked for the code says the account is not theirs; nothing was connected.",
)
AGREED = Phrase(zh="“{name}”确认了：两边的账号已经是一个人。", en="“{name}” agreed: the accounts of both are one person now.")

feature.act(
    "connect",
    Phrase(
        zh="{who} 把自己的账号绑到一起，现有{accounts}个",
        en="{who} connected their accounts; they have {accounts:account|accounts} now",
    ),
    final=Phrase(
        zh="两个账号已经合成一个人，打卡和积分都并好了，分不回去。要拿掉一个账号就发：解绑",
        en="Two accounts have become one person, check-ins and points united; that cannot be parted. To take an account off: disconnect",
    ),
)
feature.act(
    "connect_locked",
    Phrase(
        zh="{who} 输错{wrong}次绑定验证码，锁一小时",
        en="{who} typed {wrong:wrong code|wrong codes} to connect accounts; locked for an hour",
    ),
    final=Phrase(zh="输错验证码的锁一小时后自己解开。", en="The lock after wrong codes opens by itself after an hour."),
)
feature.act(
    "connect_denied",
    Phrase(zh="{who} 说发来绑定验证码的账号不是自己的", en="{who} said the account that sent their code is not theirs"),
    final=Phrase(zh="没有绑定任何账号。要绑定就重新拿码：绑定", en="Nothing was connected. For a new code: connect"),
)


@feature.command(
    "绑定",
    "connect",
    help=Phrase(
        zh="把你在几个平台上的账号合成一个人；名单里按手机或工号登记的，发 绑定 姓名 手机号",
        en="Make your accounts on several platforms one person; if a roster has you by phone or staff number: connect NAME PHONE",
    ),
    by=Role.ANYONE,
    examples=["绑定", "绑定 7K2M9Q", "connect 7K2M9Q"],
    secret=True,
    private=True,
)
def connect(
    ctx: Context, code: Annotated[str, Named("验证码", "code")] = "", answer: Annotated[str, Named("确认", "confirm")] = ""
) -> None:
    if not code:
        new = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        people.offer_code(ctx.db, ctx.person.id, new, at=ctx.now)
        ctx.reply(CODE(code=new))
        return
    said, code = f"{code} {answer}", code.strip().upper()
    if (until := people.locked_until(ctx.db, ctx.person.id, now=ctx.now)) is not None:
        raise Refusal(LOCKED(most=people.MOST_WRONG, until=until))
    if (expected := arriving.expected(ctx, said)) is not None:
        return arriving.arrive(ctx, expected)
    known = people.look_at_code(ctx.db, code)
    if known is None or known.used or known.until <= ctx.now:
        _wrong(ctx, UNKNOWN if known is None else USED if known.used else ENDED)
    elif known.person == ctx.person.id:
        _decide(ctx, code, known, answer)
    else:
        _typed(ctx, code, known)


def _wrong(ctx: Context, why: Phrase) -> None:
    """Counts it, which a refusal would undo: nobody finds a code by trying."""
    if people.count_wrong(ctx.db, ctx.person.id, at=ctx.now) < people.MOST_WRONG:
        ctx.refuse(why)
        return
    ctx.audit("connect_locked", wrong=people.MOST_WRONG)
    ctx.refuse(LOCKED(most=people.MOST_WRONG, until=ctx.now + people.LOCKED_FOR))


def _typed(ctx: Context, code: str, known: Code) -> None:
    """Learners become one at once; a role on either side waits for who asked for the code."""
    old, kept = ctx.person.id, known.person
    _check_free(ctx, old, kept)
    if uniting.highest_role(ctx.db, old, kept) in (None, "learner"):
        people.use_code(ctx.db, code, now=ctx.now)
        _unite(ctx, old, kept)
        return
    if not people.claim_code(ctx.db, code, old):
        raise Refusal(CLAIMED)
    ctx.tell(kept, *_question(ctx, code, known, old), until=known.until)
    ctx.reply(WAITS(name=ctx.person_by_id(kept).name, until=known.until, code=code))


def _decide(ctx: Context, code: str, known: Code, answer: str) -> None:
    """Whoever asked for the code is asked, agrees, or says it is not them; what stands in the way today is looked at again."""
    if known.claimed_by is None:
        raise Refusal(NOBODY_WAITS if answer else YOUR_OWN)
    old, kept = known.claimed_by, ctx.person.id
    if not answer:
        ctx.reply(*_question(ctx, code, known, old))
    elif answer in NO:
        people.use_code(ctx.db, code, now=ctx.now)
        ctx.audit("connect_denied")
        ctx.tell(old, TURNED_DOWN)
        ctx.reply(DENIED)
    elif answer in YES:
        _check_free(ctx, old, kept)
        people.use_code(ctx.db, code, now=ctx.now)
        ctx.tell(old, AGREED(name=ctx.person.name))
        _unite(ctx, old, kept)
    else:
        raise Refusal(HOW(code=code))


def _unite(ctx: Context, old: int, kept: int) -> None:
    said = unite(ctx, old, kept)
    ctx.person_or_none = ctx.person_by_id(kept)
    ctx.audit("connect", accounts=len(people.accounts(ctx.db, kept)))
    ctx.reply(*said)


def _check_free(ctx: Context, old: int, kept: int) -> None:
    """Raises Refusal where both have an account on one platform."""
    if taken := _channels(ctx, old) & _channels(ctx, kept):
        raise Refusal(TAKEN(channel=sorted({platform(one, ctx.language) for one in taken})))


def _question(ctx: Context, code: str, known: Code, old: int) -> tuple[Line, list[Press]]:
    """What would be merged, both sides, and the two buttons."""
    language = ctx.person_by_id(known.person).language or ctx.language
    said = ASKED(until=known.until, theirs=_side(ctx, old, language), yours=_side(ctx, known.person, language))
    return said, [Press(CONFIRM, f"绑定 {code} 确认"), Press(NOT_ME, f"绑定 {code} 不是我")]


def _side(ctx: Context, person: int, language: str) -> str:
    """Somebody's accounts by platform and name, and what they are and have in each camp."""
    name = ctx.person_by_id(person).name
    accounts = [f"{platform(one.channel, language)}“{one.name or name}”" for one in people.accounts(ctx.db, person)]
    belonging = [
        IN_CAMP(camp=one.camp, role=ROLE_NAMES[one.role], points=one.points).to(language)
        for one in memberships.standings(ctx.db, person)
    ]
    return SIDE(accounts=accounts, camps=belonging or NO_CAMP).to(language)


def _channels(ctx: Context, person: int) -> set[str]:
    return {account.channel for account in people.accounts(ctx.db, person)}
