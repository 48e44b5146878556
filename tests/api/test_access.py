from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from api import access, main
from api.access import Anyone, RouteUndeclared
from tests.api import routes as all_routes
from tests.api.conftest import AT, STATION, Door
from tests.api.routes import at_the_door

OPEN = {
    "/",
    "/aktivasi",
    "/aktivasi/kode",
    "/api/contests",
    "/api/copies/{contest}",
    "/api/copies/{contest}/{station}",
    "/api/copies/{contest}/{station}/receipts",
    "/api/proofs/{contest}/{station}",
    "/api/receipts/{photo}",
    "/api/session",
    "/buktikan/{contest}/{station}",
    "/data/{name:path}",
    "/hasil/{contest}",
    "/hasil/{contest}/{code}",
    "/health",
    "/health/publishing",
    "/health/ready",
    "/keluar",
    "/masuk",
    "/periksa",
    "/periksa/app.webmanifest",
    "/periksa/keys.json",
    "/periksa/sw.js",
    "/salinan",
    "/salinan/{contest}",
    "/salinan/{contest}/{code}",
    "/salinan/{contest}/{station}/foto/{sha256}.jpg",
    "/salinan/{contest}/{station}/{pdf}.pdf",
    "/salinan/{contest}/{station}/{recipient:int}/{code}",
    "/sertifikat/{sha256}",
    "/sertifikat/{sha256}.pdf",
    "/static/{version}/{name}",
    "/unduh/{contest}",
}


def routes() -> Iterator[APIRoute]:
    for router in main.ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            yield route


def test_every_route_is_public_on_purpose_or_asks_for_an_officer() -> None:
    public = {route.path for route in routes() if isinstance(access.rules_of(route.dependant)[0], Anyone)}

    assert public == OPEN


def test_a_route_without_a_rule_keeps_the_application_from_starting() -> None:
    router = APIRouter()

    @router.get("/forgotten")
    async def forgotten() -> None:
        return None

    with pytest.raises(RouteUndeclared, match="/forgotten"):
        access.declared([router])


@pytest.mark.anyio
async def test_nobody_gets_into_an_officers_route_without_a_session(door: Door) -> None:
    place = {**AT, "code": STATION, "area": STATION[:6]}
    for call in all_routes.calls():
        if call.roles is not None:
            answer = await call.send(door.client, {}, place)
            assert at_the_door(answer), (str(call), answer.text)


@pytest.mark.anyio
async def test_a_change_from_another_site_is_refused_although_the_cookie_comes_along(door: Door) -> None:
    headers = await door.sign_in("kpps-1")
    cookie = {"Cookie": f"recap_session={headers['Authorization'].split()[1]}"}

    foreign = await door.client.post("/keluar", headers=cookie | {"Origin": "https://evil.example"})
    silent = await door.client.post("/keluar", headers=cookie)
    own = await door.client.post("/keluar", headers=cookie | {"Origin": "http://recap"})

    assert (foreign.status_code, silent.status_code, own.status_code) == (403, 403, 303)


@pytest.mark.anyio
async def test_every_answer_carries_the_safe_headers(door: Door) -> None:
    answer = await door.client.get("/masuk")

    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


async def chunks() -> AsyncIterator[bytes]:
    for _ in range(100):
        yield bytes(10_000)


@pytest.mark.anyio
@pytest.mark.parametrize("content", [bytes(1_000_000), chunks])
async def test_a_request_larger_than_any_form_is_refused(
    door: Door, content: bytes | Callable[[], AsyncIterator[bytes]]
) -> None:
    body = content if isinstance(content, bytes) else content()

    answer = await door.client.post("/api/session", content=body)

    assert answer.status_code == 413
