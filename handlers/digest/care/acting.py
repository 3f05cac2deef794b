"""What a manager does with a case: words under their name, coaching, extra training, a talk, or nothing and why; and what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot import deciding
from bot.audience import Audience
from bot.feature import Context, Phrase, Press, Refusal, Role
from handlers.digest.care.settings import feature
from storage import care
from storage.care import Case

HOW_IS_IT = Phrase(
    zh="{code} 怎么处理？回：提醒 要带的话，辅导 导师=谁，补训，聊聊 聊了什么，忽略 原因，或 恢复、没变化",
    en="{code}: what is to be done? Reply: remind WORDS, coach mentor=NAME, train, talk WHAT, ignore WHY, or recovered, same",
)
WHAT = Phrase(
    zh="Z{number} 怎么处理？试试：处理 Z{number} 提醒 有困难告诉我；也可以：辅导、补训、聊聊、忽略、恢复、没变化",
    en="What of Z{number}? Try: handle Z{number} remind I am here to help. Also: coach, train, talk, ignore, recovered, same",
)
NO_WORDS = Phrase(
    zh="提醒要写上带给对方的话，会署你的名字。试试：处理 Z{number} 提醒 有困难告诉我",
    en="A reminder needs your words; they go out under your name. Try: handle Z{number} remind I am here to help",
)
LONG_WORDS = Phrase(zh="要带的话最多{most}字，太长的不如聊聊。", en="Your words may have at most {most:character|characters}.")
NO_REASON = Phrase(
    zh="不处理要写上原因。试试：忽略 Z{number} 在外地出差",
    en="Say why nothing is to be done. Try: dismiss Z{number} away on a trip",
)
WHY = Phrase(zh="{code} 为什么不用管？回一句原因。", en="{code}: why need nothing be done? Reply with the reason.")
FROM_MANAGER = Phrase(zh="{name}：{words}", en="{name}: {words}")
LEAVE_HINT = Phrase(
    zh="要是这几天来不了，回复“请假 日期”，那几天就不算应打卡。",
    en="If you cannot make it these days, reply “leave” and the days; they are not counted.",
)
ASK_LEAVE = Phrase(zh="请假", en="Leave")
NOTED = Phrase(
    zh="✅ Z{number} {name}：已记下“{action}”，由你跟进。", en="✅ Z{number} {name}: “{action}” noted; it is yours to follow."
)
REMINDED = Phrase(
    zh="✅ 已用你的名字发给{name}（Z{number}）：{action}\n由你跟进。",
    en="✅ Sent to {name} under your name (Z{number}): {action}\nIt is yours to follow.",
)
COACHING = Phrase(
    zh="✅ Z{number} {name}：安排辅导，由你跟进。结对：辅导 {name} 导师=周航 8周 行为=先问参照,记录异议",
    en="✅ Z{number} {name}: coaching, yours to follow. To pair them: coach {name} mentor=NAME",
)
TRAINING = Phrase(
    zh="✅ Z{number} {name}：安排补训，由你跟进。看名单和开班：补训 {module}",
    en="✅ Z{number} {name}: extra training, yours to follow. For the list and to begin it: remedial {module}",
)
CLOSED = Phrase(
    zh="✅ Z{number} {name}：{outcome}。10分钟内可发“撤销”。",
    en="✅ Z{number} {name}: {outcome}. “undo” within 10 minutes takes it back.",
)
REOPENED = Phrase(zh="✅ Z{number} 重新打开。", en="✅ Z{number} is open again.")
ANOTHER = Phrase(zh="Z{number} 打不开了：这个人已有新的一条。", en="Z{number} stays closed: they have a newer case.")
JUST = {
    "coach": Phrase(zh="安排辅导", en="coaching"),
    "train": Phrase(zh="安排补训", en="extra training"),
    "talk": Phrase(zh="已联系", en="contacted"),
}
OUTCOMES = {
    "recovered": Phrase(zh="已恢复", en="recovered"),
    "same": Phrase(zh="没变化", en="no change"),
    "left": Phrase(zh="已离营", en="left"),
    "ignored": Phrase(zh="不用处理", en="nothing to be done"),
    "joined": Phrase(zh="并入另一条", en="joined with another"),
}
LONGEST = 500
REMIND, COACH, TRAIN = {"提醒", "remind"}, {"辅导", "coach"}, {"补训", "train", "remedial"}
TALK = {"聊聊", "聊", "联系", "联系过", "talk", "contacted", "contact"}
IGNORE = {"忽略", "不用管", "ignore", "dismiss"}
SAID_OF_IT = re.compile(r"^已?经?(提醒|辅导|补训|聊聊|联系过?|忽略|不用管|恢复|没变化)了?[\s,，:：。.!！]*(.*)$", re.DOTALL)
"""联系过了，聊了近况 → 联系过 聊了近况."""
ENDS = {
    **dict.fromkeys(("恢复", "好了", "没事了", "正常了", "recovered", "better"), "recovered"),
    **dict.fromkeys(("没变化", "没好转", "same"), "same"),
}
STARTS = r"(?:提醒|辅导|补训|聊聊|联系过?|忽略|恢复|没变化|remind|coach|train|talk|contacted|ignore|recovered|same)\b.*|(?:补训|聊聊|恢复|没变化)了?"

feature.fact("coaching_wanted", "case", "words")
feature.fact("training_wanted", "case", "module")

feature.act(
    "care",
    Phrase(zh="{who} 跟进了 {person}（Z{case}）：{action}", en="{who} looked after {person} (Z{case}): {action}"),
    final=Phrase(
        zh="联系过就是联系过；记错了就再记一次，后记的算数。",
        en="What was done was done. To correct the note write it again; the later one counts.",
    ),
)


@feature.decides("Z", "处理", asks=HOW_IS_IT, takes=STARTS)
def see_to(ctx: Context, number: int, words: str) -> None:
    record(ctx, number, words)


@feature.decides("Z", "忽略", asks=WHY)
def let_be(ctx: Context, number: int, words: str) -> None:
    _ignore(ctx, _case(ctx, number), words)


def record(ctx: Context, number: int, words: str) -> None:
    """What a manager says of a case: an action and its words, or an outcome."""
    case = _case(ctx, number)
    verb, _, rest = SAID_OF_IT.sub(r"\1 \2", words.strip(), count=1).partition(" ")
    folded, rest = verb.casefold(), rest.strip()
    if (outcome := ENDS.get(folded)) is not None:
        return close(ctx, case, outcome)
    acting = next((run for verbs, run in ACTS if folded in verbs), None)
    if acting is None:
        raise Refusal(WHAT(number=number))
    acting(ctx, case, rest)


def _case(ctx: Context, number: int) -> Case:
    case = care.find(ctx.db, ctx.camp.id, number)
    if case is None:
        raise deciding.none_such(ctx, "Z", number)
    return case


def _remind(ctx: Context, case: Case, words: str) -> None:
    """The manager's own words, under their name, to the learner alone."""
    if not words:
        raise Refusal(NO_WORDS(number=case.id))
    if len(words) > LONGEST:
        raise Refusal(LONG_WORDS(most=LONGEST))
    _take(ctx, case, "remind", words)
    ctx.tell(case.person, FROM_MANAGER(name=ctx.person.name, words=words), LEAVE_HINT, [Press(ASK_LEAVE, "请假")])
    ctx.reply(REMINDED(number=case.id, name=case.name, action=words), audience=Audience.MANAGERS)


