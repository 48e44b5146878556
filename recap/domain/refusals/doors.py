"""Refusals at the doors: what is wrong with a form of activation or appointment."""

from recap.domain.errors import Invalid


class PasswordsDiffer(Invalid):
    """The password and its repeat are not the same."""

    template = "The two passwords differ. Enter the same password twice."


class ListMissing(Invalid):
    """No file was chosen."""

    template = "Choose the CSV file with the appointments first."


class NobodyWaits(Invalid):
    """Nobody in the narrowed list still needs a slip."""

    template = "Everybody in this list has activated the account already, or may no longer. No new slip is needed."


class TooManySlips(Invalid):
    """More new slips are asked for than are made at once."""

    template = "These would be {count} new slips; at most {most} are made at once. Narrow the list to one area first."
