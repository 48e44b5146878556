import time
import pytest
from tests import kecamatan
from recap.app import discrepancies
from recap.app.database import transaction
@pytest.mark.anyio
async def test_time(engine):
    async with transaction(engine) as session:
        await kecamatan.begin(session)
    t=time.time()
    async with transaction(engine) as session:
        await kecamatan.forms(session)
    print("forms", time.time()-t)
    async with transaction(engine) as session:
        for c in await discrepancies.open_in(session, kecamatan.CONTEST, "337401"):
            print(c.station, kecamatan.TROUBLES.get(c.station), c.discrepancy.key, c.discrepancy.values)
