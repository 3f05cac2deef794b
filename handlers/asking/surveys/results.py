"""结果 of a form: figures with their base, groups of five or more, who has not answered, and the same figures as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import groupby

from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Page, Phrase, Press, Refusal, Role, Said
from bot.figures import decimal, decimal_down, percent
from bot.parts import File
from handlers.asking.message_texts import texts
from handlers.asking.surveys import statistics
from handlers.asking.surveys.answering import label
from handlers.asking.surveys.questions import SurveyQuestion
from handlers.asking.surveys.settings import LECTURER_LINE, NOT_YOURS, UNKNOWN, feature
from handlers.asking.surveys.statistics import Result
from storage import ballots, memberships, surveys
from storage.surveys import Survey

HEAD = Phrase(
    zh="📊 {title}（{badge}）已填{done}/{expected}（{rate}）", en="📊 {title} ({badge}): {done}/{expected} answered ({rate})"
)
NAMED, ANONYMOUS = Phrase(zh="实名", en="named"), Phrase(zh="匿名", en="anonymous")
TOTAL = Phrase(zh="总体均分", en="Mean of all")
OF_N = Phrase(zh="n={n}", en="n={n}")
HIGH, HIGH_OF_N = Phrase(zh="4–5分 {high}%", en="4–5: {high}%"), Phrase(zh="n={n}，4–5分 {high}%", en="n={n}, 4–5: {high}%")
QUESTION = Phrase(zh="{place} {words}", en="{place} {words}")
NPS = Phrase(zh="NPS {nps}", en="NPS {nps}")
OPTIONS = Phrase(zh="{place} {words}\n{options}", en="{place} {words}\n{options}")
OPTION = Phrase(zh="　{words} {n}/{of}", en="  {words} {n}/{of}")
TEXTS = Phrase(
    zh="{place} {words}：{n}条，原文见“结果 S{id} 导出”",
    en="{place} {words}: {n:answer|answers}, word for word in “result S{id} export”",
)
TOO_FEW = Phrase(
    zh="匿名问卷满{least}份才给结果，现在{n}份。",
    en="An anonymous form tells from {least:answer|answers} on; so far {n:|there is|there are} {n}.",
)
WAITING = Phrase(
    zh="另有{n}份刚交，凑满{least}份再一起算进来，免得看出是谁。",
    en="{n} more came in; such answers are counted {least} at a time, so that nobody stands out.",
)
NO_GROUPS = Phrase(zh="没有满{least}人的分组。", en="No group has {least:person|people}.")
BY_TAG = Phrase(zh="按标签", en="By tag")
BY_AXIS = Phrase(zh="按{axis}", en="By {axis}")
REST = Phrase(zh="其他", en="others")
MERGED = Phrase(
    zh="{small}：人数不足{least}，已并入“其他”。", en="{small}: fewer than {least:person|people}, merged into “others”."
)
HIDDEN_ALL = Phrase(zh="{small}：人数不足{least}，不单独显示。", en="{small}: fewer than {least:person|people}, not shown.")
LECTURER = Phrase(zh="✅ 讲师得分 {score}（达标线{line}）", en="✅ Lecturer score {score} (line {line})")
LECTURER_LOW = Phrase(
    zh="⚠️ 讲师得分 {score}，低于达标线{line}。建议和讲师看一遍最低的一项：{lowest}",
    en="⚠️ Lecturer score {score}, below the line of {line}. Go through the lowest item with the lecturer: {lowest}",
)
DEMANDS = Phrase(zh="按 需要×差距 排：\n{lines}", en="By demand × gap:\n{lines}")
DEMAND = Phrase(zh="{place} {topic} {demand}×{gap}={score}", en="{place} {topic} {demand}×{gap}={score}")
MISSING = Phrase(
    zh="已填{done}/{expected}（{rate}）。未填{n}人{nudged}。{list}",
    en="{done}/{expected} answered ({rate}). {n:person has|people have} not{nudged}. {list}",
)
ALL_NUDGED = Phrase(zh="已各提醒{times}次", en=", each reminded {times:time|times}")
SOME_NUDGED = Phrase(zh="，其中{n}人已提醒", en=", {n} of them reminded")
NO_LIST = Phrase(zh="匿名问卷不列名单。", en="An anonymous form has no list.")
NAMES = Phrase(zh="名单：{names}", en="They are: {names}")
MORE_NAMES = Phrase(zh="{names}", en="{names}")
REMIND = Phrase(zh="提醒他们", en="Remind them")
SHORT = 20
"""Characters of a question that are repeated beside its figure."""
LISTED = 50
OF_MISSING = ("未填", "未投", "missing")
OF_EXPORT = ("导出", "export")


@feature.on("result:S")
def result(ctx: Context, number: int, words: str) -> None:
    """结果 S3, 结果 S3 按部门, 结果 S3 未填, 结果 S3 导出: for whoever sent it, and managers."""
    survey = _theirs(ctx, number)
    if words in OF_MISSING:
        ctx.show_list("missing", survey=survey.id)
    elif words in OF_EXPORT:
        _export(ctx, survey)
    else:
        ctx.reply(*say(ctx, survey, axis=words))


def _theirs(ctx: Context, number: int) -> Survey:
    """The form of that number. Raises Refusal where there is none, or it is not theirs to see."""
    survey = surveys.find(ctx.db, number)
    if survey is None or survey.camp != ctx.camp.id:
        raise Refusal(UNKNOWN(id=number))
    if survey.author != ctx.person.id and ctx.role < Role.MANAGER:
        raise Refusal(NOT_YOURS(id=number))
    return survey


def say(ctx: Context, survey: Survey, *, axis: str = "") -> list[Said]:
    """The result as it may be told now; `axis` (按部门, by tag) adds the groups."""
    found, waiting = current(ctx, survey)
    said: list[Said] = [head(ctx, survey)]
    if found is None:
        return [*said, TOO_FEW(least=ballots.LEAST, n=waiting)]
    questions = [SurveyQuestion.of(stored) for stored in survey.questions]
    figures = [figure(survey, questions, found, place, ctx.language) for place in range(len(questions))]
    said += in_rows([*total(survey, questions, found), *(one for one in figures if one is not None)])
    said += _verdict(ctx, survey, questions, found)
    if axis:
        said += groups(questions, found, axis)
    return [*said, *([WAITING(n=waiting, least=ballots.LEAST)] if waiting else [])]


def current(ctx: Context, survey: Survey) -> tuple[Result | None, int]:
    """The result that may be told, and how many answers are not in it yet; None where there are too few."""
    if not survey.anonymous:
        return _named(ctx, survey), 0
    before = Result.of(survey.told) if survey.told else None
    counted, fresh = ballots.tallies(ctx.db, survey.subject), ballots.fresh(ctx.db, survey.subject)
    n = counted.get("", ballots.Tally()).n + fresh
    if n < ballots.LEAST:
        return None, n
    if before is not None and n - before.total.n < ballots.LEAST:
        return before, n - before.total.n
    if fresh:
        ballots.mix(ctx.db, survey.subject)
        ctx.task("ballots.forget")
        counted = ballots.tallies(ctx.db, survey.subject)
    found, small = ballots.grouped(counted)
    texts = {
        str(place): ballots.texts(ctx.db, survey.subject, str(place))
        for place, question in enumerate(survey.questions)
        if question["kind"] == "text"
    }
    now = statistics.told(before, Result(counted[""], found, small, texts))
    surveys.tell(ctx.db, survey.id, now.stored)
    return now, 0


def as_told(ctx: Context, survey: Survey) -> Result | None:
    """The same for who only looks: of an anonymous form what was told last, for telling more is written down."""
    if not survey.anonymous:
        return _named(ctx, survey)
    return Result.of(survey.told) if survey.told else None


def _named(ctx: Context, survey: Survey) -> Result:
    responses = surveys.responses(ctx.db, survey.id)
    tags, sizes = surveys.tags_by_person(ctx.db, survey.camp), dict(memberships.tags(ctx.db, survey.camp))
    found = statistics.by_label((label(tags.get(person, []), survey.axis, sizes), answers) for person, answers in responses)
    for place, question in enumerate(survey.questions):
        if question["kind"] == "text":
            found.texts[str(place)] = sorted(text for _, answers in responses if (text := answers.get(str(place))))
    return found


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def head(ctx: Context, survey: Survey) -> Line:
    done, expected = ballots.turnout(ctx.db, survey.subject, survey.asked)
    badge = ANONYMOUS if survey.anonymous else NAMED
    return HEAD(title=survey.title, badge=badge, done=done, expected=expected, rate=_rate(done, expected))


def overall(survey: Survey, questions: list[SurveyQuestion], found: Result) -> list[tuple[Phrase, str, Line]]:
    """One mean over all 1–5 questions, where that says something: its name, what it is, and of how many."""
    scales = statistics.scales(questions)
    mean, high = statistics.mean(found.total, scales), statistics.high(found.total, scales)
    if mean is None or high is None or survey.form == "needs" or len(scales) < 2:
        return []
    return [(TOTAL, decimal(mean), HIGH_OF_N(n=found.total.n, high=decimal(100 * high)))]


def total(survey: Survey, questions: list[SurveyQuestion], found: Result) -> list[FactRow]:
    """The same as a row."""
    return [FactRow(*row) for row in overall(survey, questions, found)]


def figure(survey: Survey, questions: list[SurveyQuestion], found: Result, place: int, language: str) -> FactRow | Line | None:
    """One question's figure; None where nobody answered it."""
    question, tally = questions[place], found.total
    words = question.words(language)
    said = {"place": place + 1, "words": words if len(words) <= SHORT else f"{words[:SHORT]}…"}
    label_, n = QUESTION(**said), statistics.answered(tally, place)
    match question.kind:
        case "scale" if (mean := statistics.mean(tally, [place])) is not None:
            return FactRow(label_, decimal(mean), HIGH(high=decimal(100 * (statistics.high(tally, [place]) or Fraction(0)))))
        case "nps" if (score := statistics.nps(tally, place)) is not None:
            return FactRow(label_, NPS(nps=decimal(score)), OF_N(n=n))
        case "ten" if (mean := statistics.mean(tally, [place])) is not None:
            return FactRow(label_, f"{decimal(mean)}/10", OF_N(n=n))
        case "single" | "multiple":
            ranked = statistics.ranked(tally, place, len(question.options))
            of = tally.n
            lines = [OPTION(words=question.option(at, language), n=times, of=of).to(language) for at, times in ranked]
            return OPTIONS(**said, options="\n".join(lines))
        case "text":
            return TEXTS(**said, n=len(found.texts.get(str(place), [])), id=survey.id)
    return None


