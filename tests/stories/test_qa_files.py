"""Questions and answers as files: read first, written after 导入, taken back, exported, and the same again changes nothing."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from bot.documents.document import Document
from bot.messages import FileRef
from bot.parts import File
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


def read(content: bytes, name: str = "") -> list[archive.Brought]:
    return sheets.read(Document(content, name)).values


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
    return town.app.files.read(file.file)


def test_a_file_is_read_first_and_written_when_its_sender_says_so(town: Town) -> None:
    owner = town.somebody("王岚")
    assert send(owner, TABLE.encode()) == "试读完成，尚未写入：可导入3，没有问题。\n回复“导入”写入3条。\n导入3条 → 导入"
    assert entries(town) == []
    assert owner.tells("导入") == "已导入3条 K-0001–K-0003。\n10分钟内可发“撤销”。"
    first = entries(town)[0]
    assert (first.question, first.tags, first.author, first.source) == (
        "客户嫌报价高怎么回",
        ["异议", "行业=零售"],
        "何琳",
        "手册",
    )
    assert "K-0001" in town.learner("周航").says("搜 客户说太贵了怎么办")


def test_the_same_file_again_changes_nothing(town: Town) -> None:
    owner = imported(town)
    before = entries(town)
    assert send(owner, TABLE.encode()) == "3条已存在且无变化，新增0，更新0，问题0。"
    assert entries(town) == before


def test_what_was_exported_is_read_back_as_it_is(town: Town) -> None:
    owner = imported(town)
    for words, name in (("导出 问答", "问答.xlsx"), ("导出 问答 格式=csv", "问答.csv")):
        content = exported(town, words)
        assert "无变化" in send(owner, content, name)
        assert [row.question for row in read(content)] == [one.question for one in entries(town)]
    assert "K-0001" in town.learner("周航").says("搜 客户说太贵了怎么办")


def test_an_export_can_be_of_one_tag(town: Town) -> None:
    owner = imported(town)
    (row,) = read(exported(town, "导出 问答 标签=行业=零售"))
    assert (row.question, row.tags, row.author, row.aliases) == (
        "客户嫌报价高怎么回",
        ("异议", "行业=零售"),
        "何琳",
        ("客户说太贵了怎么办",),
    )
    assert owner.tells("导出 问答 标签=没有的") == "没有可导出的问答。"


def test_words_that_begin_like_a_formula_stay_words(town: Town) -> None:
    imported(town, HEADS + "报表里怎么求和,=SUM(A1:A9),,,,\n电话怎么打,+86 10 开头,,,,\n")
    for words in ("导出 问答", "导出 问答 格式=csv"):
        assert [row.answer for row in read(exported(town, words))] == ["=SUM(A1:A9)", "+86 10 开头"]


def test_a_changed_row_is_the_next_version_and_an_undo_takes_all_of_it_back(town: Town) -> None:
    owner = imported(town)
    town.pass_(minutes=20)
    before = entries(town)
    again = (
        HEADS
        + "客户嫌报价高怎么回,先问清比较对象,异议,,,\n新人第一周做什么,跟访三次,,,,\n合同要盖几份章,一式四份,,,,合同盖章几份\n"
    )
    assert "可导入3（新增1、更新2），无变化0" in send(owner, again.encode())
    assert owner.tells("导入") == "已导入1条 K-0004，更新2条。\n10分钟内可发“撤销”。"
    zhou = town.learner("周航")
    assert "先问清比较对象" in zhou.says("搜 K-0001") and "K-0004" in zhou.says("搜 新人第一周做什么")
    assert owner.takes_back() == "✅ 已撤销这次导入：收回1条，1条恢复原样。"
    assert [(one.question, one.answer) for one in entries(town)] == [(one.question, one.answer) for one in before]
    assert "没有找到" in zhou.says("搜 新人第一周做什么")


def test_a_long_file_is_written_in_slices_and_found_at_once(town: Town) -> None:
    owner = town.somebody("王岚")
    rows = "".join(f"第{n}期课程的作业交到哪里,交到第{n}期文件夹,,,,\n" for n in range(1, 81))
    assert "可导入80" in send(owner, (HEADS + rows).encode())
    assert owner.tells("导入") == "已导入80条 K-0001–K-0080。\n10分钟内可发“撤销”。"
    assert len(entries(town)) == 80
    assert "K-0077" in town.learner("周航").says("搜 第77期课程的作业交到哪里").splitlines()[0]
    assert "收回80条" in owner.takes_back()
    assert entries(town) == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",有答案,,,,", "第2行 问题为空"),
        ("有问题,,,,,", "第2行 答案为空"),
        ("🎉🎉,有答案,,,,", "第2行 问题里没有可以搜到的字"),
        (f"{'长' * 501},有答案,,,,", "第2行 问题有501字，最多500字"),
        ("怎么报名,有答案,,,,\n怎么报名？,有答案,,,,", "第3行 问题与第2行相同"),
    ],
)
def test_a_row_that_cannot_be_taken_has_its_sentence(town: Town, row: str, fault: str) -> None:
    assert fault in send(town.somebody("王岚"), (HEADS + row + "\n").encode())
    assert entries(town) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的。"),
        ("姓名,账号\n林晓,telegram:1\n".encode(), "没看出是问答"),
        (b"PK\x03\x04 not a workbook", "文件不完整或已损坏"),
        (b"\xff\xfe\x00\xd8", "看不出文字编码"),
    ],
)
def test_a_file_of_something_else_has_one_sentence(town: Town, content: bytes, sentence: str) -> None:
    assert sentence in send(town.somebody("王岚"), content, "什么.xlsx")


def test_a_workbook_in_english_with_a_title_above_and_an_old_encoding_are_read(town: Town) -> None:
    book, file = Workbook(), io.BytesIO()
    assert book.active is not None
    for line in (["Our answers"], ["Question", "Answer", "Tags"], ["How to price", "Ask whom they compare with", "a; b"]):
        book.active.append(line)
    book.save(file)
    (row,) = read(file.getvalue(), "手册.xlsx")
    assert (row.question, row.tags, row.source) == ("How to price", ("a", "b"), "手册")
    (row,) = read("问题,答案\n怎么报名,找班主任\n".encode("gb18030"))
    assert row.answer == "找班主任"


def test_only_a_manager_imports_and_exports(town: Town) -> None:
    lin = town.learner("林晓")
    assert "经理" in send(lin, TABLE.encode()) and "经理" in lin.tells("导出 问答")
    assert entries(town) == []
