import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models


class Member(AbstractBaseUser, PermissionsMixin):
    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    login = models.CharField(max_length=50, unique=True)

    USERNAME_FIELD = "login"
    objects = BaseUserManager()


class Guest(Member):
    class Meta:
        proxy = True


class Employee(Member):
    """With a table of its own beside the members'."""

    desk = models.CharField(max_length=10)


class Plain(AbstractBaseUser):
    """Knows neither groups nor permissions."""

    login = models.CharField(max_length=50, primary_key=True)

    USERNAME_FIELD = "login"
    objects = BaseUserManager()
