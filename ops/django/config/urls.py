"""The site's addresses."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import path

from notifications import views

urlpatterns = [
    path("", views.page, name="notifications"),
    path("token/", views.token, name="token"),
    path("login/", auth.LoginView.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
]
