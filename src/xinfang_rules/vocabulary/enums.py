"""The closed lists that a case file chooses from. The lists of a result stand in `outputs`."""

from xinfang_rules.vocabulary.fact import Term


class OrganKind(Term):
    """What kind of organ 本机关, the organ whose duties are asked about, is.

    Source: article 14, paragraph 1; article 22; article 23, paragraphs 1 and 4.
    """

    PETITION_OFFICE = "petition_office", "党委和政府信访部门"
    POLITICAL_LEGAL = "political_legal", "政法部门"
    DISCIPLINE = "discipline", "纪检监察机关"
    OTHER = "other", "其他机关、单位"


class Category(Term):
    """The class of a petition matter, 信访事项类别, on which its procedure depends.

    Source: article 29, paragraph 1; article 30, paragraph 1; article 31.
    """

    SUGGESTION = "suggestion", "建议意见类"
    ACCUSATION = "accusation", "检举控告类"
    GRIEVANCE = "grievance", "申诉求决类"


class Channel(Term):
    """The way in which the matter was raised, 信访形式.

    Source: article 17, paragraph 1.
    """

    ONLINE = "online", "信息网络"
    LETTER = "letter", "书信"
    PHONE = "phone", "电话"
    FAX = "fax", "传真"
    VISIT = "visit", "走访"
    OTHER = "other", "其他"


class Form(Term):
    """Whether the matter was raised in writing or by word of mouth, 书面或者口头.

    Source: article 19, paragraph 1.
    """

    WRITTEN = "written", "书面形式"
    ORAL = "oral", "口头形式"


class Intake(Term):
    """How the matter reached 本机关: from the petitioner or from another organ (转送、交办).

    Source: article 22, paragraph 1, item 3; article 23, paragraphs 1 and 3.
    """

    DIRECT = "direct", "信访人直接提出"
    FORWARDED = "forwarded", "转送"
    ASSIGNED = "assigned", "交办"


class Competence(Term):
    """Whose powers the matter falls under, 职权范围, seen from 本机关.

    Source: article 22, paragraph 1, items 1 and 2; article 23, paragraphs 1 and 3.
    """

    OWN = "own", "属于本机关、单位职权范围"
    SAME_LEVEL = "same_level", "属于本级其他机关、单位职权范围"
    LOWER = "lower", "属于下级（本系统下级）机关、单位职权范围"
    ELSEWHERE = "elsewhere", "不属于本机关、单位及其下级和本级其他机关、单位职权范围"


class RequestKind(Term):
    """What the petitioner asks for: a new matter, a review (复查) or a re-examination (复核).

    Source: article 35; article 36, paragraph 1.
    """

    NEW = "new", "新提出的信访事项"
    REVIEW = "review", "请求复查"
    REEXAMINATION = "reexamination", "请求复核"


class Sender(Term):
    """Which organ forwarded or assigned the matter, 转送、交办的来源.

    Source: article 22, paragraph 1, item 3; article 23, paragraphs 1 and 3.
    """

    PETITION_OFFICE = "petition_office", "党委和政府信访部门"
    SYSTEM_SUPERIOR = "system_superior", "本系统上级机关、单位"
    OTHER = "other", "其他机关、单位"


class VisitLevel(Term):
    """The level of the organ that was visited, 走访层级, against the organ that has the power.

    Source: article 20, paragraph 1.
    """

    COMPETENT = "competent", "有权处理的本级机关、单位"
    ONE_ABOVE = "one_above", "上一级机关、单位"
    HIGHER = "higher", "更高层级的机关、单位"


class JudicialRoute(Term):
    """The procedure of courts, procuratorates or police that the matter must take, 涉法涉诉程序.

    Source: article 31, paragraph 1, item 1.
    """

    NONE = "none", "不应当通过审判、检察、公安机关的程序处理"
    COURT_LITIGATION = "court_litigation", "审判机关诉讼程序"
    COURT_RECONSIDERATION = "court_reconsideration", "审判机关复议程序"
    PROSECUTION_FILING = "prosecution_filing", "检察机关刑事立案程序"
    PROSECUTION_SUPERVISION = "prosecution_supervision", "检察机关法律监督程序"
    POLICE_PROCEDURE = "police_procedure", "公安机关法律程序"


class ArbitrationRoute(Term):
    """The arbitration that the matter must take, 仲裁.

    Source: article 31, paragraph 1, item 2.
    """

    NONE = "none", "不应当通过仲裁解决"
    LABOUR = "labour", "劳动争议仲裁"
    RURAL_LAND = "rural_land", "农村土地承包仲裁"
    COMMERCIAL = "commercial", "民商事仲裁"
    PERSONNEL = "personnel", "人事争议仲裁"


class PartyRoute(Term):
    """The Party procedure that the matter can take, 党员申诉、申请复审等.

    Source: article 31, paragraph 1, item 3.
    """

    NONE = "none", "不可以通过党员申诉、申请复审等解决"
    MEMBER_APPEAL = "member_appeal", "党员申诉"
    RE_EXAMINATION = "re_examination", "申请复审"
    OTHER = "other", "其他同类程序"


class AdministrativeRoute(Term):
    """The administrative procedure that the matter can take, 行政程序.

    Source: article 31, paragraph 1, item 4.
    """

    NONE = "none", "不可以通过行政程序解决"
    RECONSIDERATION = "reconsideration", "行政复议"
    ADJUDICATION = "adjudication", "行政裁决"
    CONFIRMATION = "confirmation", "行政确认"
    LICENSING = "licensing", "行政许可"
    PENALTY = "penalty", "行政处罚"
    OTHER = "other", "其他行政程序"


class DutyRoute(Term):
    """The statutory duty that the petitioner asks an organ to perform, 履行法定职责.

    Source: article 31, paragraph 1, item 5.
    """

    NONE = "none", "不属于申请查处违法行为或者申请履行保护职责"
    INVESTIGATE_VIOLATION = "investigate_violation", "申请查处违法行为"
    PROTECT_RIGHTS = "protect_rights", "申请履行保护人身权、财产权等合法权益的职责"


class LegalBasis(Term):
    """How the claim stands to the law and other rules, 法律依据.

    Source: article 32, paragraph 1, items 1 to 3.
    """

    CONFORMS = "conforms", "符合有关规定"
    LACKING = "lacking", "缺乏法律依据"
    CONTRARY = "contrary", "不符合有关规定"


class OpinionContent(Term):
    """What a handling opinion, 信访处理意见书, must state.

    Source: article 32, paragraph 1.
    """

    CLAIM = "claim", "投诉请求"
    FACTS_AND_REASONS = "facts_and_reasons", "事实和理由"
    OPINION = "opinion", "处理意见"
    LEGAL_BASIS = "legal_basis", "法律法规依据"


class ProhibitedAct(Term):
    """Conduct forbidden to petitioners for the sake of 信访秩序.

    Source: article 26, paragraph 1, items 1 to 6.
    """

    ILLEGAL_ASSEMBLY = "illegal_assembly", "非法聚集、围堵冲击、拦车阻路"
    DANGEROUS_ITEMS = "dangerous_items", "携带危险物品、管制器具"
    INSULT_OR_VIOLENCE = "insult_or_violence", "侮辱施暴、限制人身自由、毁坏财物"
    OVERSTAY_OR_DISRUPT = "overstay_or_disrupt", "滞留滋事、弃留他人"
    INCITE_OR_PROFIT = "incite_or_profit", "煽动操纵他人信访、以信访为名敛财"
    OTHER_DISORDER = "other_disorder", "其他扰乱公共秩序、妨害国家和公共安全"
