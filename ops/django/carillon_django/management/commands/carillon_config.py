"""Prints the gateway's configuration."""

import os
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand

from carillon_django.document import render
from carillon_django.site import configuration


class Command(BaseCommand):
    help = "Prints a carillon.yaml that connects the gateway to this site. It holds secrets: better say --output."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--output", metavar="FILE", type=Path, help="write there, readable for the owner only")
        parser.add_argument("--database", metavar="ALIAS", help="DATABASES entry; default: the user model's")
        parser.add_argument("--cache", metavar="ALIAS", default="default", help="CACHES entry that is the Redis")
        parser.add_argument("--redis-url", metavar="URL", help="the Redis, where no CACHES entry names it")
        parser.add_argument("--channel", default="events", help="the Redis channel; default: events")
        parser.add_argument("--scope", default="", help="the scope that the site gives its tokens; default: none")
        parser.add_argument(
            "--session",
            action="store_true",
            help="accept the session cookie beside tokens; without django-sesame it always is",
        )

    def handle(self, *, output, database, cache, redis_url, channel, scope, session, **options):
        sections = configuration(
            self.warn, database=database, cache=cache, channel=channel, redis=redis_url, scope=scope, session=session
        )
        text = render(sections)
        if output is None:
            self.stdout.write(text, ending="")
        else:
            write_privately(output, text)
            self.stderr.write(f"Wrote {output}")

    def warn(self, text):
        self.stderr.write(self.style.WARNING(f"Warning: {text}"))


def write_privately(path, text):
    """Never readable for others, not even for a moment, and never half written."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # Made with mode 0600.
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
