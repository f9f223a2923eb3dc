"""Made by `python -m tools.facts`."""

from collections.abc import Mapping
from datetime import date

from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.group import FactGroup
from xinfang_rules.facts.models import BaseCase
from xinfang_rules.facts.specs import Facts
from xinfang_rules.facts.values import Term, Unknown

FACTS: Facts

class OrganKind(Term):
    """机关类别."""

    PETITION_OFFICE = ("petition_office", "党委和政府信访部门")
    POLITICAL_LEGAL = ("political_legal", "政法部门")
    DISCIPLINE = ("discipline", "纪检监察机关")
    OTHER = ("other", "其他机关、单位")

class OrganLevel(Term):
    """本机关的层级."""

    GOVERNMENT = ("government", "地方人民政府")
    LOCAL_DEPARTMENT = ("local_department", "县级以上地方人民政府的部门")
    STATE_COUNCIL_DEPARTMENT = ("state_council_department", "国务院的部门")

class Category(Term):
    """信访事项类别."""

    SUGGESTION = ("suggestion", "建议意见类")
    ACCUSATION = ("accusation", "检举控告类")
    GRIEVANCE = ("grievance", "申诉求决类")

class Channel(Term):
    """信访形式."""

    ONLINE = ("online", "信息网络")
    LETTER = ("letter", "书信")
    PHONE = ("phone", "电话")
    FAX = ("fax", "传真")
    VISIT = ("visit", "走访")
    OTHER = ("other", "其他")

class Form(Term):
    """书面或者口头形式."""

    WRITTEN = ("written", "书面形式")
    ORAL = ("oral", "口头形式")

class Intake(Term):
    """信访事项来源."""

    DIRECT = ("direct", "信访人直接提出")
    FORWARDED = ("forwarded", "转送")
    ASSIGNED = ("assigned", "交办")

class Competence(Term):
    """职权归属."""

    OWN = ("own", "属于本机关、单位职权范围")
    SAME_LEVEL = ("same_level", "属于本级其他机关、单位职权范围")
    LOWER = ("lower", "属于下级（本系统下级）机关、单位职权范围")
    ELSEWHERE = ("elsewhere", "不属于本机关、单位及其下级和本级其他机关、单位职权范围")

class RequestKind(Term):
    """请求类型."""

    NEW = ("new", "新提出的信访事项")
    REVIEW = ("review", "请求复查")
    REEXAMINATION = ("reexamination", "请求复核")

class Sender(Term):
    """转送、交办的机关、单位."""

    PETITION_OFFICE = ("petition_office", "党委和政府信访部门")
    SYSTEM_SUPERIOR = ("system_superior", "本系统上级机关、单位")
    OTHER = ("other", "其他机关、单位")

class NoticeContent(Term):
    """书面告知的内容."""

    NONE = ("none", "没有书面告知")
    RECEIPT = ("receipt", "接收情况以及处理途径和程序")
    DESTINATION = ("destination", "转送、交办去向")
    REDIRECT = ("redirect", "向有权处理的机关、单位提出")
    NOT_ACCEPT = ("not_accept", "不予受理")
    NO_LONGER_ACCEPT = ("no_longer_accept", "不再受理")

class VisitLevel(Term):
    """走访层级."""

    COMPETENT = ("competent", "有权处理的本级机关、单位")
    ONE_ABOVE = ("one_above", "上一级机关、单位")
    HIGHER = ("higher", "更高层级的机关、单位")

class JudicialRoute(Term):
    """应当通过的审判、检察、公安机关程序."""

    NONE = ("none", "不应当通过审判、检察、公安机关的程序处理")
    COURT_LITIGATION = ("court_litigation", "审判机关诉讼程序")
    COURT_RECONSIDERATION = ("court_reconsideration", "审判机关复议程序")
    PROSECUTION_FILING = ("prosecution_filing", "检察机关刑事立案程序")
    PROSECUTION_SUPERVISION = ("prosecution_supervision", "检察机关法律监督程序")
    POLICE_PROCEDURE = ("police_procedure", "公安机关法律程序")

class ArbitrationRoute(Term):
    """应当通过的仲裁."""

    NONE = ("none", "不应当通过仲裁解决")
    LABOUR = ("labour", "劳动争议仲裁")
    RURAL_LAND = ("rural_land", "农村土地承包仲裁")
    COMMERCIAL = ("commercial", "民商事仲裁")
    PERSONNEL = ("personnel", "人事争议仲裁")

