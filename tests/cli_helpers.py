"""What the tests of the command line share: a late case and its page, ways to run a command, and its findings."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from xinfang_rules.cli.main import main

PACK = Path(__file__).parent / "cli_pack"
FINDING = re.compile(r"^(?P<place>.+?(:\d+:\d+)?): (?P<code>[a-z-]+): .+$")

# Received on 1 March; fifteen days later is 1 + 15 = 16 March, so on 20 March the notice is 20 - 16 = 4 days late.
LATE = """\
case_id: XF-2024-7
petition:
  competence: own
timeline:
  received_on: 2024-03-01
  registered_on: 2024-03-04
"""

# Every character of this page was read: who owes what, by when, and under which provision.
LATE_PAGE = """\
案件 XF-2024-7　late.yaml
适用《示范办法》，截至 2024-03-20

如何处理：受理
    第二条第一款第一项：“予以受理”
    * 解释：职权是否属于自己，以收到之日的规定为准。

缓急：事实不足，尚无结论
    仍有可能：加紧办理；照常办理

已经确定适用的义务、权利和禁止：2项，其中逾期或者违反1项
责任主体和事项                        最后一日      状态            条款
────────────────────────────────────────────────────────────────────────────────
收到信访事项的机关、单位
  收到的，登记                                      已履行          第二条第二款
                                                    2024-03-04
  受理的，限期告知信访人接收情况以及  2024-03-16    【逾期4日】     第二条第二款
  处理途径和程序 *                                  未履行
* 条文没有明文，按照所作的解释适用；加 --all 列出解释。

建议（党委和政府信访部门）
  没有按期告知的，提出改进工作的建议（第三条第二款）。

事实查明之前，还有1项义务、权利和禁止可能适用，都还没有期限；加 --all 列出全部。

说明
  告知逾期不影响受理的效力。（第三条第二款）

还需查明（越靠前越能决定结论）
  1. 这件事属于重大、紧急情况吗？ petition.major_urgent
"""


def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


def write(name: str, content: str | bytes) -> str:
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    return name


def findings(result: Result) -> list[str]:
    lines = result.stderr.splitlines()
    assert lines, "nothing on standard error"
    assert all(FINDING.match(line) for line in lines), result.stderr
    assert "Traceback" not in result.output
    return lines


def refused(result: Result) -> list[str]:
    assert result.exit_code == 2
    return findings(result)


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from xinfang_rules.cli.process import run; run()", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60, **options)


TWO_CASES = """\
- case_id: first
  timeline: {received_on: 2024-03-01}
- case_id: second
  timeline: {received_on: 2024-03-05, registered_on: 2024-03-04}
- case_id: third
  timeline: {received_on: 2024-03-02}
"""
