-- ===== The log: rows that are only ever added, from whatever office, in whatever order =====

-- A part of what an id commits to: its length, then itself.
create or replace function huiyin.part(bytea) returns bytea
  language sql immutable parallel safe as $$ select int8send(length(coalesce($1, ''))) || coalesce($1, '') $$;
-- The ids that `over` joins.
create or replace function huiyin.ids(bytea) returns setof bytea
  language sql immutable parallel safe as $$ select substr($1, 24 * n + 1, 24) from generate_series(0, length($1) / 24 - 1) as n $$;
-- The record that a text names, or nothing.
create or replace function huiyin.named_by(text) returns bytea
  language sql immutable parallel safe as $$ select case when $1 ~ '^[0-9a-f]{32}$' then decode($1, 'hex') end $$;
-- The day in China of a change, or of a moment.
create or replace function huiyin.day_of(id bytea) returns date
  language sql immutable parallel safe as $$
  select (timestamp '1970-01-01' + interval '8 hours'
          + (('x' || encode(substr(id, 1, 6), 'hex'))::bit(48)::bigint) * interval '1 millisecond')::date $$;
-- The first id that a change after a day in China can have.
create or replace function huiyin.after(day date) returns bytea
  language sql immutable parallel safe as $$
  select int8send(((extract(epoch from (day + 1)::timestamp - interval '8 hours') * 1000)::bigint) << 16) $$;

create table if not exists change (
  id bytea not null check (length(id) = 24),
  record bytea not null check (length(record) = 16),
  kind text not null check (kind <> ''),
  writer bytea not null check (length(writer) = 16),
  wprev bytea check (length(wprev) = 24),
  command bytea not null check (length(command) = 16),
  verb text not null check (verb <> ''),
  actor text not null check (actor <> ''),
  "over" bytea not null check (length("over") % 24 = 0),
  body text,
  body_hash bytea not null check (length(body_hash) = 32),
  primary key (record, id)
) partition by hash (record);
do $$ begin
  for n in 0..7 loop
    execute format('create table if not exists %I partition of change for values with (modulus 8, remainder %s)', 'change_' || n, n);
  end loop;
end $$;
create index if not exists change_by_id on change (id);
create index if not exists change_by_writer on change (writer);
create index if not exists change_of_kind on change (kind, record)
  where kind in ('office', 'admit', 'close', 'revoke', 'redaction', 'remains', 'identity', 'evaluation', 'survey', 'notice');

-- What came and is not folded yet; a row may stand here more than once.
create table if not exists touched (record bytea not null, kind text not null);

-- What somebody may do about a campaign: which office leads, where the owner of the database has said so.
create table if not exists campaign (
  one integer primary key default 1 check (one = 1),
  chosen bytea, -- the office that `lead` chose
  root bytea,   -- the office that leads: the one chosen, else the only one that says so
  closed boolean not null default false
);
insert into campaign (one) values (1) on conflict do nothing;

-- Bodies that are erased by right.
create table if not exists erasure (
  record bytea not null,
  change bytea not null,
  field text not null,
  by bytea not null,
  primary key (record, change, field, by)
);

-- The door: rows are inserted here, as often as you like.
create or replace view upload as
  select id, record, kind, writer, wprev, command, verb, actor, "over", body, body_hash from change;
create or replace function huiyin.arrive() returns trigger
  language plpgsql security definer set search_path = huiyin, pg_temp as $$
begin
  -- Both hashes are looked at here, and not by constraints, which every single row would have planned anew.
  if new.body is not null and (sha256(convert_to(new.body, 'UTF8')) is distinct from new.body_hash
      or jsonb_typeof(new.body::jsonb) <> 'object') then
    raise exception 'the body of change % is not what its hash says', encode(new.id, 'hex') using errcode = 'check_violation';
  end if;
  if substr(new.id, 9) is distinct from substr(sha256(
      huiyin.part(substr(new.id, 1, 8)) || huiyin.part(new.record) || huiyin.part(convert_to(new.kind, 'UTF8'))
      || huiyin.part(new.writer) || huiyin.part(new.wprev) || huiyin.part(new.command)
      || huiyin.part(convert_to(new.verb, 'UTF8')) || huiyin.part(convert_to(new.actor, 'UTF8'))
      || huiyin.part(new."over") || huiyin.part(new.body_hash)), 1, 16) then
    raise exception 'the id of change % is not what its hash says', encode(new.id, 'hex') using errcode = 'check_violation';
  end if;
  -- What is known already.
  if exists (select from change as c where c.record = new.record and c.id = new.id and (c.body is not null or new.body is null)) then
    return new;
  end if;
  insert into change as c (id, record, kind, writer, wprev, command, verb, actor, "over", body, body_hash)
  values (new.id, new.record, new.kind, new.writer, new.wprev, new.command, new.verb, new.actor, new."over", new.body, new.body_hash)
  on conflict (record, id) do update set body = excluded.body
    where c.body is null and excluded.body is not null
    and not exists (select from erasure as e where e.record = c.record and e.change = c.id);
  if found then
    insert into touched (record, kind) values (new.record, new.kind);
  end if;
  return new;
end $$;
drop trigger if exists arrive on upload;
create trigger arrive instead of insert on upload for each row execute function huiyin.arrive();
