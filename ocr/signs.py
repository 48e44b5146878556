"""The signs a digit box may hold, in the order of the digit network's answers."""

CLASSES = "0123456789X-_?#"
"""The sign of each column of the answer: ten digits, crossed out as "no digit", dash, empty box, struck out, dirt."""

STRUCK = CLASSES.index("?")
BLANKS = tuple(CLASSES.index(sign) for sign in "X-_")
"""What stands before a number that does not fill its boxes."""
