"""The organ that is asked about and the petition matter before it."""

from xinfang_rules.vocabulary.enums import (
    Category,
    Channel,
    Competence,
    Form,
    Intake,
    OrganKind,
    RequestKind,
    Sender,
    VisitLevel,
)
from xinfang_rules.vocabulary.fact import Count, CountFromOne, FactGroup, Stated, Tri, fact


class Organ(FactGroup, title="本机关"):
    """The organ whose duties are asked about, 本机关."""

    kind: Stated[OrganKind] = fact(
        "机关类别",
        ask="本机关是信访部门、政法部门、纪检监察机关，还是其他机关、单位？",
        at=("14.1", "14.2", "22.1", "22.2", "23.1", "23.3", "23.4", "25.2", "28.2", "30.1", "30.2", "43", "44.1.1"),
        meaning="petition_office 专指党委和政府的信访部门；其他机关、单位内设信访机构的，填该机关、单位的类别",
        says="本机关是{}",
        negated="本机关不是{}",
    )
    local: Tri = fact(
        "本机关是地方信访部门",
        ask="本机关是地方的党委和政府信访部门吗？",
        at=("25.2",),
        meaning="国家信访局和不是信访部门的机关、单位，选“否”",
        negated="本机关不是地方信访部门",
    )


class Petition(FactGroup, title="信访事项"):
    """The petition matter, 信访事项: what it is, how it came, whose it is."""

    category: Stated[Category] = fact(
        "信访事项类别",
        ask="这件事属于建议意见类、检举控告类，还是申诉求决类？",
        at=("22.2", "23.4", "29.1", "30.1", "31", "33", "36.3"),
        says="属于{}信访事项",
        negated="不属于{}信访事项",
    )
    channel: Stated[Channel] = fact(
        "信访形式",
        ask="信访人是通过网络、书信、电话、传真还是走访提出的？",
        at=("17.1", "20.1", "20.2", "20.3", "22.2", "23.2"),
        says="采用{}形式提出",
        negated="不是采用{}形式提出",
    )
    form: Stated[Form] = fact(
        "书面或者口头形式",
        ask="信访事项是书面提出的还是口头提出的？",
        at=("19.1",),
        says="采用{}提出",
        negated="不是采用{}提出",
    )
    intake: Stated[Intake] = fact(
        "信访事项来源",
        ask="这件事是信访人直接向本机关提出的，还是其他机关转送或者交办来的？",
        at=("22.1.3", "23.1", "23.2", "23.3"),
        says="属于{}的事项",
        negated="不属于{}的事项",
    )
    competence: Stated[Competence] = fact(
        "职权归属",
        ask="这件事属于谁的职权范围：本机关、本级其他机关、下级机关，还是均不属于？",
        at=("14.1.1", "22.1.1", "22.1.2", "23.1", "23.3"),
        meaning=(
            "本机关是信访部门的：own 为信访部门自身的工作，same_level 为本级机关、单位或者其工作部门，"
            "lower 为下级机关、单位，elsewhere 为以上都不是。本机关是其他机关、单位的：own 为本机关职权，"
            "lower 为本系统下级的职权，same_level 和 elsewhere 都指不属于本机关或者本系统"
        ),
        says="{}",
    )
    request: Stated[RequestKind] = fact(
        "请求类型",
        ask="信访人是新提出事项、请求复查，还是请求复核？",
        at=("19.3", "22.1", "23.1", "35", "36.1", "36.2"),
        meaning="对处理意见不服为请求复查，对复查意见不服为请求复核，其余都是新提出的信访事项",
        says="属于{}",
        negated="不属于{}",
    )
    forwarded_by: Stated[Sender] = fact(
        "转送、交办的机关、单位",
        ask="是哪个机关转送或者交办来的？",
        at=("22.1.3", "23.1", "23.3"),
        says="由{}转送、交办",
        negated="不是由{}转送、交办",
    )
    objection_upheld: Tri = fact(
        "异议经核实同意",
        ask="转送、交办的机关核实后是否同意了本机关的异议？",
        at=("23.3", "24.1"),
        meaning="由转送、交办的信访部门或者上级机关、单位核实；已答复不同意的，选“否”；尚未答复的，选“未知”",
        negated="异议经核实没有得到同意",
    )
    jurisdiction_settled: Tri = fact(
        "受理机关已经确定",
        ask="由哪个机关受理，是否已经协商、决定或者指定好了？",
        at=("24.1", "24.2"),
    )
    competence_disputed: Tri = fact(
        "受理有争议",
        ask="所涉及的机关、单位对由谁受理有争议吗？",
        at=("24.1",),
        negated="受理没有争议",
    )
    organs_involved: CountFromOne = fact(
        "涉及的机关、单位数",
        ask="这件事涉及几个机关、单位？",
        at=("24.1",),
    )
    common_superior: Tri = fact(
        "有共同的上一级机关、单位",
        ask="所涉及的机关、单位有共同的上一级机关、单位吗？",
        at=("24.1",),
    )
    handler_reorganised: Tri = fact(
        "处理机关、单位分立、合并、撤销",
        ask="本应处理这件事的机关、单位是否已经分立、合并或者撤销？",
        at=("24.2",),
        negated="处理机关、单位没有分立、合并、撤销",
    )
    successor_clear: Tri = fact(
        "继续行使职权的机关、单位明确",
        ask="分立、合并、撤销之后，由谁继续行使职权清楚吗？",
        at=("24.2",),
        meaning="有明确的继续行使职权的机关、单位的，选“是”；职责不清的，选“否”",
        negated="职责不清",
    )
    major_urgent: Tri = fact(
        "情况重大、紧急",
        ask="这件事属于重大、紧急情况吗？",
        at=("22.1.1", "25.1", "25.2", "46.1.4"),
        negated="情况不属于重大、紧急",
    )
    may_affect_society: Tri = fact(
        "可能造成社会影响",
        ask="这件事有可能造成社会影响吗？",
        at=("25.1", "46.1.4"),
        negated="不会造成社会影响",
    )
    feedback_required: Tri = fact(
        "要求反馈办理结果",
        ask="是否属于重要情况，并且要求办理机关、单位反馈办理结果？",
        at=("22.1.3",),
        meaning="属于重要情况，并且转送、交办的机关、单位已经选择交办；是否交办由其裁量",
        negated="没有要求反馈办理结果",
    )
    complicated: Tri = fact(
        "情况复杂",
        ask="这件事是否情况复杂、难以按期办结？",
        at=("34",),
        meaning="延长办理期限的要件，由办理机关、单位认定；与听证的要件“重大、复杂、疑难”分别认定",
        negated="情况不复杂",
    )
    major_complex_difficult: Tri = fact(
        "属于重大、复杂、疑难的信访事项",
        ask="这件事属于重大、复杂、疑难的信访事项吗？",
        at=("31.1.6", "36.2"),
        meaning="可以举行听证的要件；与延期的要件“情况复杂”分别认定",
        negated="不属于重大、复杂、疑难的信访事项",
    )
    difficult_complex: Tri = fact(
        "属于疑难复杂信访问题",
        ask="这件事是否被认定为疑难复杂的信访问题？",
        at=("38.3",),
        meaning="列入督查范围的要件；与听证的要件“重大、复杂、疑难”、延期的要件“情况复杂”分别认定",
        negated="不属于疑难复杂信访问题",
    )
    petitioner_identified: Tri = fact(
        "信访人姓名（名称）、住址清楚",
        ask="信访人的姓名（名称）和住址都清楚吗？",
        at=("23.2",),
        meaning="两项都清楚的，选“是”；有一项不清、书面告知无法送达的，选“否”。本系统不记录姓名和住址本身",
        negated="信访人姓名（名称）、住址不清",
    )
    can_notify_on_spot: Tri = fact(
        "能够当场告知",
        ask="信访人在场时，能否当场书面告知？",
        at=("23.2",),
        meaning="信访人走访在场，并且当场可以作出告知的，选“是”",
    )
    joint: Tri = fact(
        "多人提出共同的信访事项",
        ask="是多人一起来访反映同一件事吗？",
        at=("20.3",),
        negated="不是多人提出共同的信访事项",
    )
    representatives: Count = fact(
        "推选的代表人数",
        ask="来访的代表有几人？",
        at=("20.3", "47.1"),
        meaning="0 为没有推选代表",
        says="推选了代表",
        negated="没有推选代表",
    )
    at_designated_place: Tri = fact(
        "到设立或者指定的接待场所提出",
        ask="信访人是到设立或者指定的接待场所提出的吗？",
        at=("20.1", "47.1"),
        negated="没有到设立或者指定的接待场所提出",
    )
    visit_level: Stated[VisitLevel] = fact(
        "走访层级",
        ask="信访人走访的是有权处理的本级机关、上一级机关，还是更高层级的机关？",
        at=("20.1", "20.4", "47.1"),
        says="走访的是{}",
        negated="走访的不是{}",
    )
    foreign_petitioner: Tri = fact(
        "信访人是外国人、无国籍人或者外国组织",
        ask="信访人是外国人、无国籍人或者外国组织吗？",
        at=("48",),
        negated="信访人不是外国人、无国籍人或者外国组织",
    )
    hardship: Tri = fact(
        "生活确有困难",
        ask="信访人生活确有困难吗？",
        at=("37.2",),
        negated="生活没有困难",
    )
    judicial_aid_eligible: Tri = fact(
        "符合国家司法救助条件",
        ask="信访人符合国家司法救助条件吗？",
        at=("37.2",),
        meaning="由有关政法部门按照司法救助的规定认定",
    )
    suggestion_sound: Tri = fact(
        "建议科学合理、具有现实可行性",
        ask="经研究论证，这项建议科学合理并且现实可行吗？",
        at=("29.1",),
        meaning="由有权处理的机关、单位研究论证后认定；尚未论证的，选“未知”",
        negated="建议不够科学合理，或者不具有现实可行性",
    )
    suggestion_contributes: Tri = fact(
        "反映的情况、提出的建议意见有贡献",
        ask="信访人反映的情况、提出的建议意见，对国民经济和社会发展、改进工作或者保护社会公共利益有贡献吗？",
        at=("29.2",),
        negated="反映的情况、提出的建议意见没有贡献",
    )
