"""Laws of dossiers: less known never contradicts more, other days are other reports, engines agree."""

import pickle
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings, strategies as st

from xinfang_rules import evaluate
from xinfang_rules.dossier import (
    DossierPart,
    DossierReport,
    Finding,
    FindingKind,
    decided_parts,
    examine,
    load_acts,
    report_changes,
)
from xinfang_rules.result import Result
from xinfang_rules.testing import DatedDossier, dossiers, weakened
from xinfang_rules.testing.properties.knowledge import settled_stays


def contradicted(report: DossierReport) -> set[str]:
    """Names the claims of which some record is said to be complete and shows itself that it is not.

    What comes later about such a claim rests on that record.
    """
    shown = {part for finding in report.findings if finding.of == "record" for part in finding.parts}
    return {part.claim for part in report.parts if part.name in shown}


def told(part: DossierPart) -> Result:
    """Returns of a result what is told of a part by what it is to the organ."""
    assert part.result is not None
    file = load_acts().file
    role = file.roles[part.role]
    norms = [norm for norm in part.result.norms if norm.bearer.value in role.bearers]
    norms = [norm for norm in norms if not norm.general and norm.action.value not in file.follows]
    answers = {name: decision for name, decision in part.result.decisions.items() if name in role.questions}
    return part.result.model_copy(update={"decisions": answers, "norms": tuple(norms)})


def stands(less: DossierReport, full: DossierReport) -> None:
    """Holds that a report says nothing which another, of whose record more is known, denies."""
    open_claims = contradicted(full)
    names = {part.name for part in full.parts}
    more = {part.name: part for part in full.parts if part.claim not in open_claims}
    for part in less.parts:
        assert not part.refused
        assert part.name in names
        known = more.get(part.name)
        if known is None or known.result is None or part.result is None:
            continue
        if known.role == part.role:
            settled_stays(part.result, known.result)
        else:  # who only received the matter may turn out to have answered it
            assert part.role == "receiver"
            both = (DossierPart.model_copy(one, update={"role": part.role}) for one in (part, known))
            settled_stays(*map(told, both))
    if not open_claims:
        defects = [{(f.of, f.who) for f in one.findings if f.kind is FindingKind.DEFECT} for one in (less, full)]
        assert defects[0] - {("record", who) for _, who in defects[0]} <= defects[1]


@settings(max_examples=300)
@given(dossiers(), st.randoms(use_true_random=False))
def test_a_weakened_record_never_contradicts_the_full_one(dated: DatedDossier, random: Random) -> None:
    full = examine(dated.dossier, as_of=dated.as_of)
    stands(examine(weakened(dated.dossier, random), as_of=dated.as_of), full)


@given(dossiers())
def test_a_record_that_is_not_said_to_be_complete_never_contradicts_the_one_that_is(dated: DatedDossier) -> None:
    full = examine(dated.dossier, as_of=dated.as_of)
    stands(examine(dated.dossier.model_copy(update={"complete_to": None}), as_of=dated.as_of), full)


@given(dossiers())
def test_engines_agree_on_every_part(dated: DatedDossier) -> None:
    one, other = (examine(dated.dossier, as_of=dated.as_of, engine=by) for by in ("compiled", "interpreter"))
    assert one.findings == other.findings
    assert [part.answers for part in one.parts] == [part.answers for part in other.parts]


@settings(max_examples=25)
@given(dossiers(), st.randoms(use_true_random=False), st.sampled_from(("", "ordinary")))
def test_a_part_is_decided_as_its_case_is(dated: DatedDossier, random: Random, presume: str) -> None:
    less, day = weakened(dated.dossier, random), dated.as_of
    for part in decided_parts(less, as_of=day, presume=presume).values():
        if part.result is not None:
            alone = evaluate(part.case, as_of=day, rulebook=part.rulebook, presume=presume)
            assert part.result.model_dump_json() == alone.model_dump_json()
            assert part.result.needs == alone.needs
            assert pickle.loads(pickle.dumps(part.result)).deadlines() == alone.deadlines()


@given(dossiers(), st.integers(0, 200))
def test_what_comes_later_makes_no_difference_before(dated: DatedDossier, back: int) -> None:
    then = dated.as_of - timedelta(days=back)
    known = [act for act in dated.dossier.acts if isinstance(act.day, date) and act.day <= then]
    if not known:
        return
    earlier = dated.dossier.model_copy(update={"acts": tuple(known)})
    assert examine(dated.dossier, as_of=then).findings == examine(earlier, as_of=then).findings


@given(dossiers())
def test_days_gone_by_are_the_only_change_between_days_without_an_act(dated: DatedDossier) -> None:
    one, two = (examine(dated.dossier, as_of=dated.as_of + timedelta(days=days)) for days in (0, 1))
    assert report_changes(one, one) == ()
    # A duty that runs may have become missing, a right that was open may have lapsed; what was done stays done.
    kept = {FindingKind.KEPT, FindingKind.EXERCISED, FindingKind.LATE}
    if dated.dossier.complete_to is None:
        assert kept_of(one, kept) <= kept_of(two, kept)


def kept_of(report: DossierReport, kinds: set[FindingKind]) -> set[tuple[str, str, FindingKind]]:
    def key(finding: Finding) -> tuple[str, str, FindingKind]:
        return finding.who, finding.of, finding.kind

    return {key(finding) for finding in report.findings if finding.kind in kinds}


@given(dossiers())
def test_every_finding_tells_its_days_and_what_is_missing_since_when(dated: DatedDossier) -> None:
    for finding in examine(dated.dossier, as_of=dated.as_of).findings:
        if finding.kind is FindingKind.MISSING and finding.due is not None:
            assert finding.since == finding.due + timedelta(days=1)
            assert finding.days_late == (dated.as_of - finding.due).days > 0
        if finding.kind is FindingKind.LATE and finding.done_on is not None and finding.due is not None:
            assert finding.days_late == (finding.done_on - finding.due).days > 0
        if finding.kind is FindingKind.RUNNING:
            assert finding.due is None or finding.due >= dated.as_of


@given(dossiers(), st.randoms(use_true_random=False), st.integers(0, 200))
def test_a_weakened_record_can_be_examined_on_any_day(dated: DatedDossier, random: Random, back: int) -> None:
    then = dated.as_of - timedelta(days=back)
    weak = weakened(dated.dossier, random)
    full = examine(dated.dossier, as_of=then)
    less = {part.name.partition("/round")[0] for part in examine(weak, as_of=then).parts}
    # Whoever is not told to have received the matter has a part by the kind of document that it issued alone.
    untold = {act.by for act in weak.acts if act.act == "issue" and not isinstance(act.kind, str)}
    assert {part.name.partition("/round")[0] for part in full.parts if part.organ not in untold} <= less
