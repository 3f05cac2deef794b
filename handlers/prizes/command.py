"""奖项: what is given for which period and by which rule; managers add one, see how it stands, and end it."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named, Onwards
from bot.audience import Audience
from bot.feature import Context, Line, NotAnAnswer, Phrase, Refusal, Role
from bot.names import folded
from handlers.prizes import ending, figures, rules, wording
from handlers.prizes.settings import YEAR_BEGINS, feature
from storage import memberships, prizes
from storage.prizes import MOST_TOP, Prize

ADDS, STOPS = {"加", "add"}, {"停", "stop"}
SOME = "哪个"
MOST, LONGEST, USUAL_TOP = 20, 20, 3

NONE = Phrase(zh="还没有奖项。", en="There are no prizes yet.")
HOW = Phrase(
    zh="设一个：奖项 加 知识传播奖 每季度 按=采纳的回答 前=3", en="To set one: prizes add Teacher quarterly by=answers first=3"
)
LIST = Phrase(zh="🏆 奖项", en="🏆 Prizes")
ENTRY = Phrase(zh="{title}：{rule}{tag}（这期：{period}）", en="{title}: {rule}{tag} (now: {period})")
FOR_MANAGERS = Phrase(zh="奖项由社群经理来设。看有哪些发：奖项", en="Prizes are set by managers. To see them send: prizes")
NO_TITLE = Phrase(
    zh="奖项要有1到{most}个字的名字。试试：奖项 加 知识传播奖 每季度 按=采纳的回答 前=3",
    en="A prize has a name of at most {most:character|characters}. Try: prizes add Teacher quarterly by=answers first=3",
)
NO_PERIOD = Phrase(
    zh="多久一次？每周、每月或每季度。试试：奖项 加 {title} 每季度 按=采纳的回答",
    en="How often? weekly, monthly or quarterly. Try: prizes add {title} quarterly by=answers",
)
NO_FIGURE = Phrase(
    zh="按什么数？试试：奖项 加 {title} 每季度 按=采纳的回答。可以按：{names}",
    en="By which figure? Try: prizes add {title} quarterly by=answers. It may go by: {names}",
)
NO_TOP = Phrase(
    zh="前=要写1到{most}的整数。试试：奖项 加 {title} 每月 按=积分 前=3",
    en="first= takes a whole number from 1 to {most}. Try: prizes add {title} monthly by=points first=3",
)
NO_TIES = Phrase(
    zh="并列=要写“都给”或“积分高”。试试：奖项 加 {title} 每月 按=积分 并列=都给",
    en="ties= takes “all” or “points”. Try: prizes add {title} monthly by=points ties=all",
)
NO_TAG = Phrase(
    zh="没有人有“{tag}”这个标签。先打上：标签 林晓 +{tag}", en="Nobody has the tag “{tag}”. To give it: tag NAME +{tag}"
)
THERE_IS = Phrase(
    zh="已经有“{title}”了。要换规则先发：奖项 停 {title}",
    en="There is “{title}” already. To change its rule first send: prizes stop {title}",
)
TOO_MANY = Phrase(zh="一个营最多{most}个奖项，先停一个。", en="A camp has at most {most:prize|prizes}; end one first.")
NO_SUCH = Phrase(zh="没有奖项“{title}”。看有哪些：奖项", en="There is no prize “{title}”. To see them: prizes")
ADDED = Phrase(
    zh="✅ 设好了“{title}”：{rule}{tag}。这期{period}，{last}过完我算好，你确认了才公布。",
    en="✅ “{title}” is set: {rule}{tag}. This one is {period}; when {last} is over it is worked out, and announced only when you say so.",
)
FROM_NOW = Phrase(
    zh="“{figure}”从现在起数，之前的不算进这期。",
    en="“{figure}” is counted from now on; what was before does not count this time.",
)
STOPPED = Phrase(zh="✅ “{title}”停了，之后不再算。", en="✅ “{title}” is ended; nothing more is worked out.")
GOES_ON = Phrase(zh="✅ “{title}”接着算。", en="✅ “{title}” goes on.")
GOES_ON_ALREADY = Phrase(zh="已经又有一个“{title}”了，没有恢复。", en="There is another “{title}” by now; it was not resumed.")
TAKEN_BACK = Phrase(zh="✅ “{title}”撤了。", en="✅ “{title}” was taken back.")
SO_FAR = Phrase(zh="🏆 {title}（{period}）现在是（只你看到）", en="🏆 {title} ({period}) as it stands (only you see this)")
YOU_HAVE = Phrase(zh="你这期{figure} {value}，现在第{place}名。", en="Yours so far, {figure}: {value}, which is place {place}.")
YOU_ARE_BEHIND = Phrase(
    zh="你这期{figure} {value}，还没进前{top}名。", en="Yours so far, {figure}: {value}, not in the top {top} yet."
)
NOBODY = Phrase(zh="还没有人有{figure}。", en="Nobody has any so far ({figure}).")

feature.act("prize", Phrase(zh="{who} 设了奖项“{title}”", en="{who} set the prize “{title}”"))
feature.act("prize_stopped", Phrase(zh="{who} 停了奖项“{title}”", en="{who} ended the prize “{title}”"))


@feature.command(
    "奖项",
    "prizes",
    help=Phrase(
        zh="看每周、每月、每季度的奖项按什么评；经理设、停、确认。",
        en="What is given weekly, monthly, quarterly and by which rule; managers set, end and confirm it.",
    ),
    opens="F",
    asked={
        r"(?:有|都有)?(?:什么|哪些)奖(?:项|励)?|(?:怎么|如何)(?:才能)?(?:拿|得|获)奖|(?:有|能)?抽奖[吗么]?|我(?:中|得|获|拿)(?:到)?了?奖了?[吗么没]?|奖(?:品|励|项)什么时候(?:发|公布)"
        r"|(?:离|距离)?(?:得|拿)奖还差多少|(?:what|which) (?:prizes|awards) (?:are there|can i win)|did i win(?: anything)?": "",
        r"(?P<title>\S{1,20}(?:奖|之星))(?:是|要)?(?:怎么|如何)(?:评|算|拿|得)的?|(?P<mine>\S{1,20}(?:奖|之星))我?(?:是|排)?第几(?:名)?": "哪个 {title}{mine}",
        r"(?:停掉?|停止|不再?发|取消)(?P<title>\S{1,20}(?:奖|之星))": "停 {title}",
        r"(?:设|加|新建|添加|设立)(?:一个|个)?奖项?(?:[：:\s]+(?P<rest>.{1,100}))?|奖项加[：:\s]*(?P<more>.{0,100})": "加 {rest}{more}",
    },
    examples=[
        "奖项",
        "奖项 加 知识传播奖 每季度 按=采纳的回答 前=3",
        "奖项 加 月度之星 每月 按=学习积分 前=1 并列=积分高",
        "奖项 知识传播奖",
        "奖项 停 知识传播奖",
        "prizes",
        "prizes add Teacher quarterly by=answers first=3",
    ],
)
def prize(
    ctx: Context,
    words: Annotated[str, Named("奖项", "prize")] = "",
    *,
    by: Annotated[Onwards | None, Named("按", "by")] = None,
    first: Annotated[int | None, Named("前", "first")] = None,
    ties: Annotated[str | None, Named("并列", "ties")] = None,
    tag: Annotated[str | None, Named("标签", "tag")] = None,
) -> None:
    verb, _, rest = words.strip().partition(" ")
    if not verb:
        return _list(ctx)
    if verb == SOME:  # asked in a sentence that may be about something else
        if prizes.titled(ctx.db, ctx.camp.id, folded(rest.strip())) is None:
            raise NotAnAnswer
        words, verb = rest, ""
    if ctx.role < Role.MANAGER and (folded(verb) in ADDS | STOPS or by is not None):
        raise Refusal(FOR_MANAGERS)
    if ctx.role < Role.MANAGER:
        return _mine(ctx, _meant(ctx, words))
    if (told := rules.told_in(words)) is not None and by is None:  # 按学习积分 前三
        words, by, first = told.words, Onwards(told.by), told.first if first is None else first
        verb, _, rest = words.partition(" ")
    if folded(verb) in ADDS:
        return _add(ctx, rest.strip(), by, USUAL_TOP if first is None else first, ties, tag)
    if by is not None:  # a rule is of a new one
        return _add(ctx, words.strip(), by, USUAL_TOP if first is None else first, ties, tag)
    if folded(verb) in STOPS:
        return _stop(ctx, _meant(ctx, rest))
    _so_far(ctx, _meant(ctx, words))


def _list(ctx: Context) -> None:
    known = prizes.running(ctx.db, ctx.camp.id)
    if not known:
        return _say(ctx, NONE, *([HOW] if ctx.role >= Role.MANAGER else []))
    _say(ctx, LIST, *(_entry(ctx, one) for one in known))


def _say(ctx: Context, *said: Line | Phrase) -> None:
    ctx.reply(*said)


def _entry(ctx: Context, one: Prize) -> Line:
    now = wording.period(ctx, one.period, one.first, one.last)
    return ENTRY(title=one.title, rule=wording.rule(one), tag=_tag(one), period=now)


def _tag(one: Prize) -> Line | str:
    return wording.FOR_TAG(tag=one.tag) if one.tag else ""


def _add(ctx: Context, words: str, by: str | None, top: int, ties: str | None, tag: str | None) -> None:
    title, period = _read(words)
    if not 1 <= len(title) <= LONGEST:
        raise Refusal(NO_TITLE(most=LONGEST))
    if period is None:
        raise Refusal(NO_PERIOD(title=title))
    if by is None:
        raise Refusal(NO_FIGURE(title=title, names=list(figures.names().values())))
    figure = figures.read(by)
    if not 1 <= top <= MOST_TOP:
        raise Refusal(NO_TOP(title=title, most=MOST_TOP))
    parted = {folded(word): code for code, name in wording.TIES.items() for word in (name.zh, name.en)}
    if ties is not None and folded(ties) not in parted:
        raise Refusal(NO_TIES(title=title))
    if tag is not None and not memberships.members(ctx.db, ctx.camp.id, tagged=tag):
        raise Refusal(NO_TAG(tag=tag[:20]))
    if len(prizes.running(ctx.db, ctx.camp.id)) >= MOST:
        raise Refusal(TOO_MANY(most=MOST))
    days = rules.holding(period, ctx.today, ctx.setting(YEAR_BEGINS))
    number = prizes.add(
        ctx.db,
        ctx.camp.id,
        title,
        folded(title),
        period=period,
        figure=figure,
        top=top,
        ties=parted[folded(ties)] if ties is not None else "all",
        tag=tag,
        first=days.first,
        last=days.last,
        by=ctx.person.id,
        at=ctx.now,
    )
    if number is None:
        raise Refusal(THERE_IS(title=title))
    one = prizes.find(ctx.db, number)
    assert one is not None
    prizes.write_base(ctx.db, number, figures.counted_now(ctx, figure))
    ending.plan(ctx, one)
    ctx.audit("prize", undo={"prize": number}, title=title)
    now = wording.period(ctx, period, one.first, one.last)
    last = wording.DAY(month=one.last.month, day=one.last.day)
    from_now = [FROM_NOW(figure=figures.names()[figure])] if figure.startswith(figures.COUNTED) else []
    ctx.reply(ADDED(title=title, rule=wording.rule(one), tag=_tag(one), period=now, last=last), *from_now)


def _read(words: str) -> tuple[str, str | None]:
    """The name, and how often."""
    often = {folded(word): code for code, name in wording.PERIODS.items() for word in (name.zh, name.en)}
    often |= {word: code for code, words_ in wording.ALSO.items() for word in words_}
    parts = words.split()
    period = next((often[folded(part)] for part in parts if folded(part) in often), None)
    left = (part for part in parts if folded(part) not in often and not rules.EVERY.fullmatch(part))
    return " ".join(left).strip('“”"《》'), period


def _meant(ctx: Context, words: str) -> Prize:
    title = words.strip().strip('“”"《》')
    found = prizes.titled(ctx.db, ctx.camp.id, folded(title))
    if found is None:
        raise Refusal(NO_SUCH(title=title[:20]))
    return found


def _mine(ctx: Context, one: Prize) -> None:
    """A prize's rule and one's own part in it, nobody else's."""
    period = rules.PrizePeriod(one.first, one.last)
    value = figures.within(ctx, one, period).get(ctx.member.id, 0)
    place = next((it.place for it in figures.winners(ctx, one, period) if it.member == ctx.member.id), None)
    said = {"figure": figures.names()[one.figure], "value": value}
    mine = YOU_HAVE(**said, place=place) if place is not None else YOU_ARE_BEHIND(**said, top=one.top)
    ctx.reply(_entry(ctx, one), mine, audience=Audience.PERSON)


