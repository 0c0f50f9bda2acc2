//! The schema there, from the declared kinds: what the fold needs to know of them, a table of each, and a
//! view of each with the keys of its JSON.

use std::fmt::Write as _;

use crate::model::identity::JOINABLE;
use crate::model::kind::{Decides, Field, Kind, REF, Shape, Since, Steps};
use crate::model::personal::{self, Personal};
use crate::store::dated::{Dialect, on_day_in};
use crate::text::{Lang, Text};

const LOG: &str = include_str!("log.sql");
const TABLES: &str = include_str!("tables.sql");
const AUTHORITY: &str = include_str!("authority.sql");
const FOLD: &str = include_str!("fold.sql");
const ANSWERS: &str = include_str!("answers.sql");

/// The tables that are computed beside those of kinds.
const COMPUTED: &[&str] = &[
    "campaign",
    "erasure",
    "member",
    "let_in",
    "revoked",
    "owned",
    "standing",
    "number",
    "title",
    "link_row",
    "about",
    "conflict_row",
    "waiting_row",
];

static POSTGRESQL: Dialect = Dialect {
    table,
    earliest: "'-infinity'",
    least: "least",
    later: |day, days| format!("({day} + ({days})::integer)"),
};

/// The day that views show.
const TODAY: &str = "huiyin.today()";

/// A rate, and the queries that its numerator and its denominator add up.
pub(crate) type RateQueries = (&'static str, &'static str, &'static str);

/// Writes the schema.
pub(crate) fn schema(kinds: &[&'static Kind], rates: &[RateQueries]) -> String {
    let mut sql = format!("{BEGINNING}{}{LOG}{TABLES}", declared(kinds));
    for kind in kinds {
        sql += &table_of(kind);
    }
    let tables = kinds.iter().map(|kind| format!("{}_row", kind.id));
    let tables = COMPUTED.iter().map(|name| (*name).to_owned()).chain(tables);
    let tables: Vec<String> = tables.map(|name| format!("('{name}')")).collect();
    let _ = writeln!(
        sql,
        "create or replace function huiyin.computed() returns table (table_name text) language sql immutable as $$ values {} $$;",
        tables.join(", ")
    );
    sql += AUTHORITY;
    sql += FOLD;
    for kind in kinds {
        sql += &view_of(kind);
    }
    let surnames = list(personal::compound_surnames());
    let _ = writeln!(
        sql,
        "create or replace function huiyin.compound_surnames() returns text[] language sql immutable as $$ select {surnames} $$;"
    );
    sql += ANSWERS;
    sql += &rates_of(kinds, rates);
    for kind in kinds.iter().filter(|kind| kind.letter.is_some()) {
        sql += &public_view_of(kind);
    }
    sql += END;
    sql
}

/// Names the table of a kind, or of what stands beside them.
fn table(name: &str) -> String {
    format!("\"{name}_row\"")
}

/// Words in Chinese and English.
fn both(words: Text) -> String {
    format!("{} {}", words.get(Lang::Zh), words.get(Lang::En))
}

fn text(words: &str) -> String {
    format!("'{}'", words.replace('\'', "''"))
}

fn optional(words: Option<&str>) -> String {
    words.map_or("null".to_owned(), text)
}

fn list<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<String> = words.into_iter().map(text).collect();
    format!("array[{}]::text[]", words.join(", "))
}

fn ids<'f>(fields: &[&'f Field]) -> Vec<&'f str> {
    fields.iter().map(|field| field.id).collect()
}

