"""画像: what somebody or a team knows well, where the gaps are and who could help with them; a team's figures are the sums of its members'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from bot.arguments import EVERYBODY, ONESELF, Named
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows, Words
from bot.feature import Asker, Context, Line, Phrase, Refusal, Role
from bot.figures import percent
from handlers.portraits import rules
from handlers.portraits.rules import TeamTag
from handlers.portraits.settings import TAGS, axes_of, feature
from handlers.portraits.wording import SHARE, TOO_FEW, share
from storage import memberships, tag_mastery
from storage.connection import Db
from storage.tag_mastery import MemberShare, TagShare

TITLE = Phrase(zh="📊 {name}的学习画像", en="📊 {name}: portrait")
TEAM = Phrase(zh="📊 {name}的团队画像（{n}人）", en="📊 {name}: team portrait ({n:person|people})")
STRENGTHS, GAPS = Phrase(zh="擅长", en="Strengths"), Phrase(zh="待补", en="Gaps")
HELPS = Phrase(zh="可以带人", en="Could mentor in")
MENTORS = Phrase(zh="谁能带“{tag}”", en="Who could mentor in “{tag}”")
MENTOR = Phrase(zh="{name} {right}/{asked}", en="{name} {right}/{asked}")
NOBODY = Phrase(zh="还没有（要{least}题以上对{rate}）", en="nobody yet ({rate} of {least:question|questions} or more)")
OF_PEOPLE = Phrase(zh="{n}人答过", en="{n:person|people} asked")
NONE = Phrase(zh="没有", en="none")
BASIS = Phrase(
    zh="答对÷问过，每题看最后一次；擅长≥{strong}，待补<{weak}，不满{least}题不判断。",
    en="Right of asked, each question's last answer; a strength from {strong}, a gap under {weak}, nothing under {least:question|questions}.",
)
PAIR = Phrase(zh="结对：辅导 学员 导师={name}", en="To pair them: coach MENTEE mentor={name}")
NO_ANSWERS = Phrase(
    zh="“{name}”还没有带标签的答题，没有画像。", en="“{name}” has no answers with tags yet: there is no portrait."
)
FOR_MANAGERS = Phrase(
    zh="别人和团队的画像给社群经理看。看自己的发“画像 我”。",
    en="Others' and teams' portraits are for managers. For yours send “portrait me”.",
)
WHOLE_CAMP = Phrase(zh="全营", en="The camp")
TEAM_WORDS = EVERYBODY | {"团队", "全队", "team", "camp", "the camp"}


def look(reader: Db, asker: Asker, whose: str = "") -> list[MemberShare]:
    """What every present member knows; of who asks alone, where they may read no more."""
    found = tag_mastery.of_camp(reader, asker.camp.id, until=asker.now)
    return found if asker.role >= Role.MANAGER else [one for one in found if one.member == asker.membership.id]


@feature.command(
    "画像",
    "portrait",
    help=Phrase(
        zh="你擅长什么、待补什么、能带谁；经理看全营、一个标签的人或一个人：画像 骨干、画像 林晓",
        en="What you know well, where your gaps are; managers: the camp, a tag or a person: portrait core, portrait NAME",
    ),
    asked={
        r"我的(?:学习)?画像|我(?:最)?(?:擅长|弱)(?:在)?(?:什么|哪里|哪儿)|(?:what are )?my strengths": "我",
        r"(?:团队|全队|全营|全员)的?(?:学习)?画像|(?:the )?team(?:'s)? portrait": "全营",
        r"(?P<who>\S{1,20}?)的(?:学习)?画像|(?P<whom>\S{1,20})'s portrait": "{who}{whom}",
    },
    examples=["画像", "画像 我", "portrait", "portrait me"],
    look=look,
)
def portrait(ctx: Context, whose: Annotated[str, Named("谁", "who")] = "", *, found: Sequence[MemberShare]) -> None:
    name = whose.strip()
    if name.casefold() in ONESELF or (not name and ctx.role < Role.MANAGER):
        return _of_person(ctx, ctx.member.id, ctx.person.name, found, Audience.PERSON)
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    tag = next((one for one, _ in memberships.tags(ctx.db, ctx.camp.id) if one.casefold() == name.casefold()), None)
    if not name or tag is not None or name.casefold() in TEAM_WORDS:
        return _of_team(ctx, tag, found)
    member = ctx.member_named(name)
    _of_person(ctx, member.id, member.name, found, Audience.MANAGERS)


def _of_person(ctx: Context, member: int, name: str, found: Sequence[MemberShare], audience: Audience) -> None:
    own = {one.tag: TagShare(one.right, one.asked) for one in found if one.member == member}
    if not own:
        raise Refusal(NO_ANSWERS(name=name))
    axes = axes_of(ctx.db, ctx.camp.id, ctx.setting(TAGS))
    rows = [FactRow(tag, share(own.get(tag, rules.NONE))) for tag in axes]
    helps = [one.tag for one in found if one.member == member and one in rules.helpers([one], one.tag)]
    rows += _judged(rules.strengths(own), rules.gaps(own))
    rows.append(FactRow(HELPS, helps or NONE))
    ctx.reply(FactRows.of(*rows, title=TITLE(name=name)), _basis(), audience=audience)


def _of_team(ctx: Context, tag: str | None, found: Sequence[MemberShare]) -> None:
    members = [one for one in memberships.members(ctx.db, ctx.camp.id, tagged=tag) if one.role == "learner"]
    name: Words = tag or WHOLE_CAMP
    sums = rules.team(found, frozenset(one.id for one in members))
    if not sums:
        raise Refusal(NO_ANSWERS(name=name))
    shares = {one.tag: TagShare(one.right, one.asked) for one in sums.values()}
    axes = axes_of(ctx.db, ctx.camp.id, ctx.setting(TAGS))
    gaps = rules.gaps(shares)
    rows = [_team_row(sums.get(one, TeamTag(one, 0, 0, 0))) for one in axes]
    rows += _judged(rules.strengths(shares), gaps)
    rows += [FactRow(MENTORS(tag=one), _mentors(rules.helpers(found, one))) for one in gaps]
    able = next((helper.name for one in gaps for helper in rules.helpers(found, one)), None)
    said: list[Line] = [_basis(), *([PAIR(name=able)] if able else [])]
    ctx.reply(FactRows.of(*rows, title=TEAM(name=name, n=len(members))), *said, audience=Audience.MANAGERS)


def _team_row(of: TeamTag) -> FactRow:
    if of.asked < rules.LEAST:
        return FactRow(of.tag, TOO_FEW(n=of.asked, least=rules.LEAST))
    return FactRow(of.tag, SHARE(right=of.right, asked=of.asked, rate=percent(of.right, of.asked)), OF_PEOPLE(n=of.people))


def _judged(strengths: Sequence[str], gaps: Sequence[str]) -> list[FactRow]:
    return [FactRow(STRENGTHS, strengths or NONE), FactRow(GAPS, gaps or NONE)]


def _mentors(helpers: Sequence[MemberShare]) -> Words:
    if not helpers:
        return NOBODY(least=rules.KNOWN_BY, rate=percent(rules.HELPS))
    return [MENTOR(name=one.name, right=one.right, asked=one.asked) for one in helpers]


def _basis() -> Line:
    return BASIS(strong=percent(rules.STRONG), weak=percent(rules.WEAK), least=rules.LEAST)
