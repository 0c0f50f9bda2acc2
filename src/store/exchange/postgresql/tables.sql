-- ===== Computed: may be dropped and computed anew at any time =====

create table member (writer bytea primary key, office bytea not null);
comment on table member is 'writers who were let write for an office that began under another';
create table let_in (office bytea primary key);
comment on table let_in is 'offices that the leading one has let in, and itself';
create table revoked (change bytea primary key);
create table owned (kind text not null, record bytea not null, owner bytea not null, primary key (record, kind));
comment on table owned is 'the office whose record one is';
create table standing (record bytea primary key, stands bytea not null);
comment on table standing is 'records that are one with another, which stands for them';
create index on standing (stands);
create table number (kind text not null, record bytea not null, office text not null, number bigint not null, primary key (record, kind));
create index on number (kind, office, number);
create table title (kind text not null, record bytea not null, ref text, title text, primary key (record, kind));
create table link_row (target bytea not null, kind text not null, field text not null, record bytea not null, primary key (record, kind, field, target));
comment on table link_row is 'which record names which';
create index on link_row (target, kind, field);
create table about (target bytea not null, kind text not null, record bytea not null, primary key (record, kind, target));
create index on about (target);
create table conflict_row (kind text not null, record bytea not null, field text not null, change bytea not null, primary key (record, kind, field, change));
create table waiting_row (kind text not null, record bytea not null, change bytea not null, field text not null, primary key (record, kind, change, field));
