"""A roster as people type it: accounts in several spellings, each person once, and names that have changed."""

from __future__ import annotations

import pytest

from bot.documents.document import Document
from handlers.members.roster import read


def accounts(*written: str) -> list[str | int]:
    """Each account as it is read, or the row's number where it is a fault."""
    lines = "\n".join(f"人{number},{account}" for number, account in enumerate(written))
    parsed = read(Document(f"姓名,账号\n{lines}\n".encode(), "名单.csv"))
    found: dict[int, str | int] = {item.row: f"{item.value.channel}:{item.value.ident}" for item in parsed.items if item.row}
    found |= {fault.row: fault.row for fault in parsed.faults if fault.row}
    return [found[row] for row in sorted(found)]


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("telegram：4001", "telegram:4001"),
        ("Telegram:4002", "telegram:4002"),
        ("telegram: 4003", "telegram:4003"),
        (" TELEGRAM ：4003 ", "telegram:4003"),
        ("企业微信:zhangsan", "wecom:zhangsan"),
        ("wecom:ZhangSan", "wecom:ZhangSan"),
        ("web:林晓", "web:林晓"),
    ],
)
def test_an_account_in_several_spellings(written: str, account: str) -> None:
    assert accounts(written) == [account]


@pytest.mark.parametrize("written", ["@someone", "telegram:", ":1001", "qq:1001", "1001"])
def test_what_is_no_account_is_a_fault(written: str) -> None:
    assert accounts(written) == [2]


def test_the_same_account_in_two_spellings_is_there_twice() -> None:
    assert accounts("telegram: 4003", "telegram:4003") == ["telegram:4003", 3]
    assert accounts("wecom:ZhangSan", "wecom:zhangsan", "企微:ZHANGSAN") == ["wecom:ZhangSan", 3, 4]


def keys(table: str) -> tuple[list[tuple[str, str, str, str]], list[str]]:
    """(name, account, phone, staff number) of each row, and the faults."""
    parsed = read(Document(table.encode(), "名单.csv"))
    rows = [(row.name, f"{row.channel}:{row.ident}" if row.ident else "", row.phone, row.staff) for row in parsed.values]
    return rows, [fault.line().to("zh") for fault in parsed.faults]


def test_a_roster_by_phone_or_staff_number() -> None:
    assert keys(
        "员工姓名,手机号码,员工编号,账号\n林晓,138 0000-1111,,\n周航,+86 13800001112,E1002,\n吴敏,,e1003,telegram:7\n何琳,０１０-88886666,,\n"
    ) == (
        [("林晓", "", "13800001111", ""), ("周航", "", "13800001112", "E1002"), ("吴敏", "telegram:7", "", "e1003"),
         ("何琳", "", "01088886666", "")],
        [],
    )  # fmt: skip


def test_what_is_no_phone_or_staff_number_is_a_fault() -> None:
    assert keys("姓名,手机,工号\n甲,很长,\n乙,,E 1\n丙,,\n丁,13800001111,\n戊,86-138-0000-1111,\n己,,E1\n庚,,e1\n辛,1.38e+10,\n")[1] == [
        "第2行 手机“很长”看不懂", "第3行 工号“E 1”超过32个字或有空格", "第4行 没有账号，也没有手机或工号", "第6行 手机与第5行相同",
        "第8行 工号与第7行相同", "第9行 手机“1.38e+10”看不懂",
    ]  # fmt: skip
