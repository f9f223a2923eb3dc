-- 信访事项登记库：案件的事实，每夜得出的结论，每一项期限的最后一日。可以反复执行。
-- 不存姓名、证件号码、电话、住址：facts 是案件文件（见《案件》一页），reference 是不含个人信息的编号。

create table if not exists petition_case (
    id         bigint generated always as identity primary key,
    reference  text not null unique check (reference ~ '^[A-Za-z0-9._:/-]{1,64}$'),
    organ      text not null check (organ <> ''),               -- 承办机关、单位，供分派和查询
    facts      jsonb not null check (jsonb_typeof(facts) = 'object'),
    revision   bigint not null default 1,                       -- 事实每改一次加一，由触发器维护
    changed_at timestamptz not null default now()
);

create or replace function petition_case_revised() returns trigger language plpgsql as $$
begin
    if new.facts is distinct from old.facts then
        new.revision := old.revision + 1;
        new.changed_at := now();
    else
        new.revision := old.revision;
    end if;
    return new;
end $$;

create or replace trigger petition_case_revised before update on petition_case
    for each row execute function petition_case_revised();

-- 每件一行：最近一次的结果，截至哪一日，依哪一版的事实、什么规则得出。
create table if not exists petition_result (
    case_id      bigint primary key references petition_case on delete cascade,
    result_id    text not null,                                 -- 事实、截至之日、规则的摘要：同样的输入，同样的编号
    revision     bigint not null,                               -- 依哪一版的事实
    as_of        date not null,                                 -- 截至哪一日
    made_with    text not null,                                 -- 本库的版本，规则、工作日数据的摘要；变了就重算
    refused      text check (refused <> ''),                    -- 不能评估的，为什么
    disposition  text,                                          -- 收到后如何处置；还有几种可能的，用 | 隔开
    track        text,                                          -- 按什么程序办理
    remedy_stage text                                           -- 救济走到哪一步
);

-- 每件的每一项期限一行：已过而未履行的、尚未届满的、逾期履行的。
create table if not exists petition_last_day (
    case_id   bigint not null references petition_result on delete cascade,
    rule      text not null,
    label     text not null,
    bearer    text not null,                                    -- 由谁履行
    applies   text not null check (applies in ('yes', 'unknown')),
    status    text not null,                                    -- pending、overdue、met_late 等；还有几种可能的，用 | 隔开
    earliest  date,                                             -- 最后一日不早于
    latest    date,                                             -- 最后一日不晚于；与前一列相同的，就是最后一日
    citations text not null,                                    -- 依据的条、款、项
    primary key (case_id, rule)
);

create index if not exists petition_last_day_due on petition_last_day (earliest) where status in ('pending', 'overdue');
