"""Refusals of orders for a new count."""

from recap.domain.errors import Conflict, Invalid


class GroundUnfit(Invalid):
    """The ground is not one the law gives for this kind of count."""

    template = "The law does not give this ground for this kind of count. Choose a ground from its own list."


class DecisionMissing(Invalid):
    """An order names the decision it carries out."""

    template = "Enter the number and date of the decision that orders this count."


class VotersMissing(Invalid):
    """A re-vote has its own voter list."""

    template = "Enter the registered voters of the re-vote: men and women."


class BallotsImpossible(Invalid):
    """Numbers of voters or ballots no station has."""

    template = "Voters and ballots of a station lie between 0 and {limit}. Check the numbers."


class CountPending(Conflict):
    """An ordered count has no result yet."""

    template = "Count {count} of this TPS was ordered and has no result yet. Order another one only after it."


class NothingCounted(Conflict):
    """A station without a result cannot be counted again."""

    template = "This TPS has no accepted result yet, so there is nothing to count again."
