"""Days and findings in Chinese: each finding is a sentence that can be copied into a review opinion."""

from datetime import date

from xinfang_rules.days import day_words
from xinfang_rules.dossier.report import Finding, FindingKind
from xinfang_rules.facts.day_bounds import DayBounds


def stated_words(day: object) -> str:
    """Writes a day, bounds of one, or that it is unknown."""
    if isinstance(day, date):
        return day_words(day)
    return str(day) if isinstance(day, DayBounds) and day != DayBounds() else "何日不详"


def last_day_words(finding: Finding) -> str:
    """Writes the last day, or between which days it lies; empty if there is none."""
    if finding.due is not None:
        return f"最后一日为{day_words(finding.due)}"
    first, last = finding.due_earliest, finding.due_latest
    parts = [f"不早于{day_words(first)}"] if first else []
    parts += [f"不晚于{day_words(last)}"] if last else []
    return f"最后一日{'、'.join(parts)}" if parts else ""


def finding_text(finding: Finding, as_of: date) -> str:
    """Writes a finding in one sentence, with its provisions."""
    cited = "、".join(dict.fromkeys(citation.label for citation in finding.citations))
    parts = [f"{finding.who_title}：{finding.title}", last_day_words(finding), _standing(finding, as_of)]
    told = "；".join(part for part in parts if part)
    return f"{told}。依据：{cited}。" + ("（条文没有明文，依所作的解释）" if finding.interpretive else "")


def _standing(finding: Finding, as_of: date) -> str:
    late = "" if finding.days_late is None else f"{finding.days_late}日"
    done = "" if finding.done_on is None else f"于{day_words(finding.done_on)}"
    match finding.kind:
        case FindingKind.KEPT:
            return f"已{done}履行" + ("" if finding.due is None else "，没有逾期")
        case FindingKind.EXERCISED:
            return f"已{done}行使"
        case FindingKind.LATE:
            return f"{done}履行，逾期{late}" if done else f"已履行，逾期{late or '若干日'}"
        case FindingKind.MISSING:
            since = "" if finding.since is None else f"，自{day_words(finding.since)}起逾期"
            return f"截至{day_words(as_of)}没有履行的记载{since}{late and f'，已逾期{late}'}"
        case FindingKind.RUNNING | FindingKind.OPEN:
            return "" if finding.days_left is None else f"还有{finding.days_left}日"
        case FindingKind.UNTOLD:
            days = "、".join(finding.unknown_days)
            told = f"现有记载不能确定：{'、或者'.join(finding.possible)}"
            return f"{told}；有待查明：{days}" if days else told
        case FindingKind.LAPSED:
            return "没有行使的记载，期限已过"
        case FindingKind.UNDONE:
            return f"截至{day_words(as_of)}没有履行的记载（条文没有写明期限）"
        case _:
            return ""
