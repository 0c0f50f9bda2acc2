-- ===== From changes to values =====

-- What fits a field of what the log holds, as its column reads it; money becomes yuan. Null for the rest.
create or replace function huiyin.fit(f field, v jsonb) returns jsonb
  language plpgsql immutable as $$
declare
  s text := v #>> '{}';
  n numeric;
begin
  if v is null or v = 'null' then
    return null;
  elsif f.many then
    if jsonb_typeof(v) <> 'array' then
      return null;
    end if;
    f.many := false;
    return (select case when bool_and(one is not null) then jsonb_agg(one order by place) when count(*) = 0 then '[]' end
            from (select huiyin.fit(f, item) as one, place from jsonb_array_elements(v) with ordinality as u (item, place)) as all_of);
  elsif f.shape = 'json' then
    return v;
  elsif f.shape = 'flag' then
    return case when jsonb_typeof(v) = 'boolean' then v end;
  elsif f.shape in ('count', 'percent', 'money') then
    if jsonb_typeof(v) <> 'number' then
      return null;
    end if;
    n := s::numeric;
    return case when n <> trunc(n) or n < 0 or n >= case f.shape when 'percent' then 101 when 'money' then 1e14 else 1e12 end then null
      when f.shape = 'money' then to_jsonb(round(n / 100, 2)) else v end;
  elsif f.shape = 'decimal' then
    if jsonb_typeof(v) = 'string' and s !~ '^(0|[1-9][0-9]*)\.[1-9]$' or jsonb_typeof(v) not in ('string', 'number') then
      return null;
    end if;
    n := s::numeric;
    return case when n >= 0 and n < 1e12 and (jsonb_typeof(v) = 'string' or n = trunc(n)) then to_jsonb(n) end;
  elsif jsonb_typeof(v) <> 'string' then
    return null;
  elsif f.shape = 'reference' then
    return to_jsonb('\x' || encode(huiyin.named_by(s), 'hex'));
  elsif f.shape = 'choice' then
    return case when s = any(f.choices) then v end;
  elsif f.shape = 'day' then
    return case when s !~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' or left(s, 4) = '0000' then null
      when right(s, 2)::int <= extract(day from make_date(left(s, 4)::int, substr(s, 6, 2)::int, 1) + interval '1 month - 1 day') then v end;
  end if;
  return case when length(s) <= 20000 then v end;
end $$;

-- A value with every record that it names replaced by the one that stands for it.
create or replace function huiyin.stood(f field, v jsonb) returns jsonb
  language plpgsql stable as $$
begin
  if f.shape <> 'reference' or v is null then
    return v;
  elsif f.many then
    return (select coalesce(jsonb_agg(huiyin.stood_one(item) order by place), '[]')
            from jsonb_array_elements(v) with ordinality as u (item, place));
  end if;
  return huiyin.stood_one(v);
end $$;
create or replace function huiyin.stood_one(v jsonb) returns jsonb
  language plpgsql stable as $$
