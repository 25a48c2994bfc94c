#!/usr/bin/env bash
# Makes static/vendor/ anew from the npm packages that package-lock.json names. Needs npm, and Python for the icon font.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp package.json package-lock.json "$work"
npm ci --prefix "$work" --ignore-scripts --no-audit --no-fund --silent
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "fonttools~=4.68" "brotli~=1.2"

modules=$work/node_modules
out=$work/vendor
mkdir -p "$out"/{tabler,tabler-icons,inter,htmx,idiomorph,chartjs}
version() { node -p "require('$modules/$1/package.json').version"; }
# Source maps are not shipped, and a reference to a missing one stops collectstatic.
strip_map() { sed -E 's@/[*/][#] sourceMappingURL=[^*]*([*]/)?$@@' "$1"; }

strip_map "$modules/@tabler/core/dist/css/tabler.min.css" >"$out/tabler/tabler.min.css"
# The package carries no licence file; its licence is that of the icons: MIT, by the same author.
{ sed -n 's@^ [*] \(Copyright\)@\1@p' "$out/tabler/tabler.min.css" | head -2; echo; cat "$modules/@tabler/icons-webfont/LICENSE"; } >"$out/tabler/LICENSE"

"$work/venv/bin/python" scripts/vendor_icons.py build "$modules/@tabler/icons-webfont" "$out/tabler-icons"
cp "$modules/@tabler/icons-webfont/LICENSE" "$out/tabler-icons/"

for subset in latin latin-ext cyrillic cyrillic-ext; do
  cp "$modules/@fontsource-variable/inter/files/inter-$subset-wght-normal.woff2" "$out/inter/"
  awk -v RS= -v name="/* inter-$subset-wght-normal */" 'index($0, name) { print $0 "\n" }' \
    "$modules/@fontsource-variable/inter/index.css" | sed 's@\./files/@@' >>"$out/inter/inter.css"
done
cp "$modules/@fontsource-variable/inter/LICENSE" "$out/inter/"

# Both are one `var NAME = function () { … }()`: with an export they are modules and leave no global behind.
{ strip_map "$modules/htmx.org/dist/htmx.min.js"; printf '\nexport default htmx;\n'; } >"$out/htmx/htmx.esm.min.js"
cp "$modules/htmx.org/LICENSE" "$out/htmx/"
{ strip_map "$modules/idiomorph/dist/idiomorph.min.js"; printf '\nexport default Idiomorph;\n'; } >"$out/idiomorph/idiomorph.esm.min.js"
cp "$modules/idiomorph/LICENSE" "$out/idiomorph/"

strip_map "$modules/chart.js/dist/chart.umd.min.js" >"$out/chartjs/chart.umd.min.js"
{ cat "$modules/chart.js/LICENSE.md"; printf '\n\nChart.js holds @kurkle/color:\n\n'; cat "$modules/@kurkle/color/LICENSE.md"; } >"$out/chartjs/LICENSE"

{
  cat <<'EOF'
# Vendored files

Made by `scripts/vendor.sh` from the packages in `package-lock.json`; do not edit by hand. The licence of each lies beside it.

| folder | package | version | licence | what is taken |
|---|---|---|---|---|
EOF
  row() { echo "| \`$1/\` | $2 | $(version "$2") | $3 | $4 |"; }
  row tabler @tabler/core MIT "the core CSS; none of its scripts"
  row tabler-icons @tabler/icons-webfont MIT "the icons named in \`scripts/vendor_icons.txt\`, woff2"
  row inter @fontsource-variable/inter "OFL 1.1" "variable weight, upright; Latin and Cyrillic with their extensions, woff2"
  row htmx htmx.org 0BSD "the minified build, with an \`export\` added"
  row idiomorph idiomorph 0BSD "the minified build, with an \`export\` added"
  row chartjs chart.js MIT "the minified UMD build, which holds @kurkle/color (MIT)"
} >"$out/README.md"

chmod -R u=rwX,go=rX "$out"
rm -rf "$root/static/vendor"
mv "$out" "$root/static/vendor"
