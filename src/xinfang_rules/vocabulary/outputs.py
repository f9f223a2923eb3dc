"""The closed lists that a result speaks in. The lists of a case stand in `enums`."""

from xinfang_rules.vocabulary.fact import Term


class Bearer(Term):
    """Who owes, may or must not do what a norm says, 义务和权利的主体.

    Source: articles 19 to 47, each norm as its own citation says.
    """

    PETITION_OFFICE = "petition_office", "党委和政府信访部门"  # 14.1, 22, 40
    RECEIVING_ORGAN = "receiving_organ", "收到信访事项的机关、单位"  # 23
    HANDLING_ORGAN = "handling_organ", "有权处理的机关、单位"  # 29 to 34
    REVIEW_ORGAN = "review_organ", "复查机关、单位"  # 35
    REEXAMINATION_ORGAN = "reexamination_organ", "复核机关、单位"  # 36
    SUPERIOR_ORGAN = "superior_organ", "上级机关、单位"  # 42 to 46
    PETITIONER = "petitioner", "信访人"  # 17.2
    PUBLIC_SECURITY = "public_security", "公安机关"  # 47.2
    POLITICAL_LEGAL_ORGAN = "political_legal_organ", "政法部门"  # 22.2, 28.2
    DISCIPLINE_ORGAN = "discipline_organ", "纪检监察机关"  # 22.2, 30.1
    PERSONNEL_ORGAN = "personnel_organ", "组织（人事）部门"  # 30.2
    JOINT_CONFERENCE = "joint_conference", "信访工作联席会议"  # 39.3
    INSPECTION_DEPARTMENT = "inspection_department", "党委和政府督查部门"  # 38.3
    LOCAL_PARTY_AND_GOVERNMENT = "local_party_and_government", "地方党委和政府以及基层党组织和基层单位"  # 37.3
    LEADERSHIP = "leadership", "本级党委和政府"  # 22.1.1, 24.2
    STAFF = "staff", "机关、单位工作人员"  # 28, 47.1
    ANYONE = "anyone", "任何组织和个人"  # 18.4
    ORGANS_AND_STAFF = "organs_and_staff", "各级机关、单位及其工作人员"  # 27, 28.1, 30.3
    ORGANS_CONCERNED = "organs_concerned", "所涉及的机关、单位"  # 24.1
    COMMON_SUPERIOR = "common_superior", "共同的上一级机关、单位"  # 24.1
    COMMON_JOINT_CONFERENCE = "common_joint_conference", "共同的信访工作联席会议"  # 24.1
    SUCCESSOR_ORGAN = "successor_organ", "继续行使其职权的机关、单位"  # 24.2
    PROPOSAL_RECIPIENT = "proposal_recipient", "收到建议的有关机关、单位"  # 40.4