begin
  return coalesce((select to_jsonb('\x' || encode(stands, 'hex')) from standing
                   where record = decode(substr(v #>> '{}', 3), 'hex')), v);
end $$;

-- Who stands for whom, by the statements of identity: of those that are one the smallest. Adds to `refold`
-- what says something else for it.
create or replace function huiyin.restand() returns void
  language plpgsql as $$
declare
  lowered bigint := 1;
begin
  drop table if exists pg_temp.pair_now, pg_temp.stood_before;
  create temp table stood_before on commit drop as select * from standing;
  create temp table pair_now on commit drop as
    select one as a, other as b from identity_row where void is null and one <> other;
  delete from standing;
  insert into standing select a, a from pair_now union select b, b from pair_now;
  while lowered > 0 loop
    with lower as (
      select p.a as record, y.stands from pair_now as p join standing as y on y.record = p.b
      union all select p.b, x.stands from pair_now as p join standing as x on x.record = p.a
    ), least as (select distinct on (record) record, stands from lower order by record, stands)
    update standing as s set stands = l.stands from least as l where l.record = s.record and l.stands < s.stands;
    get diagnostics lowered = row_count;
  end loop;
  delete from standing where record = stands;
  insert into refold
    with differs as (
      select coalesce(a.record, b.record) as record, a.stands as now, b.stands as before
      from standing as a full join stood_before as b using (record) where a.stands is distinct from b.stands
    ), changed as (
      select record from differs union select now from differs where now is not null
      union select before from differs where before is not null
    )
    select w.kind, w.record from owned as w join changed using (record)
    union select l.kind, l.record from link_row as l join changed as c on l.target = c.record
  on conflict do nothing;
end $$;

-- Folds the records of `refold` of some kinds.
create or replace function huiyin.fold_kinds(wanted text[]) returns void
  language plpgsql as $$
declare
  leads bytea := (select root from campaign);
  is_closed boolean := (select closed from campaign);
  one text;
begin
  drop table if exists pg_temp.entry, pg_temp.said, pg_temp.setter, pg_temp.head, pg_temp.shown, pg_temp.folded;
  create temp table entry on commit drop as
    select r.kind, r.record, c.id, c.record as by_record, c.record = r.record as own, c.writer, c.command, c.verb, c.actor, c."over",
      coalesce(c.body::jsonb, huiyin.remains_of(c.record, c.id)) as body,
      coalesce(m.office, c.writer) as office, false as counts, '{}'::text[] as masked
    from (select kind, record, record as from_record from refold where kind = any(wanted)
          union all
          select r.kind, r.record, s.record from refold as r join standing as s on s.stands = r.record
          join kind as k on k.kind = r.kind and k.joinable where r.kind = any(wanted)) as r
    join change as c on c.record = r.from_record and c.kind = r.kind
    left join member as m on m.writer = c.writer;
  analyze entry;
  update entry as e set counts = case
      when is_closed and e.writer <> leads or exists (select from revoked where change = e.id) then false
      when e.office = leads then true
      when k.decides in ('owner', 'others') and (k.about is null or k.only_these) then w.owner = e.office
      else huiyin.has_say(k, e.by_record, w.owner, e.office, e.verb, e.body)
        or k.addressed is not null and huiyin.answers(k, e.by_record, w.owner, e.office, e.id, e.body)
    end
  from kind as k, owned as w where k.kind = e.kind and w.kind = e.kind and w.record = e.by_record;
  update entry as e set masked = huiyin.others(k, e.office, e.body)
  from kind as k where k.kind = e.kind and k.only_these and e.counts and e.office is distinct from leads and e.body ?| k.about;

  create temp table said on commit drop as
    select e.kind, e.record, e.id, e.verb, e."over", e.own, f.unit, f.field, s.value
    from entry as e cross join lateral jsonb_each(e.body) as s
    join field as f on f.kind = e.kind and f.field = s.key
    where e.counts and not s.key = any(e.masked) and (e.own or s.key <> 'ref');
  create temp table setter on commit drop as
    select distinct kind, record, unit, id, verb, "over" from said;
  -- A head is a change that sets a field and that no other which sets it replaces.
  create temp table head on commit drop as
    with many as (
      select kind, record, unit from setter group by kind, record, unit having count(*) > 1
    ), covered as (
      select distinct s.kind, s.record, s.unit, i.id from setter as s join many using (kind, record, unit)
      cross join lateral huiyin.ids(s."over") as i (id) where i.id <> s.id
    )
    select s.kind, s.record, s.unit, s.id, s.verb, s."over" from setter as s
    where not exists (select from covered as c
                      where c.kind = s.kind and c.record = s.record and c.unit = s.unit and c.id = s.id);
  -- What making a file wrote yields to what anybody set; else the most trusted of it stands, the earliest.
  delete from head as h using kind as k where k.kind = h.kind and k.source is not null and h.verb = 'init' and (
    exists (select from head as o where o.kind = h.kind and o.record = h.record and o.unit = h.unit and o.verb <> 'init')
    or exists (
      select from head as o join entry as oe on oe.kind = o.kind and oe.record = o.record and oe.id = o.id
      join entry as he on he.kind = h.kind and he.record = h.record and he.id = h.id
      where o.kind = h.kind and o.record = h.record and o.unit = h.unit and o.id <> h.id
      and (coalesce(array_position(k.trust, oe.body ->> k.source), 0), h.id)
        > (coalesce(array_position(k.trust, he.body ->> k.source), 0), o.id)));
  analyze said; analyze setter; analyze head;
  -- The last is shown; of several days on which it was logged the earliest.
  create temp table shown on commit drop as
    select distinct on (h.kind, h.record, h.unit) h.kind, h.record, h.unit, h.id
    from head as h left join said as l on h.unit = 'logged_on' and l.kind = h.kind and l.record = h.record and l.id = h.id and l.field = 'logged_on'
    order by h.kind, h.record, h.unit, l.value #>> '{}', h.id desc;

  create temp table folded on commit drop as
    with valued as (
      select s.kind, s.record, s.field, s.value, s.id, f.shape, huiyin.fit(f, s.value) as fits, f as f
      from said as s join field as f on f.kind = s.kind and f.field = s.field and f.stored
      join shown as h on h.kind = s.kind and h.record = s.record and h.unit = s.unit and h.id = s.id
      where s.field <> 'ref'
    ), linked as (
      select v.kind, v.record,
        jsonb_object_agg(v.field, case when v.kind = 'identity' then v.fits else huiyin.stood(v.f, v.fits) end) as says,
        jsonb_object_agg(v.field, v.fits) filter (where v.shape = 'reference' and v.fits is not null) as names
      from valued as v group by v.kind, v.record
    ), given as (
      select distinct on (kind, record) kind, record, value #>> '{}' as ref from said
      where field = 'ref' and value <> 'null' order by kind, record, id
    ), days as ( -- A value without its day has that on which it was entered.
      select v.kind, v.record, jsonb_object_agg((v.f).entered, coalesce(
          nullif(d.value, 'null'), e.body -> 'logged_on', to_jsonb(huiyin.day_of(v.id)))) as days
      from valued as v join entry as e on e.kind = v.kind and e.record = v.record and e.id = v.id
      left join said as d on d.kind = v.kind and d.record = v.record and d.id = v.id and d.field = (v.f).entered
      where (v.f).entered is not null and v.value <> 'null' group by v.kind, v.record
    ), began as (
      select kind, record, (array_agg(id order by id) filter (where own and counts))[1] as created,
        (array_agg(counts order by id) filter (where own))[1] or bool_or(counts and body <> '{}') as stands
      from entry group by kind, record
    )
    select b.kind, b.record, l.names, jsonb_build_object(
        'record', b.record, 'created', b.created, 'copy', 1, 'origin', w.owner, 'ref', g.ref,
        'office', p.parts[1], 'number', p.parts[2])
      || coalesce(l.says, '{}') || coalesce(d.days, '{}')
      || case when s.record is not null then '{"void": "="}'::jsonb else '{}' end as v
    from began as b join kind as k on k.kind = b.kind join owned as w on w.kind = b.kind and w.record = b.record
    left join linked as l on l.kind = b.kind and l.record = b.record
    left join given as g on g.kind = b.kind and g.record = b.record
    left join days as d on d.kind = b.kind and d.record = b.record
    left join standing as s on s.record = b.record and k.joinable
    left join lateral regexp_match(g.ref, '^([A-Z][A-Z0-9]*)-' || k.letter || '([1-9][0-9]{0,8})$') as p (parts) on true
    where b.created is not null and b.stands;

  analyze folded;
  insert into renumber select n.kind, n.office, n.number from number as n join refold as r using (kind, record) where r.kind = any(wanted);
  for one in select kind from kind where kind = any(wanted) loop
    execute format('delete from %I as t using refold as r where r.kind = %L and r.record = t.record', one || '_row', one);
    execute format('insert into %1$I select p.* from folded as f cross join lateral jsonb_populate_record(null::%1$I, f.v) as p where f.kind = %2$L',
      one || '_row', one);
  end loop;
  delete from number as n using refold as r where n.kind = r.kind and n.record = r.record and r.kind = any(wanted);
  insert into number
    select kind, record, v ->> 'office', (v ->> 'number')::bigint from folded where v ->> 'number' is not null;
  insert into renumber select kind, v ->> 'office', (v ->> 'number')::bigint from folded where v ->> 'number' is not null;
  delete from title as t using refold as r where t.kind = r.kind and t.record = r.record and r.kind = any(wanted);
  insert into title
    select f.kind, f.record, f.v ->> 'ref', f.v ->> k.title from folded as f join kind as k using (kind);
  delete from link_row as l using refold as r where l.kind = r.kind and l.record = r.record and r.kind = any(wanted);
  insert into link_row
    select distinct decode(substr(u.item #>> '{}', 3), 'hex'), f.kind, n.key, f.record from folded as f
    cross join lateral jsonb_each(f.names) as n
    cross join lateral jsonb_array_elements(case jsonb_typeof(n.value) when 'array' then n.value else jsonb_build_array(n.value) end) as u (item);
  delete from about as a using refold as r where a.kind = r.kind and a.record = r.record and r.kind = any(wanted);
  insert into about
    select distinct huiyin.named_by(e.body ->> f), e.kind, e.record from entry as e join kind as k using (kind)
    cross join lateral unnest(k.about) as f where huiyin.named_by(e.body ->> f) is not null;
  perform huiyin.tell(wanted);
end $$;

-- Tells of conflicts and of what waits, of the records that were folded just now.
create or replace function huiyin.tell(wanted text[]) returns void
  language plpgsql as $$
begin
  delete from conflict_row as c using refold as r where c.kind = r.kind and c.record = r.record and r.kind = any(wanted);
  insert into conflict_row
    with many as (
      select kind, record, unit from head where unit not in ('logged_on', 'ref') group by kind, record, unit having count(*) > 1
    ), says as (
      select h.kind, h.record, h.unit, h.id, coalesce((
        select jsonb_object_agg(s.field, huiyin.stood(f, coalesce(huiyin.fit(f, s.value), s.value)))
        from said as s join field as f on f.kind = s.kind and f.field = s.field
        where s.kind = h.kind and s.record = h.record and s.unit = h.unit and s.id = h.id and s.value <> 'null'), '{}') as value
      from head as h join many using (kind, record, unit)
    )
    select s.kind, s.record, s.unit, s.id from says as s
    join folded as f on f.kind = s.kind and f.record = s.record
    where f.v ->> 'void' is distinct from '='
    and exists (select from says as o where o.kind = s.kind and o.record = s.record and o.unit = s.unit and o.value <> s.value);
  -- A voiding beside an edit that neither had seen.
  insert into conflict_row
    with void as (
      select h.kind, h.record, h.id, h."over" from head as h join folded as f on f.kind = h.kind and f.record = h.record
      where h.unit = 'void' and f.v ->> 'void' <> '=' and not exists (
        select from conflict_row as c where c.kind = h.kind and c.record = h.record and c.field = 'void')
    ), edit as (
      select h.kind, h.record, h.unit, h.id, h."over", coalesce((
        select jsonb_object_agg(s.field, s.value) from said as s
        where s.kind = h.kind and s.record = h.record and s.unit = h.unit and s.id = h.id and s.value <> 'null'), '{}') as value
      from head as h where h.unit not in ('void', 'ref') and exists (
        select from void as v where v.kind = h.kind and v.record = h.record)
    ), rival as (
      select e.kind, e.record, e.id from edit as e where exists (
        select from void as v where v.kind = e.kind and v.record = e.record and not exists (
          select from edit as o where o.kind = e.kind and o.record = e.record and o.unit = e.unit and o.value = e.value
          and (o.id = v.id or o.id in (select huiyin.ids(v."over")) or v.id in (select huiyin.ids(o."over"))
               or e.value = '{}' and v."over" = '')))
    )
    select kind, record, 'void', id from rival
    union select v.kind, v.record, 'void', v.id from void as v where exists (
      select from rival as r where r.kind = v.kind and r.record = v.record);

  delete from waiting_row as w using refold as r where w.kind = r.kind and w.record = r.record and r.kind = any(wanted);
  insert into waiting_row
    with one as (
      select e.*, f.v is null as whole, case when e.counts then e.masked else array(
          select s.key from jsonb_object_keys(e.body) as s (key) join field as d on d.kind = e.kind and d.field = s.key) end as fields
      from entry as e left join folded as f on f.kind = e.kind and f.record = e.record join kind as k on k.kind = e.kind
      where e.own and (not e.counts or e.masked <> '{}') and e.verb <> 'redo'
      and not (k.source is not null and e.verb = 'init') and f.v ->> 'void' is distinct from 'undo'
    ), open as (
      select o.* from one as o where o.fields <> '{}'
      and not (o.kind = 'office' and o.fields <@ '{of}')
      and not (o.verb = 'undo')
      and not exists (
        select from entry as l where l.kind = o.kind and l.record = o.record and l.id <> o.id
        and o.id in (select huiyin.ids(l."over"))
        and (l.counts and (not o.counts or l.body ?& o.fields)
             or l.office = o.office and (l.verb = 'undo' or l.body = '{}' or not exists (
               select from unnest(o.fields) as f (field) join field as d on d.kind = o.kind and d.field = f.field
               where not exists (select from jsonb_object_keys(l.body) as s (key)
                                 join field as x on x.kind = o.kind and x.field = s.key and x.unit = d.unit)))))
      -- What says only what is said already.
      and (o.whole or exists (
        select from unnest(o.fields) as f (field)
        where not (o.body ? 'ref' and f.field in ('ref', 'logged_on'))
        and o.body -> f.field is distinct from coalesce((
          select s.value from said as s where s.kind = o.kind and s.record = o.record and s.field = f.field
          order by s.id desc limit 1), 'null')))
    ), told as ( -- The fields that it would make otherwise.
      select o.kind, o.record, o.id, f.field,
        nullif(huiyin.stood(d, huiyin.fit(d, o.body -> f.field)), 'null') is distinct from nullif(n.v -> f.field, 'null') as differs
      from open as o cross join lateral unnest(o.fields) as f (field)
      join field as d on d.kind = o.kind and d.field = f.field
      join folded as n on n.kind = o.kind and n.record = o.record
    )
    select kind, record, id, field from told as t
    where differs or not exists (select from told as o where o.id = t.id and o.differs)
    union all
    select distinct on (kind, record) kind, record, id, '' from open where whole order by kind, record, id;
end $$;

-- Numbers the records that were given one ref: first those of the office whose code it has.
create or replace function huiyin.renumber(everything boolean) returns void
  language plpgsql as $$
declare
  k kind;
begin
  if everything then
    insert into renumber select kind, office, number from number group by kind, office, number having count(*) > 1;
  end if;
  for k in select * from kind where kind in (select kind from renumber) loop
    execute format($sql$
      with placed as (
        select t.record, t.copy, row_number() over (partition by t.office, t.number order by
          not exists (select from office_row as o where o.record = t.origin and o.code = t.office)
            and not exists (select from change as c where c.kind = 'office' and c.record = t.origin and c.body::jsonb ->> 'code' = t.office),
          not exists (select from let_in as l where l.office = t.origin), t.created, t.record) as place
        from %1$I as t join (
          select distinct n.office, n.number from number as n join renumber as r using (kind, office, number)
          where n.kind = %2$L) as n on n.office = t.office and n.number = t.number
      ), turned as (
        update %1$I as t set copy = p.place, ref = t.office || '-' || %3$L || t.number || case when p.place > 1 then '.' || p.place else '' end
        from placed as p where p.record = t.record and p.copy <> p.place
        returning t.record, t.ref
      )
      update title as n set ref = t.ref from turned as t where n.kind = %2$L and n.record = t.record
      $sql$, k.kind || '_row', k.kind, k.letter);
  end loop;
  delete from renumber;
end $$;

-- Folds everything in `refold`.
create or replace function huiyin.fold(erases boolean) returns void
  language plpgsql as $$
declare
  settled boolean := false;
  known kind[];
begin
  drop table if exists pg_temp.renumber;
  create temp table renumber (kind text, office text, number bigint) on commit drop;
  if exists (select from refold where kind in ('office', 'admit', 'close', 'revoke')) then
    settled := huiyin.settle();
  end if;
  -- A statement about a record concerns all that it says.
  insert into refold select distinct c.kind, c.record from refold as r join change as c using (record)
  where r.kind in ('redaction', 'remains') on conflict do nothing;
  perform huiyin.own();
  if erases and exists (select from refold where kind in ('redaction', 'remains')) then
    perform huiyin.erase();
  end if;
  if exists (select from refold where kind = 'identity') then
    perform huiyin.fold_kinds('{identity}');
    perform huiyin.restand();
  end if;
  -- What one says that is one with others, the one says too that stands for them.
  insert into refold select r.kind, s.stands from refold as r join standing as s using (record) join kind as k using (kind)
  where k.joinable on conflict do nothing;
  if exists (select from refold where kind in ('office', 'unit')) then
    perform huiyin.fold_kinds('{office,unit}');
    insert into refold select w.kind, w.record from owned as w join kind as k using (kind)
    where k.of_unit or k.addressed is not null on conflict do nothing;
  end if;
  perform huiyin.fold_kinds(array(select distinct kind from refold where kind not in ('identity', 'office', 'unit')));
  perform huiyin.renumber(settled);
end $$;

-- Folds what came and is not folded yet; returns how many records that were.
create or replace function huiyin.take() returns bigint
  language plpgsql security definer set search_path = huiyin, pg_temp set client_min_messages = warning set jit = off as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'huiyin.take() sees what others added meanwhile only under READ COMMITTED';
  end if;
  -- One at a time: each sees what those before it added.
  perform pg_advisory_xact_lock(hashtext('huiyin.take'));
  drop table if exists pg_temp.refold;
  create temp table refold (kind text, record bytea, primary key (record, kind)) on commit drop;
  with seen as (delete from touched returning kind, record)
  insert into refold select distinct kind, record from seen;
  if exists (select from refold) then
    perform huiyin.fold(true);
  end if;
  return (select count(*) from refold);
end $$;

-- Says which office leads, where more than one says so or none does; the owner of the database decides.
create or replace function huiyin.lead(code text) returns bytea
  language plpgsql security definer set search_path = huiyin, pg_temp set client_min_messages = warning set jit = off as $$
declare
  found bytea[] := array(select record from change where kind = 'office' and record = writer and body::jsonb ->> 'code' = lead.code group by record);
begin
  if cardinality(found) <> 1 then
    raise exception '% offices call themselves %', cardinality(found), code;
  end if;
  update campaign set chosen = found[1];
  insert into touched select record, kind from change where kind = 'office';
  perform huiyin.take();
  return found[1];
end $$;

-- Makes for this session the tables as they follow from what was written by a day in China, under their own
-- names; `forget` takes them away.
create or replace function huiyin.know(known_on date) returns void
  language plpgsql set search_path = pg_temp, huiyin set client_min_messages = warning set jit = off as $$
declare
  t text;
begin
  perform huiyin.forget();
  for t in select table_name from huiyin.computed() loop
    execute format('create temp table %1$I (like huiyin.%1$I including all) on commit drop', t);
  end loop;
  execute format('create temp view change as select * from huiyin.change where id < %L', huiyin.after(known_on));
  insert into pg_temp.campaign select * from huiyin.campaign;
  insert into pg_temp.erasure select * from huiyin.erasure;
  drop table if exists pg_temp.refold;
  create temp table refold (kind text, record bytea, primary key (record, kind)) on commit drop;
  insert into refold select distinct kind, record from change;
  perform huiyin.fold(false);
end $$;
create or replace function huiyin.forget() returns void
  language plpgsql as $$
declare
  t text;
begin
  execute 'drop view if exists pg_temp.change';
  for t in select table_name from huiyin.computed() loop
    execute format('drop table if exists pg_temp.%I', t);
  end loop;
end $$;
