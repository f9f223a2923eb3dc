"""How organs and their staff behaved, and what was found about order at a petition."""

from typing import Annotated

from pydantic import BeforeValidator

from xinfang_rules.vocabulary.enums import ProhibitedAct
from xinfang_rules.vocabulary.fact import FactGroup, Members, Tri, Unknown, complete_or_partial, fact

_ProhibitedActs = Annotated[
    Members[ProhibitedAct] | Unknown | None,
    BeforeValidator(
        complete_or_partial(ProhibitedAct),
        # A case file may also write the complete set as a list; the schema for editors has to say so.
        json_schema_input_type=list[ProhibitedAct] | Members[ProhibitedAct] | Unknown,
    ),
]


class OrganConduct(FactGroup, title="机关、单位及其工作人员的行为"):
    """The conduct of organs and their staff, 机关、单位及其工作人员的行为, as found by whoever supervises them."""

    failed_to_register: Tri = fact(
        "未按照规定登记",
        ask="收到信访事项后，是否没有按照规定登记？",
        at=("43", "44.1.1"),
        negated="已按照规定登记",
    )
    failed_to_forward: Tri = fact(
        "未按照规定转送、交办",
        ask="信访部门是否没有按照规定转送、交办？",
        at=("43",),
        negated="已按照规定转送、交办",
    )
    failed_to_supervise: Tri = fact(
        "未履行督办职责",
        ask="信访部门是否应当督办而没有督办？",
        at=("43",),
        negated="已履行督办职责，或者不应当督办",
    )
    refused_own_matter: Tri = fact(
        "对属于其职权范围的事项不予受理",
        ask="机关、单位是否对属于自己职权的事项不予受理？",
        at=("44.1.2",),
        negated="没有对属于其职权范围的事项不予受理",
    )
    irregular_acceptance_or_handling: Tri = fact(
        "违反信访工作规定受理、办理",
        ask="受理、办理是否违反信访工作规定？",
        at=("40.1",),
        negated="没有违反信访工作规定受理、办理",
    )
    shirking: Tri = fact(
        "推诿",
        ask="办理中是否存在推诿？",
        at=("28.1", "40.1", "40.3", "45.1.1"),
        negated="没有推诿",
    )
    perfunctory: Tri = fact(
        "敷衍",
        ask="办理中是否存在敷衍？",
        at=("28.1", "40.1", "40.3", "45.1.1"),
        negated="没有敷衍",
    )
    delaying: Tri = fact(
        "拖延",
        ask="办理中是否存在拖延？",
        at=("28.1", "40.1", "40.3", "45.1.1"),
        meaning="由监督机关认定；是否超过期限另由日期推算，不填在此",
        negated="没有拖延",
    )
    falsifying: Tri = fact(
        "弄虚作假",
        ask="办理中是否存在弄虚作假？",
        at=("40.1", "40.3"),
        negated="没有弄虚作假",
    )
    refused_to_execute: Tri = fact(
        "拒不执行信访处理意见",
        ask="有关机关、单位是否拒不执行信访处理意见？",
        at=("40.1",),
        meaning="由此引发信访并造成严重后果的，另填 cause_refused_execution",
        negated="没有拒不执行信访处理意见",
    )
    rejected_valid_claim: Tri = fact(
        "对应予支持的投诉请求未予支持",
        ask="对事实清楚、符合有关规定的投诉请求，是否未予支持？",
        at=("45.1.2",),
        negated="没有对应予支持的投诉请求未予支持",
    )
    neglected_proposals: Tri = fact(
        "对建议重视不够、落实不力，导致问题长期得不到解决",
        ask="对信访部门的建议是否重视不够、落实不力，致使问题长期未解决？",
        at=("45.1.3",),
        meaning="须已造成问题长期得不到解决",
        negated="没有对建议重视不够、落实不力而导致问题长期得不到解决",
    )
    other_neglect: Tri = fact(
        "其他不履行或者不正确履行处理职责的情形",
        ask="是否还有其他不履行或者不正确履行处理职责的情形？",
        at=("45.1.4",),
        negated="没有其他不履行或者不正确履行处理职责的情形",
    )
    rude: Tri = fact(
        "态度恶劣、作风粗暴，损害党群干群关系",
        ask="对待信访人是否态度恶劣、作风粗暴，损害了党群干群关系？",
        at=("46.1.1",),
        negated="没有态度恶劣、作风粗暴而损害党群干群关系",
    )
    sought_gain: Tri = fact(
        "吃拿卡要、谋取私利",
        ask="处理过程中是否吃拿卡要、谋取私利？",
        at=("46.1.2",),
        negated="没有吃拿卡要、谋取私利",
    )
    mishandled_mass_petition: Tri = fact(
        "对规模性集体访、负面舆情等处置不力，导致事态扩大",
        ask="对规模性集体访或者负面舆情是否处置不力，使事态扩大？",
        at=("46.1.3",),
        meaning="须已导致事态扩大",
        negated="没有对规模性集体访、负面舆情等处置不力而导致事态扩大",
    )
    concealed_urgent_matter: Tri = fact(
        "隐瞒、谎报、缓报重大、紧急事项",
        ask="对重大、紧急信访事项或者信息是否隐瞒、谎报、缓报？",
        at=("46.1.4",),
        negated="没有隐瞒、谎报、缓报重大、紧急事项",
    )
    failed_urgent_measures: Tri = fact(
        "未依法及时采取必要措施",
        ask="对重大、紧急信访事项是否没有依法及时采取必要措施？",
        at=("46.1.4",),
        negated="已依法及时采取必要措施，或者不需要采取",
    )
    leaked_accusation: Tri = fact(
        "将检举、揭发材料或者有关情况透露、转给被检举、揭发者",
        ask="检举、揭发材料或者有关情况是否透露、转给了被检举、揭发的人员或者单位？",
        at=("30.3", "46.1.5"),
        negated="没有将检举、揭发材料或者有关情况透露、转给被检举、揭发者",
    )
    retaliated: Tri = fact(
        "打击报复信访人",
        ask="是否打击报复信访人？",
        at=("18.4", "46.1.6"),
        negated="没有打击报复信访人",
    )
    other_violation: Tri = fact(
        "其他违规违纪违法的情形",
        ask="是否还有其他违规违纪违法的情形？",
        at=("46.1.7",),
        negated="没有其他违规违纪违法的情形",
    )
    cause_abuse_of_power: Tri = fact(
        "超越或者滥用职权，侵害公民、法人或者其他组织合法权益，导致信访事项发生",
        ask="信访事项是否因超越或者滥用职权，侵害公民、法人或者其他组织合法权益而发生？",
        at=("42.1.1",),
        negated="信访事项不是因超越或者滥用职权，侵害公民、法人或者其他组织合法权益而发生",
    )
    cause_inaction: Tri = fact(
        "应当作为而不作为，侵害公民、法人或者其他组织合法权益，导致信访事项发生",
        ask="信访事项是否因应当作为而不作为，侵害公民、法人或者其他组织合法权益而发生？",
        at=("42.1.2",),
        negated="信访事项不是因应当作为而不作为，侵害公民、法人或者其他组织合法权益而发生",
    )
    cause_wrong_law_or_procedure: Tri = fact(
        "适用法律、法规错误或者违反法定程序，侵害公民、法人或者其他组织合法权益，导致信访事项发生",
        ask="信访事项是否因适用法律、法规错误或者违反法定程序，侵害公民、法人或者其他组织合法权益而发生？",
        at=("42.1.3",),
        negated="信访事项不是因适用法律、法规错误或者违反法定程序，侵害公民、法人或者其他组织合法权益而发生",
    )
    cause_refused_execution: Tri = fact(
        "拒不执行支持信访请求意见，导致信访事项发生",
        ask="信访事项是否因拒不执行支持信访请求意见而发生？",
        at=("42.1.4",),
        negated="信访事项不是因拒不执行支持信访请求意见而发生",
    )
    serious_consequences: Tri = fact(
        "造成严重后果",
        ask="上述行为是否造成了严重后果？",
        at=("40.3", "42", "43", "44", "45", "46"),
        negated="没有造成严重后果",
    )
    constitutes_crime: Tri = fact(
        "构成犯罪",
        ask="有权机关是否认定上述行为构成犯罪？",
        at=("42", "46"),
        meaning="机关、单位及其工作人员的行为构成犯罪，由有权机关认定；尚未认定的，选“未知”",
        negated="不构成犯罪",
    )
    policy_problem: Tri = fact(
        "发现有关政策性问题",
        ask="信访部门在工作中是否发现了有关的政策性问题？",
        at=("40.2",),
        negated="没有发现有关政策性问题",
    )
    inspection_found_problem: Tri = fact(
        "督查发现问题",
        ask="联席会议或者信访部门督查时，是否发现了与这件事有关的问题？",
        at=("38.2",),
        meaning="由督查的机关认定；没有督查过的，选“未知”",
        negated="督查没有发现问题",
    )
    inspection_found_important_problem: Tri = fact(
        "督查发现重要问题",
        ask="督查发现的与这件事有关的问题，是否重要？",
        at=("38.2",),
        meaning="是否重要由督查的机关认定",
        negated="督查没有发现重要问题",
    )
    leadership_failing: Tri = fact(
        "领导班子、领导干部履职不力、存在严重问题",
        ask="是否认定有关领导班子或者领导干部在信访工作中履职不力、存在严重问题？",
        at=("39.3",),
        meaning="由监督机关认定；履职不力、存在严重问题两项都有的，选“是”。个案中的逾期或者过失不当然是严重问题",
        negated="没有认定领导班子、领导干部履职不力、存在严重问题",
    )


