#!/bin/sh
# WEB_PARENT_ORIGINS holds the origins whose pages may show the chat in a frame, separated by commas; none by default.
set -eu
origins=$(printf '%s' "${WEB_PARENT_ORIGINS:-}" | tr ',' ' ')
FRAME_ANCESTORS="'none'"
listed=
for origin in $origins; do
  case $origin in
    *[!A-Za-z0-9:/.*-]*) echo 'WEB_PARENT_ORIGINS holds something that is no origin' >&2; exit 1 ;;
  esac
  listed="$listed${listed:+,}\"$origin\""
done
if [ -n "$listed" ]; then FRAME_ANCESTORS=$origins; fi
export FRAME_ANCESTORS WEB_CONFIG="{\"parentOrigins\":[$listed]}"
exec caddy run --config /etc/caddy/Caddyfile --adapter caddyfile
