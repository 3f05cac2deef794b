"""Every file people really sent, in the chat and in the shell: how many it brings, what is wrong with it, what is noted; a second time it
changes nothing."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.cli import file_commands
from bot.config import Settings, Storage
from tests.files.bank.make import UGLY
from tests.files.lessons.slides import Shown, presentation
from tests.stories.test_import_export import received, send
from tests.test_bank_sent import EXPECTED, NAMED
from tests.test_lesson_office import P, word
from tests.town import CAMP, Town

FILES = Path(__file__).parents[1] / "files"
SPRAWLING = "表格占了1048576行×16384列，大多是空的。请把内容复制到新表格再发。"
BROKEN = "文件不完整或已损坏，打不开。请重新保存再发。"
SHOWN_FAULTS, SHOWN_NOTES = 8, 3


class Sent(NamedTuple):
    """A file: the kind it is, how many it brings, its faults and notes; with nothing to bring and one fault it is refused."""

    kind: str
    content: Callable[[], bytes]
    new: int
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def stored(kind: str, folder: str, name: str) -> Callable[[], bytes]:
    return (FILES / folder / "sent" / name).read_bytes


BANKS = {
    name: Sent("questions", stored("questions", "bank", name), len(found), tuple(faults), tuple(notes))
    for name, (found, faults, notes) in EXPECTED.items()
} | {
    "h17_choice_variants.xlsx": Sent(
        "questions",
        stored("questions", "bank", "h17_choice_variants.xlsx"),
        sum(map(len, NAMED)),
        ("第41行 答案“全选”不是选项字母", "第43行 答案“以上都是”不是选项字母"),
    )
}
OTHERS = {
    "l06_setext.md": ("lessons", 2, (), ()),
    "l08_tilde_fence.md": ("lessons", 1, (), ()),
    "l15_yaml_bomb.md": ("lessons", 0, ("文件开头的说明（---之间）写法有误",), ()),
    "l20_vt.md": ("lessons", 1, (), ()),
    "l21_hr_start.md": ("lessons", 2, (), ()),
    "formula_lesson.md": ("lessons", 1, (), ()),
    "x02_h1_in_body.xlsx": ("lessons", 3, (), ()),
    "x07_long_table.xlsx": ("lessons", 1, (), ()),
    "stray_cell_lessons.xlsx": ("lessons", 0, (SPRAWLING,), ()),
    "p07_account_forms.xlsx": (
        "members",
        6,
        (
            "第5行 账号与第4行相同",
            "第6行 账号要写成 渠道:编号，如 telegram:1001",
            "第8行 账号与第7行相同",
            "第9行 账号与第7行相同",
        ),
        (),
    ),
    "p16_formula.csv": ("members", 2, (), ()),
    "stray_cell.xlsx": ("members", 0, (SPRAWLING,), ()),
    "q07_vt.csv": ("qa", 1, (), ()),
    "control_char_qa.csv": ("qa", 1, (), ()),
    "stray_cell_qa.xlsx": ("qa", 0, (SPRAWLING,), ()),
}
FOLDERS = {"questions": "bank", "lessons": "lessons", "members": "members", "qa": "qa"}


def protected(kind: str) -> bytes:
    """An Office file with a password: the parts are in a stream of an OLE file."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100


def zipped() -> bytes:
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("题库.docx", b"x")
    return file.getvalue()


OWN = {
    "lessons.docx": Sent("lessons", lambda: word(P("澄清", style="1"), P("问。"), P("复述", style="1"), P("听。")), 2),
    "lessons.pptx": Sent("lessons", lambda: presentation([Shown("澄清", ("问。",), has_picture=True)]), 1, (),
                         ("第1页 图片、图表和附件没有导入；导入后私聊发给我，配上“微课 编号”",)),
    "no_headings.docx": Sent("lessons", lambda: word(P("澄清")), 0,
                             ("这份 Word 里没有“标题”样式的段落，分不出每一节课。请把每节课的题目设成“标题 1”，再发给我。",)),
    "old.docx": Sent("questions", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, 0,
                     ("读不了这种文件（旧版 Office 文件，请另存为 .docx 或 .pptx）。",)),
    "password.docx": Sent("lessons", lambda: protected("lessons"), 0, ("文件有密码，打不开。请去掉密码再发。",)),
    "password.xlsx": Sent("members", lambda: protected("members"), 0, ("文件有密码，打不开。请去掉密码再发。",)),
    "zip.docx": Sent("questions", zipped, 0, ("读不了这种文件（压缩包）。",)),
    "zip.pptx": Sent("lessons", zipped, 0, ("读不了这种文件（压缩包）。",)),
    "empty.docx": Sent("lessons", lambda: b"", 0, ("文件是空的。",)),
    "empty.csv": Sent("qa", lambda: b"\xef\xbb\xbf\r\n", 0, ("文件是空的。",)),
    "bomb.xlsx": Sent("qa", UGLY["zip_bomb.xlsx"], 0, ("文件解压后超过100 MB，没有打开。请只留要用的内容再发。",)),
    "cut.pptx": Sent("lessons", lambda: presentation([Shown("一", ("二",))])[:-300], 0, (BROKEN,)),
}  # fmt: skip
SENT: dict[str, Sent] = {
    **BANKS,
    **{
        name: Sent(kind, stored(kind, FOLDERS[kind], name), new, faults, notes)
        for name, (kind, new, faults, notes) in OTHERS.items()
    },
    **OWN,
}
CALLED = {"questions": "题库", "lessons": "课程", "members": "成员", "qa": "问答"}
each_file = pytest.mark.parametrize("name", SENT)


