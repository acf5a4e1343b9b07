"""User models unlike Django's own, and the settings of a site that uses one of them; for the tests only."""
