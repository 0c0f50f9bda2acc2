-- ===== Whose word counts, as seen from the office that leads =====

-- The office for which a writer writes.
create or replace function huiyin.office_of(w bytea) returns bytea
  language plpgsql stable as $$
begin
  return coalesce((select office from member where writer = w), w);
end $$;

-- Who may write for an office that began under another writer: as both say. Fills `admitted`.
create or replace function huiyin.admit(decides bytea) returns void
  language plpgsql as $$
declare
  word record;
  grown boolean := true;
  ends bytea;
begin
  delete from admitted;
  while grown loop
    grown := false;
    for word in select * from admission order by id loop
      if not exists (select from admitted where writer = word.writer) then
        ends := huiyin.end_of(word.by);
        if ((not word.silent and ends = huiyin.end_of(word.office)) or ends = decides)
            and huiyin.end_of(word.office) <> word.writer then
          insert into admitted values (word.writer, word.office);
          grown := true;
        end if;
      end if;
    end loop;
  end loop;
  update admitted set office = huiyin.end_of(office);
end $$;
create or replace function huiyin.end_of(w bytea) returns bytea
  language plpgsql stable as $$
declare
  at bytea := w;
  next bytea;
begin
  for step in 1..64 loop
    select office into next from admitted where writer = at;
    exit when next is null;
    at := next;
  end loop;
  return at;
end $$;

-- Reads which writers write for which office, which offices were let in, and which leads; adds to `refold`
-- what counts otherwise now.
create or replace function huiyin.settle() returns boolean
  language plpgsql as $$
declare
  was campaign;
  now campaign;
  leads bytea[];
  changed bigint;
begin
  drop table if exists pg_temp.word, pg_temp.admission, pg_temp.admitted, pg_temp.revoked_now, pg_temp.moved;
  -- What a writer says of itself.
  create temp table word on commit drop as
    select id, writer, nullif(huiyin.named_by(body::jsonb ->> 'of'), writer) as of, body::jsonb ->> 'code' as code
    from change where kind = 'office' and record = writer and body is not null;
  create temp table admitted (writer bytea primary key, office bytea not null) on commit drop;
  create temp table revoked_now (change bytea primary key) on commit drop;
  create temp table admission on commit drop as
    select a.id, a.record as writer, huiyin.named_by(a.body::jsonb ->> 'of') as office, a.writer as by,
      not exists (select from word as w where w.writer = a.record) as silent
    from change as a where a.kind = 'admit' and a.body is not null;
  delete from admission where office is null or not (office = writer or silent
    or office = (with recursive goes as (
        select 1 as n, (select of from word where writer = admission.writer and of is not null order by id limit 1) as at
        union all
        select n + 1, (select of from word where writer = at and of is not null order by id limit 1)
        from goes where at is not null and n < 64)
      select at from goes where at is not null order by n desc limit 1)
    or exists (select from word as x join word as y on x.code = y.code
               where x.writer = admission.writer and y.writer = admission.office));
  create temp table moved on commit drop as select writer from admission where office = writer; -- as offices
  select * into was from campaign;
  now := was;
  delete from admission where writer = office;
  perform huiyin.admit(null);
  -- Which offices say of themselves last that they lead.
  select array_agg(record) into leads from (
    select distinct on (record) record, body::jsonb ->> 'role' = 'leading' as is_leading
    from change where kind = 'office' and body is not null and body::jsonb ->> 'role' is not null
    and huiyin.end_of(writer) = record order by record, id desc) as said
  where is_leading;
  now.root := case
    when was.chosen is not null then was.chosen
    when cardinality(leads) = 1 then leads[1]
  end;
  perform huiyin.admit(now.root);
  now.closed := exists (select from change where kind = 'close' and record = now.root and writer = now.root and body is not null);
  -- What came after the last change of a writer that counts.
  insert into revoked_now
    with recursive said as (
      select r.id as word, r.record as about, huiyin.change_named(of) as id
      from change as r, jsonb_array_elements_text(
        case jsonb_typeof(r.body::jsonb -> 'heads') when 'array' then r.body::jsonb -> 'heads' else '[]' end
        || coalesce(r.body::jsonb -> 'last', 'null')) as of
      where r.kind = 'revoke' and r.body::jsonb ? 'last' and huiyin.end_of(r.writer) = now.root
      and (huiyin.end_of(r.record) <> now.root or r.writer = now.root)
    ), reached as (
      select word, about, id from said
      union
      select w.word, w.about, c.wprev from reached as w join change as c on c.id = w.id and c.writer = w.about
    )
    select c.id from change as c where exists (
      select from (select distinct word, about from said) as s where s.about = c.writer
      and not exists (select from reached as w where w.word = s.word and w.id = c.id));
  -- What is revoked admits nobody either.
  if exists (select from revoked_now) then
    delete from admission where id in (select change from revoked_now);
    perform huiyin.admit(now.root);
  end if;
  create temp table let_now on commit drop as
    select distinct a.record as office from change as a
    where a.kind = 'admit' and huiyin.named_by(a.body::jsonb ->> 'of') = a.record
    and huiyin.end_of(a.writer) = now.root and a.id not in (select change from revoked_now)
    union select now.root where now.root is not null;
  delete from moved;
  insert into moved
    select coalesce(a.writer, m.writer) from admitted as a full join member as m using (writer)
    where a.office is distinct from m.office
    union select coalesce(n.office, o.office) from let_now as n full join let_in as o using (office)
    where n.office is null or o.office is null;
  insert into moved select writer from admitted where office in (select writer from moved);
  changed := (select count(*) from moved);
  if now is distinct from was
      or exists (select change from revoked_now except select change from revoked)
      or exists (select change from revoked except select change from revoked_now) then
    insert into refold select distinct kind, record from change on conflict do nothing;
    changed := changed + 1;
  else
    insert into refold select distinct kind, record from change where writer in (select writer from moved)
    on conflict do nothing;
  end if;
  update campaign set root = now.root, closed = now.closed;
  delete from member; insert into member select * from admitted;
  delete from let_in; insert into let_in select * from let_now;
  delete from revoked; insert into revoked select * from revoked_now;
  drop table let_now;
  return changed > 0;
