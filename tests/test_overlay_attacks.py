"""Attacks by overlays that are well-formed: conduct, borrowed names, cut quotes, forged lines, contradictions, sizes.

Each of them was taken once. They are laid over the shipped rulebook, as a province would lay its own rules.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli_helpers import run
from tests.overlay_helpers import overlay_of
from xinfang_rules import Rulebook, RulebookError, load
from xinfang_rules.errors import Diagnostic
from xinfang_rules.rulebook.load import packs_directory
from xinfang_rules.rulebook.placed import MOST_DISPLACERS
from xinfang_rules.rulebook.quotes import negated
from xinfang_rules.rulebook.statutes import OfficialText, statutes_directory

Lay = Callable[..., Rulebook]

CONCLUDE = '{at: "34", quote: 应当自受理之日起60日内办结}'
DISORDER = "{order.prohibited_acts: {empty: false}}"


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Lays an overlay over the shipped rulebook, without the official text."""

    def laid(overlay: str) -> Rulebook:
        path = tmp_path / "overlay.yaml"
        path.write_text(overlay, encoding="utf-8")
        return load(overlays=[path], statutes=tmp_path)

    return laid


def refused(lay: Lay, overlay: str) -> list[Diagnostic]:
    with pytest.raises(RulebookError) as caught:
        lay(overlay)
    return list(caught.value.diagnostics)


def places(found: list[Diagnostic]) -> set[tuple[str, int, str]]:
    """Returns the file's name, the line and the code of each finding."""
    return {(Path(f.position.source).name, f.position.line, f.code) for f in found}


# The petitioner's conduct (26, 47)


def rule(norm: str, when: str = DISORDER, more: str = "") -> str:
    return f"""\
rules:
  - id: trial.rule
    title: 扰乱秩序的，另行规定
    cite: {CONCLUDE}
    when: {when}
    {norm}
{more}"""


DISPLACED = ("handling.no-delay", "handling.no-shirking", "handling.no-perfunctoriness", "petitioner.no-retaliation")


@pytest.mark.parametrize("norm", DISPLACED)
def test_what_binds_organs_does_not_end_for_conduct_by_an_exception_of_an_allowed_action(lay: Lay, norm: str) -> None:
    """To refrain is asked of petitioners by article 26, and of organs by articles 18 and 28, whatever conduct."""
    exception = rule("forbids: {bearer: petitioner, action: refrain}", more=f"    exception_to: {norm}\n")
    found = refused(lay, overlay_of(exception, f"displaces: {norm}"))
    assert {f.code for f in found} == {"conduct"}
    assert any(f"status.{norm}" in f.message for f in found)
    assert lay(overlay_of(exception.replace(DISORDER, "{petition.joint: true}"), f"displaces: {norm}"))


@pytest.mark.parametrize(
    "norm",
    [
        "permits: {bearer: organs_and_staff, action: refrain}",
        "permits: {bearer: handling_organ, action: public_order_penalty}",
        "forbids: {bearer: staff, action: dissuade_educate}",
        # Article 26 forbids acts; nothing forbids the petitioner anything because of them.
        "forbids: {bearer: petitioner, action: refrain}",
    ],
)
def test_no_other_bearer_and_no_other_kind_of_norm_follows_from_conduct(lay: Lay, norm: str) -> None:
    (found,) = refused(lay, overlay_of(rule(norm)))
    assert places([found]) == {("overlay.yaml", 3, "conduct")}


@pytest.mark.parametrize(
    ("norm", "when"),
    [
        ("obliges: {bearer: staff, action: dissuade_educate}", DISORDER),
        ("obliges: {bearer: public_security, action: public_order_measures}", DISORDER),
        (f"forbids: {{bearer: petitioner, action: refrain, breached_when: {DISORDER}}}", "{petition.joint: true}"),
    ],
)
def test_what_the_articles_have_follow_from_conduct_may_follow_in_an_overlay(lay: Lay, norm: str, when: str) -> None:
    assert any(each.id == "trial.rule" for each in lay(overlay_of(rule(norm, when))).latest.rules)


