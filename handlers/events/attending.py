"""签到: a code said or typed while it is shown, once a person; or by the host, with a reason, for somebody without a phone."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import timedelta
from typing import Annotated

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Context, Line, NotAnAnswer, Phrase, Press, Refusal, Role
from bot.host_screen import digest_of
from bot.web_links import notes_on
from handlers.events import access, codes, in_words, rules, wording
from handlers.events.settings import LATE_AFTER, feature
from storage.events import attendance, events
from storage.events.events import MOST_MINUTES, Event

HOST_HAS = timedelta(hours=24)
"""How long after its end the host may still say that somebody was there."""
CODE = re.compile(r"\d[\d\s-]{4,8}\d")
LONGEST_REASON = 100

THERE = Phrase(zh="✅ 签到了：{event}（{at:%H:%M}）。", en="✅ You are signed in to {event} ({at:%H:%M}).")
THERE_LATE = Phrase(
    zh="✅ 签到了：{event}（{at:%H:%M}，{minutes}分钟后算迟到，记为迟到）。",
    en="✅ You are signed in to {event} ({at:%H:%M}; late, that is {minutes:minute|minutes} after it began or more).",
)
BEFORE = Phrase(zh="{event} 你已经签过到了，只算一次。", en="You are signed in to {event} already; it counts once.")
WRONG = Phrase(
    zh="这个签到码不对或过期了，码每30秒换一次。照大屏或主持人现在念的再发：签到 123456",
    en="That code is wrong or has passed; it changes every 30 seconds. Send the one shown or read out now: attend 123456",
)
NOTHING = Phrase(
    zh="现在没有在签到的活动。开始前15分钟到结束可以签。",
    en="Nothing is open for signing in. It is from 15 minutes before an event to its end.",
)
NO_CODE_YET = Phrase(
    zh="{event} 还没亮出签到码。主持人发“活动 V{id} 签到”就有，照念的发：签到 123456",
    en="The code of {event} is not shown yet: its host sends “event V{id} code”. Then send what is read out: attend 123456",
)
HOW = Phrase(zh="把大屏或主持人念的六位码发给我：签到 123456", en="Send me the six digits shown or read out: attend 123456")
NO_REASON = Phrase(
    zh="代签要写原因，会记下来。试试：签到 {name} 手机没电",
    en="Signing somebody in takes a reason, which is kept. Try: attend {name} phone is empty",
)
LONG_REASON = Phrase(zh="原因最多{most}字。", en="A reason has at most {most:character|characters}.")
NOT_YOURS = Phrase(
    zh="代别人签到由主持人或社群经理来做。自己签到发：签到 123456",
    en="Signing others in is for the host or a manager. For yourself: attend 123456",
)
CODE_IS_THEIRS = Phrase(
    zh="亮 {event} 的签到码由主持人或社群经理来做。你自己签到，照念的发：签到 123456",
    en="The code of {event} is shown by its host or a manager. To sign in send what they read out: attend 123456",
)
WHICH = Phrase(
    zh="给哪场签到？写上号。试试：签到 V3 {name} 手机没电",
    en="To which event? Please give its number. Try: attend V3 {name} phone is empty",
)
NOT_BEGUN = Phrase(
    zh="{event} 还没到签到时间，开始前15分钟开放。", en="{event} is not open yet; it opens 15 minutes before it begins."
)
TOO_LATE = Phrase(
    zh="{event} 结束超过24小时，出勤不能再补记。", en="{event} ended more than 24 hours ago; its attendance stays as it is."
)
BY_HOST = Phrase(zh="✅ {name} 签到了：{event}（{reason}）。", en="✅ {name} is signed in to {event} ({reason}).")
THERE_ALREADY = Phrase(zh="{name} 已经签过到了，只算一次。", en="{name} is signed in already; it counts once.")
TOLD = Phrase(zh="✅ {host} 替你签到了：{event}。", en="✅ {host} signed you in to {event}.")

CODE_NOW = Phrase(
    zh="{event} 签到码 {code}，{seconds}秒后换。大家发：签到 {digits}",
    en="{event}: the code is {code}, for {seconds:more second|more seconds}. Everybody sends: attend {digits}",
)
AGAIN = Phrase(zh="现在的码", en="Code now")
SCREEN = Phrase(zh="上大屏", en="On a screen")
MISSING = Phrase(zh="谁没到", en="Who is missing")
SCREEN_LINK = Phrase(
    zh="大屏（投影打开，别转发；活动结束就失效）：{link}\n收回：活动 V{id} 大屏 收回",
    en="For the projector (do not pass it on; it ends with the event): {link}\nTo withdraw it: event V{id} screen revoke",
)
REVOKED = Phrase(zh="✅ {event} 的大屏链接收回了（{n}个）。", en="✅ {event}: {n:screen link was|screen links were} withdrawn.")

feature.act(
    "attended_by_host",
    Phrase(zh="{who} 替 {person} 签到了《{title}》：{reason}", en="{who} signed {person} in to “{title}”: {reason}"),
    final=Phrase(zh="签到已经记下并告诉本人，不能撤销。", en="It was written down and they were told, so it cannot be undone."),
)
feature.act(
    "event_screen",
    Phrase(zh="{who} 给《{title}》开了大屏", en="{who} opened a screen for “{title}”"),
    final=Phrase(zh="要收回大屏就发：活动 V3 大屏 收回", en="To withdraw the screen send: event V3 screen revoke"),
)


@feature.command(
    "签到",
    "attend",
    help=Phrase(
        zh="用现场的六位码签到；主持人可替没带手机的人签。",
        en="Sign in with the six digits shown; the host may for somebody without a phone.",
    ),
    examples=["签到 482913", "签到 林晓 手机没电", "签到 V3 林晓 手机没电", "attend 482913"],
    everyday=True,
    asked=in_words.SIGN_IN,
)
def attend(ctx: Context, words: Annotated[str, Named("签到码", "code")] = "") -> None:
    plain = unicodedata.normalize("NFKC", words).strip()
    numbered = rules.number_in(plain) or rules.number_among(plain)
    said = numbered.rest if numbered else plain
    if CODE.fullmatch(said):
        return _by_code(ctx, re.sub(r"\D", "", said), numbered.number if numbered else None)
    if not said or not re.search(r"[^\W\d_]", said):
        raise Refusal(HOW) if _open(ctx) else _nothing(ctx)
    _by_host(ctx, said, numbered.number if numbered else None)


def _open(ctx: Context) -> list[attendance.OpenEvent]:
    """What people may sign in to at the moment the words were said."""
    since = ctx.said_at - MOST_MINUTES * rules.MINUTE
    known = attendance.open_between(ctx.db, ctx.camp.id, since, ctx.said_at + codes.OPENS_BEFORE)
    return [it for it in known if ctx.said_at < rules.ends_at(it.event.starts_at, it.event.minutes)]


def _nothing(ctx: Context) -> Refusal:
    """Why nobody can sign in: what is on now has no code shown yet, or there is nothing."""
    since = ctx.said_at - MOST_MINUTES * rules.MINUTE
    for one in events.between(ctx.db, ctx.camp.id, since, ctx.said_at + codes.OPENS_BEFORE):
        if one.cancelled_at is None and ctx.said_at < rules.ends_at(one.starts_at, one.minutes):
            return Refusal(NO_CODE_YET(event=wording.named(one), id=one.id))
    return Refusal(NOTHING)


def _by_code(ctx: Context, digits: str, number: int | None) -> None:
    open_ = [it for it in _open(ctx) if number in (None, it.event.id)]
    if not open_ and CODE.fullmatch(ctx.event.text.strip()):
        raise NotAnAnswer  # six digits alone, and no code is shown anywhere
    if not open_:
        raise _nothing(ctx)
    found = next((it.event for it in open_ if codes.fits(it.secret, digits, ctx.said_at)), None)
    if found is None:
        raise Refusal(WRONG)
    minutes = ctx.setting(LATE_AFTER)
    is_late = ctx.said_at > found.starts_at + timedelta(minutes=minutes)
    if not attendance.sign_in(ctx.db, found.id, ctx.member.id, late=is_late, at=ctx.said_at):
        raise Refusal(BEFORE(event=wording.named(found)))
    said = THERE_LATE if is_late else THERE
    more = {"minutes": minutes} if is_late else {}
    ctx.reply(said(event=wording.named(found), at=ctx.said_at, **more), audience=Audience.PERSON)
    ctx.happened("events.attended", ctx.member.id, event=found.id)


# ── by the host ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _by_host(ctx: Context, words: str, number: int | None) -> None:
    """A name and a reason; also for a day after its end, when somebody was set down as absent who was there."""
    name, reason = ctx.whose().begins(words) or rules.title_in(words)
    one = _meant(ctx, name, number)
    member = ctx.member_named(name)
    reason = reason.strip()
    if not reason:
        raise Refusal(NO_REASON(name=name[:20]))
    if len(reason) > LONGEST_REASON:
        raise Refusal(LONG_REASON(most=LONGEST_REASON))
    signed = attendance.sign_in(ctx.db, one.id, member.id, late=False, at=ctx.said_at, by=ctx.member.id, why=reason)
    if not signed:
        raise Refusal(THERE_ALREADY(name=member.name))
    ctx.audit("attended_by_host", person=member.person, title=one.title, reason=reason)
    ctx.reply(BY_HOST(name=member.name, event=wording.named(one), reason=reason), audience=Audience.PERSON)
    ctx.tell(member.person, TOLD(host=ctx.person.name, event=wording.named(one)))
    ctx.happened("events.attended", member.id, event=one.id)


def _meant(ctx: Context, name: str, number: int | None) -> Event:
    """The event a host signs somebody in to: the one they named, or the one of theirs that is on. Raises Refusal."""
    if number is not None:
        found = events.find(ctx.db, ctx.camp.id, number)
        if found is None:
            raise Refusal(wording.NO_SUCH(words=f"V{number}"))
        if not access.may_run(ctx, found):
            raise Refusal(NOT_YOURS)
        return _in_time(ctx, found)
    since = ctx.now - (MOST_MINUTES * rules.MINUTE + HOST_HAS)
    on = [
        one
        for one in events.between(ctx.db, ctx.camp.id, since, ctx.now + codes.OPENS_BEFORE)
        if one.cancelled_at is None and ctx.now < rules.ends_at(one.starts_at, one.minutes) and access.may_run(ctx, one)
    ]
    if len(on) == 1:
        return on[0]
    if not on:
        raise Refusal(NOT_YOURS if ctx.role < Role.MANAGER else NOTHING)
    raise Refusal(WHICH(name=name[:20]))


def _in_time(ctx: Context, one: Event) -> Event:
    if one.cancelled_at is not None:
        raise Refusal(wording.CANCELLED(event=wording.named(one), reason=""))
    if ctx.now < one.starts_at - codes.OPENS_BEFORE:
        raise Refusal(NOT_BEGUN(event=wording.named(one)))
    if ctx.now > rules.ends_at(one.starts_at, one.minutes) + HOST_HAS:
        raise Refusal(TOO_LATE(event=wording.named(one)))
    return one


# ── the host's code and screen ───────────────────────────────────────────────────────────────────────────────────────


def show_code(ctx: Context, one: Event) -> None:
    """活动 V3 签到: the code of this half minute, to be read out."""
    _hosts(ctx, one)
    if ctx.now < one.starts_at - codes.OPENS_BEFORE:
        raise Refusal(NOT_BEGUN(event=wording.named(one)))
    digits = codes.code(_secret(ctx, one), codes.step_of(ctx.now))
    seconds = codes.seconds_left(ctx.now)
    ctx.reply(
        CODE_NOW(event=wording.named(one), code=codes.spoken(digits), digits=digits, seconds=seconds),
        [Press(AGAIN, f"活动 V{one.id} 签到"), Press(SCREEN, f"活动 V{one.id} 大屏"), Press(MISSING, f"活动 V{one.id} 缺席")],
        audience=Audience.PERSON,
    )


def show_screen(ctx: Context, one: Event, words: str) -> None:
    """活动 V3 大屏: an address for the projector; 收回 ends it."""
    _hosts(ctx, one)
    if words.strip() in ("收回", "revoke"):
        n = attendance.revoke_screens(ctx.db, one.id, at=ctx.now)
        return _said(ctx, REVOKED(event=wording.named(one), n=n))
    _secret(ctx, one)
    token = secrets.token_urlsafe(24)
    attendance.show_screen(ctx.db, one.id, digest_of(token), by=ctx.member.id, at=ctx.now)
    ctx.audit("event_screen", title=one.title)
    link = f"{ctx.public_url}/screen#{token}"
    ctx.reply(SCREEN_LINK(link=link, id=one.id), *notes_on(link), audience=Audience.PERSON)


def _said(ctx: Context, line: Line) -> None:
    ctx.reply(line, audience=Audience.PERSON)


def _hosts(ctx: Context, one: Event) -> None:
    if not access.may_run(ctx, one):
        raise Refusal(CODE_IS_THEIRS(event=wording.named(one)))
    wording.standing(ctx, one)


def _secret(ctx: Context, one: Event) -> str:
    return attendance.secret(ctx.db, one.id, secrets.token_hex(16))
