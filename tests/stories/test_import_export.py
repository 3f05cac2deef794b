"""导入 and 导出, the same for every kind of file: read first, mended, written, written again, given out, taken back."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import product

import pytest
from openpyxl import load_workbook

from bot.messages import FileRef
from bot.parts import File
from storage import audit
from tests.files.bank.make import UGLY
from tests.town import Heard, Somebody, Town


@dataclass(frozen=True)
class Case:
    """A file of a kind with one row that cannot be taken: what the chat calls the kind, the sentence, and what mends it."""

    kind: str
    unit: str
    file: str
    fault: str
    column: str
    mended: str


CASES = {
    "questions": Case("题库", "题", "题干,答案\n先问参照,对\n超时倒扣分,\n", "第3行 答案为空", "答案", "错"),
    "lessons": Case(
        "课程", "节", "标题,技能\n澄清参照,先问和谁比。\n复述确认,\n", "第3行 技能、案例、正文都是空的", "技能", "先复述。"
    ),
    "qa": Case("问答", "条", "问题,答案,作者\n怎么报名,找班主任,何琳\n交给谁,,\n", "第3行 答案为空", "答案", "交给助教"),
    "members": Case(
        "成员",
        "人",
        "姓名,账号,角色\n林晓,telegram:501,\n周航,502,专家\n",
        "第3行 账号要写成 渠道:编号，如 telegram:1001",
        "账号",
        "telegram:502",
    ),
    "kpi": Case(
        "指标",
        "个数",
        "团队,指标,月份,数值,单位\n华东,销售额,2026-04,350,万元\n华南,销售额,2026-04,优秀,万元\n",
        "第3行 数值“优秀”不是数，请写成 12345.6 或 85%",
        "数值",
        "420.5",
    ),
}
CASES["scripts"] = Case(
    "剧本",
    "份",
    "标题,甲,乙\n价格异议,你嫌贵。,先问参照。\n交期,你着急。,\n",
    "第3行 《交期》缺乙方的角色卡",
    "乙",
    "先报最早日期。",
)
each_kind = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def send(who: Somebody, name: str, content: bytes, says: str = "") -> Heard:
    """Sends a file in private."""
    who.town.squares[who.channel].files[name] = content
    return who.tells(says, files=(FileRef(name, len(content), name),))


def received(town: Town, heard: Heard) -> tuple[str, bytes]:
    """The file the bot sent: its name and content."""
    (file,) = [part for post in heard.posts for part in post.parts if isinstance(part, File)]
    return file.name, town.app.files.read(file.file)


def mended(table: bytes, column: str, words: str) -> bytes:
    """A table of faults with its one row set right in one column."""
    book, file = load_workbook(io.BytesIO(table)), io.BytesIO()
    sheet = book.active
    place = [cell.value for cell in sheet[1]].index(column) + 1
    sheet.cell(2, place).value = words
    book.save(file)
    return file.getvalue()


@each_kind
def test_a_file_is_read_mended_written_given_out_and_taken_back(town: Town, case: Case) -> None:
    owner = town.somebody("王岚")
    report = send(owner, "表.csv", case.file.encode())
    assert report.startswith(f"可导入1，问题1：{case.fault}。") and f"回复“导入”写入1{case.unit}，或“下载错误表”。" in report
    name, table = received(town, owner.tells("下载错误表"))
    assert name == f"表_要改的1{case.unit}.xlsx"
    assert owner.tells("导入").startswith(f"已导入1{case.unit}")

    back = send(owner, name, mended(table, case.column, case.mended))
    assert back.startswith("试读完成，尚未写入：可导入1，没有问题。") and "注意" not in back
    assert owner.tells("导入").startswith(f"已导入1{case.unit}")
    assert send(owner, "表.csv", case.file.encode()).startswith(f"1{case.unit}已存在且无变化，新增0，更新0，问题1。")

    for format in ("xlsx", "csv"):
        name, content = received(town, owner.tells(f"导出 {case.kind} 格式={format}"))
        assert name.startswith(f"{case.kind}_") and name.endswith(f"{case.unit}.{format}")
        assert "已存在且无变化，新增0，更新0，问题0" in send(owner, name, content, f"导入 {case.kind}")

    assert owner.takes_back() == f"✅ 已撤销这次导入：收回1{case.unit}，0{case.unit}恢复原样。"
    assert owner.takes_back() == f"✅ 已撤销这次导入：收回1{case.unit}，0{case.unit}恢复原样。"
    assert send(owner, "表.csv", case.file.encode()).startswith("可导入1，问题1")


@each_kind
def test_the_template_is_recognised_by_what_is_in_it(town: Town, case: Case) -> None:
    owner = town.somebody("王岚")
    name, content = received(town, owner.tells(f"导入 {case.kind} 模板"))
    assert name.startswith(f"{case.kind}模板.")
    report = send(owner, name, content)
    assert "没有问题" in report and "写入" in report and f"{case.unit}。" in report


@each_kind
def test_a_hostile_file_has_one_sentence(town: Town, case: Case) -> None:
    sentences = {
        "stray_cell.xlsx": "表格占了1048576行×16384列，大多是空的。请把内容复制到新表格再发。",
        "zip_bomb.xlsx": "文件解压后超过100 MB，没有打开。请只留要用的内容再发。",
        "password.xlsx": "文件有密码，打不开。请去掉密码再发。",
        "truncated.xlsx": "文件不完整或已损坏，打不开。请重新保存再发。",
        "pdf.xlsx": "读不了这种文件（PDF 文档）。",
        "empty.xlsx": "文件是空的。",
    }
    for file, sentence in sentences.items():
        heard = send(town.somebody("王岚"), file, UGLY[file](), f"导入 {case.kind}")
        assert heard.startswith(f"{sentence}\n{case.kind}可以发："), file


def test_what_could_be_two_kinds_is_asked(town: Town) -> None:
    owner = town.somebody("王岚")
    file = "问题,答案\n打卡算一分吗,对\n".encode()
    report = send(owner, "表.csv", file)
    assert "这份文件可以当题库、问答，要按哪种导入？" in report or "这份文件可以当问答、题库，要按哪种导入？" in report
    assert owner.presses("问答", report.posts[-1]).startswith("试读完成，尚未写入：可导入1")
    assert owner.tells("导入").startswith("已导入1条 K-0001")
    send(owner, "表.csv", file)
    assert owner.tells("题库").startswith("试读完成，尚未写入：可导入1"), "it is what was asked, not a command"
    send(owner, "表.csv", file)
    assert owner.tells("导入 题库").startswith("试读完成，尚未写入：可导入1")
    assert owner.tells("导入").startswith("已导入1题 Q001")


def test_what_holds_nothing_known_gets_the_templates(town: Town) -> None:
    report = send(town.somebody("王岚"), "周报.csv", "日期,人数\n5/6,12\n".encode())
    assert report.startswith("没看出这是什么文件。表格要有表头，可以照着模板填；知道是哪种就说一声，如“导入 题库”。")
    assert "要成员模板 → 导入 成员 模板" in report


def test_what_holds_nothing_known_is_read_as_what_the_manager_says_it_is(town: Town) -> None:
    owner = town.somebody("王岚")
    send(owner, "周报.csv", "日期,人数\n5/6,12\n".encode())
    assert owner.tells("导入 课程").startswith("没看出是课程：表格第一行要有“标题”和“正文”")


LESSONS = "标题,技能,案例\n澄清参照,先问和谁比。,小王先问。\n".encode()


@pytest.mark.parametrize("says", ["", "导入", "导入 课程", "导入 课程/问答", "导入 题库、课程"])
def test_a_file_is_recognised_whatever_is_written_with_it(town: Town, says: str) -> None:
    owner = town.somebody("王岚")
    assert send(owner, "lessons.csv", LESSONS, says).startswith("试读完成，尚未写入：可导入1，没有问题。")
    assert owner.tells("导入 课程").startswith("已导入1节 L1")


def test_the_kind_that_is_named_is_asked_for(town: Town) -> None:
    owner = town.somebody("王岚")
    assert owner.tells("导入 课程").startswith("把课程文件发给我（md、Word、PPT、csv、xlsx），我先试读，不会直接写入。")
    assert send(owner, "lessons.csv", LESSONS).startswith("试读完成，尚未写入：可导入1，没有问题。")


NAMES = ("题库.wps", "题库.et", "题库", "题库.csv.bak", "资料.rar", "资料.psd", "a.key")
CONTENTS = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"", b"Rar!\x1a\x07", b"\0\1\2", b"PK\x03\x04")


def test_any_private_file_of_a_manager_gets_an_answer(town: Town) -> None:
    for name, content in product(NAMES, CONTENTS):
        heard = send(town.somebody("王岚"), name, content)
        assert len(heard.posts) == 1 and heard.startswith(("读不了", "文件", "这个我还看不懂")), (name, content[:8])


def test_any_private_file_of_a_learner_gets_an_answer(town: Town) -> None:
    assert send(town.learner("林晓"), "题库.xlsx", b"PK\x03\x04").startswith("这个我还看不懂")


def test_a_stem_the_bank_has_with_other_options_is_said(town: Town) -> None:
    owner = town.somebody("王岚")
    heads = "题干,选项A,选项B,答案\n"
    send(owner, "一.csv", f"{heads}下列说法正确的是（ ）,甲,乙,A\n".encode())
    owner.tells("导入")
    report = send(owner, "二.csv", f"{heads}下列说法正确的是( )。,丙,丁,A\n".encode())
    assert "有1题与库里的题干相同、选项或题型不同，会作为新题：“下列说法正确的是( )。”（Q001）。" in report
    assert owner.tells("导入").startswith("已导入1题 Q002")


def test_a_lesson_required_of_other_tags_is_a_change(town: Town) -> None:
    owner = town.somebody("王岚")
    file = "标题,技能,必修\n澄清参照,先问和谁比。,{}\n"
    send(owner, "课.csv", file.format("骨干;新员工").encode())
    owner.tells("导入")
    assert "已存在且无变化" in send(owner, "课.csv", file.format("新员工;骨干").encode())
    assert "可导入1（新增0、更新1）" in send(owner, "课.csv", file.format("骨干;华东").encode())
    assert owner.tells("导入").startswith("已更新1节")
    _, content = received(town, owner.tells("导出 课程 格式=csv"))
    assert "华东" in content.decode() and "新员工" not in content.decode()
    assert owner.takes_back().startswith("✅ 已撤销这次导入")
    _, content = received(town, owner.tells("导出 课程 格式=csv"))
    assert "新员工" in content.decode()


def test_faulty_lessons_are_mended_in_the_table_and_sent_back(town: Town) -> None:
    owner = town.somebody("王岚")
    send(owner, "课.md", "# 甲\n## 技能\n先问。\n\n# 乙\n## 技能\n".encode())
    heard = owner.tells("下载错误表")
    assert heard.startswith("每行写着要改的地方。改好直接发回来")
    name, table = received(town, heard)
    back = send(owner, name, mended(table, "原文", "# 乙\n## 技能\n再听。"))
    assert back.startswith("试读完成，尚未写入：可导入1，没有问题。")


def test_members_come_in_as_the_file_says_and_go_again(town: Town) -> None:
    owner = town.somebody("王岚")
    lin = town.learner("林晓")
    file = f"姓名,账号,角色,标签\n林晓,telegram:{lin.id},专家,骨干\n新人甲,telegram:777,,\n".encode()
    assert "可导入2（新增1、更新1），无变化0" in send(owner, "名单.csv", file)
    assert owner.tells("导入") == "已导入1人，更新1人。\n10分钟内可发“撤销”。"
    assert "标签“骨干”共1人：林晓" in owner.tells("成员 骨干") and "专家：1人" in owner.tells("成员")
    assert "新人甲" in owner.tells("成员")
    assert owner.takes_back() == "✅ 已撤销这次导入：收回1人，1人恢复原样。"
    assert "专家：0人" in owner.tells("成员") and "新人甲" not in owner.tells("成员")


def test_a_roster_without_a_role_leaves_everybody_what_they_are(town: Town) -> None:
    owner, helen = town.somebody("王岚"), town.learner("何琳")
    owner.says("角色 何琳 专家")
    report = send(owner, "名单.csv", f"姓名,账号\n何琳,telegram:{helen.id}\n".encode())
    assert report.startswith("1人已存在且无变化")


def test_a_manager_makes_no_manager_by_a_file(town: Town) -> None:
    owner, deputy = town.somebody("王岚"), town.learner("赵敏")
    owner.says("角色 赵敏 经理")
    file = "姓名,账号,角色\n林晓,telegram:501,经理\n周航,telegram:502,\n".encode()
    report = send(deputy, "名单.csv", file)
    assert "可导入1，问题1：第2行 任免经理要由营主来做。" in report
    assert deputy.tells("导入").startswith("已导入1人") and "林晓" not in owner.tells("成员")
    assert "可导入1（新增1、更新0），无变化1" in send(owner, "名单.csv", file)


def test_exports_cannot_attack_who_opens_them(town: Town) -> None:
    owner = town.somebody("王岚")
    send(
        owner, "名单.csv", '姓名,账号\n"=HYPERLINK(""http://127.0.0.1"",""x"")",telegram:9001\n+86138,telegram:9002\n'.encode()
    )
    owner.tells("导入")
    _, content = received(town, owner.tells("导出 成员 格式=csv"))
    cells = [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))]
    assert '\'=HYPERLINK("http://127.0.0.1","x")' in cells and "'+86138" in cells
    _, content = received(town, owner.tells("导出 成员 格式=xlsx"))
    assert {cell.data_type for row in load_workbook(io.BytesIO(content)).active for cell in row if cell.value} == {"s"}


def test_only_managers_import_and_export(town: Town) -> None:
    lin = town.learner("林晓")
    assert "要由社群经理来做" in lin.tells("导出 成员")
    assert "要由社群经理来做" in send(lin, "名单.csv", CASES["members"].file.encode(), "导入 成员")
    assert send(lin, "名单.csv", CASES["members"].file.encode()).startswith("这个我还看不懂，请打字告诉我。")


@each_kind
def test_an_import_is_written_down_with_its_kind(town: Town, case: Case) -> None:
    owner = town.somebody("王岚")
    send(owner, "表.csv", case.file.encode())
    owner.tells("导入")
    (entry, *_) = [entry for entry in town.look(audit.ENTRIES, camp=1, before=2**62, most=5) if entry.act == "import"]
    assert (entry.detail["kind"], entry.detail["new"], entry.detail["changed"]) == (
        next(code for code, one in CASES.items() if one is case),
        1,
        0,
    )


def test_in_english(town: Town) -> None:
    owner = town.somebody("王岚")
    owner.tells("language en")
    report = send(owner, "roster.csv", b"name,account,role\nAnn,telegram:501,\nBob,502,expert\n")
    assert "1 can be imported, 1 problem: row 3: an account is channel:id, like telegram:1001." in report
    assert "Reply “import” to write 1 member, or “errors” for a table of the problems." in report
    assert owner.tells("import").startswith("Imported 1 member.")
    assert owner.takes_back() == "✅ The import was taken back: 1 member gone, 0 members as before."
