"""Corale: linked data of public participation and shared administration in Italy."""
