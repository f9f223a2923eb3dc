"""What it costs to start: processes of their own, their processor time beside that of `python -c pass`."""

import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.cases import AS_OF, generated, half_known
from bench.timing import Spread, reported_by_processes, take_turns_in_processes
from xinfang_rules.rulebook.model import Edition

_CLOCK = "import time; from xinfang_rules import evaluate, load; t = time.process_time; "
_READ = _CLOCK + "from xinfang_rules.rulebook.load import load_pack; s = t(); load_pack(); print(t() - s)"
_LOAD = _CLOCK + "s = t(); load(); print(t() - s)"
_FIRST = (
    _CLOCK + "import sys; from pathlib import Path; from datetime import date; from xinfang_rules import Case; "
    "text = Path(sys.argv[1]).read_text(encoding='utf-8'); load(); s = t(); "
    "evaluate(Case.model_validate_json(text), as_of=date.fromisoformat(sys.argv[2])); print(t() - s)"
)
_OTHERS = "import click, and a model of pydantic with one field"
_LIBRARIES = "import pydantic, yaml, click, rich"
_BESIDE = "xinfang evaluate, beside importing pydantic, PyYAML, click and rich"
_MODEL = "import click, pydantic; Model = type('Model', (pydantic.BaseModel,), {'__annotations__': {'field': int}})"
_COMMAND = "import sys; from xinfang_rules.cli.process import run; sys.exit(run())"


@dataclass(frozen=True, slots=True)
class Start:
    """One line: what was started, its seconds, and how many times those of `python -c pass`, or of what it names."""

    name: str
    seconds: Spread
    ratio: Spread | None


def starts(edition: Edition, rounds: int) -> list[Start]:
    """Measures everything about starting."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        file = place / "case.json"
        file.write_text(half_known(generated(edition, 1))[0].model_dump_json(), encoding="utf-8")
        day = AS_OF.isoformat()
        python = [sys.executable, "-c"]
        surroundings = _surroundings()
        base = "python -c pass"
        timed = take_turns_in_processes(
            {
                base: [*python, "pass"],
                _OTHERS: [*python, _MODEL],
                _LIBRARIES: [*python, _LIBRARIES],
                "import xinfang_rules": [*python, "import xinfang_rules"],
                "from xinfang_rules import evaluate, load": [*python, "from xinfang_rules import evaluate, load"],
                "xinfang evaluate": [*python, _COMMAND, "evaluate", str(file), "--as-of", day],
            },
            rounds,
            surroundings,
        )
        found = [Start(name, taken.seconds, taken.ratio(timed[base])) for name, taken in timed.items()]
        whole = timed["xinfang evaluate"]
        found.append(Start(_BESIDE, whole.seconds, whole.ratio(timed[_LIBRARIES])))
        again = [surroundings] * (rounds + 1)
        inner = {
            "load() from the rule files": reported_by_processes([*python, _READ], again),
            "load()": reported_by_processes([*python, _LOAD], again),
            "the first evaluation after load()": reported_by_processes([*python, _FIRST, str(file), day], again),
        }
        return found + [Start(name, taken.seconds, None) for name, taken in inner.items()]


def _surroundings() -> Mapping[str, str]:
    """Returns an environment in which Python keeps its bytecode."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
