"""Journey J4: a file becomes a bank, a bank becomes a file; finding, changing and taking back in the chat."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.documents.document import Document
from bot.documents.parsed import Item, Parsed
from bot.messages import FileRef
from bot.parts import File
from handlers.quiz.bank import reading
from handlers.quiz.bank.questions import Question, from_plain
from storage import bank
from tests.engines import on_sqlite
from tests.files.bank.make import UGLY
from tests.quiz import fill, single
from tests.test_question_picture import png
from tests.town import Heard, Somebody, Town

J4 = """试读完成，尚未写入：可导入46，问题4。
第8行 答案为空｜第19行 答案含C但没有选项C｜第27行 与第12行题干相同｜第33行 题型“名词解释”不支持
回复“导入”写入46题，或“下载错误表”。"""


def sends(who: Somebody, name: str, content: bytes, words: str = "") -> Heard:
    """Sends a file in private."""
    who.town.squares[who.channel].files[name] = content
    return who.tells(words, files=(FileRef(name, len(content), name),))


def count(town: Town) -> int:
    return len(town.look(bank.ALL, camp=1, tag=None))


def received(town: Town, heard: Heard) -> tuple[str, bytes]:
    """The file the bot sent: its name and content."""
    file = next(part for post in heard.posts for part in post.parts if isinstance(part, File))
    with town.app.open(file.file) as opened:
        content = opened.read()
    assert len(content) == file.size
    return file.name, content


def read(content: bytes) -> Parsed[Question]:
    return reading.read(Document(content))


def found(content: bytes) -> list[Item[Question]]:
    return list(read(content).items)


@on_sqlite
def test_j4_a_file_becomes_a_bank(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    assert sends(wang, "产品题库.xlsx", UGLY["产品题库.xlsx"]()).startswith(J4)
    assert count(town) == 0
    assert wang.tells("导入").startswith("已导入46题 Q001–Q046，标签：产品21、异议15、谈判10。")
    assert count(town) == 46
    again = sends(wang, "产品题库.xlsx", UGLY["产品题库.xlsx"]())
    assert again.startswith("46题已存在且无变化，新增0，更新0，问题4。")
    assert "可导入4，问题1：第17行 “{”未闭合。" in sends(wang, "test.gift", UGLY["test.gift"]())
    name, content = received(town, wang.tells("导出 标签=异议 格式=gift"))
    assert name == "异议_15题.gift"
    assert len(found(content)) == 15


@pytest.fixture
def wang(town: Town) -> Somebody:
    """The camp's owner, with the bank of journey J4 in it."""
    owner = town.somebody("王岚")
    sends(owner, "产品题库.xlsx", UGLY["产品题库.xlsx"]())
    owner.tells("导入")
    return owner


@pytest.mark.parametrize("format", ["xlsx", "csv", "gift", "moodle-xml", "aiken"])
def test_what_goes_out_comes_back_as_no_change(town: Town, wang: Somebody, format: str) -> None:
    name, content = received(town, wang.tells(f"导出 格式={format}"))
    assert "题已存在且无变化，新增0，更新0" in sends(wang, name, content)
    assert count(town) == 46


def test_the_faults_come_as_a_table_that_can_be_mended_and_sent_back(town: Town) -> None:
    owner = town.somebody("王岚")
    report = sends(owner, "产品题库.xlsx", UGLY["产品题库.xlsx"]())
    name, content = received(town, owner.presses("下载错误表", report.posts[-1]))
    assert name == "产品题库_要改的4题.xlsx"
    assert [one.row for one in read(content).faults] == [2, 3, 5] and len(read(content).items) == 1
    assert read(received(town, owner.tells("下载错误表"))[1]) == read(content)
    assert count(town) == 0 and "已导入46题" in owner.presses("导入46题", report.posts[-1])
    assert read(received(town, owner.presses("下载错误表", report.posts[-1]))[1]) == read(content)


def test_an_import_is_taken_back_and_brought_in_again(town: Town, wang: Somebody) -> None:
    assert "收回46题，0题恢复原样" in wang.takes_back()
    assert count(town) == 0 and "题库还是空的" in wang.tells("题库")
    assert "可导入46" in sends(wang, "产品题库.xlsx", UGLY["产品题库.xlsx"]())
    assert "已导入46题 Q001–Q046" in wang.tells("导入")


def test_a_changed_file_changes_the_bank_and_taking_it_back_restores_the_words(town: Town, wang: Somebody) -> None:
    _, content = received(town, wang.tells("导出 格式=csv"))
    lines = content.decode("utf-8-sig").splitlines()
    changed = "\r\n".join([lines[0], lines[1].replace(",B,", ",A,", 1), *lines[2:]]).encode("utf-8-sig")
    assert "可导入1（新增0、更新1），无变化45" in sends(wang, "改过.csv", changed)
    assert "Q001 答案 B → A" in wang.tells("更新") and "答案：B" in wang.tells("题库 Q001")
    assert wang.tells("确认更新").startswith("已更新1题。")
    assert "答案：A" in wang.tells("题库 Q001")
    assert "收回0题，1题恢复原样" in wang.takes_back()
    assert "答案：B" in wang.tells("题库 Q001")


