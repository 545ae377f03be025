#!/bin/sh
# Runs HAProxy with the configuration named. With a certificate in /certificates (PEM: chain and key in one file) the
# gateway speaks TLS on 8443 and sends everybody there.
set -eu
for file in /certificates/*.pem; do
  if [ -r "$file" ]; then export GATEWAY_CERTIFICATE=/certificates/; fi
done
exec haproxy -W -db -f "/usr/local/etc/haproxy/$1"
