"""Users with different permissions, and a few things to change."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError

from shop.models import Category, Order, Product

PRODUCTS = [
    ("Coffee", "Espresso roast, 250 g", "8.90"),
    ("Coffee", "Crème Café, 500 g", "15.40"),
    ("Tea", "Sencha 煎茶, 100 g", "12.00"),
]


class Command(BaseCommand):
    help = "Creates sample users (root, editor, viewer, nobody) and objects; what is already there is left as it is."

    def add_arguments(self, parser):
        parser.add_argument(
            "--password", help="Password of the users made. Default: each user's own name; only allowed with DEBUG on."
        )

    def handle(self, *, password, **options):
        if password is None and not settings.DEBUG:
            raise CommandError("DEBUG is off: say --password, since everybody can guess the sample passwords.")
        self.password = password
        self.user("root", is_superuser=True)
        self.user("editor", group=self.group("Editors", "add", "change", "delete", "view"))
        self.user("viewer", group=self.group("Viewers", "view"))
        self.user("nobody")
        for category, name, price in PRODUCTS:
            category, _ = Category.objects.get_or_create(name=category)
            Product.objects.get_or_create(name=name, defaults={"category": category, "price": price})
        Order.objects.get_or_create(customer="Zoë Größe")

    def group(self, name, *actions):
        group, made = Group.objects.get_or_create(name=name)
        if made:
            codenames = [f"{action}_" for action in actions]
            shop = Permission.objects.filter(content_type__app_label="shop")
            group.permissions.set([p for p in shop if p.codename.startswith(tuple(codenames))])
        return group

    def user(self, name, group=None, is_superuser=False):
        user, made = get_user_model().objects.get_or_create(
            username=name, defaults={"is_staff": True, "is_superuser": is_superuser}
        )
        if not made:
            self.stdout.write(f"{name}: was there already")
            return
        user.set_password(name if self.password is None else self.password)
        user.save()
        if group is not None:
            user.groups.add(group)
        self.stdout.write(f"{name}: made" + ("" if self.password else f", password {name}"))
