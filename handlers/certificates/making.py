"""The files of certificates, made in a task a few at a time: the page, its badge signed and baked in; then whose they are is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from bot import open_badge
from bot.certificate_page import MISSING, CertificateWords, draw
from bot.feature import Context, Line, Phrase, Press
from bot.open_badge import BadgeClaim
from bot.parts import File, Picture, Progress
from bot.pictures import uncovered
from handlers.certificates.settings import TITLE, feature, page_of
from storage import certificates, signing_keys
from storage.certificates import Certificate
from storage.connection import Db
from storage.files import Files

BATCH = 10
"""Certificates to one task: made in a second, told in one transaction."""

ATTESTS = Phrase(zh="兹证明", en="This is to certify that")
NUMBER_IS = Phrase(zh="证书编号", en="Certificate number")
CHECK = Phrase(zh="查验：私聊小助发“验证 编号”", en="To check it, send “verify NUMBER” to the bot")
CHECK_OR_SCAN = Phrase(zh="查验：扫码，或私聊小助发“验证 编号”", en="To check it, scan, or send “verify NUMBER” to the bot")
RENAMED = Phrase(zh="{day:%Y-%m-%d} 因姓名更正换发", en="Reissued on {day:%Y-%m-%d} with the name corrected")
LACKS = Phrase(
    zh="姓名里有字体没有的字，以{sign}代；全名见随附的文字和验证结果",
    en="{sign} stands for what no font here has; the full name is in the message it came with, and said to who verifies it",
)
WORKING = Phrase(zh="正在制作证书", en="Making the certificates")
ALL_DONE = Phrase(
    zh="✅ {n}张证书都做好了，已私聊发给本人。", en="✅ {n:certificate|certificates} made and sent to whose they are."
)
YOURS = Phrase(
    zh="🏆 {name}，你的证书：{reason}\n编号 {number}｜{camp}｜{day:%Y-%m-%d} 颁发",
    en="🏆 {name}, your certificate: {reason}\nNumber {number} | {camp} | issued {day:%Y-%m-%d}",
)
THIS_ONE = Phrase(
    zh="🏆 {name}：{reason}\n编号 {number}｜{camp}｜{day:%Y-%m-%d} 颁发",
    en="🏆 {name}: {reason}\nNumber {number} | {camp} | issued {day:%Y-%m-%d}",
)
FILES = Phrase(
    zh="PDF 用来打印；徽章（PNG）能在别处验证，也可以发给我验证。{page}",
    en="The PDF is for printing; the badge (PNG) can be verified elsewhere, or by sending it to me. {page}",
)
ALT = Phrase(zh="{name}的证书 {number}", en="{name}'s certificate {number}")
DOCUMENT = Phrase(zh="证书-{number}.pdf", en="certificate-{number}.pdf")
BADGE = Phrase(zh="徽章-{number}.png", en="badge-{number}.png")
VERIFY = Phrase(zh="验证", en="Verify")


class Made(NamedTuple):
    """What a task made of a certificate's version: the badge, the picture it is baked into and the document, as keys in the store, with their
    sizes in pixels and bytes."""

    certificate: int
    version: int
    badge: str
    picture: str
    width: int
    height: int
    weighs: int
    document: str
    document_weighs: int


def begin(ctx: Context, ids: Sequence[int], *, progress: int | None = None, tell: bool = True) -> None:
    """Has the files of certificates made; whose they are is told, or, with `tell` off, whoever asked. `progress` is a message of ours that
    shows how far it is."""
    _go_on(ctx, {"ids": list(ids), "done": 0, "total": len(ids), "progress": progress, "tell": tell})


def _go_on(ctx: Context, going: dict[str, Any]) -> None:
    ctx.task("certificates.make", public_url=ctx.public_url, **going)


@feature.task("make")
def make(reader: Db, files: Files, secret: bytes, ids: list[int], public_url: str, **going: Any) -> list[dict[str, Any]]:
    """Rows: perhaps a new key, then what was made of each of the first few, and with which key."""
    rows: list[dict[str, Any]] = []
    known = signing_keys.all_keys(reader)
    key = next((one for one in known if _opens(one.sealed, secret)), None)
    if key is None:
        fresh = open_badge.new_key(secret)
        rows.append({"key": {"follows": known[0].id if known else 0, **fresh._asdict()}})
        signer, thumbprint = open_badge.opened(fresh.sealed, secret), fresh.thumbprint
    else:
        signer, thumbprint = open_badge.opened(key.sealed, secret), key.thumbprint
    for one in filter(None, (certificates.by_id(reader, number) for number in ids[:BATCH])):
        if not one.erased:
            rows.append({"by": thumbprint, **_made(one, files, signer, public_url)._asdict()})
    return rows


def _opens(sealed: str, secret: bytes) -> bool:
    try:
        open_badge.opened(sealed, secret)
    except open_badge.CannotOpen:
        return False
    return True


def _made(one: Certificate, files: Files, signer: Any, public_url: str) -> Made:
    page = page_of(public_url, one.number)
    drawn = draw(_words(one, page), issued_at=one.made_at)
    token = one.badge or open_badge.signed(_claim(one), signer, public_url=public_url if page else "", page=page)
    picture = open_badge.baked(token, drawn.png)
    kept = files.put(picture, "badge.png"), *drawn.size, len(picture), files.put(drawn.pdf, "certificate.pdf"), len(drawn.pdf)
    return Made(one.id, one.version, token, *kept)


def _words(one: Certificate, page: str) -> CertificateWords:
    """The words on the page, in the certificate's language."""
    from babel.dates import format_date  # only where one is made

    def words(line: Line | Phrase) -> str:
        return (line if isinstance(line, Line) else line()).to(one.language)

    renamed = RENAMED(day=certificates.local_day(one, one.made_at)) if one.version > 1 else None
    return CertificateWords(
        language=one.language,
        title=words(TITLE),
        camp=one.camp,
        attests=words(ATTESTS),
        name=one.name,
        reason=one.what_for(one.language),
        note=words(renamed) if renamed else "",
        missing=words(LACKS(sign=MISSING)) if uncovered(one.name) else "",
        number_is=words(NUMBER_IS),
        number=one.number,
        check=words(CHECK_OR_SCAN if page else CHECK),
        signature=one.signature,
        date=format_date(one.issued_on, "long", locale="en_GB" if one.language == "en" else "zh_CN"),
        page=page,
    )