@pytest.mark.parametrize(
    "constraint",
    [
        f"constraint: trial.shut, title: 试, because: 试, never: {DISORDER}",
        "constraint: trial.shut, title: 试, because: 试, never: {order.public_order_finding: true}",
        f"constraint: trial.shut, title: 试, because: 试, given: {DISORDER}, then: {{petition.joint: true}}",
        f"constraint: fabrication.found, title: 试, because: 试, never: {DISORDER}",
    ],
)
def test_nobody_is_shut_out_for_conduct(lay: Lay, constraint: str) -> None:
    name = constraint.split()[1].rstrip(",")
    change = f"{'replaces' if name == 'fabrication.found' else 'constrains'}: {name}"
    found = refused(lay, overlay_of(f"constraints:\n  - {{{constraint}}}\n", change))
    assert ("overlay.yaml", 3, "conduct") in places(found)
    assert {f.code for f in found} == {"conduct"}


# Quotations that say the opposite


@pytest.mark.parametrize("official", [False, True], ids=["the pack's fragments", "the official text"])
@pytest.mark.parametrize(
    ("at", "quote"),
    [
        ("28.1", "推诿、敷衍、拖延"),  # 不得推诿、敷衍、拖延
        ("28.1", "得推诿、敷衍"),
        ("28.1", "敷衍、拖延"),
        ("28.1", "、敷衍、拖延"),
    ],
)
def test_a_quote_does_not_leave_out_what_turns_it(tmp_path: Path, at: str, quote: str, official: bool) -> None:
    statutes = statutes_directory(packs_directory().parent) if official else tmp_path
    if statutes is None:
        pytest.skip("the official text is not here")
    path = tmp_path / "overlay.yaml"

    def lay_quoting(words: str) -> Rulebook:
        noted = f"rules:\n  - {{id: trial.note, title: 试, cite: {{at: '{at}', quote: {words}}}, note: 试}}\n"
        path.write_text(overlay_of(noted), encoding="utf-8")
        return load(overlays=[path], statutes=statutes)

    with pytest.raises(RulebookError) as caught:
        lay_quoting(quote)
    (found,) = caught.value.diagnostics
    assert places([found]) == {("overlay.yaml", 3, "quote-mismatch")}
    assert "negation" in found.message
    assert lay_quoting("不得推诿、敷衍、拖延")


def test_what_the_pack_quotes_itself_may_be_quoted(tmp_path: Path) -> None:
    """Of 30.3, 不得将……透露或者转给……, the pack quotes the second half beside the first."""
    quote, path = "透露或者转给被检举、揭发的人员或者单位", tmp_path / "overlay.yaml"
    noted = f"rules:\n  - {{id: trial.a, title: 试, note: 试, cite: {{at: '30.3', quote: {quote}}}}}\n"
    path.write_text(overlay_of(noted), encoding="utf-8")
    for statutes in (tmp_path, statutes_directory(packs_directory().parent) or tmp_path):
        assert load(overlays=[path], statutes=statutes)


def test_words_that_stand_without_the_negation_too_may_be_quoted(tmp_path: Path) -> None:
    text = OfficialText({(1, 1): "应当受理，不得不予受理", (1, 2): "未予受理的，不予受理"}, {})
    assert [negated("受理", words) for words in text.words(1, 1, None)] == [False]
    assert [negated("受理", words) for words in text.words(1, 2, None)] == [True]


# Names that are borrowed


def instrument(title: str, more: str = "in_force_from: 2024-01-01") -> str:
    return f"""\
instrument: {{id: trial-measures, title: {title}, issuer: 虚构机关, promulgated: 2023-12-01, {more}}}
articles:
  - {{article: 1, chapter: 试点, title: 试, paragraphs: [{{gist: 试, coverage: encoded}}]}}
"""


@pytest.mark.parametrize("title", ["信访工作条例", "信访 工作　条例", "〈信访工作条例〉", "信访⼯作条例"])
def test_no_instrument_is_called_what_the_law_is_called(lay: Lay, title: str) -> None:
    (found,) = refused(lay, overlay_of(instrument(title)))
    assert places([found]) == {("overlay.yaml", 2, "duplicate-id")}
    assert "xinfang-2022" in found.message
    assert lay(overlay_of(instrument("信访工作条例实施办法")))


@pytest.mark.parametrize("title", ["《信访工作条例》", "信访工作条例》第三十四条　《甲"])
def test_no_title_brings_the_brackets_of_a_citation(lay: Lay, title: str) -> None:
    (found,) = refused(lay, overlay_of(instrument(title)))
    assert places([found]) == {("overlay.yaml", 2, "bad-form")}


def test_an_instrument_does_not_end_before_it_begins(lay: Lay) -> None:
    (found,) = refused(lay, overlay_of(instrument("试", "in_force_from: 2024-01-02, in_force_until: 2024-01-01")))
    assert places([found]) == {("overlay.yaml", 2, "bad-form")}