class PartyRoute(Term):
    """可以通过的党员申诉、申请复审等程序."""

    NONE = ("none", "不可以通过党员申诉、申请复审等解决")
    MEMBER_APPEAL = ("member_appeal", "党员申诉")
    RE_EXAMINATION = ("re_examination", "申请复审")
    OTHER = ("other", "其他同类程序")

class AdministrativeRoute(Term):
    """可以通过的行政程序."""

    NONE = ("none", "不可以通过行政程序解决")
    RECONSIDERATION = ("reconsideration", "行政复议")
    ADJUDICATION = ("adjudication", "行政裁决")
    CONFIRMATION = ("confirmation", "行政确认")
    LICENSING = ("licensing", "行政许可")
    PENALTY = ("penalty", "行政处罚")
    OTHER = ("other", "其他行政程序")

class DutyRoute(Term):
    """申请查处违法行为或者申请履行保护职责."""

    NONE = ("none", "不属于申请查处违法行为或者申请履行保护职责")
    INVESTIGATE_VIOLATION = ("investigate_violation", "申请查处违法行为")
    PROTECT_RIGHTS = ("protect_rights", "申请履行保护人身权、财产权等合法权益的职责")

class LegalBasis(Term):
    """请求是否有法律依据."""

    CONFORMS = ("conforms", "符合有关规定")
    LACKING = ("lacking", "缺乏法律依据")
    CONTRARY = ("contrary", "不符合有关规定")

class OpinionContent(Term):
    """处理意见书载明的内容."""

    CLAIM = ("claim", "投诉请求")
    FACTS_AND_REASONS = ("facts_and_reasons", "事实和理由")
    OPINION = ("opinion", "处理意见")
    LEGAL_BASIS = ("legal_basis", "法律法规依据")

class GivenOpinion(Term):
    """实际作出的处理意见."""

    NONE = ("none", "尚未作出")
    SUPPORT = ("support", "予以支持")
    EXPLAIN = ("explain", "作出解释说明")
    NOT_SUPPORT = ("not_support", "不予支持")

class ProhibitedAct(Term):
    """第二十六条所列行为."""

    ILLEGAL_ASSEMBLY = ("illegal_assembly", "非法聚集、围堵冲击、拦车阻路")
    DANGEROUS_ITEMS = ("dangerous_items", "携带危险物品、管制器具")
    INSULT_OR_VIOLENCE = ("insult_or_violence", "侮辱施暴、限制人身自由、毁坏财物")
    OVERSTAY_OR_DISRUPT = ("overstay_or_disrupt", "滞留滋事、弃留他人")
    INCITE_OR_PROFIT = ("incite_or_profit", "煽动操纵他人信访、以信访为名敛财")
    OTHER_DISORDER = ("other_disorder", "其他扰乱公共秩序、妨害国家和公共安全")

class Organ(FactGroup):
    """本机关."""

    kind: OrganKind | Unknown | None = None
    """机关类别."""
    local: bool | Unknown | None = None
    """本机关是地方信访部门."""
    level: OrganLevel | Unknown | None = None
    """本机关的层级."""

