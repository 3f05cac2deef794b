"""抽查: a manager has some drawn, and sees how it goes; whoever was drawn sees what is asked of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from bot import draft, seeded_draw
from bot.arguments import Named, Onwards, Tagged
from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Press, Refusal, Role, Said
from bot.figures import decimal
from bot.names import folded
from handlers.spot_checks import answering, rules
from handlers.spot_checks.settings import PREFIX, feature
from scheduler import calendar, when
from storage import memberships, spot_checks
from storage.spot_checks import SpotCheck

LASTS, LONGEST = timedelta(days=7), timedelta(days=30)
SEES = {"结果", "进度", "情况", "我的", "名单", "result", "results", "status"}
STOPS = {"停", "停止", "结束", "关", "取消", "stop", "end", "close", "cancel"}
SHORTEST_ANSWER, QUESTION_ENDS = 4, ("?", "？", "吗", "么")
ANSWERS = {"答", "回答", "answer"}

ASKED = Phrase(
    zh="🎲 抽查（版本{release}）：{question}\n不翻资料，用自己的话写几句，{until:%m-%d %H:%M} 前答。抽到{n}人，只有你和评分的专家看得到。",
    en="🎲 Spot check (release {release}): {question}\nA few sentences of your own, without looking it up, until {until:%m-%d %H:%M}. "
    "{n:person was|people were} drawn; only you and the expert who scores it will read it.",
)
ANSWER_IT = Phrase(zh="现在答", en="Answer now")
WHAT = Phrase(
    zh="抽查版本{release}，私聊{n}人（{of}人里抽{percent}%）",
    en="a spot check of release {release}: {n} of {of} ({percent} %), in private",
)
DONE = Phrase(
    zh="✅ 抽了{n}人（{of}人的{percent}%），种子 {seed}，名单可以重算；{until:%m-%d %H:%M} 收。答完的在“待办”里等专家评分。",
    en="✅ Drawn: {n} of {of} ({percent} %); seed {seed}, by which it can be drawn again; until {until:%m-%d %H:%M}. Answers wait in “todo”.",
)
NOW = Phrase(
    zh="🎲 抽查 版本{release}：{question}\n抽{percent}%，{drawn}人，种子 {seed}；答了{answered}人，评了{scored}人{mean}，{until:%m-%d %H:%M} 收。",
    en="🎲 Spot check of release {release}: {question}\n{percent} %, {drawn:person|people}, seed {seed}; {answered} answered, {scored} scored{mean}; until "
    "{until:%m-%d %H:%M}.",
)
MEAN = Phrase(zh="，均分{mean}", en=", mean {mean}")
NOTHING = Phrase(zh="没有要你答的抽查。", en="No spot check waits for you.")
NOTHING_MANAGER = Phrase(
    zh="还没有抽查。发起：抽查 15% 新报价规则变了哪三处？ 版本=2.3",
    en="There has been no spot check. To begin one: spotcheck 15% What changed in the pricing rules? release=2.3",
)
FOR_MANAGERS = Phrase(
    zh="发起抽查要由社群经理来做。看有没有要你答的：抽查",
    en="Spot checks are for managers to begin. To see whether one waits for you: spotcheck",
)
ENDS_BY_ITSELF = Phrase(
    zh="抽查到期自己收，不能提前停：抽到的人已经收到问题了。看进度发：抽查",
    en="A spot check ends at its time and not before: who was drawn has the question. To see how it goes: spotcheck",
)
BY_SHARE = Phrase(
    zh="抽查按百分比抽。{of}个学员里抽{n}人就写 {percent}%：抽查 {percent}% 新报价规则变了哪三处？ 版本=2.3",
    en="A spot check draws a percentage. {n} of {of:learner is|learners is} {percent} %: spotcheck {percent}% What changed? release=2.3",
)
ONLY_LEFT = Phrase(
    zh="版本{release}抽过{n}人了，一个版本一人只抽一次，只在剩下的{left}人里抽。",
    en="For release {release}, {n:person was|people were} drawn before; nobody is drawn twice for one, so it is among the {left} left.",
)
UNREAD = Phrase(
    zh="先写百分比再写问题。试试：抽查 15% 新报价规则变了哪三处？ 版本=2.3",
    en="First the percentage, then the question. Try: spotcheck 15% What changed in the pricing rules? release=2.3",
)
BAD_PERCENT = Phrase(
    zh="百分比是1到100，{percent}不行。试试：抽查 15% 新报价规则变了哪三处？ 版本=2.3",
    en="The percentage is 1 to 100, not {percent}. Try: spotcheck 15% What changed in the rules? release=2.3",
)
BAD_QUESTION = Phrase(
    zh="问题是1到{most}个字。试试：抽查 15% 新报价规则变了哪三处？ 版本=2.3",
    en="A question has at most {most:character|characters}. Try: spotcheck 15% What changed in the rules? release=2.3",
)
BAD_RELEASE = Phrase(
    zh="写上版本，最多{most}个字，同一版本一个人只抽一次。试试：抽查 15% 新报价规则变了哪三处？ 版本=2.3",
    en="Name the release, in at most {most:character|characters}: nobody is drawn twice for one. Try: spotcheck 15% What changed? release=2.3",
)
BAD_END = Phrase(
    zh="抽查要在以后{most}天里收，不写就是7天。试试：抽查 15% 新报价规则变了哪三处？ 版本=2.3 截止=周五 18:00",
    en="A spot check ends within {most:day|days}; without an end it is seven. Try: spotcheck 15% What changed? release=2.3 until=Fri 18:00",
)
NOBODY = Phrase(
    zh="没有学员可抽{tag}，什么都没有发。看学员：成员 学员",
    en="There are no learners to draw{tag}; nothing was sent. To see who is there: members learners",
)
OF_TAG = Phrase(zh="（标签“{tag}”）", en=" (tag “{tag}”)")
ALL_DRAWN = Phrase(
    zh="版本{release}的{n}个人都抽过了，一个版本一人只抽一次。",
    en="All {n:person was|people were} drawn for release {release}; nobody is drawn twice for one.",
)

feature.act(
    "spot_check",
    Phrase(
        zh="{who} 抽查了版本{release}：{n}人，种子 {seed}",
        en="{who} spot-checked release {release}: {n:person|people}, seed {seed}",
    ),
    final=Phrase(zh="抽到的人已经收到问题，收不回来。", en="Who was drawn has the question; it cannot be taken back."),
)


@feature.command(
    "抽查",
    "spotcheck",
    help=Phrase(
        zh="按种子随机抽一部分学员，私聊问一个问题，专家评分；抽到的人在这里答。",
        en="A share of the learners, drawn by a seed, answer a question in private; experts score it.",
    ),
    asked={
        r"抽查的?(?:结果|进度|情况|怎么样了?|答了多少人?|有?多少人答了?|完成情况|多少分)|(?:谁|哪些人|多少人)(?:还)?(?:没|未|已经)?答了?抽查"
        r"|我的抽查(?:结果|多少分|分数)?|spot[ -]check (?:results?|status)": "结果",
        r"我?(?:有没有)?(?:被)?抽(?:到|中)(?:我)?了?[吗么没]|(?:今天)?有?抽查[吗么没]|was i drawn|(?:do i have a )?spot[ -]check": "",
        r"(?:停止?|结束|关掉?)(?:这次)?抽查": "停",
        r"(?:随机)?抽查(?P<share>百分之[零一二两三四五六七八九十百\d]{1,6}|一半人?|[一二三四五六七八九]成|\d{1,3}[%％]|\d{1,3}个?人)"
        r"[\s，,：:]*(?P<q>\S.{0,300})": "{share} {q}",
    },
    examples=[
        "抽查",
        "抽查 15% 新报价规则变了哪三处？ 版本=2.3",
        "spotcheck 15% What changed in the pricing rules? release=2.3",
    ],
)
def spot_check(
    ctx: Context,
    words: Annotated[str, Named("百分比和问题", "percentage and question")] = "",
    *,
    release: Annotated[str | None, Named("版本", "release")] = None,
    tag: Annotated[Tagged | None, Named("标签", "tag")] = None,
    until: Annotated[Onwards | None, Named("截止", "until", ("截至", "deadline", "due", "by"))] = None,
) -> None:
    first, _, rest = words.strip().partition(" ")
    if first.casefold() in ANSWERS:
        return answering.answer(ctx, rest.strip())
    if not words.strip() or words.strip().rstrip("?？").casefold() in SEES:
        return _see(ctx)
    if ctx.role < Role.MANAGER:
        return _said_by_a_learner(ctx, words.strip())
    if words.strip().casefold() in STOPS:
        raise Refusal(ENDS_BY_ITSELF)
    said, ends = when.take_deadline(words.strip(), until, ctx.local(ctx.said_at), calendar.of_settings(ctx.camp.settings))
    found = rules.share_in(said)
    if found is None:
        raise _by_heads(ctx, said)
    percent, question = found
    if not 1 <= percent <= 100:
        raise Refusal(BAD_PERCENT(percent=percent))
    if not 1 <= len(question) <= rules.LONGEST_QUESTION:
        raise Refusal(BAD_QUESTION(most=rules.LONGEST_QUESTION))
    if release is None or not 1 <= len(release) <= rules.LONGEST_RELEASE:
        raise Refusal(BAD_RELEASE(most=rules.LONGEST_RELEASE))
    ends = ends or ctx.now + LASTS
    if not ctx.now < ends <= ctx.now + LONGEST:
        raise Refusal(BAD_END(most=LONGEST.days))
    _draw(ctx, percent, question, release, tag or None, ends)


def _said_by_a_learner(ctx: Context, words: str) -> None:
    """What is said behind the word by somebody who was drawn is their answer, unless it is a word or two, or a question: it counts once."""
    mine = spot_checks.of_member(ctx.db, ctx.member.id)
    if rules.share_in(words) is not None:
        raise Refusal(FOR_MANAGERS)
    if not mine:
        raise Refusal(NOTHING)
    if len(words) < SHORTEST_ANSWER or words.endswith(QUESTION_ENDS):
        return _see(ctx)
    answering.answer(ctx, words)


def _by_heads(ctx: Context, words: str) -> Refusal:
    """Why it was not read: people were counted, or there is no share at all."""
    heads = rules.heads_in(words)
    of = sum(one.role == "learner" for one in memberships.members(ctx.db, ctx.camp.id))
    if heads is None or not 0 < heads <= of:
        return Refusal(UNREAD)
    return Refusal(BY_SHARE(of=of, n=heads, percent=heads * 100 // of))


def _draw(ctx: Context, percent: int, question: str, release: str, tag: str | None, ends: datetime) -> None:
    key = folded(release)
    group = [one for one in memberships.members(ctx.db, ctx.camp.id, tagged=tag) if one.role == "learner"]
    if not group:
        raise Refusal(NOBODY(tag=OF_TAG(tag=tag) if tag else ""))
    before = spot_checks.drawn(ctx.db, ctx.camp.id, key)
    left = [one.id for one in group if one.id not in before]
    if not left:
        raise Refusal(ALL_DRAWN(release=release, n=len(group)))
    count = min(seeded_draw.share(len(group), percent), len(left))
    figures = {"release": release, "n": count, "of": len(group), "percent": percent}
    if not ctx.sends_draft:
        view = draft.in_private(count, _asked(release, question, ends, count), [Press(ANSWER_IT, f"抽查 答 {PREFIX}0")])
        some_left = [ONLY_LEFT(release=release, n=len(group) - len(left), left=len(left))] if len(left) < len(group) else []
        return draft.show(ctx, WHAT(**figures), view, notes=tuple(some_left))
    seed = f"{ctx.camp.id}-{int(ctx.now.timestamp())}"
    given = (ctx.camp.id, release, key, question, percent, tag, seed)
    number = spot_checks.add(ctx.db, *given, by=ctx.person.id, at=ctx.now, until=ends)
    drawn = spot_checks.draw(ctx.db, number, key, seeded_draw.some(left, count, seed))
    people = {one.id: one.person for one in group}
    for member, asked in drawn.items():
        ctx.tell(people[member], *_message(release, question, ends, count, asked), gently=True)
    ctx.later("spot_checks.over", str(number), ends)
    ctx.audit("spot_check", release=release, n=len(drawn), seed=seed)
    ctx.reply(DONE(**figures, seed=seed, until=ends), audience=Audience.MANAGERS)


def _asked(release: str, question: str, ends: datetime, n: int) -> Line:
    return ASKED(release=release, question=question, until=ends, n=n)


def _message(release: str, question: str, ends: datetime, n: int, number: int) -> tuple[Said, ...]:
    return _asked(release, question, ends, n), [Press(ANSWER_IT, f"抽查 答 {PREFIX}{number}")]


def _see(ctx: Context) -> None:
    """What waits for whoever asks; a manager sees how the newest goes."""
    mine = spot_checks.of_member(ctx.db, ctx.member.id)
    if mine:
        one = mine[0]
        said = answering.ASKED(release=one.release, question=one.question, until=one.until)
        if ctx.address.direct:
            ctx.ask("answer", number=one.id)
        ctx.reply(
            said, *([] if ctx.address.direct else [[Press(ANSWER_IT, f"抽查 答 {PREFIX}{one.id}")]]), audience=Audience.PERSON
        )
        return
    if ctx.role < Role.MANAGER:
        raise Refusal(NOTHING)
    last = spot_checks.last(ctx.db, ctx.camp.id)
    if last is None:
        raise Refusal(NOTHING_MANAGER)
    ctx.reply(summary(ctx, last), audience=Audience.MANAGERS)


def summary(ctx: Context, one: SpotCheck) -> Line:
    """How many were drawn, answered and were scored, and the mean; nobody by name."""
    them = spot_checks.of_check(ctx.db, one.id)
    scores = [answer.score for answer in them if answer.score is not None]
    mean = rules.mean(scores)
    return NOW(
        release=one.release,
        question=one.question,
        percent=one.percent,
        drawn=len(them),
        seed=one.seed,
        answered=sum(answer.answered_at is not None for answer in them),
        scored=len(scores),
        mean=MEAN(mean=decimal(mean)) if mean is not None else "",
        until=one.until,
    )
