#!/usr/bin/env bash
# Locks every group against one resolution, so that a version is the same in each file.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-uv}
options=(--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links
         --no-annotate --custom-compile-command "make lock" "$@")

"$uv" pip compile "${options[@]}" pyproject.toml --group local --group test --group lint -o requirements/develop.txt
for name in production local test; do
  groups=()
  [ "$name" = production ] || groups+=(--group local)
  [ "$name" = test ] && groups+=(--group test)
  "$uv" pip compile "${options[@]}" pyproject.toml "${groups[@]}" -c requirements/develop.txt -o "requirements/$name.txt"
done
