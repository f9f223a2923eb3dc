"""The profile of a register as a page, in Chinese."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from xinfang_rules.cli.text_page import ALARM, BOLD, FAINT, MARK, TextPage
from xinfang_rules.days import day_words
from xinfang_rules.registers.profile import Profile
from xinfang_rules.registers.proposing import Proposal
from xinfang_rules.registers.result_tables import (
    DEFECTS,
    LATE,
    OPEN,
    OWN_DAYS,
    OWN_PAST,
    PARTS,
    REFUSED,
    RegisterResults,
)

_NEAREST = 3
_REASONS = 12
_QUESTIONS = 6


def write_proposals(file: str, proposals: Sequence[Proposal]) -> None:
    """Writes which shipped mappings may fit."""
    page = TextPage()
    if not proposals:
        page.paragraph(f"{file}：没有与随附的对应表相近的栏目。请写一份对应表（见《登记表》一页），用 --mapping 指明。")
    else:
        page.paragraph(f"{file}：没有写明对应表（--mapping）。栏目最相近的是：")
        for one in proposals[:_NEAREST]:
            where = f"工作表“{one.sheet}”，" if one.sheet else ""
            found = f"{where}{one.columns}栏中找到{one.found}栏，另有{one.others}栏不认识"
            page.paragraph(f"{one.name}　{one.title}（{found}）", indent=2)
        page.line((f"如果就是它：xinfang register {file} --mapping {proposals[0].name}", ""))  # to be copied
    page.write()


def write_profile(profile: Profile) -> None:
    """Writes what a register is good for."""
    page, register = TextPage(), profile.register
    text, file = register.text, register.mapping.file
    sheet = f"（工作表“{text.sheet}”）" if text.sheet else ""
    page.paragraph(f"登记表 {text.path.name}{sheet}　读取情况", style=BOLD)
    page.paragraph(f"对应表 {file.register_}：{file.title}")
    until = register.complete_until(profile.as_of)
    page.paragraph(
        f"截至{day_words(profile.as_of)}。"
        + (
            "没有写明登记完整到何日：空格不当作没有发生。"
            if until is None
            else f"登记完整到{day_words(until)}：有这一栏而没有填的，认为没有发生。"
        )
    )
    passed = [("空行", text.blank_lines), ("重复的栏目", text.repeated), ("合计", text.sums)]
    left = "、".join(f"{name}{many}行" for name, many in passed if many)
    page.paragraph(
        f"栏目在第{text.headings.first + 1}行，共{len(register)}件" + (f"；未计入：{left}。" if left else "。")
    )
    if text.other_sheets:
        page.paragraph(f"没有读的工作表：{'、'.join(text.other_sheets)}")
    if text.formulas:
        page.paragraph(f"有{text.formulas}格是公式，采用文件里保存的结果，不重新计算。")
    _columns(page, profile)
    _refused(page, profile)
    _decided(page, profile)
    _missing(page, profile)
    _remarks(page, profile)
    page.write()


def _columns(page: TextPage, profile: Profile) -> None:
    page.gap()
    page.paragraph("读懂的栏目", style=BOLD)
    widths = (18, max(page.width - 18 - 2 * 8 - 3 * 2, 20), 8, 8)
    page.table(
        ("栏目", "说的是", "已填", "未读出"),
        widths,
        (
            [[(one.name, "")], [("；".join(one.gives), "")], [(str(one.filled), "")], [(str(one.refused or ""), MARK)]]
            for one in profile.columns
        ),
    )
    columns = profile.register.mapping.file.columns
    found = profile.register.text.headings.places
    for use, said in (("personal", "不读（个人信息）"), ("ignored", "不用"), ("keep", "照录"), ("reference", "编号")):
        named = [name for name in found if columns[name].use == use and not columns[name].gives]
        if named:
            page.paragraph(f"{said}：{'、'.join(named)}", indent=2, style=FAINT)
    if profile.unfound:
        page.paragraph(f"对应表有、文件没有的栏目：{'、'.join(profile.unfound)}", indent=2)
    if profile.unmapped:
        names = "、".join(f"{name}（是否为“{near}”？）" if near else name for name, near in profile.unmapped)
        page.paragraph(f"文件有、对应表没有的栏目，没有读：{names}", indent=2)


def _refused(page: TextPage, profile: Profile) -> None:
    cells = profile.register.columns.refused_cells
    if not cells:
        return
    page.gap()
    broken = int(profile.register.columns.refused.sum())
    page.paragraph(
        f"没有读出的{len(cells)}格（按不知道处理，不当作空格）"
        + (f"；日期矛盾、没有评估的{broken}行" if broken else ""),
        style=BOLD,
    )
    for one in profile.refused[:_REASONS]:
        shown = "、".join(f"{cell}“{value}”" if value else cell for cell, value in one.examples)
        page.paragraph(f"{one.column}：{one.reason}　{one.many}格，例如 {shown}", indent=2)
    if len(profile.refused) > _REASONS:
        page.paragraph(f"另有{len(profile.refused) - _REASONS}种，用 --out 写出的“{REFUSED}”逐格列明。", indent=2)


def _decided(page: TextPage, profile: Profile) -> None:
    page.gap()
    whole = profile.sampled == len(profile.register)
    page.paragraph("能得出结论的" + ("" if whole else f"（按均匀抽取的{profile.sampled}件计）"), style=BOLD)
    questions = profile.register.mapping.table.rulebook.questions
    wide = min(16, (page.width - 22) // len(questions) - 2)
    widths = (page.width - len(questions) * (wide + 2), *[wide] * len(questions))

    def share(told: tuple[int, int]) -> str:
        arises, decided = told
        return "不适用" if not arises else f"{decided * 100 / arises:.1f}%"

    page.table(
        ("所依据的", *(one.title for one in questions.values())),
        widths,
        (
            [[(_step(one.presumed), "")], *([(share(one.questions[name]), "")] for name in questions)]
            for one in profile.decided
        ),
    )
    page.paragraph(
        "每一机关、单位手里的一件算一件；推定要用 --presume 点名才采用，结论注明“推定”。", indent=2, style=FAINT
    )
    for title, why in profile.not_presumed:
        page.paragraph(f"不推定“{title}”：{why}。", indent=2, style=FAINT)


def _step(presumed: Sequence[str]) -> str:
    return f"再推定 {presumed[-1]}" if presumed else "只凭登记"


def _missing(page: TextPage, profile: Profile) -> None:
    if not profile.missing:
        return
    page.gap()
    page.paragraph(f"结论要看而没有写明的（查看{profile.asked}件）", style=BOLD)
    for one in profile.missing[:_QUESTIONS]:
        column = "" if one.column else "；没有一栏说明"
        page.paragraph(f"{one.question}（{one.rows}件{column}）", indent=2)


def _remarks(page: TextPage, profile: Profile) -> None:
    remarks = [
        (f"“{name}”一栏像是{like}：不需要个人信息，请在对应表里写明 use: personal。", ALARM)
        for name, like in profile.personal
    ]
    if profile.repeated:
        listed = [f"{text}（第{'、'.join(map(str, rows))}行）" for _, text, rows in profile.repeated[:_REASONS]]
        more = "等" if len(profile.repeated) > _REASONS else ""
        words = f"{profile.repeated[0][0]}与别的行相同的有{len(profile.repeated)}个：{'，'.join(listed)}{more}"
        remarks.append((f"{words}。各行仍各算一件；是不是重复登记，请核对。", MARK))
    if profile.later_rows:
        until = day_words(profile.as_of)
        remarks.append(
            (f"有{profile.later_rows}件在{until}以后才收到，不在其内；用 --out 写出的“{PARTS}”逐件列明。", MARK)
        )
    if profile.later:
        remarks.append((f"有{profile.later}个日期晚于{day_words(profile.as_of)}，按还没有到来处理。", MARK))
    file = profile.register.mapping.file
    assumed = [*file.assumed, *(f"{name}：{one.assumed}" for name, one in file.columns.items() if one.assumed)]
    assumed += [one.assumed for one in file.acts.values() if one.assumed]
    if not remarks and not assumed:
        return
    page.gap()
    page.paragraph("提示", style=BOLD)
    for words, style in remarks:
        page.paragraph(words, indent=2, style=style)
    if assumed:
        page.paragraph("对应表所作的认定，不符合的请改对应表：", indent=2)
        for one in assumed:
            page.paragraph(one, head="    - ", style=FAINT)


def write_written(results: RegisterResults, places: Mapping[str, Path]) -> None:
    """Writes what is late, and where the tables stand."""
    page = TextPage()
    page.gap()
    page.paragraph("逾期", style=BOLD)
    _counted(page, results.late_by_duty())
    if not results.sizes[LATE]:
        page.paragraph("没有能够确定的。", indent=2)
    if results.untold:
        words = f"另有{results.untold}项义务是否逾期、是否做到不能确定，逐项列在“{OPEN}”，写明要查明什么。"
        page.paragraph(words, indent=2)
    if past := results.sizes[OWN_PAST]:
        words = f"登记表自己的限办日期已过、没有登记办结的{past}件（登记表自己的说法，列在“{OWN_PAST}”）。"
        page.paragraph(words, indent=2, style=MARK)
    for compared in results.own_days().values():
        page.paragraph(
            f"登记表自己的限办日期：与算出的相符{compared.agree}件，不符{compared.differ}件，不能确定{compared.open}件。",
            indent=2,
            style=MARK if compared.differ else "",
        )
    for one in results.presumed():
        if one.limit:
            page.paragraph(f"推定“{one.title}”：{one.limit}", indent=2, style=FAINT)
    if results.sizes[DEFECTS]:
        page.gap()
        page.paragraph(DEFECTS, style=BOLD)
        _counted(page, results.defects())
    page.gap()
    page.paragraph("写出的表", style=BOLD)
    for name, place in places.items():
        if results.sizes[name] or name not in (OWN_DAYS, OWN_PAST, DEFECTS, REFUSED):
            page.line((f"  {name}：{results.sizes[name]}行　{place}", ""))
    page.write()


def _counted(page: TextPage, listed: Sequence[tuple[str, int, int]]) -> None:
    for title, sure, supposed in listed:
        parts = [f"{sure}件"] if sure else []
        parts += [f"依推定{supposed}件"] if supposed else []
        page.paragraph(f"{title}：{'，'.join(parts)}", indent=2)


def as_json(profile: Profile) -> str:
    """Returns a profile as JSON."""
    register = profile.register
    text = register.text
    return json.dumps(
        {
            "file": str(text.path),
            "sheet": text.sheet,
            "mapping": register.mapping.name,
            "mapping_digest": register.mapping.digest,
            "as_of": profile.as_of.isoformat(),
            "rows": len(register),
            "refused_rows": int(register.columns.refused.sum()),
            "refused_cells": len(register.columns.refused_cells),
            "blank_lines": text.blank_lines,
            "repeated_headings": text.repeated,
            "sums": text.sums,
            "formulas": text.formulas,
            "other_sheets": text.other_sheets,
            "columns": [one._asdict() for one in profile.columns],
            "refused": [one._asdict() for one in profile.refused],
            "unfound": profile.unfound,
            "unmapped": [{"heading": name, "nearest": near} for name, near in profile.unmapped],
            "personal": [{"column": name, "looks_like": like} for name, like in profile.personal],
            "repeated": [{"column": name, "value": text, "lines": rows} for name, text, rows in profile.repeated],
            "later_rows": profile.later_rows,
            "later_days": profile.later,
            "sampled": profile.sampled,
            "decided": [
                {
                    "presumed": one.presumed,
                    "questions": {
                        name: {"arises": arises, "decided": decided}
                        for name, (arises, decided) in one.questions.items()
                    },
                }
                for one in profile.decided
            ],
            "not_presumed": [{"title": title, "because": why} for title, why in profile.not_presumed],
            "missing": [one._asdict() for one in profile.missing],
        },
        ensure_ascii=False,
        indent=2,
    )
