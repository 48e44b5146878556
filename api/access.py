"""Who may call a route: every route says so, or the application does not start."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.deps import AtHome
from recap.app import officers
from recap.app.database import transaction
from recap.app.officers import Officer
from recap.domain.errors import NotSignedIn
from recap.domain.refusals import NotYourRole
from recap.domain.rights import RIGHTS, Act, Role

COOKIE = "recap_session"


@dataclass(frozen=True, slots=True)
class Anyone:
    """The rule of a public route."""

    async def __call__(self) -> None:
        """Let everybody in."""


@dataclass(frozen=True, slots=True)
class Only:
    """The rule of a route for signed-in officers with one of these roles."""

    roles: frozenset[Role]

    async def __call__(self, request: Request, at_home: AtHome) -> Officer:
        """Return the officer who asks; NotSignedIn or NotYourRole otherwise."""
        token = token_of(request)
        # A transaction of its own: a phone that sends for a minute must not hold a connection for a minute.
        async with transaction(at_home.engine) as session:
            officer = await officers.of_token(session, token) if token else None
        if officer is None:
            raise NotSignedIn
        if officer.role not in self.roles:
            raise NotYourRole
        request.state.officer = officer
        return officer


def holding(*acts: Act) -> Only:
    """Return the rule for everybody whose role has at least one of these rights; where, the route itself must ask."""
    return Only(frozenset(role for role in Role if RIGHTS[role].intersection(acts)))


PUBLIC = Depends(Anyone())
AnyOfficer = Annotated[Officer, Depends(Only(frozenset(Role)))]
StationOfficer = Annotated[Officer, Depends(holding(Act.CONFIRM))]
Sender = Annotated[Officer, Depends(holding(Act.SEND, Act.OBSERVE))]
Observing = Annotated[Officer, Depends(holding(Act.OBSERVE))]


def token_of(request: Request) -> str | None:
    """Return the session token a device sends as a bearer, or a browser as a cookie."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else request.cookies.get(COOKIE)


class RouteUndeclared(RuntimeError):
    """A route does not say who may call it."""

    def __init__(self, path: str) -> None:
        """Name the route."""
        super().__init__(f"Route {path} declares neither PUBLIC nor an officer.")


def declared(routers: Iterable[APIRouter]) -> None:
    """Raise RouteUndeclared unless every route of these routers has exactly one rule."""
    for router in routers:
        for route in router.routes:
            if not isinstance(route, APIRoute) or len(rules_of(route.dependant)) != 1:
                raise RouteUndeclared(getattr(route, "path", repr(route)))


def rules_of(dependant: Dependant) -> list[Anyone | Only]:
    """Return the access rules among everything a route depends on."""
    own = [dependant.call] if isinstance(dependant.call, Anyone | Only) else []
    return own + [rule for child in dependant.dependencies for rule in rules_of(child)]
