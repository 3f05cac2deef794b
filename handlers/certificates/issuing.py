"""证书: one's own; and for managers the issuing, to who passed an exam or to the people of a list, shown first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Annotated, NamedTuple

from bot import draft
from bot.arguments import Named, Onwards
from bot.feature import Context, Line, Phrase, Refusal, Role
from bot.parts import Progress
from handlers.certificates import consent, making, number, reissuing, showing
from handlers.certificates.settings import WITHDRAWN, feature, prefix_of, signature_of
from storage import certificates, exams, memberships
from storage.certificates import NewCertificate, PresentMember

EXAM = re.compile(r"[EeＥｅ][-－]?([0-9０-９]{1,9})")
ALREADY = re.compile(r"[A-Za-z0-9]{1,8}[-‐-―－−][0-9]{4,}")
"""What begins like a certificate's number."""
PARTS = re.compile(r"[,，、;；\n]+")
LONGEST_REASON = 120
MOST = 2_000
"""People one issuing reaches."""
NAMED = 20
"""Names shown with a draft."""

PASSED = Phrase(zh="通过考试《{exam}》", en="passed the exam “{exam}”")
WHAT = Phrase(zh="{n}张证书，{reason}", en="{n:certificate|certificates}: {reason}")
SAMPLE = Phrase(
    zh="🏆 你的证书：{reason}\n随附：图片、可打印的 PDF、徽章",
    en="🏆 Your certificate: {reason}\nWith it: a picture, a PDF to print, a badge",
)
TO = Phrase(zh="发给：{names}", en="To: {names}")
TO_MORE = Phrase(zh="发给：{names} 等{n}人", en="To: {names} and others, {n} in all")
HAD = Phrase(zh="已有这张证书的{n}人不重复发。", en="Have it already, and get no second one: {n}.")
SIGNED_BY = Phrase(
    zh="落款：{signature}（改：设置 证书落款 单位 姓名）",
    en="Signed: {signature} (to change it: set certificate-signature NAME)",
)
ISSUED_ONE = Phrase(
    zh="✅ 已颁发给{name}，编号 {number}，马上私聊发给本人。10分钟内可发“撤销”。",
    en="✅ Issued to {name} as {number}; it is on its way to them. “undo” within 10 minutes takes it back.",
)
ISSUED = Phrase(
    zh="✅ 已颁发{n}张，编号 {first} 起。10分钟内可发“撤销”。",
    en="✅ Issued: {n}, from {first} on. “undo” within 10 minutes takes them back.",
)
ONLY_MANAGERS = Phrase(
    zh="颁发证书要由社群经理来做。看自己的只发“证书”。",
    en="Managers issue certificates. For your own send “certificate” alone.",
)
NO_EXAM = Phrase(zh="没有 E{number} 这场考试。发“考试”看有哪些。", en="There is no exam E{number}. Send “exam” for the list.")
PAIRED = Phrase(
    zh="《{exam}》是课前课后测，只用来对比，没有及格。证书发给通过考试的人，例如：证书 E3",
    en="“{exam}” is one of two tests that only compare. Certificates are for exams, like: certificate E3",
)
NOBODY_PASSED = Phrase(
    zh="还没有人通过《{exam}》，没有发证书。", en="Nobody has passed “{exam}” yet; no certificate was issued."
)
ALL_HAVE_IT = Phrase(
    zh="该有的人都已经有这张证书了，没有重复发。",
    en="Everybody who should have this certificate has it; no second one was issued.",
)
FOR_WHAT = Phrase(
    zh="为什么发？加上事由，例如：证书 林晓、周航 事由=第一季度优秀学员",
    en="What for? Say so, like: certificate Ann, Bob for=learner of the quarter",
)
REASON_TOO_LONG = Phrase(
    zh="事由最多{most}个字，写一行就好。例如：证书 林晓 事由=优秀学员",
    en="What it is for fits on a line of at most {most:character|characters}. Like: certificate Ann for=learner of the quarter",
)
NOBODY = Phrase(
    zh="没写发给谁。例如：证书 林晓、周航 事由=优秀学员；一个标签：证书 #骨干 事由=优秀学员",
    en="It does not say to whom. Like: certificate Ann, Bob for=good work; a tag: certificate #core for=good work",
)
NO_TAG = Phrase(zh="没有人有标签“{tag}”。发“标签”看有哪些。", en="Nobody has the tag “{tag}”. Send “tag” for those there are.")
TOO_MANY = Phrase(
    zh="一次最多发给{most}人，请分几次。", en="At most {most:person|people} at a time; please issue them in parts."
)
EXAM_NEEDS_NO_REASON = Phrase(
    zh="按考试发的证书，事由就是通过这场考试，不用另写。直接发：证书 E{number}",
    en="A certificate for an exam says that it was passed; it takes no other reason. Just send: certificate E{number}",
)

