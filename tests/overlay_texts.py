"""The texts that the shipped overlays were encoded from, cut as official texts are stored, where they are at hand."""

import json
import re
from pathlib import Path
from typing import Any, Final

from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.rulebook.statutes import statutes_directory

ROOT: Final = Path(__file__).resolve().parents[1]

FILES: Final = {
    "shanghai-regulations": "regional/上海市信访条例(2018-05-24).md",
    "shanghai-review-measures": "related/上海市信访事项复查复核办法_2024_partial.txt",
    "zhejiang-regulations": "regional/浙江省信访条例(2016-07-29).md",
    "responsibility-measures-2016": "related/信访工作责任制实施办法_2016_partial.txt",
    "visit-measures-2014": "related/依法逐级走访办法_2014_partial.txt",
    "simplified-measures-2022": "related/信访事项简易办理办法_2022_partial.txt",
    "accusation-rules-2020": "related/纪检监察机关处理检举控告工作规则_2020_partial.txt",
}
"""By the identifier of the instrument, the file below the directory of statutes."""

_NUMBERS: Final = {chinese_number(number): number for number in range(1, 100)}
_ARTICLE: Final = re.compile(r"第([一二三四五六七八九十]+)条[\s　]+")
_ITEM: Final = re.compile(r"（[一二三四五六七八九十]+）")
_ASIDE: Final = re.compile(r"#|【|<!--|[^第（]{0,12}：$")


def cut(text: str) -> list[dict[str, Any]]:
    """Cuts a text into articles, of which some may be missing; items may stand in the line of their paragraph."""
    articles: list[dict[str, Any]] = []
    for line in map(str.strip, text.splitlines()):
        head = _ARTICLE.match(line)
        if head is not None:
            articles.append({"article": _NUMBERS[head[1]], "paragraphs": []})
            line = line[head.end() :]
        if not line or not articles or _ASIDE.match(line):
            if articles and line.startswith("# "):
                break  # what others say of it
            continue
        said, *items = _ITEM.split(line)
        paragraphs = articles[-1]["paragraphs"]
        if said or not paragraphs:
            paragraphs.append({"paragraph": len(paragraphs) + 1, "text": said, "items": []})
        listed = paragraphs[-1]["items"]
        listed.extend({"item": len(listed) + number, "text": item} for number, item in enumerate(items, 1))
    return articles


def written(directory: Path) -> list[str]:
    """Writes the texts that are at hand into a directory, with those of the base packs; returns whose they are."""
    home = statutes_directory(ROOT)
    if home is None:
        return []
    for base in home.glob("xinfang-*.json"):
        (directory / base.name).write_bytes(base.read_bytes())
    found = {name: home / file for name, file in FILES.items() if (home / file).is_file()}
    for name, file in found.items():
        data = {"articles": cut(file.read_text(encoding="utf-8"))}
        (directory / f"{name}.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return list(found)