class Petition(FactGroup):
    """信访事项."""

    category: Category | Unknown | None = None
    """信访事项类别."""
    channel: Channel | Unknown | None = None
    """信访形式."""
    form: Form | Unknown | None = None
    """书面或者口头形式."""
    intake: Intake | Unknown | None = None
    """信访事项来源."""
    competence: Competence | Unknown | None = None
    """职权归属."""
    concerns_official_conduct: bool | Unknown | None = None
    """针对规定的组织、人员的职务行为."""
    belongs_to_congress_or_court: bool | Unknown | None = None
    """属于人民代表大会、人民法院、人民检察院职权范围."""
    request: RequestKind | Unknown | None = None
    """请求类型."""
    forwarded_by: Sender | Unknown | None = None
    """转送、交办的机关、单位."""
    objection_upheld: bool | Unknown | None = None
    """异议经核实同意."""
    jurisdiction_settled: bool | Unknown | None = None
    """受理机关已经确定."""
    competence_disputed: bool | Unknown | None = None
    """受理有争议."""
    organs_involved: int | Unknown | None = None
    """涉及的机关、单位数."""
    common_superior: bool | Unknown | None = None
    """有共同的上一级机关、单位."""
    handler_reorganised: bool | Unknown | None = None
    """处理机关、单位分立、合并、撤销."""
    successor_clear: bool | Unknown | None = None
    """继续行使职权的机关、单位明确."""
    major_urgent: bool | Unknown | None = None
    """情况重大、紧急."""
    may_affect_society: bool | Unknown | None = None
    """可能造成社会影响."""
    feedback_required: bool | Unknown | None = None
    """要求反馈办理结果."""
    complicated: bool | Unknown | None = None
    """情况复杂."""
    major_complex_difficult: bool | Unknown | None = None
    """属于重大、复杂、疑难的信访事项."""
    difficult_complex: bool | Unknown | None = None
    """属于疑难复杂信访问题."""
    petitioner_identified: bool | Unknown | None = None
    """信访人姓名（名称）、住址清楚."""
    notice_said: NoticeContent | Unknown | None = None
    """书面告知的内容."""
    can_notify_on_spot: bool | Unknown | None = None
    """能够当场告知."""
    joint: bool | Unknown | None = None
    """多人提出共同的信访事项."""
    representatives: int | Unknown | None = None
    """推选的代表人数."""
    at_designated_place: bool | Unknown | None = None
    """到设立或者指定的接待场所提出."""
    visit_level: VisitLevel | Unknown | None = None
    """走访层级."""
    foreign_petitioner: bool | Unknown | None = None
    """信访人是外国人、无国籍人或者外国组织."""
    hardship: bool | Unknown | None = None
    """生活确有困难."""
    judicial_aid_eligible: bool | Unknown | None = None
    """符合国家司法救助条件."""
    suggestion_sound: bool | Unknown | None = None
    """建议科学合理、具有现实可行性."""
    suggestion_contributes: bool | Unknown | None = None
    """反映的情况、提出的建议意见有贡献."""
    suggestion_beneficial: bool | Unknown | None = None
    """有利于行政机关改进工作、促进国民经济和社会发展."""

class Remedy(FactGroup):
    """法定途径."""

    litigation_rights: bool | Unknown | None = None
    """涉及诉讼权利救济."""
    judicial: JudicialRoute | Unknown | None = None
    """应当通过的审判、检察、公安机关程序."""
    legally_concluded: bool | Unknown | None = None
    """涉法涉诉信访事项已经依法终结."""
    arbitration: ArbitrationRoute | Unknown | None = None
    """应当通过的仲裁."""
    party: PartyRoute | Unknown | None = None
    """可以通过的党员申诉、申请复审等程序."""
    administrative: AdministrativeRoute | Unknown | None = None
    """可以通过的行政程序."""
    duty: DutyRoute | Unknown | None = None
    """申请查处违法行为或者申请履行保护职责."""
    channel_used: bool | Unknown | None = None
    """已经通过诉讼、仲裁、行政复议等法定途径解决."""

class History(FactGroup):
    """历史."""

    same_matter_pending: bool | Unknown | None = None
    """同一事项已经受理或者正在办理."""
    pending_here: bool | Unknown | None = None
    """同一事项正在本机关办理."""
    opinion_issued: bool | Unknown | None = None
    """同一事项此前已有信访处理意见."""
    raised_to_superior: bool | Unknown | None = None
    """信访人又向上级机关、单位提出."""
    within_prescribed_period: bool | Unknown | None = None
    """在规定期限内."""
    reexamination_concluded: bool | Unknown | None = None
    """此前已有复核意见."""
    same_facts_and_grounds: bool | Unknown | None = None
    """仍然以同一事实和理由提出投诉请求."""

class Accusation(FactGroup):
    """检举控告."""

    discipline_jurisdiction: bool | Unknown | None = None
    """属于纪检监察机关受理的检举控告."""
    concerns_cadre: bool | Unknown | None = None
    """反映干部问题."""
    major: bool | Unknown | None = None
    """反映的干部问题属于重大情况."""
    would_reach_accused: bool | Unknown | None = None
    """转送将使材料到达被检举、揭发的人员或者单位."""

