"""The list with which a phone verifies copies without a net: the key of every station, signed by the house's authority.

One JSON text: `contests` by id (title and choices), `areas` by code, `stations` by kelurahan and the last three digits
as [number, public key]; a key is the compressed point on P-256 (SEC 1 section 2.3.3) in base64.
"""

import asyncio
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import elections
from recap.app.copying import station_name
from recap.app.keys import TierKeys
from recap.domain.canonical import canonical
from recap.domain.election import Area, AreaCode, Contest, Station, Tier


@dataclass(frozen=True, slots=True)
class Signed:
    """The list as it is served: its text, the root's signature of it (raw r and s in base64), the root's public key."""

    text: str
    signature: str
    root: Mapping[str, str]

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the text."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Held:
    """Everything loaded that a list speaks of."""

    contests: tuple[Contest, ...]
    areas: Mapping[AreaCode, Area]
    stations: tuple[Station, ...]


class KeyBook:
    """Keeps the signed list of what is loaded now, so that it is made once for each loading."""

    def __init__(self, keys: TierKeys) -> None:
        """List the keys of this store."""
        self._keys = keys
        self._making = asyncio.Lock()
        self._made: tuple[Mapping[str, str], Signed] | None = None

    async def signed(self, session: AsyncSession) -> Signed:
        """Return the list; the first call of a city takes some seconds, because keys are made."""
        loaded = await elections.digests(session)
        async with self._making:
            if self._made is None or self._made[0] != loaded:
                known = await held(session)
                self._made = (loaded, await asyncio.to_thread(make, self._keys, known))
            return self._made[1]


async def held(session: AsyncSession) -> Held:
    """Return every contest with its areas and stations; a station of several contests stands once."""
    contests = await elections.contests(session)
    areas: dict[AreaCode, Area] = {}
    stations: dict[str, Station] = {}
    for contest in contests:
        areas |= {area.code: area for area in await elections.areas(session, contest.id)}
        stations |= {each.code: each for each in await elections.stations(session, contest.id, contest.area)}
    return Held(tuple(contests), areas, tuple(stations[code] for code in sorted(stations)))


def make(keys: TierKeys, known: Held) -> Signed:
    """Return the signed list; keys that were never used are made, so that a phone knows them before the first copy."""
    facts = {
        "contests": {contest.id: _contest(contest) for contest in known.contests},
        "areas": {code: area.name for code, area in sorted(known.areas.items())},
        "stations": _stations(keys, known.stations, known.areas),
    }
    text = canonical(facts)
    return Signed(text, b64encode(keys.vouch(text.encode())).decode(), keys.root_jwk)


def _contest(contest: Contest) -> dict[str, object]:
    choices: Iterable[dict[str, object]] = (
        {"number": c.number, "name": c.name, "kind": c.kind} for c in contest.choices
    )
    return {"title": contest.title, "choices": list(choices)}


def _stations(
    keys: TierKeys, stations: Sequence[Station], areas: Mapping[AreaCode, Area]
) -> dict[str, dict[str, tuple[int, str]]]:
    found: dict[str, dict[str, tuple[int, str]]] = {}
    for station in stations:
        key = keys.of(station.code, station_name(station, [areas[station.village]]))
        point = key.secret.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        last = station.code[Tier.VILLAGE.value :]
        found.setdefault(station.village, {})[last] = (station.number, b64encode(point).decode())
    return found