/// Writes what the fold needs to know of the kinds.
fn declared(kinds: &[&'static Kind]) -> String {
    let (mut of_kinds, mut of_fields) = (Vec::new(), Vec::new());
    for kind in kinds {
        of_kinds.push(kind_row(kind));
        of_fields.extend(kind.all_fields().map(|field| field_row(kind, field)));
    }
    format!(
        "{DECLARED}insert into kind values\n{};\ninsert into field values\n{};\n",
        of_kinds.join(",\n"),
        of_fields.join(",\n")
    )
}

fn kind_row(kind: &'static Kind) -> String {
    let (decides, steps): (_, Option<&Steps>) = match &kind.decides {
        Decides::Leading => ("leading", None),
        Decides::Owner => ("owner", None),
        Decides::Shared => ("shared", None),
        Decides::ByOthers(steps) => ("others", steps.as_ref()),
    };
    let about = kind.about.as_ref();
    let addressed = kind.addressed.as_ref();
    let columns = [
        text(kind.id),
        optional(kind.letter.map(String::from).as_deref()),
        optional(kind.title.map(|title| title.id)),
        text(decides),
        about.map_or("null".to_owned(), |about| list(ids(about.fields))),
        about.is_some_and(|about| about.whole).to_string(),
        about.is_some_and(|about| about.only_these).to_string(),
        about.is_some_and(|about| about.of_unit).to_string(),
        addressed.map_or("null".to_owned(), |rule| list(ids(rule.fields))),
        optional(steps.map(|steps| steps.field.id)),
        list(steps.map_or(&[][..], |steps| steps.leading).iter().copied()),
        list(steps.map_or(&[][..], |steps| steps.owner).iter().copied()),
        optional(kind.preset.map(|preset| preset.source.id)),
        list(
            kind.preset
                .map_or(&[][..], |preset| preset.trust)
                .iter()
                .copied(),
        ),
        JOINABLE.contains(&kind.id).to_string(),
    ];
    format!("({})", columns.join(", "))
}

fn field_row(kind: &'static Kind, field: &'static Field) -> String {
    let emptied_by = kind.states.iter().filter(|state| state.clears(field));
    let emptied_by = emptied_by.filter_map(|state| match state.since {
        Since::Day(day) => Some(day.id),
        _ => None,
    });
    let entered = kind.states.iter().find_map(|state| match state.since {
        Since::Entered(day) if state.says(field) => Some(day.id),
        _ => None,
    });
    let kinds = match field.shape {
        Shape::Reference(kinds) => kinds,
        _ => &[],
    };
    let columns = [
        text(kind.id),
        text(field.id),
        text(kind.group_of(field)[0].id),
        text(shape(field.shape)),
        field.many.to_string(),
        (!kind.is_computed(field)).to_string(),
        list(field.choices().iter().map(|choice| choice.id)),
        list(kinds.iter().copied()),
        list(emptied_by),
        optional(entered.filter(|day| *day != field.id)),
        field.is_of_words().to_string(),
    ];
    format!("({})", columns.join(", "))
}

const fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Category | Shape::Text => "text",
        Shape::Choice(_) => "choice",
        Shape::Count => "count",
        Shape::Day => "day",
        Shape::Decimal => "decimal",
        Shape::Flag => "flag",
        Shape::Json => "json",
        Shape::Money => "money",
        Shape::Percent => "percent",
        Shape::Reference(_) => "reference",
    }
}

/// Returns the type of a column.
fn type_of(field: &Field) -> String {
    let one = match field.shape {
        Shape::Category | Shape::Text | Shape::Choice(_) => "text",
        Shape::Count | Shape::Percent => "bigint",
        Shape::Day => "date",
        Shape::Decimal | Shape::Money => "numeric",
        Shape::Flag => "boolean",
        Shape::Json => "jsonb",
        Shape::Reference(_) => "bytea",
    };
    format!("{one}{}", if field.many { "[]" } else { "" })
}

fn table_of(kind: &'static Kind) -> String {
    let name = table(kind.id);
    let columns = kind.all_fields();
    let columns = columns.map(|field| format!(",\n  \"{}\" {}", field.id, type_of(field)));
    format!(
        "create table {name} (\n  record bytea primary key,\n  created bytea not null,\n  office text,\n  number bigint,\n  \
         copy bigint not null,\n  origin bytea not null{}\n);\n",
        columns.collect::<String>()
    )
}

