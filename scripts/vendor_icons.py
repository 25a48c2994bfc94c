"""The part of the icon font that the screens use: the whole of it is half a megabyte, and a page shows forty icons.

vendor_icons.py build PACKAGE OUT   writes OUT/tabler-icons.css and OUT/tabler-icons.woff2 (needs fontTools, brotli)
vendor_icons.py check               says which icons the templates, styles and scripts name but the font lacks
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = ROOT / "scripts" / "vendor_icons.txt"
USERS = {"templates": "*.html", "static/js": "*.js"}
DRAWN_BY_STYLE = {"level"}  # the stylesheet gives it an icon by its level

FACE = """\
@font-face {
  font-family: "tabler-icons";
  font-style: normal;
  font-weight: 400;
  font-display: block;
  src: url("tabler-icons.woff2") format("woff2");
}

.ti {
  font-family: "tabler-icons";
  font-style: normal;
  font-variant: normal;
  font-weight: normal;
  line-height: 1;
  text-transform: none;
  -webkit-font-smoothing: antialiased;
  -moz-osx-font-smoothing: grayscale;
}
"""


def wanted() -> list[str]:
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    return sorted({line for line in lines if line and not line.startswith("#")})


def build(package: Path, out: Path) -> str | None:
    """Returns a sentence when the package has no icon of a wanted name."""
    css = (package / "dist" / "tabler-icons.css").read_text(encoding="utf-8")
    licence = css[: css.index("*/") + 2]
    points = dict(re.findall(r'\.ti-([a-z0-9-]+):before \{\s*content: "\\([0-9a-f]+)"', css))
    names = wanted()
    if unknown := [name for name in names if name not in points]:
        return f"The icon font has no {', '.join(unknown)}."

    rules = "".join(f'.ti-{name}::before {{ content: "\\{points[name]}"; }}\n' for name in names)
    (out / "tabler-icons.css").write_text(f"{licence}\n{FACE}\n{rules}", encoding="utf-8")
    font = package / "dist" / "fonts" / "tabler-icons.ttf"
    unicodes = ",".join(points[name] for name in names)
    options = [f"--unicodes={unicodes}", "--flavor=woff2", f"--output-file={out / 'tabler-icons.woff2'}"]
    subprocess.run([sys.executable, "-m", "fontTools.subset", str(font), *options], check=True)
    return None


def used() -> Iterator[tuple[str, Path]]:
    for folder, pattern in USERS.items():
        for path in sorted((ROOT / folder).rglob(pattern)):
            for name in re.findall(r"\bti-([a-z0-9]+(?:-[a-z0-9]+)*)(?![\w{-])", path.read_text(encoding="utf-8")):
                yield name, path


def check() -> str | None:
    """Returns a sentence when a page names an icon that would show as nothing."""
    known = set(wanted()) | DRAWN_BY_STYLE
    missing = sorted({f"{name} in {path.relative_to(ROOT)}" for name, path in used() if name not in known})
    if not missing:
        return None
    return f"Icons missing from scripts/vendor_icons.txt: {'; '.join(missing)}. Add them and run scripts/vendor.sh."


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["build", package, out]:
            sys.exit(build(Path(package), Path(out)))
        case ["check"]:
            sys.exit(check())
        case _:
            sys.exit(__doc__)