def in_rows(figures: list[FactRow | Line]) -> list[Said]:
    """Figures that follow each other stand in rows together; what has options or words of its own stands between them."""
    said: list[Said] = []
    for is_row, run in groupby(figures, key=lambda one: isinstance(one, FactRow)):
        those = list(run)
        said += (
            [FactRows.of(*(one for one in those if isinstance(one, FactRow)))]
            if is_row
            else [one for one in those if isinstance(one, Line)]
        )
    return said


def groups(questions: list[SurveyQuestion], found: Result, axis: str) -> list[Said]:
    """The mean of the 1–5 questions by group."""
    scales = statistics.scales(questions)
    rows = []
    for name, tally in found.groups.items():
        mean = statistics.mean(tally, scales)
        if mean is not None:
            rows.append(FactRow(REST if name == ballots.REST else name, decimal(mean), OF_N(n=tally.n)))
    named = axis.removeprefix("按").removeprefix("by").strip()
    by = BY_TAG() if named in ("", "标签", "tag") else BY_AXIS(axis=named)
    shown: list[Said] = [FactRows.of(*rows, title=by)] if rows else [NO_GROUPS(least=ballots.LEAST)]
    merged = (MERGED if rows else HIDDEN_ALL)(small=found.small, least=ballots.LEAST)
    return [*shown, *([merged] if found.small else [])]


