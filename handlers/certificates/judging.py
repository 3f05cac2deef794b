"""A badge file somebody drops in private: judged by what stands in it, nothing fetched; what our own books know is added."""

from __future__ import annotations

from typing import Any

from bot import open_badge
from bot.feature import Context, Line, Phrase
from handlers.certificates.settings import feature
from handlers.certificates.verifying import verdict
from storage import certificates, signing_keys
from storage.certificates import Certificate
from storage.connection import Db
from storage.files import Files

NO_BADGE = Phrase(
    zh="图片我看不懂，里面也没有徽章；有事请打字告诉我。要验证徽章，按文件发原图，或发：验证 编号",
    en="I cannot read pictures, and there is no badge in this one; please tell me in words. To verify a badge send the original as a file, "
    "or: verify NUMBER",
)
BROKEN = Phrase(
    zh="⚠️ 徽章被改过或损坏了：签名对不上，不能当真。",
    en="⚠️ This badge was changed or damaged: its signature does not fit, so it cannot be relied on.",
)
PRETENDS = Phrase(
    zh="⚠️ 徽章自称由我们颁发，但签名不是我们的，是伪造的。",
    en="⚠️ This badge claims to be ours, but we did not sign it: it is forged.",
)
FOREIGN = Phrase(
    zh="徽章完好，但不是我们颁发的：“{issuer}”发给“{name}”，{what_for}。颁发者是不是他自称的那家、有没有作废，我不联网查，不知道。",
    en="This badge is intact, but not ours: {issuer} issued it to {name}, for {what_for}. Whether the issuer is who they say, and whether it "
    "was revoked, I do not know: I look nothing up.",
)
UNKNOWN = Phrase(
    zh="这是别处颁发的徽章，里面没有带公钥，不联网验不了；有没有作废也不知道。",
    en="This badge was issued elsewhere and brings no key, so it cannot be checked without asking its issuer; nor do I know whether it was "
    "revoked.",
)
UNSOUND = Phrase(
    zh="这枚徽章的签名没有问题，但内容不合 Open Badge 3.0 的写法，不能当真。颁发者：“{issuer}”，不是我们。",
    en="This badge's signature is in order, but it is not written as Open Badge 3.0 asks, so it cannot be relied on. Its issuer, {issuer}, is "
    "not us.",
)
EXPIRED = Phrase(
    zh="徽章没有被改过，但它自己写的有效期不含今天。颁发者：“{issuer}”，不是我们；有没有作废不知道。",
    en="This badge was not changed, but by its own dates it is not valid today. Its issuer, {issuer}, is not us; whether it was revoked I do "
    "not know.",
)
OURS = Phrase(zh="徽章完好，是我们签发的。", en="This badge is intact, and we signed it.")
REPLACED = Phrase(
    zh="⚠️ 这枚徽章是我们签发的，但 {at:%Y-%m-%d} 已换发，这一版作废；以现在的为准：",
    en="⚠️ We signed this badge, but it was replaced on {at:%Y-%m-%d} and this version is revoked; what counts now:",
)
UNBOOKED = Phrase(
    zh="徽章是我们的钥匙签的，但这里查不到编号 {number}（可能是恢复备份之前颁发的）。请找颁发的人核对。",
    en="Our key signed this badge, but number {number} is not in the books here (it may be from after a backup that was restored). Please ask "
    "whoever issued it.",
)
NAMELESS = Phrase(zh="没写名字的人", en="somebody not named")
UNSAID = Phrase(zh="没写为什么", en="nothing it names")


@feature.on("file")
def file_came(ctx: Context) -> None:
    """A PNG sent in private without a word."""
    if not ctx.address.direct or ctx.event.text:
        return
    file = ctx.event.files[0]
    if file.name.lower().endswith(".png"):
        ctx.fetch(file, then="certificates.judge")


@feature.task("judge")
def judge(reader: Db, files: Files, file: str, name: str) -> list[dict[str, Any]]:
    """One row: what can be said of a file by itself."""
    with files.open(file) as opened:
        content = opened.read(open_badge.LARGEST + 1)
    return [open_badge.judged(content)._asdict()]


@feature.on("done:certificates.judge")
def judged(ctx: Context) -> None:
    row = ctx.event.data["rows"][0]
    ctx.reply(*_said(ctx, row))


def _said(ctx: Context, row: dict[str, Any]) -> list[Line | Phrase | str]:
    kind, is_ours = row["kind"], bool(row["thumbprint"]) and signing_keys.is_ours(ctx.db, row["thumbprint"])
    if kind == "none":
        return [NO_BADGE]
    if kind == "broken":
        return [BROKEN]
    if kind == "intact" and is_ours:
        return _ours(ctx, row)
    if row["number"]:
        return [PRETENDS]
    if kind == "unknown":
        return [UNKNOWN]
    issuer = row["issuer_name"] or row["issuer"]
    if kind == "unsound":
        return [UNSOUND(issuer=issuer or NAMELESS)]
    if kind == "expired":
        return [EXPIRED(issuer=issuer)]
    return [FOREIGN(issuer=issuer, name=row["name"] or NAMELESS, what_for=row["what_for"] or UNSAID)]


def _ours(ctx: Context, row: dict[str, Any]) -> list[Line | Phrase | str]:
    one = certificates.find(ctx.db, row["number"])
    if one is None:
        return [UNBOOKED(number=row["number"])]
    said: list[Line | Phrase | str] = [*verdict(one, ctx.language, one.name)]
    if one.revoked_at is not None:
        return said
    return [_which(ctx, one, row["version"]), *said]


def _which(ctx: Context, one: Certificate, version: int) -> Line | Phrase:
    """Whether the badge is of the certificate as it stands."""
    if version == one.version:
        return OURS
    return REPLACED(at=certificates.local_day(one, one.made_at))
