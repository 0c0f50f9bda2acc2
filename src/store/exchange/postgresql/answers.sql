-- ===== What is asked of it =====

create view conflict as
  select distinct c.record, t.ref, c.kind, c.field from conflict_row as c left join title as t using (kind, record);
comment on view conflict is 'fields of which offices say different things, or the first field of their group';

create view proposal as
  select coalesce(t.ref, (select g.body::jsonb ->> 'ref' from change as g where g.record = w.record and g.kind = w.kind
      and g.body::jsonb ->> 'ref' is not null order by g.id limit 1)) as ref, nullif(w.field, '') as field, w.kind, w.record, c.verb,
    nullif(c.body::jsonb -> w.field, 'null') #>> '{}' as new, c.actor as by,
    (select o.code from office_row as o where o.record = huiyin.office_of(c.writer)) as office,
    huiyin.day_of(c.id) as entered, w.change
  from waiting_row as w join change as c on c.record = w.record and c.id = w.change
  left join title as t on t.kind = w.kind and t.record = w.record;
comment on view proposal is 'what waits for whoever decides about the record, and does not count';

-- What is personal, as lists for the public mask it.
create or replace function huiyin.masked(what text, value text) returns text
  language plpgsql immutable security definer set search_path = huiyin, pg_temp as $$
declare
  plain text := regexp_replace(normalize(value, NFKC), '[^0-9A-Za-z]', '', 'g');
  shown text := trim(value);
begin
  if value is null then
    return null;
  elsif what = 'address' then
    return coalesce(substring(value from '^(.+?(?:街道|镇|乡))'), substring(value from '^(.+?[县区市])'), '') || '***';
  elsif what = 'name' then
    return case when shown = '' then ''
      when shown !~ '^[\u3400-\u9fff\U00020000-\U0003ffff]' then left(shown, 1) || '***'
      when length(shown) > 2 and left(shown, 2) = any(huiyin.compound_surnames()) then left(shown, 2) || '某某'
      else left(shown, 1) || '某某' end;
  elsif what = 'number' then
    plain := coalesce(substring(plain from '^(?:0086|86)(1[0-9A-Za-z]{10})$'), plain);
    return case when length(plain) = 11 and left(plain, 1) = '1' then left(plain, 3) || '****' || right(plain, 4)
      when length(plain) in (15, 18) then left(plain, 2) || repeat('*', length(plain) - 5) || right(plain, 3)
      else '****' end;
  end if;
  return '***';
end $$;
