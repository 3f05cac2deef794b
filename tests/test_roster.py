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
