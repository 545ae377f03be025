-- A list of conversations shows everybody in them by name. To look the names of thousands of people up one by one took longer
-- than all the rest of the list: each participant carries the name, and the database itself keeps it equal to the directory's.
alter table participants add column display_name text;
update participants p set display_name = u.display_name from users u where u.id = p.user_id;
alter table participants alter column display_name set not null;
-- What a list shows of a participant and does not change with each message, as three lines.
alter table participants add column listing text not null
  generated always as (user_id || chr(10) || role || chr(10) || display_name) stored;
-- Names have no line breaks; here they are read as lines.
alter table participants add constraint participant_name_is_one_line check (strpos(display_name, chr(10)) = 0);

create function name_participant() returns trigger language plpgsql as $$
begin
  -- Locked, so that a change of the name is either seen here or finds this row.
  select u.display_name into new.display_name from users u where u.id = new.user_id for share;
  -- Nobody has this id: the foreign key says so better than a missing name.
  new.display_name := coalesce(new.display_name, '');
  return new;
end $$;
create trigger participants_are_named before insert on participants for each row execute function name_participant();

create function rename_participants() returns trigger language plpgsql as $$
begin
  update participants set display_name = new.display_name where user_id = new.id;
  return null;
end $$;
create trigger participants_are_renamed after update of display_name on users
  for each row when (old.display_name is distinct from new.display_name) execute function rename_participants();
