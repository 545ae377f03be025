-- Glossary
--   seat          one of the two places of a direct conversation: `bridge`, always an Admin's, and `guest`
--   roster        who takes part in a conversation, with which role
--   version       counts every change of a conversation or of one of its messages; `last_seq` counts its messages
--   watermark     the seq up to which a person has read, or been delivered, a conversation's messages
--   tombstone     a deleted message: its place stays, what it said does not
--
-- Forbidden states cannot be written, not even by hand: roles are part of the foreign keys, so a row that breaks a rule
-- refers to nothing.

create table users (
  id text primary key,
  role text not null check (role in ('admin', 'coach', 'parent')),
  display_name text not null,
  active boolean not null,
  -- Counts changes; what is not yet published is published again by the sweeper.
  revision integer not null default 1,
  published_revision integer not null default 0,
  created_at timestamptz(3) not null default now(),
  unique (id, role)
);
create index users_unpublished on users (id) where published_revision < revision;
create index users_active_by_role on users (role) where active;

create table batches (
  id text primary key,
  name text not null,
  archived boolean not null default false,
  created_at timestamptz(3) not null default now()
);

create table batch_members (
  batch_id text not null references batches (id),
  user_id text not null references users (id),
  primary key (batch_id, user_id)
);
create index batch_members_by_user on batch_members (user_id);

create table conversations (
  id uuid primary key,
  type text not null check (type in ('direct', 'batch')),
  batch_id text unique references batches (id),
  bridge_id text,
  bridge_role text,
  guest_id text,
  guest_role text,
  closed_at timestamptz(3),
  -- While a direct conversation is open its seats hold the roles that the directory says.
  open_bridge_role text generated always as (case when closed_at is null then bridge_role end) stored,
  open_guest_role text generated always as (case when closed_at is null then guest_role end) stored,
  read_only boolean not null default false,
  last_seq integer not null default 0,
  version integer not null default 1,
  -- Up to which version everything has been told on the bus.
  published_version integer not null default 0,
  -- The version of the last change of the roster or of `read_only`: rights that were read before it are read again.
  roster_version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  -- Of the last message, edit or delete; orders the list of conversations.
  updated_at timestamptz(3) not null default now(),
  unique (id, type),
  unique (id, batch_id),
  unique (id, bridge_id),
  unique (id, guest_id),
  constraint conversation_shape check (
    (
      type = 'batch' and batch_id is not null and closed_at is null
      and bridge_id is null and bridge_role is null and guest_id is null and guest_role is null
    )
    or (
      type = 'direct' and batch_id is null
      and bridge_id is not null and bridge_role is not null and bridge_role = 'admin'
      and guest_id is not null and guest_role is not null and guest_id <> bridge_id
    )
  ),
  constraint bridge_is_admin foreign key (bridge_id, open_bridge_role) references users (id, role)
    deferrable initially deferred,
  constraint guest_has_role foreign key (guest_id, open_guest_role) references users (id, role)
    deferrable initially deferred
  -- Counters change with every message and no index holds them, so these updates stay within the page (HOT).
) with (fillfactor = 70);
create unique index one_direct_conversation_a_pair
  on conversations (least(bridge_id, guest_id), greatest(bridge_id, guest_id)) where type = 'direct';

