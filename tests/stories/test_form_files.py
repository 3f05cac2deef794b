"""The application form as a file: read first, written whole, the second time nothing, given out so that it reads back, taken back."""

from __future__ import annotations

from bot.cli.import_export import file_kinds
from bot.documents.document import Document
from bot.membership import camp_by_id
from bot.messages import FileRef
from storage.connection import Db
from tests.quiz import write
from tests.town import Heard, Somebody, Town

TABLE = "申请表题目,题型,选项\n你的岗位？,单选 标签,新员工/骨干\n工作几年？,数字 0-40,\n为什么来？,文字 选填,\n"


def sends(town: Town, who: Somebody, table: str) -> Heard:
    content = table.encode()
    town.squares["telegram"].files["table"] = content
    return who.tells("", files=(FileRef("申请表.csv", len(content), "table"),))


def given_out(town: Town, ending: str) -> tuple[bytes, list[object]]:
    """The form as a file of a format, and what that file is read as."""

    def run(db: Db) -> tuple[bytes, list[object]]:
        kind, camp = file_kinds()["forms"], camp_by_id(db, 1)
        format = next(one for one in kind.formats if one.ending == ending)
        content = kind.export(db, camp, format, "", "zh").content
        return content, kind.read(Document(content, f"申请表{ending}"), camp).values

    return write(town, run)


def test_a_form_comes_and_goes_as_a_file(town: Town) -> None:
    wang = town.somebody("王岚")
    wang.tells("/start")
    assert "3题" in sends(town, wang, TABLE) and "还没有表单" in wang.tells("招募 表单")
    assert "已导入3题" in wang.tells("导入")
    shown = wang.tells("招募 表单")
    assert (
        "1 你的岗位？ [单选 标签] 新员工/骨干" in shown
        and "2 工作几年？ [数字 0-40]" in shown
        and "3 为什么来？ [文字 选填]" in shown
    )
    assert given_out(town, ".xlsx")[1] == given_out(town, ".csv")[1] and len(given_out(town, ".csv")[1]) == 3
    assert "新增0，更新0" in sends(town, wang, given_out(town, ".csv")[0].decode("utf-8-sig")), "the second time is nothing"
    refused = sends(town, wang, "申请表题目,题型,选项\n" + "".join(f"第{n}题,文字,\n" for n in range(60)))
    assert "表单最多20题，这个文件超过了" in refused
    twice = sends(town, wang, "申请表题目,题型,选项\n岗位？,单选,骨干/骨干\n为什么来？,文字,\n")
    assert "选项“骨干”写了两次" in twice
    wang.tells("取消")
    assert "3 为什么来？" in wang.tells("招募 表单"), "nothing was changed"
    assert "已撤销" in wang.takes_back() and "还没有表单" in wang.tells("招募 表单")
    assert "📎" in wang.tells("导入 申请表 模板")
