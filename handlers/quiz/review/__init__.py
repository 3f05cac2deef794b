"""Mistakes that come back."""
