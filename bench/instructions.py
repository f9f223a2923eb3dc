"""Cost that does not depend on the machine: the bytecode instructions that Python executes.

What runs inside C is not counted, but what calls it is. The hand-written function, counted on the same cases, is the
unit. Every minor version of Python compiles to other instructions, so counts of different ones do not compare.
"""

import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

_Trace = Callable[[FrameType, str, Any], Any]


def executed(run: Callable[[], object]) -> int:
    """Counts the instructions that a call executes. Whatever traced before goes on afterwards."""
    return _monitored(run) if sys.version_info >= (3, 12) else _traced(run)


def _traced(run: Callable[[], object]) -> int:
    count = 0

    def inside(frame: FrameType, event: str, argument: object) -> _Trace:
        nonlocal count
        count += event == "opcode"
        return inside

    def entered(frame: FrameType, event: str, argument: object) -> _Trace:
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        return inside

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def _monitored(run: Callable[[], object]) -> int:
    monitoring: Any = getattr(sys, "monitoring")  # noqa: B009  # mypy checks for 3.11, which has none
    count = 0

    def one(code: CodeType, offset: int) -> None:
        nonlocal count
        count += 1

    tool = next(number for number in (3, 4, 2) if monitoring.get_tool(number) is None)
    monitoring.use_tool_id(tool, "xinfang-rules bench")
    monitoring.register_callback(tool, monitoring.events.INSTRUCTION, one)
    try:
        monitoring.set_events(tool, monitoring.events.INSTRUCTION)
        run()
    finally:
        monitoring.set_events(tool, 0)
        monitoring.free_tool_id(tool)
    return count
