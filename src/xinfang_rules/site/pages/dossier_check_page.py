"""Checking a whole file: how it looks for a real one, worked out when the site is built, and how to start it."""

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files

from xinfang_rules.days import day_words
from xinfang_rules.dossier import Dossier, DossierAct, examine, load_acts, read_dossier
from xinfang_rules.dossier.acts_file import ActEntry
from xinfang_rules.dossier.report_sections import ReportLine, ReportSection, report_sections
from xinfang_rules.site.links import CHECK
from xinfang_rules.site.markdown import Page, blocks, bullets, code, details, escape, heading
from xinfang_rules.site.parts.blocks import table
from xinfang_rules.site.site_context import SiteContext

_READER = "supervisor"
_COMMON = ("received", "kind", "outcome")


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the page; it is about the shipped instrument in force, and stands on its site alone."""
    if book.further or book.rulebook.identity.id != load_acts().rulebook.identity.id:
        return
    example = files("xinfang_rules").joinpath("service", "check_page", "example.yaml")
    text = example.read_text(encoding="utf-8")
    dossier = read_dossier(text)
    assert dossier.complete_to is not None  # the file says so
    body = blocks([*_intro(), *_example(dossier, dossier.complete_to, text), *_start()])
    yield Page(CHECK, "查一件卷宗", body, boost=1.3)


def _intro() -> Iterator[str]:
    yield (
        "照实填写哪一机关在哪一天做了什么，一次查出整个卷宗：哪一项逾期、逾几日，哪一项没有做，不合哪一条、款、项，"
        "随之应当怎样，还要查明什么。用于督查、复查、案件评查和办理人员自查。"
    )
    yield bullets(
        [
            "**在自己的机器上运行**：填写的内容只交给本机的程序，不保存，不外传，关闭即清空；不写姓名、证件号码、电话号码。",
            "**随填随算**：行为可以逐行填写，也可以从电子表格整片粘贴；日期怎样写都认得，读不懂的在那一行说明，一行也不丢。",
            "**任何一天**：截至哪一天、记录完整到哪一天、供谁使用（办理人员，督查、复查人员，信访人），都可以改，报告随之改变。",
            "**可以存档**：报告可以打印，每一条可以复制到审查意见里；卷宗可以存成文件，下次再打开。",
        ]
    )


def _example(dossier: Dossier, as_of: date, text: str) -> Iterator[str]:
    acts = load_acts().file
    yield heading(2, "一件卷宗的样子", "example")
    organs = {label: organ.title or label for label, organ in dossier.organs.items()}
    rows = [
        (day_words(act.day) if isinstance(act.day, date) else "", *_told(act, acts.acts[act.act], organs))
        for act in dossier.acts
    ]
    yield table(("日期", "行为", "机关、单位", "其他"), rows, "xf-acts")
    yield f"截至{day_words(as_of)}，程序得出（以下由规则算出，生成本站时重算）："
    report = examine(dossier, as_of=as_of, ask=True, reader=_READER)
    _, *sections, foot = report_sections(report, acts.audiences[_READER])
    for one in sections:
        yield from _section(one)
    yield from (escape(line.text) for line in foot.lines)
    yield details("note", "这件卷宗的文件", f"```yaml\n{text.rstrip()}\n```")


def _told(act: DossierAct, entry: ActEntry, organs: Mapping[str, str]) -> tuple[str, str, str]:
    facts = load_acts().rulebook.facts
    said: list[str] = []
    for key in (*_COMMON, *entry.fields):
        value = getattr(act, key, None)
        if value is None:
            continue
        if key == "received":
            said.append(f"{day_words(value)}收到" if isinstance(value, date) else str(value))
        elif key in _COMMON:
            said.append(getattr(entry, key)[value])
        else:
            field = entry.fields[key]
            members = facts[field.of].member_labels if field.of in facts else {}
            said.append(f"{field.title}：{members.get(value) or {True: '是', False: '否'}.get(value, value)}")
    return escape(entry.title), escape(organs.get(act.by or act.to or "", "")), escape("；".join(said))


def _section(one: ReportSection) -> Iterator[str]:
    yield heading(3, escape(one.title), one.name)
    numbered = [f"{number}. {_line(line)}" for number, line in enumerate(one.lines, 1) if line.numbered]
    yield "\n".join(numbered) if numbered else bullets(map(_line, one.lines))


def _line(line: ReportLine) -> str:
    return "<br>".join("&emsp;".join(map(escape, each.text.split("\u3000"))) for each in (line, *line.below))


def _start() -> Iterator[str]:
    yield heading(2, "怎样开始", "start")
    yield "需要 Python 3.11 或者更新的版本。在命令行里（Windows 是 PowerShell，把 `python3` 换成 `py`）："
    yield '```console\n$ python3 -m pip install "xinfang-rules[service]"\n$ python3 -m xinfang_rules serve\n```'
    yield (
        "然后在浏览器里打开 `http://127.0.0.1:8000/check`，先按“看一个例子”。用完，在命令行里按 Ctrl+C 结束。"
        "它只听本机；要给一个单位共用，放在反向代理之后，由代理管理谁可以使用。"
    )
    yield f"不用网页的，同一个文件交给命令：{code('xinfang examine 卷宗.yaml --as-of 2026-04-30')}，得到同样的报告。"
