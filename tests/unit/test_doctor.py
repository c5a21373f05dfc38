"""The doctor finds what is missing, and installs it only where it may."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reportgen import doctor

NEEDED = {"gobject", "pango", "harfbuzz", "fontconfig", "pangoft2"}


@dataclass
class Machine:
    """A Linux machine made up for a test: its libraries, its programs and its user."""

    lacks: set[str] = field(default_factory=set)
    programs: set[str] = field(default_factory=lambda: {"apt-get", "sudo"})
    root: bool = False
    sudo: bool = True
    broken: Callable[[tuple[str, ...]], bool] = lambda _command: False
    ran: list[tuple[str, ...]] = field(default_factory=list)

    def opens(self, name: str) -> bool:
        """Open the library unless the machine lacks it; only the names of Linux are known."""
        return ".so." in name and not any(f"lib{part}." in name for part in self.sonames)

    @property
    def sonames(self) -> set[str]:
        """Return the stems of the files that are not there."""
        stems = {
            "gobject": "gobject-2.0",
            "pango": "pango-1.0",
            "pangoft2": "pangoft2-1.0",
        }
        return {stems.get(name, name) for name in self.lacks}

    def which(self, program: str) -> str | None:
        """Find a program."""
        return f"/usr/bin/{program}" if program in self.programs else None

    def run(self, command: Sequence[str], **_options: object) -> subprocess.CompletedProcess[str]:
        """Run a command: an installation that is not broken brings all that was lacking."""
        words = tuple(command)
        if words == ("sudo", "-n", "true"):
            return subprocess.CompletedProcess(words, 0 if self.sudo else 1, "", "")
        self.ran.append(words)
        if self.broken(words):
            return subprocess.CompletedProcess(words, 100, "", "E: it is broken")
        if "install" in words or "-S" in words:
            packages = " ".join(words)
            self.lacks -= {name for name in self.lacks if name in packages}
        return subprocess.CompletedProcess(words, 0, "", "")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made_up = Machine()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "geteuid", lambda: 0 if made_up.root else 1000)
    monkeypatch.setattr("shutil.which", made_up.which)
    monkeypatch.setattr("subprocess.run", made_up.run)
    monkeypatch.setattr(doctor, "_opens", made_up.opens)
    return made_up


def finding(name: str) -> doctor.Finding:
    return next(finding for finding in doctor.examine() if finding.name == name)


@pytest.mark.usefixtures("machine")
def test_a_library_that_opens_is_reported_with_the_name_it_opened_by() -> None:
    assert finding("pango") == doctor.Finding(
        "pango", ok=True, required=True, detail="libpango-1.0.so.0"
    )


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_a_library_that_weasyprint_cannot_do_without_is_required(
    machine: Machine, name: str
) -> None:
    machine.lacks = {name}
    assert [f.name for f in doctor.libraries() if f.required and not f.ok] == [name]


@pytest.mark.parametrize("name", ["harfbuzz-subset", "harfbuzz-vector"])
def test_a_library_that_weasyprint_can_do_without_is_not_required(
    machine: Machine, name: str
) -> None:
    machine.lacks = {name}
    assert [f.required for f in doctor.libraries() if not f.ok] == [False]


def test_the_names_of_the_libraries_are_those_that_weasyprint_opens() -> None:
    package = importlib.metadata.distribution("weasyprint")
    source = Path(str(package.locate_file("weasyprint/text/ffi.py"))).read_text("utf-8")
    ours = {name for library in doctor._LIBRARIES for name in library.names}
    assert {name for name in ours if f"'{name}'" not in source} == set()


def test_the_remedy_of_a_missing_library_is_the_command_that_installs_it(
    machine: Machine,
) -> None:
    machine.lacks = {"fontconfig"}
    assert finding("fontconfig").remedy == (
        "run `sudo apt-get update && "
        "sudo apt-get install --no-install-recommends -y libfontconfig1`"
    )


def test_without_a_known_package_manager_the_remedy_is_the_guide_of_weasyprint(
    machine: Machine,
) -> None:
    machine.lacks, machine.programs = {"pango"}, set()
    assert finding("pango").remedy.startswith("see https://doc.courtbouillon.org/")


@pytest.mark.usefixtures("machine")
def test_there_is_no_plan_when_nothing_is_missing() -> None:
    assert doctor.install_plan() is None


def test_a_library_that_no_package_holds_makes_no_plan(machine: Machine) -> None:
    machine.lacks = {"harfbuzz-vector"}
    assert doctor.install_plan() is None


@pytest.mark.parametrize(
    ("manager", "text"),
    [
        (
            "apt-get",
            (
                "apt-get update && apt-get install --no-install-recommends -y libpango-1.0-0 "
                "libharfbuzz0b libharfbuzz-subset0 libfontconfig1 libpangoft2-1.0-0"
            ),
        ),
        ("dnf", "dnf install -y glib2 pango harfbuzz fontconfig"),
        ("pacman", "pacman -Syu --needed glib2 pango harfbuzz fontconfig"),
    ],
)
def test_each_package_manager_is_given_its_own_names_once(
    machine: Machine, manager: str, text: str
) -> None:
    machine.lacks, machine.programs, machine.root = {*NEEDED, "harfbuzz-subset"}, {manager}, True
    plan = doctor.install_plan()
    assert plan is not None
    assert plan.text == text


def test_on_macos_homebrew_installs_without_sudo(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.lacks, machine.programs = {"pango"}, {"brew", "sudo"}
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("DYLD_FALLBACK_LIBRARY_PATH", "/opt/homebrew/lib")
    assert doctor.install_plan() == doctor.Plan(
        ("pango",), (("brew", "install", "--quiet", "pango"),), "brew install pango", allowed=True
    )


def test_on_macos_the_libraries_of_homebrew_are_within_reach(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.programs = {"brew"}
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("DYLD_FALLBACK_LIBRARY_PATH", "")
    monkeypatch.delenv("DYLD_FALLBACK_LIBRARY_PATH")
    doctor.reach_homebrew()
    assert os.environ["DYLD_FALLBACK_LIBRARY_PATH"] == "/usr/lib:/usr/local/lib:/usr/lib"


def test_root_installs_without_sudo(machine: Machine) -> None:
    machine.lacks, machine.root, machine.programs = {"harfbuzz-subset"}, True, {"apt-get"}
    doctor.install()
    assert machine.ran == [
        (
            *("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"),
            *("-o", "DPkg::Lock::Timeout=120", "install", "--no-install-recommends"),
            "libharfbuzz-subset0",
        )
    ]


def test_a_user_with_passwordless_sudo_installs_with_it(machine: Machine) -> None:
    machine.lacks = {"harfbuzz-subset"}
    doctor.install()
    assert machine.ran[0][:2] == ("sudo", "-n")


def test_an_installation_that_succeeds_leaves_nothing_missing(machine: Machine) -> None:
    machine.lacks = {"harfbuzz-subset"}
    assert doctor.install().missing == ()


def test_a_user_whose_sudo_asks_for_a_password_installs_nothing(machine: Machine) -> None:
    machine.lacks, machine.sudo = {"pango"}, False
    doctor.install()
    assert machine.ran == []


def test_an_installation_that_was_not_allowed_tells_the_command(machine: Machine) -> None:
    machine.lacks, machine.programs = {"pango"}, {"apt-get"}
    done = doctor.install()
    assert done.plan is not None
    assert done.plan.text == (
        "sudo apt-get update && sudo apt-get install --no-install-recommends -y libpango-1.0-0"
    )


def test_reports_can_be_built_without_a_library_that_is_not_required(machine: Machine) -> None:
    machine.lacks, machine.sudo = {"harfbuzz-subset"}, False
    assert doctor.install().ok


def test_reports_cannot_be_built_without_a_library_that_is_required(machine: Machine) -> None:
    machine.lacks, machine.sudo = {"pango"}, False
    assert not doctor.install().ok


def test_the_lists_of_apt_are_renewed_when_the_first_try_fails(machine: Machine) -> None:
    machine.lacks = {"harfbuzz-subset"}
    machine.broken = lambda command: "install" in command and len(machine.ran) == 1
    doctor.install()
    assert [command[-1] for command in machine.ran] == [
        "libharfbuzz-subset0",
        "update",
        "libharfbuzz-subset0",
    ]


def test_a_package_that_does_not_exist_does_not_keep_the_required_ones_out(
    machine: Machine,
) -> None:
    machine.lacks = {"fontconfig", "harfbuzz-subset"}
    machine.broken = lambda command: "libharfbuzz-subset0" in command
    assert [f.name for f in doctor.install().missing] == ["harfbuzz-subset"]


def test_an_installation_that_fails_repeats_the_last_words_of_the_command(
    machine: Machine,
) -> None:
    machine.lacks, machine.broken = {"pango"}, lambda _command: True
    assert doctor.install().complaint == "E: it is broken"


@pytest.mark.usefixtures("machine")
def test_make_runs_no_command_when_nothing_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert (doctor._main(["--install"]), capsys.readouterr().out) == (0, "")


def test_make_stops_when_a_required_library_may_not_be_installed(machine: Machine) -> None:
    machine.lacks, machine.sudo = {"pango"}, False
    assert doctor._main(["--install"]) == 1


def test_make_prints_the_command_that_it_may_not_run(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.lacks, machine.sudo = {"pango"}, False
    doctor._main(["--install"])
    assert capsys.readouterr().err.splitlines()[-1] == (
        "    sudo apt-get update && sudo apt-get install --no-install-recommends -y libpango-1.0-0"
    )


def test_make_goes_on_without_a_library_that_is_not_required(machine: Machine) -> None:
    machine.lacks, machine.sudo = {"harfbuzz-subset"}, False
    assert doctor._main(["--install"]) == 0


def test_the_pandoc_that_is_bundled_with_pypandoc_is_found() -> None:
    assert finding("pandoc") == doctor.Finding("pandoc", ok=True, required=True, detail="3.9")


def test_another_version_of_pandoc_is_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def run(command: Sequence[str], **_options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 0, "pandoc 2.17\nFeatures: none\n", "")

    monkeypatch.setattr("subprocess.run", run)
    assert finding("pandoc").detail == "2.17 instead of 3.9"


def test_pypandoc_is_examined_without_being_imported() -> None:
    program = (
        "import sys; from reportgen import doctor; doctor.examine(); "
        "sys.exit('pypandoc' in sys.modules or 'weasyprint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_python_that_is_too_old_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 14))
    assert finding("Python").remedy == "install Python 3.11 or later"


def test_the_fonts_that_are_bundled_are_all_there() -> None:
    assert finding("fonts").ok


def test_a_font_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_FONTS", ("SourceSerif4-Bold.ttf", "Elsewhere.ttf"))
    assert finding("fonts").detail == "without Elsewhere.ttf"


def test_the_findings_are_listed_with_a_mark_each(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "examine", doctor.libraries)
    machine.lacks, machine.programs = {"pango", "harfbuzz-subset"}, set()
    doctor._main([])
    lines = capsys.readouterr().out.splitlines()
    marks = [line.split()[0] for line in lines if not line.startswith(" ")]
    assert marks == ["ok", "MISSING", "ok", "absent", "ok", "ok", "ok"]
