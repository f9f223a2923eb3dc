"""Where a condition reads a concept, explanations name it, and say what it stands for in the case."""

from datetime import date
from pathlib import Path

from tests.overlay_helpers import overlay_of
from xinfang_rules import Case, evaluate, load

DAY = date(2024, 5, 6)
BASE = Path(__file__).parent / "bad_rules" / "_base"
OFFICE_OR_NOT = "党委和政府信访部门以外的机关、单位"


def why(rule: str, **organ: str) -> list[str]:
    """Returns the lines that say why a rule of article 23 holds for a petition that was raised directly, or not."""
    case = Case.model_validate({"organ": organ, "petition": {"intake": "direct", "request": "new"}})
    return evaluate(case, as_of=DAY).explain(rule).splitlines()


def test_a_concept_is_followed_by_what_it_stands_for() -> None:
    lines = why("organ.register", kind="political_legal")
    place = lines.index(f"　具备　{OFFICE_OR_NOT}")
    assert lines[place + 1] == "　　具备　本机关是政法部门"


def test_what_is_said_of_one_case_is_not_repeated_for_another_with_the_same_concept() -> None:
    assert "　　具备　本机关是政法部门" in why("organ.register", kind="political_legal")
    assert "　　具备　本机关是纪检监察机关" in why("organ.register", kind="discipline")
    assert "　　具备　本机关是政法部门" in why("organ.register", kind="political_legal")


def test_a_concept_of_which_nothing_is_known_names_what_is_to_be_found_out() -> None:
    lines = why("organ.register")
    place = lines.index(f"　未知　{OFFICE_OR_NOT}")
    assert lines[place + 1].startswith("　　未知　本机关是")


def test_concepts_that_stand_for_each_other_are_written_out_three_deep(tmp_path: Path) -> None:
    # Seven concepts, each standing for the next; the last one for a fact.
    names = [f"chain.link_{number}" for number in range(7)]
    concepts = "\n".join(f"  - {{concept: {name}, title: 第{number}环}}" for number, name in enumerate(names))
    rules = []
    for number, name in enumerate(names):
        when = "petition.joint" if number == 6 else names[number + 1]
        rules.append(
            f"  - {{id: chain.rule-{number}, title: 试, cite: {{at: '2.2', quote: 十五日内告知}},"
            f" when: {{{when}: true}}, defines: {name}}}"
        )
    norm = (
        "  - {id: chain.norm, title: 试, cite: {at: '2.2', quote: 十五日内告知}, when: {chain.link_0: true},"
        " obliges: {bearer: staff, action: recuse}}"
    )
    text = f"concepts:\n{concepts}\nrules:\n" + "\n".join([*rules, norm])
    (tmp_path / "chain.yaml").write_text(overlay_of(text), encoding="utf-8")
    book = load(BASE, overlays=tmp_path / "chain.yaml")
    case = Case.model_validate({"petition": {"joint": True}})
    told = evaluate(case, as_of=DAY, rulebook=book).explain("chain.norm").splitlines()
    assert [line.strip("　") for line in told if "环" in line] == [f"具备　第{number}环" for number in range(4)]