feature.act(
    "certificates_issued",
    Phrase(zh="{who} 颁发了{n}张证书：{reason}", en="{who} issued {n:certificate|certificates}: {reason}"),
)


class Occasion(NamedTuple):
    """What certificates are issued for: a source of which each has one, and the words on them in both languages."""

    source: str
    reason: dict[str, str]

    @classmethod
    def of(cls, source: str, line: Line | str) -> Occasion:
        """`line` in both languages; words somebody wrote are the same in both."""
        zh, en = (line, line) if isinstance(line, str) else (line.to("zh"), line.to("en"))
        return cls(source, {"zh": zh, "en": en})


@feature.command(
    "证书",
    "certificate",
    help=Phrase(
        zh="我的证书；经理可颁发：证书 E3，或 证书 林晓、周航 事由=优秀学员",
        en="My certificates; managers issue them: certificate E3, or certificate Ann, Bob for=good work",
    ),
    examples=[
        "证书",
        "证书 E3",
        "证书 林晓、周航 事由=优秀学员",
        "证书 公开",
        "证书 重发 YX2605-0007-K3F9Q2TMH8 姓名=林晓晓",
        "certificate",
        "certificate Ann, Bob for=good work",
    ],
)
def certificate(
    ctx: Context,
    whose: Annotated[str, Named("考试、名单或编号", "exam, list or number")] = "",
    *,
    reason: Annotated[Onwards | None, Named("事由", "for")] = None,
    name: Annotated[Onwards | None, Named("姓名", "name")] = None,
) -> None:
    words = whose.strip()
    verb, _, rest = words.partition(" ")
    if not words and reason is None:
        showing.mine(ctx)
    elif verb.casefold() in consent.WORDS and not rest:
        consent.choose(ctx, consent.WORDS[verb.casefold()])
    elif verb.casefold() in reissuing.WORDS:
        reissuing.reissue(ctx, rest, name or "")
    elif ALREADY.match(words):
        showing.one(ctx, words)
    elif ctx.role < Role.MANAGER:
        raise Refusal(ONLY_MANAGERS)
    elif (exam := EXAM.fullmatch(words)) is not None:
        _for_exam(ctx, int(exam[1]), reason)
    elif reason is None and showing.is_about_somebody(ctx, words):
        showing.of_member(ctx, words)
    else:
        _for_list(ctx, words, reason or "")


def _for_exam(ctx: Context, exam_number: int, reason: str | None) -> None:
    exam = exams.find(ctx.db, exam_number)
    if exam is None or exam.camp != ctx.camp.id:
        raise Refusal(NO_EXAM(number=exam_number))
    if exam.is_paired:
        raise Refusal(PAIRED(exam=exam.name))
    if reason is not None:
        raise Refusal(EXAM_NEEDS_NO_REASON(number=exam_number))
    present = certificates.candidates(ctx.db, ctx.camp.id)
    passed = [present[one] for one in sorted(exams.passed_by(ctx.db, exam)) if one in present]
    if not passed:
        raise Refusal(NOBODY_PASSED(exam=exam.name))
    issue_shown_first(ctx, passed, Occasion.of(f"exam:{exam.id}", PASSED(exam=exam.name)))


def _for_list(ctx: Context, words: str, reason: str) -> None:
    said = " ".join(reason.split())
    if not said:
        raise Refusal(FOR_WHAT)
    if len(said) > LONGEST_REASON:
        raise Refusal(REASON_TOO_LONG(most=LONGEST_REASON))
    issue_shown_first(ctx, _listed(ctx, words), Occasion.of(f"decision:{said.casefold()}", said))


def _listed(ctx: Context, words: str) -> list[PresentMember]:
    """The people of a list, each once: names, or tags with a #. Raises Refusal for one that names nobody, or several."""
    present = certificates.candidates(ctx.db, ctx.camp.id)
    found: dict[int, PresentMember] = {}
    for part in filter(None, (part.strip() for part in PARTS.split(words))):
        for member in _meant(ctx, part):
            found[member] = present[member]
    if not found:
        raise Refusal(NOBODY)
    return list(found.values())


