"""Laws that hold for every case, whatever the rules say."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from xinfang_rules import Case, CaseError, Result, evaluate, load
from xinfang_rules.case import FACTS
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.testing.strategies import cases, complete_cases, forgetting
from xinfang_rules.vocabulary.outputs import DecisionStatus, NormStatus

BOOK = load("xinfang-2022")
EDITION = BOOK.latest
AS_OF = date(2024, 9, 20)

# What works out the needs evaluates a case hundreds of times.
costly = settings(max_examples=settings().max_examples // 6)
some_case = cases(EDITION, AS_OF)
full_case = complete_cases(EDITION, AS_OF)
some_facts = st.lists(st.sampled_from(list(FACTS)), unique=True, max_size=40)


def decide(case: Case, as_of: date = AS_OF) -> Result:
    return evaluate(case, as_of=as_of, rulebook=BOOK)


@given(some_case)
def test_the_engines_agree_on_everything(case: Case) -> None:
    plain = evaluator_for(EDITION, "interpreter").state(case, AS_OF)
    compiled = evaluator_for(EDITION, "compiled").state(case, AS_OF)
    assert plain.truths == compiled.truths
    assert plain.values == compiled.values
    assert plain.holds == compiled.holds
    assert plain.dues == compiled.dues


@given(full_case)
def test_a_complete_case_has_one_answer_to_every_question(case: Case) -> None:
    for question, decision in decide(case).decisions.items():
        assert decision.status in (DecisionStatus.DECIDED, DecisionStatus.NOT_APPLICABLE), question


@given(full_case)
def test_a_complete_case_leaves_no_norm_unsettled(case: Case) -> None:
    result = decide(case)
    assert [norm.rule for norm in result.norms if norm.status is NormStatus.UNKNOWN] == []
    assert result.needs == ()


@given(some_case, some_facts)
def test_learning_a_fact_never_changes_what_was_settled(case: Case, forgotten: list[str]) -> None:
    more, less = decide(case), decide(forgetting(case, forgotten))
    for question, before in less.decisions.items():
        after = more.decisions[question]
        if before.status in (DecisionStatus.DECIDED, DecisionStatus.NOT_APPLICABLE):
            assert (after.status, after.answer) == (before.status, before.answer), question
        assert set(after.candidates) <= set(before.candidates), question
    now = {norm.rule: norm for norm in more.norms}
    for norm in less.norms:
        if norm.applies == "yes":
            later = now[norm.rule]
            assert later.applies == "yes"
            if norm.due is not None:
                assert later.due == norm.due, norm.rule
            if norm.status is not NormStatus.UNKNOWN:
                assert later.status == norm.status, norm.rule
    assert {norm.rule for norm in more.norms} <= {norm.rule for norm in less.norms}


@given(some_case)
def test_every_conclusion_cites(case: Case) -> None:
    result = decide(case)
    for question, decision in result.decisions.items():
        if decision.status is DecisionStatus.DECIDED:
            assert decision.citations, question
            assert decision.rules, question
        assert decision.status not in (DecisionStatus.CONFLICT, DecisionStatus.NO_RULE), question
    assert all(norm.citations for norm in result.norms)
    cited = {(c.article, c.paragraph, c.item) for norm in result.norms for c in norm.citations}
    existing = {(p.article, p.paragraph): len(p.items) for p in BOOK.instrument.paragraphs}
    assert all((item or 0) <= existing[article, paragraph] for article, paragraph, item in cited)


@costly
@given(some_case)
def test_a_result_survives_json_and_says_the_same_again(case: Case) -> None:
    result = decide(case)
    again = Result.model_validate_json(result.model_dump_json())
    assert again == result
    assert again.needs == result.needs
    assert decide(Case.model_validate_json(case.model_dump_json())) == result


@given(some_case, st.randoms(use_true_random=False))
def test_the_order_of_facts_is_irrelevant(case: Case, random: object) -> None:
    data = case.model_dump()
    groups = list(data)
    random.shuffle(groups)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    shuffled = {}
    for group in groups:
        keys = list(data[group])
        random.shuffle(keys)  # type: ignore[attr-defined]
        shuffled[group] = {key: data[group][key] for key in keys}
    assert evaluate(shuffled, as_of=AS_OF, rulebook=BOOK) == decide(case)


@given(
    some_case,
    cases(
        EDITION,
        AS_OF,
        known=[
            *(name for name in FACTS if name.startswith("order.")),
            "petition.foreign_petitioner",
            "petition.representatives",
        ],
    ),
)
def test_conduct_nationality_and_numbers_of_people_decide_nothing(case: Case, other: Case) -> None:
    ours, theirs = case.model_dump(), other.model_dump()
    ours["order"] = theirs.get("order", {})
    petition = {**ours.get("petition", {})}
    for key in ("foreign_petitioner", "representatives"):
        petition.pop(key, None)
    ours["petition"] = {**petition, **theirs.get("petition", {})}
    before, after = decide(case).decisions, evaluate(ours, as_of=AS_OF, rulebook=BOOK).decisions
    assert after == before


@costly
@given(some_case, st.data())
def test_what_is_not_needed_cannot_narrow_an_answer(case: Case, data: st.DataObject) -> None:
    result = decide(case)
    needed = {need.fact for need in result.needs}
    told = case.model_dump()
    open_facts = [
        name
        for name, spec in FACTS.items()
        if name not in needed
        and spec.kind in ("bool", "enum")
        and told.get(spec.group, {}).get(spec.key, "unknown") == "unknown"
    ]
    if not open_facts or not needed:
        return
    name = data.draw(st.sampled_from(open_facts))
    spec = FACTS[name]
    value = data.draw(st.sampled_from([True, False] if spec.kind == "bool" else list(spec.members)))
    told.setdefault(spec.group, {})[spec.key] = value
    try:
        after = evaluate(told, as_of=AS_OF, rulebook=BOOK)
    except CaseError:
        return  # a value that the constraints forbid says nothing of needs
    for question, decision in result.decisions.items():
        assert after.decisions[question].candidates == decision.candidates, (name, value, question)


@given(some_case, st.integers(0, 200))
def test_as_time_passes_statuses_move_forward_only(case: Case, days: int) -> None:
    forward = {
        NormStatus.PENDING: {NormStatus.PENDING, NormStatus.OVERDUE},
        NormStatus.OVERDUE: {NormStatus.OVERDUE},
        NormStatus.MET: {NormStatus.MET},
        NormStatus.MET_LATE: {NormStatus.MET_LATE},
        NormStatus.OPEN: {NormStatus.OPEN, NormStatus.LAPSED},
        NormStatus.LAPSED: {NormStatus.LAPSED},
        NormStatus.EXERCISED: {NormStatus.EXERCISED},
    }
    future = [name for name in case.timeline.model_fields_set if name == "assigned_due_on"]
    now, later = decide(case), decide(case, AS_OF + timedelta(days=days))
    then = {norm.rule: norm for norm in later.norms if norm.applies == "yes"}
    for norm in now.norms:
        if norm.applies == "yes" and norm.status in forward and norm.rule in then and not future:
            assert then[norm.rule].status in forward[norm.status], norm.rule


def test_an_empty_case_decides_nothing_and_says_what_it_needs() -> None:
    result = evaluate({}, as_of=AS_OF)
    for question, decision in result.decisions.items():
        assert decision.status is DecisionStatus.UNDETERMINED, question
        assert any(question in need.decides for need in result.needs), question
    assert result.notes[0].rule is None  # it says that the governing instrument was chosen by the day of evaluation


def test_every_single_fact_can_stand_alone() -> None:
    dates = [name.partition(".")[2] for name, spec in FACTS.items() if spec.kind == "date"]
    timeline = {"timeline": dict.fromkeys(dates, "unknown")}
    for name, spec in FACTS.items():
        values: Mapping[str, Sequence[object]] = {
            "bool": (True, False),
            "enum": spec.members,
            "set": ([], list(spec.members)),
            "count": (spec.least, 7),
            "date": (),
        }
        for value in values[spec.kind]:
            result = evaluate({**timeline, spec.group: {spec.key: value}}, as_of=AS_OF, rulebook=BOOK)
            for decision in result.decisions.values():
                assert decision.candidates or decision.status is DecisionStatus.NOT_APPLICABLE, name
