-- That a contact was hidden: who, where, when and which kind. Never what it was.
create table contact_findings (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('email', 'phone', 'link', 'upi')),
  place text not null check (place in ('message', 'edit', 'split', 'fileName', 'displayName', 'batchName')),
  user_id text references users (id),
  conversation_id uuid references conversations (id),
  message_id uuid references messages (id),
  batch_id text references batches (id),
  found_at timestamptz(3) not null default now()
);
create index contact_findings_by_time on contact_findings (found_at desc, id desc);

-- A display name with its look-alikes folded, by which an imitation of another person is recognised.
alter table users add column name_skeleton text not null default '';
create index users_by_name_skeleton on users (name_skeleton);