def _verdict(ctx: Context, survey: Survey, questions: list[SurveyQuestion], found: Result) -> list[Said]:
    """What a ready-made form is asked for: the lecturer's score against the line, the topics by demand × gap."""
    match survey.form:
        case "lecturer":
            return _lecturer(ctx, questions, found)
        case "needs":
            return _demands(questions, found, ctx.language)
    return []


def _lecturer(ctx: Context, questions: list[SurveyQuestion], found: Result) -> list[Said]:
    scales, line = statistics.scales(questions), ctx.setting(LECTURER_LINE)
    mean = statistics.mean(found.total, scales)
    if mean is None:
        return []
    score = decimal_down(20 * mean)
    if 20 * mean >= line:
        return [LECTURER(score=score, line=line)]
    lowest = min(scales, key=lambda place: statistics.mean(found.total, [place]) or Fraction(0))
    return [LECTURER_LOW(score=score, line=line, lowest=questions[lowest].words(ctx.language).partition("：")[0])]


def _demands(questions: list[SurveyQuestion], found: Result, language: str) -> list[Said]:
    lines = [
        DEMAND(
            place=place,
            topic=topic_of(questions[2 * topic], language),
            demand=decimal(demand),
            gap=decimal(gap),
            score=decimal(demand * gap),
        ).to(language)
        for place, (topic, demand, gap) in enumerate(statistics.demands(found.total, len(questions) // 2), 1)
    ]
    return [DEMANDS(lines="\n".join(lines))] if lines else []


def topic_of(question: SurveyQuestion, language: str) -> str:
    """“谈判”对你现在的工作有多重要 → 谈判."""
    return question.words(language).partition("“")[2].partition("”")[0]


def _rate(done: int, expected: int) -> str:
    return percent(done, expected)


# ── who has not, and the workbook ────────────────────────────────────────────────────────────────────────────────────


@feature.paged("missing")
def _missing(ctx: Context, after: int, survey: int) -> Page:
    """Counts for everybody who may ask; names in private, by membership from `after` on, and of an anonymous form to nobody."""
    meant = _theirs(ctx, survey)
    some = ballots.missing(ctx.db, meant.subject, meant.asked, after=after, most=LISTED + 1)
    names = [name for _, _, name in some[:LISTED]]
    following = some[LISTED - 1].membership if len(some) > LISTED and not meant.anonymous else None
    if after:
        return Page((MORE_NAMES(names=names),) if names else (), next=following, audience=Audience.PERSON)
    done, expected = ballots.turnout(ctx.db, meant.subject, meant.asked)
    missing = expected - done
    nudged = _nudged(ballots.reminded(ctx.db, meant.subject, meant.asked), missing)
    listed = NO_LIST() if meant.anonymous else NAMES(names=names) if names else ""
    line = MISSING(done=done, expected=expected, rate=_rate(done, expected), n=missing, nudged=nudged, list=listed)
    presses: list[Said] = [[Press(REMIND, f"问卷 S{meant.id} 提醒")]] if missing and meant.is_open else []
    audience = Audience.ROOM if meant.anonymous else Audience.PERSON
    return Page((line, *presses), next=following, audience=audience)


def _nudged(nudged: Mapping[int, int], missing: int) -> Line | str:
    reminded = sum(nudged.values())
    if reminded and reminded == missing and len(nudged) == 1:
        return ALL_NUDGED(times=next(iter(nudged)))
    return SOME_NUDGED(n=reminded) if reminded else ""


def _export(ctx: Context, survey: Survey) -> None:
    found, waiting = current(ctx, survey)
    if found is None:
        raise Refusal(TOO_FEW(least=ballots.LEAST, n=waiting))
    said = texts(say(ctx, survey, axis="按标签"), ctx.language, ctx.zone)
    ctx.task("surveys.book", survey=survey.id, result=found.stored, language=ctx.language, said=said)
    ctx.promise()


@feature.on("done:surveys.book")
def exported(ctx: Context) -> None:
    _theirs(ctx, ctx.event.data["payload"]["survey"])
    for row in ctx.event.data["rows"]:
        ctx.reply(File(row["file"], row["name"], row["size"]), audience=Audience.PERSON)
