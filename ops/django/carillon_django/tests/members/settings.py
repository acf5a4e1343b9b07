"""A site with a user model, sesame settings and a Redis unlike the guide's."""

from datetime import timedelta

SECRET_KEY = 'quote " and 🔔'
SECRET_KEY_FALLBACKS = ["older"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "carillon_django",
    "carillon_django.tests.members",
]
AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = ["sesame.backends.ModelBackend", "ldap.Backend"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "crm",
        "USER": "crm",
        "PASSWORD": "p@ss/word",
        "HOST": "/run/postgresql",
        "OPTIONS": {"sslmode": "require", "assume_role": "x"},
    }
}
USE_TZ = False
TIME_ZONE = "Europe/Paris"
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": "redis://Primary/2",
        "OPTIONS": {
            "CLIENT_CLASS": "django_redis.client.SentinelClient",
            "SENTINELS": [("a.example", 26379), ("b.example", 26379)],
            "PASSWORD": "s:cret",
        },
    }
}
SESAME_TOKENS = ["sesame.tokens_v2"]
SESAME_MAX_AGE = timedelta(seconds=2.5)
SESAME_KEY = "extra"
SESAME_SIGNATURE_SIZE = 16
SESAME_INVALIDATE_ON_EMAIL_CHANGE = True
