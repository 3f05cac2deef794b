"""大赛: setting up how the works of an event are judged, beginning it, voting, and the result."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from bot.arguments import Named, Onwards
from bot.feature import Context, Phrase, Press, Refusal, Role
from bot.names import folded
from handlers.works import entering, judging, result, rules, voting
from handlers.works.settings import EXAMPLE_EN, EXAMPLE_ZH, feature
from storage import memberships, works
from storage.events.events import Event
from storage.homework import assignments

JUDGES, VOTES, RESULTS = {"评审", "judge"}, {"投", "投票", "vote"}, {"结果", "result"}

SET = Phrase(
    zh="✅ V{n}《{title}》按{rubric}打1到5分，评委{judges}人，每份{each}位；评审占{by_judges}%、公众占{by_public}%。交作品发：交作业 {homework}。"
    "截止后发：大赛 V{n} 评审",
    en="✅ V{n} “{title}”: 1 to 5 points for {rubric}, {judges:judge|judges}, {each} a work; judges count {by_judges} %, the public {by_public} %. "
    "To hand in: submit {homework}. After the deadline: competition V{n} judge",
)
NOW = Phrase(
    zh="🏆 V{n}《{title}》｜参赛{works}/{expected}人（{rate}）\n按{rubric}打分，评审占{by_judges}%、公众占{by_public}%。{stage}",
    en="🏆 V{n} “{title}” | entered: {works} of {expected} ({rate})\nPoints for {rubric}; judges count {by_judges} %, the public {by_public} %. {stage}",
)
OPEN = Phrase(zh="正在收作品：交作业 {homework}", en="Works are taken: submit {homework}")
JUDGED = Phrase(
    zh="正在评审，评了{given}/{asked}份，种子 {seed}。", en="It is being judged: {given} of {asked} given, seed {seed}."
)
OVER = Phrase(zh="结果已经公布。", en="The result is announced.")
FOR_MANAGERS = Phrase(
    zh="定评审办法、开评和公布要由社群经理来做。看这场大赛发：大赛 V{n}",
    en="Setting up, judging and announcing is for managers. To see the contest: competition V{n}",
)
NO_HOMEWORK = Phrase(
    zh="作品按作业来交，没有叫《{title}》的作业。试试：" + EXAMPLE_ZH,
    en="Works are handed in as homework, and none is called “{title}”. Try: " + EXAMPLE_EN,
)
BAD_RUBRIC = Phrase(
    zh="维度是1到{most}个不重复的名字，每个最多{longest}字。试试：" + EXAMPLE_ZH,
    en="A rubric has at most {most:different name|different names} of at most {longest:character|characters}. Try: "
    + EXAMPLE_EN,
)
BAD_WEIGHTS = Phrase(
    zh="权重是评审和公众两个数，加起来要等于100，“{words}”不是。试试：" + EXAMPLE_ZH,
    en="Weights are two numbers, judges and public, that sum to 100; “{words}” are not. Try: " + EXAMPLE_EN,
)
TOO_FEW_JUDGES = Phrase(
    zh="评委至少要{each}位专家或社群经理。试试：" + EXAMPLE_ZH,
    en="It takes at least {each} experts or managers as judges. Try: " + EXAMPLE_EN,
)
NOT_A_JUDGE = Phrase(
    zh="{name}是学员，评审要由专家或社群经理来做。先发：角色 {name} 专家",
    en="{name} is a learner; judging is for experts and managers. First send: role {name} expert",
)
NO_TEAM = Phrase(
    zh="没有人有“{tag}”这个标签，分不了队。先打上：标签 林晓 +{tag}",
    en="Nobody has the tag “{tag}”, so it is no team. To give it: tag NAME +{tag}",
)
SET_BEFORE = Phrase(
    zh="V{n} 的评审办法已经定了；10分钟内可发“撤销”，重新定。",
    en="How V{n} is judged is set; within 10 minutes “undo” lets you set it anew.",
)
TAKEN_BACK = Phrase(zh="✅ V{n} 的评审办法撤回了，可以重新定。", en="✅ How V{n} is judged was taken back; it can be set anew.")
BEGUN = Phrase(zh="V{n} 已经开评，评审办法不能再改。", en="Judging of V{n} has begun; how it is judged stays.")

feature.act("works_set", Phrase(zh="{who} 定了 {event} 的评审办法", en="{who} set how {event} is judged"))


class ContestOptions(NamedTuple):
    """The options as they were typed."""

    homework: str | None
    rubric: str | None
    judges: str | None
    weights: str | None
    teams: str | None


@feature.command(
    "大赛",
    "competition",
    help=Phrase(
        zh="作品大赛：参赛率、投票和结果；经理定评审办法。",
        en="A contest of works: entry rate, votes and result; managers set how it is judged.",
    ),
    examples=["大赛 V3", EXAMPLE_ZH, "大赛 V3 评审", "大赛 V3 投 H12", EXAMPLE_EN],
    opens="V",
)
def competition(
    ctx: Context,
    words: Annotated[str, Named("活动号", "event")] = "",
    *,
    homework: Annotated[Onwards | None, Named("作业", "homework")] = None,
    rubric: Annotated[Onwards | None, Named("维度", "rubric", ("评分维度", "dimensions"))] = None,
    judges: Annotated[Onwards | None, Named("评委", "judges", ("评审",))] = None,
    weights: Annotated[Onwards | None, Named("权重", "weights")] = None,
    teams: Annotated[Onwards | None, Named("队", "teams")] = None,
) -> None:
    one, rest = entering.event_in(ctx, words)
    given = ContestOptions(homework, rubric, judges, weights, teams)
    verb, _, more = rest.partition(" ")
    if verb.casefold() in VOTES:
        return voting.vote(ctx, entering.contest(ctx, one), more)
    if verb.casefold() in JUDGES | RESULTS or any(given):
        if ctx.role < Role.MANAGER:
            raise Refusal(FOR_MANAGERS(n=one.id))
        if any(given):
            return _set(ctx, one, given)
        of = entering.contest(ctx, one)
        return judging.begin(ctx, of) if verb.casefold() in JUDGES else result.announce(ctx, of)
    _see(ctx, one)


def _see(ctx: Context, one: Event) -> None:
    of = entering.contest(ctx, one)
    n = entering.rate(ctx, of)
    meant = assignments.find(ctx.db, of.homework)
    asked = works.ratings(ctx.db, of.id)
    stage = OPEN(homework=meant.title if meant else "")
    if of.closed_at is not None:
        stage = OVER()
    elif of.seed is not None:
        stage = JUDGED(given=sum(one.given_at is not None for one in asked), asked=len(asked), seed=of.seed)
    said = {"rubric": of.rubric, "by_judges": of.judges_weight, "by_public": of.public_weight, "stage": stage}
    presses: list[Press] = []
    if of.seed is not None and of.closed_at is None and of.public_weight:
        works_ = sorted(entering.entered(ctx, of))
        presses = [Press(VOTE(id=work), f"大赛 V{one.id} 投 H{work}") for work in works_[:8]]
    ctx.reply(
        NOW(n=one.id, title=one.title, works=n.works, expected=n.expected, rate=n.rate, **said),
        *([presses[:4], presses[4:]] if presses else []),
    )


VOTE = Phrase(zh="投 H{id}", en="Vote H{id}")


def _set(ctx: Context, one: Event, given: ContestOptions) -> None:
    titles = {folded(known.title): known for known in assignments.of_camp(ctx.db, ctx.camp.id)}
    meant = titles.get(folded((given.homework or "").strip(" 《》“”")))
    if meant is None:
        raise Refusal(NO_HOMEWORK(title=(given.homework or "")[:20]))
    lines = rules.lines(given.rubric or "")
    if lines is None:
        raise Refusal(BAD_RUBRIC(most=rules.MOST_LINES, longest=rules.LONGEST_LINE))
    both = rules.weights(given.weights or "100/0")
    if both is None:
        raise Refusal(BAD_WEIGHTS(words=(given.weights or "")[:12]))
    members = _judges(ctx, given.judges or "")
    teams = _teams(ctx, given.teams or "")
    number = works.hold(
        ctx.db,
        ctx.camp.id,
        one.id,
        meant.id,
        lines,
        teams,
        both,
        [member.id for member in members],
        by=ctx.person.id,
        at=ctx.now,
    )
    if number is None:
        raise Refusal(SET_BEFORE(n=one.id))
    ctx.audit("works_set", undo={"contest": number, "event": f"V{one.id}"}, event=f"V{one.id}")
    said = {"by_judges": both[0], "by_public": both[1], "judges": len(members), "each": rules.JUDGES_EACH}
    ctx.reply(SET(n=one.id, title=one.title, rubric=list(lines), homework=meant.title, **said))


def _judges(ctx: Context, words: str) -> list[memberships.Member]:
    named = {one.id: one for one in map(ctx.member_named, filter(None, rules.SEPARATORS.split(words.strip())))}
    learner = next((one for one in named.values() if one.role == "learner"), None)
    if learner is not None:
        raise Refusal(NOT_A_JUDGE(name=learner.name))
    if len(named) < rules.JUDGES_EACH:
        raise Refusal(TOO_FEW_JUDGES(each=rules.JUDGES_EACH))
    return list(named.values())


def _teams(ctx: Context, words: str) -> list[str]:
    there = {tag for tag, _ in memberships.tags(ctx.db, ctx.camp.id)}
    named = list(dict.fromkeys(filter(None, rules.SEPARATORS.split(words.strip()))))
    missing = next((tag for tag in named if tag not in there), None)
    if missing is not None:
        raise Refusal(NO_TEAM(tag=missing))
    return named


@feature.undoes("works_set", by=Role.MANAGER, thing=["event"])
def take_back(ctx: Context, contest: int, event: str) -> None:
    of = works.find(ctx.db, ctx.camp.id, contest)
    if of is None or of.seed is not None:
        raise Refusal(BEGUN(n=int(event[1:])))
    works.withdraw(ctx.db, contest)
    ctx.reply(TAKEN_BACK(n=of.event))
