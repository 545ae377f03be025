-- Messages that may be the last part of a contact taken apart over several, until they have been looked at together with what
-- came before them. A row is written with its message and goes when the look is done: what a crash leaves is looked at again.
create table split_looks (
  conversation_id uuid not null,
  seq integer not null,
  noted_at timestamptz(3) not null default clock_timestamp(),
  primary key (conversation_id, seq),
  foreign key (conversation_id, seq) references messages (conversation_id, seq)
);
create index split_looks_by_age on split_looks (noted_at);
