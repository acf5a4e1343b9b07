"""django-sesame's settings, as the gateway names them."""

from importlib.util import find_spec

from django.core.management.base import CommandError

FORMATS = {"sesame.tokens_v1": "v1", "sesame.tokens_v2": "v2"}

KEY_FORMATS = {
    "ShortPacker": "short",
    "UnsignedShortPacker": "unsigned_short",
    "LongPacker": "long",
    "UnsignedLongPacker": "unsigned_long",
    "LongLongPacker": "long_long",
    "UnsignedLongLongPacker": "unsigned_long_long",
    "UUIDPacker": "uuid",
    "BytesPacker": "bytes",
    "StrPacker": "str",
}

DIGESTS = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}

DEFAULTS = {
    "one_time": False,
    "invalidate_on_password_change": True,
    "invalidate_on_email_change": False,
    "primary_key_field": "pk",
    "packer": "",
    "key": "",
    "signature_size": 10,
    "salt": "sesame",
    "iterations": 10000,
    "digest": "md5",
    "scope": "",
}


def is_installed():
    """Without django-sesame there are no tokens; users may be known by their sessions."""
    return find_spec("sesame") is not None


def sesame(scope, warn):
    """The formats, the age and the packing always, since they must agree; the rest where it differs from the default."""
    try:
        from sesame import packers, settings
    except ImportError:
        raise CommandError("django-sesame is not installed: the gateway recognizes users by its tokens.") from None
    values = {
        "one_time": bool(settings.ONE_TIME),
        "invalidate_on_password_change": bool(settings.INVALIDATE_ON_PASSWORD_CHANGE),
        "invalidate_on_email_change": bool(settings.INVALIDATE_ON_EMAIL_CHANGE),
        "primary_key_field": settings.PRIMARY_KEY_FIELD,
        "packer": settings.PACKER or "",
        "key": str(settings.KEY),
        "signature_size": settings.SIGNATURE_SIZE,
        "salt": settings.SALT,
        "iterations": settings.ITERATIONS,
        "digest": digest(settings.DIGEST, warn),
        "scope": scope,
    }
    essential = {"tokens": formats(settings.TOKENS, warn), "max_age": duration(settings.MAX_AGE)}
    packing = key_format(packers.packer, settings.PACKER, warn)
    if packing:
        essential["key_format"] = packing
    return {**essential, **{key: value for key, value in values.items() if value != DEFAULTS[key]}}


def formats(modules, warn):
    names = [module.__name__ for module in modules]
    for name in names:
        if name not in FORMATS:
            warn(f"SESAME_TOKENS: the gateway cannot read tokens of the format {name}; it is left out.")
    known = [FORMATS[name] for name in names if name in FORMATS]
    if not known:
        raise CommandError("SESAME_TOKENS names no format that the gateway can read (sesame.tokens_v2, tokens_v1).")
    return known


def duration(seconds):
    if seconds is None:
        return "none"
    return f"{int(seconds)}s" if seconds == int(seconds) else f"{round(seconds * 1000)}ms"


def digest(function, warn):
    name = function().name
    if name not in DIGESTS:
        warn(f"SESAME_DIGEST: the gateway does not know {name}; tokens of version 1 will be refused.")
    return name


def key_format(packer, path, warn):
    """How the packer lays out a key; None, with a warning, where a Python class of the site's own decides that."""
    for parent in type(packer).__mro__:
        if parent.__module__ == "sesame.packers" and parent.__name__ in KEY_FORMATS and type(packer) is parent:
            return KEY_FORMATS[parent.__name__]
    for digits in range(2, 129, 2):
        if packs_hexadecimal(packer, digits):
            return f"hex{digits}"
    warn(
        f"SESAME_PACKER: {path} is the site's own, and the gateway cannot run it."
        " Set sesame.key_format to the layout that it writes, or use one of django-sesame's packers."
    )
    return None


def packs_hexadecimal(packer, digits):
    """Whether it is the custom packer of django-sesame's documentation: fixed-length hexadecimal digits."""
    key = ("0123456789abcdef" * 8)[:digits]
    data = bytes.fromhex(key)
    try:
        return packer.pack_pk(key) == data and packer.unpack_pk(data + b"rest") == (key, b"rest")
    except Exception:  # It is the site's code, and not made for this.
        return False