class Order(FactGroup, title="信访秩序"):
    """Findings about 信访秩序. They lead only to the duties and limits of article 47."""

    prohibited_acts: _ProhibitedActs = fact(
        "第二十六条所列行为",
        ask="信访过程中出现了哪些被禁止的行为？",
        at=("26.1.1", "26.1.2", "26.1.3", "26.1.4", "26.1.5", "26.1.6", "47.1"),
        meaning=(
            "列表为已出现的全部行为，空列表为没有；只知道其中几项的，写成“行为: true 或者 false”的对应表。"
            "不影响诉求本身的处理"
        ),
        says="信访人有“{}”的行为",
        negated="信访人没有“{}”的行为",
        any_member="信访人有第二十六条所列行为之一",
    )
    public_order_finding: Tri = fact(
        "公安机关认定滋事扰序、缠访闹访情节严重而违反治安管理，或者违反集会游行示威法律法规",
        ask="公安机关是否认定滋事扰序、缠访闹访情节严重而违反治安管理，或者违反集会游行示威法律法规？",
        at=("47.2",),
        meaning="须是公安机关的认定；其他机关、单位自行判断的不算",
        negated="公安机关没有认定滋事扰序、缠访闹访情节严重而违反治安管理，也没有认定违反集会游行示威法律法规",
    )
    fabrication_finding: Tri = fact(
        "有权机关认定捏造歪曲事实、诬告陷害他人",
        ask="有权机关是否认定捏造歪曲事实、诬告陷害他人？",
        at=("19.2", "47.3"),
        meaning="须是有权机关的认定；诉求未获支持或者查无实据不等于捏造、诬告",
        negated="有权机关没有认定捏造歪曲事实、诬告陷害他人",
    )
    fabrication_public_order_finding: Tri = fact(
        "公安机关认定捏造歪曲事实、诬告陷害他人的行为违反治安管理",
        ask="公安机关是否认定捏造歪曲事实、诬告陷害他人的行为违反治安管理？",
        at=("47.3",),
        meaning="须是公安机关的认定；有权机关认定捏造、诬告，不当然违反治安管理",
        negated="公安机关没有认定捏造歪曲事实、诬告陷害他人的行为违反治安管理",
    )
