-- The same uniqueness; in this order the index answers "was this client id used here" without the sender, whose own index
-- would otherwise be taken for it and read from end to end.
drop index messages_by_client_id;
create unique index messages_by_client_id on messages (conversation_id, client_id, sender_id) where client_id is not null;
