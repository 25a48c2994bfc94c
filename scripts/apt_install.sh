#!/usr/bin/env bash
# apt_install.sh WHAT PACKAGE...: makes sure that WHAT is there, a program or a library (libpango-1.0.so.0), from
# Debian's packages where we may install them.
set -euo pipefail
what=$1
shift
present() {
  case $what in
    *.so.*) PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep -F "$what " >/dev/null ;;
    *) command -v "$what" >/dev/null ;;
  esac
}
if present; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing $* ..." >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2
  apt-get install -qq -y --no-install-recommends "$@" >&2
else
  echo "$what is missing and cannot be installed by this account: install the package $* and try again." >&2
  exit 1
fi
