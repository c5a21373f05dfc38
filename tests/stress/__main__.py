"""`python -m stress FOLDER`: write the three projects below a folder, in place of what is there."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from stress.projects import NAMES, files_of


def main() -> None:
    folder = Path(sys.argv[1])
    for name in NAMES:
        shutil.rmtree(folder / name, ignore_errors=True)
        for path, data in files_of(name).items():
            target = folder / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data.encode() if isinstance(data, str) else data)


if __name__ == "__main__":
    main()
