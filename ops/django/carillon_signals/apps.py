from django.apps import AppConfig


class CarillonSignalsConfig(AppConfig):
    name = "carillon_signals"
    verbose_name = "Carillon's signals"

    def ready(self):
        from . import receivers

        receivers.connect()