class Action(Term):
    """What a norm requires, permits or forbids, 行为.

    Source: articles 19 to 47; the provisions that speak of an action stand beside it.
    """

    # What a petitioner does.
    RAISE_PETITION = "raise_petition", "提出信访事项"  # 17.1
    PUT_IN_WRITING = "put_in_writing", "书面提出并载明有关内容"  # 19.1
    BE_TRUTHFUL = "be_truthful", "客观真实、对材料内容负责"  # 19.2
    GO_TO_COMPETENT_PLACE = (  # 20.1
        "go_to_competent_place",
        "到有权处理的本级或者上一级机关、单位设立或者指定的接待场所提出",
    )
    GO_TO_POLITICAL_LEGAL = "go_to_political_legal", "按照法律法规规定的程序向有关政法部门提出"  # 20.2
    ELECT_REPRESENTATIVES = "elect_representatives", "推选代表"  # 20.3
    QUERY_PROGRESS = "query_progress", "查询办理情况"  # 21.2
    EVALUATE_HANDLING = "evaluate_handling", "评价办理情况"  # 21.2
    REQUEST_REVIEW = "request_review", "请求复查"  # 35
    REQUEST_REEXAMINATION = "request_reexamination", "请求复核"  # 36.1

    # Receiving and passing on.
    REGISTER = "register", "登记"  # 22.1, 23.1
    ENTER_IN_SYSTEM = "enter_in_system", "录入信访信息系统"  # 21.2
    RECORD_ORALLY = "record_orally", "如实记录口头提出的信访事项"  # 19.1
    GUIDE_LOCALLY = "guide_locally", "引导就地反映问题"  # 20.4
    DISPATCH = "dispatch", "区分情况、按期处理"  # 22.1
    FORWARD = "forward", "转送有权处理的机关、单位"  # 22.1.1, 22.1.2, 23.1
    ASSIGN = "assign", "交办"  # 22.1.3, 23.1
    INFORM_ACCEPTANCE = "inform_acceptance", "告知接收情况以及处理途径和程序"
    REDIRECT = "redirect", "告知向有权处理的机关、单位提出"  # 23.1
    NOTIFY_IN_WRITING = "notify_in_writing", "书面告知信访人"  # 23.2, 23.3
    INFORM_DESTINATION = "inform_destination", "告知转送、交办去向"  # 23.1
    RAISE_OBJECTION = "raise_objection", "提出异议，并详细说明理由"  # 23.3
    RETURN_MATERIALS = "return_materials", "交还相关材料"  # 23.3
    REPORT_RESULT = "report_result", "反馈办理结果、提交办结报告"  # 22.1.3

    # Matters of litigation rights and of discipline.
    SEPARATE = "separate", "将其从普通信访体制中分离，由政法部门依法处理"  # 28.2
    FORWARD_TO_JUDICIAL = "forward_to_judicial", "转送同级政法部门"  # 22.2
    GUIDE_TO_JUDICIAL = "guide_to_judicial", "释法明理、引导向政法部门反映"  # 22.2
    FORWARD_TO_DISCIPLINE = "forward_to_discipline", "转送纪检监察机关"  # 22.2

    # Who accepts, where several organs are concerned or one has been reorganised.
    NEGOTIATE = "negotiate", "协商受理"  # 24.1
    DECIDE_JURISDICTION = "decide_jurisdiction", "决定受理机关"  # 24.1
    COORDINATE = "coordinate", "协调处理"  # 24.1
    TAKE_OVER = "take_over", "受理"  # 24.2
    DESIGNATE = "designate", "受理或者指定受理机关、单位"  # 24.2

    # Major and urgent matters.
    REPORT_TO_LEADERSHIP = "report_to_leadership", "报告本级党委和政府"  # 25.1, 30.3, 38.2
    SUBMIT_FOR_DECISION = "submit_for_decision", "提出建议，报请本级党委和政府决定"  # 22.1.1
    REPORT_UPWARDS = "report_upwards", "向上一级信访部门和国家信访局报告"  # 25.2
    CIRCULATE_URGENT = "circulate_urgent", "通报主管部门和联席会议办公室"  # 25.1
    TAKE_URGENT_MEASURES = "take_urgent_measures", "依法及时采取措施"  # 25.1

    # Suggestions and accusations.
    STUDY = "study", "认真研究论证"  # 29.1
    ADOPT = "adopt", "采纳或者部分采纳"  # 29.1
    REPLY = "reply", "予以回复"  # 29.1
    REPLY_IN_WRITING = "reply_in_writing", "予以书面答复"  # 35
    REWARD = "reward", "给予奖励"  # 29.2
    NOTIFY_BY_OWN_RULES = "notify_by_own_rules", "按照有关规定告知"  # 23.4
    HANDLE_ACCUSATION = "handle_accusation", "依规依纪依法接收、受理、办理和反馈"  # 30.1
    FOLLOW_OWN_RULES = "follow_own_rules", "按照干部选拔任用监督的有关规定办理"  # 30.2
    NOTIFY_PERSONNEL = "notify_personnel", "向组织（人事）部门通报"  # 30.2
    REPORT_TO_PARTY_LEADERS = "report_to_party_leaders", "向党委有关负责同志报送重大情况"  # 30.2
    DISCLOSE_TO_ACCUSED = "disclose_to_accused", "将材料和有关情况透露或者转给被检举、揭发的人员或者单位"  # 30.3

    # Handling grievances.
    RESOLVE = "resolve", "做到诉求合理的解决问题到位"  # 27
    EDUCATE = "educate", "做到诉求无理的思想教育到位"  # 27
    RELIEVE = "relieve", "做到生活困难的帮扶救助到位"  # 27
    RECUSE = "recuse", "回避"  # 28.3
    FOLLOW_PROCEDURE = "follow_procedure", "按照法律法规规定的程序处理"  # 31.1.1
    ROUTE_TO_PROCEDURE = "route_to_procedure", "导入相应程序处理"  # 31.1.2 to 31.1.4
    HANDLE_BY_LAW = "handle_by_law", "依法处理"  # 28.2
    PERFORM_DUTY = "perform_duty", "依法履行职责或者答复"  # 31.1.5
    HEAR_AND_INVESTIGATE = "hear_and_investigate", "听取陈述并调查核实"  # 31.1.6
    HOLD_HEARING = "hold_hearing", "举行听证"  # 31.1.6, 36.2
    ISSUE_OPINION = "issue_opinion", "出具信访处理意见书"  # 31.1.6, 32.1
    STATE_CONTENTS = "state_contents", "在意见书中载明应有的内容"  # 32.1
    EXPLAIN = "explain", "作出解释说明"  # 32.1.2
    CONCLUDE = "conclude", "按期办结"  # 34
    EXTEND = "extend", "经负责人批准延长办理期限"  # 34
    EXPLAIN_EXTENSION = "explain_extension", "告知延期理由"  # 34
    SEE_EXECUTED = "see_executed", "督促执行支持意见"  # 32.2
    COUNSEL = "counsel", "做好信访人的疏导教育工作"  # 32.2
    MEDIATE = "mediate", "进行调解"  # 33
    GUIDE_SETTLEMENT = "guide_settlement", "引导自愿和解"  # 33
    MAKE_AGREEMENT = "make_agreement", "制作调解协议书或者和解协议书"  # 33

    # Review, re-examination, and what follows them.
    DECIDE_REVIEW = "decide_review", "提出复查意见"  # 35
    DECIDE_REEXAMINATION = "decide_reexamination", "提出复核意见"  # 36.1
    PUBLISH_OPINION = "publish_opinion", "公示复核意见"  # 36.2
    AID = "aid", "告知或者帮助申请社会救助"  # 37.2
    JUDICIAL_AID = "judicial_aid", "给予司法救助"  # 37.2
    CARE_AFTER_CONCLUSION = "care_after_conclusion", "做好疏导教育、矛盾化解、帮扶救助等工作"  # 37.3

    # Supervision and accountability.
    SUPERVISE = "supervise", "及时督办"  # 14.1.3, 40.1
    INSPECT = "inspect", "开展督查"  # 38
    FEED_BACK_PROBLEMS = "feed_back_problems", "向有关地方和部门反馈问题"  # 38.2
    INCLUDE_IN_INSPECTION = "include_in_inspection", "列入督查范围"  # 38.3
    INTERVIEW_CIRCULATE_LIST = "interview_circulate_list", "视情节轻重约谈、通报、挂牌督办"  # 39.3
    ORDER_RECTIFICATION = "order_rectification", "责令限期整改"  # 39.3
    PROPOSE_IMPROVEMENT = "propose_improvement", "提出改进工作的建议"  # 40.1
    REPORT_POLICY_PROBLEM = "report_policy_problem", "报告政策性问题"  # 40.2
    PROPOSE_POLICY = "propose_policy", "提出完善政策的建议"  # 40.2
    PROPOSE_ACCOUNTABILITY = "propose_accountability", "向有管理权限的机关、单位提出追究责任的建议"  # 40.3
    GIVE_WRITTEN_FEEDBACK = "give_written_feedback", "书面反馈采纳情况"  # 40.4
    REPORT_ANNUALLY = "report_annually", "报告年度信访情况"  # 41.1
    ORDER_CORRECTION = "order_correction", "责令改正"  # 43 to 46
    DISCIPLINE_SERIOUSLY = (  # 42 to 46
        "discipline_seriously",
        "对直接负责的主管人员和其他直接责任人员依规依纪依法严肃处理",
    )
    REFER_CRIMINAL = "refer_criminal", "移送有权机关，依法追究刑事责任"  # 42, 46

    # Order and conduct.
    REFRAIN = "refrain", "不为禁止的行为"  # 18.4, 19.2, 26, 28.1
    DISSUADE_EDUCATE = "dissuade_educate", "劝阻、批评或者教育"  # 47.1
    PUBLIC_ORDER_MEASURES = "public_order_measures", "依法采取必要的现场处置措施、给予治安管理处罚"  # 47.2
    PUBLIC_ORDER_PENALTY = "public_order_penalty", "依法给予治安管理处罚"  # 47.3


