"""The library in programs of other people: it does nothing unasked, and a clock that they freeze changes nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

WHATEVER_IS_HEAVY = "{'pydantic', 'yaml', 'chinese_calendar', 'click', 'hypothesis'} & set(sys.modules)"

IMPORTED = "import sys, pytest_xinfang_rules, xinfang_rules, xinfang_rules.testing"


def printed(code: str, tmp_path: Path) -> list[str]:
    """Runs a program of its own, in which warnings are errors, and returns the lines that it prints."""
    # What walks through all modules meets those that Python will drop.
    command = [sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c", code]
    surroundings = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


# What walks through all modules

WALKERS = {
    "freezegun": "from freezegun import freeze_time\nwith freeze_time('2020-01-01'):\n    pass",
    "inspect.getmembers": "import inspect\nfor module in list(sys.modules.values()):\n    inspect.getmembers(module)",
    "dir and getattr": "for m in list(sys.modules.values()):\n    [getattr(m, name, None) for name in dir(m)]",
    "doctest": (
        "import doctest\nfor name in ('xinfang_rules', 'xinfang_rules.testing', 'pytest_xinfang_rules'):\n"
        "    assert not doctest.DocTestFinder().find(sys.modules[name])[0].examples"
    ),
    "help": "import pydoc\npydoc.render_doc('xinfang_rules._version')\npydoc.locate('xinfang_rules')",
    "unittest": "import unittest\nwith unittest.TestCase().assertLogs():\n    __import__('logging').warning('x')",
}


@pytest.mark.parametrize("walker", WALKERS)
def test_what_walks_through_all_modules_loads_nothing_of_the_library(walker: str, tmp_path: Path) -> None:
    before = "before = {name for name in sys.modules if name.startswith('xinfang_rules')}"
    after = "print(*({name for name in sys.modules if name.startswith('xinfang_rules')} - before))"
    assert printed(f"{IMPORTED}\n{before}\n{WALKERS[walker]}\n{after}\nprint(*{WHATEVER_IS_HEAVY})", tmp_path) == [
        "",
        "",
    ]


def test_importing_the_library_costs_next_to_nothing(tmp_path: Path) -> None:
    # `dataclasses` brings what reads the source of programs, and takes as long as all else together.
    heavy = f"{WHATEVER_IS_HEAVY} | {{'dataclasses'}} & set(sys.modules)"
    assert printed(f"import sys, xinfang_rules\nprint(*{heavy})", tmp_path) == [""]


@pytest.mark.parametrize("module", ["xinfang_rules", "xinfang_rules.testing"])
def test_what_a_package_offers_is_there_at_first_use_and_listed_from_then_on(module: str, tmp_path: Path) -> None:
    told = printed(
        f"import {module} as package\nprint(package.__all__[0] in dir(package))\n"
        f"from {module} import *\nprint(set(package.__all__) <= set(dir(package)) & set(globals()))",
        tmp_path,
    )
    assert told == ["False", "True"]


def test_a_suite_that_freezes_the_clock_and_never_imports_the_library_does_not_meet_it(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        import datetime, sys
        from freezegun import freeze_time

        @freeze_time("2020-01-01")
        def test_frozen():
            assert str(datetime.date.today()) == "2020-01-01"

        def test_afterwards():
            assert datetime.date.today().year > 2020
            assert datetime.date.__module__ == "datetime"
            assert [name for name in sys.modules if name.startswith("xinfang_rules")] == []
            assert "pytest_xinfang_rules" in sys.modules
            assert not {"pydantic", "yaml", "chinese_calendar"} & set(sys.modules)
        """
    )
    (pytester.path / "scenarios").mkdir()
    (pytester.path / "scenarios" / "load.yaml").write_text("scenarios:\n  - name: load\n", encoding="utf-8")
    # Plugins of this environment that import pydantic themselves would hide what ours imports.
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)


# In a frozen clock

