"""The election, its forms and its records."""