end $$;
create or replace function huiyin.change_named(text) returns bytea
  language sql immutable parallel safe as $$ select case when $1 ~ '^[0-9a-f]{48}$' then decode($1, 'hex') end $$;

-- The record that a change begins.
create or replace function huiyin.begun(writer bytea, wprev bytea, command bytea, kind text) returns bytea
  language sql stable parallel safe as $$
  select substr(sha256('huiyin record'::bytea || writer || coalesce(wprev, '') || command || convert_to(kind, 'UTF8')), 1, 16) $$;

-- Works out whose the records of `refold` are; adds those that speak about one which is another's now.
create or replace function huiyin.own() returns void
  language plpgsql as $$
declare
  leads bytea := (select root from campaign);
begin
  with found as (
    select r.kind, r.record, case
      when r.kind = 'office' then huiyin.office_of(r.record)
      when count(distinct o.office) = 1 then (array_agg(o.office))[1]
      else coalesce(
        (array_agg(o.office order by c.id) filter (where huiyin.begun(c.writer, c.wprev, c.command, c.kind) = c.record))[1],
        case when k.decides = 'leading' and bool_or(o.office = leads) then leads end,
        (array_agg(o.office order by c.id))[1])
      end as owner
    from refold as r join kind as k on k.kind = r.kind
    join change as c on c.record = r.record and c.kind = r.kind
    left join member as m on m.writer = c.writer
    cross join lateral (select coalesce(m.office, c.writer) as office) as o
    group by r.kind, r.record, k.decides
  ), written as (
    insert into owned as w (kind, record, owner) select kind, record, owner from found
    on conflict (record, kind) do update set owner = excluded.owner where w.owner <> excluded.owner
    returning record
  )
  insert into refold select distinct a.kind, a.record from about as a join written as w on a.target = w.record
  on conflict do nothing;