class Handling(FactGroup):
    """办理."""

    conflict_of_interest: bool | Unknown | None = None
    """工作人员有直接利害关系."""
    has_superior: bool | Unknown | None = None
    """原办理机关有上一级机关、单位."""
    extension_approved: bool | Unknown | None = None
    """延期经负责人批准."""
    extension_days: int | Unknown | None = None
    """延长的天数."""
    extension_reason_given: bool | Unknown | None = None
    """已告知延期理由."""
    period_by_other_law: bool | Unknown | None = None
    """法律、行政法规另有办理期限."""
    justified_reason: bool | Unknown | None = None
    """未按期办结有正当理由."""
    proposal_adopted: bool | Unknown | None = None
    """改进建议已经采纳."""
    facts_clear: bool | Unknown | None = None
    """请求事实清楚."""
    legal_basis: LegalBasis | Unknown | None = None
    """请求是否有法律依据."""
    reasonable: bool | Unknown | None = None
    """请求事由合理."""
    opinion_states: Mapping[OpinionContent, bool | Unknown] | Unknown | None = None
    """处理意见书载明的内容."""
    opinion_given: GivenOpinion | Unknown | None = None
    """实际作出的处理意见."""
    opinion_executed: bool | Unknown | None = None
    """支持信访请求的意见已经执行."""
    dispute_between_parties: bool | Unknown | None = None
    """有争议的双方当事人."""
    within_discretion: bool | Unknown | None = None
    """不违反政策法规强制性规定，并且在裁量权范围内."""
    both_parties_consent: bool | Unknown | None = None
    """争议双方当事人同意调解."""
    agreement_reached: bool | Unknown | None = None
    """经调解、和解达成一致意见."""
    hearing_held: bool | Unknown | None = None
    """办理中已举行听证."""
    hearing_days: int | Unknown | None = None
    """复核听证天数."""
    review_to_superior: bool | Unknown | None = None
    """向上一级机关、单位请求复查、复核."""
    review_accepted: bool | Unknown | None = None
    """复查请求被接受."""
    redo_ordered: bool | Unknown | None = None
    """复查、复核撤销原意见，责令重新办理."""

class Timeline(FactGroup):
    """时间."""

    received_on: date | DayBounds | Unknown | None = None
    """收到日期."""
    registered_on: date | DayBounds | Unknown | None = None
    """登记日期."""
    dispatched_on: date | DayBounds | Unknown | None = None
    """转送、交办、报请日期."""
    copied_on: date | DayBounds | Unknown | None = None
    """抄送下一级信访工作机构日期."""
    notified_on: date | DayBounds | Unknown | None = None
    """书面告知日期."""
    circulated_on: date | DayBounds | Unknown | None = None
    """向信访工作机构通报是否受理日期."""
    objection_on: date | DayBounds | Unknown | None = None
    """提出异议日期."""
    accepted_on: date | DayBounds | Unknown | None = None
    """受理日期."""
    assigned_due_on: date | DayBounds | Unknown | None = None
    """交办指定的反馈期限."""
    other_due_on: date | DayBounds | Unknown | None = None
    """法律、行政法规另行规定的办结期限."""
    report_submitted_on: date | DayBounds | Unknown | None = None
    """提交办结报告日期."""
    extension_approved_on: date | DayBounds | Unknown | None = None
    """批准延期日期."""
    extension_notified_on: date | DayBounds | Unknown | None = None
    """告知延期理由日期."""
    entered_on: date | DayBounds | Unknown | None = None
    """录入信访信息系统日期."""
    reported_on: date | DayBounds | Unknown | None = None
    """报告重大、紧急事项日期."""
    concluded_on: date | DayBounds | Unknown | None = None
    """办结日期."""
    closed_on: date | DayBounds | Unknown | None = None
    """其他文书办结日期."""
    reply_received_on: date | DayBounds | Unknown | None = None
    """收到书面答复日期."""
    review_requested_on: date | DayBounds | Unknown | None = None
    """请求复查日期."""
    review_request_received_on: date | DayBounds | Unknown | None = None
    """收到复查请求日期."""
    review_decided_on: date | DayBounds | Unknown | None = None
    """提出复查意见日期."""
    review_reply_received_on: date | DayBounds | Unknown | None = None
    """收到复查意见的书面答复日期."""
    reexamination_requested_on: date | DayBounds | Unknown | None = None
    """请求复核日期."""
    reexamination_request_received_on: date | DayBounds | Unknown | None = None
    """收到复核请求日期."""
    reexamination_decided_on: date | DayBounds | Unknown | None = None
    """提出复核意见日期."""
    reexamination_reply_received_on: date | DayBounds | Unknown | None = None
    """收到复核意见日期."""
    proposal_sent_on: date | DayBounds | Unknown | None = None
    """提出建议日期."""
    proposal_received_on: date | DayBounds | Unknown | None = None
    """收到改进建议日期."""
    proposal_feedback_on: date | DayBounds | Unknown | None = None
    """反馈采纳情况日期."""

