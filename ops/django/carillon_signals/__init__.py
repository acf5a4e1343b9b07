"""Tells the gateway of changes to users, groups, permissions and sessions, on the control channel of the site's Redis."""

from .control import invalidate

__all__ = ["invalidate"]
