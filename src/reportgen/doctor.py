"""What this machine has of what reportgen needs, and how to get the rest.

`examine` looks and changes nothing; `install` adds the system libraries that are missing, where
that may be done without asking for a password. `python -m reportgen.doctor` shows the findings, and
`--install` is what make runs before anything else, so this module uses the standard library alone.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "Finding",
    "Installation",
    "Plan",
    "examine",
    "install",
    "install_plan",
    "libraries",
    "reach_homebrew",
]

_PYTHON = (3, 11)
_PANDOC = "3.9"
_REINSTALL = "install reportgen again; in a clone: `make distclean`, then `make`"
_FONTS = (
    "SourceSans3-Bold.ttf",
    "SourceSans3-It.ttf",
    "SourceSans3-Regular.ttf",
    "SourceSans3-Semibold.ttf",
    "SourceSerif4-Bold.ttf",
    "SourceSerif4-It.ttf",
    "SourceSerif4-Regular.ttf",
    "SourceSerif4-Semibold.ttf",
    "SourceSerif4-SemiboldIt.ttf",
)


@dataclass(frozen=True)
class Finding:
    """One thing that reportgen needs, and whether it is here.

    `detail` says what was found, `remedy` what to do about it; the remedy is empty when all is
    well. Without a thing that is not `required`, reports are built all the same.
    """

    name: str
    ok: bool
    required: bool
    detail: str
    remedy: str = ""


@dataclass(frozen=True)
class Plan:
    """How to install the packages that are missing, with the package manager of this machine.

    `commands` are for `install`; `text` is the same for a person to copy. `allowed` tells whether
    the commands may be run without asking for a password.
    """

    packages: tuple[str, ...]
    commands: tuple[tuple[str, ...], ...]
    text: str
    allowed: bool


@dataclass(frozen=True)
class Installation:
    """What `install` did: the packages it asked for, and the last words of a command that failed.

    `missing` holds the libraries that are still not here, and `plan` what would install them.
    """

    packages: tuple[str, ...]
    missing: tuple[Finding, ...]
    plan: Plan | None
    complaint: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether reports can be built."""
        return not any(finding.required for finding in self.missing)


@dataclass(frozen=True)
class _Library:
    """A library that WeasyPrint opens: the names it tries, and the packages that hold it."""

    name: str
    names: tuple[str, ...]
    packages: Mapping[str, str]
    required: bool = True


# The names, their order and what may fail are those of weasyprint/text/ffi.py in WeasyPrint 70.
_LIBRARIES = (
    _Library(
        "gobject",
        (
            "libgobject-2.0-0",
            "gobject-2.0-0",
            "gobject-2.0",
            "libgobject-2.0.so.0",
            "libgobject-2.0.0.dylib",
        ),
        # Debian has renamed the package of GLib; the one of Pango brings it under either name.
        {"apt-get": "libpango-1.0-0", "dnf": "glib2", "pacman": "glib2", "brew": "glib"},
    ),
    _Library(
        "pango",
        (
            "libpango-1.0-0",
            "pango-1.0-0",
            "pango-1.0",
            "libpango-1.0.so.0",
            "libpango-1.0.dylib",
        ),
        {"apt-get": "libpango-1.0-0", "dnf": "pango", "pacman": "pango", "brew": "pango"},
    ),
    _Library(
        "harfbuzz",
        (
            "libharfbuzz-0",
            "harfbuzz",
            "harfbuzz-0.0",
            "libharfbuzz.so.0",
            "libharfbuzz.0.dylib",
        ),
        {"apt-get": "libharfbuzz0b", "dnf": "harfbuzz", "pacman": "harfbuzz", "brew": "harfbuzz"},
    ),
    _Library(
        "harfbuzz-subset",
        (
            "libharfbuzz-subset-0",
            "harfbuzz-subset",
            "harfbuzz-subset-0.0",
            "libharfbuzz-subset.so.0",
            "libharfbuzz-subset.0.dylib",
        ),
        {
            "apt-get": "libharfbuzz-subset0",
            "dnf": "harfbuzz",
            "pacman": "harfbuzz",
            "brew": "harfbuzz",
        },
        required=False,
    ),
    _Library(
        "harfbuzz-vector",
        (
            "libharfbuzz-vector-0",
            "harfbuzz-vector",
            "harfbuzz-vector-0.0",
            "libharfbuzz-vector.so.0",
            "libharfbuzz-vector.0.dylib",
        ),
        # New in HarfBuzz, and used for colour fonts alone.
        {},
        required=False,
    ),
    _Library(
        "fontconfig",
        (
            "libfontconfig-1",
            "fontconfig-1",
            "fontconfig",
            "libfontconfig.so.1",
            "libfontconfig.1.dylib",
        ),
        {
            "apt-get": "libfontconfig1",
            "dnf": "fontconfig",
            "pacman": "fontconfig",
            "brew": "fontconfig",
        },
    ),
    _Library(
        "pangoft2",
        (
            "libpangoft2-1.0-0",
            "pangoft2-1.0-0",
            "pangoft2-1.0",
            "libpangoft2-1.0.so.0",
            "libpangoft2-1.0.dylib",
        ),
        {"apt-get": "libpangoft2-1.0-0", "dnf": "pango", "pacman": "pango", "brew": "pango"},
    ),
)