# Lines of a listing


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (1, 'overlay: {id: trial, title: "试\\n  no changes", changes: []}\n'),
        (1, 'overlay: {id: trial, title: " ", changes: []}\n'),
        (1, 'overlay: {id: trial, title: 试, changes: [{sets: handling.days, because: " "}]}\n'),
        (1, 'overlay: {id: trial, title: 试, changes: [{sets: handling.days, because: "试\\n试"}]}\n'),
        (3, overlay_of('rules:\n  - {id: trial.a, title: "试\\n试", note: 试, cite: ' + CONCLUDE + "}\n")),
        (3, overlay_of('concepts:\n  - {concept: trial.a, title: "试\\n试"}\n')),
        (3, overlay_of('questions:\n  - {question: trial, title: "试\\n试", answers: {one: 试}}\n')),
        (3, overlay_of('questions:\n  - {question: trial, title: 试, answers: {one: "试\\n试"}}\n')),
        (3, overlay_of('parameters:\n  - {parameter: a.b, title: "　", values: [{from: 2024-01-01, value: 1}]}\n')),
        (3, overlay_of('constraints:\n  - {constraint: a, title: 试, because: "试\\n试", never: {track: none}}\n')),
        (2, overlay_of(instrument('"试\\n试"'))),
    ],
)  # fmt: skip
def test_what_is_listed_is_one_line_and_says_something(lay: Lay, line: int, text: str) -> None:
    (found,) = refused(lay, text)
    assert places([found]) == {("overlay.yaml", line, "bad-form")}
    assert "should stand here" in found.message
    assert str(found).isprintable()


def test_the_name_of_a_file_is_one_line_too(tmp_path: Path) -> None:
    """Notices of holidays have no title: they are called what their file is called."""
    path = tmp_path / "a\n  quotes      the same as in the official text.yaml"
    try:
        path.write_text("notices: [{year: 2024, document: 试, only_these_days: true, off: [2024-06-03]}]\n", "utf-8")
    except OSError:
        pytest.skip("no file can be called so here")
    (laid,) = load(overlays=[path], statutes=tmp_path).identity.laid
    assert laid.id.splitlines() == [laid.title]


def test_a_reading_may_have_paragraphs(lay: Lay) -> None:
    text = f'rules:\n  - {{id: trial.a, title: 试, note: "试\\n试", interpretive: "试\\n试", cite: {CONCLUDE}}}\n'
    assert lay(overlay_of(text))


# Blame


@pytest.mark.parametrize("name", ["numbers", "rules", "change", "there", "trial.numbers"])
def test_nothing_is_blamed_for_a_word_of_a_message(lay: Lay, name: str) -> None:
    """The rule stands at line 8; what is wrong are the 600 values."""
    values = ", ".join(f"{{from: {date(2023, 1, 1) + timedelta(days=n)}, value: {30 + n % 2}}}" for n in range(600))
    text = f"rules:\n\n\n\n  - {{id: {name}, title: 试, note: 试, cite: {CONCLUDE}}}\n"
    number = f"parameters:\n  - parameter: handling.days\n    values: [{values}]\n"
    (found,) = refused(lay, overlay_of(number + text, "sets: handling.days"))
    assert places([found]) == {("overlay.yaml", 4, "too-many-editions")}


@pytest.mark.parametrize("name", ["no", "answer", "conduct", "norm", "which", "on"])
def test_no_rule_is_blamed_for_being_called_like_a_word(lay: Lay, name: str) -> None:
    """An answer that rests on conduct makes norms underneath rest on it; what adds it stands in line 4."""
    text = f"""\
rules:
  - {{id: {name}, title: 试, note: 试, cite: {CONCLUDE}}}
  - {{id: trial.a, title: 试, cite: {CONCLUDE}, when: {DISORDER}, decides: {{disposition: no_longer_accept}}}}
"""
    found = refused(lay, overlay_of(text, "extends: disposition"))
    assert len(found) > 1
    assert places(found) == {("overlay.yaml", 4, "conduct")}


# Sizes


def exceptions(number: int) -> str:
    """Writes rules of which each is an exception to the one before."""
    lines = ["rules:"]
    for n in range(number):
        before = "" if n == 0 else f", exception_to: trial.n{n - 1}"
        norm = "obliges: {bearer: handling_organ, action: explain_extension}"
        lines.append(f"  - {{id: trial.n{n}, title: 试, cite: {CONCLUDE}, {norm}{before}}}")
    return "\n".join(lines) + "\n"


