-- One index instead of two: it keeps client ids unique, and is what sends look them up by (see 0008 for how its columns are written).
-- The version before this one finds what it looks for in it too; one from before 0008 reads more until it is replaced.
drop index messages_by_client_id;
create unique index messages_by_client_id
  on messages (uuid_send(conversation_id), (coalesce(client_id, '')), (sender_id || ''))
  where coalesce(client_id, '') <> '';
drop index messages_by_sent_id;
