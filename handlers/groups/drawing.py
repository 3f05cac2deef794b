"""Drawing groups: the seed and the rule are printed, and until they are shown two may change places or all be drawn again."""

from __future__ import annotations

import re
from hashlib import sha256

from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Phrase, Press, Refusal
from bot.titles import level
from handlers.groups import rules
from handlers.groups.settings import feature, name
from storage import groups, memberships, rooms
from storage.groups import GroupDraw, GroupMember

HOW_MANY = Phrase(
    zh="分几组？试试：小组 抽 5组，或 小组 抽 每组6人", en="How many groups? Try: groups draw 5, or groups draw size 6"
)
TOO_FEW = Phrase(
    zh="{members}人分不了{groups}组，每组至少{least}人，最多分{most}组。什么都没有改。",
    en="{members:learner|learners} cannot be in {groups:group|groups} of at least {least}; {most:group|groups} at most. Nothing was changed.",
)
NOBODY = Phrase(
    zh="只有{members}位学员，分不了组：至少要{least}人。",
    en="{members:learner is|learners are} too few: it takes {least} to make groups.",
)
NO_TAG = Phrase(
    zh="没有学员有“{tag}”这个标签。可以按：等级{tags}", en="No learner has the tag “{tag}”. Balance by: level{tags}"
)
AND_TAGS = Phrase(zh="、{tags}", en=", {tags}")
BAD_SEED = Phrase(
    zh="种子是0到999999的整数。试试：小组 抽 5组 种子=4821", en="A seed is 0 to 999999. Try: groups draw 5 seed=4821"
)
DRAWN = Phrase(
    zh="👥 {members}人分{groups}组，每组{sizes}人。种子 {seed}，{rule}；同样的人、同样的种子再抽还是这样。还没公布，只有经理看得到。",
    en="👥 {members:learner|learners} in {groups:group|groups} of {sizes}. Seed {seed}, {rule}; the same people and seed draw the same. "
    "Not shown yet: only managers see this.",
)
PLAIN = Phrase(zh="随机", en="at random")
BALANCED = Phrase(zh="先按{by}摊匀再随机", en="spread evenly by {by}, else at random")
BY_LEVEL = Phrase(zh="等级", en="level")
BY_TAG = Phrase(zh="标签“{tag}”", en="the tag “{tag}”")
SIZES = Phrase(zh="{least}–{most}", en="{least}–{most}")
HOW_NEXT = Phrase(zh="换两个人：小组 换 {one} {other}", en="To swap two: groups swap {one} {other}")
REDRAW, SHOW = Phrase(zh="重抽", en="Redraw"), Phrase(zh="公布", en="Show")
NO_DRAW = Phrase(zh="现在没有要公布的分组。先抽：小组 抽 5组", en="There is no draw to be shown. First: groups draw 5")
SHOWN_BEFORE = Phrase(
    zh="小组已经公布，不能重抽。要重分先：小组 解散", en="The groups are shown and cannot be drawn again. First: groups end"
)
WHO_SWAPS = Phrase(zh="换哪两个人？试试：小组 换 林晓 周航", en="Which two? Try: groups swap Ann Ed")
SAME_GROUP = Phrase(zh="{one}和{other}在同一组，不用换。", en="{other} is in the same group as {one}.")
NOT_DRAWN = Phrase(
    zh="{name}不在这次分组里。放进去：小组 放 {name} 3组", en="{name} is in no group. To put them in one: groups put {name} 3"
)
SWAPPED = Phrase(zh="✅ {one}去{first}，{other}去{second}。", en="✅ Now {one} is in {first} and {other} in {second}.")
WHERE = Phrase(zh="放到第几组？试试：小组 放 {name} 3组", en="Into which group? Try: groups put {name} 3")
PUT = Phrase(zh="✅ {name}去{group}。", en="✅ {name} goes to {group}.")
PUT_ALREADY = Phrase(zh="{name}本来就在{group}。", en="{name} is in {group} already.")
UNEVEN = Phrase(
    zh="{group}加上{name}，就比别的组多出不止1人。换人不改人数：小组 换 {name} 另一个人",
    en="{group} would be too large with {name} in it. Swap instead: groups swap {name} WHO",
)
NOW_IN = Phrase(zh="👥 {group}现在是：{names}", en="👥 Now in {group}: {names}")
LEAST, MOST_SEED = 2, 999_999
COUNT = re.compile(r"^(?P<groups>\d{1,3})\s*(?:个?小?组|groups?)?$|^(?:每组|size)\s*(?P<each>\d{1,3})\s*人?$", re.IGNORECASE)
SEPARATORS = re.compile(r"[、,，;；+]+")

