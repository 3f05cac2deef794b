"""互评 设, 评分人, 停: what is rated, of whom and from when; who rates whom is drawn and can be changed; nobody is their own peer."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Context, Phrase, Refusal, Role
from handlers.feedback import asking, rules
from handlers.feedback.settings import EXAMPLE, WAVES, feature
from scheduler.when import parse_day
from storage import memberships
from storage.feedback import people, waves
from storage.feedback.waves import Feedback

MOST_RATED = 300
USUAL_PEERS = 4
SET = Phrase(
    zh="✅ 互评定了：{n}人，{k}项行为（{behaviours}），培训 {ends:%Y-%m-%d} 结束。\n{asked}发给大家：每人评自己，"
    "另由上级{superior}和抽到的{peers}位同事匿名评；180天、365天再提醒你看成效。改某人的评分人：互评 评分人 {name} 上级=何琳 同事=周航、陈默、赵敏",
    en="✅ Ratings are set: {n:person|people}, {k:behaviour|behaviours} ({behaviours}), training ended {ends:%Y-%m-%d}.\n"
    "Asked on {asked}: everybody rates themselves, and {superior} and {peers:peer|peers} drawn by lot rate them anonymously; "
    "after 180 and 365 days you are reminded to look. To change who rates somebody: feedback360 raters {name} manager=Helen peers=Ann,Ben,Eva",
)
DAY = Phrase(zh="{at:%m-%d}", en="{at:%b %d}")
TOO_LATE = Phrase(
    zh="培训 {ends:%Y-%m-%d} 结束，{days}天的互评已经过了，现在评不出变化。",
    en="The training ended on {ends:%Y-%m-%d}; even day {days} has passed.",
)
STOPPED = Phrase(zh="✅ 互评停了，评过的还看得到。", en="✅ No more ratings are asked for; what was rated can still be seen.")
GOES_ON = Phrase(zh="✅ 互评接着收。", en="✅ Ratings are asked for again.")
UNSET = Phrase(zh="✅ 互评撤销了，没有发出过。", en="✅ The ratings are taken back; nobody was asked.")
RATERS = Phrase(zh="✅ 评{name}的人：{raters}。", en="✅ {name} is rated by: {raters}.")
SUPERIOR = Phrase(zh="{name}（上级）", en="{name} (manager)")

NO_BEHAVIOURS = Phrase(
    zh="写上1到{most}项关键行为和结束日。试试：{example}", en="Name 1 to {most} key behaviours and the last day. Try: {example}"
)
LONG_BEHAVIOUR = Phrase(zh="“{word}”太长，一项最多{most}字。", en="“{word}” is too long; at most {most:character|characters}.")
NO_DAY = Phrase(zh="没看懂培训哪天结束。试试：{example}", en="On which day did the training end? Try: {example}")
THERE_IS_ONE = Phrase(
    zh="已经有一个互评（{ends:%Y-%m-%d} 结束的培训）。要换先发“互评 停”。",
    en="There is one already, of the training that ended on {ends:%Y-%m-%d}. To change it first send “feedback360 stop”.",
)
TOO_FEW = Phrase(
    zh="能互评的只有{n}人，至少要{least}人，不然谁评的看得出来。",
    en="There are only {n} to rate each other; it takes {least}, or one could tell who said what.",
)
TOO_MANY = Phrase(
    zh="一次最多互评{most}人，这里有{n}人。用标签分批：互评 设 … 给=骨干",
    en="At most {most} at once; here: {n}. Take a tag: feedback360 set … for=core",
)
NOTHING = Phrase(zh="现在没有互评。设一个：{example}", en="There are no ratings set. To set them: {example}")
NOT_RATED = Phrase(zh="{name}不在这次互评里。", en="{name} is not rated in it.")
ONESELF = Phrase(
    zh="{name}不能当自己的同事来评，自评是另外问的。",
    en="{name} cannot be their own peer; they are asked about themselves anyway.",
)
WHO = Phrase(
    zh="写上谁、上级和至少{least}位同事。试试：互评 评分人 林晓 上级=何琳 同事=周航、陈默、赵敏",
    en="Say whom, their manager and at least {least:peer|peers}. Try: feedback360 raters Ann manager=Helen peers=Ben,Eva,Tom",
)
RUNNING = Phrase(
    zh="训后{days}天的评分已经在收，收齐以后再改。", en="People rate for day {days} just now; change it when all came in."
)
ASKED_ALREADY = Phrase(
    zh="评分已经发出过，撤不回来；要停发“互评 停”。", en="People were asked already; to stop it send “feedback360 stop”."
)

feature.act(
    "feedback_set",
    Phrase(zh="{who} 设了互评：{n}人，{ends} 结束的培训", en="{who} set ratings: {n:person|people}, training ended {ends}"),
)
feature.act("feedback_raters", Phrase(zh="{who} 改了{person}的评分人", en="{who} changed who rates {person}"))
feature.act("feedback_stopped", Phrase(zh="{who} 停了互评", en="{who} stopped the ratings"))


def set_up(ctx: Context, words: str, ends: str, tag: str, superior: str, peers: int | None) -> None:
    """Whoever is there is rated; who rates them is drawn."""
    named = rules.behaviours(words)
    if not 1 <= len(named) <= rules.MOST_BEHAVIOURS or not ends:
        raise Refusal(NO_BEHAVIOURS(most=rules.MOST_BEHAVIOURS, example=EXAMPLE))
    if long := next((one for one in named if len(one) > rules.LONGEST), None):
        raise Refusal(LONG_BEHAVIOUR(word=long[:20], most=rules.LONGEST))
    day = parse_day(ends, ctx.today, prefer="past")
    if day is None:
        raise Refusal(NO_DAY(example=EXAMPLE))
    if asking.at(ctx, day, WAVES[-1]) <= ctx.now:
        raise Refusal(TOO_LATE(ends=day, days=WAVES[-1]))
    if other := waves.standing(ctx.db, ctx.camp.id):
        raise Refusal(THERE_IS_ONE(ends=other.ends_on))
    boss = ctx.member_named(superior) if superior else memberships.member(ctx.db, ctx.member.id)
    learners = [
        one
        for one in memberships.members(ctx.db, ctx.camp.id, tagged=tag or None)
        if one.role == "learner" and one.id != boss.id
    ]
    if len(learners) <= rules.LEAST:
        raise Refusal(TOO_FEW(n=len(learners), least=rules.LEAST + 1))
    if len(learners) > MOST_RATED:
        raise Refusal(TOO_MANY(n=len(learners), most=MOST_RATED))
    each = min(max(peers or USUAL_PEERS, rules.FEWEST_PEERS), rules.MOST_PEERS, len(learners) - 1)
    number = waves.set_up(ctx.db, ctx.camp.id, day, named, by=ctx.person.id, at=ctx.now)
    assert number is not None
    drawn = rules.peers([one.id for one in learners], each, f"feedback:{number}")
    for member, raters in drawn.items():
        people.ask(ctx.db, people.add(ctx.db, number, member), [(boss.id, "manager"), *((one, "peer") for one in raters)])
    one = waves.find(ctx.db, number)
    assert one is not None
    asking.plan(ctx, one)
    ctx.audit("feedback_set", undo={"number": number}, n=len(learners), ends=day.isoformat())
    _say(ctx, one, len(learners), boss.name, each, learners[0].name)


def _say(ctx: Context, one: Feedback, n: int, superior: str, peers: int, name: str) -> None:
    asked = [DAY(at=at) for days in WAVES if (at := asking.moment(ctx, one, days)) > ctx.now]
    said = {"n": n, "k": len(one.behaviours), "behaviours": one.behaviours, "ends": one.ends_on}
    ctx.reply(SET(**said, asked=asked, superior=superior, peers=peers, name=name), audience=Audience.MANAGERS)


@feature.undoes("feedback_set", by=Role.MANAGER)
def unset(ctx: Context, number: int) -> None:
    one = waves.find(ctx.db, number)
    if one is None or waves.waves(ctx.db, number):
        raise Refusal(ASKED_ALREADY)
    waves.stop(ctx.db, number, at=ctx.now)
    asking.forget(ctx, one)
    ctx.reply(UNSET)


def stop(ctx: Context) -> None:
    one = standing(ctx)
    waves.stop(ctx.db, one.id, at=ctx.now)
    asking.forget(ctx, one)
    ctx.audit("feedback_stopped", undo={"number": one.id})
    ctx.reply(STOPPED, audience=Audience.MANAGERS)


@feature.undoes("feedback_stopped", by=Role.MANAGER)
def go_on(ctx: Context, number: int) -> None:
    one = waves.find(ctx.db, number)
    assert one is not None
    if not waves.go_on(ctx.db, number):
        raise Refusal(THERE_IS_ONE(ends=(waves.standing(ctx.db, ctx.camp.id) or one).ends_on))
    asking.resume(ctx, one)
    ctx.reply(GOES_ON)


def standing(ctx: Context) -> Feedback:
    """The camp's. Raises Refusal."""
    one = waves.standing(ctx.db, ctx.camp.id)
    if one is None:
        raise Refusal(NOTHING(example=EXAMPLE))
    return one


