"""作废: a certificate is valid no more; whoever verifies it reads since when and why, for good."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Phrase, Refusal, Role
from handlers.certificates.settings import NO_SUCH, check_number, feature, may_manage, why
from storage import certificates

REVOKED = Phrase(
    zh="✅ {name}的证书 {number} 已作废，验证时会写明日期和原因：{why}。已私聊告诉本人。10分钟内可发“撤销”。",
    en="✅ {name}'s certificate {number} is revoked; whoever verifies it reads the date and why: {why}. They were told. "
    "“undo” within 10 minutes takes this back.",
)
OF_NOBODY = Phrase(
    zh="✅ 证书 {number} 已作废，验证时会写明日期和原因：{why}。10分钟内可发“撤销”。",
    en="✅ Certificate {number} is revoked; whoever verifies it reads the date and why: {why}. “undo” within 10 minutes takes this back.",
)
YOURS = Phrase(
    zh="⚠️ 你的证书 {number}（{reason}）{at:%Y-%m-%d} 作废，原因：{why}。有疑问请找社群经理。",
    en="⚠️ Your certificate {number} ({reason}) was revoked on {at:%Y-%m-%d}: {why}. Please ask your manager if that is not right.",
)
VALID_AGAIN = Phrase(zh="✅ 证书 {number} 恢复有效。", en="✅ Certificate {number} is valid again.")
YOURS_AGAIN = Phrase(
    zh="你的证书 {number} 恢复有效，刚才的作废已撤回。",
    en="Your certificate {number} is valid again; revoking it was taken back.",
)
WHY = Phrase(
    zh="还差原因，验证的人会看到。例如：作废 {number} 考试成绩有误",
    en="Say why; whoever verifies it reads that. Like: revoke {number} the score was wrong",
)
TOO_LONG = Phrase(zh="原因最多{most}个字，写一行就好。", en="Why fits on a line of at most {most:character|characters}.")
BEFORE = Phrase(
    zh="{number} {at:%Y-%m-%d} 已经作废，原因：{why}。日期和原因一直保留，没有改动。",
    en="{number} was revoked on {at:%Y-%m-%d}: {why}. Both stay as they are; nothing was changed.",
)
CANNOT = Phrase(
    zh="{number} 不能恢复了：本人已有另一张同样的证书 {other}。",
    en="{number} cannot be made valid again: its holder has another of the kind, {other}.",
)
GONE = Phrase(zh="{number} 不能恢复了：持有人已注销。", en="{number} cannot be made valid again: its holder was erased.")
LONGEST_WHY = 120
WORD = Phrase(zh="作废", en="revoke")

feature.act(
    "certificate_revoked",
    Phrase(zh="{who} 作废了{person}的证书 {number}：{why}", en="{who} revoked {person}'s certificate {number}: {why}"),
)


@feature.command(
    "作废",
    "revoke",
    help=Phrase(zh="作废一张证书，写明原因。", en="Revoke a certificate, with the reason."),
    by=Role.MANAGER,
    examples=["作废 YX2605-0007-K3F9Q2TMH8 考试成绩有误", "revoke YX2605-0007-K3F9Q2TMH8 the score was wrong"],
)
def revoke(
    ctx: Context,
    number: Annotated[str, Named("证书编号", "certificate number")],
    reason: Annotated[str, Named("原因", "reason")] = "",
) -> None:
    wanted, said = check_number(number, WORD), " ".join(reason.split())
    found = certificates.find(ctx.db, wanted)
    if found is None or not may_manage(ctx, found):
        raise Refusal(NO_SUCH(number=wanted, word=WORD))
    if found.revoked_at is not None:
        raise Refusal(BEFORE(number=found.number, at=found.revoked_at, why=why(found)))
    if not said:
        raise Refusal(WHY(number=found.number))
    if len(said) > LONGEST_WHY:
        raise Refusal(TOO_LONG(most=LONGEST_WHY))
    certificates.revoke(ctx.db, found.id, said, at=ctx.now)
    ctx.audit("certificate_revoked", undo={"certificate": found.id}, person=found.person, number=found.number, why=said)
    if found.erased:
        ctx.reply(OF_NOBODY(number=found.number, why=said))
        return
    ctx.reply(REVOKED(name=found.name, number=found.number, why=said))
    language = ctx.person_by_id(found.person).language or ctx.camp.language
    ctx.tell(found.person, YOURS(number=found.number, reason=found.what_for(language), at=ctx.now, why=said))


@feature.undoes("certificate_revoked", by=Role.MANAGER, thing=("number",))
def restore(ctx: Context, certificate: int) -> None:
    found = certificates.by_id(ctx.db, certificate)
    assert found is not None
    other = certificates.live_twin(ctx.db, found.member, found.source)
    if other is not None:
        raise Refusal(CANNOT(number=found.number, other=other))
    if not certificates.unrevoke(ctx.db, certificate):
        raise Refusal(GONE(number=found.number))
    ctx.reply(VALID_AGAIN(number=found.number))
    ctx.tell(found.person, YOURS_AGAIN(number=found.number))