def examine() -> tuple[Finding, ...]:
    """Look at all that reportgen needs of this machine."""
    return (_python(), _pandoc(), _weasyprint(), *libraries(), _fonts())


def libraries() -> tuple[Finding, ...]:
    """Look for the system libraries that WeasyPrint opens."""
    reach_homebrew()
    opened = {library.name: _open(library) for library in _LIBRARIES}
    plan = _plan(library for library in _LIBRARIES if opened[library.name] is None)
    return tuple(
        Finding(
            library.name,
            name is not None,
            library.required,
            name or "not found",
            "" if name else _remedy(library, plan),
        )
        for library in _LIBRARIES
        for name in [opened[library.name]]
    )


def install_plan() -> Plan | None:
    """Say how to install the system libraries that are missing.

    There is no plan when none is missing, or when this machine has no package manager known here.
    """
    return _plan(_missing())


def install() -> Installation:
    """Install the system libraries that are missing, if that may be done without a password."""
    missing = _missing()
    plan = _plan(missing)
    complaint = ""
    if plan is not None and plan.allowed:
        complaint = _run_all(plan.commands)
        needed = _plan(library for library in missing if library.required)
        if complaint and needed is not None and needed.packages != plan.packages:
            # An older release may lack the package of a library that can be done without.
            complaint = _run_all(needed.commands)
    left = tuple(f for f in libraries() if not f.ok and f.name in {lib.name for lib in missing})
    return Installation(plan.packages if plan else (), left, plan, complaint if left else "")


def reach_homebrew() -> None:
    """Let this process find the libraries of Homebrew with a Python that is not Homebrew's.

    On macOS, that Python does not look into the folder of Homebrew; WeasyPrint finds its libraries
    through `ctypes.util`, which reads the variable each time it is asked.
    """
    variable = "DYLD_FALLBACK_LIBRARY_PATH"
    brew = shutil.which("brew") if sys.platform == "darwin" else None
    if brew is not None and variable not in os.environ:
        folders = (Path(brew).parent.parent / "lib", Path("/usr/local/lib"), Path("/usr/lib"))
        os.environ[variable] = ":".join(str(folder) for folder in folders)


def _python() -> Finding:
    ok = sys.version_info >= _PYTHON
    wanted = ".".join(str(number) for number in _PYTHON)
    remedy = "" if ok else f"install Python {wanted} or later"
    return Finding("Python", ok, required=True, detail=platform.python_version(), remedy=remedy)


def _pandoc() -> Finding:
    spec = importlib.util.find_spec("pypandoc")
    if spec is None or spec.origin is None:
        return Finding(
            "pandoc", ok=False, required=True, detail="pypandoc is missing", remedy=_REINSTALL
        )
    binary = Path(spec.origin).parent / "files" / "pandoc"
    try:
        answer = _run((str(binary), "--version")).stdout
    except (OSError, subprocess.SubprocessError) as fault:
        return Finding("pandoc", ok=False, required=True, detail=str(fault), remedy=_REINSTALL)
    version = answer.partition("\n")[0].removeprefix("pandoc ").strip()
    ok = version == _PANDOC
    detail = version if ok else f"{version or 'no version'} instead of {_PANDOC}"
    return Finding("pandoc", ok, required=True, detail=detail, remedy="" if ok else _REINSTALL)


def _weasyprint() -> Finding:
    try:
        version = importlib.metadata.version("weasyprint")
    except importlib.metadata.PackageNotFoundError:
        return Finding(
            "WeasyPrint", ok=False, required=True, detail="not installed", remedy=_REINSTALL
        )
    return Finding("WeasyPrint", ok=True, required=True, detail=version)


def _fonts() -> Finding:
    folder = Path(__file__).parent / "plain" / "fonts"
    missing = [name for name in _FONTS if not (folder / name).is_file()]
    detail = f"without {', '.join(missing)}" if missing else f"all {len(_FONTS)} files"
    remedy = _REINSTALL if missing else ""
    return Finding("fonts", ok=not missing, required=True, detail=detail, remedy=remedy)


def _missing() -> tuple[_Library, ...]:
    """Return the libraries that are not here and that some package holds."""
    reach_homebrew()
    return tuple(library for library in _LIBRARIES if library.packages and _open(library) is None)


def _open(library: _Library) -> str | None:
    """Return the name under which a library can be opened."""
    return next((name for name in library.names if _opens(name)), None)


def _opens(name: str) -> bool:
    """Open a library as WeasyPrint would.

    On Linux `ctypes.util` would only call a compiler to find what the loader finds as well.
    """
    found = ctypes.util.find_library(name) if sys.platform == "darwin" else None
    try:
        ctypes.CDLL(found or name)
    except OSError:
        return False
    return True