def change(ctx: Context, words: str, superior: str, peers: str) -> None:
    """Other raters for somebody, while no wave is open."""
    one = standing(ctx)
    names = rules.behaviours(peers)
    if not words.strip() or not superior or len(names) < rules.FEWEST_PEERS or len(names) > rules.MOST_PEERS:
        raise Refusal(WHO(least=rules.FEWEST_PEERS))
    member = ctx.member_named(words.strip())
    rated = next((it for it in people.rated(ctx.db, one.id) if it.membership == member.id), None)
    if rated is None:
        raise Refusal(NOT_RATED(name=member.name))
    if wave := next((it for it in waves.waves(ctx.db, one.id) if it.closed_at is None), None):
        raise Refusal(RUNNING(days=wave.days))
    boss, mates = ctx.member_named(superior), [ctx.member_named(name) for name in names]
    if any(it.id == member.id for it in (boss, *mates)):
        raise Refusal(ONESELF(name=member.name))
    before = [[it.membership, it.relation] for it in people.raters_of(ctx.db, rated.id)]
    people.ask(ctx.db, rated.id, [(boss.id, "manager"), *((it.id, "peer") for it in mates if it.id != boss.id)])
    ctx.audit("feedback_raters", undo={"rated": rated.id, "before": before, "person": member.person}, person=member.person)
    _say_raters(ctx, member.name, rated.id)


def _say_raters(ctx: Context, name: str, rated: int) -> None:
    raters = [SUPERIOR(name=it.name) if it.relation == "manager" else it.name for it in people.raters_of(ctx.db, rated)]
    ctx.reply(RATERS(name=name, raters=raters), audience=Audience.MANAGERS)


@feature.undoes("feedback_raters", by=Role.MANAGER, thing=["person"])
def change_back(ctx: Context, rated: int, before: list[list[int | str]], person: int) -> None:
    people.ask(ctx.db, rated, [(int(one), str(relation)) for one, relation in before])
    _say_raters(ctx, ctx.person_by_id(person).name, rated)
