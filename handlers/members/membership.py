"""Who is in the camp, as what, with which tags; coming and going."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from bot.arguments import Named, Whom
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import ROLE_NAMES, Context, Line, Page, Phrase, Press, Refusal, Role, Said
from bot.messages import Kind
from bot.names import folded
from bot.parts import Mention
from handlers.members.settings import SPOKEN_ROLES, feature
from storage import memberships, people, rooms

MEMBERS = Phrase(zh="“{camp}”共{n}人", en="“{camp}” has {n:member|members}")
N_PEOPLE = Phrase(zh="{n}人", en="{n}")
COUNTED = {
    "learner": Phrase(zh="学员", en="Learners"),
    "expert": Phrase(zh="专家", en="Experts"),
    "manager": Phrase(zh="经理", en="Managers"),
}
TAGGED = Phrase(zh="标签“{tag}”共{n}人：{names}", en="Tag “{tag}”: {n}: {names}")
OF_ROLE = Phrase(zh="{role}共{n}人：{names}", en="{n:person has|people have} the role of {role}: {names}")
NOBODY_AS = Phrase(zh="营里还没有{role}。", en="Nobody is {role} here yet.")
NOBODY_TAGGED = Phrase(
    zh="没有人叫“{tag}”，也没有这个标签或角色。发“成员”看名单。",
    en="“{tag}” is nobody's name, tag or role here. Send “members” for the list.",
)
ONE = Phrase(
    zh="{name}：{role}{tags}\n{name} 的数据：看板 {name}", en="{name}: {role}{tags}\nFigures of {name}: dashboard {name}"
)
THEIR_TAGS = Phrase(zh="，标签 {tags}", en=", tags {tags}")
NAMES = Phrase(zh="{names}", en="{names}")
SHOWN = 40
APPOINTED = Phrase(
    zh="✅ {name} 现在是{role}。10分钟内可发“撤销”。",
    en="✅ {name}'s role is now {role}. “undo” within 10 minutes takes it back.",
)
APPOINTED_BACK = Phrase(zh="✅ {name} 重新是{role}。", en="✅ {name} is {role} again.")
NO_SUCH_ROLE = Phrase(
    zh="没有“{role}”这个角色，可以是：学员、专家、经理。", en="There is no role “{role}”; there are: learner, expert, manager."
)
NOT_THE_OWNER = Phrase(zh="营主只能由营主自己转交。", en="Only the owner hands the camp over.")
ABOVE_YOU = Phrase(zh="任免经理要由营主来做。", en="Managers are named by the owner.")
SAME_ROLE = Phrase(zh="{name} 已经是{role}。", en="{name}'s role is {role} already.")
TAGS = Phrase(
    zh="标签：{tags}\n加：标签 名字 +骨干　去：标签 名字 -骨干",
    en="Tags: {tags}\nAdd: tag NAME +core; take off: tag NAME -core",
)
NO_TAGS = Phrase(zh="还没有标签。加一个：标签 林晓 +骨干", en="No tags yet. Add one: tag Ann +core")
TAGS_NOW = Phrase(zh="✅ {name} 的标签：{tags}", en="✅ Tags of {name}: {tags}")
NO_TAGS_NOW = Phrase(zh="✅ {name} 没有标签了。", en="✅ {name} has no tags now.")
TAG_TOO_LONG = Phrase(zh="标签最多{most}个字。", en="A tag has at most {most:character|characters}.")
LONGEST_TAG = 20
WELCOME = Phrase(
    zh="欢迎！三步开始：\n1 打卡：说一句今日目标\n2 群规：看一眼，回“同意”\n3 积分：看看自己攒了多少",
    en="Welcome! Three steps:\n1 checkin: say today's goal\n2 rules: have a look, answer “agree”\n3 points: see what you have",
)
STAFF_WELCOME = Phrase(
    zh="你管着“{camp}”。先看这几样；什么都能私聊我问，全部用法发“帮助”。",
    en="You run “{camp}”. Begin with these; everything works here in private, “help” lists it all.",
)
STAFF = {"manager", "owner"}
TIMETABLE = Phrase(zh="课表", en="Timetable")
DASHBOARD = Phrase(zh="看板", en="Dashboard")
REHEARSAL = Phrase(zh="彩排7天", en="Rehearse 7 days")
SETTINGS = Phrase(zh="设置", en="Settings")
CHECK_IN = Phrase(zh="打卡", en="Check in")
RULES = Phrase(zh="群规", en="Rules")
POINTS = Phrase(zh="积分", en="Points")


@feature.command(
    "成员",
    "members",
    help=Phrase(
        zh="谁在营里，各是什么角色；可按标签、角色或名字看。", en="Who is in the camp, and as what; by tag, role or name."
    ),
    by=Role.MANAGER,
    examples=["成员", "成员 骨干", "成员 学员", "成员 林晓", "members", "members learner"],
    asked={
        r"(?:学员|成员|全部|所有)?名单|有(?:哪些|多少)(?:人|学员|成员)|(?:营里|群里)?(?:一共|总共|现在)?(?:有)?(?:多少|几)(?:个)?(?:人|学员)": "",
        r"who is (?:in the camp|here)": "",
        r"(?:专家|老师)(?:有(?:谁|哪些)|名单)": "专家",
        r"(?:经理|管理员)(?:有(?:谁|哪些)|名单)": "经理",
    },
)
def members(ctx: Context, tag: Annotated[str, Named("标签或角色", "tag or role")] = "") -> None:
    ctx.show_list("members", tag=tag.strip())


@feature.paged("members", by=Role.MANAGER)
def _page(ctx: Context, after: int, tag: str) -> Page:
    """The members from the place `after` on, with a tag or of a role."""
    listed = memberships.members(ctx.db, ctx.camp.id, tagged=tag or None)
    word, listed = _some(ctx, tag, listed) if tag else (None, listed)
    names = [member.name for member in listed[after : after + SHOWN]]
    said: tuple[Said, ...] = (NAMES(names=names),)
    if after == 0:
        said = (word(names),) if word else (_counted(ctx, listed), *said)
    return Page.cut(*said, after=after, most=SHOWN, of=len(listed), audience=Audience.MANAGERS)


def _counted(ctx: Context, listed: list[memberships.Member]) -> FactRows:
    """How many there are of each role."""
    by_role = {role: sum(member.role == role for member in listed) for role in ROLE_NAMES}
    counts = {**by_role, "manager": by_role["manager"] + by_role["owner"]}
    rows = (FactRow(label, N_PEOPLE(n=counts[role])) for role, label in COUNTED.items())
    return FactRows.of(*rows, title=MEMBERS(camp=ctx.camp.name, n=len(listed)))


def _some(
    ctx: Context, word: str, tagged: list[memberships.Member]
) -> tuple[Callable[[list[str]], Line], list[memberships.Member]]:
    """What is said of those with a tag or, where nobody has it, of a role or a name, and who they are. Raises Refusal where it is none."""
    if tagged:
        return lambda names: TAGGED(tag=word, n=len(tagged), names=names), tagged
    role = SPOKEN_ROLES.get(word.casefold())
    if role is None:
        called = memberships.called(ctx.db, ctx.camp.id, {folded(word)})
        if not called:
            raise Refusal(NOBODY_TAGGED(tag=word[:LONGEST_TAG]))
        each = "\n".join(_one(ctx, member).to(ctx.language) for member in called)
        return lambda names: NAMES(names=[each]), called
    found = [member for member in memberships.members(ctx.db, ctx.camp.id) if member.role == role]
    if not found:
        raise Refusal(NOBODY_AS(role=ROLE_NAMES[role]))
    return lambda names: OF_ROLE(role=ROLE_NAMES[role], n=len(found), names=names), found


def _one(ctx: Context, member: memberships.Member) -> Line:
    """What a member is, and where their figures are."""
    tags = sorted(memberships.tags_of(ctx.db, member.id))
    return ONE(name=member.name, role=ROLE_NAMES[member.role], tags=THEIR_TAGS(tags=tags) if tags else "")


@feature.command(
    "角色",
    "role",
    help=Phrase(zh="给一位成员换角色。", en="Give a member another role."),
    by=Role.MANAGER,
    examples=["角色 何琳 专家", "role Helen expert"],
    asked={
        r"(?:设(?:置(?!\s))?|让|把|给)\s*(?P<name>\S{1,20}?)\s*(?:设置?)?(?:为|成|当|做|是)\s*(?P<role>社群经理|经理|管理员|专家|学员)": "{name} {role}",
        r"make (?P<name>\S{1,20}) (?:an? )?(?P<role>manager|expert|learner)": "{name} {role}",
    },
)
def appoint(ctx: Context, name: Annotated[Whom, Named("名字", "name")], role: Annotated[str, Named("角色", "role")]) -> None:
    wanted = SPOKEN_ROLES.get(role.strip().casefold())
    if wanted is None:
        raise Refusal(NO_SUCH_ROLE(role=role[:LONGEST_TAG]))
    member = ctx.member_named(name)
    if "owner" in (wanted, member.role):
        raise Refusal(NOT_THE_OWNER)
    if "manager" in (wanted, member.role) and ctx.role < Role.OWNER:
        raise Refusal(ABOVE_YOU)
    if member.role == wanted:
        raise Refusal(SAME_ROLE(name=member.name, role=ROLE_NAMES[wanted]))
    memberships.appoint(ctx.db, ctx.camp.id, member, wanted)
    ctx.happened("members.appointed", member.id, role=wanted)
    ctx.audit(
        "role", undo={"membership": member.id, "role": member.role}, person=member.person, before=member.role, after=wanted
    )
    ctx.reply(APPOINTED(name=member.name, role=ROLE_NAMES[wanted]))


def _roles(ctx: Context, person: int, before: str, after: str) -> dict[str, Any]:
    return {"before": ROLE_NAMES[before], "after": ROLE_NAMES[after]}


def _role(ctx: Context, after: str) -> dict[str, Any]:
    return {"after": ROLE_NAMES[after]}


feature.act(
    "role",
    Phrase(zh="{who} 把 {person} 的角色从{before}改成{after}", en="{who} changed {person}'s role from {before} to {after}"),
    shows=_roles,
)
feature.act(
    "role_by_link",
    Phrase(zh="{who} 用命令行发的链接进来，角色是{after}", en="{who} came in by a link from the shell as {after}"),
    shows=_role,
    final=Phrase(
        zh="角色是命令行给的，要改就发：角色 名字 学员", en="The shell gave that role; to change it: role NAME learner"
    ),
)
feature.act("tag", Phrase(zh="{who} 改了 {person} 的标签：{change}", en="{who} changed {person}'s tags: {change}"))


@feature.undoes("role", by=Role.MANAGER, thing=["person"])
def appoint_back(ctx: Context, membership: int, role: str) -> None:
    member = memberships.member(ctx.db, membership)
    memberships.appoint(ctx.db, ctx.camp.id, member, role)
    ctx.happened("members.appointed", member.id, role=role)
    ctx.reply(APPOINTED_BACK(name=member.name, role=ROLE_NAMES[role]))


@feature.undoes("tag", by=Role.MANAGER, thing=["person"])
def tag_back(ctx: Context, membership: int, before: list[str]) -> None:
    """The tags they had, no more and no fewer."""
    now = memberships.tags_of(ctx.db, membership)
    for label in set(now) - set(before):
        memberships.untag(ctx.db, membership, label)
    for label in set(before) - set(now):
        memberships.tag_as(ctx.db, membership, label)
    name = memberships.member(ctx.db, membership).name
    ctx.reply(TAGS_NOW(name=name, tags=before) if before else NO_TAGS_NOW(name=name))


@feature.command(
    "标签",
    "tag",
    help=Phrase(zh="给成员加或去标签，用来分组推送和统计。", en="Tag members, for pushes and figures by group."),
    by=Role.MANAGER,
    examples=["标签", "标签 林晓 +骨干", "tag Ann +core"],
)
def tag(
    ctx: Context, name: Annotated[Whom | None, Named("名字", "name")] = None, change: Annotated[str, Named("标签", "tag")] = ""
) -> None:
    if not name:
        counted = memberships.tags(ctx.db, ctx.camp.id)
        ctx.reply(TAGS(tags=[f"{one} {n}" for one, n in counted]) if counted else NO_TAGS)
        return
    member = ctx.member_named(name)
    before = memberships.tags_of(ctx.db, member.id)
    for word in change.replace("；", ";").replace(";", " ").split():
        label = word.lstrip("+-＋－")
        if not 0 < len(label) <= LONGEST_TAG:
            raise Refusal(TAG_TOO_LONG(most=LONGEST_TAG))
        (memberships.untag if word[0] in "-－" else memberships.tag_as)(ctx.db, member.id, label)
    if change:
        ctx.audit("tag", undo={"membership": member.id, "before": before}, person=member.person, change=change)
    now = memberships.tags_of(ctx.db, member.id)
    ctx.reply(TAGS_NOW(name=member.name, tags=now) if now else NO_TAGS_NOW(name=member.name))


@feature.on(Kind.JOINED)
def welcome(ctx: Context) -> None:
    """Says hello in the group until the first check-in, to managers alone; a role given by a signed link is audited."""
    if (role := ctx.event.data.get("role")) and ctx.member_or_none is not None and ctx.role.name.lower() != role:
        member = memberships.member(ctx.db, ctx.member_or_none.id)
        memberships.appoint(ctx.db, ctx.camp.id, member, role)
        ctx.audit("role_by_link", after=role)
    if ctx.camp_or_none is None or ctx.member_or_none is None or ctx.address.direct or ctx.member.activated_at is not None:
        return
    if (role or ctx.role.name.lower()) in STAFF:
        _welcome_staff(ctx)
        return
    ctx.reply(
        Mention(ctx.person.id, ctx.person.name),
        WELCOME,
        [Press(CHECK_IN, "打卡"), Press(RULES, "群规"), Press(POINTS, "积分")],
        gathers="welcome",
    )


def _welcome_staff(ctx: Context) -> None:
    """Who runs the camp is told alone where its levers are, once they can be reached; the group need not see it."""
    if people.private_address(ctx.db, ctx.person.id) is not None:
        ctx.tell(
            ctx.person.id,
            STAFF_WELCOME(camp=ctx.camp.name),
            [Press(TIMETABLE, "课表"), Press(DASHBOARD, "看板"), Press(REHEARSAL, "彩排 7天"), Press(SETTINGS, "设置")],
        )


@feature.on(Kind.LEFT)
def goodbye(ctx: Context) -> None:
    """Out of one room is out of the camp only when no other room of it holds them: the platform's word on one room is all we know."""
    if ctx.room_id is not None:
        rooms.leave_room(ctx.db, ctx.room_id, ctx.person.id)
    if ctx.member_or_none is not None and ctx.role is Role.LEARNER and len(ctx.rooms()) == 1:
        memberships.leave(ctx.db, ctx.member.id, day=ctx.today)
        ctx.happened("members.left", ctx.member.id)
