#!/usr/bin/env bash
# install.sh PYTHON VENV GROUP: installs requirements/GROUP.txt into VENV unless exactly that is there already.
set -euo pipefail
python=$1 venv=$2 group=$3
lock=requirements/$group.txt
stamp=$venv/.$group

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  { echo "Python 3.11 or newer is needed; \`make PYTHON=python3.11 ...\` names another one." >&2; exit 1; }

sum=$(cksum "$lock")
if [ -x "$venv/bin/python" ]; then
  # develop.txt holds all that local.txt does.
  for name in "$group" develop; do
    if [ -f "$venv/.$name" ] && [ "$(cat "$venv/.$name")" = "$(cksum "requirements/$name.txt")" ]; then exit 0; fi
  done
else
  "$python" -m venv "$venv" ||
    { echo "Python's venv module is missing: install Debian's package python3-venv." >&2; exit 1; }
fi

echo "Installing $lock into $venv ..." >&2
if command -v uv >/dev/null; then
  uv pip install --quiet --python "$venv/bin/python" --require-hashes -r "$lock"
else
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi
echo "$sum" >"$stamp"