def _meant(ctx: Context, part: str) -> Iterable[int]:
    tag = part.lstrip("#＃")
    if tag != part and not tag.isdigit():
        tagged = [one.id for one in memberships.members(ctx.db, ctx.camp.id, tagged=tag)]
        if not tagged:
            raise Refusal(NO_TAG(tag=tag[:24]))
        return tagged
    try:
        return [ctx.member_named(part).id]
    except Refusal:
        pieces = part.split()
        if len(pieces) < 2:
            raise
    return [ctx.member_named(piece).id for piece in pieces]


def issue_shown_first(ctx: Context, people: Sequence[PresentMember], occasion: Occasion) -> None:
    """Shows what would be issued, or issues it where its author has seen that. Raises Refusal where there is nothing to issue."""
    have = certificates.holders(ctx.db, ctx.camp.id, occasion.source)
    new = [one for one in people if one.member not in have]
    if not new:
        raise Refusal(ALL_HAVE_IT)
    if len(new) > MOST:
        raise Refusal(TOO_MANY(most=MOST))
    if not ctx.sends_draft:
        return _show(ctx, new, len(people) - len(new), occasion)
    ids = issue(ctx, new, occasion)
    if not ids:  # another manager was a moment faster
        raise Refusal(ALL_HAVE_IT)
    reason = occasion.reason["en" if ctx.camp.language == "en" else "zh"]
    ctx.audit("certificates_issued", undo={"ids": ids}, n=len(ids), reason=reason)
    _say(ctx, ids)


def _show(ctx: Context, new: Sequence[PresentMember], had: int, occasion: Occasion) -> None:
    reason = occasion.reason["en" if ctx.language == "en" else "zh"]
    names = [one.name for one in new[:NAMED]]
    notes = [TO(names=names) if len(new) <= NAMED else TO_MORE(names=names, n=len(new))]
    notes += [HAD(n=had)] if had else []
    draft.show(
        ctx,
        WHAT(n=len(new), reason=reason),
        draft.in_private(len(new), SAMPLE(reason=occasion.reason["en" if ctx.camp.language == "en" else "zh"])),
        notes=(*notes, SIGNED_BY(signature=signature_of(ctx))),
    )


def issue(ctx: Context, people: Sequence[PresentMember], occasion: Occasion) -> list[int]:
    """Issues certificates to present members who have none of this source; gives those that are new. Their files follow, and who decided
    it is the caller's to say: nobody did where a stage or the shop gives one."""
    prefix, first = prefix_of(ctx), certificates.next_serials(ctx.db, ctx.camp.id, len(people))
    new = [
        NewCertificate(one.member, number.made(prefix, serial), serial, one.name, one.language)
        for serial, one in enumerate(people, first)
    ]
    return certificates.issue(
        ctx.db,
        ctx.camp.id,
        new,
        source=occasion.source,
        reason=occasion.reason,
        signature=signature_of(ctx),
        day=ctx.today,
        at=ctx.now,
    )


def _say(ctx: Context, ids: list[int]) -> None:
    """How many, and how far their files are."""
    one = certificates.by_id(ctx.db, ids[0])
    assert one is not None
    if len(ids) == 1:
        ctx.reply(ISSUED_ONE(name=one.name, number=one.number))
        return making.begin(ctx, ids)
    ctx.reply(ISSUED(n=len(ids), first=one.number))
    progress = ctx.reply(Progress(making.WORKING().to(ctx.language), 0, len(ids)))
    making.begin(ctx, ids, progress=progress)


# ── taken back ───────────────────────────────────────────────────────────────────────────────────────────────────────

TAKEN_BACK = Phrase(
    zh="✅ 已撤回{n}张证书；编号不再有效，验证时说明是发证人撤回的。",
    en="✅ Taken back: {n:certificate|certificates}. The numbers are valid no more, and say so to whoever verifies them.",
)
NOT_YOURS_NOW = Phrase(
    zh="证书 {number} 刚才发错了，发证人已撤回，请忽略。",
    en="Certificate {number} was issued by mistake and has been taken back; please ignore it.",
)


@feature.undoes("certificates_issued", by=Role.MANAGER)
def take_back(ctx: Context, ids: list[int]) -> None:
    gone = 0
    for certificate_id in ids:
        if certificates.revoke(ctx.db, certificate_id, WITHDRAWN, at=ctx.now):
            gone += 1
            one = certificates.by_id(ctx.db, certificate_id)
            if one is not None and one.badge is not None:
                ctx.tell(one.person, NOT_YOURS_NOW(number=one.number))
    ctx.reply(TAKEN_BACK(n=gone))