def test_exceptions_to_exceptions_come_to_an_end(lay: Lay) -> None:
    """The first rule is displaced by all others: by 100 of 101, and by too many of 300, which is told once."""
    book = lay(overlay_of(exceptions(MOST_DISPLACERS + 1)))
    assert len(book.latest.rule("trial.n0").defeated_by) == 100
    (found,) = refused(lay, overlay_of(exceptions(300)))
    assert found.code == "exception"
    assert "trial.n0" in found.message
    assert Path(found.position.source).name == "overlay.yaml"
    # The first rule of the list stands in line 3, the 101st of the others in line 104.
    assert found.position.line == 104


# What is added


def check(tmp_path: Path, *overlays: str, more: tuple[str, ...] = ()) -> Result:
    paths = [tmp_path / f"{number}.yaml" for number in range(len(overlays))]
    for path, text in zip(paths, overlays, strict=True):
        path.write_text(text, encoding="utf-8")
    arguments = [part for path in paths for part in ("--overlay", str(path))]
    return run("check", "xinfang-2022", *arguments, "--statutes", str(tmp_path), *more)


BARRED = """\
rules:
  - id: trial.barred
    title: 经集体研究的，不得请求复查
    cite: {at: "35", quote: 信访人对信访处理意见不服的}
    when: {track: petition_procedure}
    forbids: {bearer: petitioner, action: request_review}
  - id: trial.note
    title: 试
    cite: {at: "35", quote: 信访人对信访处理意见不服的}
    note: 试
questions:
  - {question: trial, title: 试, answers: {one: 试}, cite: {at: "34", quote: 60日内办结}}
"""


def test_what_overlays_add_is_listed(tmp_path: Path) -> None:
    """Two rules, of which one gives a norm, and a question, in two overlays; a number that is set is no addition."""
    number = "parameters: [{parameter: handling.days, values: [{from: 2024-01-01, value: 45}]}]\n"
    rules, question = BARRED.split("questions:")
    second = overlay_of(number + "questions:" + question, "sets: handling.days", name="second")
    lines = check(tmp_path, overlay_of(rules), second).stdout.splitlines()
    start = lines.index("  trial “试点”: no changes of what stands underneath")
    assert lines[start + 1] == "  second “试点”: 1 change of what stands underneath"
    assert lines[start + 3 : start + 5] == [
        "  added to it: 2 rules, 1 question",
        f"    trial.barred forbids: 信访人，请求复查 [{tmp_path / '0.yaml'}:3:5]",
    ]


def test_an_overlay_that_adds_nothing_says_so(tmp_path: Path) -> None:
    assert "  added to it: nothing" in check(tmp_path, overlay_of("")).stdout.splitlines()


def test_a_right_that_is_forbidden_is_told(tmp_path: Path) -> None:
    """Article 35: 可以自收到书面答复之日起30日内请求复查."""
    result = check(tmp_path, overlay_of(BARRED), more=("--strict",))
    assert result.exit_code == 1
    place = f"{tmp_path / '0.yaml'}:7:5"
    said = "this forbids petitioner request_review, the contrary of review.request underneath"
    assert f"{place}: contrary-norm: warning: {said}" in result.stderr.splitlines()


def test_a_rule_before_its_own_instrument_is_told(tmp_path: Path) -> None:
    early = "rules:\n  - {id: trial.a, title: 试, note: 试, cite: {at: '1', quote: 试行}, in_force_from: 2023-12-31}\n"
    result = check(tmp_path, overlay_of(instrument("试") + early))
    assert [line.split(": ")[1] for line in result.stderr.splitlines()] == ["early-rule"]


def test_check_says_which_instruments_were_held_against_an_official_text(tmp_path: Path) -> None:
    lines = check(tmp_path, overlay_of(instrument("试"))).stdout.splitlines()
    absent = "not checked: no official text is at hand (see --statutes)"
    assert f"  quotes      xinfang-2022 {absent}; trial-measures {absent}" in lines
    official = statutes_directory(packs_directory().parent)
    if official is None:
        pytest.skip("the official text is not here")
    arguments = ("--overlay", str(tmp_path / "0.yaml"), "--statutes", str(official))
    lines = run("check", "xinfang-2022", *arguments).stdout.splitlines()
    held = f"the same as in the official text, {official / 'xinfang-2022.json'}"
    assert f"  quotes      xinfang-2022 {held}; trial-measures {absent}" in lines
