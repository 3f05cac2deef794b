"""验证: whether a certificate is what it says, for anybody who has its number."""

from __future__ import annotations

from typing import Annotated, Any

from bot.arguments import Named
from bot.feature import Context, Line, Phrase, Press, Refusal, Role
from handlers.certificates.settings import NO_SUCH, check_number, feature, page_of, why
from storage import certificates
from storage.certificates import Certificate

VALID = Phrase(
    zh="✅ 有效：{name}，{camp}，{day:%Y-%m-%d} 颁发。\n{reason}\n编号 {number}",
    en="✅ Valid: {name}, {camp}, issued {day:%Y-%m-%d}.\n{reason}\nNumber {number}",
)
REISSUED = Phrase(
    zh="{at:%Y-%m-%d} 因姓名更正换发，之前的证书和徽章以这份为准。",
    en="Reissued on {at:%Y-%m-%d} with the name corrected; this one counts, not what was issued before.",
)
REVOKED = Phrase(
    zh="⚠️ 已作废：{number}，{at:%Y-%m-%d} 作废，原因：{why}。\n原为 {camp} {day:%Y-%m-%d} 颁发。",
    en="⚠️ Revoked: {number}, on {at:%Y-%m-%d}, because: {why}.\nIt had been issued by {camp} on {day:%Y-%m-%d}.",
)
OF_NOBODY = Phrase(
    zh="✅ 编号有效：{camp}，{day:%Y-%m-%d} 颁发。\n{reason}\n持有人已删除个人信息，不再显示姓名。",
    en="✅ The number is valid: {camp}, issued {day:%Y-%m-%d}.\n{reason}\nIts holder had their data deleted, so there is no name.",
)
PAGE = Phrase(zh="公开页：{page}", en="Public page: {page}")
HOW = Phrase(
    zh="发证书上的编号给我，例如：验证 YX2605-0007-K3F9Q2TMH8；也可以直接发徽章文件（PNG，按文件发）。",
    en="Send me the number on the certificate, like: verify YX2605-0007-K3F9Q2TMH8; or the badge itself (the PNG, sent as a file).",
)
WORD = Phrase(zh="验证", en="verify")
FILES = Phrase(zh="取文件", en="Get its files")


@feature.command(
    "验证",
    "verify",
    help=Phrase(zh="查证书真伪：发编号，或发徽章文件。", en="Check a certificate by its number, or send its badge."),
    by=Role.ANYONE,
    examples=["验证 YX2605-0007-K3F9Q2TMH8", "verify YX2605-0007-K3F9Q2TMH8"],
    private=True,
    unbound=True,
)
def verify(ctx: Context, number: Annotated[str, Named("证书编号", "certificate number")] = "") -> None:
    if not number.strip():
        raise Refusal(HOW)
    wanted = check_number(number, WORD)
    found = certificates.find(ctx.db, wanted)
    if found is None:
        raise Refusal(NO_SUCH(number=wanted, word=WORD))
    said: list[Any] = [*verdict(found, ctx.language, found.name)]
    page = page_of(ctx.public_url, found.number)
    if page:
        said.append(PAGE(page=page))
    if ctx.person_or_none is not None and found.person == ctx.person.id and not found.erased:
        said.append([Press(FILES, f"证书 {found.number}")])
    ctx.reply(*said)


def verdict(one: Certificate, language: str, name: str) -> list[Line]:
    """What is to be said of a certificate, with the name as it may be read there; days are its camp's."""
    about: dict[str, Any] = {"number": one.number, "camp": one.camp, "day": one.issued_on}
    if one.revoked_at is not None:
        return [REVOKED(at=certificates.local_day(one, one.revoked_at), why=why(one), **about)]
    if one.erased:
        return [OF_NOBODY(reason=one.what_for(language), **about)]
    said = [VALID(name=name, reason=one.what_for(language), **about)]
    if one.version > 1:
        said.append(REISSUED(at=certificates.local_day(one, one.made_at)))
    return said
