"""A certificate as an honour that a stage or the shop gives: by the words it is for."""

from __future__ import annotations

from bot.award_kind import AwardKind, FoundAward
from bot.feature import Context, Line, Phrase
from handlers.certificates import making
from handlers.certificates.issuing import LONGEST_REASON, Occasion, issue
from handlers.certificates.settings import feature
from storage import certificates

CERTIFICATE = Phrase(zh="证书", en="certificate")
GIVEN = Phrase(
    zh="🏆 证书编号 {number}：{reason}。图片、PDF 和徽章马上发给你。",
    en="🏆 Certificate {number}: {reason}. The picture, the PDF and the badge are on their way to you.",
)


def _find(ctx: Context, name: str) -> FoundAward | None:
    """Any line of words is what a certificate can be for."""
    said = " ".join(name.split())
    return FoundAward(said, said) if 0 < len(said) <= LONGEST_REASON else None


def _give(ctx: Context, member: int, key: str, source: str, why: Line) -> Line | None:
    """Issues one to a present member; None where they hold a valid one for the same, whether a stage or the shop gave it."""
    who = certificates.candidates(ctx.db, ctx.camp.id).get(member)
    occasion = Occasion.of(f"award:{key.casefold()}", key)
    if who is None or member in certificates.holders(ctx.db, ctx.camp.id, occasion.source):
        return None
    ids = issue(ctx, [who], occasion)
    one = certificates.by_id(ctx.db, ids[0]) if ids else None
    if one is None:
        return None
    making.begin(ctx, ids)
    return GIVEN(number=one.number, reason=key)


feature.award(AwardKind("certificate", CERTIFICATE, ("证书", "certificate"), _find, _give))
