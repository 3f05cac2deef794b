"""预警: the rules that name who needs care, with their numbers; managers add one of their own, tried on the past four weeks before it is on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from bot import draft
from bot.arguments import Named
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Phrase, Refusal, Role, Said
from bot.figures import short_down
from bot.names import folded
from handlers.digest.care import own_rules, rules
from handlers.digest.care.learner_figures import attendance, measured
from handlers.digest.care.own_rules import OwnRule
from handlers.digest.care.settings import FALL, MISSED, MODULE, SCORE, bounds, feature
from handlers.digest.report_period import ReportPeriod, span_of
from scheduler.calendar import DAY, week_of
from storage import care_rules, reports
from storage.care_rules import OWN, CareRule
from storage.connection import Db

HEAD = Phrase(zh="🔎 预警规则，每次周报前看一遍", en="🔎 Rules of care, looked at before each digest")
HOUSE = {
    "R1": (Phrase(zh="必修全学完，考试低于{below}", en="course done, an exam below {below}"), SCORE),
    "R4": (Phrase(zh="连续{below}个工作日未打卡", en="{below:workday|workdays} missed in a row"), MISSED),
    "R5": (Phrase(zh="周完成率比前一周降{below}点以上", en="a week's rate down {below:point|points} or more"), FALL),
    "R6": (Phrase(zh="一个模块低于{below}", en="a module below {below}"), MODULE),
}
CHANGE = Phrase(zh="改：设置 {setting} {below}", en="to change: set {setting} {below}")
VERSION = Phrase(zh="第{version}版，{since:%m-%d}起", en="version {version}, since {since:%m-%d}")
OWN_ONE = Phrase(zh="{name}", en="{name}")
STOP_IT = Phrase(zh="停：预警 停 {name}", en="to stop: watch stop {name}")
ADD_ONE = Phrase(
    zh="加一条：预警 加 打卡掉队 打卡率<60 2周（指标：{all}；< ≤ ≥ >；1到{most}周），先给你看过去4周会点到谁",
    en="Add one: watch add slipping rate<60 2 weeks (of {all}; < ≤ ≥ >; at most {most:week|weeks}); you see first whom it would have named",
)
TRYING = Phrase(zh="🔎 正在拿过去4周试，马上就好。", en="🔎 Trying it on the past four weeks, one moment.")
WHAT = Phrase(
    zh="预警规则“{name}”（{rule}）。过去4周共点到{n}/{of}人，只有你看得到。",
    en="the rule “{name}” ({rule}). Over the past four weeks it names {n} of {of}; only you see this.",
)
WEEK = Phrase(zh="{first}–{last}：{n}/{of}人{who}", en="{first}–{last}: {n} of {of}{who}")
WHO = Phrase(zh="，{names}", en=", {names}")
AND_MORE = Phrase(zh="等", en="and more")
PERSON = Phrase(zh="{name} {value}{unit}", en="{name} {value}{unit}")
EVERYBODY = Phrase(
    zh="⚠️ 有一周点到了所有人（{n}人），开了等于没有重点。改个数再发一次。",
    en="⚠️ In one week it names everybody ({n}); a rule for all points at nobody. Change the number and send it again.",
)
ADDED = Phrase(
    zh="✅ 预警“{name}”开了：{rule}。下次周报起用；不要了发：预警 停 {name}",
    en="✅ “{name}” is on: {rule}. It counts from the next digest; to stop it: watch stop {name}",
)
THERE_ALREADY = Phrase(
    zh="已经有“{name}”了。先停：预警 停 {name}，或换个名字。",
    en="There is “{name}” already. First: watch stop {name}, or another name.",
)
TOO_MANY = Phrase(zh="自己加的规则最多{most}条，先停一条。", en="At most {most:rule|rules} of your own; stop one first.")
STOPPED = Phrase(
    zh="✅ 预警“{name}”停了；已经打开的照常跟。10分钟内可发“撤销”。",
    en="✅ “{name}” is off; open cases go on. “undo” within 10 minutes takes it back.",
)
ON_AGAIN = Phrase(zh="✅ 预警“{name}”又开了。", en="✅ “{name}” is on again.")
NO_SUCH = Phrase(
    zh="没有叫“{name}”的预警规则。发“预警”看有哪些。", en="There is no rule “{name}”. Send “watch” for all of them."
)
BUILT_IN = Phrase(
    zh="“{name}”是自带的，停不了，可以改数：设置 {setting} {below}",
    en="“{name}” is built in; its number can change: set {setting} {below}",
)
WHICH = Phrase(zh="停哪一条？试试：预警 停 打卡掉队", en="Which one? Try: watch stop slipping")
UNKNOWN = Phrase(
    zh="没看懂“{word}”。试试：预警，预警 加 打卡掉队 打卡率<60 2周，预警 停 打卡掉队",
    en="I do not read “{word}”. Try: watch, watch add slipping rate<60 2 weeks, watch stop slipping",
)
CANNOT = Phrase(zh="撤销不了：现在有一条同名的“{name}”。", en="That cannot be undone: there is another “{name}” by now.")
ADD, STOP = {"加", "新增", "试", "add", "try"}, {"停", "停用", "删", "stop"}
MOST, TRIED_WEEKS, NAMED = 10, 4, 8

feature.act("care_rule", Phrase(zh="{who} 开了预警“{name}”", en="{who} turned on the rule of care “{name}”"))
feature.act("care_rule_stopped", Phrase(zh="{who} 停了预警“{name}”", en="{who} stopped the rule of care “{name}”"))


@feature.command(
    "预警",
    "watch",
    help=Phrase(
        zh="看哪些规则会提醒你关注谁；加一条自己的，先用过去4周试。",
        en="The rules that say who needs care; add your own, tried on the past four weeks first.",
    ),
    by=Role.MANAGER,
    examples=["预警", "预警 加 打卡掉队 打卡率<60 2周", "预警 停 打卡掉队", "watch", "watch add slipping rate<60 2 weeks"],
)
def watch(ctx: Context, words: Annotated[str, Named("做什么", "what")] = "") -> None:
    verb, _, rest = words.strip().partition(" ")
    plain = verb.casefold()
    if not verb:
        return _show(ctx)
    doing = next((run for verbs, run in VERBS if plain in verbs), None)
    if doing is None:
        raise Refusal(UNKNOWN(word=verb[:12]))
    doing(ctx, rest.strip())


def _show(ctx: Context) -> None:
    known = care_rules.in_force(ctx.db, ctx.camp.id)
    versions = {rule.code: rule for rule in known if rule.code != OWN}
    now = bounds(ctx.camp)
    rows = []
    for code, (said, setting) in HOUSE.items():
        below = now.of_rule(code)["below"]
        notes: list[Line] = _version(versions.get(code), below)
        rows.append(FactRow(rules.NAMES[code], said(below=below), [*notes, CHANGE(setting=setting.name, below=below)]))
    for rule in (rule for rule in known if rule.code == OWN):
        own = OwnRule.kept(rule.id, rule.name, rule.bounds)
        said_version = VERSION(version=rule.version, since=rule.since)
        rows.append(FactRow(OWN_ONE(name=rule.name), own.said(), [said_version, STOP_IT(name=rule.name)]))
    metrics = [metric.name for metric in own_rules.METRICS.values()]
    ctx.reply(FactRows.of(*rows, title=HEAD()), ADD_ONE(all=metrics, most=own_rules.MOST_WEEKS), audience=Audience.MANAGERS)


def _version(rule: CareRule | None, below: int) -> list[Line]:
    return [VERSION(version=rule.version, since=rule.since)] if rule is not None and rule.bounds["below"] == below else []


# ── adding one ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _add(ctx: Context, words: str) -> None:
    rule = own_rules.read(words)
    if rule.name in {said for name in rules.NAMES.values() for said in (name.zh, name.en)} or care_rules.named(
        ctx.db, ctx.camp.id, folded(rule.name)
    ):
        raise Refusal(THERE_ALREADY(name=rule.name))
    if sum(known.code == OWN for known in care_rules.in_force(ctx.db, ctx.camp.id)) >= MOST:
        raise Refusal(TOO_MANY(most=MOST))
    if not ctx.sends_draft:
        ctx.reply(TRYING, audience=Audience.MANAGERS)
        tried = {"name": rule.name, **rule.bounds, "words": ctx.event.text.strip()}
        ctx.task("care.trial", camp=ctx.camp.id, today=ctx.today.isoformat(), now=ctx.now.isoformat(), **tried)
        return
    number = care_rules.make(ctx.db, ctx.camp.id, rule.name, folded(rule.name), rule.bounds, by=ctx.person.id, at=ctx.now)
    if number is None:  # somebody else's, while the draft waited
        raise Refusal(THERE_ALREADY(name=rule.name))
    ctx.audit("care_rule", undo={"rule": number, "name": rule.name}, name=rule.name)
    ctx.reply(ADDED(name=rule.name, rule=rule.said()), audience=Audience.MANAGERS)


@feature.task("trial", by=Role.MANAGER)
def trial(
    reader: Db, camp: int, today: str, now: str, name: str, metric: str, compares: str, bound: str, weeks: int, words: str
) -> list[Any]:
    """Whom a rule would have named in each of the past four weeks: names and values, and of how many."""
    rule = OwnRule.kept(0, name, {"metric": metric, "compares": compares, "bound": bound, "weeks": weeks})
    monday = week_of(date.fromisoformat(today))[0]
    moment, found = datetime.fromisoformat(now), []
    for back in range(TRIED_WEEKS, 0, -1):
        first = monday - timedelta(days=7 * back)
        span = span_of(reader, camp, first, first + 6 * DAY, now=moment, threshold=0)
        found.append(_named(reader, span, rule))
    return found


def _named(reader: Db, span: ReportPeriod, rule: OwnRule) -> dict[str, Any]:
    attended = attendance(reader, span, rule.weeks)
    values = measured(reader, span, rule, attended)
    named = {member: value for member, value in values.items() if member in attended and rule.names(value)}
    called = {row.id: row.name for row in reports.roster(reader, span.camp.id)}
    names = [[member, called[member], short_down(value)] for member, value in named.items()]
    return {"first": span.first.isoformat(), "last": span.last.isoformat(), "of": len(attended), "named": names}


@feature.on("done:care.trial")
def show_trial(ctx: Context) -> None:
    """The draft, with whom it would have named, for who asked alone; sending it runs the same sentence again."""
    asked, weeks = ctx.event.data["payload"], ctx.event.data["rows"]
    rule = OwnRule.kept(0, asked["name"], asked)
    everybody = {member for week in weeks for member, *_ in week["named"]}
    of = max(week["of"] for week in weeks)
    notes: list[Said] = [_week(week, rule) for week in weeks]
    whole = next((week for week in weeks if week["of"] and len(week["named"]) == week["of"]), None)
    notes += [EVERYBODY(n=whole["of"])] if whole is not None else []
    what = WHAT(name=rule.name, rule=rule.said(), n=len(everybody), of=of)
    draft.show(ctx, what, notes=tuple(notes), sentence=asked["words"])


def _week(week: dict[str, Any], rule: OwnRule) -> Line:
    unit = own_rules.METRICS[rule.metric].unit
    names: list[Any] = [PERSON(name=name, value=value, unit=unit) for _, name, value in week["named"][:NAMED]]
    names += [AND_MORE] if len(week["named"]) > NAMED else []
    first, last = (f"{day.month}/{day.day}" for day in map(date.fromisoformat, (week["first"], week["last"])))
    who = WHO(names=names) if names else ""
    return WEEK(first=first, last=last, n=len(week["named"]), of=week["of"], who=who)


@feature.undoes("care_rule", by=Role.MANAGER, thing=["name"])
def add_back(ctx: Context, rule: int, name: str) -> None:
    care_rules.end(ctx.db, rule, at=ctx.now)
    ctx.reply(STOPPED(name=name))


# ── stopping one ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _stop(ctx: Context, name: str) -> None:
    if not name:
        raise Refusal(WHICH)
    code = next((code for code, said in rules.NAMES.items() if name in (said.zh, said.en)), None)
    if code is not None:
        raise Refusal(BUILT_IN(name=name, setting=HOUSE[code][1].name, below=bounds(ctx.camp).of_rule(code)["below"]))
    rule = care_rules.named(ctx.db, ctx.camp.id, folded(name))
    if rule is None or not care_rules.end(ctx.db, rule.id, at=ctx.now):
        raise Refusal(NO_SUCH(name=name[: own_rules.LONGEST]))
    ctx.audit("care_rule_stopped", undo={"rule": rule.id, "name": rule.name}, name=rule.name)
    ctx.reply(STOPPED(name=rule.name), audience=Audience.MANAGERS)


@feature.undoes("care_rule_stopped", by=Role.MANAGER, thing=["name"])
def stop_back(ctx: Context, rule: int, name: str) -> None:
    if not care_rules.restore(ctx.db, ctx.camp.id, rule):
        raise Refusal(CANNOT(name=name))
    ctx.reply(ON_AGAIN(name=name))


VERBS: tuple[tuple[set[str], Callable[[Context, str], None]], ...] = ((ADD, _add), (STOP, _stop))
"""What can be done besides looking."""
