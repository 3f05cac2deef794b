"""补训: who is below the line in a module, the roster, two sessions a week, and where one signs in."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Annotated, Any

from bot.arguments import Named, Onwards, known_verb
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Asker, Context, Phrase, Refusal, Role
from bot.figures import short_down
from handlers.remedial import opening, roster, rules, sessions
from handlers.remedial.settings import BELOW, feature
from storage import memberships, remedial, reports
from storage.connection import Db

HEAD = Phrase(zh="📘 近4周低于{below}的模块", en="📘 Modules below {below}, last four weeks")
LOW = Phrase(zh="{n}人", en="{n:person|people}")
HOW = Phrase(
    zh="看是谁：补训 {module}；开班：补训 {module} 时间=周二,周四 19:00 补考=考试名",
    en="Who: remedial {module}; to begin: remedial {module} time=Tue,Thu 19:00 retest=EXAM",
)
NOBODY_LOW = Phrase(
    zh="近4周没有人低于{below}（一个模块答过{least}题才算）。",
    en="Nobody is below {below} in the last four weeks (of modules with {least:answer|answers} or more).",
)
RUNNING = Phrase(zh="在开的补训", en="Running")
ONE_RUNNING = Phrase(zh="{module}：{on}人在，{passed}人已过", en="{module}: {on} on it, {passed} passed")
PROPOSED = Phrase(
    zh="📘 {module}低于{below}：{n}人（仅经理可见）", en="📘 {module} below {below}: {n} (only managers see this)"
)
PERSON = Phrase(zh="{score}", en="{score}")
NOBODY_IN = Phrase(
    zh="近4周没有人的“{module}”低于{below}。有人低的：{others}",
    en="Nobody is below {below} in “{module}”. Some are in: {others}",
)
NONE = Phrase(zh="没有", en="none")
MINE = Phrase(
    zh="📘 你在{module}补训：{when}，到了发“补训 签到”",
    en="📘 You are in extra training for {module}: {when}; then send “remedial here”",
)
NOT_IN = Phrase(zh="你现在没有补训。", en="You are in no extra training.")
FOR_MANAGERS = Phrase(
    zh="补训要由社群经理来安排。签到发：补训 签到", en="Managers arrange this. To sign in send: remedial here"
)
SINCE = timedelta(weeks=4)
HERE = {"签到", "到", "here", "signin"}


def look(
    reader: Db, asker: Asker, words: str = "", *, time: str | None = None, retest: str | None = None
) -> dict[str, dict[int, Fraction]]:
    """Module → who is below its line: what four weeks of answers say, for managers alone."""
    if asker.role < Role.MANAGER:
        return {}
    answered = reports.tagged(reader, asker.camp.id, asker.now - SINCE, asker.now)
    return rules.low(answered, below_of(asker.camp.settings))


def below_of(settings: Any) -> int:
    """The line of modules, which care's setting moves."""
    return int(settings.get("care.module", BELOW))


@feature.command(
    "补训",
    "remedial",
    help=Phrase(
        zh="我的补训和签到；经理看模块、开班、看名单。",
        en="My extra training, and signing in; managers look at modules, begin it and see its roster.",
    ),
    examples=[
        "补训",
        "补训 谈判",
        "补训 谈判 时间=周二,周四 19:00 补考=阶段一",
        "补训 名单 谈判",
        "补训 加 林晓 谈判",
        "补训 签到",
        "remedial",
        "remedial here",
    ],
    look=look,
    verbs=(*HERE, *(verb for verbs, _ in roster.VERBS for verb in verbs)),
    asked={
        r"(?:我)?(?:的|要不要|需要|要|有)?补训(?:吗|有哪些)?|(?:我的)?补训(?:是)?(?:什么时候|几点|哪天|在哪|时间)(?:开始|上)?": "",
        r"(?:do i have|my) extra training": "",
        r"谁(?:要|需要|该)(?:参加)?补训|who needs extra training": "",
        r"(?:我)?(?:来|到)补训了|补训(?:我)?(?:到|来)了": "签到",
        r"(?:结束|停掉?)(?P<module>\S{0,12}?)的?补训": "结束 {module}",
    },
)
def command(
    ctx: Context,
    words: Annotated[str, Named("模块", "module")] = "",
    *,
    time: Annotated[Onwards | None, Named("时间", "time")] = None,
    retest: Annotated[Onwards | None, Named("补考", "retest")] = None,
    found: dict[str, dict[int, Fraction]],
) -> None:
    every = {verb for verbs, _ in roster.VERBS for verb in verbs}
    verb, rest = known_verb(words, {*HERE, *every}, behind=every)
    if verb in HERE:
        return sessions.sign_in(ctx)
    if ctx.role < Role.MANAGER:
        if words:
            raise Refusal(FOR_MANAGERS)
        return _mine(ctx)
    if not words:
        return _overview(ctx, found)
    doing = next((run for verbs, run in roster.VERBS if verb in verbs), None)
    if doing is not None:
        return doing(ctx, rest, found)
    module = words.strip()
    if time is not None or retest is not None:
        return opening.begin(ctx, module, time or "", retest or "", found.get(module, {}))
    _proposed(ctx, module, found)


def _mine(ctx: Context) -> None:
    """Nothing is said of scores: what counts is when it is."""
    mine = remedial.of_member(ctx.db, ctx.member.id)
    if not mine:
        raise Refusal(NOT_IN)
    ctx.reply(*(MINE(module=one.module, when=opening.when(one)) for one in mine), audience=Audience.PERSON)


def _overview(ctx: Context, found: dict[str, dict[int, Fraction]]) -> None:
    below = below_of(ctx.camp.settings)
    lines = []
    for one in remedial.open_ones(ctx.db, ctx.camp.id):
        people = remedial.roster(ctx.db, one.id)
        on, passed = (sum(person.why == why for person in people) for why in (None, "passed"))
        lines.append(ONE_RUNNING(module=one.module, on=on, passed=passed))
    running = [FactRow(RUNNING, lines)] if lines else []
    order = sorted(found, key=lambda module: (-len(found[module]), module))
    rows = FactRows.of(*running, *(FactRow(module, LOW(n=len(found[module]))) for module in order), title=HEAD(below=below))
    if not order:
        nobody = NOBODY_LOW(below=below, least=rules.LEAST_ASKED)
        ctx.reply(*([FactRows.of(*running)] if running else []), nobody, audience=Audience.MANAGERS)
        return
    ctx.reply(rows, HOW(module=order[0]), audience=Audience.MANAGERS)


def _proposed(ctx: Context, module: str, found: dict[str, dict[int, Fraction]]) -> None:
    below, some = below_of(ctx.camp.settings), found.get(module, {})
    if not some:
        others: Any = sorted(found)[:5] or NONE
        raise Refusal(NOBODY_IN(module=module[:20], below=below, others=others))
    names = {member: memberships.member(ctx.db, member) for member in some}
    rows = [
        FactRow(names[member].name, PERSON(score=short_down(score)))
        for member, score in sorted(some.items(), key=lambda one: (one[1], one[0]))
        if names[member].left_on is None
    ]
    ctx.reply(
        FactRows.of(*rows, title=PROPOSED(module=module, below=below, n=len(rows))),
        HOW(module=module),
        audience=Audience.MANAGERS,
    )
