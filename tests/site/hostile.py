"""A site of a pack and an overlay in which every text is an attack."""

import json
import shutil
from pathlib import Path
from typing import Any

import yaml

from xinfang_rules.rulebook.load import load, packs_directory
from xinfang_rules.sources.reader import read_document

MARK = "xssq"
"""A word of no language: wherever it stands but in a text, something was read into the text."""

FORMULAS = ("=cmd|' /C calc'!A0", "+1+xssq", "-1+xssq", "@SUM(xssq)")
"""What a spreadsheet computes."""

STARTS = (
    *('!!! xssq "t"', '??? xssq "t"', "::: xssq", '--8<-- "xssq.txt"', "# xssq", "- xssq", "1. xssq", ": xssq"),
    *("===", "```xssq", "~~~ xssq", "> xssq", "[xssq]: javascript:xssq", "[^xssq]: x", "*[xssq]: x", "<xssq>", "@xssq"),
    *FORMULAS,
    *("\t=1+xssq", "+++ xssq"),
)
"""What is read into the beginning of a line, or of a cell of a spreadsheet."""

PARTS = (
    *("<script>xssq()</script>", '"><img src=xssq onerror=xssq()>', "'><xssq onload='xssq()'>", "`xssq`", "]]>"),
    *("{{ xssq }}", "{% xssq %}", "|xssq|", "[x](javascript:xssq)", "![x](javascript:xssq)", "<javascript:xssq>"),
    *('{ onclick="xssq()" .xssq #xssq xssq=1 }', "{: .xssq }", "<!--", "</script></style></title></textarea></svg>"),
    *("&lt;xssq&gt;", "&#60;xssq&#62;", "<b onmouseover=xssq()>", "x](javascript:xssq) ", '" onfocus="xssq()" x="'),
    *("\\<xssq\\>", "**xssq**", "~~xssq~~", "^^xssq^^", "==xssq==", "<svg onload=xssq()>", "$(xssq)", "\n\n<xssq>\n\n"),
)
"""What is read into the middle of a line."""

TEXTS = {
    *("title", "gist", "reason", "interpretive", "not_modelled", "because", "note", "chapter", "issuer", "scenario"),
    *("document", "label"),
}
PARAGRAPHS = {"gist", "reason", "interpretive", "not_modelled", "note"}
"""The texts that may have several lines."""
QUOTED = ("<img src=xssq>", '" onx="xssq', "[x](xssq:x)", "`xssq`{.xssq}", "|xssq|", "'><xssq>", "{{xssq}}")


class Spoiler:
    """Makes of each text an attack of its own, in turn."""

    def __init__(self) -> None:
        self._count = 0
        self._timed = 0

    def text(self, text: str) -> str:
        self._count += 1
        start = STARTS[self._count % len(STARTS)]
        middle = "".join(PARTS[(self._count + number) % len(PARTS)] for number in range(12))
        return f"{start} {self._count} {text}{middle}"

    def line(self, text: str) -> str:
        return self.text(text).replace("\n", " ")

    def data(self, data: Any, key: str = "") -> Any:
        if isinstance(data, dict):
            told = {name: self.data(value, name) for name, value in data.items()}
            if any("period" in data.get(kind, ()) for kind in ("obliges", "permits")):  # it stands in the table of them
                self._timed += 1
                told["title"] = f"{FORMULAS[self._timed % len(FORMULAS)]} {told['title']}"
            if "question" in data and "answers" in data:
                told["answers"] = {name: self.line(label) for name, label in data["answers"].items()}
            return told
        if isinstance(data, list):
            return [self.text(item) if key == "items" else self.data(item, key) for item in data]
        if isinstance(data, str) and key in TEXTS:
            spoilt = self.text(data) if key in PARAGRAPHS else self.line(data)
            return " ".join(spoilt.split()) if key == "scenario" else spoilt
        if isinstance(data, str) and key == "quote":
            self._count += 1
            return f"{data[:20]}{QUOTED[self._count % len(QUOTED)]}"
        return data


OVERLAY = {
    "overlay": {
        "id": "trial",
        "title": "试行",
        "changes": [{"sets": "handling.days", "because": "试行"}],
    },
    "instrument": {
        "id": "trial-measures",
        "title": "试行办法",
        "issuer": "示范机关",
        "promulgated": "2023-12-01",
        "in_force_from": "2024-01-01",
    },
    "articles": [
        {
            "article": 1,
            "chapter": "试点",
            "title": "预告",
            "paragraphs": [{"gist": "预告信访人。", "coverage": "encoded", "items": ["一项"]}],
        }
    ],
    "parameters": [
        {
            "parameter": "handling.days",
            "values": [{"from": "2022-05-01", "value": 60}, {"from": "2025-01-01", "value": 45}],
            "because": "试行",
        }
    ],
    "rules": [
        {
            "id": "trial.forewarn",
            "title": "预告信访人",
            "cite": {"at": "1", "in": "trial-measures", "quote": "预告信访人"},
            "when": {"status.handling.conclude": "pending"},
            "interpretive": "按字面",
            "not_modelled": "其余",
            "obliges": {"bearer": "handling_organ", "action": "explain_extension", "promptly": True},
        }
    ],
}


