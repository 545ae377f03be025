#!/bin/sh
# Runs HAProxy with the configuration named. With a certificate in /certificates (PEM: chain and key in one file) the
# gateway speaks TLS on 8443 and sends everybody there. One that cannot be read stops it: who put it there wants no plain text.
set -eu
folder=${CERTIFICATE_FOLDER:-/certificates}
if [ -e "$folder" ] && ! ls "$folder" >/dev/null 2>&1; then
  echo "$folder cannot be read by user $(id -u)" >&2
  exit 1
fi
for file in "$folder"/*.pem; do
  # Without a match there is the pattern itself. A link to nowhere is there, and cannot be read.
  if [ ! -e "$file" ] && [ ! -L "$file" ]; then continue; fi
  if [ ! -r "$file" ]; then
    echo "The certificate $file cannot be read by user $(id -u)" >&2
    exit 1
  fi
  export GATEWAY_CERTIFICATE="$folder/"
done
exec haproxy -W -db -f "/usr/local/etc/haproxy/$1"