class OrganConduct(FactGroup):
    """机关、单位及其工作人员的行为."""

    failed_to_register: bool | Unknown | None = None
    """未按照规定登记."""
    failed_to_forward: bool | Unknown | None = None
    """未按照规定转送、交办."""
    failed_to_supervise: bool | Unknown | None = None
    """未履行督办职责."""
    refused_own_matter: bool | Unknown | None = None
    """对属于其职权范围的事项不予受理."""
    irregular_acceptance_or_handling: bool | Unknown | None = None
    """违反信访工作规定受理、办理."""
    shirking: bool | Unknown | None = None
    """推诿."""
    perfunctory: bool | Unknown | None = None
    """敷衍."""
    delaying: bool | Unknown | None = None
    """拖延."""
    falsifying: bool | Unknown | None = None
    """弄虚作假."""
    refused_to_execute: bool | Unknown | None = None
    """拒不执行信访处理意见."""
    rejected_valid_claim: bool | Unknown | None = None
    """对应予支持的投诉请求未予支持."""
    neglected_proposals: bool | Unknown | None = None
    """对建议重视不够、落实不力，导致问题长期得不到解决."""
    other_neglect: bool | Unknown | None = None
    """其他不履行或者不正确履行处理职责的情形."""
    rude: bool | Unknown | None = None
    """态度恶劣、作风粗暴，损害党群干群关系."""
    rude_escalating: bool | Unknown | None = None
    """作风粗暴，激化矛盾."""
    sought_gain: bool | Unknown | None = None
    """吃拿卡要、谋取私利."""
    mishandled_mass_petition: bool | Unknown | None = None
    """对规模性集体访、负面舆情等处置不力，导致事态扩大."""
    concealed_urgent_matter: bool | Unknown | None = None
    """隐瞒、谎报、缓报重大、紧急事项."""
    failed_urgent_measures: bool | Unknown | None = None
    """未依法及时采取必要措施."""
    leaked_accusation: bool | Unknown | None = None
    """将检举、揭发材料或者有关情况透露、转给被检举、揭发者."""
    retaliated: bool | Unknown | None = None
    """打击报复信访人."""
    other_violation: bool | Unknown | None = None
    """其他违规违纪违法的情形."""
    cause_abuse_of_power: bool | Unknown | None = None
    """超越或者滥用职权，侵害公民、法人或者其他组织合法权益，导致信访事项发生."""
    cause_inaction: bool | Unknown | None = None
    """应当作为而不作为，侵害公民、法人或者其他组织合法权益，导致信访事项发生."""
    cause_wrong_law_or_procedure: bool | Unknown | None = None
    """适用法律、法规错误或者违反法定程序，侵害公民、法人或者其他组织合法权益，导致信访事项发生."""
    cause_refused_execution: bool | Unknown | None = None
    """拒不执行支持信访请求意见，导致信访事项发生."""
    serious_consequences: bool | Unknown | None = None
    """造成严重后果."""
    constitutes_crime: bool | Unknown | None = None
    """构成犯罪."""
    policy_problem: bool | Unknown | None = None
    """发现有关政策性问题."""
    inspection_found_problem: bool | Unknown | None = None
    """督查发现问题."""
    inspection_found_important_problem: bool | Unknown | None = None
    """督查发现重要问题."""
    leadership_failing: bool | Unknown | None = None
    """领导班子、领导干部履职不力、存在严重问题."""

class Order(FactGroup):
    """信访秩序."""

    prohibited_acts: Mapping[ProhibitedAct, bool | Unknown] | Unknown | None = None
    """第二十六条所列行为."""
    public_order_finding: bool | Unknown | None = None
    """公安机关认定滋事扰序、缠访闹访情节严重而违反治安管理，或者违反集会游行示威法律法规."""
    dissuasion_failed: bool | Unknown | None = None
    """经劝阻、批评和教育无效."""
    fabrication_finding: bool | Unknown | None = None
    """有权机关认定捏造歪曲事实、诬告陷害他人."""
    fabrication_public_order_finding: bool | Unknown | None = None
    """公安机关认定捏造歪曲事实、诬告陷害他人的行为违反治安管理."""

class Case(BaseCase):
    """信访案件的事实."""

    organ: Organ = Organ()
    petition: Petition = Petition()
    remedy: Remedy = Remedy()
    history: History = History()
    accusation: Accusation = Accusation()
    handling: Handling = Handling()
    timeline: Timeline = Timeline()
    organ_conduct: OrganConduct = OrganConduct()
    order: Order = Order()