class NormKind(Term):
    """Whether a norm is an obligation (应当), a permission (可以) or a prohibition (不得).

    A right is a permission of the petitioner.

    Source: the verb of each provision, such as 应当 in article 34 and 可以 in article 35.
    """

    OBLIGATION = "obligation", "应当（义务）"
    PERMISSION = "permission", "可以（权利、权限）"
    PROHIBITION = "prohibition", "不得（禁止）"


class NormStatus(Term):
    """How a norm stands on the day asked about, 履行状态.

    Source: derived from the periods of articles 22, 23, 34, 35 and 36; not a term of the Regulation.
    """

    NOT_APPLICABLE = "not_applicable", "不适用"
    UNKNOWN = "unknown", "尚不能确定"

    # An obligation. `owed` is for a duty that no fact of the case model would show done.
    NOT_STARTED = "not_started", "期限尚未起算"
    PENDING = "pending", "待履行（未逾期）"
    MET = "met", "已履行"
    MET_LATE = "met_late", "逾期履行"
    OVERDUE = "overdue", "逾期未履行"
    OWED = "owed", "应当履行（不记录是否已经履行）"

    # A permission.
    NOT_OPEN = "not_open", "尚不能行使"
    OPEN = "open", "可以行使"
    EXERCISED = "exercised", "已行使"
    LAPSED = "lapsed", "期限已过，未行使"

    # A prohibition.
    IN_FORCE = "in_force", "应当遵守，未见违反"
    BREACHED = "breached", "已违反"


class DecisionStatus(Term):
    """Whether a question has an answer, 结论状态.

    Source: the evaluation itself; not a term of the Regulation.
    """

    DECIDED = "decided", "已有结论"
    UNDETERMINED = "undetermined", "事实不足，尚无结论"
    NOT_APPLICABLE = "not_applicable", "不涉及此问题"
    CONFLICT = "conflict", "规则相互冲突"
    NO_RULE = "no_rule", "没有可适用的规则"


class DeadlineKind(Term):
    """What is known of the last day of a norm on the day asked about, 期限类别.

    Source: derived from the last days of articles 22, 23, 34, 35 and 36; not a term of the Regulation.
    """

    CERTAIN = "certain", "最后一日确定，尚未过去"
    POSSIBLE = "possible", "最后一日尚不能确定"
    PASSED = "passed", "最后一日已经过去"
