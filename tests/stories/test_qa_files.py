"""Questions and answers as files: read first, written after 导入, taken back, exported, and the same again changes nothing."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from bot.messages import File, FileRef
from handlers.qa import sheets
from storage import archive
from tests.town import Heard, Somebody, Town

HEADS = "问题,答案,标签,作者,来源,其他问法\n"
TABLE = HEADS + (
    "客户嫌报价高怎么回,先问与谁比,异议；行业=零售,何琳,手册,客户说太贵了怎么办\n合同要盖几份章,一式四份,,,,\n怎么约到采购总监,先找技术负责人,开发,周航,,\n"
)


def send(who: Somebody, content: bytes, name: str = "问答.csv", says: str = "导入 问答") -> Heard:
    who.town.squares[who.channel].files[name] = content
    return who.tells(says, files=(FileRef(name, len(content), name),))


def imported(town: Town, table: str = TABLE) -> Somebody:
    owner = town.somebody("王岚")
    assert "试读完成，尚未写入" in send(owner, table.encode())
    assert "已导入" in owner.tells("导入")
    return owner


def entries(town: Town) -> list[archive.Entry]:
    async def read() -> list[archive.Entry]:
        return await town.database.read(lambda db: archive.everything(db, 1))

    return town.run(read())


def exported(town: Town, words: str) -> bytes:
    """The file the manager is given."""
    (file,) = [part for post in town.somebody("王岚").tells(words).posts for part in post.parts if isinstance(part, File)]
    return town.app.files.path(file.file).read_bytes()


def test_a_file_is_read_first_and_written_when_its_sender_says_so(town: Town) -> None:
    owner = town.somebody("王岚")
    assert send(owner, TABLE.encode()) == "试读完成，尚未写入：新增3条，更新0条，无变化0条，问题0。\n回复“导入”写入。"
    assert entries(town) == []
    assert owner.tells("导入") == "✅ 已导入3条 K-0001–K-0003，更新0条。10分钟内可发“撤销”。"
    first = entries(town)[0]
    assert (first.question, first.tags, first.author, first.source) == ("客户嫌报价高怎么回", ["异议", "行业=零售"], "何琳", "手册")
    assert "K-0001" in town.learner("周航").says("搜 客户说太贵了怎么办")
