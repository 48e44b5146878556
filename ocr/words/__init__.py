"""Reads numbers written in words, in capitals: finds the line, reads its letters, and weighs every number."""
