"""The record of what was done, day by day."""

from xinfang_rules.vocabulary.fact import Day, FactGroup, fact


class Timeline(FactGroup, title="时间"):
    """The days on which things were done, 时间.

    An absent date has not happened by the day asked about; `unknown` says that it may have. `received_on` is unknown
    when absent, and so is the day of what another fact says was done, such as an extension approved.
    """

    received_on: Day = fact(
        "收到日期",
        ask="本机关哪一天收到这件信访事项？",
        at=("22.1", "23.1", "23.2", "23.3", "50"),
        meaning=(
            "本机关收到信访事项之日；复查、复核案件填原信访事项的收到之日。未填的，按未知处理（其他日期未填的，按尚未发生处理）"
        ),
        whose="本机关",
        origin=True,
    )
    registered_on: Day = fact(
        "登记日期",
        ask="本机关是否已经登记，哪一天登记？",
        at=("22.1", "23.1"),
        whose="本机关",
    )
    dispatched_on: Day = fact(
        "转送、交办、报请日期",
        ask="本机关是否已经转送、交办或者报请决定，哪一天？",
        at=("22.1", "22.1.1", "22.1.2", "22.1.3", "22.2", "23.1"),
        whose="本机关",
    )
    notified_on: Day = fact(
        "书面告知日期",
        ask="本机关是否已经书面告知信访人，哪一天告知？",
        at=("23.1", "23.2", "23.3", "44.1.3"),
        meaning="书面告知信访人之日；口头告知不算",
        whose="本机关",
    )
    objection_on: Day = fact(
        "提出异议日期",
        ask="本机关是否已向转送、交办的机关提出异议，哪一天提出？",
        at=("23.3",),
        whose="本机关",
    )
    accepted_on: Day = fact(
        "受理日期",
        ask="办理机关是否已经受理，受理之日是哪一天？",
        at=("34",),
        meaning="办理机关、单位明确受理之日；收到、登记或者转送之日都不当然是受理之日",
        whose="办理机关",
    )
    assigned_due_on: Day = fact(
        "交办指定的反馈期限",
        ask="交办时要求最迟哪一天反馈办理结果？",
        at=("22.1.3",),
        meaning="由交办的信访部门为办理机关指定的最后一日，可以是将来的日期；未填为没有指定",
        whose="办理机关",
        set_day=True,
    )
    report_submitted_on: Day = fact(
        "提交办结报告日期",
        ask="办理机关是否已经提交办结报告，哪一天提交？",
        at=("22.1.3",),
        whose="办理机关",
    )
    extension_approved_on: Day = fact(
        "批准延期日期",
        ask="负责人是否已经批准延期，哪一天批准？",
        at=("34",),
        whose="办理机关",
    )
    extension_notified_on: Day = fact(
        "告知延期理由日期",
        ask="是否已经告知信访人延期理由，哪一天告知？",
        at=("34",),
        whose="办理机关",
    )
    entered_on: Day = fact(
        "录入信访信息系统日期",
        ask="这件事是否已经录入信访信息系统，哪一天录入？",
        at=("21.2",),
        whose="办理机关",
    )
    reported_on: Day = fact(
        "报告重大、紧急事项日期",
        ask="本机关是否已经报告这件重大、紧急事项，哪一天报告？",
        at=("25.1", "25.2"),
        whose="本机关",
    )
    concluded_on: Day = fact(
        "办结日期",
        ask="这件事是否已经办结，哪一天出具处理意见书？",
        at=("31.1.6", "32.1", "34", "45.1.1"),
        meaning="按照信访程序办理的，为出具信访处理意见书之日",
        whose="办理机关",
    )
    reply_received_on: Day = fact(
        "收到书面答复日期",
        ask="信访人是否已经收到书面答复，哪一天收到？",
        at=("35",),
        meaning="信访人收到处理意见的书面答复之日，不是作出或者寄出之日",
        whose="信访人",
    )
    review_requested_on: Day = fact(
        "请求复查日期",
        ask="信访人是否已经请求复查，哪一天提出？",
        at=("35",),
        whose="信访人",
    )
    review_request_received_on: Day = fact(
        "收到复查请求日期",
        ask="复查机关是否已经收到复查请求，哪一天收到？",
        at=("35",),
        whose="复查机关",
    )
    review_decided_on: Day = fact(
        "提出复查意见日期",
        ask="复查机关是否已经提出复查意见，哪一天提出？",
        at=("35",),
        whose="复查机关",
    )
    review_reply_received_on: Day = fact(
        "收到复查意见的书面答复日期",
        ask="信访人是否已经收到复查意见的书面答复，哪一天收到？",
        at=("35", "36.1"),
        meaning="信访人收到复查意见的书面答复之日，不是作出或者寄出之日",
        whose="信访人",
    )
    reexamination_requested_on: Day = fact(
        "请求复核日期",
        ask="信访人是否已经请求复核，哪一天提出？",
        at=("36.1",),
        whose="信访人",
    )
    reexamination_request_received_on: Day = fact(
        "收到复核请求日期",
        ask="复核机关是否已经收到复核请求，哪一天收到？",
        at=("36.1",),
        whose="复核机关",
    )
    reexamination_decided_on: Day = fact(
        "提出复核意见日期",
        ask="复核机关是否已经提出复核意见，哪一天提出？",
        at=("36.1", "36.3", "37.3"),
        whose="复核机关",
    )
    reexamination_reply_received_on: Day = fact(
        "收到复核意见日期",
        ask="信访人是否已经收到复核意见，哪一天收到？",
        at=("36.1", "36.3"),
        whose="信访人",
    )
    proposal_sent_on: Day = fact(
        "提出建议日期",
        ask="信访部门是否已经提出改进工作、完善政策或者追究责任的建议，哪一天提出？",
        at=("40.1", "40.2", "40.3"),
        whose="信访部门",
    )
    proposal_feedback_on: Day = fact(
        "反馈采纳情况日期",
        ask="有关机关、单位是否已经书面反馈采纳情况，哪一天反馈？",
        at=("40.4",),
        whose="有关机关",
    )
