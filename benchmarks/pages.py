"""JavaScript that a candidate's browser loads before the first paint, from the build in web/dist.

What belongs to it is told by web/scripts/weight.js, which `npm run weight` runs after a build.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.figures import tell
from benchmarks.installation import ROOT

BUILT = ROOT / "web" / "dist" / ".vite" / "manifest.json"
TOTAL = re.compile(r"([0-9.]+) KB +in all")


def main() -> None:
    """Measure and tell."""
    # Set-up links Node beside Python where the system has none.
    node = shutil.which("node") or shutil.which("node", path=Path(sys.executable).parent)
    if node is None or not BUILT.exists():
        sys.exit("Build the pages first: make setup.")
    script = ROOT / "web" / "scripts" / "weight.js"
    # It fails above its limit; the figure is wanted all the same.
    said = subprocess.run([node, script], capture_output=True, text=True, check=False).stdout
    found = TOTAL.search(said)
    if found is None:
        sys.exit(f"{script.name} told no total.")
    tell("pages.candidate", float(found[1]), "KB")


if __name__ == "__main__":
    main()
