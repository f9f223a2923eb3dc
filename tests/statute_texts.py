"""The official texts of the channels' statutes, where they are at hand, in the form that rules are held against."""

import json
import shutil
from pathlib import Path

from xinfang_rules.texts.cutting import cut
from xinfang_rules.texts.text_lines import read_lines

SHARED = Path(__file__).parents[2] / "shared/statutes"
TEXTS = {
    "administrative-litigation": "行政诉讼法(2017-06-27)",
    "civil-code": "总则",
    "civil-code-time": "最高人民法院关于适用《民法典》时间效力的若干规定(2020-12-29)",
    "civil-general-interpretation": "最高人民法院关于适用《民法典》总则编若干问题的解释(2022-02-24)",
    "civil-procedure": "民事诉讼法(2023-09-01)",
    "civil-servant-law": "公务员法(2018-12-29)",
    "criminal-procedure": "刑事诉讼法(2018-10-26)",
    "information-regulation": "政府信息公开条例(2019-04-03)",
    "labour-arbitration": "劳动争议调解仲裁法(2007-12-29)",
    "labour-inspection": "劳动保障监察条例(2004-11-01)",
    "labour-interpretation-2020": "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）(2020-12-29)",
    "land-administration-law": "土地管理法(2019-08-26)",
    "licensing-law": "行政许可法(2019-04-23)",
    "limitation-interpretation-2020": "最高人民法院关于审理民事案件适用诉讼时效制度若干问题的规定(2020-12-29)",
    "litigation-interpretation-2015": "最高人民法院关于适用《行政诉讼法》若干问题的解释(2015-04-22)",
    "litigation-interpretation-2018": "最高人民法院关于适用《行政诉讼法》的解释(2018-02-06)",
    "market-complaints": "市场监督管理投诉举报处理暂行办法(2022-03-24)",
    "personnel-regulation": "事业单位人事管理条例(2014-04-25)",
    "police-procedure": "公安机关办理刑事案件程序规定(2020-07-20)",
    "reconsideration-2017": "行政复议法(2017-09-01)",
    "reconsideration-2023": "行政复议法(2023-09-01)",
    "reconsideration-regulation-2007": "行政复议法实施条例(2007-05-29)",
    "rural-land-arbitration": "农村土地承包经营纠纷调解仲裁法(2009-06-27)",
    "rural-land-interpretation": "最高人民法院关于审理涉及农村土地承包经营纠纷调解仲裁案件适用法律若干问题的解释"
    "(2020-12-29)",
    "state-compensation-law": "国家赔偿法(2012-10-26)",
    "supervision-law": "监察法(2024-12-25)",
}
"""By instrument, the file in which its text lies."""


def write_texts(place: Path) -> None:
    """Cuts the texts into articles and writes them to a folder; beside them those of the petition regulations."""
    for base in SHARED.glob("xinfang-*.json"):
        shutil.copy(base, place)
    for instrument, name in TEXTS.items():
        path = SHARED / f"channels/full/{name}.md"
        done = cut(read_lines(path), path.name)
        assert not done.faults, instrument
        (place / f"{instrument}.json").write_text(json.dumps({"articles": done.as_data()}), encoding="utf-8")
