#!/bin/bash
# Runs once at the first boot, as root, started by cloud-init: brings the release's artifact onto this instance and
# starts it. At any fault it says which step failed and leaves no server running, so that the
# instance never turns healthy.
#
# usage: install PACKAGE...   (what to take from Amazon Linux's repository)
set -Eeuo pipefail

environment_file=/etc/soft-landing/server.env
home=/opt/soft-landing
unit=soft-landing.service
attempts=6
pause_seconds=5
start_seconds=60

step="read $environment_file"
work=

main() {
  trap 'fail $?' ERR
  trap clean_up EXIT
  # shellcheck source=/dev/null
  . "$environment_file"

  step="install $*"
  retry dnf install --assumeyes --quiet "$@"

  step="fetch $ARTIFACT_S3_URI"
  work=$(mktemp --directory "$home/.install.XXXXXX")
  retry aws s3 cp "$ARTIFACT_S3_URI" "$work/artifact.tgz" --region "$AWS_REGION" --only-show-errors

  step="verify the artifact's SHA-256"
  verify "$work/artifact.tgz"

  step="unpack the artifact"
  mkdir "$work/server"
  tar --extract --gzip --file "$work/artifact.tgz" --directory "$work/server" --no-same-owner
  test -x "$work/server/start"
  chmod -R u=rwX,go=rX "$work/server"
  rm -rf "$home/server"
  mv "$work/server" "$home/server"

  step="start $unit"
  systemctl daemon-reload
  systemctl enable --quiet "$unit"
  systemctl start "$unit"

  step="wait for the server's first healthy answer"
  await_health
  say "the server answers on port $PORT"
}

# A new instance profile and a new endpoint take some seconds to work everywhere.
retry() {
  local attempt
  for ((attempt = 1; attempt < attempts; attempt++)); do
    "$@" && return
    say "attempt $attempt of $attempts to $step failed"
    sleep "$pause_seconds"
  done
  "$@"
}

verify() {
  local actual
  actual=$(sha256sum "$1" | cut --delimiter=' ' --fields=1)
  if [ "$actual" != "$ARTIFACT_SHA256" ]; then
    say "expected $ARTIFACT_SHA256, got $actual"
    return 1
  fi
}

await_health() {
  local second
  for ((second = 0; second < start_seconds; second++)); do
    curl --silent --fail --max-time 2 --output /dev/null "http://127.0.0.1:$PORT/healthcheck" && return
    sleep 1
  done
  say "no healthy answer within $start_seconds s; the server's last words:"
  journalctl --unit "$unit" --no-pager --lines 20 >&2 || true
  return 1
}

say() {
  echo "soft-landing install: $*" >&2
}

fail() {
  trap - ERR
  set +e
  say "FAILED to $step (exit code $1)"
  systemctl disable --now --quiet "$unit" 2>/dev/null
  rm -rf "$home/server"
  exit 1
}

clean_up() {
  if [ -n "$work" ]; then
    rm -rf "$work"
  fi
}

main "$@"
