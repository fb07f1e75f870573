#!/bin/sh
# Starts the server on $HOST:$PORT. Amazon Linux 2023 installs Node beside others, under its major version.
# A page is mostly short-lived garbage of the AWS SDK: a larger nursery lets most of it die before it is copied.
set -eu
cd "$(dirname "$0")"
if [ -x /usr/bin/node-24 ]; then
  exec /usr/bin/node-24 --max-semi-space-size=32 server.cjs
fi
exec node --max-semi-space-size=32 server.cjs