def write(place: Path, data: Any, head: str = "") -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000)
    place.write_text(head + text, encoding="utf-8")


def official_text(pack: Path, spoiler: Spoiler) -> dict[str, Any]:
    """Makes an official text that has every quote of a pack in its place, among attacks."""
    book = load(pack)
    quoted: dict[tuple[int, int, int | None], list[str]] = {}
    every = [cited for rule in book.latest.rules for cited in rule.citations]
    every += [cited for question in book.latest.questions for cited in question.citations]
    every += [cited for constraint in book.latest.constraints for cited in constraint.citations]
    every += [cited for parameter in book.latest.parameters.values() for cited in parameter.citations]
    every += [cited for presumption in book.latest.presumptions.sets for cited in presumption.citations]
    every += [cited for never in book.latest.presumptions.never for cited in never.citations]
    for cited in every:
        quoted.setdefault((cited.article, cited.paragraph, cited.item), []).append(cited.quote)
    articles: dict[int, list[dict[str, Any]]] = {}
    for each in book.instrument.paragraphs:
        place = (each.article, each.paragraph)
        items = [
            {"item": number, "text": spoiler.text("".join(quoted.get((*place, number), [])))}
            for number in range(1, len(each.items) + 1)
        ]
        text = spoiler.text("".join(quoted.get((*place, None), [])))
        articles.setdefault(each.article, []).append({"paragraph": each.paragraph, "text": text, "items": items})
    return {"articles": [{"article": number, "paragraphs": told} for number, told in articles.items()]}


def examples(scenarios: list[str], spoiler: Spoiler) -> dict[str, Any]:
    """Makes a list of examples: of scenarios, and of a dossier whose titles are attacks."""
    dossier = {
        "dossier": "xssq",
        "organs": {"office": {"title": f"{PARTS[1]}局", "kind": "petition_office", "level": "county"}},
        "claims": {"c1": {"title": f"{PARTS[0]}事", "category": "suggestion"}},
        "acts": [{"day": "2024-03-04", "act": "submit", "to": "office", "channel": "letter"}],
    }
    told = [
        {"example": "told", "title": spoiler.line("实例"), "scenarios": scenarios},
        {"example": "file", "title": spoiler.line("卷宗"), "as_of": "2024-05-01", "dossier": dossier},
    ]
    return {"examples": told}


def write_site(place: Path, theme: dict[str, Any]) -> None:
    """Writes a site of a pack and an overlay, hostile in each text."""
    spoiler = Spoiler()
    shipped = packs_directory() / "xinfang-2022"
    for file in sorted(shipped.glob("*.yaml")):
        if file.name not in ("examples.yaml", "mutants.yaml", "search.yaml"):
            write(place / "pack" / file.name, spoiler.data(read_document(file).data))
    shown: list[str] = []
    for name in ("time-limits", "disposition", "edges-constraints", "liability-handling"):
        data = read_document(shipped / "scenarios" / f"{name}.yaml").data
        for number, head in enumerate(("# <script>xssq()</script>“标题”[x](javascript:xssq)\n", "# :::\n")):
            if number == 0 or name == "disposition":
                spoilt = spoiler.data(data)
                named = f"{name}{number} x](javascript:xssq) {{ .xssq onclick=xssq }} <xssq> '&quot;.yaml"
                write(place / "pack" / "scenarios" / named, spoilt, head)
                told = (each for each in spoilt["scenarios"] if "refused" not in each["expect"])
                shown += [each["scenario"] for each in told][:2]
    write(place / "pack" / "examples.yaml", examples(shown, spoiler))
    write(place / "trial" / "trial.yaml", spoiler.data(OVERLAY))
    write(
        place / "trial" / "search.yaml",
        {
            "synonyms": [["<script>xssq()</script>", '"><img/src=xssq>']],
            "leads": [{"words": ["</script><xssq>"], "to": ["periods"]}],
            "suggestions": [{"title": spoiler.text("期限"), "to": "periods"}],
        },
    )
    (place / "texts").mkdir()
    text = json.dumps(official_text(place / "pack", spoiler), ensure_ascii=False)
    (place / "texts" / "xinfang-2022.json").write_text(text, encoding="utf-8")
    shutil.copy(__file__, place / "xssq.txt")  # what a snippet would bring in
    (place / "docs").mkdir()
    (place / "docs" / "index.md").write_text("# 首页\n", encoding="utf-8")
    config = {
        "site_name": "示范",
        "theme": theme,
        "plugins": ["search", {"xinfang-rules": {"pack": "pack", "overlays": ["trial"], "statutes": "texts"}}],
        "markdown_extensions": ["pymdownx.snippets", "def_list", "footnotes", "abbr", "pymdownx.tabbed"],
    }
    write(place / "mkdocs.yml", config)


THEMES: dict[str, dict[str, Any]] = {
    "xinfang": {"name": "xinfang"},
    "mkdocs": {"name": "mkdocs"},
}
