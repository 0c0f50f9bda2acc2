-- The ten rates of `huiyin report rates`, asked of a log and tables that `huiyin export --to postgresql`
-- wrote: psql -v day=2011-11-30 -f rates.sql
with pledge as (select * from huiyin.pledge where void is null and published_on <= :'day'),
     undone as (select record from huiyin.pledge where void is not null or withdrawn_on <= :'day'),
     opinion as (select *, finished_on <= :'day' and outcome <> 'continuing'
                           and (outcome <> 'adopted' or pledge is null
                                or pledge not in (select record from undone)) as settled
                 from huiyin.opinion where void is null and date <= :'day'),
     survey as (select * from huiyin.survey where void is null and date <= :'day' and subject is null)
select 'reply_rate' as rate,
       count(*) filter (where replied_on <= :'day') as numerator, count(*) as denominator
from opinion
union all
select 'resolution_rate', count(*) filter (where settled), count(*) from opinion
union all
select 'adoption_rate', count(*) filter (where settled and outcome = 'adopted'), count(*) from opinion
union all
select 'call_back_rate',
       count(*) filter (where called_back_on <= :'day'), count(*) filter (where replied_on <= :'day')
from opinion
union all
select 'call_back_satisfaction',
       count(*) filter (where called_back_on <= :'day' and call_back in ('satisfied', 'mostly')),
       count(*) filter (where called_back_on <= :'day')
from opinion
union all
select 'on_time_rate',
       count(*) filter (where finished_on <= deadline),
       count(*) filter (where withdrawn_on is null or withdrawn_on > deadline)
from pledge where deadline <= :'day'
union all
select 'completion_rate',
       count(*) filter (where finished_on <= :'day'),
       count(*) filter (where withdrawn_on is null or withdrawn_on > :'day')
from pledge
union all
select 'satisfaction_rate', coalesce(sum(satisfied), 0), coalesce(sum(valid), 0) from survey
union all
select 'satisfied_or_mostly_rate', coalesce(sum(satisfied + mostly), 0), coalesce(sum(valid), 0)
from survey
union all
select 'return_rate', coalesce(sum(returned), 0), coalesce(sum(issued), 0) from survey;
