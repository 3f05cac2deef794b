"""Group rules: written by managers in versions, shown first, agreed to by everybody, and taken back to the version before."""

from __future__ import annotations

import re
from typing import Annotated

from bot import draft, enrolment
from bot.arguments import Named
from bot.audience import Audience
from bot.enrolment import Gate
from bot.feature import Context, Feature, Page, Phrase, Press, Refusal, Role, Said, Theme
from storage import camps, memberships

feature = Feature("rules", Theme.CAMP)
feature.prefix("G", Phrase(zh="一条群规", en="a rule of the camp"))
feature.fact("published", "follows")

RULES = Phrase(zh="📘 群规 v{version}（{n}条）\n{rules}", en="📘 Rules v{version} ({n})\n{rules}")
NO_RULES = Phrase(
    zh="还没有群规。经理可发：群规 规则一；规则二", en="There are no rules yet. A manager may send: rules First; Second"
)
AGREE = Phrase(zh="同意", en="I agree")
AGREED = Phrase(zh="✅ 已同意群规 v{version}。", en="✅ You agreed to the rules, v{version}.")
IN = Phrase(
    zh="✅ 已同意群规 v{version}，你是“{camp}”的学员了。",
    en="✅ You agreed to the rules, v{version}, and are a learner of “{camp}”.",
)
NOTHING_TO_AGREE = Phrase(
    zh="申请通过以后才轮到同意群规。看申请怎样了：申请",
    en="Agreeing to the rules comes after your application is approved. To see where it stands: apply",
)
AGREED_BEFORE = Phrase(zh="你已同意过群规 v{version}。", en="You agreed to v{version} already.")
WHAT = Phrase(
    zh="群规 v{version}，共{n}条，发到{rooms}个群，会请{learners}位学员重新同意。",
    en="rules v{version}; rules: {n}, groups: {rooms}, learners to be asked to agree again: {learners}.",
)
BEFORE = Phrase(zh="现在的 v{version}，发出后被替换：\n{rules}", en="Now in force, v{version}; it would be replaced:\n{rules}")
NEW = Phrase(
    zh="✅ 群规更新为 v{version}，共{n}条，会请每个人重新同意。10分钟内可发“撤销”。",
    en="✅ The rules are now v{version} ({n}); everybody is asked to agree again. “undo” within 10 minutes.",
)
BACK = Phrase(zh="✅ 群规 v{gone} 撤回了，{now}", en="✅ Rules v{gone} were taken back; {now}")
BACK_IN_THE_GROUP = Phrase(zh="📘 群规 v{gone} 撤回了，{now}", en="📘 Rules v{gone} were taken back; {now}")
NOW_AS_BEFORE = Phrase(zh="仍按 v{version}，不用重新同意。", en="v{version} is in force; nobody need agree again.")
NOW_NONE = Phrase(zh="现在没有群规。", en="there are no rules now.")
NOT_ANY_MORE = Phrase(zh="群规 v{version} 已经撤回过了。", en="Rules v{version} were taken back already.")
NOT_AGREED = Phrase(
    zh="未同意 v{version} 的有{n}人：{names}", en="{n:person has|people have} not agreed to v{version}: {names}"
)
PENDING_NAMES = Phrase(zh="{names}", en="{names}")
ALL_AGREED = Phrase(zh="所有学员都同意了 v{version}。", en="All learners have agreed to v{version}.")
ONLY_MANAGERS = Phrase(
    zh="改群规要由社群经理来做。看群规只要发“群规”。", en="Rules are written by managers. To read them send “rules”."
)
ONE_WORD = Phrase(
    zh="“{words}”像在问，不像一条群规，没有改动。看群规：群规；谁没同意：群规 未同意；要写新版就写成句：群规 {example}",
    en="“{words}” reads like a question, not like a rule; nothing was changed. To read them: rules; who has not agreed: rules "
    "pending; to write new ones, in sentences: rules {example}",
)
EXAMPLE = Phrase(zh="不发广告；每个工作日打卡", en="No advertising; check in every workday")
MOST_RULES = 20
TOO_MANY = Phrase(zh="群规最多{most}条，这里有{n}条。", en="At most {most:rule|rules}; here {n:|is|are} {n}.")
SHOWN = 40
PENDING = {"未同意", "谁", "谁没同意", "谁没有同意", "谁未同意", "没同意", "pending", "who"}
READING = {"查看", "看", "全部", "列表", "现在", "内容", "show", "list", "view"}
SHORTEST = 4
"""Letters or Chinese characters of the shortest rule there is alone: 不发广告."""
ASKS = re.compile(r"[?？吗呢]\s*$")


@feature.command(
    "群规",
    "rules",
    help=Phrase(
        zh="看群规；经理可写新版（先给你看再发），或看谁还没同意。",
        en="Read the rules; managers write new ones, shown to them first, or see who has not agreed.",
    ),
    examples=["群规", "群规 未同意", "群规 不发广告；每个工作日打卡", "rules"],
    at_the_gate=True,
)
def rules(ctx: Context, words: Annotated[str, Named("规则", "rules")] = "") -> None:
    version, current = camps.latest_rules(ctx.db, ctx.camp.id)
    asked = re.sub(r"[\s?？!！。.]+$", "", words.strip()).casefold()
    if not asked or asked in READING:
        if not current:
            raise Refusal(NO_RULES)
        ctx.reply(*_shown(version, current))
        return
    if ctx.role < Role.MANAGER:
        raise Refusal(ONLY_MANAGERS)
    if asked in PENDING and not current:
        raise Refusal(NO_RULES)
    if asked in PENDING:
        return ctx.show_list("pending", version=version)
    new = [rule.strip() for rule in re.split(r"[;；\n]", words) if rule.strip()]
    _check(new, words)
    if not ctx.sends_draft:
        return _preview(ctx, new, version, current)
    _publish(ctx, new)


