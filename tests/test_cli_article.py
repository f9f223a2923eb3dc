"""`xinfang article`: what a rulebook makes of an article, and where each of it stands."""

import re
from pathlib import Path

import pytest

from tests.cli_helpers import PACK, run
from tests.overlay_helpers import overlay_of
from xinfang_rules import load

PLACE = re.compile(r"^ {8}(?P<name>\S+) +(?P<file>/.+):(?P<line>\d+):\d+$", re.MULTILINE)


def listed(*arguments: str) -> list[str]:
    done = run("article", *arguments)
    assert done.exit_code == 0, done.stderr
    return [found["name"] for found in PLACE.finditer(done.stdout)]


def test_an_article_lists_what_cites_it() -> None:
    # 34: within 60 days, to be extended by 30 at most with approval, the reason being told. Who is late (40.1, 45.1.1)
    # is so by this article; an extension is approved no sooner than the matter was accepted.
    assert set(listed("34")) == {
        *("handling.conclude", "handling.may-extend", "handling.extension-limit", "handling.explain-extension"),
        *("missed.conclude", "liability.handle-late", "order.extension"),
        *("handling.days", "handling.extension_limit"),
        # What it asks about, whom it binds, and to do what.
        *("petition.complicated", "handling.extension_approved", "handling.extension_days"),
        *("handling.extension_reason_given", "timeline.accepted_on", "timeline.extension_approved_on"),
        *("timeline.extension_notified_on", "timeline.concluded_on"),
        "history.opinion_issued",  # an opinion issued before: no second 60 days
        *("handling_organ", "conclude", "extend", "explain_extension"),
    }
    assert "办理期限：60日" in run("article", "34").stdout


def test_every_rule_is_found_by_its_articles_at_the_line_where_it_stands() -> None:
    edition = load().latest
    found: dict[str, tuple[str, int]] = {}
    articles = (22, 23, 44)  # their rules stand in five files
    for article in articles:
        for each in PLACE.finditer(run("article", str(article)).stdout):
            found[each["name"]] = (each["file"], int(each["line"]))
    citing = {rule.id for rule in edition.rules if any(cited.article in articles for cited in rule.citations)}
    assert citing <= set(found)
    assert len({file for file, _ in found.values()}) > len(articles)
    for name, (file, line) in found.items():
        assert name in Path(file).read_text(encoding="utf-8").splitlines()[line - 1]


def test_a_paragraph_and_an_item_are_narrower() -> None:
    # 23.4 alone leaves notices to rules of the organs themselves, as to litigation rights and accusations;
    # 22.1.3 alone is on assigning.
    assert set(listed("23.4")) == {
        "notice.own-rules-judicial",
        "notice.own-rules-discipline",
        "notice.follow-own-rules",
        *("organ.kind", "petition.category", "remedy.litigation_rights", "accusation.discipline_jurisdiction"),
        *("receiving_organ", "notify_by_own_rules"),
    }
    assert set(listed("22.1.3")) < set(listed("22.1"))
    assert "office.assign" in listed("22.1.3")
    assert "office.register" not in listed("22.1.3")


@pytest.mark.parametrize(
    ("provision", "said"),
    [
        ("51", "xinfang-2022 has articles 1 to 50"),
        ("23.9", "article 23 has 4 paragraphs"),
        ("22.1.9", "22.1 has 3 items"),
        ("第三条", "第三条 is no provision"),
        ("0", "0 is no provision"),
    ],
)
def test_what_is_no_provision_is_refused(provision: str, said: str) -> None:
    done = run("article", provision)
    assert done.exit_code == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_other_rulebooks_and_overlays_are_listed_too(tmp_path: Path) -> None:
    text = """
rules:
  - id: notice.also
    title: 另行告知
    cite: {at: "2.2", quote: 告知}
    note: 试
"""
    (tmp_path / "overlay.yaml").write_text(overlay_of(text), encoding="utf-8")
    before = listed("2.2", "--rulebook", str(PACK))
    after = listed("2.2", "--rulebook", str(PACK), "--overlay", str(tmp_path / "overlay.yaml"))
    assert before
    assert set(after) == {*before, "notice.also"}


def test_what_the_vocabulary_says_of_provisions_is_listed_with_its_line(tmp_path: Path) -> None:
    # 26.1: the petitioner's acts, and what the petitioner is to refrain from. The overlay's fact is at its own
    # line; what an article as a whole speaks of (28: the staff) is at each of its paragraphs.
    assert {"order.prohibited_acts", "refrain"} <= set(listed("26.1"))
    assert "staff" in listed("28.1")
    assert "staff" in listed("28.2")
    text = """facts:
  - {fact: local.calm, title: 秩序良好, ask: 秩序是否良好？, at: ["26.1"], in: xinfang-2022, conduct: true}
bearers:
  - {bearer: local.guard, title: 值守人员, at: ["26.1"], in: xinfang-2022}
"""
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(overlay_of(text), encoding="utf-8")
    found = {each["name"]: each for each in PLACE.finditer(run("article", "26.1", "--overlay", str(overlay)).stdout)}
    for name in ("local.calm", "local.guard"):
        assert found[name]["file"] == str(overlay)
        assert name in overlay.read_text(encoding="utf-8").splitlines()[int(found[name]["line"]) - 1]
    # Another law has no shared vocabulary.
    assert "order.prohibited_acts" not in listed("2.2", "--rulebook", str(PACK))
