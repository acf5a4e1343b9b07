from django.apps import AppConfig


class CarillonDjangoConfig(AppConfig):
    name = "carillon_django"
    verbose_name = "Carillon"
