#!/bin/sh
# Starts the server on $HOST:$PORT. Amazon Linux 2023 installs Node beside others, under its major version.
set -eu
cd "$(dirname "$0")"
if [ -x /usr/bin/node-24 ]; then
  exec /usr/bin/node-24 server.cjs
fi
exec node server.cjs
