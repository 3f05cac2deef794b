"""大赛: setting up how the works of an event are judged, beginning it, voting, and the result."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from bot.arguments import Named, Onwards
from bot.feature import Context, Line, Phrase, Press, Refusal, Role
from bot.judging import adding, options, sheet
from bot.judging.rules import JUDGES_EACH
from bot.names import folded
from handlers.works import entering, judging, result, rules, viewing, voting
from handlers.works.entering import WorkContest
from handlers.works.settings import EXAMPLE, EXAMPLE_EN, EXAMPLE_ZH, KIND, feature
from storage import panels, works
from storage.events.events import Event
from storage.homework import assignments

JUDGES, VOTES, RESULTS = {"评审", "开评", "judge"}, {"投", "投给", "投票", "vote"}, {"结果", "result"}
LOOKS = {"看", "作品", "read"}

SET = Phrase(
    zh="✅ V{n}《{title}》按{rubric}打1到5分，评委{judges}人，每份{each}位；评审占{by_judges}%、公众占{by_public}%。{rounds}交作品发：交作业 {homework}。"
    "截止后发：大赛 V{n} 评审",
    en="✅ V{n} “{title}”: 1 to 5 points for {rubric}, {judges:judge|judges}, {each} a work; judges count {by_judges} %, the public {by_public} %. {rounds}"
    "To hand in: submit {homework}. After the deadline: competition V{n} judge",
)
ROUNDS = Phrase(
    zh="共{n}轮，每轮依次取前{cuts}份，同分先比评委均分，再按种子抽签。",
    en="In {n:round|rounds}, the first {cuts} go on; equal scores go by the judges' mean, then by the seed's lot. ",
)
NOW = Phrase(
    zh="🏆 V{n}《{title}》｜参赛{works}/{expected}人（{rate}）\n按{rubric}打分，评审占{by_judges}%、公众占{by_public}%。{stage}",
    en="🏆 V{n} “{title}” | entered: {works} of {expected} ({rate})\nPoints for {rubric}; judges count {by_judges} %, the public {by_public} %. {stage}",
)
OPEN = Phrase(zh="正在收作品：交作业 {homework}", en="Works are taken: submit {homework}")
OPEN_TO_VOTES = Phrase(
    zh="正在收作品：交作业 {homework}。开评后营里的人都能看、能投票，不写名字。",
    en="Works are taken: submit {homework}. When they are judged everybody in the camp can read and vote for them, without names.",
)
NEXT_ROUND = Phrase(
    zh="第{round}轮还没有开评，在这一轮的：{names}。可以交新一版：交作业 {homework}",
    en="Round {round} is not judged yet; in it are {names}. A new version may be handed in: submit {homework}",
)
JUDGED = Phrase(
    zh="正在评审{round}，评了{given}/{asked}份，种子 {seed}。",
    en="It is being judged{round}: {given} of {asked} given, seed {seed}.",
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
BAD_WEIGHTS = Phrase(
    zh="权重是评审和公众两个数，加起来要等于100，“{words}”不是。试试：" + EXAMPLE_ZH,
    en="Weights are two numbers, judges and public, that sum to 100; “{words}” are not. Try: " + EXAMPLE_EN,
)
BAD_CUTS = Phrase(
    zh="晋级写每轮取前几份，一轮比一轮少，最多{most}个数，“{words}”不是。试试：{example} 晋级=10、3",
    en="advance is how many go on from each round, fewer each time, at most {most:number|numbers}; “{words}” is not that. Try: {example} advance=10,3",
)
NO_VERB = Phrase(
    zh="没看懂“{words}”。可以：大赛 V{n}｜大赛 V{n} 看 H12｜大赛 V{n} 投 H12",
    en="I did not get “{words}”. You may: competition V{n} | competition V{n} read H12 | competition V{n} vote H12",
)
NO_VERB_MANAGER = Phrase(
    zh="没看懂“{words}”。可以：大赛 V{n} 评审｜大赛 V{n} 加评委 何琳｜大赛 V{n} 评分表｜大赛 V{n} 结果",
    en="I did not get “{words}”. You may: competition V{n} judge | competition V{n} addjudge Helen | competition V{n} sheet | competition V{n} result",
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
    advance: str | None


@feature.command(
    "大赛",
    "competition",
    help=Phrase(
        zh="作品大赛：参赛率、投票和结果；经理定评审办法。",
        en="A contest of works: entry rate, votes and result; managers set how it is judged.",
    ),
    examples=["大赛 V3", EXAMPLE_ZH, "大赛 V3 评审", "大赛 V3 看 H12", "大赛 V3 投 H12", EXAMPLE_EN],
    opens="V",
    asked={
        r"(?:给|我?(?:要)?(?:投给?|改投|投票给))\s?(?P<work>h\s?[-－]?\d{1,6})\s?(?:投票?)?(?:一票)?": "投 {work}",
        r"\S{0,12}大赛(?:怎么|怎样|如何)(?:参加|参赛|报名|评分?|评|投票?|算分)的?|(?:怎么|如何)(?:参加|参赛)\S{0,12}大赛|(?:怎么|如何)(?:交作品|参赛)"
        r"|(?:我要|我想|我)?参加\S{0,12}大赛|\S{0,12}大赛的?(?:什么时候|几号)?(?:截止|截止时间|进展|进度|情况|怎么样了?|结果|公布)(?:了|出来了)?[吗呢]?"
        r"|(?:有)?(?:多少|几个)人参赛|参赛的?(?:人数|有多少人)|看(?:一下)?作品|(?:有)?(?:哪些|什么)作品"
        r"|how (?:do i|to|can i) (?:enter|join) the (?:competition|contest)|(?:show me )?the works": "",
        r"(?P<v>v\s?\d{1,6})?\s?(?:开始评审|大赛开评|开评)": "{v} 评审",
    },
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
    advance: Annotated[Onwards | None, Named("晋级", "advance")] = None,
) -> None:
    one, rest = entering.event_in(ctx, words)
    given = ContestOptions(homework, rubric, judges, weights, teams, advance)
    verb, _, more = rest.partition(" ")
    if verb.casefold() in VOTES:
        return voting.vote(ctx, entering.contest(ctx, one), more)
    if verb.casefold() in JUDGES | RESULTS | adding.WORDS | sheet.WORDS or any(given):
        if ctx.role < Role.MANAGER:
            raise Refusal(FOR_MANAGERS(n=one.id))
        return _set(ctx, one, given) if any(given) else _manage(ctx, entering.contest(ctx, one), verb.casefold(), more)
    if verb.casefold() in LOOKS and more:
        return viewing.show(ctx, entering.contest(ctx, one), more)
    if verb:
        raise Refusal((NO_VERB_MANAGER if ctx.role >= Role.MANAGER else NO_VERB)(words=verb[:20], n=one.id))
    _see(ctx, one)


def _manage(ctx: Context, of: WorkContest, verb: str, words: str) -> None:
    if verb in JUDGES:
        judging.begin(ctx, of)
    elif verb in RESULTS:
        result.announce(ctx, of)
    elif verb in sheet.WORDS:
        sheet.ask(ctx, of.scored)
    else:
        adding.add(ctx, of.now, words)


def _see(ctx: Context, one: Event) -> None:
    of = entering.contest(ctx, one)
    n, now = entering.rate(ctx, of), of.now
    said = {"rubric": now.rubric, "by_judges": of.rules.judges_weight, "by_public": of.rules.public_weight}
    presses: list[Press] = []
    looks: list[Press] = []
    if now.seed is not None and now.closed_at is None and of.rules.public_weight:
        shown = sorted(entering.entered(ctx, of))[:8]
        looks = [Press(LOOK(id=work), f"大赛 V{one.id} 看 H{work}") for work in shown]
        presses = [Press(VOTE(id=work), f"大赛 V{one.id} 投 H{work}") for work in shown]
    ctx.reply(
        NOW(n=one.id, title=one.title, works=n.works, expected=n.expected, rate=n.rate, stage=_stage(ctx, of), **said),
        *([looks[:4], looks[4:], presses[:4], presses[4:]] if presses else []),
    )


def _stage(ctx: Context, of: WorkContest) -> Line:
    now, meant = of.now, assignments.find(ctx.db, of.rules.homework)
    title = meant.title if meant else ""
    if now.closed_at is not None:
        return OVER()
    if now.seed is not None:
        known = panels.ratings(ctx.db, now.id)
        given, asked = sum(one.given_at is not None for one in known), sum(one.released_at is None for one in known)
        return JUDGED(round=judging.ROUND(n=now.round) if of.of_rounds > 1 else "", given=given, asked=asked, seed=now.seed)
    if now.round == 1:
        return (OPEN_TO_VOTES if of.rules.public_weight else OPEN)(homework=title)
    names = [one.name for one in entering.entered(ctx, of).values()]
    return NEXT_ROUND(round=now.round, names=names, homework=title)


LOOK, VOTE = Phrase(zh="看 H{id}", en="Read H{id}"), Phrase(zh="投 H{id}", en="Vote H{id}")


def _set(ctx: Context, one: Event, given: ContestOptions) -> None:
    titles = {folded(known.title): known for known in assignments.of_camp(ctx.db, ctx.camp.id)}
    meant = titles.get(folded((given.homework or "").strip(" 《》“”")))
    if meant is None:
        raise Refusal(NO_HOMEWORK(title=(given.homework or "")[:20]))
    lines = options.rubric(given.rubric, EXAMPLE)
    both = rules.weights(given.weights or "100/0")
    if both is None:
        raise Refusal(BAD_WEIGHTS(words=(given.weights or "")[:12]))
    cuts = rules.cuts(given.advance) if given.advance else []
    if cuts is None:
        raise Refusal(BAD_CUTS(words=(given.advance or "")[:12], most=rules.MOST_CUTS, example=EXAMPLE))
    judges = options.judges(ctx, given.judges, EXAMPLE)
    teams = options.teams(ctx, given.teams)
    number = works.hold(ctx.db, ctx.camp.id, one.id, meant.id, both, cuts, by=ctx.person.id, at=ctx.now)
    members = [who.id for who in judges]
    first = panels.hold(ctx.db, ctx.camp.id, one.id, KIND.code, lines, teams, members, by=ctx.person.id, at=ctx.now)
    if number is None or first is None:
        raise Refusal(SET_BEFORE(n=one.id))
    ctx.audit("works_set", undo={"contest": number, "event": f"V{one.id}"}, event=f"V{one.id}")
    said = {"by_judges": both[0], "by_public": both[1], "judges": len(judges), "each": JUDGES_EACH}
    rounds = ROUNDS(n=len(cuts) + 1, cuts=[str(cut) for cut in cuts]) if cuts else ""
    ctx.reply(SET(n=one.id, title=one.title, rubric=list(lines), homework=meant.title, rounds=rounds, **said))


@feature.undoes("works_set", by=Role.MANAGER, thing=["event"])
def take_back(ctx: Context, contest: int, event: str) -> None:
    number = int(event[1:])
    (first, *more) = panels.rounds(ctx.db, ctx.camp.id, number, KIND.code)
    if more or not panels.withdraw(ctx.db, first.id):
        raise Refusal(BEGUN(n=number))
    works.withdraw(ctx.db, contest)
    ctx.reply(TAKEN_BACK(n=number))
