"""Node packages for tests: installed once into the build folder from a package.json and its lock file."""

import functools
import hashlib
import pathlib
import shutil
import subprocess
import unittest


@functools.cache
def node_modules(package, build, seconds=180):
    """The folder whose node_modules has what `package` (a folder) asks for. Raises SkipTest, saying why, where it can't be had."""
    package, build = pathlib.Path(package), pathlib.Path(build)
    if not shutil.which("node") or not shutil.which("npm"):
        raise unittest.SkipTest("node and npm are not installed")
    lock = (package / "package-lock.json").read_bytes()
    folder = build / "node" / f"{package.name}-{hashlib.sha256(lock).hexdigest()[:12]}"
    if (folder / "installed").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(package / name, folder)
    try:
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--prefer-offline"], cwd=folder, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise unittest.SkipTest(f"npm could not install the packages of {package.name} within {seconds} s") from None
    if done.returncode != 0:
        raise unittest.SkipTest(f"npm could not install the packages of {package.name}: {done.stderr.strip().splitlines()[-1:]}")
    (folder / "installed").touch()
    return folder
