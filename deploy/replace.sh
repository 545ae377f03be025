#!/bin/sh
# Replaces every replica of the services named (default: all three) by one made from the images and the configuration of
# now, while people write: the new ones are started beside the old ones, and when they are healthy the old ones are told to
# end, one after the other. What `docker compose` needs to find the project comes from the folder or its own variables.
#   deploy/replace.sh [conversation] [realtime] [upload]
set -eu
[ $# -gt 0 ] || set -- conversation realtime upload
for service; do
  old=$(docker compose ps --quiet "$service")
  replicas=$(printf '%s\n' "$old" | grep -c . || true)
  [ "$replicas" -gt 0 ] || { echo "$service does not run: docker compose up --detach $service" >&2; exit 1; }
  # Compose would bring a stopped container back before it makes a new one, so an old one is removed as soon as it has ended.
  if ! docker compose up --detach --wait --no-deps --no-recreate --scale "$service=$((replicas * 2))" "$service"; then
    # The old ones go on alone. Left there, the new ones would be doubled by the next attempt.
    for container in $(docker compose ps --all --quiet "$service"); do
      printf '%s\n' "$old" | grep -q "^$container\$" || docker rm --force "$container" >/dev/null
    done
    echo "$service: the new replicas did not become healthy and are gone; the old ones are as they were" >&2
    exit 1
  fi
  for container in $old; do
    docker stop "$container" >/dev/null
    docker rm "$container" >/dev/null
  done
  echo "$service: $replicas replaced"
done
