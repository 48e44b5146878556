"""The open data of a publication, made from its records."""
