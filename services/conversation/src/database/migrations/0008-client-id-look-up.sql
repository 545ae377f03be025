-- The same uniqueness. The conversation is written in a way of its own here, so that no other index fits the look-up of a send, whose
-- plan is kept: planned while there were some hundred messages it went by another index, and each send read all that
-- was ever said in its conversation.
drop index messages_by_client_id;
create unique index messages_by_client_id on messages (uuid_send(conversation_id), client_id, sender_id)
  where client_id is not null;
