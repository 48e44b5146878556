"""Readings in, published totals out."""
