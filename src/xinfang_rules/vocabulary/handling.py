"""What was found out and done while the matter was handled, reviewed and re-examined."""

from typing import Annotated

from pydantic import BeforeValidator

from xinfang_rules.vocabulary.enums import LegalBasis, OpinionContent
from xinfang_rules.vocabulary.fact import Count, FactGroup, Members, Stated, Tri, Unknown, complete_or_partial, fact

_OpinionContents = Annotated[
    Members[OpinionContent] | Unknown | None,
    BeforeValidator(
        complete_or_partial(OpinionContent),
        # A case file may also write the complete set as a list; the schema for editors has to say so.
        json_schema_input_type=list[OpinionContent] | Members[OpinionContent] | Unknown,
    ),
]


class Handling(FactGroup, title="办理"):
    """The handling of the matter, 办理, with its review and re-examination."""

    conflict_of_interest: Tri = fact(
        "工作人员有直接利害关系",
        ask="经办人员与这件事或者信访人有直接利害关系吗？",
        at=("28.3",),
        negated="工作人员没有直接利害关系",
    )
    has_superior: Tri = fact(
        "原办理机关有上一级机关、单位",
        ask="原办理机关、单位有上一级机关、单位吗？",
        at=("35",),
        negated="原办理机关没有上一级机关、单位",
    )
    extension_approved: Tri = fact(
        "延期经负责人批准",
        ask="延长办理期限是否经本机关、单位负责人批准？",
        at=("34",),
        meaning="由办理机关、单位的负责人批准；经办人员自行决定的，选“否”",
        negated="延期没有经负责人批准",
    )
    extension_days: Count = fact(
        "延长的天数",
        ask="批准延长了多少天？",
        at=("34",),
        meaning="批准延长的天数",
    )
    extension_reason_given: Tri = fact(
        "已告知延期理由",
        ask="是否已经告知信访人延期的理由？",
        at=("34",),
    )
    facts_clear: Tri = fact(
        "请求事实清楚",
        ask="经调查核实，请求的事实清楚，还是缺乏事实根据？",
        at=("32.1.1", "32.1.3"),
        meaning="查明缺乏事实根据的，选“否”；尚未查清的，选“未知”",
        negated="查明请求缺乏事实根据",
    )
    legal_basis: Stated[LegalBasis] = fact(
        "请求是否有法律依据",
        ask="请求符合有关规定、缺乏法律依据，还是不符合有关规定？",
        at=("32.1.1", "32.1.2", "32.1.3"),
        meaning=(
            "conforms 指符合法律、法规、规章或者其他有关规定；lacking 指没有可以支持的依据；contrary 指与有关规定相反"
        ),
        says="请求{}",
    )
    reasonable: Tri = fact(
        "请求事由合理",
        ask="请求的事由合理吗？",
        at=("32.1.2",),
        negated="请求事由不合理",
    )
    opinion_states: _OpinionContents = fact(
        "处理意见书载明的内容",
        ask="处理意见书已经写明了哪些内容？",
        at=("32.1",),
        meaning="列表为已载明的全部内容；只知道其中几项的，写成“内容: true 或者 false”的对应表",
        says="处理意见书载明“{}”",
        negated="处理意见书没有载明“{}”",
    )
    opinion_executed: Tri = fact(
        "支持信访请求的意见已经执行",
        ask="支持信访请求的意见执行了吗？",
        at=("32.2",),
        negated="支持信访请求的意见尚未执行",
    )
    dispute_between_parties: Tri = fact(
        "有争议的双方当事人",
        ask="这件事有争议的双方当事人吗？",
        at=("33",),
        negated="没有争议的双方当事人",
    )
    within_discretion: Tri = fact(
        "不违反政策法规强制性规定，并且在裁量权范围内",
        ask="调解是否不违反政策法规的强制性规定，并且在裁量权范围内？",
        at=("33",),
        negated="违反政策法规强制性规定，或者超出裁量权范围",
    )
    both_parties_consent: Tri = fact(
        "争议双方当事人同意调解",
        ask="争议双方当事人都同意调解吗？",
        at=("33",),
        negated="争议双方当事人没有都同意调解",
    )
    agreement_reached: Tri = fact(
        "经调解、和解达成一致意见",
        ask="双方经调解或者和解达成一致意见了吗？",
        at=("33",),
        negated="没有达成一致意见",
    )
    hearing_held: Tri = fact(
        "办理中已举行听证",
        ask="办理过程中举行过听证吗？",
        at=("31.1.6",),
        meaning="仅指办理中的听证，复核听证看复核听证天数",
        negated="办理中没有举行听证",
    )
    hearing_days: Count = fact(
        "复核听证天数",
        ask="复核听证用了多少天？",
        at=("36.2",),
        meaning="复核听证所需时间（日）；办理、复查中的听证不停止计算期限，不填在此。0 为未举行复核听证",
        says="举行了复核听证",
        negated="没有举行复核听证",
    )
    review_to_superior: Tri = fact(
        "向上一级机关、单位请求复查、复核",
        ask="信访人请求复查或者复核，是向上一级机关、单位提出的吗？",
        at=("35", "36.1"),
        meaning="请求复查的，指原办理机关、单位的上一级；请求复核的，指复查机关、单位的上一级",
        negated="不是向上一级机关、单位请求复查、复核",
    )
    review_accepted: Tri = fact(
        "复查请求被接受",
        ask="复查机关接受复查请求了吗？",
        at=("35",),
        meaning="由收到复查请求的机关、单位决定；尚未表态的，选“未知”",
        negated="复查请求没有被接受",
    )
