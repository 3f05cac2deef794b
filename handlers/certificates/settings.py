"""Certificates: what they are called, what a camp may set about them, and the acts the log names."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.feature import Context, Feature, Phrase, Refusal, Role, Setting, Theme
from handlers.certificates import number
from storage.certificates import Certificate

feature = Feature("certificates", Theme.LEARNING)

LONGEST_SIGNATURE = 60


BY_THE_CAMP = Phrase(zh="营名", en="the camp's name")


def _is_unset(said: str) -> bool:
    """Whether the words are what is shown where nothing is set."""
    return said.strip().casefold() in (BY_THE_CAMP.zh, BY_THE_CAMP.en)


def _signature(said: str) -> str:
    plain = " ".join(said.split())
    if _is_unset(plain):
        return ""
    if not 0 < len(plain) <= LONGEST_SIGNATURE:
        raise ValueError(said)
    return plain


def _shown(said: str) -> str | Phrase:
    return said or BY_THE_CAMP


SIGNATURE = feature.setting(
    Setting(
        "certificates.signature",
        Phrase(zh="证书落款", en="certificate-signature"),
        Phrase(
            zh="证书右下角签发的单位和人，最多60个字；不设是营名",
            en="who signs, at the foot of a certificate, 60 characters at most; the camp's name if not set",
        ),
        "",
        _signature,
        show=_shown,
    )
)


def _prefix(said: str) -> str:
    plain = said.strip().upper()
    if _is_unset(said):
        return ""
    if not re.fullmatch("[A-Z0-9]{1,8}", plain):
        raise ValueError(said)
    return plain


PREFIX = feature.setting(
    Setting(
        "certificates.prefix",
        Phrase(zh="证书编号", en="certificate-prefix"),
        Phrase(
            zh="新证书的编号用什么开头，1到8个字母或数字；不设由营名来",
            en="what new numbers begin with, 1 to 8 letters or digits; made from the camp's name if not set",
        ),
        "",
        _prefix,
        show=_shown,
    )
)

TITLE = Phrase(zh="证书", en="Certificate")
WITHDRAWN, TWICE = "@withdrawn", "@twice"
"""Reasons that are ours: kept by code, said in the reader's language."""
OWN_REASONS = {
    WITHDRAWN: Phrase(zh="发证人10分钟内撤回", en="taken back by its issuer within ten minutes"),
    TWICE: Phrase(zh="同一个人重复的一张", en="one of two for the same person"),
}
NO_SUCH = Phrase(
    zh="没有编号 {number} 的证书。对照证书上的编号再发一次，例如：{word} YX2605-0007-K3F9Q2TMH8",
    en="There is no certificate {number}. Send the number as it is printed, like: {word} YX2605-0007-K3F9Q2TMH8",
)
NOT_A_NUMBER = Phrase(
    zh="“{number}”不是证书编号：有一位不对或少了。对照证书再发一次，例如：{word} YX2605-0007-K3F9Q2TMH8",
    en="“{number}” is no certificate number: a character is wrong or missing. Send it as it is printed, like: {word} YX2605-0007-K3F9Q2TMH8",
)
SHOWN = 40
"""Characters of what somebody took for a number that are repeated to them."""


def signature_of(ctx: Context) -> str:
    """Who signs a camp's certificates."""
    return ctx.setting(SIGNATURE) or ctx.camp.name


def prefix_of(ctx: Context) -> str:
    """What a camp's numbers begin with."""
    return ctx.setting(PREFIX) or number.prefix_of(ctx.camp.name)


def why(certificate: Certificate) -> Phrase | str:
    """The reason it was revoked for."""
    said = certificate.revoked_for or ""
    return OWN_REASONS.get(said, said)


def page_of(public_url: str, certificate_number: str) -> str:
    """The address a certificate is checked at; "" where ours is only this machine's."""
    host = urlsplit(public_url).hostname or ""
    return f"{public_url.rstrip('/')}/verify/{certificate_number}" if host and not _is_here(host) else ""


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def check_number(written: str, word: Phrase) -> str:
    """The number that is meant. Raises Refusal where the words are none, in a sentence with an example for `word`."""
    meant = number.read(written)
    if not (number.is_number(meant) if "-" in meant else number.is_unparted(meant)):
        raise Refusal(NOT_A_NUMBER(number=written.strip()[:SHOWN], word=word))
    return meant


def may_manage(ctx: Context, certificate: Certificate) -> bool:
    """Whether somebody manages the camp a certificate is of; turns to that camp."""
    return ctx.person_or_none is not None and ctx.turn_to(certificate.camp_id) and ctx.role >= Role.MANAGER
