"""Documents as LibreOffice lays them out, measured in the PDF by GB/T 9704-2012. `make test-external` runs it."""

import re
import subprocess
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from tests.site.building import ROOT
from tests.test_papers import CASES, drawn
from xinfang_rules.dossier import examine, read_dossier
from xinfang_rules.papers import Paper, PaperLine, review_paper, word_document

pytestmark = pytest.mark.office

POINTS = 72 / 25.4  # in a millimetre
LONG = "long"  # a document of nothing but characters, to count them
FULL = "full"  # one of which the first page has no room for the last line of the signature


class Line(NamedTuple):
    """A line of a page: its words, and where it stands, in millimetres from the left and the top of the page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


class Page(NamedTuple):
    width: float
    height: float
    lines: list[Line]


@cache
def papers() -> dict[str, Paper]:
    found = {name: drawn(name, facts) for name, (facts, _) in CASES.items()}
    late = (ROOT / "examples/dossiers/02-late-notice-2024.yaml").read_text(encoding="utf-8")
    found["procedure-review"] = review_paper(examine(read_dossier(late), as_of=date(2024, 12, 1), presume="ordinary"))
    # The title, the empty lines and the signature's first line leave 18 of the 22 to the text.
    signed = (PaperLine("signature", "signature", "【印章】"), PaperLine("date", "signature", "【成文日期】"))
    found[FULL] = Paper(FULL, "题", (*(PaperLine("one", "body", "字") for _ in range(18)), *signed), (), (), "")
    found[LONG] = Paper(LONG, "题", (PaperLine("one", "body", "字" * 28 * 45),), (), (), "")
    return found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    pytest.importorskip("docxtpl")
    place = tmp_path_factory.mktemp("papers")
    for name, paper in papers().items():
        (place / f"{name}.docx").write_bytes(word_document(paper))
    profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
    files = sorted(place.glob("*.docx"))
    subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", place, *files],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return {file.stem: list(measured(file.with_suffix(".pdf"))) for file in files}


def measured(file: Path) -> Iterator[Page]:
    told = subprocess.run(["pdftotext", "-bbox-layout", file, "-"], check=True, capture_output=True, timeout=60).stdout
    name = "{http://www.w3.org/1999/xhtml}"
    for page in ElementTree.fromstring(told).iter(f"{name}page"):
        lines: dict[float, list[Line]] = {}
        for found in page.iter(f"{name}word"):
            left, right, top, bottom = (float(found.attrib[key]) / POINTS for key in ("xMin", "xMax", "yMin", "yMax"))
            row = next((row for row in lines if abs(row - bottom) < 2), bottom)  # what stands beside one another
            lines.setdefault(row, []).append(Line(found.text or "", left, right, top, bottom))
        rows = [sorted(words, key=lambda word: word.left) for _, words in sorted(lines.items())]
        joined = [
            Line("".join(word.text for word in row), row[0].left, row[-1].right, row[0].top, row[0].bottom)
            for row in rows
        ]
        yield Page(float(page.attrib["width"]) / POINTS, float(page.attrib["height"]) / POINTS, joined)


def text_of(pages: list[Page]) -> str:
    return "".join(line.text for page in pages for line in body(page))


def body(page: Page) -> list[Line]:
    return [line for line in page.lines if not re.fullmatch(r"—\d+—", line.text)]


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", [*CASES, "procedure-review"])
def test_each_document_is_whole_on_paper_and_its_notes_stand_apart(name: str, pages: dict[str, list[Page]]) -> None:
    paper, found = papers()[name], pages[name]
    *sent, last = found
    assert 1 <= len(sent) <= 2
    assert text_of(sent) == bare(paper.title + "".join(line.text for line in paper.lines))
    noted = text_of([last])
    assert noted.startswith("附注（不随文书送达）")
    for note in paper.notes:
        assert bare(note) in noted
    assert sent[0].lines[0].text == bare(paper.title)  # the title in a single line


@pytest.mark.parametrize("name", [*CASES, "procedure-review", LONG])
def test_the_page_is_that_of_the_standard(name: str, pages: dict[str, list[Page]]) -> None:
    for number, page in enumerate(pages[name], 1):
        assert (round(page.width), round(page.height)) == (210, 297)
        for line in body(page):
            # 28 mm at the binding, 156 mm of text; 37 mm above, 225 mm of text. Glyphs keep a little off their edges,
            # and a stop at the end may hang over by half a character, 3 mm.
            assert 27.5 <= line.left <= 184
            assert line.right <= 184 + 3
            assert line.top >= 36.5
            assert line.bottom <= 37 + 225 + 0.5
        (below,) = (line for line in page.lines if line not in body(page))
        assert below.text == f"—{number}—"
        assert below.top >= 37 + 225
        middle = (below.left + below.right) / 2
        assert (middle > 105) is (number % 2 == 1)  # odd pages at the right, even ones at the left


def test_a_page_has_22_lines_of_28_characters(pages: dict[str, list[Page]]) -> None:
    first, second, *_ = pages[LONG]
    # The title and an empty line take two of the 22; a paragraph starts two characters in.
    title, *lines = body(first)
    assert title.text == "题"
    assert [len(line.text) for line in lines] == [26] + [28] * 19
    assert [len(line.text) for line in body(second)] == [28] * 22
    apart = [below.bottom - above.bottom for above, below in zip(body(second), body(second)[1:], strict=False)]
    assert all(round(each, 1) == 10.2 for each in apart)  # 225 mm / 22 = 10.23, to a twentieth of a point 10.21
    width = body(second)[0].right - body(second)[0].left
    assert 154 <= width <= 156


def test_a_signature_never_stands_alone_on_its_page(pages: dict[str, list[Page]]) -> None:
    # Where the signature has no room, some of the text goes with it, so that no page is signed without a text.
    first, second, _ = pages[FULL]
    assert [line.text for line in body(second)] == ["字", "【印章】", "【成文日期】"]
    assert len(body(first)) == 1 + 17