def _coach(ctx: Context, case: Case, words: str) -> None:
    """Whoever keeps mentors hears of it; the pair is theirs to propose."""
    _take(ctx, case, "coach", words or _just(ctx, "coach"))
    ctx.reply(COACHING(number=case.id, name=case.name), audience=Audience.MANAGERS)
    ctx.happened("care.coaching_wanted", case.membership, case=case.id, words=words)


def _train(ctx: Context, case: Case, words: str) -> None:
    module = words or next((numbers["module"] for code, numbers in case.reasons if code == "R6"), "")
    _take(ctx, case, "train", words or _just(ctx, "train"))
    ctx.reply(TRAINING(number=case.id, name=case.name, module=module), audience=Audience.MANAGERS)
    ctx.happened("care.training_wanted", case.membership, case=case.id, module=module)


def _talk(ctx: Context, case: Case, words: str) -> None:
    action = words or _just(ctx, "talk")
    _take(ctx, case, "talk", action)
    ctx.reply(NOTED(number=case.id, name=case.name, action=action), audience=Audience.MANAGERS)


def _ignore(ctx: Context, case: Case, words: str) -> None:
    if not words:
        raise Refusal(NO_REASON(number=case.id))
    if case.outcome is None:
        care.step(ctx.db, case.id, "ignore", words[:LONGEST], at=ctx.now, by=ctx.person.id)
    close(ctx, case, "ignored")


ACTS: tuple[tuple[set[str], Callable[[Context, Case, str], None]], ...] = (
    (REMIND, _remind),
    (COACH, _coach),
    (TRAIN, _train),
    (TALK, _talk),
    (IGNORE, _ignore),
)


def _take(ctx: Context, case: Case, kind: str, action: str) -> None:
    """Whoever acts owns the case from now on. Raises Refusal for another's, or a closed one."""
    if not care.act(ctx.db, case.id, ctx.person.id, kind, action, at=ctx.now):
        raise deciding.decided(ctx, "Z", case.id)
    ctx.audit("care", about=f"Z{case.id}", person=case.person, case=case.id, action=action)


def _just(ctx: Context, kind: str) -> str:
    return JUST[kind]().to(ctx.camp.language)


# ── what came of it ──────────────────────────────────────────────────────────────────────────────────────────────────


def close(ctx: Context, case: Case, outcome: str) -> None:
    """By a manager's word. Raises Refusal where it was closed before."""
    if not care.close(ctx.db, case.id, outcome, on=ctx.today):
        raise deciding.decided(ctx, "Z", case.id)
    ctx.audit("care_outcome", undo={"case": case.id}, about=f"Z{case.id}", person=case.person, case=case.id, outcome=outcome)
    ctx.reply(CLOSED(number=case.id, name=case.name, outcome=OUTCOMES[outcome]), audience=Audience.MANAGERS)


@feature.undoes("care_outcome", by=Role.MANAGER, thing=["case"])
def reopen(ctx: Context, case: int) -> None:
    if not care.reopen(ctx.db, case):
        raise Refusal(ANOTHER(number=case))
    ctx.reply(REOPENED(number=case))


def _outcome(ctx: Context, person: int, case: int, outcome: str) -> dict[str, Any]:
    return {"case": case, "outcome": OUTCOMES[outcome]}


feature.act(
    "care_outcome",
    Phrase(
        zh="{who} 结束了对 {person} 的跟进（Z{case}）：{outcome}", en="{who} closed the case of {person} (Z{case}): {outcome}"
    ),
    shows=_outcome,
)
