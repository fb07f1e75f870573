#!/bin/sh
# Ends the processes that a lab's instances have started, whatever process group or session they have gone to. They are known
# by their environment: HOME of everything on an instance is a folder of that instance.
#
# usage: sh watchdog.sh watch FOLDER   waits until its standard input ends, which is when the lab does, however it ends;
#                                      then ends every process with its HOME below FOLDER, and removes FOLDER
#        sh watchdog.sh sweep FOLDER   ends them now
set -u
task=$1
folder=${2:?}

marked() {
  if [ -r /proc/self/environ ]; then
    grep -lsF "HOME=$folder/" /proc/[0-9]*/environ | sed 's/[^0-9]//g'
  else
    # macOS and the BSDs: -E adds the environment to the command.
    listing=$(ps -A -ww -E -o pid= -o command=)
    printf '%s\n' "$listing" | while read -r pid rest; do
      case " $rest" in *" HOME=$folder/"*) echo "$pid" ;; esac
    done
  fi
}

# Again until there is none: one may just be starting another.
sweep() {
  round=0
  while [ "$round" -lt 100 ]; do
    pids=$(marked)
    if [ -z "$pids" ]; then
      return
    fi
    # shellcheck disable=SC2086
    kill -KILL $pids 2>/dev/null
    round=$((round + 1))
  done
}

if [ "$task" = sweep ]; then
  sweep
  exit 0
fi
# A terminal's Ctrl-C is for the lab, which ends in order.
trap '' INT HUP TERM
while read -r _; do :; done
sweep
rm -rf "$folder"
