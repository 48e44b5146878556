"""Log-in names made from role and area, for letters that name none: `kpps-3374011001001`, `saksi-2-337401`."""

from collections.abc import Iterable, Mapping
from itertools import count

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.tables import AppointmentRow
from recap.domain.appointing import Post
from recap.domain.rights import Role

_PREFIXES: Mapping[Role, str] = {
    Role.KPPS: "kpps",
    Role.KPPS_CHAIR: "ketua-kpps",
    Role.PPS: "pps",
    Role.PPK: "ppk",
    Role.PPK_CHAIR: "ketua-ppk",
    Role.KPU: "kpu",
    Role.KPU_CHAIR: "ketua-kpu",
    Role.PROVINCE: "kpu-provinsi",
    Role.PROVINCE_CHAIR: "ketua-kpu-provinsi",
    Role.WITNESS: "saksi",
    Role.SUPERVISOR: "pengawas",
    Role.AUDITOR: "auditor",
}


class Names:
    """Makes log-in names that nobody has."""

    def __init__(self, used: Iterable[str]) -> None:
        """Avoid these."""
        self._used = set(used)

    @classmethod
    async def taken(cls, session: AsyncSession, wished: Iterable[str | None]) -> "Names":
        """Return what avoids every name in use and every wished one."""
        used = await session.scalars(select(AppointmentRow.username))
        return cls([*used, *(name for name in wished if name)])

    def new(self, post: Post) -> str:
        """Return a free name for who holds this post, numbered from the second one on."""
        choice = [] if post.choice is None else [str(post.choice)]
        plain = "-".join([_PREFIXES[post.role], *choice, post.area])
        numbered = (plain if n == 1 else f"{plain}-{n}" for n in count(1))
        name = next(one for one in numbered if one not in self._used)
        self._used.add(name)
        return name
