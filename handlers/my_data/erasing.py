"""删除我的数据: what goes, what stays and why is said first; asked twice, somebody is erased in one transaction, in every camp."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Line, Phrase, Press, Refusal, Role
from bot.membership import camp_by_id
from handlers.my_data.settings import FORMER, feature
from storage import erasures, memberships, outbox, people, personal_data
from storage.erasures import Traces

SWEPT_AFTER = timedelta(minutes=1)
"""The last answer is on its way; then its traces are looked for as well."""

MOST_WORDS = 500_000
"""Characters of their own words that are looked for where they were quoted."""

BEFORE = Phrase(
    zh="⚠️ 删除你的数据：所有的营一起（{camps}），绑在一起的账号（{accounts}）一起，删了找不回来。\n"
    "删掉：{gone}；你的名字、账号、私聊、文件和网页登录。\n留下，不带你的名字：\n{stays}\n"
    "删不到的：群里别人手机上已经有的消息、平台自己的记录，以及此前的备份。\n"
    "想先存一份就发“我的数据”。要继续就按：",
    en="⚠️ Deleting your data: in every camp at once ({camps}), with all connected accounts ({accounts}), for good.\n"
    "What goes: {gone}; your name, accounts, private talk, files and web sign-ins.\nWhat stays, without your name:\n{stays}\n"
    "Out of reach: what others already have on their phones, the platforms' own records, and earlier backups.\n"
    "To keep a copy first, send “mydata”. To go on, press:",
)
LINE = Phrase(zh="· {titles}：{why}", en="· {titles}: {why}")
NOTHING_GOES = Phrase(zh="你留下的记录", en="what you left here")
NOTHING_STAYS = Phrase(zh="· 没有", en="· nothing")
NO_CAMP = Phrase(zh="还不在营里", en="none")
GO_ON, STOP = Phrase(zh="继续删除", en="Go on"), Phrase(zh="不删了", en="Keep my data")
YES = ("继续", "goon")
HOW = Phrase(
    zh="要删除就发“删除我的数据”，先给你看删什么。", en="To be deleted send “forgetme” alone; you are shown first what goes."
)
SURE = Phrase(
    zh="最后一次确认：真的要删，请回复“彻底删除”四个字（30分钟内）。回复别的都不删。",
    en="One last time: to be deleted, reply “delete me” (within 30 minutes). Anything else keeps your data.",
)
WORD = ("彻底删除", "delete me")
CALLED = Phrase(zh="要不要删除你的数据", en="whether to delete your data")
DONE = Phrase(
    zh="已删除。网页登录已经失效；留下的数字里你叫“{former}”。这条消息是最后一条，以后再来，就是新来的人。",
    en="Deleted. Web sign-ins have ended; in the figures that stay you are “{former}”. This is my last message; if you come back, you are somebody new.",
)
LAST_OWNER = Phrase(
    zh="你是“{camp}”唯一的营主，走了就没人管了。先请管服务器的人发一个营主登录链接给接手的人，对方进来后再删。",
    en="You are the only owner of “{camp}”, which would be left without one. Ask whoever runs the server for an owner's sign-in link for "
    "your successor; once they are in, come back.",
)
KEPT_ALL = Phrase(zh="好，没有删除任何东西。", en="Nothing was deleted.")

feature.act(
    "forget",
    Phrase(zh="{who} 注销并删除了自己的数据，已离营", en="{who} left and had their data deleted"),
    final=Phrase(zh="删掉的找不回来。", en="What was deleted cannot be brought back."),
)


@feature.command(
    "删除我的数据",
    "forgetme",
    help=Phrase(
        zh="把自己从所有的营里删掉；先说清删什么、留什么，再问两遍。",
        en="Be deleted from every camp; you are told first what goes and what stays, and asked twice.",
    ),
    by=Role.ANYONE,
    examples=["删除我的数据", "forgetme"],
    asked={
        r"(?:我)?(?:想|要)?(?:删除?|清除?|清空|注销|抹掉)(?:掉)?我的?(?:所有|全部|个人)?的?(?:数据|信息|资料|账[号户]|记录)": "",
        r"(?:我)?(?:想|要)?注销(?:账[号户])?": "",
        r"(?:delete|erase|remove) (?:all )?(?:of )?my (?:data|account|records?)|forget me": "",
    },
    private=True,
)
def forget_me(ctx: Context, answer: Annotated[str, Named("继续", "goon")] = "") -> None:
    _check_owners(ctx)
    if not answer:
        ctx.reply(_before(ctx), [Press(GO_ON, "删除我的数据 继续"), Press(STOP, "取消")])
    elif answer in YES:
        ctx.ask("sure")
        ctx.reply(SURE)
    else:
        raise Refusal(HOW)


@feature.step("sure", called=CALLED)
def sure(ctx: Context, words: str) -> None:
    if words.strip(' “”"。.!！').casefold() not in WORD:
        ctx.reply(KEPT_ALL)
        return
    _check_owners(ctx)
    former = FORMER().to(ctx.default_language)
    erase(ctx, ctx.person.id, former)
    ctx.reply(DONE(former=former))


def erase(ctx: Context, person: int, former: str) -> None:
    """Every feature's share first, then the house's, then who they are; what only mentions them is swept soon after."""
    belonging = memberships.every_of(ctx.db, person)
    erasures.note(ctx.db, person, _traces(ctx, person), at=ctx.now)
    for one in belonging:
        with ctx.in_camp(camp_by_id(ctx.db, one.camp)):
            if one.left_on is None:
                memberships.leave(ctx.db, one.membership, day=ctx.today)
            ctx.audit("forget")
    for name, eraser in ctx.router.erasers:
        ctx.feature = name
        eraser(ctx, person)
    ctx.feature = feature.name
    for kept in ctx.router.kept:
        if kept.stays is None:
            personal_data.remove(ctx.db, kept.table, kept.by, person)
        elif kept.blanks:
            personal_data.blank(ctx.db, kept.table, kept.by, kept.blanks, person)
    people.erase(ctx.db, person, former)
    for one in belonging:
        with ctx.in_camp(camp_by_id(ctx.db, one.camp)):
            ctx.happened("my_data.erased", one.membership)
    ctx.later("my_data.sweep", f"person:{person}", ctx.now + SWEPT_AFTER)


def _check_owners(ctx: Context) -> None:
    """Raises Refusal where a camp would be left without an owner."""
    for one in memberships.every_of(ctx.db, ctx.person.id):
        if one.role == "owner" and one.left_on is None and memberships.owners(ctx.db, one.camp) == 1:
            raise Refusal(LAST_OWNER(camp=camp_by_id(ctx.db, one.camp).name))


def _before(ctx: Context) -> Line:
    """What there is of them, by what becomes of it."""
    there = [kept for kept in ctx.router.kept if personal_data.count(ctx.db, kept.table, kept.by, ctx.person.id)]
    gone = [kept.title().to(ctx.language) for kept in there if kept.stays is None]
    reasons = dict.fromkeys(kept.stays for kept in there if kept.stays is not None)
    lines = [
        LINE(titles=[kept.title().to(ctx.language) for kept in there if kept.stays is why], why=why).to(ctx.language)
        for why in reasons
    ]
    names = [one.name for one in memberships.of_person(ctx.db, ctx.person.id)]
    accounts = [account.name or account.ident for account in people.accounts(ctx.db, ctx.person.id)]
    stays = "\n".join(lines) or NOTHING_STAYS
    return BEFORE(camps=names or NO_CAMP, accounts=accounts, gone=gone or NOTHING_GOES, stays=stays)


def _most_of(wrote: set[str]) -> list[str]:
    """What they wrote, the longest first, as much of it as one row may hold."""
    room, kept = MOST_WORDS, list[str]()
    for words in sorted(wrote, key=len, reverse=True):
        room -= len(words)
        if room < 0:
            break
        kept.append(words)
    return kept


def _traces(ctx: Context, person: int) -> Traces:
    """What they are called anywhere, and the files that are theirs."""
    known = people.accounts(ctx.db, person)
    called = (ctx.person_by_id(person).name, *(account.name for account in known), *personal_data.names(ctx.db, person))
    names = set(called) - {""}
    ids = {word for account in known for word in (account.ident, account.direct_room) if word}
    ids |= {f"{account.channel}:{word}" for account in known for word in (account.ident, account.direct_room) if word}
    files = [*outbox.files_of(ctx.db, person), *personal_data.files(ctx.db, person)]
    for account in known:
        ctx.erase_account(account.channel, account.ident)
    wrote = {
        words
        for kept in ctx.router.kept
        if kept.wrote
        for words in personal_data.words(ctx.db, kept.table, kept.by, kept.wrote, person)
    }
    return Traces(sorted(names), sorted(ids), sorted(set(files)), _most_of(wrote))
