"""The page on which a browser itself proves one station: a shell of words, for the script that reads the folder.

It asks neither the database nor the folder, so that it stands when both are damaged, and says what does not agree.
"""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api import data, render
from api.access import PUBLIC
from recap.domain.election import Tier
from recap.domain.message import Message
from recap.domain.refusals import AddressUnknown

router = APIRouter(prefix="/buktikan", include_in_schema=False, dependencies=[PUBLIC])


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the proof: its heading, what it shows, whom to tell; `area`: only where the contest has such one."""

    id: str
    title: Message
    words: Message
    tell: Message
    area: bool = False


@router.get("/{contest}/{station}")
def proof_page(contest: str, station: str, request: Request) -> HTMLResponse:
    """Show the steps of a proof, which the browser takes by itself."""
    if len(station) != Tier.STATION.value or not station.isdecimal():
        raise AddressUnknown
    context: dict[str, object] = {"contest": contest, "station": station, "files": data.PREFIX}
    context |= {"steps": _STEPS, "modules": _MODULES}
    return render.public_page(request, "prove.html", context)


_MODULES = (
    *("prove.js", "head.js", "papers.js", "places.js", "policy.js", "draw.js", "folder.js"),
    *("tiles.js", "note.js", "sumtree.js", "statement.js", "x509.js", "ed25519.js", "bytes.js"),
)
"""What the script imports, all asked for at once: one after another they take a second each where the net is slow."""

_AGAIN = Message("The same once more, one tier up.")
_SUMS = Message(
    "Every total is added up again from its parts, and the hash above binds both the numbers and the parts."
)

_STEPS = (
    Step(
        "photo",
        Message("The photos of the form"),
        Message("What you see here is, byte for byte, the file whose fingerprint was published."),
        Message("KPU Kota and Bawaslu: a photo that is shown is not the one that was recorded."),
    ),
    Step(
        "entry",
        Message("Their lines in the public log"),
        Message("Every photo has a numbered line in a log that can only grow: nothing is taken out or put in between."),
        Message("Bawaslu. Whoever sent the photo brings the receipt: it proves that the log promised to hold it."),
    ),
    Step(
        "written",
        Message("What is written"),
        Message("The numbers that were accepted, compared with what the log keeps of them and with the signed copy."),
        Message("The PPK and Panwaslu Kecamatan: the numbers shown are not those that were recorded for this TPS."),
    ),
    Step(
        "station",
        Message("The result of the TPS"),
        Message("The numbers become one node of the tree of sums; the kelurahan must hold exactly this node."),
        Message("The PPS and the Panwaslu Kelurahan (PKD), with the number of the TPS."),
    ),
    Step(
        "area-10",
        Message("Kelurahan"),
        _SUMS,
        Message("The PPS and the Panwaslu Kelurahan (PKD): the kelurahan's total does not belong to its TPS."),
        area=True,
    ),
    Step(
        "area-6",
        Message("Kecamatan"),
        _AGAIN,
        Message("The PPK and Panwaslu Kecamatan: the kecamatan's total does not belong to its kelurahan."),
        area=True,
    ),
    Step(
        "area-4",
        Message("City"),
        _AGAIN,
        Message("KPU Kota and Bawaslu Kota: the city's total does not belong to its kecamatan."),
        area=True,
    ),
    Step(
        "area-2",
        Message("Province"),
        _AGAIN,
        Message("KPU Provinsi and Bawaslu Provinsi: the province's total does not belong to its cities."),
        area=True,
    ),
    Step(
        "head",
        Message("The signed publication"),
        Message(
            "All of it hangs from one signed list, which stands in the log too. The log witnesses sign the log's head."
        ),
        Message("Bawaslu and the log witnesses: this server shows something that its own log does not bear out."),
    ),
)
