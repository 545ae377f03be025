-- Stores one send that is a text and no more: no file, no reply, nothing hidden in it, not to be looked at again. Most sends are
-- such, and while few people write each comes alone: this costs Postgres a third of what `send-messages.sql` does for one.
--   $1 uuid  id for the new message              $4 text  content
--   $2 text  sender id                           $5 text  client id, or null
--   $3 uuid  conversation id
-- Answers with one row of the first of its columns, by the same rules: see there.
with facts as materialized (
  select
    u.role, u.active, u.display_name,
    c.type, c.read_only, c.roster_version, c.closed_at is not null as closed,
    p.user_id is not null as is_participant,
    stored.seq as stored_seq,
    (u.active and p.user_id is not null and not c.read_only and stored.seq is null) is true as accepted
  from (values (1)) one
  left join lateral (select role, active, display_name from users where id = $2::text offset 0) u on true
  left join lateral (
    select type, read_only, roster_version, closed_at from conversations where id = $3::uuid offset 0
  ) c on true
  left join lateral (
    select user_id from participants where conversation_id = $3::uuid and user_id = $2::text offset 0
  ) p on true
  left join lateral (
    select seq from messages
    where uuid_send(conversation_id) = uuid_send($3::uuid)
      and coalesce(client_id, '') = $5::text and coalesce(client_id, '') <> '' and sender_id || '' = $2::text offset 0
  ) stored on true
), moved as (
  -- Who takes part was read before the row is locked: where the roster changed in between, nothing is stored and the caller asks again.
  update conversations c set
    last_seq = c.last_seq + 1,
    version = c.version + 1,
    updated_at = greatest(c.updated_at, date_trunc('milliseconds', clock_timestamp()))
  from facts f
  where c.id = $3::uuid and f.accepted and c.roster_version = f.roster_version
  returning c.last_seq as seq, c.version, c.updated_at
), inserted as (
  insert into messages (conversation_id, seq, version, created_version, id, sender_id, sender_name, message_type, content,
    client_id, created_at)
  select $3::uuid, m.seq, m.version, m.version, $1::uuid, $2::text, f.display_name, 'text', $4::text, $5::text, m.updated_at
  from moved m cross join facts f
)
select f.display_name, m.seq, m.version, (extract(epoch from m.updated_at) * 1000)::float8 as created_ms,
  case when m.seq is null then json_build_object(
    'role', f.role, 'active', f.active, 'type', f.type, 'read_only', f.read_only, 'closed', f.closed,
    'is_participant', f.is_participant, 'stored_seq', f.stored_seq) end as facts
from facts f left join moved m on true