def test_nothing_is_written_without_a_yes(town: Town) -> None:
    owner = town.somebody("王岚")
    assert "文件发给我，我先试读" in owner.tells("导入")
    sends(owner, "产品题库.xlsx", UGLY["产品题库.xlsx"]())
    assert "回复“导入”写入46题" in owner.tells("这是什么")
    owner.tells("取消")
    assert "文件发给我，我先试读" in owner.tells("导入") and count(town) == 0


def test_the_file_sent_last_is_meant(town: Town) -> None:
    owner = town.somebody("王岚")
    sends(owner, "产品题库.xlsx", UGLY["产品题库.xlsx"]())
    sends(owner, "test.gift", UGLY["test.gift"]())
    assert "已导入4题 Q001–Q004" in owner.tells("导入")
    assert "回复“下载错误表”拿回这些行" in owner.tells("导入") and count(town) == 4


def test_who_is_no_manager_brings_nothing_in(town: Town) -> None:
    lin = town.learner("林晓")
    assert "打字" in sends(lin, "产品题库.xlsx", UGLY["产品题库.xlsx"]())
    assert "要由社群经理来做" in sends(lin, "产品题库.xlsx", UGLY["产品题库.xlsx"](), "导入")
    assert "要由社群经理来做" in lin.tells("题库") and "私聊" in town.somebody("王岚").says("题库")


def test_a_file_that_is_no_bank_gets_one_sentence(town: Town) -> None:
    owner = town.somebody("王岚")
    assert "读不了这种文件（PDF 文档）。" in sends(owner, "题库.pdf", b"%PDF-1.7\n")
    assert "文件是空的" in sends(owner, "题库.csv", b"")
    assert "打字" in sends(owner, "照片.png", b"\x89PNG")
    assert "不能导入“天气”" in sends(owner, "题库.csv", b"x", "导入 天气")
    assert "可以导出：题库" in owner.tells("导出 天气") and "没有“docx”这种格式" in owner.tells("导出 格式=docx")


def test_questions_are_found_shown_and_changed_in_the_chat(town: Town, wang: Somebody) -> None:
    assert wang.tells("题库").startswith("题库46题：产品21、异议15、谈判10")
    assert "Q001 " in wang.tells("题库 产品") and "没有找到含“量子”的题" in wang.tells("题库 量子")
    assert "Q001 v1｜单选" in wang.tells("题库 Q001") and "没有 Q999 这道题" in wang.tells("题库 q999")
    assert "Q001 已改为 v2" in wang.tells("题库 Q001 解析 因为先要弄清参照")
    assert "解析：因为先要弄清参照" in wang.tells("题库 Q001")
    assert "答案含H但没有选项H" in wang.tells("题库 Q001 答案 H")
    assert "本来就是这样" in wang.tells("题库 Q001 解析 因为先要弄清参照")
    stem = from_plain(bank_question(town, 2)).stem
    assert "题干与 Q002 相同" in wang.tells(f"题库 Q001 题干 {stem}")
    assert "改什么？试试：题库 Q001 答案 B" in wang.tells("题库 Q001 随便")
    assert "Q001 恢复原样" in wang.takes_back() and "解析：因为" not in wang.tells("题库 Q001")
    assert "Q002 已停用" in wang.tells("题库 Q002 停用") and "题库45题" in wang.tells("题库")
    assert "Q002 恢复原样" in wang.takes_back() and "题库46题" in wang.tells("题库")


def bank_question(town: Town, number: int) -> dict[str, object]:
    return next(
        {
            name: getattr(row, name)
            for name in ("kind", "stem", "options", "answer", "explanation", "tags", "difficulty", "picture")
        }
        for row in town.look(bank.ALL, camp=1, tag=None)
        if row.number == number
    )


def test_a_question_gets_a_picture_from_the_chat(town: Town, wang: Somebody) -> None:
    assert "发一张 png 或 jpg" in wang.tells("题库 Q001 图片")
    assert "Q001 已改为 v2" in sends(wang, "柜台.png", png(3, 2), "题库 Q001 图片")
    assert wang.tells("题库 Q001").posts[0].parts[0].kind == "picture"
    assert "Q001 已改为 v3" in wang.tells("题库 Q001 图片 删")


@pytest.mark.parametrize("content", [b"not a png at all\n", b"\x89PNG\r\n", png(3, 2)[:-20], b"GIF89a", b"\xff\xd8\xff\xe0"])
def test_a_picture_nobody_can_open_is_not_taken(town: Town, wang: Somebody, content: bytes) -> None:
    heard = sends(wang, "broken.png", content, "题库 Q001 图片")
    assert "这张图打不开，没有收下，Q001 还是原样" in heard
    assert "v1" in wang.tells("题库 Q001") and wang.tells("题库 Q001").posts[0].parts[0].kind != "picture"


