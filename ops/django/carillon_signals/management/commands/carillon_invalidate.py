"""Makes the gateway read permissions anew, after a change that sends no signals."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from carillon_signals.channel import publish
from carillon_signals.control import Change
from carillon_signals.relations import group_model


class Command(BaseCommand):
    help = (
        "Tells every gateway to read anew who these users are and what they may see: after SQL, QuerySet.update(),"
        " bulk_create() and the like, which send no signals."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--user", metavar="KEY", action="append", default=[], help="a user by primary key; repeatable")
        parser.add_argument("--username", metavar="NAME", action="append", default=[], help="a user by login name")
        parser.add_argument("--group", metavar="NAME", action="append", default=[], help="the members of a group")
        parser.add_argument("--all", action="store_true", help="everybody who is connected")

    def handle(self, *, user, username, group, **options):
        change = Change(options["all"])
        change.add("users", [self.key(get_user_model(), text) for text in user])
        change.add("users", [self.find(get_user_model(), get_user_model().USERNAME_FIELD, name) for name in username])
        change.add("groups", [self.find(group_model(), "name", name) for name in group])
        if change.is_empty():
            raise CommandError("Say whom: --user, --username, --group or --all.")
        try:
            gateways = [publish(message) for message in change.messages()][0]
        except Exception as problem:
            raise CommandError(f"Redis did not take it: {problem}") from None
        heard = "1 gateway heard it" if gateways == 1 else f"{gateways} gateways heard it"
        self.stdout.write(heard if gateways else "Nobody heard it: no gateway listens on this Redis and channel.")

    def key(self, model, text):
        """Of a user who may be gone already."""
        try:
            return model._meta.pk.to_python(text)
        except ValidationError:
            raise CommandError(f"{text!r} is not a primary key of {model._meta.label}.") from None

    def find(self, model, field, name):
        try:
            return model._base_manager.get(**{field: name})
        except model.DoesNotExist:
            raise CommandError(f"There is no {model._meta.verbose_name} {name!r}.") from None
