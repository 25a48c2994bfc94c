#!/usr/bin/env bash
# apt_install.sh PROGRAM PACKAGE: makes sure that PROGRAM is there, from Debian's PACKAGE where we may install it.
set -euo pipefail
program=$1 package=$2
if command -v "$program" >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing $package ..." >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2
  apt-get install -qq -y --no-install-recommends "$package" >&2
else
  echo "$program is missing and cannot be installed by this account: install the package $package and try again." >&2
  exit 1
fi
