-- "What has this client id stored", for sends, whose plan is kept and may have been made while there were a hundred messages: it went by
-- another index then, and each send read all that was ever said in its conversation. Both columns are written in ways of their
-- own here, so that this index and no other fits, not even the unique one on the same. That stays: it keeps ids unique, and the
-- version before this one goes by it.
create index messages_by_sent_id on messages (uuid_send(conversation_id), (coalesce(client_id, '')))
  where coalesce(client_id, '') <> '';
