"""A register as petition offices keep it: 1,500 rows of 36 Chinese columns, always the same, and each as a case.

The columns are such as registers of the field have, under their names; what stands in them is drawn. Nothing here knows
what the rules make of a row, and nothing is chosen for what they do. A flag that is not set says that nobody set it:
that is for presumptions, not for the case. Columns about persons, texts and workflow say nothing that the law asks for.
"""

from datetime import date, timedelta
from random import Random
from typing import Any, Final, TypeAlias

from xinfang_rules import FACTS

Row: TypeAlias = dict[str, str]

ROWS: Final = 1_500
SEED: Final = 2022_05_01

COLUMNS: Final = (
    *("信访件编号", "登记机构类别", "登记机构名称", "信访形式", "信访来源", "信访日期", "登记时间", "信访人数"),
    *("信访目的", "内容分类", "问题属地", "匿名标志", "联名信或集体访", "初重件标志", "紧急标志", "扬言标志"),
    *("涉法涉诉标志", "纪检监察受理标志", "职权归属", "是否信访件", "转交责任单位日期", "去向机构", "告知日期"),
    *("告知方式", "受理状态", "作出受理意见日期", "限办时间", "延期天数", "延期批准日期", "作出处理意见日期"),
    *("答复送达日期", "送达方式", "复查请求日期", "复查意见日期", "办理状态", "评价情况"),
)

_KINDS: Final = {
    "信访部门": "petition_office",
    "政法部门": "political_legal",
    "纪检监察机关": "discipline",
    "其他机关单位": "other",
}
_CHANNELS: Final = {"来信": "letter", "来访": "visit", "来电": "phone", "网上": "online"}
_PURPOSES: Final = {"求决": "grievance", "申诉": "grievance", "揭发控告": "accusation", "意见建议": "suggestion"}
_SOURCES: Final = {
    "直接": ("direct", None),
    "信访部门转送": ("forwarded", "petition_office"),
    "信访部门交办": ("assigned", "petition_office"),
    "上级转送": ("forwarded", "system_superior"),
    "上级交办": ("assigned", "system_superior"),
    "其他转来": ("forwarded", "other"),
}
_COMPETENCES: Final = {"本机关": "own", "本级其他机关": "same_level", "下级": "lower", "本级和下级以外": "elsewhere"}


def rows() -> list[Row]:
    """Returns the rows."""
    random = Random(SEED)
    return [_row(random, number) for number in range(1, ROWS + 1)]


def _of(random: Random, **weights: int) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


def _row(random: Random, number: int) -> Row:
    row = dict.fromkeys(COLUMNS, "")
    kind = _of(random, 信访部门=45, 其他机关单位=45, 政法部门=5, 纪检监察机关=5)
    office = kind == "信访部门"
    day = date(2023, 1, 1) + timedelta(random.randrange(700))
    row["信访件编号"] = f"X{number:05}"
    row["登记机构类别"], row["登记机构名称"] = kind, f"示范{kind}"
    row["信访形式"] = _of(random, 来信=25, 来访=25, 来电=10, 网上=40)
    row["信访来源"] = (
        _of(random, 直接=70, 上级转送=25, 上级交办=5)
        if office
        else _of(random, 直接=45, 信访部门转送=35, 信访部门交办=8, 上级转送=8, 上级交办=2, 其他转来=2)
    )
    row["信访日期"] = day.isoformat()
    row["登记时间"] = (day + timedelta(random.choice((0, 0, 0, 1, 1, 2, 5)))).isoformat()
    row["信访人数"] = str(random.choice((1, 1, 1, 1, 2, 3, 6, 12)))
    row["信访目的"] = _of(random, 求决=58, 申诉=15, 揭发控告=12, 意见建议=10, 咨询=3, 其他=2)
    row["内容分类"], row["问题属地"] = _of(random, 城乡建设=4, 劳动社保=3, 农村农业=3, 涉法涉诉=1), "示范县"
    row["匿名标志"] = _of(random, 否=92, 是=8)
    row["联名信或集体访"] = "是" if int(row["信访人数"]) >= 5 else "否"
    row["初重件标志"] = _of(random, 初件=80, 重件=20)
    row["紧急标志"], row["扬言标志"] = _of(random, 否=97, 是=3), _of(random, 否=99, 是=1)
    row["涉法涉诉标志"] = _of(random, 否=90, 是=8, 空=2).replace("空", "")
    if row["信访目的"] not in ("求决", "申诉"):  # others do not concern the relief of rights
        row["涉法涉诉标志"] = row["涉法涉诉标志"].replace("是", "否")
    if row["信访目的"] == "揭发控告":
        row["纪检监察受理标志"] = _of(random, 是=35, 否=55, 空=10).replace("空", "")
    row["职权归属"] = (
        _of(random, 本机关=3, 本级其他机关=42, 下级=50, 本级和下级以外=5)
        if office
        else _of(random, 本机关=80, 下级=8, 本级其他机关=7, 本级和下级以外=5)
    )
    if row["纪检监察受理标志"] == "是" and kind in (
        "其他机关单位",
        "政法部门",
    ):  # it is not for it, nor for those below it
        row["职权归属"] = "本级和下级以外"
    row["是否信访件"] = "是"
    _course(random, row, day, own=not office and row["职权归属"] == "本机关")
    return row


