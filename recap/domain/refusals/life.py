"""Refusals of a form's way: what was taken over, what was sent before, what is no independent copy."""

from recap.domain.errors import AlreadyConfirmed, Conflict


class PlenaryTookOver(AlreadyConfirmed):
    """The tier above has opened its plenary over the station."""

    template = (
        "The plenary of {tier} {name} has begun, so what is confirmed belongs to it now. "
        "Tell the officers there what is wrong: they correct it in the plenary, with a public reason."
    )


class PhotoOfEarlierCount(Conflict):
    """A new count has been ordered, and this photo shows the form of an earlier one."""

    template = "This photo was sent for an earlier count. Count {count} has its own form: photograph that one."


class PhotoNotIndependent(Conflict):
    """An observer's photo is, byte for byte, one that the KPPS sent."""

    template = (
        "This is the very file the KPPS has sent, so it proves nothing by itself. "
        "Take your own photo of the form and send that one."
    )
