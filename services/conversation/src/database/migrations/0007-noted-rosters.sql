-- A list of conversations shows everybody in them and how far they have read: some thousand rows for a page of a hundred, which
-- took longer than all the rest. So who takes part in a conversation is noted in one row, too. A receipt does not touch it:
-- whoever is not noted as they are now shows as such by themselves and is read beside the note, and once they are many
-- the note is written anew (`note-rosters.ts`). At any moment the two together say what `participants` says.
-- Batches are only those whose notes save anything: the two of a direct conversation are read as they are.

-- What is copied below must not change meanwhile.
lock table batches, participants in access exclusive mode;

create table noted_rosters (
  conversation_id uuid primary key references conversations (id) on delete cascade,
  -- Kept equal to the batch's by triggers. Null for a direct conversation.
  batch_name text,
  -- Five lines of each: id, role, name, and how far they have read and been delivered.
  people text,
  -- Of the people above, those who have left since.
  gone text[] not null default '{}'
);

-- The watermarks that the note says; null where it says another role or name, or nothing.
alter table participants add column noted_read_seq integer;
alter table participants add column noted_delivered_seq integer;

insert into noted_rosters (conversation_id, batch_name, people)
  select c.id, (select b.name from batches b where b.id = c.batch_id), (
    select string_agg(p.listing || chr(10) || p.last_read_seq || chr(10) || p.last_delivered_seq, chr(10))
    from participants p where p.conversation_id = c.id and p.type = 'batch'
  ) from conversations c;
update participants set noted_read_seq = last_read_seq, noted_delivered_seq = last_delivered_seq;

-- Whichever statement moves a watermark. Only the index below has this column, so that no other can be taken for it.
alter table participants add column unnoted_in uuid generated always as (
  case when type = 'batch' and (noted_read_seq is distinct from last_read_seq or noted_delivered_seq is distinct from last_delivered_seq)
    then conversation_id end
) stored;
create index participants_unnoted on participants (unnoted_in) where unnoted_in is not null;

-- With the conversation behind the person: a look-up of one participant cannot be planned to read all that a person takes part in.
drop index participants_by_user;
create index participants_by_user on participants (user_id, conversation_id);

create function unnote_participant() returns trigger language plpgsql as $$
begin
  new.noted_read_seq := null;
  return new;
end $$;
create trigger changed_participants_are_unnoted before update of role, display_name on participants
  for each row execute function unnote_participant();

create function strike_participants() returns trigger language plpgsql as $$
begin
  update noted_rosters n set gone = array(select unnest(n.gone) union select unnest(l.user_ids))
  from (select conversation_id, array_agg(user_id) as user_ids from left_participants group by conversation_id) l
  where n.conversation_id = l.conversation_id;
  return null;
end $$;
create trigger left_participants_are_struck after delete on participants referencing old table as left_participants
  for each statement execute function strike_participants();

create function open_roster() returns trigger language plpgsql as $$
begin
  insert into noted_rosters (conversation_id) values (new.id);
  -- Locked, so that a change of the name is either seen here or finds the row above.
  update noted_rosters set batch_name = b.name
  from (select name from batches where id = new.batch_id for share) b where conversation_id = new.id;
  return null;
end $$;
create trigger conversations_have_a_roster after insert on conversations for each row execute function open_roster();

create function rename_roster() returns trigger language plpgsql as $$
begin
  update noted_rosters n set batch_name = new.name
  from conversations c where c.batch_id = new.id and n.conversation_id = c.id;
  return null;
end $$;
create trigger rosters_are_renamed after update of name on batches
  for each row when (old.name is distinct from new.name) execute function rename_roster();