@pytest.mark.long
@each_file
def test_in_the_chat(town: Town, name: str) -> None:
    sent, owner = SENT[name], town.somebody("王岚")
    report = send(owner, name, sent.content(), f"导入 {CALLED[sent.kind]}")
    for fault in sent.faults[:SHOWN_FAULTS]:
        assert fault in report
    for note in sent.notes[:SHOWN_NOTES]:
        assert note in report
    if not sent.new and len(sent.faults) == 1 and not sent.faults[0].startswith("第"):
        assert report.startswith(sent.faults[0])
        return
    assert f"可导入{sent.new}" in report
    if sent.new:
        assert owner.tells("导入").startswith(f"已导入{sent.new}")
        assert "新增0，更新0" in send(owner, name, sent.content(), f"导入 {CALLED[sent.kind]}")
        _, given = received(town, owner.tells(f"导出 {CALLED[sent.kind]} 格式=xlsx"))
        assert "新增0，更新0，问题0" in send(owner, "回来.xlsx", given, f"导入 {CALLED[sent.kind]}")


@pytest.mark.long
@each_file
def test_in_the_shell(town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    sent = SENT[name]
    settings = Settings(storage=Storage(url=town.url))
    kind = file_commands.file_kind(settings, sent.kind)
    file = tmp_path / name
    file.write_bytes(sent.content())
    if not sent.new and len(sent.faults) == 1 and not sent.faults[0].startswith("第"):
        with pytest.raises(SystemExit) as end:
            file_commands.import_file(settings, kind, file, CAMP, True)
        assert end.value.code == 1 and capsys.readouterr().err.strip() == f"✗ {sent.faults[0]}"
        return
    file_commands.import_file(settings, kind, file, CAMP, True)
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if line.startswith(("第", "“表"))] == list(sent.faults)
    assert [line.removeprefix("注意：") for line in said.splitlines() if line.startswith("注意：")] == list(sent.notes)
    assert f"已写入：新增{sent.new}，更新0，不变0，问题{len(sent.faults)}。" in said
    file_commands.import_file(settings, kind, file, CAMP, True)
    assert f"已写入：新增0，更新0，不变{sent.new}，问题{len(sent.faults)}。" in capsys.readouterr().out


def test_forty_megabytes(town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = "问题,答案\n".encode() + b"a" * (40 << 20)
    assert send(town.somebody("王岚"), "大.csv", content, "导入 问答") == "文件超过20 MB，没有读取。"
    settings, file = Settings(storage=Storage(url=town.url)), tmp_path / "大.csv"
    file.write_bytes(content)
    with pytest.raises(SystemExit):
        file_commands.import_file(settings, file_commands.file_kind(settings, "qa"), file, CAMP, True)
    assert capsys.readouterr().err.strip() == "✗ 文件有41 MB，最多20 MB。请拆成几个文件再发。"


def test_two_banks_of_one_stem_are_two_questions(town: Town) -> None:
    """Nothing of the first is overwritten by the second, and what they share is said."""
    owner = town.somebody("王岚")
    for name, report, written in (
        ("o1_product.csv", "可导入1", "已导入1题 Q001"),
        ("o2_service.csv", "有2题与库里的题干相同、选项或题型不同，会作为新题", "已导入2题 Q002–Q003"),
    ):
        assert report in send(owner, name, SENT[name].content())
        assert owner.tells("导入").startswith(written)
    assert "先问清再报价" in owner.tells("题库 Q1")


def test_a_wide_blank_comes_back_from_a_text_as_it_was(town: Town) -> None:
    owner = town.somebody("王岚")
    send(owner, "n02_wide_blank.csv", SENT["n02_wide_blank.csv"].content())
    owner.tells("导入")
    for format in ("aiken", "gift", "moodle-xml", "csv", "xlsx"):
        name, given = received(town, owner.tells(f"导出 题库 格式={format}"))
        assert "新增0，更新0，问题0" in send(owner, name, given, "导入 题库")


def test_lessons_go_out_as_markdown_and_come_back_unchanged(town: Town) -> None:
    owner = town.somebody("王岚")
    for name, sent in SENT.items():
        if sent.kind == "lessons" and sent.new:
            send(owner, name, sent.content(), "导入 课程")
            owner.tells("导入")
    for format in ("md", "csv", "xlsx"):
        name, given = received(town, owner.tells(f"导出 课程 格式={format}"))
        assert "新增0，更新0，问题0" in send(owner, name, given, "导入 课程")


@pytest.mark.parametrize("name", ["formula_lesson.md", "p16_formula.csv"])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_no_cell_of_what_is_given_out_is_a_formula(town: Town, name: str, format: str) -> None:
    import csv

    from openpyxl import load_workbook

    owner, kind = town.somebody("王岚"), CALLED[SENT[name].kind]
    send(owner, name, SENT[name].content(), f"导入 {kind}")
    owner.tells("导入")
    _, given = received(town, owner.tells(f"导出 {kind} 格式={format}"))
    if format == "csv":
        cells = [cell for row in csv.reader(io.StringIO(given.decode("utf-8-sig"))) for cell in row]
        assert any("=" in cell for cell in cells) and not any(cell.startswith(("=", "+", "@")) for cell in cells)
    else:
        assert all(cell.data_type != "f" for row in load_workbook(io.BytesIO(given)).active.iter_rows() for cell in row)
