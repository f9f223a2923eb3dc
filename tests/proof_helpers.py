"""What the tests of proofs share: tiny packs with seeded defects, their findings, and the replay of a finding."""

from collections.abc import Callable
from pathlib import Path

from xinfang_rules import Result, load
from xinfang_rules.analysis.proof import PROOF_CODES, Finding, prove
from xinfang_rules.cli.case_files import Evaluation
from xinfang_rules.rulebook.model import Rulebook

HEAD = """\
# 测试证明用的虚构文件，不是任何真实的规定。
instrument: {id: tiny-rules, title: 微型办法, issuer: 示范机关, promulgated: 2020-01-01, in_force_from: 2020-03-01}
articles:
  - {article: 1, chapter: 总则, title: 全部, paragraphs: [{gist: 如何处理。, coverage: encoded}]}
settings:
  counting: {interpretive: 开始的当日不计入。}
  governed_by: {day: timeline.received_on, interpretive: 以收到之日为准。}
  roll_on: {bearers: [petitioner], interpretive: 只有权利顺延。}
parameters:
"""
NUMBERS = {
    "days.ten": ("day", 10),
    "days.fifteen": ("day", 15),
    "days.five": ("working_day", 5),
    "days.six": ("working_day", 6),
    "days.month": ("month", 1),
    "days.least": ("day", 28),
    "days.thirty": ("day", 30),
}
PARAMETERS = "".join(
    f'  - {{parameter: {name}, title: 数, unit: {unit}, cite: {{at: "1", quote: 处理}}, '
    f"values: [{{from: 2020-03-01, value: {value}}}]}}\n"
    for name, (unit, value) in NUMBERS.items()
)
OUTCOME = """\
questions:
  - {question: outcome, title: 如何处理, answers: {take: 受理, leave: 不予受理, pass_on: 转送}PRECEDENCE}
"""
URGENT = "{petition.major_urgent: true}"
CALM = "{petition.major_urgent: false}"
NOTICE = (
    "{bearer: handling_organ, action: notify_in_writing, done: timeline.notified_on, "
    "period: {from: timeline.received_on, within: days.fifteen}}"
)

LONGER = (
    "extend: {by: handling.extension_days, at_most: days.ten, granted_on: timeline.extension_approved_on, "
    "when: {petition.complicated: true}}"
)
FEWER = "exclude: {days: handling.hearing_days, when: {petition.joint: true}}"
FIRST = (
    "{first: [{when: {petition.joint: true}, from: timeline.received_on, same_day: true}, "
    "{from: timeline.received_on, within: days.six}]}"
)


def rule(name: str, **parts: str) -> str:
    said = "".join(f"    {key}: {value}\n" for key, value in parts.items())
    return f'  - id: {name}\n    title: 试\n    cite: {{at: "1", quote: 处理}}\n{said}'


def decide(answer: str, when: str | None = None, name: str | None = None, **parts: str) -> str:
    condition = {} if when is None else {"when": when}
    return rule(name or f"rule.{answer.replace('_', '-')}", decides=f"{{outcome: {answer}}}", **condition, **parts)


TWO = decide("take", URGENT) + decide("leave", CALM)


def pack_in(directory: Path) -> Callable[..., Rulebook]:
    """Returns what writes a pack of the given rules into the directory and loads it."""

    def make(rules: str, *, precedence: str = "", before: str = "", constraints: str = "") -> Rulebook:
        directory.mkdir(exist_ok=True)
        order = f", precedence: {precedence}" if precedence else ""
        text = HEAD + PARAMETERS + OUTCOME.replace("PRECEDENCE", order) + before + "rules:\n" + rules + constraints
        (directory / "instrument.yaml").write_text(text, encoding="utf-8")
        return load(directory)

    return make


def findings(book: Rulebook) -> list[Finding]:
    proof = prove(book, book.latest)
    assert proof.unfinished == ()
    found = list(proof.findings)
    assert all(finding.diagnostic.code in PROOF_CODES for finding in found)
    return found


def only(book: Rulebook, code: str) -> Finding:
    (finding,) = findings(book)
    assert finding.diagnostic.code == code, str(finding)
    return finding


def replayed(finding: Finding, book: Rulebook, tmp_path: Path) -> list[Result]:
    """Evaluates the case of a finding as `xinfang evaluate` does, from a file."""
    witness = finding.witness
    assert witness is not None
    assert witness.reproduced
    file = tmp_path / "case.yaml"
    file.write_text(str(witness), encoding="utf-8")
    complaints: list[str] = []

    def complain(text: str, code: int) -> None:
        complaints.append(f"{code}: {text}")

    _, outcomes = Evaluation(witness.as_of, book, "compiled").of_file(str(file), complain)
    results = [outcome.result for outcome in outcomes]
    assert complaints == []
    return [result for result in results if result is not None]
