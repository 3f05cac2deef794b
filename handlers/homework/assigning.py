"""Setting homework and changing its rules: checked whole, shown to its author first where it goes to many, taken back by 撤销."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from difflib import get_close_matches
from typing import Any, NamedTuple

from bot import draft
from bot.feature import Context, Line, Phrase, Refusal, Role
from bot.names import folded
from handlers.homework import telling, wording
from handlers.homework.settings import feature
from storage import memberships
from storage.homework import assignments, progress
from storage.homework.assignments import Homework

LONGEST_TITLE, LONGEST_BRIEF, LONGEST_LINE = 20, 1000, 8
MOST_LINES, LEAST_PEERS, MOST_PEERS, LEAST_RATERS = 6, 2, 5, 2
MOST_REVIEWERS = 10

FOR_MANAGERS = Phrase(
    zh="布置作业要由社群经理来做。要交就发：交作业 {title}",
    en="Setting homework is for managers. To hand it in send: submit {title}",
)
LONG_TITLE = Phrase(
    zh="作业名最多{most}个字，要求写在名字后面。试试：作业 拜访提纲 写出三个问题 截止=周五 18:00",
    en="A title has at most {most:character|characters}; what to do comes after it. Try: homework Visit write three questions until=Fri",
)
NO_TITLE = Phrase(
    zh="还差作业名。试试：作业 拜访提纲 截止=周五 18:00", en="A title is missing. Try: homework Visit until=Fri 18:00"
)
RESERVED = Phrase(
    zh="“{title}”是指令里的词，换个名字。试试：作业 拜访提纲 截止=周五 18:00",
    en="“{title}” is a word of ours; please choose another. Try: homework Visit until=Fri 18:00",
)
ODD_TITLE = Phrase(
    zh="作业名不能全是数字或符号。试试：作业 拜访提纲 截止=周五 18:00",
    en="A title needs a letter in it. Try: homework Visit until=Fri 18:00",
)
LONG_BRIEF = Phrase(
    zh="要求最多{most}字，长的放进微课或文件。",
    en="What to do has at most {most:character|characters}; put more in a lesson or file.",
)
NO_TAG = Phrase(zh="没有人有“{tag}”这个标签。有：{tags}", en="Nobody has the tag “{tag}”. There are: {tags}")
NO_TAGS = Phrase(
    zh="没有人有“{tag}”这个标签。先打上：标签 林晓 +{tag}", en="Nobody has the tag “{tag}”. To give it: tag NAME +{tag}"
)
NO_LEARNERS = Phrase(zh="营里还没有学员，没有人要交。", en="The camp has no learners yet; nobody would hand it in.")
NO_LEARNER_TAGGED = Phrase(
    zh="有“{tag}”标签的都不是学员，没有人要交。", en="Nobody tagged “{tag}” is a learner; nobody would hand it in."
)
NOT_A_REVIEWER = Phrase(
    zh="{name}是学员，评阅要由专家或社群经理来做。先发：角色 {name} 专家",
    en="{name} is a learner; reading is for experts and managers. First send: role {name} expert",
)
TOO_MANY_REVIEWERS = Phrase(zh="评阅最多{most}位。", en="At most {most:reviewer|reviewers} may be named.")
BAD_PEERS = Phrase(
    zh="同伴是{least}到{most}位（0是不互评）。试试：作业 {title} 同伴=2 截止=周五 18:00",
    en="peers is {least} to {most} (0 for none). Try: homework {title} peers=2 until=Fri 18:00",
)
PEERS_NEED_UNTIL = Phrase(
    zh="同伴互评要等截止后抽签，请写截止。试试：作业 {title} 同伴=2 截止=周五 18:00",
    en="Peers are drawn at the deadline, so it needs one. Try: homework {title} peers=2 until=Fri 18:00",
)
BAD_RUBRIC = Phrase(
    zh="维度是1到{most}个不重复的名字，每个最多{longest}字。试试：维度=逻辑、数据、表达",
    en="A rubric has 1 to {most} different names of at most {longest:character|characters}. Try: rubric=logic,facts,style",
)
TOO_FEW_RATERS = Phrase(
    zh="按维度打分至少要{least}位。试试：同伴=2，或 评阅=何琳、周航",
    en="A rubric takes at least {least:rater|raters}. Try: peers=2, or reviewer=Helen,Ed",
)
BAD_LATE = Phrase(
    zh="迟交可以写：收、标记、不收。试试：作业 {title} 迟交=不收",
    en="late may be: take, mark, refuse. Try: homework {title} late=refuse",
)
DRAWN = Phrase(
    zh="《{title}》已经抽过签、在互评了，截止、同伴和维度不能再改。",
    en="The peers for “{title}” are drawn and at work; deadline, peers and rubric stay.",
)
UNKNOWN = Phrase(
    zh="没有作业“{title}”{near}。要布置就写上截止：作业 {title} 截止=周五 18:00",
    en="There is no homework “{title}”{near}. To set it name a deadline: homework {title} until=Fri 18:00",
)
NEAR = Phrase(zh="，有《{near}》", en="; there is “{near}”")
CLOSED = Phrase(zh="《{title}》已经关了，先重开：作业 开 {title}", en="“{title}” is closed; first: homework reopen {title}")
NOTHING_NEW = Phrase(zh="《{title}》本来就是这样，没有改。", en="“{title}” is like that already; nothing was changed.")

WHAT_NEW = Phrase(
    zh="新作业《{title}》：{rules}，私信{n}位要交的。",
    en="new homework “{title}”: {rules}; in private to the {n:person|people} it is for.",
)
WHAT_MOVED = Phrase(
    zh="《{title}》改期，私信还没交的{n}位。", en="another deadline for “{title}”, in private to the {n} who still owe it."
)
SET = Phrase(
    zh="✅ 作业《{title}》布置好了：{rules}，正在私信{n}人。看进度：作业 {title}",
    en="✅ Homework “{title}” is set: {rules}; {n:person is|people are} being told. To see how it goes: homework {title}",
)
CHANGED = Phrase(zh="✅ 作业《{title}》改好了：{rules}。", en="✅ Homework “{title}” is changed: {rules}.")
OF_TAG = Phrase(zh="给“{tag}”", en="for “{tag}”")
READ_BY = Phrase(zh="{names}评阅", en="read by {names}")
PEERS = Phrase(zh="每份{n}位同伴评", en="rated by {n:peer|peers}")
RUBRIC = Phrase(zh="按{names}打分", en="points for {names}")
TOTAL = Phrase(zh="总评", en="overall")

feature.act("homework", Phrase(zh="{who} 设了作业《{title}》", en="{who} set homework “{title}”"))
WRITTEN_LATE = {word: policy for policy, said in wording.LATE.items() for word in (said.zh, said.en)}
SEPARATORS = re.compile(r"[、,，;；/／\s]+")


class HomeworkOptions(NamedTuple):
    """The options as they were typed; None is one that was left out."""

    until: datetime | None
    reviewers: str | None
    tag: str | None
    peers: int | None
    rubric: str | None
    late: str | None

    def __bool__(self) -> bool:
        return any(one is not None for one in self)


class NewRules(NamedTuple):
    """What homework is to be, whole."""

    title: str
    brief: str
    tag: str | None
    until: datetime | None
    late: str
    peers: int
    rubric: tuple[str, ...]
    reviewers: tuple[memberships.Member, ...]

    @property
    def kept(self) -> dict[str, Any]:
        """The rules as `storage` takes them."""
        return {name: getattr(self, name) for name in assignments.RULES} | {"rubric": list(self.rubric)}


def assign(ctx: Context, known: Homework | None, words: str, given: HomeworkOptions, reserved: frozenset[str]) -> None:
    """Sets new homework, or changes what is given of one that is known; `words` are a title and what to do, or what to do."""
    if ctx.role < Role.MANAGER:
        title = known.title if known else wording.title_in(words)[0]
        raise Refusal(FOR_MANAGERS(title=title[:LONGEST_TITLE]))
    if known is not None:
        return _change(ctx, known, words, given)
    title, brief = wording.title_in(words)
    _check_title(ctx, title, given, reserved)
    rules = _checked(ctx, NewRules(title, brief, None, None, "mark", 0, (), ()), given)
    expected = _whose(ctx, rules.tag)
    if not ctx.sends_draft:
        said = telling.set_said(title, _until(rules), brief)
        view = draft.in_private(expected, said, telling.hand_in_press(_unset(rules)))
        return draft.show(ctx, WHAT_NEW(title=title, rules=list(_rules(rules)), n=expected), view, until=rules.until)
    number = assignments.set_homework(ctx.db, ctx.camp.id, title, **rules.kept, by=ctx.member.id, at=ctx.now)
    if number is None:  # set by somebody else while the draft waited
        raise Refusal(NOTHING_NEW(title=title))
    assignments.name_reviewers(ctx.db, number, [one.id for one in rules.reviewers])
    telling.plan(ctx, number, rules.until)
    telling.begin(ctx, number, "set")
    ctx.audit("homework", undo={"homework": number, "before": None, "reviewers": []}, title=title)
    ctx.reply(SET(title=title, rules=list(_rules(rules)), n=expected))


def _unset(rules: NewRules) -> Homework:
    """Homework for a button that is only looked at."""
    return Homework(0, 0, rules.title, "", None, None, "mark", 0, (), None, 0, None, None)


def _check_title(ctx: Context, title: str, given: HomeworkOptions, reserved: frozenset[str]) -> None:
    """Raises Refusal for a title that cannot be, or words that set nothing."""
    if not title:
        raise Refusal(NO_TITLE)
    if not given:
        near = get_close_matches(title, [one.title for one in assignments.of_camp(ctx.db, ctx.camp.id)], n=1, cutoff=0.5)
        raise Refusal(UNKNOWN(title=title[:LONGEST_TITLE], near=NEAR(near=near[0]) if near else ""))
    if folded(title) in reserved:
        raise Refusal(RESERVED(title=title))
    if len(title) > LONGEST_TITLE:
        raise Refusal(LONG_TITLE(most=LONGEST_TITLE))
    if not re.search(r"[^\W\d_]", title):
        raise Refusal(ODD_TITLE)


def _change(ctx: Context, known: Homework, brief: str, given: HomeworkOptions) -> None:
    if not known.is_open:
        raise Refusal(CLOSED(title=known.title))
    named = tuple(memberships.member(ctx.db, one.id) for one in assignments.reviewers(ctx.db, known.id))
    before = NewRules(known.title, known.brief, known.tag, known.until, known.late, known.peers, known.rubric, named)
    rules = _checked(ctx, before._replace(brief=brief or known.brief), given)
    if rules == before:
        raise Refusal(NOTHING_NEW(title=known.title))
    settled = (rules.until, rules.peers, rules.rubric) != (before.until, before.peers, before.rubric)
    if known.seed is not None and settled:
        raise Refusal(DRAWN(title=known.title))
    _whose(ctx, rules.tag)
    moves = rules.until != before.until
    if moves and not ctx.sends_draft:
        owing = len(progress.owing(ctx.db, known.id))
        view = draft.in_private(owing, telling.moved_said(known.title, rules.until), telling.hand_in_press(known))
        return draft.show(ctx, WHAT_MOVED(title=known.title, n=owing), view, until=rules.until)
    assignments.change(ctx.db, known.id, **rules.kept)
    assignments.name_reviewers(ctx.db, known.id, [one.id for one in rules.reviewers])
    if moves:
        telling.plan(ctx, known.id, rules.until)
        telling.begin(ctx, known.id, "moved")
    undo = {"homework": known.id, "before": _plain(before), "reviewers": [one.id for one in named]}
    ctx.audit("homework", undo=undo, title=known.title)
    ctx.reply(CHANGED(title=known.title, rules=list(_rules(rules))))


def _plain(rules: NewRules) -> dict[str, Any]:
    """Rules as they are kept for an undoing."""
    return rules.kept | {"until": rules.until.isoformat() if rules.until else None}


# ── reading the options ──────────────────────────────────────────────────────────────────────────────────────────────


def _checked(ctx: Context, rules: NewRules, given: HomeworkOptions) -> NewRules:
    """The rules with what is given in them. Raises Refusal naming the first that cannot be."""
    title = rules.title
    if len(rules.brief) > LONGEST_BRIEF:
        raise Refusal(LONG_BRIEF(most=LONGEST_BRIEF))
    if given.until is not None:
        rules = rules._replace(until=given.until)
    if given.tag is not None:
        rules = rules._replace(tag=given.tag or None)
    if given.late is not None:
        if given.late.strip().casefold() not in WRITTEN_LATE:
            raise Refusal(BAD_LATE(title=title))
        rules = rules._replace(late=WRITTEN_LATE[given.late.strip().casefold()])
    if given.peers is not None:
        if given.peers and not LEAST_PEERS <= given.peers <= MOST_PEERS:
            raise Refusal(BAD_PEERS(title=title, least=LEAST_PEERS, most=MOST_PEERS))
        rules = rules._replace(peers=given.peers)
    if given.reviewers is not None:
        rules = rules._replace(reviewers=tuple(_named(ctx, given.reviewers)))
    if given.rubric is not None:
        rules = rules._replace(rubric=_lines(given.rubric))
    if rules.peers and rules.until is None:
        raise Refusal(PEERS_NEED_UNTIL(title=title))
    if rules.peers and not rules.rubric:
        rules = rules._replace(rubric=(TOTAL().to(ctx.camp.language),))
    if rules.rubric and not rules.peers and len(rules.reviewers) < LEAST_RATERS:
        raise Refusal(TOO_FEW_RATERS(least=LEAST_RATERS))
    return rules


def _named(ctx: Context, words: str) -> list[memberships.Member]:
    """Who is to read it; 无 names nobody. Raises Refusal for somebody who left, is unknown or is a learner."""
    if words.strip().casefold() in ("无", "none", "0"):
        return []
    names = [name for name in SEPARATORS.split(words.strip()) if name]
    if len(names) > MOST_REVIEWERS:
        raise Refusal(TOO_MANY_REVIEWERS(most=MOST_REVIEWERS))
    found = {member.id: member for member in map(ctx.member_named, names)}
    learner = next((member for member in found.values() if member.role == "learner"), None)
    if learner is not None:
        raise Refusal(NOT_A_REVIEWER(name=learner.name))
    return sorted(found.values(), key=lambda member: member.id)


def _lines(words: str) -> tuple[str, ...]:
    if words.strip().casefold() in ("无", "none", "0"):
        return ()
    lines = tuple(line for line in SEPARATORS.split(words.strip()) if line)
    fits = 1 <= len(lines) <= MOST_LINES and len({folded(line) for line in lines}) == len(lines)
    if not fits or any(len(line) > LONGEST_LINE or line.isdecimal() for line in lines):
        raise Refusal(BAD_RUBRIC(most=MOST_LINES, longest=LONGEST_LINE))
    return lines


def _whose(ctx: Context, tag: str | None) -> int:
    """How many it is for. Raises Refusal where that is nobody."""
    if tag is None:
        if not ctx.camp.learners:
            raise Refusal(NO_LEARNERS)
        return ctx.camp.learners
    tagged = memberships.members(ctx.db, ctx.camp.id, tagged=tag)
    if not tagged:
        tags = [name for name, _ in memberships.tags(ctx.db, ctx.camp.id)]
        raise Refusal(NO_TAG(tag=tag[:20], tags=tags) if tags else NO_TAGS(tag=tag[:20]))
    learners = sum(member.role == "learner" for member in tagged)
    if not learners:
        raise Refusal(NO_LEARNER_TAGGED(tag=tag))
    return learners


def _until(rules: NewRules) -> Line:
    return wording.UNTIL(at=rules.until) if rules.until is not None else wording.NO_UNTIL()


def _rules(rules: NewRules) -> Iterator[Line]:
    """All of them, in words."""
    yield _until(rules)
    if rules.tag is not None:
        yield OF_TAG(tag=rules.tag)
    if rules.reviewers:
        yield READ_BY(names=[one.name for one in rules.reviewers])
    if rules.peers:
        yield PEERS(n=rules.peers)
    if rules.rubric:
        yield RUBRIC(names=list(rules.rubric))
    if rules.until is not None:
        yield wording.LATE_SAID[rules.late]()
