"""Questions that are answered "inside" only between certain days, laid over the pack of the command line's tests."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xinfang_rules import Rulebook
from xinfang_rules.rulebook.load import load_pack

TITLED = {"title": "只在中间一段有结论", "cite": {"at": "2.2", "quote": "十五日内告知"}}


def between(
    place: Path,
    outside: Mapping[str, Sequence[object]],
    periods: Mapping[str, Mapping[str, Any]],
    numbers: Mapping[str, int] | None = None,
    *,
    unit: str = "day",
    bearer: str = "receiving_organ",
    constraints: Sequence[Mapping[str, Any]] = (),
) -> Rulebook:
    """Lays questions over the pack.

    Each is answered "inside" where hardship is false or none of its conditions holds, and "outside" where both are
    otherwise. So long as hardship is unknown, only a day for which surely none holds decides.

    Args:
        place: Where the overlay is written.
        outside: For each question, its conditions.
        periods: For each norm, which is done on the day of notice, its period.
        numbers: Further parameters.
        unit: What these count.
        bearer: Who bears the norms.
        constraints: Further constraints.
    """
    rules: list[object] = [
        {
            "id": name,
            **TITLED,
            "interpretive": "试。",
            "obliges": {"bearer": bearer, "action": "register", "period": period, "done": "timeline.notified_on"},
        }
        for name, period in periods.items()
    ]
    for question, conditions in outside.items():
        when = {"all": [{"petition.hardship": True}, {"any": conditions}]}
        rules.append({"id": f"{question}.outside", **TITLED, "decides": {question: "outside"}, "when": when})
        rules.append({"id": f"{question}.inside", **TITLED, "decides": {question: "inside"}, "otherwise": True})
    changes = [{"constrains": constraint["constraint"], "because": "试"} for constraint in constraints]
    layer = {
        "overlay": {"id": "between", "title": TITLED["title"], "changes": changes},
        "parameters": [
            {"parameter": name, **TITLED, "unit": unit, "values": [{"from": "2020-03-01", "value": value}]}
            for name, value in (numbers or {}).items()
        ],
        "questions": [
            {
                "question": question,
                "title": TITLED["title"],
                "answers": {"outside": "不在", "inside": "在"},
                "precedence": [["outside"], ["inside"]],
            }
            for question in outside
        ],
        "rules": rules,
        "constraints": constraints,
    }
    overlay = place / "overlay.yaml"
    overlay.write_text(json.dumps(layer, ensure_ascii=False), encoding="utf-8")
    return load_pack(Path(__file__).parent / "cli_pack", overlays=[overlay])[1]
