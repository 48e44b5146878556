"""What a stranger checks a published folder with: the standard library, `cryptography` and our words for things."""