end $$;

-- Tells whether a unit is an office's, or below one that is; a person is of nobody in particular.
create or replace function huiyin.belongs(one bytea, o bytea) returns boolean
  language plpgsql stable as $$
declare
  at bytea := one;
  its bytea;
  is_unit boolean := false;
begin
  for step in 1..32 loop
    exit when at is null;
    at := coalesce((select stands from standing where record = at), at);
    select huiyin.office_of(r.record) into its from office_row as r where r.unit = at
    order by not exists (select from let_in as l where l.office = huiyin.office_of(r.record)), r.created, r.record limit 1;
    if found then
      return its = o;
    end if;
    select parent into its from unit_row where record = at;
    is_unit := is_unit or found;
    at := its;
  end loop;
  return not is_unit;
end $$;

-- Tells whether an office decides about a record that a field names.
create or replace function huiyin.decides_about(k kind, kinds text[], o bytea, target bytea) returns boolean
  language plpgsql stable as $$
begin
  return coalesce((
    select case
      when o = (select root from campaign) then true
      when t.decides = 'leading' and k.of_unit then huiyin.belongs(target, o)
      when t.decides = 'leading' and (select root from campaign) is not null then false
      when t.decides = 'shared' then w.owner = o or (select root from campaign) is null
        or exists (select from let_in where office = o)
      else w.owner = o
    end
    from unnest(kinds) with ordinality as u (kind, place)
    join owned as w on w.kind = u.kind and w.record = target join kind as t on t.kind = u.kind
    order by u.place limit 1), true);
end $$;

-- The fields of a body by which its record is about others of which an office does not decide.
create or replace function huiyin.others(k kind, o bytea, b jsonb) returns text[]
  language plpgsql stable as $$
begin
  return array(select f.field from field as f where f.kind = k.kind and f.field = any(k.about)
    and huiyin.named_by(b ->> f.field) is not null
    and not huiyin.decides_about(k, f.kinds, o, huiyin.named_by(b ->> f.field)));
end $$;

-- Tells whether a change counts whose office does not decide about everything.
create or replace function huiyin.has_say(k kind, r bytea, own bytea, o bytea, verb text, b jsonb) returns boolean
  language plpgsql stable as $$
declare
  leads bytea := (select root from campaign);
  plain boolean;
  steps text[];
  subject jsonb;
begin
  plain := case
    when k.decides = 'leading' and k.source is not null then verb = 'init' and leads is null
    when k.decides = 'leading' and leads is not null then false
    when k.decides = 'shared' then own = o or k.kind = 'identity' or leads is null
      or exists (select from let_in where office = o)
    else own = o
  end;
  if k.about is null or k.only_these then
    return plain;
  end if;
  -- What it was about as it began.
  select c.body into subject from (
    select c.id, coalesce(c.body::jsonb, huiyin.remains_of(c.record, c.id)) as body from change as c
    where c.record = r and c.kind = k.kind and (k.kind = 'identity' or huiyin.office_of(c.writer) = own)) as c
  where exists (select from unnest(k.about) as f where huiyin.named_by(c.body ->> f) is not null)
  order by c.id limit 1;
  subject := coalesce(subject, '{}');
  if k.step is not null then
    steps := array[b ->> k.step, (
      select c.body::jsonb ->> k.step from change as c where c.record = r and c.kind = k.kind
      and huiyin.office_of(c.writer) = own and c.body::jsonb ->> k.step is not null order by c.id limit 1)];
    if steps && k.leading_steps then
      return false;
    elsif not coalesce(steps && k.owner_steps, false) then
      return plain;
    end if;
  end if;
  if k.whole and subject = '{}' and not exists (select from unnest(k.about) as f where huiyin.named_by(b ->> f) is not null) then
    return false;
  end if;
  if cardinality(huiyin.others(k, o, b)) > 0 then
    return false;
  end if;
  if k.decides = 'leading' or k.kind = 'identity' or cardinality(huiyin.others(k, own, subject)) = 0 then
    return plain and cardinality(huiyin.others(k, o, subject)) = 0;
  end if;
  return cardinality(huiyin.others(k, o, subject)) = 0;