def test_the_template_sent_back_fills_the_bank(town: Town) -> None:
    owner = town.somebody("王岚")
    name, content = received(town, owner.presses("要模板", owner.tells("题库").posts[0]))
    assert name == "题库模板.xlsx" and "可导入7，没有问题" in sends(owner, name, content)


def test_a_long_import_shows_how_far_it_is_and_survives_a_restart(town: Town) -> None:
    owner = town.somebody("王岚")
    rows = ["题型,题干,选项A,选项B,答案,标签", *(f"单选,问题{n}？,对的,错的,A,批量" for n in range(1200))]
    sends(owner, "一千二百题.csv", "\n".join(rows).encode())
    answer = owner.tells("导入")
    assert answer.posts[0].edits >= 1 and str(answer.posts[0]).startswith("已导入1200题 Q001–Q1200，标签：批量1200。")
    town.restart()
    assert "收回1200题" in owner.takes_back() and count(town) == 0


def test_in_english(town: Town) -> None:
    owner = town.somebody("王岚")
    owner.tells("language en")
    report = sends(owner, "bank.gift", UGLY["test.gift"]())
    assert "4 can be imported, 1 problem: row 17: “{” is never closed." in report
    assert owner.tells("import").startswith("Imported 4 questions: Q001–Q004.")
    assert received(town, owner.tells("export format=csv"))[0] == "questions_4.csv"


def test_trainers_see_hard_questions_weak_tags_and_idle_distractors(town: Town) -> None:
    owner = town.somebody("王岚")
    fill(town, [single("难题？", "D", "产品"), single("易题？", "B", "异议")])
    assert "数据不足：还没有哪道题有5人答过" in owner.tells("题库 统计")
    for n in range(6):
        person = town.learner(f"学员{n}")
        owner.tells(f"标签 学员{n} +{'骨干' if n else '新人'}")
        heard = person.tells("练习 题数=2 限时=60秒")
        for _ in range(2):
            post = heard.posts[-1]
            heard = person.presses("D" if "难题" in str(post) and n == 5 else "B", post)
    report = owner.tells("题库 统计")
    assert "Q001 得分率16.7%（n=6） 区分指数证据不足（n=6，至少20） 无人选AC　难题？" in report
    assert "Q002 得分率100.0%（n=6）" in report and "可能有歧义" not in report
    assert "按人群（掌握率低于70.0%）：\n· 骨干｜产品 1/5=20.0%" in report and "证据不足的：新人｜产品、新人｜异议" in report
    assert "薄弱标签（掌握率低于70.0%）：产品 1/6=16.7%" in report
    assert "6人答过，首次正确率16.7%" in owner.tells("题库 Q001")


SENT = Path(__file__).parent.parent / "files" / "bank" / "sent"


def test_the_same_stem_with_other_options_is_another_question(town: Town) -> None:
    owner = town.somebody("王岚")
    for name in ("o1_product.csv", "o2_service.csv"):
        sends(owner, name, (SENT / name).read_bytes())
        owner.tells("导入")
    assert count(town) == 3


def test_what_differs_is_named_shown_and_agreed_to_before_it_is_written(town: Town, wang: Somebody) -> None:
    _, content = received(town, wang.tells("导出 格式=csv"))
    first, *rest = content.decode("utf-8-sig").splitlines()[1:3]
    heads = content.decode("utf-8-sig").splitlines()[0]
    lines = [heads, first.replace(",B,", ",A,", 1), *rest, "单选,新的一题,甲,乙,,,,,,,A,,,"]
    heard = sends(wang, "改过.csv", "\r\n".join(lines).encode())
    assert "可导入2（新增1、更新1），无变化1" in heard and "（Q001）" in heard
    assert wang.tells("导入").startswith("已导入1题 Q047")
    assert "答案：B" in wang.tells("题库 Q001")
    assert "Q001 答案 B → A" in wang.tells("更新")
    assert "已更新1题" in wang.tells("确认更新") and "答案：A" in wang.tells("题库 Q001")


def test_a_word_bank_is_read_in_the_chat_with_its_notes(town: Town) -> None:
    owner = town.somebody("王岚")
    heard = sends(owner, "题库.docx", (SENT.parent / "writer.docx").read_bytes())
    assert "可导入6题" in heard or "可导入6" in heard
    assert "没有用到：“销售技能题库”" in heard
    assert owner.tells("导入").startswith("已导入6题 Q001–Q006") and count(town) == 6


def test_questions_are_pasted_in_several_messages(town: Town) -> None:
    owner = town.somebody("王岚")
    assert "粘贴" in owner.tells("导入 题库")
    assert "共3行" in owner.tells("1. 先做什么？\nA. 打折\nB. 定目标")
    assert "共5行" in owner.tells("答案：B\n2. 要写目标。（√）")
    assert "可导入2" in owner.tells("导入")
    assert owner.tells("导入").startswith("已导入2题") and count(town) == 2
