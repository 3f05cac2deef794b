"""One's own certificates in a list; one of them again with its files; for managers, a member's."""

from __future__ import annotations

from typing import Any

from bot.audience import Audience
from bot.feature import Context, Phrase, Press, Refusal, Role
from handlers.certificates import consent, making
from handlers.certificates.settings import NO_SUCH, check_number, may_manage, why
from storage import certificates
from storage.certificates import Certificate

NONE = Phrase(
    zh="你在“{camp}”还没有证书。通过考试、闯关或由社群经理颁发后，我会私聊发给你。",
    en="You have no certificate in “{camp}” yet. When you pass an exam or a stage, or a manager issues one, I send it to you.",
)
NONE_AND_HOW = Phrase(
    zh="你在“{camp}”还没有证书。给学员颁发：证书 E3（通过这场考试的人），或 证书 林晓、周航 事由=优秀学员",
    en="You have no certificate in “{camp}”. To issue some: certificate E3 (who passed that exam), or certificate Ann, Bob for=good work",
)
MINE = Phrase(zh="🏆 你在“{camp}”的证书：", en="🏆 Your certificates in “{camp}”:")
THEIRS = Phrase(zh="🏆 {name}的证书：", en="🏆 {name}'s certificates:")
THEY_HAVE_NONE = Phrase(
    zh="{name}还没有证书。颁发一张：证书 {name} 事由=优秀学员",
    en="{name} has no certificate yet. To issue one: certificate {name} for=good work",
)
LINE = Phrase(zh="· {number}　{reason}（{day:%Y-%m-%d}）", en="· {number}  {reason} ({day:%Y-%m-%d})")
REVOKED_LINE = Phrase(
    zh="· {number}　{reason}（{at:%Y-%m-%d} 作废：{why}）", en="· {number}  {reason} (revoked {at:%Y-%m-%d}: {why})"
)
AND_OLDER = Phrase(zh="还有更早的{n}张。", en="And {n} older.")
ON_ITS_WAY = Phrase(zh="正在取证书 {number}，马上发你。", en="Certificate {number} is on its way to you.")
NOT_YOURS = Phrase(
    zh="证书 {number} 不是你的，文件只给本人和社群经理。要查真伪：验证 {number}",
    en="Certificate {number} is not yours; its files are for its holder and managers. To check it: verify {number}",
)
ERASED = Phrase(
    zh="证书 {number} 的持有人已注销，文件没有留下。",
    en="Whoever held certificate {number} was erased, and its files with them.",
)
FILES_OF = Phrase(zh="看 {number}", en="Show {number}")
SHOWN, BUTTONS = 8, 3
WORD = Phrase(zh="证书", en="certificate")


def mine(ctx: Context) -> None:
    found = certificates.of_person(ctx.db, ctx.person.id, ctx.camp.id)
    if not found:
        raise Refusal((NONE_AND_HOW if ctx.role >= Role.MANAGER else NONE)(camp=ctx.camp.name))
    ctx.reply(MINE(camp=ctx.camp.name), *_listed(ctx, found), *_presses(found), [consent.press(ctx)], audience=Audience.PERSON)


def is_about_somebody(ctx: Context, words: str) -> bool:
    """Whether the words are one member's name and nothing else."""
    whose = ctx.whose().begins(words)
    return whose is not None and not whose[1]


def of_member(ctx: Context, name: str) -> None:
    """For managers."""
    member = ctx.member_named(name)
    found = certificates.of_person(ctx.db, member.person, ctx.camp.id)
    if not found:
        raise Refusal(THEY_HAVE_NONE(name=member.name))
    ctx.reply(THEIRS(name=member.name), *_listed(ctx, found), *_presses(found), audience=Audience.MANAGERS)


def _listed(ctx: Context, found: list[Certificate]) -> list[Any]:
    said: list[Any] = [
        LINE(number=one.number, reason=one.what_for(ctx.language), day=one.issued_on)
        if one.revoked_at is None
        else REVOKED_LINE(number=one.number, reason=one.what_for(ctx.language), at=one.revoked_at, why=why(one))
        for one in found[:SHOWN]
    ]
    return said + ([AND_OLDER(n=len(found) - SHOWN)] if len(found) > SHOWN else [])


def _presses(found: list[Certificate]) -> list[list[Press]]:
    valid = [one for one in found if one.revoked_at is None and not one.erased]
    return [[Press(FILES_OF(number=one.number), f"证书 {one.number}")] for one in valid[:BUTTONS]]


def one(ctx: Context, words: str) -> None:
    """One of them, with its files."""
    wanted = check_number(words, WORD)
    found = certificates.find(ctx.db, wanted)
    if found is None:
        raise Refusal(NO_SUCH(number=wanted, word=WORD))
    if found.erased:
        raise Refusal(ERASED(number=found.number))
    if found.person != ctx.person.id and not may_manage(ctx, found):
        raise Refusal(NOT_YOURS(number=found.number))
    ctx.turn_to(found.camp_id)
    ctx.reply(ON_ITS_WAY(number=found.number), audience=Audience.PERSON)
    making.begin(ctx, [found.id], tell=False)
