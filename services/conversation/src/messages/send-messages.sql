-- Stores a batch of sends in one round trip.
--   $1 uuid[]  ids for the new messages          $5 text[]  client ids, or null
--   $2 text[]  sender ids                        $6 uuid[]  file ids, or null
--   $3 uuid[]  conversation ids                  $7 uuid[]  ids of the messages replied to, or null
--   $4 text[]  contents, contacts masked         $8 text[]  kinds of the contacts masked, comma-separated, or null
--   $9 bool[]  whether the message may be a part of a split contact, and is to be looked at
-- Answers with a row a send, in the order of the batch: the facts that decided it and, where it was stored, its counters.
-- A send is refused without touching its neighbours. Repeated client ids are left out before the counters move, so `seq`
-- has no holes. The locks are taken in the order of the ids, so that two instances never wait for each other.
with input as (
  select *
  from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::uuid[], $8::text[],
      $9::boolean[])
    with ordinality
      as i (id, sender_id, conversation_id, content, client_id, file_id, reply_to, contact_kinds, needs_look, place)
), facts as (
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
      'width', f.width, 'height', f.height, 'thumbnail_name', f.thumbnail_name) end as file
  from input i
  left join users u on u.id = i.sender_id
  left join conversations c on c.id = i.conversation_id
  left join participants p on p.conversation_id = i.conversation_id and p.user_id = i.sender_id
  left join messages stored on stored.conversation_id = i.conversation_id and stored.sender_id = i.sender_id
    and stored.client_id = i.client_id
  left join messages r on r.id = i.reply_to and r.conversation_id = i.conversation_id and r.deleted_at is null
  left join files f on f.id = i.file_id and f.conversation_id = i.conversation_id and f.uploader_id = i.sender_id
    and not exists (select from messages used where used.file_id = f.id)
), accepted as (
  select *, row_number() over (partition by conversation_id order by place)::int as nth
  from facts
  where active and is_participant and not read_only and stored_seq is null
    and (reply_to is null or reply_to_seq is not null)
    and (file_id is null or file is not null)
), locked as materialized (
  select id from conversations
  where id in (select conversation_id from accepted)
  order by id for no key update
), moved as (
  -- Who takes part was read before the lock: where the roster changed in between, nothing is stored and the caller asks again.
  update conversations c set
    last_seq = c.last_seq + n.count,
    version = c.version + n.count,
    updated_at = greatest(c.updated_at, date_trunc('milliseconds', clock_timestamp()))
  from locked l
  join (select conversation_id, roster_version, count(*)::int from accepted group by 1, 2) n on n.conversation_id = l.id
  where c.id = l.id and c.roster_version = n.roster_version
  returning c.id, c.last_seq - n.count as seq, c.version - n.count as version, c.updated_at
), inserted as (
  insert into messages (conversation_id, seq, version, created_version, id, sender_id, sender_name, message_type, content,
    file_id, reply_to_seq, client_id, created_at)
  select a.conversation_id, m.seq + a.nth, m.version + a.nth, m.version + a.nth, a.id, a.sender_id, a.display_name,
    case when a.file_id is null then 'text' else 'file' end, a.content, a.file_id, a.reply_to_seq, a.client_id, m.updated_at
  from accepted a join moved m on m.id = a.conversation_id
  returning id, seq, version, created_at
), noted as (
  insert into contact_findings (kind, place, user_id, conversation_id, message_id)
  select kind, 'message', i.sender_id, i.conversation_id, i.id
  from input i join inserted s on s.id = i.id cross join unnest(string_to_array(i.contact_kinds, ',')) as kind
), watched as (
  insert into split_looks (conversation_id, seq)
  select i.conversation_id, s.seq from input i join inserted s on s.id = i.id where i.needs_look
)
select f.role, f.active, f.display_name, f.type, f.read_only, f.closed, f.is_participant, f.stored_seq, f.reply, f.file,
  s.seq, s.version, s.created_at,
  -- Another writer came in between: what is quoted may have changed since it was read.
  m.version > f.seen_version as overtaken
from facts f
left join inserted s on s.id = f.id
left join moved m on m.id = f.conversation_id
order by f.place
