"""`python -m stress FOLDER`: write the three projects below a folder, in place of what is there.

Each stands there as `hard`, and in the other bundled styles as `hard-institute`, `hard-library`.
"""

from __future__ import annotations

import shutil
import sys
from itertools import product
from pathlib import Path

from stress.projects import NAMES, STYLES, files_of


def main() -> None:
    folder = Path(sys.argv[1])
    for name, style in product(NAMES, ("plain", *STYLES)):
        project = folder / (name if style == "plain" else f"{name}-{style}")
        shutil.rmtree(project, ignore_errors=True)
        for path, data in files_of(name, style).items():
            target = project / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data.encode() if isinstance(data, str) else data)


if __name__ == "__main__":
    main()
