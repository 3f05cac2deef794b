"""证书 重发: a certificate under another name keeps its number and says so; the badge issued before is revoked by that."""

from __future__ import annotations

from typing import Any

from bot.feature import Context, Phrase, Refusal, Role
from bot.names import clean
from handlers.certificates import making
from handlers.certificates.settings import NO_SUCH, check_number, feature, may_manage
from storage import certificates, people

WORDS = ("重发", "换发", "reissue")
LONGEST = 60
REISSUED = Phrase(
    zh="✅ {number} 已换发给“{name}”，编号不变，证书上注明日期；“{before}”那版徽章同时作废。新文件马上私聊发给本人。",
    en="✅ {number} was reissued to {name} under the same number, with a note and the date; the badge in the name of {before} is revoked. "
    "The new files are on their way.",
)
HOW = Phrase(
    zh="要重发哪张？例如：证书 重发 YX2605-0007-K3F9Q2TMH8 姓名=林晓晓（不写姓名就用现在的名字）",
    en="Which one? Like: certificate reissue YX2605-0007-K3F9Q2TMH8 name=Ann Lin (without a name, the present one)",
)
SAME = Phrase(
    zh="{number} 上的名字就是“{name}”，没有重发。要换：证书 重发 {number} 姓名=新名字",
    en="{number} says {name} already; nothing was reissued. To change it: certificate reissue {number} name=NEW NAME",
)
REVOKED = Phrase(
    zh="{number} 已作废，不能重发；需要的话另发一张新的。",
    en="{number} is revoked and cannot be reissued; issue a new one instead.",
)
ERASED = Phrase(zh="{number} 的持有人已注销，不能重发。", en="Whoever held {number} was erased; it cannot be reissued.")
TOO_LONG = Phrase(zh="姓名最多{most}个字。", en="A name has at most {most:character|characters}.")
NOT_YOURS = Phrase(zh="改证书上的名字要由这个营的社群经理来做。", en="A manager of its camp changes the name on a certificate.")

feature.act(
    "certificate_reissued",
    Phrase(zh="{who} 换发了{person}的证书 {number}", en="{who} reissued {person}'s certificate {number}"),
    final=Phrase(
        zh="新证书已经发给本人；名字不对就再重发一次。", en="The new one was sent; if the name is wrong, reissue it once more."
    ),
)


def reissue(ctx: Context, words: str, name: str) -> None:
    if ctx.role < Role.MANAGER:
        raise Refusal(NOT_YOURS)
    if not words:
        raise Refusal(HOW)
    wanted = check_number(words, WORD)
    found = certificates.find(ctx.db, wanted)
    if found is None or not may_manage(ctx, found):
        raise Refusal(NO_SUCH(number=wanted, word=WORD))
    if found.erased:
        raise Refusal(ERASED(number=found.number))
    if found.revoked_at is not None:
        raise Refusal(REVOKED(number=found.number))
    new = " ".join(clean(name).split()) or people.name_of(ctx.db, found.person) or ""
    if len(new) > LONGEST:
        raise Refusal(TOO_LONG(most=LONGEST))
    about: dict[str, Any] = {"number": found.number, "name": new}
    if new == found.name:
        raise Refusal(SAME(**about))
    certificates.reissue(ctx.db, found.id, new, at=ctx.now)
    ctx.audit("certificate_reissued", person=found.person, number=found.number)
    ctx.reply(REISSUED(before=found.name, **about))
    making.begin(ctx, [found.id])


WORD = Phrase(zh="证书 重发", en="certificate reissue")
