"""The configuration as text: YAML whose scalars are JSON, so that no library is needed to write it."""

import json
import re

SURROGATES = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})")


def scalar(value):
    """JSON is YAML, but for characters beyond the BMP, which JSON writes in two halves and YAML in one."""
    return SURROGATES.sub(astral, json.dumps(value))


def astral(match):
    high, low = (int(half, 16) for half in match.groups())
    return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08X}"


def render(sections):
    """A document of two levels; sections without settings are left out."""
    lines = [
        "# Made by `manage.py carillon_config` out of the site's settings; make it anew when those change.",
        "# It holds the site's SECRET_KEY and passwords: keep it readable for the gateway only.",
    ]
    for section, values in sections.items():
        if values:
            lines += ["", f"{section}:"]
            lines += [f"  {key}: {scalar(value)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"