/// Writes the view of a kind: the keys of its JSON, and the identity last.
fn view_of(kind: &'static Kind) -> String {
    let mut columns = Vec::new();
    let mut comments = String::new();
    for field in kind.all_fields() {
        let (id, key) = (field.id, field.key());
        if let Shape::Reference(kinds) = field.shape {
            let kinds = list(kinds.iter().copied());
            let named = |what: &str| {
                if field.many {
                    format!(
                        "(select array_agg({what} order by u.place) from unnest(t.\"{id}\") with ordinality as u (one, place)
    left join lateral (select n.ref, n.title from title as n where n.record = u.one and n.kind = any({kinds}) limit 1) as n on true)"
                    )
                } else {
                    format!(
                        "(select {what} from title as n where n.record = t.\"{id}\" and n.kind = any({kinds}) limit 1)"
                    )
                }
            };
            columns.push(format!("{} as \"{key}\"", named("n.ref")));
            columns.push(format!("{} as \"{id}_name\"", named("n.title")));
        } else {
            columns.push(format!("t.\"{id}\" as \"{key}\""));
        }
        let _ = writeln!(
            comments,
            "comment on column \"{}\".\"{key}\" is {};",
            kind.id,
            text(&both(field.label))
        );
    }
    format!(
        "create view \"{id}\" as select\n  {},\n  t.record\nfrom ({}) as t where t.void is distinct from 'undo';\n\
         comment on view \"{id}\" is {};\n{comments}",
        columns.join(",\n  "),
        on_day_in(&POSTGRESQL, kind, TODAY),
        text(&both(kind.name)),
        id = kind.id,
    )
}

/// Writes the view of a kind for the public: what is personal is masked, and of other words only the title
/// of what says nothing personal is shown.
fn public_view_of(kind: &'static Kind) -> String {
    let is_private = kind.all_fields().any(|field| field.personal.is_some());
    let mut columns = Vec::new();
    for field in kind.all_fields() {
        let key = field.key();
        let is_title = kind.title.is_some_and(|title| title.id == field.id);
        let is_ref = field.id == REF.id;
        let masked = match field.personal {
            Some(Personal::Address) => Some("address"),
            Some(Personal::IdNumber | Personal::Phone) => Some("number"),
            Some(Personal::Name) => Some("name"),
            Some(Personal::Whole) => Some("whole"),
            None => None,
        };
        columns.push(match field.shape {
            _ if masked.is_some() => {
                format!(
                    "huiyin.masked('{}', v.\"{key}\") as \"{key}\"",
                    masked.unwrap_or_default()
                )
            }
            Shape::Json => continue,
            Shape::Text if !is_ref && (is_private || !is_title) => {
                format!("case when v.\"{key}\" is not null then '***' end as \"{key}\"")
            }
            Shape::Text if !is_ref => {
                format!("regexp_replace(v.\"{key}\", '[0-9]{{7,}}', '****', 'g') as \"{key}\"")
            }
            _ => format!("v.\"{key}\""),
        });
    }
    format!(
        "create or replace view huiyin_public.\"{id}\" as select {} from \"{id}\" as v where v.void is null;\n",
        columns.join(", "),
        id = kind.id
    )
}

