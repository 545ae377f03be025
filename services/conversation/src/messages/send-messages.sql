-- Stores a batch of sends in one round trip.
--   $1 uuid[]  ids for the new messages          $5 text[]  client ids, or null
--   $2 text[]  sender ids                        $6 uuid[]  file ids, or null
--   $3 uuid[]  conversation ids                  $7 uuid[]  ids of the messages replied to, or null
--   $4 text[]  contents, contacts masked         $8 text[]  kinds of the contacts masked, comma-separated, or null
--   $9 bool[]  whether the message may be a part of a split contact, and is to be looked at
--   $10 int    always 1
-- Answers with a row a send, in the order of the batch: its counters where it was stored, else the facts that decided it.
-- A send is refused without touching its neighbours. Repeated client ids are left out before the counters move, so `seq`
-- has no holes. The locks are taken in the order of the ids, so that two instances never wait for each other.
--
-- The plan is made once and kept (`force_generic_plan`), perhaps while the tables are empty. It must not depend on luck:
-- `offset 0` makes each look-up one by index for each send, and the series, of one row that the planner takes for many,
-- makes what is left a hash join.
with input as materialized (
  select i.*
  from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::uuid[], $8::text[],
      $9::boolean[])
    with ordinality
      as i (id, sender_id, conversation_id, content, client_id, file_id, reply_to, contact_kinds, needs_look, place)
  cross join generate_series(1, $10::int)
), facts as materialized (
  select i.*,
    u.role, u.active, u.display_name,
    c.type, c.read_only, c.roster_version, c.version as seen_version, c.closed_at is not null as closed,
    p.user_id is not null as is_participant,
    stored.seq as stored_seq,
    r.seq as reply_to_seq,
    case when r.id is not null then json_build_object(
      'id', r.id, 'seq', r.seq, 'sender_id', r.sender_id, 'sender_name', r.sender_name,
      'excerpt', left(r.content, 140)) end as reply,
    case when f.id is not null then json_build_object(
      'id', f.id, 'stored_name', f.stored_name, 'name', f.name, 'size', f.size, 'mime_type', f.mime_type,
      'width', f.width, 'height', f.height, 'thumbnail_name', f.thumbnail_name) end as file,
    (u.active and p.user_id is not null and not c.read_only and stored.seq is null
      and (i.reply_to is null or r.id is not null)
      and (i.file_id is null or f.id is not null)) is true as accepted
  from input i
  left join lateral (select role, active, display_name from users where id = i.sender_id offset 0) u on true
  left join lateral (
    select type, read_only, roster_version, version, closed_at from conversations where id = i.conversation_id offset 0
  ) c on true
  left join lateral (
    select user_id from participants where conversation_id = i.conversation_id and user_id = i.sender_id offset 0
  ) p on true
  -- Each of these names one index only: another that fits in part would be read from end to end.
  left join lateral (
    select seq from messages
    where uuid_send(conversation_id) = uuid_send(i.conversation_id)
      and coalesce(client_id, '') = i.client_id and coalesce(client_id, '') <> '' and sender_id || '' = i.sender_id offset 0
  ) stored on true
  left join lateral (
    select id, conversation_id, seq, sender_id, sender_name, content, deleted_at from messages
    where i.reply_to is not null and id = i.reply_to offset 0
  ) r on r.conversation_id = i.conversation_id and r.deleted_at is null
  left join lateral (
    select * from files
    where i.file_id is not null and id = i.file_id
      and not exists (select from messages used where used.file_id = i.file_id) offset 0
  ) f on f.conversation_id = i.conversation_id and f.uploader_id = i.sender_id
), placed as materialized (
  select *, (count(*) filter (where accepted) over (partition by conversation_id order by place))::int as nth from facts
), wanted as materialized (
  select conversation_id, roster_version, count(*)::int as count from facts where accepted group by 1, 2
), locked as materialized (
  select id from conversations where id = any (array(select conversation_id from wanted)) order by id for no key update
), moved as (
  -- Who takes part was read before the lock: where the roster changed in between, nothing is stored and the caller asks again.
  update conversations c set
    last_seq = c.last_seq + w.count,
    version = c.version + w.count,
    updated_at = greatest(c.updated_at, date_trunc('milliseconds', clock_timestamp()))
  from wanted w
  where c.id = any (array(select id from locked)) and w.conversation_id = c.id and w.roster_version = c.roster_version
  returning c.id, c.last_seq - w.count as seq, c.version - w.count as version, c.updated_at
), inserted as (
  insert into messages (conversation_id, seq, version, created_version, id, sender_id, sender_name, message_type, content,
    file_id, reply_to_seq, client_id, created_at)
  select a.conversation_id, m.seq + a.nth, m.version + a.nth, m.version + a.nth, a.id, a.sender_id, a.display_name,
    case when a.file_id is null then 'text' else 'file' end, a.content, a.file_id, a.reply_to_seq, a.client_id, m.updated_at
  from placed a join moved m on m.id = a.conversation_id
  where a.accepted
), noted as (
  insert into contact_findings (kind, place, user_id, conversation_id, message_id)
  select kind, 'message', a.sender_id, a.conversation_id, a.id
  from placed a join moved m on m.id = a.conversation_id cross join unnest(string_to_array(a.contact_kinds, ',')) as kind
  where a.accepted and a.contact_kinds is not null
), watched as (
  insert into split_looks (conversation_id, seq)
  select a.conversation_id, m.seq + a.nth from placed a join moved m on m.id = a.conversation_id
  where a.accepted and a.needs_look
)
select f.display_name, m.seq + f.nth as seq, m.version + f.nth as version,
  (extract(epoch from m.updated_at) * 1000)::float8 as created_ms,
  case when m.id is null then json_build_object(
    'role', f.role, 'active', f.active, 'type', f.type, 'read_only', f.read_only, 'closed', f.closed,
    'is_participant', f.is_participant, 'stored_seq', f.stored_seq) end as facts,
  f.reply, f.file,
  -- Another writer came in between: what is quoted may have changed since it was read.
  m.version > f.seen_version as overtaken
from placed f
left join moved m on f.accepted and m.id = f.conversation_id
order by f.place
