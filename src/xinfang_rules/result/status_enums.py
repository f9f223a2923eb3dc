"""The closed lists of a result that the semantics of rules need: kinds of norms, and statuses."""

from xinfang_rules.facts.values import Term


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
    PRESUMED = "presumed", "尚不能确定，只是依推定而定"

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
    PRESUMED = "presumed", "事实不足，只有依推定的结论"


class DeadlineKind(Term):
    """What is known of the last day of a norm on the day asked about, 期限类别.

    Source: derived from the last days of articles 22, 23, 34, 35 and 36; not a term of the Regulation.
    """

    CERTAIN = "certain", "最后一日确定，尚未过去"
    POSSIBLE = "possible", "最后一日尚不能确定"
    PASSED = "passed", "最后一日已经过去"
    PRESUMED = "presumed", "最后一日或者状态依推定而定"