def _check(new: list[str], words: str) -> None:
    """Raises Refusal where what is written is no rules: too many, or one that asks something."""
    if len(new) > MOST_RULES:
        raise Refusal(TOO_MANY(most=MOST_RULES, n=len(new)))
    only = new[0] if len(new) == 1 else ""
    letters = sum(sign.isalnum() for sign in only)
    is_word = len(new) == 1 and (letters < SHORTEST or (only.isascii() and len(only.split()) == 1))
    if not new or is_word or (only and ASKS.search(only)):
        raise Refusal(ONE_WORD(words=words.strip()[:SHOWN], example=EXAMPLE))


def _preview(ctx: Context, new: list[str], version: int, current: list[str]) -> None:
    following = camps.next_rules(ctx.db, ctx.camp.id)
    rooms, learners = len(ctx.rooms()), ctx.camp.learners
    what = WHAT(version=following, n=len(new), rooms=rooms, learners=learners)
    before: tuple[Said, ...] = (BEFORE(version=version, rules=_numbered(current)),) if current else ()
    draft.show(ctx, what, draft.in_rooms(rooms, *_shown(following, new)), notes=before)


def _publish(ctx: Context, new: list[str]) -> None:
    version = camps.next_rules(ctx.db, ctx.camp.id)
    before, _ = camps.latest_rules(ctx.db, ctx.camp.id)
    camps.write_rules(ctx.db, ctx.camp.id, version, new, at=ctx.now)
    ctx.happened("rules.published", ctx.member.id, follows=before)
    ctx.audit("rules", undo={"version": version}, version=version, n=len(new))
    ctx.reply(NEW(version=version, n=len(new)))
    ctx.announce(*_shown(version, new))


def _shown(version: int, words: list[str]) -> list[Said]:
    """The rules as everybody reads them."""
    return [RULES(version=version, n=len(words), rules=_numbered(words)), [Press(AGREE, "同意")]]


def _numbered(words: list[str]) -> str:
    return "\n".join(f"G{n} {rule}" for n, rule in enumerate(words, 1))


feature.act("rules", Phrase(zh="{who} 发布群规 v{version}，共{n}条", en="{who} published the rules v{version}, {n} in all"))


@feature.undoes("rules", by=Role.MANAGER, thing=())
def take_back(ctx: Context, version: int) -> None:
    """The version before is in force again, with whoever had agreed to it; who was asked anew is told."""
    if not camps.withdraw_rules(ctx.db, ctx.camp.id, version, at=ctx.now):
        raise Refusal(NOT_ANY_MORE(version=version))
    before, _ = camps.latest_rules(ctx.db, ctx.camp.id)
    ctx.happened("rules.published", ctx.member.id, follows=version)
    now = NOW_AS_BEFORE(version=before) if before else NOW_NONE()
    ctx.reply(BACK(gone=version, now=now))
    ctx.announce(BACK_IN_THE_GROUP(gone=version, now=now))


@feature.command(
    "同意",
    "agree",
    help=Phrase(zh="同意现在的群规。", en="Agree to the rules in force."),
    examples=["同意", "agree"],
    at_the_gate=True,
)
def agree(ctx: Context) -> None:
    if ctx.member_or_none is None and ctx.gate is not Gate.RULES:
        raise Refusal(NOTHING_TO_AGREE)
    version, _ = camps.latest_rules(ctx.db, ctx.camp.id)
    if not version:
        raise Refusal(NO_RULES)
    if ctx.member_or_none is None:
        return _come_in(ctx, version)
    if ctx.member.agreed >= version:
        raise Refusal(AGREED_BEFORE(version=version))
    memberships.agree(ctx.db, ctx.member.id, version)
    ctx.reply(AGREED(version=version))


def _come_in(ctx: Context, version: int) -> None:
    """Who had only the rules before them is a member once they agree."""
    enrolment.enrol(ctx.db, ctx.camp, ctx.person.id, said_at=ctx.said_at, at=ctx.now)
    ctx.is_enrolled(ctx.camp)
    memberships.agree(ctx.db, ctx.member.id, version)
    ctx.reply(IN(version=version, camp=ctx.camp.name))
    ctx.happened("members.joined", ctx.member.id)


@feature.paged("pending", by=Role.MANAGER)
def _who_has_not(ctx: Context, after: int, version: int) -> Page:
    """The learners who have not agreed to a version, from the place `after` on."""
    missing = [one.name for one in memberships.not_agreed(ctx.db, ctx.camp.id, version)]
    names = missing[after : after + SHOWN]
    said = PENDING_NAMES(names=names) if after else NOT_AGREED(version=version, n=len(missing), names=names)
    return Page.cut(
        said if missing else ALL_AGREED(version=version), after=after, most=SHOWN, of=len(missing), audience=Audience.MANAGERS
    )
