"""Runs beside the Django site: makes content types, users and tokens. A task a line on standard input, JSON.

Tokens live 30 s, so they are made when they are needed; this program has Django ready by then.
"""

import functools
import json
import os
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path.cwd()))
sys.path.remove(str(pathlib.Path(__file__).resolve().parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.auth.models import Group, Permission  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.db import close_old_connections  # noqa: E402
from sesame.utils import get_token  # noqa: E402

User = get_user_model()


def token(username):
    return get_token(User.objects.get(username=username))


def content_types(count):
    """So many more content types, as an app with so many models has them; gives their ids."""
    names = [f"thing{i}" for i in range(count)]
    ContentType.objects.bulk_create([ContentType(app_label="bench", model=name) for name in names], ignore_conflicts=True)
    made = list(ContentType.objects.filter(app_label="bench").order_by("id"))
    Permission.objects.bulk_create([Permission(content_type=t, codename=f"view_{t.model}", name=f"view {t.model}") for t in made],
                                   ignore_conflicts=True)
    return [t.id for t in made]


def users(prefix, count, groups=()):
    """Users PREFIX0, PREFIX1 ... in the groups of those names. One hash for all: hashing is not what is measured."""
    known = set(User.objects.filter(username__startswith=prefix).values_list("username", flat=True))
    password = make_password("bench")
    new = [User(username=f"{prefix}{i}", password=password) for i in range(count) if f"{prefix}{i}" not in known]
    User.objects.bulk_create(new, batch_size=500)
    ids = list(User.objects.filter(username__startswith=prefix).values_list("id", flat=True)) if new else []
    link = User.groups.through
    for group in Group.objects.filter(name__in=groups):
        link.objects.bulk_create([link(user_id=user, group_id=group.id) for user in ids], ignore_conflicts=True, batch_size=500)
    found.cache_clear()
    return len(new)


def audiences(prefix, count, types, each, distinct, seed=1):
    """Users that see so many of the content types each, in turns one of so many different sets; gives each one's set."""
    users(prefix, count)
    chance = random.Random(seed)
    permissions = dict(Permission.objects.filter(content_type__in=types, codename__startswith="view_").values_list("content_type", "id"))
    ids = dict(User.objects.filter(username__startswith=prefix).values_list("username", "id"))
    different = [sorted(chance.sample(types, each)) for _ in range(distinct)]
    sets, link = [different[i % distinct] for i in range(count)], User.user_permissions.through
    rows = [link(user_id=ids[f"{prefix}{i}"], permission_id=permissions[t]) for i, seen in enumerate(sets) for t in seen]
    link.objects.filter(user_id__in=ids.values()).delete()
    link.objects.bulk_create(rows, batch_size=5000)
    return sets


@functools.cache
def found(prefix):
    return {user.username: user for user in User.objects.filter(username__startswith=prefix)}


def tokens(prefix, count, file, types=None):
    began = time.time()
    new = f"{file}.new"  # the load tool reads the file again whenever it has changed: it must never see half of it
    with open(new, "w") as out:
        for i in range(count):
            sees = "\t" + ",".join(str(t) for t in types[i]) if types else ""
            out.write(get_token(found(prefix)[f"{prefix}{i}"]) + sees + "\n")
    os.utime(new, (began, began))  # the load tool tells the age of what it sends by this: no token is older
    os.replace(new, file)
    return count


def visible(username):
    """Ids of the content types whose events a user gets."""
    user = User.objects.get(username=username)
    may = user.get_all_permissions()
    return [t.id for t in ContentType.objects.all() if may & {f"{t.app_label}.{action}_{t.model}" for action in ("view", "change")}]


TASKS = {task.__name__: task for task in (token, content_types, users, audiences, tokens, visible)}


def main():
    for line in sys.stdin:
        arguments = json.loads(line)
        close_old_connections()  # the server may have been started anew
        print(json.dumps(TASKS[arguments.pop("task")](**arguments)), flush=True)


main()
