"""A Django site with its database, and a program beside it that makes users and tokens."""

import json
import os
import pathlib
import subprocess
import sys
import threading

from . import processes

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
DJANGO = TOP / "ops" / "django"
TYPES = 10
SECRET_KEY = "bench-only-not-secret-0123456789abcdef0123456789abcdef"


def redis_url(port):
    return f"redis://127.0.0.1:{port}/1"


class Site:
    """Migrated, with the sample users; `configuration` is the gateway's, as the site itself writes it; `types`
    are the ids of an app's content types, which root may see."""

    def __init__(self, bench, database=None):
        self.directory = bench.directory
        self.python = environment(bench.directory)
        file = bench.directory / "db.sqlite3"
        if database is None:
            file.unlink(missing_ok=True)
            database = f"sqlite:///{file}"
        self.environment = {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": database,
                            "REDIS_URL": redis_url(bench.redis)}
        self.manage("migrate", "-v0")
        self.manage("sample_data", "-v0")
        self.configuration = bench.directory / f"carillon-{database.partition(':')[0]}.yaml"
        self.configuration.unlink(missing_ok=True)
        self.manage("carillon_config", "--output", self.configuration)
        self.asking = threading.Lock()  # users.py has one pipe for its answers
        self.users = subprocess.Popen([str(self.python), str(pathlib.Path(__file__).with_name("users.py"))],
                                      env={**os.environ, **self.environment}, cwd=DJANGO, text=True, bufsize=1,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        bench.processes.running.append(self.users)
        self.types = self.ask("content_types", count=TYPES)

    def manage(self, *arguments):
        return processes.run(self.python, DJANGO / "manage.py", *arguments, env={**os.environ, **self.environment}, cwd=DJANGO)

    def ask(self, task, **arguments):
        """Has users.py do one of its tasks."""
        with self.asking:
            self.users.stdin.write(json.dumps({"task": task, **arguments}) + "\n")
            answer = self.users.stdout.readline()
        if not answer:
            raise processes.Failed("users.py failed")
        return json.loads(answer)

    def token(self, username="root"):
        return self.ask("token", username=username)

    def tokens(self, prefix, count, file, types=None):
        """A token a line for the users PREFIX0, PREFIX1 ...; with `types`, the content types that each may see."""
        self.ask("tokens", prefix=prefix, count=count, file=str(file), types=types)
        return file


def environment(directory):
    """A Python with Django and the guide's server."""
    venv = directory / "venv"
    wanted = (DJANGO / "requirements.txt").read_text()
    stamp = venv / "installed.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        print("installing Django and the guide's server ...", flush=True)
        processes.run(sys.executable, "-m", "venv", venv)
        processes.run(venv / "bin" / "pip", "install", "-q", "-r", DJANGO / "requirements.txt")
        stamp.write_text(wanted)
    return venv / "bin" / "python"
