"""对练: setting up a role play, drawing it, seeing one's own part, and the result."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named, Onwards
from bot.audience import Audience
from bot.feature import Context, Phrase, Refusal, Role
from bot.judging import adding, options, sheet
from handlers.roleplay import drawing, finding, result, rules, scripts, telling
from handlers.roleplay.scripts import ScriptOptions
from handlers.roleplay.settings import EXAMPLE, EXAMPLE_EN, EXAMPLE_ZH, KIND, feature
from storage import panels, role_plays
from storage.events.events import Event

DRAWS, RESULTS = {"抽签", "分组", "draw"}, {"结果", "result"}

SET = Phrase(
    zh="✅ V{n}《{title}》每边{per_side}人，按{rubric}打1到5分，评委{judges}人，每组2位。请大家发：报名 V{n}。到时候抽签：对练 V{n} 抽签",
    en="✅ V{n} “{title}”: {per_side} a side, 1 to 5 points for {rubric}, {judges:judge|judges}, two a scene. People sign up with: signup V{n}. "
    "Then draw: roleplay V{n} draw",
)
NOW = Phrase(
    zh="🎭 V{n}《{title}》还没有抽签，报名{players}人，按{rubric}评。要上场发：报名 V{n}",
    en="🎭 V{n} “{title}” is not drawn yet; signed up: {players}; points for {rubric}. To play: signup V{n}",
)
PLAYED = Phrase(
    zh="🎭 V{n}《{title}》{scenes}组{players}人，评了{given}/{asked}份，种子 {seed}。{stage}",
    en="🎭 V{n} “{title}”: {scenes:scene|scenes}, {players:player|players}, {given} of {asked} given, seed {seed}. {stage}",
)
OVER = Phrase(zh="结果已经公布。", en="The result is announced.")
FOR_MANAGERS = Phrase(
    zh="定对练、抽签和公布要由社群经理来做。看这一场发：对练 V{n}",
    en="Setting up, drawing and announcing is for managers. To see the role play: roleplay V{n}",
)
NO_VERB = Phrase(
    zh="没看懂“{words}”。看自己的角色卡发：对练 V{n}",
    en="I did not get “{words}”. To read your own part: roleplay V{n}",
)
NO_VERB_MANAGER = Phrase(
    zh="没看懂“{words}”。可以：对练 V{n} 抽签｜对练 V{n} 加评委 何琳｜对练 V{n} 评分表｜对练 V{n} 结果。抽签一次为准。",
    en="I did not get “{words}”. You may: roleplay V{n} draw | roleplay V{n} addjudge Helen | roleplay V{n} sheet | roleplay V{n} result. It is drawn once.",
)
BAD_SIDE = Phrase(
    zh="每边1到{most}人，“{words}”不行。试试：{example} 每边=2",
    en="perside is 1 to {most}; “{words}” is not. Try: {example} perside=2",
)
SET_BEFORE = Phrase(
    zh="V{n} 怎么练已经定了；10分钟内可发“撤销”，重新定。",
    en="How V{n} is played is set; within 10 minutes “undo” lets you set it anew.",
)
TAKEN_BACK = Phrase(zh="✅ V{n} 的对练撤回了，可以重新定。", en="✅ The role play of V{n} was taken back; it can be set anew.")
BEGUN = Phrase(zh="V{n} 已经抽过签，撤不回了。", en="V{n} is drawn; it cannot be taken back.")

feature.act("roleplay_set", Phrase(zh="{who} 定了 {event} 的对练", en="{who} set the role play of {event}"))


@feature.command(
    "对练",
    "roleplay",
    help=Phrase(
        zh="角色对练：自己的角色卡和进度；经理定剧本、抽签、公布。",
        en="Role play: your own card and how it stands; managers set the script, draw and announce.",
    ),
    examples=["对练 V4", EXAMPLE_ZH, "对练 V4 抽签", "对练 V4 结果", EXAMPLE_EN],
    opens="V",
    asked={
        r"我(?:演|扮演)(?:什么|哪个|谁|哪一?方)(?:角色)?|我是甲方还是乙方|我的角色(?:卡|是什么)?|我(?:和|跟|对)谁(?:对练|一组|搭档|对)"
        r"|对练(?:的)?(?:结果|进度|情况)(?:呢|出来了吗)?|(?:what is|what's) my (?:role|card|part)|who do i play (?:with|against)": "",
        r"(?P<v>v\s?\d{1,6})?\s?(?:的)?(?:对练)?抽签": "{v} 抽签",
        r"公布\s?(?P<v>v\s?\d{1,6})?(?:的)?对练(?:的)?结果": "{v} 结果",
    },
)
def roleplay(
    ctx: Context,
    words: Annotated[str, Named("活动号", "event")] = "",
    *,
    rubric: Annotated[Onwards | None, Named("维度", "rubric")] = None,
    judges: Annotated[Onwards | None, Named("评委", "judges")] = None,
    teams: Annotated[Onwards | None, Named("队", "teams")] = None,
    per_side: Annotated[str | None, Named("每边", "perside")] = None,
    script: Annotated[Onwards | None, Named("话术", "script")] = None,
    case: Annotated[int | None, Named("案例", "case")] = None,
    first: Annotated[Onwards | None, Named("甲", "first")] = None,
    second: Annotated[Onwards | None, Named("乙", "second")] = None,
) -> None:
    one, rest = finding.event_in(ctx, words)
    given = ScriptOptions(script, case, first, second)
    sets = (rubric, judges, teams, per_side, *given) != (None,) * 8
    verb, _, more = rest.partition(" ")
    if not sets and not verb:
        return _see(ctx, one)
    if not sets and verb.casefold() not in DRAWS | RESULTS | adding.WORDS | sheet.WORDS:
        raise Refusal((NO_VERB_MANAGER if ctx.role >= Role.MANAGER else NO_VERB)(words=verb[:20], n=one.id))
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS(n=one.id))
    if sets:
        return _set(ctx, one, (rubric, judges, teams), per_side or "1", given)
    _manage(ctx, one, verb.casefold(), more)


def _manage(ctx: Context, one: Event, verb: str, words: str) -> None:
    play = finding.play(ctx, one)
    if verb in DRAWS:
        drawing.begin(ctx, play, one)
    elif verb in RESULTS:
        result.announce(ctx, play)
    elif verb in sheet.WORDS:
        sheet.ask(ctx, play.panel)
    else:
        adding.add(ctx, play.panel, words)


def _set(ctx: Context, one: Event, judged: tuple[str | None, str | None, str | None], side: str, given: ScriptOptions) -> None:
    lines = options.rubric(judged[0], EXAMPLE)
    per_side = int(side) if side.isdecimal() and len(side) < 3 else 0
    if not 1 <= per_side <= rules.MOST_PER_SIDE:
        raise Refusal(BAD_SIDE(most=rules.MOST_PER_SIDE, words=side[:12], example=EXAMPLE))
    judges = options.judges(ctx, judged[1], EXAMPLE)
    teams = options.teams(ctx, judged[2])
    seated = {who.membership for who in finding.signed(ctx, one.id, teams)}
    plays = next((who for who in judges if who.id in seated), None)
    if plays is not None:
        raise Refusal(drawing.PLAYS(name=plays.name, n=one.id))
    cards = scripts.cards(ctx, given)
    number = role_plays.hold(ctx.db, ctx.camp.id, one.id, cards, per_side, by=ctx.person.id, at=ctx.now)
    members = [who.id for who in judges]
    panel = panels.hold(ctx.db, ctx.camp.id, one.id, KIND.code, lines, teams, members, by=ctx.person.id, at=ctx.now)
    if number is None or panel is None:
        raise Refusal(SET_BEFORE(n=one.id))
    ctx.audit("roleplay_set", undo={"number": number, "event": f"V{one.id}"}, event=f"V{one.id}")
    said = {"per_side": per_side, "rubric": list(lines), "judges": len(judges)}
    ctx.reply(SET(n=one.id, title=one.title, **said))


@feature.undoes("roleplay_set", by=Role.MANAGER, thing=["event"])
def take_back(ctx: Context, number: int, event: str) -> None:
    n = int(event[1:])
    (panel,) = panels.rounds(ctx.db, ctx.camp.id, n, KIND.code)
    if not panels.withdraw(ctx.db, panel.id):
        raise Refusal(BEGUN(n=n))
    role_plays.withdraw(ctx.db, number)
    ctx.reply(TAKEN_BACK(n=n))


def _see(ctx: Context, one: Event) -> None:
    """Who plays reads their own part, managers who plays with whom, and everybody how it stands."""
    play = finding.play(ctx, one)
    panel = play.panel
    if panel.seed is None:
        n = len(finding.signed(ctx, one.id, []))
        ctx.reply(NOW(n=one.id, title=one.title, players=n, rubric=panel.rubric))
        return
    players = role_plays.players(ctx.db, panel.id)
    theirs = next((who for who in players if who.membership == ctx.member.id), None)
    if theirs is not None and panel.closed_at is None:
        ctx.reply(telling.parts(play, players, theirs), audience=Audience.PERSON)
        return
    known = panels.ratings(ctx.db, panel.id)
    given, asked = sum(who.given_at is not None for who in known), sum(who.released_at is None for who in known)
    figures = {"scenes": len({who.scene for who in players}), "players": len(players), "given": given, "asked": asked}
    stage = OVER() if panel.closed_at is not None else ""
    said = PLAYED(n=one.id, title=one.title, seed=panel.seed, stage=stage, **figures)
    if ctx.role >= Role.MANAGER:
        ctx.reply(said, drawing.rows(ctx, play), audience=Audience.MANAGERS)
    else:
        ctx.reply(said)
