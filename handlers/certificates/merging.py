"""Two people become one: their certificates are one person's; of two for the same thing the later is revoked, and says why."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from handlers.certificates.settings import TWICE, feature
from storage import certificates, uniting

BOTH = Phrase(
    zh="同一件事两边都有证书：{kept} 有效，{gone} 作废。",
    en="Both accounts had a certificate for the same: {kept} is valid, {gone} is revoked.",
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    said = []
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        for one, other in certificates.twice(ctx.db, old_member, kept_member):
            first, later = sorted((one, other))
            certificates.revoke(ctx.db, later.id, TWICE, at=ctx.now)
            said.append(BOTH(kept=first.number, gone=later.number))
        certificates.move(ctx.db, old_member, kept_member)
    certificates.merge_consent(ctx.db, old, kept, at=ctx.now)
    return said