EVALUATED = """
def evaluated():
    from xinfang_rules import evaluate
    case = {
        "petition": {"category": "grievance", "competence": "own", "complicated": True, "request": "new"},
        "timeline": {"received_on": date(2024, 3, 1), "accepted_on": "2024-03-04", "extension_approved_on": "unknown"},
        "order": {"prohibited_acts": ["dangerous_items"]},
    }
    result = evaluate(case, as_of=date(2024, 5, 2))
    # Thirty days that end in a year of which no notice says on which days people work.
    days = {"received_on": "2096-03-01", "accepted_on": "2096-03-05", "concluded_on": "2096-04-30"}
    later = {"timeline": {**days, "reply_received_on": "2096-12-02"}}
    told = [each for found in (result, evaluate(later, as_of=date(2097, 1, 2)))
            for each in (repr(found), found.model_dump_json(), found.explain())]
    return result, *told
"""

BEFORE = {
    "nothing": "",
    "pydantic": "import pydantic, yaml",
    "the package": "import xinfang_rules",
    "the case model": "from xinfang_rules import Case",
    "a result": "from datetime import date\nevaluated()",
}

CLOCKS = {
    "freezegun": "from freezegun import freeze_time\nfrozen = freeze_time('2024-05-02')",
    "time-machine": "import time_machine\nfrozen = time_machine.travel('2024-05-02')",
}


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("before", BEFORE)
def test_a_frozen_clock_changes_no_result(before: str, clock: str, tmp_path: Path) -> None:
    usual = "from datetime import date\n" + EVALUATED + "print(*evaluated()[1:])"
    frozen = (
        f"{EVALUATED}\n{BEFORE[before]}\n{CLOCKS[clock]}\n"
        "with frozen:\n"
        "    from datetime import date\n"
        "    assert str(date.today()) == '2024-05-02'\n"
        "    within = evaluated()\n"
        "from datetime import date\n"
        "assert date.today().year > 2024\n"
        "after = evaluated()\n"
        "assert within == after, (within[1], after[1])\n"
        "print(*within[1:])"
    )
    assert printed(frozen, tmp_path) == printed(usual, tmp_path)


def test_no_day_of_a_frozen_clock_outlives_it(tmp_path: Path) -> None:
    code = (
        f"{EVALUATED}\n{CLOCKS['freezegun']}\n"
        "with frozen:\n    from datetime import date\n    result = evaluated()[0]\n"
        "import gc, pickle\nfrom freezegun.api import FakeDate\n"
        "print(b'freezegun' in pickle.dumps(result), type(result.as_of).__name__)\n"
        "kept = [kept for kept in gc.get_objects() if type(kept) is dict and FakeDate in map(type, kept.values())]\n"
        "others = ('freezegun', 'borax')  # a module of borax that was loaded meanwhile keeps such days for itself\n"
        "print([each for each in kept if not str(each.get('__module__') or each.get('__name__')).startswith(others)])"
    )
    assert printed(code, tmp_path) == ["False date", "[]"]


@pytest.mark.parametrize("when", ["within", "after"])
def test_models_can_be_extended_within_a_frozen_clock_and_after_it(when: str, tmp_path: Path) -> None:
    extended = (
        "from xinfang_rules import Case, Result\nfrom pydantic import TypeAdapter\n"
        "class Longer(Case):\n    more: bool = False\n"
        "class Result2(Result):\n    more: bool = False\n"
        "TypeAdapter(list[Result])\n"
        "print(Longer(timeline={'received_on': '2024-03-01'}).timeline.received_on, Longer().more)\n"
    )
    indented = "".join(f"    {line}\n" for line in extended.splitlines())
    code = (
        CLOCKS["freezegun"]
        + "\nwith frozen:\n"
        + (indented if when == "within" else "    import xinfang_rules.evaluation.evaluate\n")
    )
    assert printed(code + (extended if when == "after" else ""), tmp_path) == ["2024-03-01 False"]


def test_what_the_package_offers_can_be_named_in_a_pickle(tmp_path: Path) -> None:
    code = (
        "import pickle, types, xinfang_rules\n"
        "for name in xinfang_rules.__all__:\n"
        "    value = getattr(xinfang_rules, name)\n"
        "    if isinstance(value, (type, types.FunctionType)):\n"
        "        assert pickle.loads(pickle.dumps(value)) is value, name\n"
        "print('alike')"
    )
    assert printed(code, tmp_path) == ["alike"]