/// Writes the function of the rates, which asks what reports ask.
fn rates_of(kinds: &[&'static Kind], rates: &[RateQueries]) -> String {
    let is_asked = |kind: &&&'static Kind| {
        let from = format!("from {} ", kind.id);
        let all = rates.iter().flat_map(|(_, above, below)| [above, below]);
        all.map(|sql| sql.replace('\n', " "))
            .any(|sql| sql.contains(&from))
    };
    let sources = kinds.iter().filter(is_asked);
    let sources = sources.map(|kind| {
        format!(
            "\"{}\" as ({})",
            kind.id,
            on_day_in(&POSTGRESQL, kind, "as_of")
        )
    });
    let sum = |query: &str| {
        format!(
            "(select coalesce(sum(q.amount), 0)::bigint from ({}) as q)",
            query.replace("?1", "as_of")
        )
    };
    let asked = rates.iter();
    let asked =
        asked.map(|(id, above, below)| format!("  select '{id}', {}, {}", sum(above), sum(below)));
    format!(
        "create or replace function huiyin.rates(as_of date default huiyin.today(), known_on date default null)
  returns table (rate text, numerator bigint, denominator bigint)
  language plpgsql set search_path = pg_temp, huiyin set jit = off as $$
#variable_conflict use_column
begin
  if known_on is not null then
    perform huiyin.know(known_on);
  end if;
  return query with {}\n{};
  if known_on is not null then
    perform huiyin.forget();
  end if;
end $$;
comment on function huiyin.rates(date, date) is 'the rates of `huiyin report rates`, as of a day, by what was written by another';\n",
        sources.collect::<Vec<_>>().join(",\n"),
        asked.collect::<Vec<_>>().join("\n  union all\n")
    )
}

const BEGINNING: &str = "\
-- The schema of huiyin for PostgreSQL; loaded again it computes anew what follows from the log.
set client_encoding = 'UTF8';
set client_min_messages = warning;
begin;
do $$ declare r text; begin
  foreach r in array array['huiyin_owner', 'huiyin_uploader', 'huiyin_reader', 'huiyin_publisher'] loop
    if not exists (select from pg_roles where rolname = r) then
      execute format('create role %I', r);
    end if;
  end loop;
  if not pg_has_role(current_user, 'huiyin_owner', 'member') then
    execute format('grant huiyin_owner to %I', current_user);
  end if;
end $$;
create schema if not exists huiyin authorization huiyin_owner;
create schema if not exists huiyin_public authorization huiyin_owner;
set local role huiyin_owner;
set local search_path = huiyin;
do $$ declare one record; begin
  -- What is computed goes; the log stays.
  for one in select c.relname, c.relkind from pg_class as c where c.relnamespace = 'huiyin'::regnamespace
    and c.relkind in ('r', 'v', 'p') and c.relname not in ('change', 'touched', 'campaign', 'erasure') and c.relname !~ '^change_[0-7]$'
  loop
    execute format('drop %s if exists huiyin.%I cascade', case one.relkind when 'v' then 'view' else 'table' end, one.relname);
  end loop;
end $$;
create or replace function huiyin.today() returns date language sql stable as $$
  select coalesce(nullif(current_setting('huiyin.today', true), '')::date, (now() at time zone 'Asia/Shanghai')::date) $$;
comment on function huiyin.today() is 'the day that the views show: today in China, or what `set huiyin.today` says';
";

const DECLARED: &str = "\
create table kind (kind text primary key, letter text, title text, decides text not null, about text[], whole boolean not null,
  only_these boolean not null, of_unit boolean not null, addressed text[], step text, leading_steps text[] not null,
  owner_steps text[] not null, source text, trust text[] not null, joinable boolean not null);
create table field (kind text not null, field text not null, unit text not null, shape text not null, many boolean not null,
  stored boolean not null, choices text[] not null, kinds text[] not null, emptied_by text[] not null, entered text,
  words boolean not null, primary key (kind, field));
";

const END: &str = "\
revoke all on all functions in schema huiyin from public;
grant usage on schema huiyin to huiyin_uploader, huiyin_reader;
grant insert on upload to huiyin_uploader;
grant execute on function huiyin.take() to huiyin_uploader;
grant select on all tables in schema huiyin to huiyin_reader;
grant execute on all functions in schema huiyin to huiyin_reader;
revoke execute on function huiyin.take(), huiyin.lead(text), huiyin.arrive() from huiyin_reader;
grant usage on schema huiyin_public to huiyin_publisher;
grant select on all tables in schema huiyin_public to huiyin_publisher;
grant execute on function huiyin.today(), huiyin.masked(text, text), huiyin.compound_surnames() to huiyin_publisher;
insert into touched select distinct record, kind from change;
select huiyin.take();
commit;
";
