#!/bin/sh
# use-snapshot.sh MAIN SECURITY: apt reads Debian as it was on the snapshot's day, and nothing else.
set -eu
rm -rf /etc/apt/sources.list /etc/apt/sources.list.d
mkdir /etc/apt/sources.list.d
key=/usr/share/keyrings/debian-archive-keyring.gpg
{
  echo "deb [signed-by=$key check-valid-until=no] $1 bookworm main"
  echo "deb [signed-by=$key check-valid-until=no] $1 bookworm-updates main"
  echo "deb [signed-by=$key check-valid-until=no] $2 bookworm-security main"
} >/etc/apt/sources.list.d/snapshot.list
apt-get -o Acquire::Retries=5 update