def _remedy(library: _Library, plan: Plan | None) -> str:
    if plan is not None and library.packages:
        return f"run `{plan.text}`"
    if not library.packages:
        return "nothing to do"
    return "see https://doc.courtbouillon.org/weasyprint/stable/first_steps.html"


def _plan(missing: Iterable[_Library]) -> Plan | None:
    """Make the plan for these libraries."""
    lacking = [library for library in missing if library.packages]
    managers = ("brew",) if sys.platform == "darwin" else ("apt-get", "dnf", "pacman")
    manager = next((name for name in managers if shutil.which(name)), None)
    if manager is None or not lacking:
        return None
    packages = tuple(dict.fromkeys(library.packages[manager] for library in lacking))
    if manager == "brew":
        # Homebrew asks for no rights, and refuses to work as root.
        command = ("brew", "install", "--quiet", *packages)
        return Plan(packages, (command,), f"brew install {' '.join(packages)}", os.geteuid() != 0)
    root = os.geteuid() == 0
    allowed = root or _sudo_without_password()
    prefix = () if root else ("sudo", "-n")
    sudo = "" if root else "sudo "
    listed = " ".join(packages)
    commands: tuple[tuple[str, ...], ...]
    if manager == "apt-get":
        apt = (*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y")
        update = (*apt, "update")
        # Waits for another apt that is at work, as on a machine that has just been started.
        waiting = ("-o", "DPkg::Lock::Timeout=120")
        commands = (update, (*apt, *waiting, "install", "--no-install-recommends", *packages))
        text = f"{sudo}apt-get update && {sudo}apt-get install --no-install-recommends -y {listed}"
    elif manager == "dnf":
        commands = ((*prefix, "dnf", "install", "-q", "-y", *packages),)
        text = f"{sudo}dnf install -y {listed}"
    else:
        # Arch Linux forbids to install beside an old system, so a person brings all up to date.
        commands = ((*prefix, "pacman", "-S", "--needed", "--noconfirm", *packages),)
        text = f"{sudo}pacman -Syu --needed {listed}"
    return Plan(packages, commands, text, allowed)


def _sudo_without_password() -> bool:
    if shutil.which("sudo") is None:
        return False
    try:
        return _run(("sudo", "-n", "true")).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _run_all(commands: Sequence[tuple[str, ...]]) -> str:
    """Run the commands in turn; return the last words of the first that fails.

    The last command alone comes first: when it succeeds, what prepares it was not needed.
    """
    complaint = ""
    for steps in (commands[-1:], commands) if len(commands) > 1 else (commands,):
        for command in steps:
            complaint = _complaint(command)
            if complaint:
                break
        if not complaint:
            return ""
    return complaint


def _complaint(command: tuple[str, ...]) -> str:
    try:
        done = _run(command, minutes=15)
    except (OSError, subprocess.SubprocessError) as fault:
        return str(fault)
    if done.returncode == 0:
        return ""
    said = (done.stderr.strip() or done.stdout.strip()).splitlines()
    return "\n".join(said[-5:]) or f"`{' '.join(command)}` ended with {done.returncode}"


def _run(command: Sequence[str], *, minutes: int = 1) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the commands are made here, from names written here
        command,
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
        stdin=subprocess.DEVNULL,
        timeout=60 * minutes,
    )


def _main(arguments: Sequence[str]) -> int:
    """Show the findings, or with `--install` mend them; the status is 1 when reports will fail."""
    if arguments == ["--install"]:
        return _main_install()
    if arguments:
        sys.stderr.write("usage: python -m reportgen.doctor [--install]\n")
        return 2
    findings = examine()
    for finding in findings:
        mark = "ok" if finding.ok else "MISSING" if finding.required else "absent"
        sys.stdout.write(f"{mark:8}{finding.name}: {finding.detail}\n")
        if finding.remedy:
            sys.stdout.write(f"{'':8}{finding.remedy}\n")
    return int(any(finding.required and not finding.ok for finding in findings))


def _main_install() -> int:
    plan = install_plan()
    if plan is not None and plan.allowed:
        sys.stdout.write(f"Installing the system packages {' '.join(plan.packages)}\n")
        sys.stdout.flush()
    done = install()
    if not done.missing:
        return 0
    wanted = [finding for finding in done.missing if finding.required or done.ok]
    names = ", ".join(finding.name for finding in wanted)
    report = sys.stdout if done.ok else sys.stderr
    if done.complaint:
        report.write(f"{done.complaint}\n")
    if done.ok:
        report.write(f"Reports are built without {names}; later versions of WeasyPrint need it.\n")
    else:
        report.write(f"WeasyPrint cannot make PDF files without {names}.\n")
    if done.plan is None:
        report.write(f"{done.missing[0].remedy}\n")
    else:
        report.write(
            f"To install what is missing, run this, then make again:\n    {done.plan.text}\n"
        )
    return 0 if done.ok else 1


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
