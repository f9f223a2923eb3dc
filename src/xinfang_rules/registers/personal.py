"""What looks like a number or a name of a person: it is not shown, and told to whoever keeps it."""

import re
from collections.abc import Iterable
from typing import Final

from xinfang_rules.personal_numbers import personal_number

_FIXED_LINE: Final = re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")
_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
"""The commonest ones; others are no less names, but a list of all would take many words for them."""
_NAME: Final = re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:[ 、，,]+[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})*")
_HIDDEN: Final = "（像是个人的号码，不显示）"


def hidden(text: str) -> str:
    """Returns a text as it may be shown: without what looks like an identity or telephone number."""
    return _HIDDEN if personal_number(text) is not None or _FIXED_LINE.search(text) else text[:80]


_WHO: Final = r"(?:信访|来访|来信|来电|上访|投诉|举报|反映|申请|请求|当事|联系)人(?:的)?"
_WHAT: Final = (
    r"姓名|名字|(?:联系)?电话(?:号码)?|联系方式|手机(?:号码?)?|(?:身份证|证件)(?:号码?)?|(?:家庭)?(?:住址|地址)"
)
_HEADING: Final = re.compile(rf"{_WHO}|(?:{_WHO})?(?:{_WHAT})")


def heads_persons(heading: str) -> bool:
    """Tells whether a heading says that a column is about persons, such as 姓名 or 信访人."""
    return _HEADING.fullmatch(heading) is not None


def looks_personal(texts: Iterable[str]) -> str | None:
    """Returns what the texts of a column look like, in Chinese; None if they look like nothing personal."""
    told = [text for text in texts if text]
    if (number := next(filter(None, map(personal_number, told)), None)) is not None:
        return number.chinese
    if any(map(_FIXED_LINE.search, told)):
        return "电话号码"
    names = sum(_NAME.fullmatch(text) is not None for text in told)
    return "姓名" if len(told) >= 3 and 2 * names > len(told) else None
