"""Official texts as people have them: cut, held against the rules, kept in the user's folder, used from there."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from tests.site.building import ROOT
from xinfang_rules.cli.main import main
from xinfang_rules.errors import TextError
from xinfang_rules.rulebook.statutes import official_of, statutes_directory
from xinfang_rules.texts import import_text
from xinfang_rules.texts.cutting import cut
from xinfang_rules.texts.text_lines import TextLine, read_lines

SHARED = ROOT.parent / "shared/statutes"
TEXT = SHARED / "xinfang-2022.txt"
needs_text = pytest.mark.skipif(not TEXT.is_file(), reason="the official text is not here")

LAW = """某某办法

2020年1月1日公布

第一章 总则
第一条　为了示范，制定本办法。
第二条　有下列情形之一的，应当登记：
（一）来信的；
（二）来访的，包括：
1. 一人来访；
2. 多人来访。
各单位应当通报。
（三）来电的。
登记以后，应当告知。
第二章
程序
第三条　自收到之日起十日内答复。
第十五条规定的除外。
"""


def articles_of(text: str) -> dict[int, list[tuple[str, list[str]]]]:
    done = cut([TextLine(n, " ".join(s.split())) for n, s in enumerate(text.splitlines(), 1) if s.strip()], "x")
    assert not done.faults
    return {article: [(one.text, one.items) for one in paragraphs] for article, paragraphs in done.articles.items()}


def test_paragraphs_items_and_what_is_none_of_them() -> None:
    assert articles_of(LAW) == {
        1: [("为了示范，制定本办法。", [])],
        2: [
            (
                "有下列情形之一的，应当登记：",
                ["来信的；", "来访的，包括：1. 一人来访；2. 多人来访。各单位应当通报。", "来电的。"],
            ),
            ("登记以后，应当告知。", []),
        ],
        3: [("自收到之日起十日内答复。", []), ("第十五条规定的除外。", [])],
    }


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        (lambda t: t.replace("第一条　", "第一条\n"), True),  # the number on a line of its own
        (lambda t: t.replace("第一条　", "第一条 【目的】 "), True),  # editions with headings
        (lambda t: t.replace("第二条　", "第2条 "), True),
        (lambda t: t.replace("条　", "条"), True),  # no blank after any number
        (lambda t: t.replace("（二）", "(二) "), True),
        (lambda t: t.replace("制定本办法", "制定\n本办法"), True),  # broken lines
        (lambda t: t.replace("（二）", "（四）"), False),
        (lambda t: t.replace("第三条　", "第四条　"), False),
    ],
)
def test_the_same_law_written_otherwise(changed: Callable[[str], str], same: bool) -> None:
    if same:
        assert articles_of(changed(LAW)) == articles_of(LAW)
    else:
        lines = [TextLine(n, " ".join(s.split())) for n, s in enumerate(changed(LAW).splitlines(), 1) if s.strip()]
        (fault,) = cut(lines, "law.txt").faults
        assert fault.position.line in (9, 17)


def page(text: str) -> str:
    body = "".join(f"<p>&emsp;&emsp;<span>{line.strip()}</span></p>\n" for line in text.splitlines() if line.strip())
    return (
        '<!DOCTYPE html><html><head><meta charset="gb2312"><title>信访工作条例_中国政府网</title>'
        "<script>var 第一条 = '<p>第一条 假的。</p>';</script></head><body><ul><li>首页</li><li>政策</li></ul>"
        f"<h1>信访工作条例</h1><div>{body}</div><p>责任编辑：某</p><p>打印 关闭</p></body></html>"
    )


def write_word(text: str, path: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(path)


def wrapped(text: str) -> str:
    """Breaks long lines as a mail or a PDF does; not where a line would seem to have ended."""
    lines: list[str] = []
    for line in text.splitlines():
        while len(line) > 37:
            end = next(
                e for e in range(37, 0, -1) if line[e - 1] not in "。；：！？”）》" and line[e] not in "（第0123456789"
            )
            lines.append(line[:end])
            line = line[end:]
        lines.append(line)
    return "\n".join(lines)


FORMS: dict[str, Callable[[str, Path], object]] = {
    "text": lambda text, path: path.write_text(text, encoding="utf-8"),
    "text of Windows": lambda text, path: path.write_bytes(text.replace("\n", "\r\n").encode("gb18030")),
    "UTF-16": lambda text, path: path.write_bytes(text.encode("utf-16")),
    "page": lambda text, path: path.write_bytes(page(text).encode("gb18030")),
    "Word": write_word,
    "Markdown": lambda text, path: path.write_text(
        "# " + text.replace("\n第", "\n\n**第").replace("章 ", "章** ").replace("条 ", "条** "),
        encoding="utf-8",
    ),
    "broken lines": lambda text, path: path.write_text(wrapped(text), encoding="utf-8"),
}


@needs_text
@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_articles(form: str, tmp_path: Path) -> None:
    FORMS[form](TEXT.read_text(encoding="utf-8"), tmp_path / "saved")
    done = import_text(tmp_path / "saved", directory=tmp_path / "kept")
    stored = json.loads(done.stored.read_text(encoding="utf-8"))["articles"]
    official = json.loads(TEXT.with_suffix(".json").read_text(encoding="utf-8"))["articles"]
    assert [plain(one) for one in stored] == [plain(one) for one in official]
    assert done.articles == 50
    files = [*(ROOT / "rules/xinfang-2022").glob("*.yaml"), *(ROOT / "rules/indicators").glob("*.yaml")]
    beside = {"superiors.yaml"}  # quotes older documents, which tests/site/test_superiors.py holds against their texts
    rules = [path.read_text(encoding="utf-8") for path in files if path.name not in beside]
    assert done.quotes == sum(len(re.findall(r"\bquote: ", text)) for text in rules)
    assert done.left_out == (("责任编辑：某打印 关闭",) if form == "page" else ())


def plain(article: dict[str, Any]) -> Any:
    return article["article"], [
        ("".join(one["text"].split()), ["".join(item["text"].split()) for item in one["items"]])
        for one in article["paragraphs"]
    ]


@needs_text
def test_the_regulation_of_2005_is_cut_as_it_is_cited() -> None:
    done = cut(read_lines(SHARED / "xinfang-2005.txt"), "2005")
    official = json.loads((SHARED / "xinfang-2005.json").read_text(encoding="utf-8"))
    assert not done.faults
    imported, kept = official_of({"articles": done.as_data()}), official_of(official)
    assert imported == kept
    # The second paragraph of item 3 of 21.1 may be quoted of that item, whichever copy is at hand.
    assert kept.has("定期向下一级人民政府信访工作机构通报转送情况", 21, 1, 3)


@pytest.mark.skipif(not (SHARED / "channels").is_dir(), reason="the statutes are not here")
def test_every_statute_at_hand_is_cut() -> None:
    cut_whole = 0
    for path in [*(SHARED / "channels/full").glob("*.md"), *(SHARED / "regional").glob("*.md")]:
        done = cut(read_lines(path), str(path))
        assert not done.faults, path
        cut_whole += len(done.articles) > 10
    assert cut_whole > 30


@needs_text
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("自受理之日起60日内办结", "自受理之日起90日内办结", "quote-mismatch"),  # a sentence that the rules quote
        ("\n（三）", "\n（四）", "item-order"),
        ("\n第三十四条", "\n第三十五条", "article-order"),
        ("信访工作条例\n", "某条例\n", "unknown-instrument"),
    ],
)
def test_a_text_that_is_not_what_the_rules_quote_is_not_kept(old: str, new: str, code: str, tmp_path: Path) -> None:
    text = TEXT.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "text.txt").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TextError) as refused:
        import_text(tmp_path / "text.txt", directory=tmp_path / "kept")
    assert {found.code for found in refused.value.diagnostics} == {code}
    assert all(found.chinese for found in refused.value.diagnostics)
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("file", ["上海市信访条例(2018-05-24).md", "浙江省信访条例(2016-07-29).md"])
def test_a_local_regulation_is_known_by_its_title(file: str, tmp_path: Path) -> None:
    path = SHARED / "regional" / file
    if not path.is_file():
        pytest.skip("the text is not here")
    assert import_text(path, directory=tmp_path).title == file.partition("(")[0]


@needs_text
def test_a_lost_paragraph_is_told(tmp_path: Path) -> None:
    lines = TEXT.read_text(encoding="utf-8").splitlines()
    index = next(i for i, line in enumerate(lines) if line.startswith("第二十三条"))
    del lines[index + 1]
    (tmp_path / "text.txt").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(TextError, match="23"):
        import_text(tmp_path / "text.txt", directory=tmp_path / "kept")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 \x00", "text-form"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "text-form"),
        (b"PK\x03\x04 no archive", "text-form"),
        (b"\xff\xff\xff\x81", "encoding"),
        ("只有一句话。".encode(), "no-articles"),
        (b"", "no-articles"),
        (b"<html><p>" + b"<div>" * 50_000, "no-articles"),
        ("第一条 x。\n第三条 y。".encode(), "article-order"),
        ("第一条 x。\n（二）y。".encode(), "item-order"),
        ("第一条 x。".encode(), "unknown-instrument"),
        ("信访工作条例\n第一条 x。".encode(), "numbering"),
    ],
)
def test_what_is_no_such_text_is_refused_in_both_languages(content: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(TextError) as refused:
        import_text(tmp_path / "file", directory=tmp_path / "kept")
    assert {found.code for found in refused.value.diagnostics} >= {code}
    assert all(found.chinese and "Traceback" not in found.message for found in refused.value.diagnostics)


def test_a_word_file_that_unpacks_to_very_much_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    from zipfile import ZIP_DEFLATED

    with ZipFile(tmp_path / "big.docx", "w", ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b"\0" * (130 * 2**20))
    with pytest.raises(TextError, match="no Word document"):
        import_text(tmp_path / "big.docx", directory=tmp_path / "kept")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["statutes", *arguments])


@needs_text
def test_the_command_keeps_and_the_check_uses_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.delenv("XINFANG_STATUTES", raising=False)
    assert "没有官方文本" in run("list").output
    done = run("import", str(TEXT))
    assert done.exit_code == 0, done.output
    assert "《信访工作条例》（xinfang-2022）：50 条" in done.output
    kept = statutes_directory()
    assert kept is not None
    assert (kept / "xinfang-2022.json").is_file()
    assert str(kept) in run("list", "--lang", "en").output
    monkeypatch.setenv("XINFANG_STATUTES", str(tmp_path / "mine"))
    assert statutes_directory() == tmp_path / "mine"


def test_an_instrument_that_the_rules_do_not_quote_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "law.txt").write_text(LAW, encoding="utf-8")
    done = run("import", str(tmp_path / "law.txt"), "--as", "xinfang-2002")
    assert done.exit_code == 2
    assert "是否为 xinfang-2022？" in done.output
    missing = run("import", str(tmp_path / "none.txt"), "--lang", "en")
    assert missing.exit_code == 2
    assert "there is no such file" in missing.output
