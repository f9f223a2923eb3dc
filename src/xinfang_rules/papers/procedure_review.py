"""The review of procedure (程序审查意见) of a dossier: what was amiss, provision by provision, and what follows."""

from xinfang_rules._version import __version__
from xinfang_rules.days import day_words
from xinfang_rules.dossier import DossierReport
from xinfang_rules.dossier.report import Follow
from xinfang_rules.papers.paper import CLOSE, OPEN, Paper, PaperLine
from xinfang_rules.rulebook.citations import together

TITLE = "信访事项程序审查意见"
NAME = "procedure-review"
_ASKED = 5
"""How many of the open questions are told."""
PRESUMED = "只是依推定的程序瑕疵（所依的推定查明以前，不作为程序瑕疵认定）："


def review_paper(report: DossierReport) -> Paper:
    """Draws up the review of procedure of a dossier, from what examining it came to.

    Args:
        report: The report.

    Returns:
        The document. Findings that hang on presumed facts stand apart, and the questions among its notes.
    """
    certain, presumed = report.amiss(), report.amiss(presumed=True)
    only_presumed = [finding for finding in presumed if finding not in certain]
    reviewed = "、".join(dict.fromkeys(finding.who_title for finding in (*certain, *only_presumed)))
    lines = [
        PaperLine("number", "number", f"{OPEN}文号{CLOSE}"),
        PaperLine("matter", "body", f"审查的卷宗：{report.dossier}；截至{day_words(report.as_of)}。"),
        PaperLine("organ", "body", f"被审查的机关、单位：{reviewed or f'{OPEN}机关、单位名称{CLOSE}'}。"),
    ]
    lines += _listed(
        "findings", "程序瑕疵：", [finding.text for finding in certain], "依卷宗的记载，没有发现程序瑕疵。"
    )
    lines += _listed("presumed", PRESUMED, [finding.text for finding in only_presumed], "")
    follows = [*dict.fromkeys(_follow(follow) for finding in certain for follow in finding.follows)]
    lines += _listed("follows", "后果：", follows, "")
    lines += [
        PaperLine("opinion", "body", f"审查意见：{OPEN}审查意见{CLOSE}。"),
        PaperLine("signature", "signature", f"{OPEN}审查机关、单位名称（印章）{CLOSE}"),
        PaperLine("date", "signature", f"{OPEN}成文日期{CLOSE}"),
    ]
    notes = [f"推定：{text}" for text in report.presumed]
    notes += [f"还需查明：{question.question}" for question in report.questions[:_ASKED]]
    rulebook = None if report.provenance is None else report.provenance.rulebook
    made = "" if rulebook is None else f"，规则书 {rulebook.id}（{rulebook.digest[:12]}）"
    origin = f"xinfang-rules {__version__}{made}，{day_words(report.as_of)}的情况。"
    return Paper(NAME, TITLE, tuple(lines), tuple(notes), (), origin)


def _follow(follow: Follow) -> str:
    cited = together(citation.label for citation in follow.citations)
    return f"{follow.by and follow.by + '：'}{follow.title}" + (f"（{cited}）" if cited else "") + "。"


def _listed(element: str, head: str, texts: list[str], none: str) -> list[PaperLine]:
    if not texts:
        return [PaperLine(element, "body", none)] if none else []
    numbered = [f"{number}．{text}" for number, text in enumerate(texts, 1)]
    return [PaperLine(element, "body", text) for text in (head, *numbered)]