create table participants (
  conversation_id uuid not null,
  user_id text not null,
  role text not null,
  type text not null,
  batch_id text,
  seat text check (seat in ('bridge', 'guest')),
  last_read_seq integer not null default 0,
  last_delivered_seq integer not null default 0,
  joined_version integer not null,
  bridge_of uuid generated always as (case when seat = 'bridge' then conversation_id end) stored,
  guest_of uuid generated always as (case when seat = 'guest' then conversation_id end) stored,
  member_of text generated always as (case when role <> 'admin' then batch_id end) stored,
  primary key (conversation_id, user_id),
  -- Deferrable, so that two Admins can swap their seats in one statement.
  unique (conversation_id, seat) deferrable,
  constraint participant_shape check (
    (type = 'direct' and seat is not null and batch_id is null and (seat <> 'bridge' or role = 'admin'))
    or (type = 'batch' and seat is null and batch_id is not null)
  ),
  foreign key (conversation_id, type) references conversations (id, type),
  foreign key (conversation_id, batch_id) references conversations (id, batch_id),
  constraint participant_has_role foreign key (user_id, role) references users (id, role)
    deferrable initially deferred,
  constraint coach_or_parent_is_member foreign key (member_of, user_id) references batch_members (batch_id, user_id)
    deferrable initially deferred,
  constraint bridge_has_seat foreign key (bridge_of, user_id) references conversations (id, bridge_id)
    deferrable initially deferred,
  constraint guest_has_seat foreign key (guest_of, user_id) references conversations (id, guest_id)
    deferrable initially deferred
) with (fillfactor = 80);
create index participants_by_user on participants (user_id);

-- Who left, at which version, and how far they had read; a person who comes back goes on from there.
create table participant_removals (
  conversation_id uuid not null references conversations (id),
  user_id text not null references users (id),
  version integer not null,
  last_read_seq integer not null,
  last_delivered_seq integer not null,
  removed_at timestamptz(3) not null default now(),
  primary key (conversation_id, user_id)
);

-- Only batch conversations have files.
create table files (
  id uuid primary key,
  conversation_id uuid not null,
  conversation_type text not null default 'batch' check (conversation_type = 'batch'),
  uploader_id text not null references users (id),
  stored_name text not null unique,
  name text not null,
  size bigint not null,
  mime_type text not null,
  width integer,
  height integer,
  thumbnail_name text unique,
  created_at timestamptz(3) not null default now(),
  unique (id, conversation_id),
  foreign key (conversation_id, conversation_type) references conversations (id, type)
);
create index files_by_age on files (created_at);

create table messages (
  conversation_id uuid not null references conversations (id),
  seq integer not null,
  -- Of the last change, and of the message itself.
  version integer not null,
  created_version integer not null,
  id uuid not null unique,
  sender_id text not null,
  sender_name text not null,
  message_type text not null check (message_type in ('text', 'file')),
  content text not null,
  file_id uuid,
  reply_to_seq integer,
  client_id text,
  created_at timestamptz(3) not null,
  edited_at timestamptz(3),
  deleted_at timestamptz(3),
  primary key (conversation_id, seq),
  unique (conversation_id, version),
  constraint file_messages_have_a_file check ((message_type = 'file') = (file_id is not null)),
  foreign key (file_id, conversation_id) references files (id, conversation_id),
  foreign key (conversation_id, reply_to_seq) references messages (conversation_id, seq)
);
create unique index messages_by_client_id on messages (conversation_id, sender_id, client_id)
  where client_id is not null;
create unique index one_message_a_file on messages (file_id) where file_id is not null;
create index replies on messages (conversation_id, reply_to_seq) where reply_to_seq is not null;
-- These two correct unread counts for own and for deleted messages.
create index messages_by_sender on messages (conversation_id, sender_id, seq);
create index tombstones on messages (conversation_id, seq) include (sender_id) where deleted_at is not null;

-- What a message said before an edit or a delete. No chat route reads it.
create table message_revisions (
  conversation_id uuid not null,
  seq integer not null,
  version integer not null,
  content text not null,
  changed_by text not null,
  changed_at timestamptz(3) not null,
  primary key (conversation_id, seq, version),
  foreign key (conversation_id, seq) references messages (conversation_id, seq)
);

-- One row for each advance of a read watermark: who read the messages after which and up to which seq, and when. What a
-- person found as read when they joined is in none of their advances.
create table read_advances (
  conversation_id uuid not null,
  user_id text not null,
  after_seq integer not null,
  seq integer not null,
  read_at timestamptz(3) not null,
  primary key (conversation_id, user_id, seq)
);
