"""A PostgreSQL of our own, below bench/target; its data stay there, so that a hundred thousand users are made once."""

import glob
import os
import pathlib
import shutil
import signal
import subprocess

from . import machine, processes


def programs():
    """The directory of initdb and postgres; empty where there are none."""
    candidates = [os.path.dirname(shutil.which("postgres") or ""), machine.said("pg_config", "--bindir"),
                  *sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)]
    return next((c for c in candidates if c and all(os.access(f"{c}/{p}", os.X_OK) for p in ("initdb", "postgres"))), "")


def missing():
    if not programs():
        return "initdb and postgres are not on the PATH nor in /usr/lib/postgresql; on Debian: apt-get install postgresql"
    return ""


def as_user():
    """PostgreSQL refuses to run as root; in a user namespace of its own it is nobody."""
    return ["unshare", "-U"] if os.geteuid() == 0 else []


class Postgres:
    def __init__(self, bench):
        self.bench, self.port = bench, processes.free_ports()
        self.data = bench.directory / "postgres"
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        if not (self.data / "PG_VERSION").exists():
            shutil.rmtree(self.data, ignore_errors=True)
            processes.run(*as_user(), f"{programs()}/initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "--no-sync",
                          "--no-instructions", "-E", "UTF8", "--locale=C")
        self.start()

    def start(self):
        self.process = self.bench.processes.start(
            "postgres", [*as_user(), f"{programs()}/postgres", "-D", self.data, "-p", self.port, "-h", "127.0.0.1", "-k", self.data,
                         "-c", "fsync=off"], self.port)

    def restart_cold(self):
        """Nothing of the data in its own buffers or in the kernel's cache."""
        self.stop()
        subprocess.run(["sync"], check=True)
        for file in pathlib.Path(self.data).rglob("*"):
            if file.is_file():
                with file.open("rb") as f:
                    os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        self.start()

    def stop(self):
        pid_file = self.data / "postmaster.pid"
        if pid_file.exists():
            os.kill(int(pid_file.read_text().split()[0]), signal.SIGINT)  # fast shutdown
        self.process.wait(30)
        self.bench.processes.running.remove(self.process)

    def version(self):
        return f"PostgreSQL {machine.number(machine.said(programs() + '/postgres', '--version'))}"
