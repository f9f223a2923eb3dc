"""Which way by law a matter takes, what went before it, and what is peculiar to accusations."""

from xinfang_rules.vocabulary.enums import AdministrativeRoute, ArbitrationRoute, DutyRoute, JudicialRoute, PartyRoute
from xinfang_rules.vocabulary.fact import FactGroup, Stated, Tri, fact


class Remedy(FactGroup, title="法定途径"):
    """The statutory ways open to a grievance, 法定途径."""

    litigation_rights: Tri = fact(
        "涉及诉讼权利救济",
        ask="这件事涉及民事、行政、刑事等诉讼权利救济吗？",
        at=("20.2", "22.2", "23.4", "28.2", "31.1.1"),
        meaning="即涉法涉诉信访事项",
    )
    judicial: Stated[JudicialRoute] = fact(
        "应当通过的审判、检察、公安机关程序",
        ask="这件事应当通过审判机关、检察机关还是公安机关的哪一种程序处理？",
        at=("31.1.1",),
        meaning="均不应当的，选 none",
        says="应当通过{}处理",
    )
    legally_concluded: Tri = fact(
        "涉法涉诉信访事项已经依法终结",
        ask="这件涉法涉诉信访事项已经依法终结了吗？",
        at=("31.1.1", "37.3"),
        meaning="由政法部门按照终结程序作出认定",
    )
    arbitration: Stated[ArbitrationRoute] = fact(
        "应当通过的仲裁",
        ask="这件事应当通过仲裁解决吗，是哪一种仲裁？",
        at=("31.1.2",),
        meaning="不应当通过仲裁解决的，选 none",
        says="应当通过{}解决",
    )
    party: Stated[PartyRoute] = fact(
        "可以通过的党员申诉、申请复审等程序",
        ask="这件事可以通过党员申诉、申请复审等解决吗？",
        at=("31.1.3",),
        meaning="不可以的，选 none",
        says="可以通过{}解决",
    )
    administrative: Stated[AdministrativeRoute] = fact(
        "可以通过的行政程序",
        ask="这件事可以通过行政复议、行政裁决、行政确认、行政许可、行政处罚等哪一种行政程序解决？",
        at=("31.1.4",),
        meaning="均不可以的，选 none",
        says="可以通过{}解决",
    )
    duty: Stated[DutyRoute] = fact(
        "申请查处违法行为或者申请履行保护职责",
        ask="信访人是否申请查处违法行为，或者申请履行保护人身权、财产权等合法权益的职责？",
        at=("31.1.5",),
        meaning="protect_rights 指保护人身权、财产权等合法权益；两者都不属于的，选 none",
        says="属于{}",
    )


class History(FactGroup, title="历史"):
    """What went before: a matter pending elsewhere, or already re-examined, 历史."""

    same_matter_pending: Tri = fact(
        "同一事项已经受理或者正在办理",
        ask="同一信访事项是否已有机关、单位受理或者正在办理？",
        at=("19.3",),
        negated="同一事项没有受理，也没有正在办理",
    )
    raised_to_superior: Tri = fact(
        "信访人又向上级机关、单位提出",
        ask="本机关是受理、办理机关的上级，信访人又向本机关提出了同一事项吗？",
        at=("19.3",),
        meaning="向同一机关或者平级机关再次提出的，选“否”",
        negated="信访人不是又向上级机关、单位提出",
    )
    within_prescribed_period: Tri = fact(
        "在规定期限内",
        ask="信访人又提出时，前一机关的规定期限是否还没有届满？",
        at=("19.3",),
        meaning="指同一事项受理、办理的规定期限尚未届满",
        negated="不在规定期限内",
    )
    reexamination_concluded: Tri = fact(
        "此前已有复核意见",
        ask="这件事此前已经有复核意见了吗？",
        at=("36.3", "37.3"),
        negated="此前没有复核意见",
    )
    same_facts_and_grounds: Tri = fact(
        "仍然以同一事实和理由提出投诉请求",
        ask="信访人提出的事实和理由与复核时相同吗？",
        at=("36.3",),
        meaning="有新的事实或者新的理由的，选“否”",
        negated="以新的事实或者新的理由提出",
    )


class Accusation(FactGroup, title="检举控告"):
    """What is peculiar to an accusation, 检举控告."""

    discipline_jurisdiction: Tri = fact(
        "属于纪检监察机关受理的检举控告",
        ask="这件检举控告属于纪检监察机关受理吗？",
        at=("22.2", "23.4", "30.1"),
        negated="不属于纪检监察机关受理的检举控告",
    )
    concerns_cadre: Tri = fact(
        "反映干部问题",
        ask="信访人反映的是干部的问题吗？",
        at=("30.2",),
        negated="没有反映干部问题",
    )
    major: Tri = fact(
        "反映的干部问题属于重大情况",
        ask="所反映的干部问题属于重大情况吗？",
        at=("30.2",),
        meaning="须向党委有关负责同志报送的情况；与信访事项本身重大、紧急分别认定",
        negated="反映的干部问题不属于重大情况",
    )
    would_reach_accused: Tri = fact(
        "转送将使材料到达被检举、揭发的人员或者单位",
        ask="如果转送，材料会不会落到被检举、揭发的人员或者单位手中？",
        at=("30.3", "46.1.5"),
        meaning="例如有权处理的机关、单位就是被检举、揭发的单位",
        negated="转送不会使材料到达被检举、揭发的人员或者单位",
    )