feature.act("groups_changed", Phrase(zh="{who} 调了小组：{change}", en="{who} changed the groups: {change}"))


def draw(ctx: Context, words: str, by: str | None, seed: int | None) -> None:
    """小组 抽 5组 按=等级,骨干. Raises Refusal."""
    found = COUNT.match(words.strip())
    if found is None:
        raise Refusal(HOW_MANY)
    if groups.in_use(ctx.db, ctx.camp.id) is not None:
        raise Refusal(SHOWN_BEFORE)
    if seed is not None and not 0 <= seed <= MOST_SEED:
        raise Refusal(BAD_SEED)
    members = len(groups.learners(ctx.db, ctx.camp.id))
    each = int(found["each"] or 0)
    if members < 2 * LEAST:
        raise Refusal(NOBODY(members=members, least=2 * LEAST))
    count = int(found["groups"]) if found["groups"] else rules.groups_of(members, max(each, 1))
    if not 2 <= count <= members // LEAST or (found["each"] and each < LEAST):
        raise Refusal(TOO_FEW(members=members, groups=count, least=LEAST, most=members // LEAST))
    _draw(ctx, count, _balance(ctx, by or ""), _seed(ctx) if seed is None else seed)


def again(ctx: Context) -> None:
    """The same rule, another seed. Raises Refusal where the groups are shown."""
    before = waiting(ctx)
    _draw(ctx, before.groups, before.rule, _seed(ctx, other_than=before.seed))


def _draw(ctx: Context, count: int, rule: list[str], seed: int) -> None:
    tagged = groups.tagged(ctx.db, ctx.camp.id)
    kinds = {
        member: [_kind(member, lifetime, one, tagged) for one in rule]
        for member, lifetime in groups.learners(ctx.db, ctx.camp.id)
    }
    placed = rules.drawn(kinds, count, seed)
    groups.draw(ctx.db, ctx.camp.id, placed, seed=seed, groups=count, rule=rule, by=ctx.person.id, at=ctx.now)
    preview(ctx)


def _kind(member: int, lifetime: int, rule: str, tagged: set[tuple[int, str]]) -> int:
    return level(lifetime) if rule == "level" else int((member, rule.removeprefix("tag:")) in tagged)


def _balance(ctx: Context, words: str) -> list[str]:
    """等级,骨干 → tags first, then the level: of a tag there are few. Raises Refusal for a tag nobody has."""
    known = {one for _, one in groups.tagged(ctx.db, ctx.camp.id)}
    found: list[str] = []
    for word in (word.strip() for word in SEPARATORS.split(words) if word.strip()):
        if word.casefold() in ("等级", "level"):
            found.append("level")
        elif word in known:
            found.append(f"tag:{word}")
        elif word.casefold() not in ("人数", "size"):
            raise Refusal(NO_TAG(tag=word[:20], tags=AND_TAGS(tags=sorted(known)[:6]) if known else ""))
    return sorted(dict.fromkeys(found), key=lambda one: one == "level")


def _seed(ctx: Context, other_than: int = -1) -> int:
    """A number nobody chose: of the message that asked for it."""
    number = int(sha256(ctx.event.key.encode()).hexdigest(), 16) % (MOST_SEED + 1)
    return number if number != other_than else (number + 1) % (MOST_SEED + 1)


def waiting(ctx: Context) -> GroupDraw:
    found = groups.unshown(ctx.db, ctx.camp.id)
    if found is None:
        raise Refusal(SHOWN_BEFORE if groups.in_use(ctx.db, ctx.camp.id) is not None else NO_DRAW)
    return found


def preview(ctx: Context) -> None:
    """The draw as managers see it before it is shown."""
    of = waiting(ctx)
    members = groups.members(ctx.db, of.id)
    first = next(one for one in members if one.number == 1)
    other = next(one for one in members if one.number == 2)
    ctx.reply(
        said(ctx, of, members),
        HOW_NEXT(one=first.name, other=other.name),
        [Press(REDRAW, "小组 重抽"), Press(SHOW, "小组 公布")],
        audience=Audience.MANAGERS,
    )


def said(ctx: Context, of: GroupDraw, members: list[GroupMember]) -> FactRows:
    """Who is in which group, under the seed and the rule."""
    return FactRows.of(
        *rows(ctx, of, members),
        title=DRAWN(members=len(members), groups=of.groups, sizes=_sizes(of, members), seed=of.seed, rule=rule_said(of)),
    )


def rows(ctx: Context, of: GroupDraw, members: list[GroupMember]) -> list[FactRow]:
    language = ctx.camp.language
    every = {n: [one.name for one in members if one.number == n] for n in range(1, of.groups + 1)}
    return [FactRow(name(n, language), names) for n, names in every.items() if names]


def rule_said(of: GroupDraw) -> Line | Phrase:
    by = [BY_LEVEL if one == "level" else BY_TAG(tag=one.removeprefix("tag:")) for one in of.rule]
    return BALANCED(by=by) if by else PLAIN


def _sizes(of: GroupDraw, members: list[GroupMember]) -> Line | str:
    counts = [sum(one.number == n for one in members) for n in range(1, of.groups + 1)]
    return str(min(counts)) if min(counts) == max(counts) else SIZES(least=min(counts), most=max(counts))


# ── by hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def swap(ctx: Context, words: str) -> None:
    """Two change places, before the groups are shown or after. Raises Refusal."""
    of = _any(ctx)
    names = [word for word in re.split(r"[\s、,，]+", words.strip()) if word]
    if len(names) != 2:
        raise Refusal(WHO_SWAPS)
    one, other = (_placed(ctx, of, who) for who in names)
    if one.number == other.number:
        raise Refusal(SAME_GROUP(one=one.name, other=other.name))
    _move(ctx, of, one, other.number)
    _move(ctx, of, other, one.number)
    first, second = (name(number, ctx.camp.language) for number in (other.number, one.number))
    change = SWAPPED(one=one.name, other=other.name, first=first, second=second)
    undo = {"draw": of.id, "before": {str(one.membership): one.number, str(other.membership): other.number}}
    ctx.audit("groups_changed", undo=undo, change=f"{one.name} ⇄ {other.name}")
    tell_own_rooms(ctx, of, one.number, other.number)
    ctx.reply(change, audience=Audience.MANAGERS)


def put(ctx: Context, words: str) -> None:
    """Somebody who came later goes into a group. Raises Refusal where sizes would differ by more than one."""
    of = _any(ctx)
    who, _, which = words.strip().rpartition(" ")
    number = re.match(r"^(\d{1,3})\s*组?$", which)
    if not who or number is None or not 1 <= int(number[1]) <= of.groups:
        raise Refusal(WHERE(name=who or which or "林晓"))
    member, to = ctx.member_named(who), int(number[1])
    members = groups.members(ctx.db, of.id)
    group = name(to, ctx.camp.language)
    before = next((one.number for one in members if one.membership == member.id), None)
    if before == to:
        raise Refusal(PUT_ALREADY(name=member.name, group=group))
    counts = [sum(one.number == n for one in members) + (n == to) - (n == before) for n in range(1, of.groups + 1)]
    if max(counts) - min(counts) > 1:
        raise Refusal(UNEVEN(name=member.name, group=group))
    groups.put_in(ctx.db, of.id, member.id, to)
    retag(ctx, of, member.id, before, to)
    undo = {"draw": of.id, "before": {str(member.id): before}}
    ctx.audit("groups_changed", undo=undo, change=f"{member.name} → {group}")
    tell_own_rooms(ctx, of, before, to)
    ctx.reply(PUT(name=member.name, group=group), audience=Audience.MANAGERS)


def _any(ctx: Context) -> GroupDraw:
    found = groups.unshown(ctx.db, ctx.camp.id) or groups.in_use(ctx.db, ctx.camp.id)
    if found is None:
        raise Refusal(NO_DRAW)
    return found


def _placed(ctx: Context, of: GroupDraw, who: str) -> GroupMember:
    member = ctx.member_named(who)
    found = next((one for one in groups.members(ctx.db, of.id) if one.membership == member.id), None)
    if found is None:
        raise Refusal(NOT_DRAWN(name=member.name))
    return found


def _move(ctx: Context, of: GroupDraw, one: GroupMember, to: int) -> None:
    groups.put_in(ctx.db, of.id, one.membership, to)
    retag(ctx, of, one.membership, one.number, to)


def retag(ctx: Context, of: GroupDraw, member: int, before: int | None, to: int | None) -> None:
    """In use, a group is its tag."""
    if of.shown_at is None:
        return
    if before is not None:
        memberships.untag(ctx.db, member, name(before, ctx.camp.language))
    if to is not None:
        memberships.tag_as(ctx.db, member, name(to, ctx.camp.language))


def tell_own_rooms(ctx: Context, of: GroupDraw, *numbers: int | None) -> None:
    """The rooms these groups have to themselves read who is in them now."""
    if of.shown_at is None:
        return
    own, members = groups.rooms(ctx.db, of.id), groups.members(ctx.db, of.id)
    addresses = {room.id: room.address for room in rooms.rooms(ctx.db, ctx.camp.id)}
    for number, room in own.items():
        if number in numbers and room in addresses:
            names = [one.name for one in members if one.number == number]
            ctx.post(addresses[room], NOW_IN(group=name(number, ctx.camp.language), names=names))
