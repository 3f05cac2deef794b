"""/verify/NUMBER: what 验证 says, for anybody with a browser; the name is masked unless its holder agreed. And did.json beside it."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

from bot import open_badge
from bot.feature import Line, Phrase, Refusal
from bot.public_page import PublicAnswer, PublicRequest
from handlers.certificates.consent import masked
from handlers.certificates.settings import check_number, feature, why
from handlers.certificates.verifying import REISSUED
from storage import certificates, signing_keys
from storage.certificates import Certificate
from storage.connection import Db

STYLE = Path(__file__).with_name("verify.css")

PAGE = Phrase(zh="证书查验", en="Certificate check")
ASK = Phrase(zh="输入证书上的编号", en="The number on the certificate")
GO = Phrase(zh="查验", en="Check")
HOW = Phrase(zh="编号在证书左下角，像 YX2605-0007-K3F9Q2TMH8。", en="It is at the lower left, like YX2605-0007-K3F9Q2TMH8.")
VALID, REVOKED = Phrase(zh="有效", en="Valid"), Phrase(zh="已作废", en="Revoked")
UNKNOWN, WRONG = Phrase(zh="查无此证", en="Not found"), Phrase(zh="编号不对", en="Not a number")
NOT_FOUND = Phrase(
    zh="没有编号 {number} 的证书。请对照证书再输一次。",
    en="There is no certificate {number}. Please enter it as it is printed.",
)
NO_NUMBER = Phrase(
    zh="“{number}”有一位不对或少了。请对照证书再输一次。",
    en="A character of “{number}” is wrong or missing. Please enter it as it is printed.",
)
NAME, CAMP = Phrase(zh="姓名", en="Name"), Phrase(zh="营", en="Camp")
REASON, ISSUED = Phrase(zh="事由", en="For"), Phrase(zh="颁发", en="Issued")
SIGNED, NUMBER = Phrase(zh="落款", en="Signed"), Phrase(zh="编号", en="Number")
REVOKED_ON, BECAUSE = Phrase(zh="作废日期", en="Revoked on"), Phrase(zh="作废原因", en="Because")
MASKED = Phrase(
    zh="姓名只显示开头，本人同意后才显示全名。手里有证书的人可以对照。",
    en="Only initials are shown unless the holder agrees to more. Whoever has the certificate can compare.",
)
NOBODY = Phrase(zh="持有人已删除个人信息，不再显示姓名。", en="Its holder had their data deleted, so there is no name.")
OTHER_LANGUAGE = Phrase(zh="English", en="中文")
WORD = Phrase(zh="验证", en="verify")


@feature.public("/verify.css")
def style(reader: Db, asked: PublicRequest) -> PublicAnswer:
    return PublicAnswer(STYLE.read_text("utf-8"), kind="text/css; charset=utf-8", lasts=3600)


@feature.public("/verify")
def ask(reader: Db, asked: PublicRequest) -> PublicAnswer:
    """A field for a number; with one, its certificate."""
    given = asked.query.get("number", "")
    if given.strip():
        return _answer(reader, asked, given)
    return _page(asked, "ask", _said(asked, PAGE), [_said(asked, HOW)], [])


@feature.public("/verify/{number}")
def verify(reader: Db, asked: PublicRequest) -> PublicAnswer:
    return _answer(reader, asked, asked.parts["number"])


def _answer(reader: Db, asked: PublicRequest, given: str) -> PublicAnswer:
    try:
        number = check_number(given, WORD)
    except Refusal:
        said = _said(asked, NO_NUMBER(number=given.strip()[:40]))
        return _page(asked, "bad", _said(asked, WRONG), [said], [], status=404)
    one = certificates.find(reader, number)
    if one is None:
        return _page(asked, "bad", _said(asked, UNKNOWN), [_said(asked, NOT_FOUND(number=number))], [], status=404)
    if one.revoked_at is not None:
        return _page(asked, "bad", _said(asked, REVOKED), [], _revoked(asked, one), number=one.number)
    return _page(asked, "good", _said(asked, VALID), _notes(asked, one), _rows(asked, one), number=one.number)


def _rows(asked: PublicRequest, one: Certificate) -> list[tuple[str, str]]:
    name = "" if one.erased else one.name if one.is_public else masked(one.name)
    rows = [(NAME, name), (REASON, one.what_for(asked.language)), (CAMP, one.camp), (ISSUED, one.issued_on.isoformat())]
    rows += [(SIGNED, one.signature), (NUMBER, one.number)]
    return [(_said(asked, label), words) for label, words in rows if words]


def _revoked(asked: PublicRequest, one: Certificate) -> list[tuple[str, str]]:
    day = certificates.local_day(one, one.revoked_at).isoformat() if one.revoked_at else ""
    reason = why(one)
    rows = [(REVOKED_ON, day), (BECAUSE, reason if isinstance(reason, str) else _said(asked, reason)), (CAMP, one.camp)]
    rows += [(ISSUED, one.issued_on.isoformat()), (NUMBER, one.number)]
    return [(_said(asked, label), words) for label, words in rows]


def _notes(asked: PublicRequest, one: Certificate) -> list[str]:
    notes = [_said(asked, REISSUED(at=certificates.local_day(one, one.made_at))).strip()] if one.version > 1 else []
    if one.erased:
        return [*notes, _said(asked, NOBODY)]
    return notes if one.is_public else [*notes, _said(asked, MASKED)]


def _said(asked: PublicRequest, line: Line | Phrase) -> str:
    return (line if isinstance(line, Line) else line()).to(asked.language)


def _page(
    asked: PublicRequest,
    tone: str,
    verdict: str,
    notes: list[str],
    rows: list[tuple[str, str]],
    *,
    status: int = 200,
    number: str = "",
) -> PublicAnswer:
    other = "zh" if asked.language == "en" else "en"
    title = _said(asked, PAGE)
    up = "../" if "number" in asked.parts else ""  # whatever path our address has before it
    here = f"{up}verify/{escape(number)}" if number else f"{up}verify"
    switch = f'<a href="{here}?lang={other}" lang="{other}">{_said(asked, OTHER_LANGUAGE)}</a>'
    field = '<input id="number" name="number" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="64" required>'
    facts = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(words)}</dd></div>" for label, words in rows)
    body = f"""<!doctype html>
<html lang="{"en" if asked.language == "en" else "zh-CN"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(f"{verdict} · {title}" if verdict != title else title)}</title>
<link rel="stylesheet" href="{up}verify.css">
</head>
<body>
<main>
<header><span>{escape(title)}</span>{switch}</header>
<section class="{tone}">
<h1>{escape(verdict)}</h1>
{f"<dl>{facts}</dl>" if facts else ""}
{"".join(f'<p class="note">{escape(note)}</p>' for note in notes)}
</section>
<form action="{up}verify" method="get">
<label for="number">{_said(asked, ASK)}</label>
<div>{field}<button>{_said(asked, GO)}</button></div>
<input type="hidden" name="lang" value="{asked.language}">
</form>
</main>
</body>
</html>
"""
    return PublicAnswer(body, status)


@feature.public("/.well-known/did.json")
def did(reader: Db, asked: PublicRequest) -> PublicAnswer:
    """Our public keys, where our address can be named so."""
    keys = [(key.thumbprint, key.public) for key in signing_keys.all_keys(reader)]
    document = open_badge.did_document(asked.public_url, keys)
    if document is None:
        return PublicAnswer("{}", 404, "application/json")
    return PublicAnswer(json.dumps(document), kind="application/did+json", lasts=300)