def _claim(one: Certificate) -> BadgeClaim:

    return BadgeClaim(
        one.number,
        one.version,
        one.name,
        one.what_for(one.language),
        TITLE().to(one.language),
        one.camp,
        one.signature,
        one.made_at,
        one.language,
    )


# ── when they are made ───────────────────────────────────────────────────────────────────────────────────────────────


@feature.on("done:certificates.make")
def made(ctx: Context) -> None:
    """Keeps the badges, tells whose they are, and goes on with the rest; what was signed with a key another replica was faster than is made
    again."""
    rows, going = ctx.event.data["rows"], dict(ctx.event.data["payload"])
    going.pop("public_url")
    for row in rows:
        if "key" in row:
            signing_keys.keep(ctx.db, **row["key"], at=ctx.now)
    if any("by" in row and not signing_keys.is_ours(ctx.db, row["by"]) for row in rows):
        return _go_on(ctx, going)
    for row in rows:
        if row.pop("by", ""):
            _keep(ctx, Made(**row), tell=going["tell"])
    left = going["ids"][BATCH:]
    going |= {"ids": left, "done": going["total"] - len(left)}
    if going["progress"] is not None:
        _show(ctx, going["progress"], going["done"], going["total"])
    if left:
        _go_on(ctx, going)


def _show(ctx: Context, message: int, done: int, total: int) -> None:
    if done < total:
        ctx.edit(message, Progress(WORKING().to(ctx.language), done, total))
    else:
        ctx.edit(message, ALL_DONE(n=total), last=True)


def _keep(ctx: Context, made: Made, *, tell: bool) -> None:
    if certificates.keep_badge(ctx.db, made.certificate, made.version, made.badge) != made.badge:
        return  # erased meanwhile; or made twice at once, and the first has been told of
    one = certificates.by_id(ctx.db, made.certificate)
    if one is None or one.version != made.version:
        return
    if not tell and ctx.person_or_none is not None:
        send(ctx, one, made, to=ctx.person.id)
    elif tell and one.revoked_at is None:
        send(ctx, one, made, to=one.person)


def send(ctx: Context, one: Certificate, made: Made, *, to: int) -> None:
    """The certificate with its files, to a person in private."""
    about: dict[str, Any] = {"name": one.name, "number": one.number, "camp": one.camp, "day": one.issued_on}
    language = ctx.person_by_id(to).language or ctx.camp.language
    alt = ALT(name=one.name, number=one.number).to(language)
    ctx.tell(
        to,
        (YOURS if to == one.person else THIS_ONE)(reason=one.what_for(language), **about),
        FILES(page=page_of(ctx.public_url, one.number)),
        Picture(made.picture, alt, made.width, made.height),
        File(made.document, DOCUMENT(number=one.number).to(language), made.document_weighs),
        File(made.picture, BADGE(number=one.number).to(language), made.weighs),
        [Press(VERIFY, f"验证 {one.number}")],
    )