end $$;

-- Tells whether a change is an answer of the office to whose unit its record is addressed.
create or replace function huiyin.answers(k kind, r bytea, own bytea, o bytea, change bytea, b jsonb) returns boolean
  language plpgsql stable as $$
declare
  addressed bytea := (
    select huiyin.named_by(c.body::jsonb ->> 'unit') from change as c where c.record = r and c.kind = k.kind
    and huiyin.office_of(c.writer) in (own, (select root from campaign)) and huiyin.named_by(c.body::jsonb ->> 'unit') is not null
    order by c.id desc limit 1);
  has boolean;
begin
  if k.addressed is null or addressed is null then
    return false;
  end if;
  select bool_and(f.field = any(k.addressed)
    or s.value = 'null' and exists (select from unnest(f.emptied_by) as d where d = any(k.addressed) and b -> d <> 'null')
    or exists (select from change as c where c.record = r and c.kind = k.kind and c.id < change
      and huiyin.office_of(c.writer) in (own, (select root from campaign)) and c.body::jsonb -> f.field = s.value))
  into has from jsonb_each(b) as s join field as f on f.kind = k.kind and f.field = s.key;
  return coalesce(has, false) and huiyin.belongs(addressed, o);
end $$;

-- ===== Redactions =====

-- What the remains of a blanked body keep.
create or replace function huiyin.remains_of(r bytea, one bytea) returns jsonb
  language plpgsql stable as $$
declare
  erased text[] := array(select field from erasure where record = r and change = one);
  kept jsonb := '{}';
begin
  if erased = '{}' then
    return kept;
  end if;
  select coalesce(jsonb_object_agg(s.key, s.value order by c.id desc), '{}') into kept
  from change as c, jsonb_each(c.body::jsonb -> 'fields') as s
  where c.record = r and c.kind = 'remains' and c.body is not null and substr(c."over", 1, 24) = one
  and not s.key = any(erased)
  and huiyin.office_of(c.writer) in ((select root from campaign), (
    select w.owner from owned as w join change as x on x.record = r and x.id = one and w.kind = x.kind where w.record = r));
  return kept || case when 'void' = any(erased) then '{"void": "***"}'::jsonb else '{}' end;
end $$;

-- Blanks what is erased by right in the records of `refold`.
create or replace function huiyin.erase() returns void
  language plpgsql as $$
begin
  delete from erasure where record in (select record from refold where kind = 'redaction');
  insert into erasure
    select c.record, x.id, c.body::jsonb ->> 'field', c.id
    from (select distinct record from refold) as r join change as c on c.record = r.record and c.kind = 'redaction'
    cross join lateral jsonb_array_elements_text(c.body::jsonb -> 'changes') as of
    join change as x on x.record = c.record and x.id = huiyin.change_named(of) and x.kind = c.body::jsonb ->> 'noun'
    join kind as k on k.kind = x.kind
    join field as f on f.kind = x.kind and f.field = c.body::jsonb ->> 'field' and f.words
    join owned as w on w.record = c.record and w.kind = x.kind
    where huiyin.office_of(c.writer) = (select root from campaign)
    or huiyin.office_of(c.writer) = w.owner and (k.decides <> 'leading' or k.kind = 'office' or exists (
      select from change as b where b.record = c.record and b.kind = k.kind
      and huiyin.begun(b.writer, b.wprev, b.command, b.kind) = b.record))
    on conflict do nothing;
  update change as c set body = null from erasure as e
  where c.record = e.record and c.body is not null
  and e.record in (select record from refold)
  and (c.id = e.change or c.kind = 'remains' and c.verb = e.field and substr(c."over", 1, 24) = e.change);
end $$;
