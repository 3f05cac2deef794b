"""Setting up a panel: 维度=创意、实用 评委=何琳、王岚 队=华东、华南, whatever is to be judged."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase, Refusal
from bot.judging import rules
from storage import memberships
from storage.memberships import Member

BAD_RUBRIC = Phrase(
    zh="维度是1到{most}个不重复的名字，每个最多{longest}字。试试：{example}",
    en="A rubric has at most {most:different name|different names} of at most {longest:character|characters}. Try: {example}",
)
TOO_FEW_JUDGES = Phrase(
    zh="评委至少要{each}位专家或社群经理。试试：{example}",
    en="It takes at least {each:expert or manager|experts or managers} as judges. Try: {example}",
)
NOT_A_JUDGE = Phrase(
    zh="{name}是学员，评审要由专家或社群经理来做。先发：角色 {name} 专家",
    en="{name} is a learner; judging is for experts and managers. First send: role {name} expert",
)
NO_TEAM = Phrase(
    zh="没有人有“{tag}”这个标签，分不了队。先打上：标签 林晓 +{tag}",
    en="Nobody has the tag “{tag}”, so it is no team. To give it: tag NAME +{tag}",
)


def rubric(words: str | None, example: Phrase) -> tuple[str, ...]:
    """The dimensions. Raises Refusal."""
    found = rules.lines(words or "")
    if found is None:
        raise Refusal(BAD_RUBRIC(most=rules.MOST_LINES, longest=rules.LONGEST_LINE, example=example))
    return found


def judges(ctx: Context, words: str | None, example: Phrase | Line, *, least: int = rules.JUDGES_EACH) -> list[Member]:
    """The members who are to judge. Raises Refusal."""
    named = {one.id: one for one in map(ctx.member_named, rules.names(words or ""))}
    learner = next((one for one in named.values() if one.role == "learner"), None)
    if learner is not None:
        raise Refusal(NOT_A_JUDGE(name=learner.name))
    if len(named) < least:
        raise Refusal(TOO_FEW_JUDGES(each=least, example=example))
    return list(named.values())


def teams(ctx: Context, words: str | None) -> list[str]:
    """The tags that are teams. Raises Refusal."""
    there = {tag for tag, _ in memberships.tags(ctx.db, ctx.camp.id)}
    named = rules.names(words or "")
    missing = next((tag for tag in named if tag not in there), None)
    if missing is not None:
        raise Refusal(NO_TEAM(tag=missing))
    return named


def teams_of(ctx: Context, teams: list[str], member: int) -> set[str]:
    """Those of the teams a member is of."""
    return set(memberships.tags_of(ctx.db, member)) & set(teams) if teams else set()
