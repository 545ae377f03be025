-- Every message goes in by a statement that has just locked and moved on its conversation's row (`send-messages.sql`), so that it is
-- there; to look for it once more for each message was an eighth of what Postgres did for it. Who takes part refers to the
-- conversation as before: none of which there are people can be deleted under its messages.
--
-- Both tables are locked by this, in the order in which sends and reads take them: the other way round they would wait in a circle.
lock table conversations, messages in access exclusive mode;
alter table messages drop constraint messages_conversation_id_fkey;
