"""Setting up: the make targets, the lock files, and what the scripts say when something is missing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import tomli
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PLATFORMS = ["linux-x86_64", "linux-aarch64", "macos-arm64"]
LOCK_FILES = sorted((ROOT / "requirements").glob("*.txt"))
pytestmark = pytest.mark.filterwarnings("ignore:.*parseString:DeprecationWarning")

PROJECT = tomli.loads((ROOT / "pyproject.toml").read_text())["project"]

# What the scripts need besides Python; a PATH with nothing else has no Python and no uv.
POSIX_TOOLS = ["cat", "cmp", "cp", "dirname", "grep", "mkdir", "mv", "rm", "sh", "tail"]


def pins(lock: Path) -> dict[str, str]:
    """Return the version that a lock file pins for each package it names."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock.read_text(), re.MULTILINE))


def lock_file(profile: str, platform: str) -> Path:
    return ROOT / "requirements" / f"{profile}-{platform}.txt"


def assert_pinned(requirements: list[str], lock: Path) -> None:
    pinned = pins(lock)
    for requirement in map(Requirement, requirements):
        version = pinned.get(requirement.name.lower().replace("_", "-").replace(".", "-"))
        assert version is not None, f"{lock.name} lacks {requirement.name}: run `make lock`"
        assert version in requirement.specifier, (
            f"{lock.name}: {requirement} forbids {version}: run `make lock`"
        )


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A folder to be the whole PATH: the POSIX tools, no Python, no uv."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in POSIX_TOOLS:
        found = shutil.which(tool)
        assert found is not None
        (folder / tool).symlink_to(found)
    return folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what setting up needs, with nothing installed; in a folder whose name has a space."""
    copy = tmp_path / "a checkout"
    for folder in ("scripts", "requirements"):
        shutil.copytree(ROOT / folder, copy / folder)
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def run_script(
    checkout: Path, path: Path, name: str, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path), "HOME": str(path)} | variables
    return subprocess.run(
        [str(checkout / "scripts" / name), *arguments],
        env=environment,
        cwd=path,
        capture_output=True,
        text=True,
        check=False,
    )


def make(*arguments: str) -> str:
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_make_alone_lists_every_target() -> None:
    declared = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[0].split()
    assert re.findall(r"^make (\w+) +\S", make("--no-print-directory"), re.MULTILINE) == declared


def test_make_test_ends_with_pytest_whose_closing_line_is_then_the_last() -> None:
    assert "pytest" in make("--no-print-directory", "--dry-run", "test").splitlines()[-1]


def test_make_run_serves_on_the_port_it_is_given() -> None:
    assert 'serve --port "8080"' in make("--no-print-directory", "--dry-run", "run", "PORT=8080")


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("profile", ["runtime", "dev"])
def test_the_lock_file_pins_every_dependency_the_project_declares(profile: str, platform: str) -> None:
    wanted = PROJECT["dependencies"] + (PROJECT["optional-dependencies"]["dev"] if profile == "dev" else [])
    assert_pinned(wanted, lock_file(profile, platform))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_lock_file_pins_what_builds_the_project(platform: str) -> None:
    build_system = tomli.loads((ROOT / "pyproject.toml").read_text())["build-system"]
    assert_pinned(build_system["requires"], lock_file("runtime", platform))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_developers_get_the_very_versions_that_the_bot_runs_on(platform: str) -> None:
    assert pins(lock_file("runtime", platform)).items() <= pins(lock_file("dev", platform)).items()


@pytest.mark.parametrize("lock", LOCK_FILES, ids=lambda lock: lock.stem)
def test_a_lock_file_has_a_hash_for_every_requirement(lock: Path) -> None:
    lines = re.sub(r"\\\n", "", re.sub(r"^ *#.*\n", "", lock.read_text(), flags=re.MULTILINE)).splitlines()
    assert lines
    assert [
        line for line in lines if not re.fullmatch(r"\S+==\S+( +--hash=sha256:[0-9a-f]{64})+", line)
    ] == []


@pytest.mark.parametrize("lock", LOCK_FILES, ids=lambda lock: lock.stem)
def test_a_lock_file_names_no_host_and_no_folder_of_a_machine(lock: Path) -> None:
    assert re.findall(r"\S*(?::/|--\S*index|--find-links|(?<![\w.])/\w|@)\S*", lock.read_text()) == []


def test_without_any_python_setting_up_says_what_to_install(checkout: Path, bare_path: Path) -> None:
    result = run_script(checkout, bare_path, "install.sh")
    assert result.returncode == 1
    assert "No Python 3.8 or later with pip was found" in result.stderr
    assert "apt-get install python3" in result.stderr


def test_a_failed_download_leaves_nothing_half_done(checkout: Path, bare_path: Path) -> None:
    without_pip = bare_path / "python3"
    without_pip.write_text(f'#!/bin/sh\n[ "$2" != pip ] && exec "{sys.executable}" "$@"\nexit 1\n')
    without_pip.chmod(0o755)
    result = run_script(checkout, bare_path, "uv.sh", PIP_NO_INDEX="1")
    assert result.returncode == 1
    assert list(checkout.glob(".tools/*")) == []


def test_a_python_that_is_not_there_is_named(checkout: Path, bare_path: Path) -> None:
    result = run_script(checkout, bare_path, "install.sh", PYTHON="/no/such/python")
    assert result.returncode == 1
    assert "PYTHON=/no/such/python is not a Python 3.10" in result.stderr


def test_a_python_on_the_path_is_found(checkout: Path, bare_path: Path) -> None:
    (bare_path / "python3").symlink_to(sys.executable)
    result = run_script(checkout, bare_path, "python.sh")
    assert result.returncode == 0
    assert Path(result.stdout.strip()).resolve() == Path(sys.executable).resolve()


def test_an_active_virtual_environment_is_seen_through(checkout: Path, bare_path: Path) -> None:
    environment = bare_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    result = run_script(checkout, environment / "bin", "python.sh", PATH=f"{environment}/bin:{bare_path}")
    assert result.returncode == 0
    assert environment not in Path(result.stdout.strip()).parents


def test_a_shim_that_runs_no_python_is_passed_over_for_pyenvs_own(checkout: Path, bare_path: Path) -> None:
    shim = bare_path / "python3.10"
    shim.write_text("#!/bin/sh\necho 'pyenv: python3.10: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    versions = bare_path / "pyenv" / "versions" / "3.10.99" / "bin"
    versions.mkdir(parents=True)
    (versions / "python3.10").symlink_to(sys.executable)
    result = run_script(checkout, bare_path, "python.sh", PYENV_ROOT=str(bare_path / "pyenv"))
    assert result.returncode == 0
    assert Path(result.stdout.strip()).resolve() == Path(sys.executable).resolve()


def test_a_machine_without_a_lock_file_is_told_where_the_bot_runs(checkout: Path, bare_path: Path) -> None:
    for platform in PLATFORMS:
        (checkout / "requirements" / f"runtime-{platform}.txt").unlink()
    (checkout / "requirements" / "runtime-amiga-68k.txt").touch()
    result = run_script(checkout, bare_path, "install.sh", PYTHON=sys.executable)
    assert result.returncode == 1
    assert "no lock file for this machine" in result.stderr
    assert "It runs on: amiga-68k" in result.stderr


def test_an_argument_that_means_nothing_is_refused(checkout: Path, bare_path: Path) -> None:
    result = run_script(checkout, bare_path, "install.sh", "--devel")
    assert result.returncode == 1
    assert "not '--devel'" in result.stderr
