"""Leading an interview line by line: what is typed becomes answers and commands."""

import json
import sys
from datetime import date
from io import TextIOWrapper
from typing import Any, Final, NoReturn

import yaml

from xinfang_rules.cli.ask_page import CORRECT, HELP, numbered, show_end, show_question, show_roles
from xinfang_rules.cli.output import echo
from xinfang_rules.interview import (
    AnswerError,
    AskedQuestion,
    Interview,
    InterviewGuide,
    Settled,
    answer,
    back,
    case_data,
    conclude,
    next_question,
    question_named,
    read_answer,
    start,
)
from xinfang_rules.interview.interview_guide import ORDINARY

_BACK: Final = ("b", "back", "返回", "上一问")
_EXPLAIN: Final = ("?", "？", "说明", "help")
_ORDINARY: Final = ("o", "其余按通常情形", "其余按通常", "其余")
_QUIT: Final = ("q", "quit", "exit", "结束", "退出")


class _EndedError(Exception):
    """There is nothing more to read, or it was said that there is not."""


class Talk:
    """An interview in a terminal, or from the lines of a file; it may ask on standard error.

    It starts at a state; without one, the role is still to be asked.
    """

    def __init__(self, guide: InterviewGuide, day: date, state: Interview | None, *, err: bool) -> None:
        self._guide = guide
        self._day = day
        self._state = state
        self._err = err
        self._told: Interview | None = None
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")  # what is no text is no answer, and is asked for again

    def lead(self) -> bool:
        """Asks until all is settled and nothing is to be corrected, or until nothing more is answered.

        Returns:
            Whether it was broken off by Ctrl-C.
        """
        try:
            self._ask_on(self._state or self._asked_role())
        except _EndedError:
            return False
        except KeyboardInterrupt:
            self._say()
            return True

    def end(self, form: str) -> None:
        """Tells how it ended, as `text` unless that has been told, or as `json`."""
        if self._state is None:
            echo("没有选定从哪一方来看，没有结论。", err=True)
        elif form == "json":
            echo(json.dumps(_data(self._guide, self._state), ensure_ascii=False, indent=2))
        elif self._told != self._state:
            show_end(self._guide, self._state, conclude(self._guide, self._state), err=False)

    def case_file(self) -> str:
        """Returns the case as a case file; empty if there is none."""
        if self._state is None:
            return ""
        settled = conclude(self._guide, self._state)
        presume = "".join(f" --presume {name}" for name in settled.presume)
        said = f"# {self._guide.roles[self._state.role].title}。由 xinfang ask 写成，没有问到的日期是未知。\n"
        said += f"# xinfang evaluate FILE --as-of {self._state.as_of.isoformat()}{presume}\n"
        return said + yaml.safe_dump(case_data(self._guide, self._state), allow_unicode=True, sort_keys=False)

    def _say(self, text: str = "") -> None:
        echo(text, err=self._err)

    def _read(self) -> str:
        """Reads a line; there may be none, which ends it."""
        if sys.stdin is None:
            raise _EndedError
        if sys.stdin.isatty():
            echo("> ", err=self._err, nl=False)
            try:
                typed = input()
            except EOFError:
                self._say()
                raise _EndedError from None
        else:
            line = sys.stdin.readline()
            if not line:
                raise _EndedError
            typed = line.rstrip("\r\n")
            self._say(f"> {typed}")  # who reads the transcript sees what was answered
        if typed.strip().lower() in _QUIT:
            raise _EndedError
        return typed.strip()

    def _asked_role(self) -> Interview:
        roles = [*self._guide.roles]
        show_roles(self._guide, err=self._err)
        while True:
            typed = self._read()
            name = roles[int(typed) - 1] if typed in map(str, range(1, len(roles) + 1)) else typed
            try:
                return start(self._guide, name, as_of=self._day)
            except AnswerError:
                self._say(f"请输入 1 至 {len(roles)} 的编号。")

    def _ask_on(self, state: Interview) -> NoReturn:
        self._state = state
        self._say(HELP)
        while True:
            asked = next_question(self._guide, self._state)
            self._state = self._corrected(asked) if isinstance(asked, Settled) else self._answered(asked)

    def _corrected(self, settled: Settled) -> Interview:
        """Shows how it ends, and lets answers and what is presumed be corrected.

        Raises:
            _EndedError: If there is nothing to correct.
        """
        assert self._state is not None
        show_end(self._guide, self._state, settled, err=self._err)
        self._told = self._state
        names = numbered(self._state, settled)
        self._say(f"\n{CORRECT}")
        while True:
            typed = self._read()
            if not typed:
                raise _EndedError
            if typed.lower() in _BACK and self._state.answers:
                return back(self._state)
            if typed in map(str, range(1, len(names) + 1)):
                return self._answered(question_named(self._guide, self._state, names[int(typed) - 1]), aside=True)
            self._say(CORRECT)

    def _answered(self, asked: AskedQuestion, *, aside: bool = False) -> Interview:
        """Asks one question until it is answered, or something else is wanted; going back leaves one asked aside."""
        state = self._state
        assert state is not None
        show_question(self._guide, asked, err=self._err)
        while True:
            typed = self._read()
            command = typed.lower()
            if command in _BACK and aside:
                return state
            if command in _BACK:
                if asked.number == 1:
                    self._say("这已经是第一问。")
                    continue
                return back(state)
            if command in _EXPLAIN:
                show_question(self._guide, asked, err=self._err, whole=True)
                continue
            if not typed and asked.again:
                return state.model_copy(update={"at": None})
            try:
                if command in _ORDINARY:
                    if asked.name != ORDINARY:
                        self._say("记下了：没有问到的各项，能按通常情形推定的先推定，最后列出来，可以逐项改正。")
                    return answer(self._guide, state, True, ORDINARY)
                if asked.name == ORDINARY and typed.isdecimal():
                    return self._answered(self._presumed(asked, typed), aside=True)
                return answer(self._guide, state, read_answer(asked, typed, today=self._day), asked.name)
            except AnswerError as error:
                self._say(f"{error.text()}。")

    def _presumed(self, asked: AskedQuestion, typed: str) -> AskedQuestion:
        """Returns the question of a presumed fact, by its number.

        Raises:
            AnswerError: If there is none.
        """
        facts = [fact.fact for fact in asked.presumed]
        if self._state is None or not 0 < int(typed) <= len(facts):
            raise AnswerError(f"1 to {len(facts)}", f"请输入 y、n，或者 1 至 {len(facts)} 的编号")
        return question_named(self._guide, self._state, facts[int(typed) - 1])


def _data(guide: InterviewGuide, state: Interview) -> dict[str, Any]:
    settled = conclude(guide, state)
    told = settled.model_dump(mode="json", exclude={"result"})
    result = settled.result.compact().model_dump(mode="json")
    interview = state.model_dump(mode="json")
    return {"interview": interview, "case": case_data(guide, state), "settled": told, "result": result}
