"""Makes the users and objects of the end-to-end test, once."""

import django

django.setup()

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from shop.models import Category, Order, OrderLine, Product

PASSWORD = make_password("secret")


def permission(codename, app="shop"):
    return Permission.objects.get(codename=codename, content_type__app_label=app)


def user(name, *codenames, **fields):
    made = User.objects.create(**{"username": name, "password": PASSWORD, "is_staff": True, **fields})
    made.user_permissions.set([permission(*reversed(codename.split("."))) for codename in codenames])
    return made


user("root", is_superuser=True)
user("viewer", "shop.view_category", "shop.view_product", "shop.view_order")
user("nobody")
user("proxy-only", "shop.view_discountedproduct")
user("concrete-only", "shop.view_product")
user("adds-and-deletes", "shop.add_product", "shop.delete_product", "shop.add_order")
user("accounts", "auth.view_user", "auth.change_group")
user("inactive", is_superuser=True, is_active=False)
user("plain", "shop.view_order", is_staff=False)

changers = Group.objects.create(name="Changers")
changers.permissions.set([permission("change_product"), permission("change_order")])
user("changer").groups.add(changers)
empty = Group.objects.create(name="Empty")
both = user("group-and-own", "shop.view_category")
both.groups.add(changers, empty)

# It hangs on Category, but its codename speaks of order lines: Django goes by the app and the codename.
odd = Permission.objects.create(
    codename="view_orderline", name="odd", content_type=ContentType.objects.get_by_natural_key("shop", "category")
)
user("odd-permission").user_permissions.set([odd])

french = user("française", is_superuser=True)

drinks = Category.objects.create(name="Drinks")
for name in ("Coffee", "Tea", "Cocoa", "Water", "Milk", "Juice"):
    Product.objects.create(name=name, category=drinks, price="1.00")
order = Order.objects.create(customer="Zoë")
OrderLine.objects.create(order=order, product=Product.objects.first(), quantity=2)