def _so_far(ctx: Context, one: Prize) -> None:
    names = {it.id: it.name for it in memberships.members(ctx.db, ctx.camp.id)}
    places = figures.winners(ctx, one, rules.PrizePeriod(one.first, one.last))
    lines = [wording.PLACE(place=it.place, name=names[it.member], value=it.value) for it in places[: wording.SHOWN]]
    nobody = [] if lines else [NOBODY(figure=figures.names()[one.figure])]
    head = SO_FAR(title=one.title, period=wording.period(ctx, one.period, one.first, one.last))
    ctx.reply(head, *lines, *nobody, audience=Audience.MANAGERS)


def _stop(ctx: Context, one: Prize) -> None:
    prizes.end(ctx.db, one.id, at=ctx.now)
    ending.forget(ctx, one)
    ctx.audit("prize_stopped", undo={"prize": one.id}, title=one.title)
    ctx.reply(STOPPED(title=one.title))


@feature.undoes("prize", by=Role.MANAGER, thing=["title"])
def add_back(ctx: Context, prize: int) -> None:
    one = prizes.find(ctx.db, prize)
    assert one is not None
    prizes.end(ctx.db, prize, at=ctx.now)
    ending.forget(ctx, one)
    ctx.reply(TAKEN_BACK(title=one.title))


@feature.undoes("prize_stopped", by=Role.MANAGER, thing=["title"])
def stop_back(ctx: Context, prize: int) -> None:
    one = prizes.find(ctx.db, prize)
    assert one is not None
    if prizes.titled(ctx.db, ctx.camp.id, folded(one.title)) is not None:
        raise Refusal(GOES_ON_ALREADY(title=one.title))
    prizes.resume(ctx.db, prize, one.first, one.last)
    ending.plan(ctx, one)
    ctx.reply(GOES_ON(title=one.title))
