"""What the fields of answers are called in Chinese, as the description of the service shows them."""

import re
from collections.abc import Mapping
from typing import Any, Final

_TITLES: Final[Mapping[str, str]] = dict(
    re.findall(
        r"(\S+)=(\S+)",
        """
    action=行为 action_label=行为的名称 acts_digest=行为表的摘要 added=另外补充的放假通知 again=是否再次询问
    alternatives=被优先答案排除的其他答案 answer=答案 answers=各问的答案 applies=是否适用 article=条 as_of=评估日
    ask=怎样问 at=依据的条款 basis=推算的根据 bearer=义务人或者权利人 bearer_label=义务人或者权利人的名称
    because=理由 by=由谁作出 calendar=工作日的根据 candidates=尚有几种可能 case_id=案件编号 certain=是否确定
    changes=改变了什么 changes_known=变化之日是否已知 checked_on=核查日 choices=选项 citations=依据的条款 claim=诉求
    claim_title=诉求的名称 complete=是否问完 complete_to=记录完整到哪一天 confirmed_by=另由何种引擎复核
    considered=查看过的规定 days=日期 days_late=逾期几日 days_left=还有几日 days_presumed=日期所依的推定
    decides=能确定哪些问题 decision_status=结论状态的名称 decisions=结论 digest=摘要 done_on=完成之日
    dossier=卷宗编号 due=最后一日 due_earliest=最早的最后一日 due_expected=预计的最后一日 due_latest=最晚的最后一日
    earliest=最早 edition=所用版本的起始日 engine=计算引擎 expected=预计的最后一日 fact=事实 facts=事实
    festivals=节日放假办法 findings=核查所见 first=最早可能之日 follows=后果 general=是否一般适用 given=已答的值
    governing=适用的条例 grounds=各项结论所依的推定 hangs_on=取决于查明什么 id=编号 in_force_from=施行之日
    in_force_until=施行至 instrument=适用的规定 instruments=带来的规定 interpretive=是否取决于解释 item=项 kind=类型
    known=已知的范围 label=名称 labels=各值的名称 last=最晚可能之日 late_at_least=至少逾期几日
    late_at_most=至多逾期几日 latest=最晚 least=最小 library=本库版本 limit=不得用于 may_apply=是否只是可能适用
    may_lack=是否可以没有 meaning=含义 missing_notices=尚缺哪些年份的放假通知 more_needs=没有列出的还有几项 most=最大
    name=名称 needs=还需查明 next_change=下一次变化之日 norm=应当、可以还是不得 norm_status=履行状态的名称
    norms=义务、权利和禁止 not_considered=没有考虑的 not_presumed=没有推定的 notes=说明 notice=哪一年的放假通知
    notices_through=放假通知齐全到哪一年 number=第几问 of=由何而来 open=还没有定的 organ=机关、单位
    organ_title=机关、单位的名称 overlays=叠加的规则 package=放假安排的数据包 paragraph=款 parts=各部分 piece=哪一件
    pieces=各件 place=地方 possible=其他可能适用的 presume=采用的推定 presumed=推定的 presumed_facts=推定的事实
    presumes=推定什么 presuming=所依的推定 presumption=哪一组推定 promptly=是否应当及时 provenance=所依据的规则
    provisions=所为的条款 purpose=为何询问 question=问题 questions=还需查明 quote=原文摘录 readings=所依的解释
    refused=不能评估的原因 rests_on=所依的解释 result=结果 role=身份 role_title=身份的名称 round=第几轮 rule=规则
    rulebook=规则书 ruled_out=依推定不适用的 rules=得出答案的规则 schema_version=结果的格式 sets=采用的推定
    since=自何日起 status=状态 steps=各步 text=文字 timeline=经过 title=名称 topic=所属的组 unknown_days=未知的日期
    unknown_facts=未知的事实 value=值 vocabulary=共用的事实文件的摘要 what=改变的是什么 where=在何处 who=谁
    who_title=谁（名称） would_be=推定属实时如何 CompactLabels.bearer=义务人或者权利人的名称 Deadline.kind=期限类别
    Deadlines.items=各项期限 Finding.of=哪条规则、哪项核查 Grounds.days=各最后一日所依的推定
    Grounds.decisions=各结论所依的推定 Grounds.norms=各规范所依的推定 Grounds.notes=各说明所依的推定
    Labels.action=行为的名称 Labels.applies=是否适用的名称 Labels.bearer=义务人或者权利人的名称
    Labels.kind=类型的名称 PartAnswer.title=问题的名称 Reading.of=何处采用 Settled.answers=要回答的问题
    Settled.first=最先到期的 Settled.steps=应当、可以或者不得做的
    """,
    )
)
"""By the name of the field, or of its model and the field where that one means something else."""

_CHINESE: Final = re.compile("[\u4e00-\u9fff]")


def titled(schemas: dict[str, Any]) -> None:
    """Gives the fields of models titles in Chinese, where neither they nor what they refer to have any."""
    for model, schema in schemas.items():
        for name, field in schema.get("properties", {}).items():
            target = schemas.get(field.get("$ref", "").rpartition("/")[2], {})
            title = _TITLES.get(f"{model}.{name}", _TITLES.get(name))
            if title is not None and not any(_CHINESE.search(each.get("title", "")) for each in (field, target)):
                field["title"] = title
