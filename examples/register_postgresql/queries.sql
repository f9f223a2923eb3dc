-- 名称写在 “-- name:” 之后；参数 %(today)s 是截至之日，%(days)s 是天数，%(organ)s 是承办机关（空值：全部）。

-- name: overdue
-- 逾期未履行的，逾期最久的在前。
select c.organ, c.reference, d.label, d.bearer, d.latest as last_day,
       %(today)s::date - d.latest as days_late, d.citations
from petition_last_day d join petition_case c on c.id = d.case_id
where d.applies = 'yes' and d.status = 'overdue' and (%(organ)s::text is null or c.organ = %(organ)s)
order by days_late desc, c.reference, d.rule;

-- name: due
-- 几日之内到期的，当日到期的在内；最后一日不确定的，按最早的一日。
select c.organ, c.reference, d.label, d.bearer, d.earliest as last_day, d.earliest - %(today)s::date as days_left, d.citations
from petition_last_day d join petition_case c on c.id = d.case_id
where d.applies = 'yes' and d.status = 'pending' and d.earliest between %(today)s::date and %(today)s::date + %(days)s::int
  and (%(organ)s::text is null or c.organ = %(organ)s)
order by d.earliest, c.reference, d.rule;

-- name: organs
-- 各承办机关：逾期未履行几项，几日之内到期几项，不能评估几件。
select c.organ, count(distinct c.id) as cases,
       count(*) filter (where d.applies = 'yes' and d.status = 'overdue') as overdue,
       count(*) filter (where d.applies = 'yes' and d.status = 'pending'
                          and d.earliest between %(today)s::date and %(today)s::date + %(days)s::int) as due_soon,
       count(distinct c.id) filter (where r.refused is not null) as refused
from petition_case c
left join petition_result r on r.case_id = c.id
left join petition_last_day d on d.case_id = c.id
where %(organ)s::text is null or c.organ = %(organ)s
group by c.organ order by c.organ;

-- name: refused
-- 不能评估的，事实互相矛盾或者读不懂，须更正。
select c.organ, c.reference, r.refused
from petition_result r join petition_case c on c.id = r.case_id
where r.refused is not null and (%(organ)s::text is null or c.organ = %(organ)s)
order by c.organ, c.reference;
