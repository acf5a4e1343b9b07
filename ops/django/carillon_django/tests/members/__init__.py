"""A user model unlike Django's own, and the settings of a site that uses it; for the tests only."""
