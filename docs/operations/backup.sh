#!/bin/sh
# backup.sh DATA FOLDER: takes a backup, looks through it, keeps 14. Any failure ends with a status that systemd shows.
set -eu
data=$1
folder=$2
keep=14
cd "$(dirname "$0")/../.."
mkdir -p "$folder"
node dist/cli.mjs backup "$folder" --data "$data"
# Names carry the time (UTC): the newest is the last.
newest=$(ls "$folder"/guanjia-*.backup | tail -n 1)
node dist/cli.mjs backup verify "$newest" --data "$data"
ls "$folder"/guanjia-*.backup | head -n "-$keep" | while read -r old; do rm -- "$old"; done
