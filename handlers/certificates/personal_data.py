"""What certificates keep of a person: their numbers stay valid without a name, everything that names them goes."""

from __future__ import annotations

from bot.feature import Context, Phrase
from bot.personal_data import AT, KeptRows, ShownColumn
from handlers.certificates.settings import OWN_REASONS, feature
from storage import certificates

feature.keeps(
    KeptRows(
        "certificate",
        Phrase(zh="证书", en="Certificates"),
        {
            "number": Phrase(zh="编号", en="Number"),
            "issued_on": Phrase(zh="颁发", en="Issued"),
            "revoked_at": Phrase(zh="作废", en="Revoked"),
            "revoked_for": ShownColumn(Phrase(zh="作废原因", en="Why revoked"), OWN_REASONS),
        },
        stays=Phrase(
            zh="编号别人可能还会来验证：只说颁发过、有没有作废，不带你的名字，文件和徽章删掉",
            en="others may still verify the number: it says that it was issued and whether it was revoked, without your name; files and "
            "badges go",
        ),
        blanks={},
    ),
    KeptRows("shown_name", Phrase(zh="同意公开证书上的姓名", en="Your name shown on the public page"), {"at": AT}),
)


@feature.erases
def erase(ctx: Context, person: int) -> None:
    """Names and badges stand in rows of their own, which name nobody."""
    certificates.erase(ctx.db, person)