def _course(random: Random, row: Row, day: date, *, own: bool) -> None:
    """Writes what became of it: at each step it may have stopped, or not have been written down."""

    def later(low: int, high: int) -> str:
        nonlocal day
        day += timedelta(random.randint(low, high))
        return day.isoformat()

    row["办理状态"] = "已登记"
    if not own:
        if random.random() < 0.8:
            row["转交责任单位日期"], row["去向机构"], row["办理状态"] = later(1, 20), "示范责任单位", "已转交"
        return
    if random.random() < 0.85:
        row["告知日期"], row["告知方式"] = later(1, 18), _of(random, 书面=8, 短信=2)
    if random.random() < 0.9:
        row["作出受理意见日期"], row["受理状态"], row["办理状态"] = later(0, 5), "已受理", "办理中"
        row["限办时间"] = (day + timedelta(60)).isoformat()
    else:
        return
    if random.random() < 0.1:
        row["延期天数"], row["延期批准日期"] = str(random.choice((10, 15, 30))), later(40, 58)
    if random.random() < 0.85:
        row["作出处理意见日期"], row["办理状态"] = later(5, 40), "已办结"
        if random.random() < 0.8:
            row["答复送达日期"], row["送达方式"] = later(0, 10), _of(random, 当面=5, 邮寄=4, 其他=1)
            if random.random() < 0.15:
                row["复查请求日期"] = later(1, 35)
                if random.random() < 0.7:
                    row["复查意见日期"] = later(10, 40)
        row["评价情况"] = _of(random, 未评价=6, 满意=3, 基本满意=1, 不满意=1)


def case_of(row: Row) -> dict[str, Any]:
    """Returns what a row says, as a case. An empty day has not come; a day without a column is unknown."""
    intake, sender = _SOURCES[row["信访来源"]]
    petition: dict[str, Any] = {
        "request": "new",
        "channel": _CHANNELS[row["信访形式"]],
        "intake": intake,
        "competence": _COMPETENCES[row["职权归属"]],
        "petitioner_identified": row["匿名标志"] == "否",
        "joint": row["联名信或集体访"] == "是",
    }
    if sender is not None:
        petition["forwarded_by"] = sender
    if row["信访目的"] in _PURPOSES:
        petition["category"] = _PURPOSES[row["信访目的"]]
    if row["紧急标志"] == "是":
        petition["major_urgent"] = True
    kind = _KINDS[row["登记机构类别"]]
    case: dict[str, Any] = {"case_id": row["信访件编号"], "organ": {"kind": kind}, "petition": petition}
    if row["涉法涉诉标志"]:
        case["remedy"] = {"litigation_rights": row["涉法涉诉标志"] == "是"}
    if row["纪检监察受理标志"]:
        case["accusation"] = {"discipline_jurisdiction": row["纪检监察受理标志"] == "是"}
    if row["延期天数"]:
        case["handling"] = {"extension_approved": True, "extension_days": int(row["延期天数"])}
    days = {
        "received_on": "信访日期",
        "registered_on": "登记时间",
        "dispatched_on": "转交责任单位日期",
        "notified_on": "告知日期",
        "accepted_on": "作出受理意见日期",
        "extension_approved_on": "延期批准日期",
        "concluded_on": "作出处理意见日期",
        "reply_received_on": "答复送达日期",
        "review_requested_on": "复查请求日期",
        "review_decided_on": "复查意见日期",
    }
    timeline = {name.partition(".")[2]: "unknown" for name in FACTS.dates}
    case["timeline"] = timeline
    for fact, column in days.items():
        del timeline[fact]
        if row[column]:
            timeline[fact] = row[column]
    return case


def careful(row: Row) -> list[str]:
    """Names the ordinary presumptions without that of a first petition where the row says that it is none."""
    return ["one_organ", "not_urgent", "has_superior", "not_on_spot"] if row["初重件标志"] == "重件" else ["ordinary"]
