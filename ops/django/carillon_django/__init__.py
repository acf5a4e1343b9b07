"""Connects a Django site to Carillon: `manage.py carillon_config` prints the gateway's configuration."""
