import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models


class ActiveMembers(BaseUserManager):
    def get_queryset(self):
        return super().get_queryset().filter(left=None)


class Member(AbstractBaseUser, PermissionsMixin):
    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=24, unique=True)
    login = models.CharField(max_length=50, unique=True, db_column="login_name")
    mail = models.EmailField()
    left = models.DateField(null=True)
    last_login = None

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "mail"

    objects = ActiveMembers()

    class Meta:
        db_table = 'crm"."people'


class Visitor(Member):
    class Meta:
        proxy = True
