#!/bin/sh
# install-packages.sh PACKAGE… | --from FILE: Debian packages without recommendations, and without lists left behind.
set -eu
if [ "$1" = --from ]; then
  # shellcheck disable=SC2046 # one argument for each word
  set -- $(sed 's/#.*//' "$2")
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -o Acquire::Retries=5 install -y --no-install-recommends "$@"
rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log /var/cache/ldconfig/aux-cache
