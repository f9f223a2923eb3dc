"""A process that is forked while another thread evaluates for the first time evaluates too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")

EVALUATING = """
import os, pickle, signal, sys, threading, time, warnings
from datetime import date
from xinfang_rules import evaluate, load

warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 says that what is done here is dangerous
CASE = {"petition": {"category": "grievance", "competence": "own"}, "timeline": {"received_on": "2024-03-01"}}

def told(book=None):
    # Thirty days that end in a year of which no notice says on which days people work.
    days = {"received_on": "2096-03-01", "accepted_on": "2096-03-05", "concluded_on": "2096-04-30"}
    later = {"timeline": {**days, "reply_received_on": "2096-12-02"}}
    evaluate(later, as_of=date(2097, 1, 2), rulebook=book)
    result = evaluate(CASE, as_of=date(2024, 4, 25), rulebook=book)
    for _ in range(9):  # the first few are read plainly, then code is generated
        evaluate(CASE, as_of=date(2024, 4, 25), rulebook=book)
    return result.model_dump_json() + result.explain()

def forked(book=None):
    \"\"\"Returns what a child says that is given 60 seconds.\"\"\"
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        os.write(writing, b"1" if told(book) else b"0")
        os._exit(0)
    os.close(writing)
    assert os.waitpid(child, 0)[1] == 0, "the child was stuck"
    return os.read(reading, 1)
"""

AT_AN_IMPORT = """
class Slowly:
    \"\"\"Stays for a while at the import of one module.\"\"\"
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1] and threading.current_thread() is not threading.main_thread():
            reached.set()
            time.sleep(0.3)

reached = threading.Event()
sys.meta_path.insert(0, Slowly())
thread = threading.Thread(target=told)
thread.start()
assert reached.wait(60)
print(forked())
thread.join()
"""

AT_ANY_TIME = """
book = load()
for milliseconds in range(0, 120, 10):
    again = pickle.loads(pickle.dumps(book))
    thread = threading.Thread(target=told, args=[again])
    thread.start()
    time.sleep(milliseconds / 1000)
    assert forked(again) == b"1"
    thread.join()
print("done")
"""


def printed(code: str, *arguments: str, tmp_path: Path) -> str:
    command = [sys.executable, "-c", EVALUATING + code, *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "module", ["yaml", "xinfang_rules.rulebook.linker", "chinese_calendar", "borax.calendars.lunardate"]
)
def test_a_fork_in_the_middle_of_an_import_leaves_the_child_able_to_evaluate(module: str, tmp_path: Path) -> None:
    unlinked = "from xinfang_rules.rulebook import linked\nlinked.LINKED = linked.LIBRARY / 'nowhere'\n"
    assert printed(unlinked + AT_AN_IMPORT, module, tmp_path=tmp_path) == "b'1'"


FIRST_NAME = """
def told(book=None):
    import xinfang_rules
    return xinfang_rules.read_case("petition: {joint: true}")
"""


@pytest.mark.parametrize("module", ["xinfang_rules.evaluation.case_reading", "xinfang_rules.sources.yaml_source"])
def test_a_fork_while_a_name_or_yaml_is_first_wanted_leaves_the_child_able(module: str, tmp_path: Path) -> None:
    forget = "[sys.modules.pop(name) for name in list(sys.modules) if name.startswith('xinfang_rules')]\n"
    assert printed(FIRST_NAME + forget + AT_AN_IMPORT, module, tmp_path=tmp_path) == "b'1'"


def test_a_fork_at_any_time_leaves_the_child_able_to_evaluate(tmp_path: Path) -> None:
    assert printed(AT_ANY_TIME, tmp_path=tmp_path) == "done"
