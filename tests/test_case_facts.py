"""A case: what is said about each fact and term, and the provisions that each fact names."""

import inspect
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.case_helpers import ENUMERATIONS, names
from xinfang_rules.facts.case import FACTS
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.facts.values import Term
from xinfang_rules.facts.vocabulary_files import FILES

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCES = [REPOSITORY / "rules" / name for name in FILES]

CHINESE = re.compile(r"[\u4e00-\u9fff、，（）]+")


# What is said about each fact and term


@pytest.mark.parametrize("enumeration", ENUMERATIONS)
def test_labels_are_chinese_and_unique(enumeration: type[Term]) -> None:
    labels = [member.label for member in enumeration]
    assert len(set(labels)) == len(labels)
    assert [label for label in labels if not CHINESE.fullmatch(label)] == []


@pytest.mark.parametrize("enumeration", ENUMERATIONS)
def test_an_enumeration_says_what_it_is_and_names_its_source(enumeration: type[Term]) -> None:
    assert re.search(r"\n\nSource: .+\.$", inspect.getdoc(enumeration) or "", re.DOTALL)


def test_what_a_fact_says_and_denies_are_sentences_of_their_own() -> None:
    truths = {name: spec for name, spec in FACTS.items() if spec.negated and spec.kind == "bool"}
    assert [name for name, spec in truths.items() if not CHINESE.fullmatch(spec.negated)] == []
    said = [*(spec.title for spec in FACTS.values()), *(spec.negated for spec in truths.values())]
    assert sorted(word for word in set(said) if said.count(word) > 1) == []
    for spec in FACTS.values():
        frames = {"enum": 1, "set": 1, "count": 0}.get(spec.kind)
        if spec.kind == "count" and not spec.says:
            assert not spec.negated, spec.name  # a number that is told as a number
        elif frames is not None:
            assert spec.says.count("{}") == frames, spec.name
            assert spec.says != spec.negated, spec.name
    assert not [name for name, spec in FACTS.items() if spec.kind in {"bool", "date"} and spec.says]


def test_words_for_false_are_those_of_the_articles() -> None:
    assert FACTS["handling.facts_clear"].negated == "查明请求缺乏事实根据"  # 32.1.3
    assert FACTS["petition.successor_clear"].negated == "职责不清"  # 24.2
    assert FACTS["petition.petitioner_identified"].negated == "信访人姓名（名称）、住址不清"  # 23.2
    assert FACTS["petition.can_notify_on_spot"].negated == ""  # 不能当场告知 is the plain negation


@pytest.mark.parametrize("spec", FACTS.values(), ids=str)
def test_a_fact_has_a_chinese_title_a_question_and_its_provisions(spec: FactSpec) -> None:
    assert CHINESE.fullmatch(spec.title)
    assert spec.ask.endswith("？")
    assert spec.ask.count("？") == 1
    assert spec.at
    assert len(set(spec.at)) == len(spec.at)
    assert [int(part) for at in spec.at for part in at.split(".")]


def test_titles_and_questions_tell_the_facts_apart() -> None:
    assert len({spec.ask for spec in FACTS.values()}) == len(FACTS)
    assert len({(spec.group, spec.title) for spec in FACTS.values()}) == len(FACTS)


def test_a_date_says_whose_it_is_and_no_other_fact_does() -> None:
    assert [name for name, spec in FACTS.items() if spec.whose] == names("date")


def test_labels_stand_beside_their_members() -> None:
    assert FACTS["petition.form"].member_labels == {"written": "书面形式", "oral": "口头形式"}
    assert all(tuple(spec.member_labels) == spec.members for spec in FACTS.values())


# Articles: each provision that a fact names has to exist


@pytest.fixture(scope="module", params=["xinfang-2022", "xinfang-2005"])
def instrument(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def articles(instrument: str) -> list[dict[str, Any]]:
    stated = os.environ.get("XINFANG_STATUTES")
    folder = Path(stated) if stated else REPOSITORY.parent / "shared" / "statutes"
    file = folder / f"{instrument}.json"
    if not file.is_file():
        pytest.skip(f"the official text is not here; XINFANG_STATUTES names the folder that holds {file.name}")
    read: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["articles"]
    return read


def provisions(articles: list[dict[str, Any]]) -> Iterator[str]:
    """Lists what can be cited: a paragraph without its number only where the article has no other."""
    for article in articles:
        paragraphs = article["paragraphs"]
        for paragraph in paragraphs:
            place = f"{article['article']}.{paragraph['paragraph']}"
            yield place if len(paragraphs) > 1 else str(article["article"])
            for item in paragraph["items"]:
                yield f"{place}.{item['item']}"


def test_every_provision_exists(instrument: str, articles: list[dict[str, Any]]) -> None:
    known, specs = set(provisions(articles)), [spec for spec in FACTS.values() if spec.instrument == instrument]
    assert specs
    assert {spec.name: at for spec in specs for at in spec.at if at not in known} == {}


def test_the_vocabulary_copies_no_long_stretch_of_the_official_text(articles: list[dict[str, Any]]) -> None:
    stretch = 41
    texts = [
        re.sub(r"\s", "", part["text"])
        for article in articles
        for paragraph in article["paragraphs"]
        for part in (paragraph, *paragraph["items"])
    ]
    stretches = {text[start : start + stretch] for text in texts for start in range(len(text) - stretch + 1)}
    for source in SOURCES:
        for line in source.read_text(encoding="utf-8").splitlines():
            said = re.sub(r"\s", "", line)
            assert stretches.isdisjoint(said[start : start + stretch] for start in range(len(said))), said
