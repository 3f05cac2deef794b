"""投票: opening a poll now or at its time, closing it, moving an award on, and reminding those who have not voted."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Annotated

from bot import draft as shown_first
from bot.arguments import Named
from bot.feature import Context, Line, Phrase, Press, Refusal, Role, Said
from bot.host_screen import order
from handlers.asking import recurrence
from handlers.asking.polls import screen, wording
from handlers.asking.polls.closing import close_now, nudge, to_the_vote
from handlers.asking.polls.settings import CLOSED, NOT_YOURS, UNKNOWN, feature
from handlers.asking.polls.showing import preview, shown
from handlers.asking.polls.wording import PollDraft
from handlers.asking.target_rooms import NOT_THERE, is_theirs, rooms_to_ask
from handlers.asking.trial import try_out
from handlers.asking.wording import take_trial
from scheduler import calendar, rhythm, when
from storage import ballots, polls
from storage.polls import Poll, PollOption

OPENED = Phrase(zh="✅ 投票 P{id} 已发到{n}个群。", en="✅ Poll P{id} is in {n:group|groups}.")
PLANNED = Phrase(
    zh="✅ 记下了：{when} 开投票“{title}”（N{id}）。停掉：投票 停 N{id}",
    en="✅ Noted: {when} the poll “{title}” opens (N{id}). To stop it: poll stop N{id}",
)
WHAT = Phrase(zh="投票“{title}”，发到{n}个群，{opens}。", en="the poll “{title}”, in {n:group|groups}, {opens}.")
OPENS_NOW = Phrase(zh="一发出就开始", en="at once")
OPENS = Phrase(zh="{when} 开始", en="{when}")
STOPPED = Phrase(zh="✅ N{id} 不再开了。", en="✅ N{id} will not open any more.")
NO_PLAN = Phrase(zh="没有定时投票 N{id}。", en="There is no planned poll N{id}.")
LIST = Phrase(zh="📊 投票\n{lines}", en="📊 Polls\n{lines}")
LINE = Phrase(zh="P{id} {title}｜{stage}", en="P{id} {title} | {stage}")
PLAN_LINE = Phrase(zh="N{id} {when}：{words}", en="N{id} {when}: {words}")
STAGES = {"nominating": Phrase(zh="提名中", en="nominations"), "open": Phrase(zh="进行中", en="open")}
EMPTY = Phrase(zh="现在没有投票。{example}", en="There are no polls now. {example}")
ENDED = Phrase(zh="✅ 投票 P{id} 已截止，结果发在群里。", en="✅ Poll P{id} is closed; the result is in the groups.")
SHORTLISTED = Phrase(
    zh="✅ P{id} 提名结束，群里已公布。", en="✅ The nominations of P{id} are over; the groups have been told."
)
NOT_AN_AWARD = Phrase(zh="P{id} 不在提名中。", en="P{id} is not taking nominations.")
ENDS_FIRST = Phrase(
    zh="截止时间要在将来，提名截止要在投票截止之前。", en="A deadline is in the future, and nominations end before the vote."
)
IN_A_GROUP = Phrase(zh="“本群”要在群里说。", en="“here” is said in a group.")
UNDONE = Phrase(zh="✅ 投票 P{id} 已撤回，不计结果。", en="✅ Poll P{id} was taken back; there is no result.")
TAKEN_BACK = Phrase(zh="📊 这个投票已撤回。", en="📊 This poll was taken back.")
ON_A_SCREEN = Phrase(zh="上大屏", en="On a screen")
SHOW_RESULT = Phrase(zh="看谁没投", en="Who has not voted")

ORDERS = {
    "截止": "close",
    "结束": "close",
    "close": "close",
    "入围": "shortlist",
    "shortlist": "shortlist",
    "提醒": "nudge",
    "nudge": "nudge",
}
ORDER = re.compile(rf"(?:({'|'.join(ORDERS)})\s+)?P(\d+)(?:\s+({'|'.join(ORDERS)}))?", re.IGNORECASE)
STOP = re.compile(r"(?:停|停止|取消|stop)\s*N(\d+)", re.IGNORECASE)
AWARD_LASTS = timedelta(days=7)
"""Nominations and vote together, where no deadline is given: half for each."""
SHORTLIST = 5


@feature.command(
    "投票",
    "poll",
    help=Phrase(
        zh="开一个投票：多选、排序、匿名、评选、定时都可以。",
        en="Open a poll: several choices, ranking, anonymous, award, planned.",
    ),
    by=Role.MANAGER,
    hosts=True,
    examples=[
        "投票 周五去哪？ 爬山/唱歌/火锅",
        "投票 周五去哪？ 爬山/唱歌/火锅 多选 匿名 截止=周五 18:00",
        "投票 开始=每周一 9:00 本周想学什么？ 谈判/洞察/CRM 时长=2天",
        "投票 评选 学习标兵 入围=3 提名截止=周三 18:00 截止=周五 18:00",
        "投票 周五去哪？ 爬山/唱歌/火锅 试发=我",
        "投票 大屏 P12",
        "poll screen P12",
        "poll Where on Friday? hiking/karaoke/hotpot multi until=Fri 18:00",
    ],
    glued=r"投票(?=[^\s/／][^/／]*[/／])",
    asked={
        r"(?:开|发起|发|建|搞|来|做|弄)(?:一)?(?:个)?投票(?:[\s:：，,]*(?P<what>\S.{0,800}))?": "{what}",
        r"(?:start|open|create|make) a poll(?:[\s:,]+(?P<en>\S.{0,800}))?": "{en}",
    },
)
def poll(ctx: Context, words: Annotated[str, Named("问题和选项", "question and options")] = "") -> None:
    if not words.strip():
        show(ctx)
    elif asked := order(words, "P"):
        screen.show(ctx, asked)
    elif stopped := STOP.fullmatch(words.strip()):
        _stop(ctx, int(stopped[1]))
    elif told := ORDER.fullmatch(words.strip()):
        _obey(ctx, int(told[2]), ORDERS.get((told[1] or told[3] or "").casefold(), ""))
    else:
        _open_or_plan(ctx, words)


def show(ctx: Context) -> None:
    """What is open and what is planned."""
    lines = [
        LINE(id=one.id, title=one.title, stage=STAGES[one.stage]).to(ctx.language)
        for one in polls.running(ctx.db, ctx.camp.id)
        if is_theirs(ctx, one.author, one.place)
    ]
    lines += [
        PLAN_LINE(id=plan.id, when=recurrence.in_words(ctx, plan), words=plan.words.strip()).to(ctx.language)
        for plan in polls.plans(ctx.db, ctx.camp.id)
        if is_theirs(ctx, plan.author, plan.place)
    ]
    ctx.reply(LIST(lines="\n".join(lines)) if lines else EMPTY(example=wording.EXAMPLE))


# ── opening ──────────────────────────────────────────────────────────────────────────────────────────────────────────


feature.act("poll", Phrase(zh="{who} 发出投票 P{poll}“{title}”", en="{who} opened poll P{poll} “{title}”"))


def _open_or_plan(ctx: Context, words: str) -> None:
    is_trial, words = take_trial(words)
    draft = _draft(ctx, words)
    place = _place(ctx, draft)
    if is_trial:
        return try_out(ctx, [_as_seen(ctx, draft, place)])
    if place == "camp" and not ctx.sends_draft:
        return _preview(ctx, draft, place)
    if draft.start is not None:
        _plan(ctx, draft, place)
        return
    opened, shown_in = open_poll(ctx, draft, place, ctx.person.id)
    ctx.audit("poll", undo={"poll": opened}, poll=opened, title=draft.title)
    if ctx.address.direct:
        ctx.reply(
            OPENED(id=opened, n=shown_in),
            [Press(SHOW_RESULT, f"结果 P{opened} 未投"), Press(ON_A_SCREEN, f"投票 大屏 P{opened}")],
        )


def _preview(ctx: Context, draft: PollDraft, place: str) -> None:
    """What goes to every room is shown first; what stays in the room it is said in is seen there by all who asked for it."""
    asked_in = rooms_to_ask(ctx, place)
    one = _made(ctx, draft, place, ctx.person.id)
    opens = OPENS(when=_when(ctx, draft)) if draft.start is not None else OPENS_NOW()
    what = WHAT(title=one.title, n=len(asked_in), opens=opens)
    until = one.until if draft.start is None else None
    shown_first.show(ctx, what, shown_first.in_rooms(len(asked_in), *_as_seen(ctx, draft, place)), until=until)


def _as_seen(ctx: Context, draft: PollDraft, place: str) -> list[Said]:
    """The poll as it will stand in its rooms."""
    options = [PollOption(at, words, None) for at, words in enumerate(_options(ctx, draft))]
    return preview(ctx, _made(ctx, draft, place, ctx.person.id), options)


@feature.preview("投票")
def as_composed(ctx: Context, said: list[str]) -> list[list[Said]]:
    """A poll while its sentence is still typed."""
    draft = _draft(ctx, take_trial(said[-1])[1])
    return [_as_seen(ctx, draft, _place(ctx, draft))]


def _made(ctx: Context, draft: PollDraft, place: str, author: int) -> Poll:
    """The poll that would be opened now; it has no number. Raises Refusal where its times do not follow each other."""
    is_award = "award" in draft.flags
    if is_award:
        draft.until = draft.until or ctx.now + AWARD_LASTS
        draft.nominate_until = draft.nominate_until or ctx.now + (draft.until - ctx.now) / 2
    ends = [moment for moment in (ctx.now, draft.nominate_until, draft.until) if moment]
    if any(later <= earlier for earlier, later in pairwise(ends)):
        raise Refusal(ENDS_FIRST)
    seats = draft.numbers.get("seats", 1) if is_award else 0
    return Poll(
        id=0,
        camp=ctx.camp.id,
        author=author,
        place=place,
        title=_title(ctx, draft),
        kind="multiple" if seats > 1 else draft.kind,
        most=seats or _most(draft),
        anonymous="anonymous" in draft.flags,
        hidden="hidden" in draft.flags,
        addable="addable" in draft.flags,
        only=draft.only,
        seats=seats,
        shortlist=draft.numbers.get("shortlist", SHORTLIST) if is_award else 0,
        stage="nominating" if is_award else "open",
        until=draft.nominate_until if is_award else draft.until,
        vote_until=draft.until if is_award else None,
        opened_at=ctx.now,
    )


def open_poll(ctx: Context, draft: PollDraft, place: str, author: int) -> tuple[int, int]:
    """Opens a poll and shows it in its rooms; gives its number and how many rooms."""
    asked_in = rooms_to_ask(ctx, place)
    opened = polls.open_poll(ctx.db, _made(ctx, draft, place, author))
    for at, words in enumerate(_options(ctx, draft)):
        polls.add_option(ctx.db, opened, at, words)
    made = polls.find(ctx.db, opened)
    assert made is not None
    ctx.later("polls.shortlist" if made.stage == "nominating" else "polls.close", made.subject, made.until)
    for room in asked_in:
        polls.add_message(ctx.db, opened, ctx.post(room, *shown(ctx, made)))
    return opened, len(asked_in)


def _draft(ctx: Context, words: str) -> PollDraft:
    return wording.draft(words, ctx.local(ctx.said_at), calendar.of_settings(ctx.camp.settings))


def _place(ctx: Context, draft: PollDraft) -> str:
    """Every room of the camp for a manager, this one for its admin or where 本群 is said."""
    if ctx.role >= Role.MANAGER and "here" not in draft.flags:
        return "camp"
    if ctx.address.direct or ctx.room_id is None:
        raise Refusal(IN_A_GROUP)
    return f"room:{ctx.room_id}"


def _title(ctx: Context, draft: PollDraft) -> str:
    return wording.RELEVANT(title=draft.title).to(ctx.camp.language) if "relevance" in draft.flags else draft.title


def _options(ctx: Context, draft: PollDraft) -> list[str]:
    if "relevance" in draft.flags:
        return [option().to(ctx.camp.language) for option in wording.RELEVANCE]
    return draft.options


def _most(draft: PollDraft) -> int:
    if draft.kind == "single":
        return 1
    return draft.numbers.get("most", wording.MOST_OPTIONS if "addable" in draft.flags else len(draft.options))


# ── at its time ──────────────────────────────────────────────────────────────────────────────────────────────────────


feature.act(
    "poll_plan",
    Phrase(zh="{who} 安排投票“{title}”：{when}", en="{who} planned the poll “{title}”: {when}"),
    shows=recurrence.shown,
)


@feature.undoes("poll_plan", by=Role.MANAGER)
def plan_back(ctx: Context, plan: int) -> None:
    if not polls.stop_plan(ctx.db, plan, at=ctx.now):
        raise Refusal(NO_PLAN(id=plan))
    ctx.later("polls.open", f"plan:{plan}", None)
    ctx.reply(STOPPED(id=plan))


def _plan(ctx: Context, draft: PollDraft, place: str) -> None:
    assert draft.start is not None
    rooms_to_ask(ctx, place)
    first = draft.start.after(ctx.now, ctx.zone, calendar.of_settings(ctx.camp.settings))
    number = polls.plan(ctx.db, ctx.camp.id, ctx.person.id, place, draft.without_start.strip(), rhythm.to_json(draft.start))
    ctx.later("polls.open", f"plan:{number}", first)
    said = _when(ctx, draft)
    ctx.audit("poll_plan", undo={"plan": number}, title=draft.title, begins=rhythm.to_json(draft.start))
    ctx.reply(PLANNED(when=said, title=draft.title, id=number), *recurrence.unsure(ctx, draft.start))


def _when(ctx: Context, draft: PollDraft) -> Line:
    assert draft.start is not None
    return when.said(draft.start, ctx.local(ctx.now), calendar.of_settings(ctx.camp.settings))


@feature.due("open")
def open_planned(ctx: Context, subject: str, _: datetime) -> None:
    """A planned poll opens as it was written, its deadline counted from now; the next one is put on the agenda first."""
    plan = polls.find_plan(ctx.db, int(subject.partition(":")[2]))
    if plan is None:
        return
    following = recurrence.following(ctx, plan)
    ctx.later("polls.open", subject, following)
    if following is None:
        polls.stop_plan(ctx.db, plan.id, at=ctx.now)
    recurrence.opened(ctx, plan, lambda: open_poll(ctx, _draft(ctx, plan.words), plan.place, plan.author))


@feature.on("rescheduled")
def plan_anew(ctx: Context) -> None:
    recurrence.anew(ctx, "polls.open", polls.plans(ctx.db, ctx.camp.id))


def _stop(ctx: Context, number: int) -> None:
    plan = polls.find_plan(ctx.db, number)
    if plan is None or plan.camp != ctx.camp.id or (plan.author != ctx.person.id and ctx.role < Role.MANAGER):
        raise Refusal(NO_PLAN(id=number))
    polls.stop_plan(ctx.db, number, at=ctx.now)
    ctx.later("polls.open", f"plan:{number}", None)
    ctx.reply(STOPPED(id=number))


# ── while it runs ────────────────────────────────────────────────────────────────────────────────────────────────────


def _obey(ctx: Context, number: int, order: str) -> None:
    found = polls.find(ctx.db, number)
    if found is None or found.camp != ctx.camp.id:
        raise Refusal(UNKNOWN(id=number))
    if not order and not is_theirs(ctx, found.author, found.place):
        raise Refusal(NOT_THERE)
    if not order:
        polls.add_message(ctx.db, found.id, ctx.reply(*shown(ctx, found)))
        return
    if found.author != ctx.person.id and ctx.role < Role.MANAGER:
        raise Refusal(NOT_YOURS(id=number))
    if found.stage == "closed":
        raise Refusal(CLOSED(id=number))
    match order:
        case "close":
            close_now(ctx, found)
        case "shortlist" if found.stage == "nominating":
            to_the_vote(ctx, found)
        case "shortlist":
            raise Refusal(NOT_AN_AWARD(id=number))
        case _:
            nudge(ctx, found)
            return
    if ctx.address.direct:  # what came of it is said in the rooms
        ctx.reply((ENDED if order == "close" else SHORTLISTED)(id=number))


@feature.undoes("poll", by=Role.MANAGER)
def poll_back(ctx: Context, poll: int) -> None:
    found = polls.find(ctx.db, poll)
    if found is None or not polls.close(ctx.db, poll, at=ctx.now):
        raise Refusal(CLOSED(id=poll))
    for job in ("polls.close", "polls.shortlist", "polls.refresh"):
        ctx.later(job, found.subject, None)
    if found.anonymous:
        _forget(ctx, found)
    for message in polls.posts(ctx.db, poll):
        ctx.edit(message, TAKEN_BACK)
    ctx.reply(UNDONE(id=poll))


def _forget(ctx: Context, poll: Poll) -> None:
    """Nobody will count its anonymous ballots: they go."""
    ctx.later("ballots.mix", poll.subject, None)
    ballots.drop(ctx.db, poll.subject)
    ctx.task("ballots.forget")
