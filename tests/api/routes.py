"""Every route of the application as a request that could be sent, made from the routes themselves."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

import httpx
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api import access, main
from api.access import Only
from recap.domain.rights import Role

Json = dict[str, Any]
GENERIC = {"number": "1", "sha256": "0" * 64, "recipient": "1", "pdf": "0" * 64, "version": "x", "name": "x"}


@dataclass(frozen=True, slots=True)
class Call:
    """One route as a request: what it needs is filled in, `roles` are those it is open to (None: everybody)."""

    method: str
    template: str
    roles: frozenset[Role] | None
    names: frozenset[str]
    query: frozenset[str]
    content: Mapping[str, Json]
    definitions: Mapping[str, Json]

    def __str__(self) -> str:
        return f"{self.method} {self.template}"

    @property
    def concerns_a_place(self) -> bool:
        """Whether the request names an area, a station, or a row that belongs to one."""
        return bool(self.names & {"area", "station", "code", "sha256", "number"})

    async def send(
        self, client: httpx.AsyncClient, headers: dict[str, str], place: Mapping[str, str]
    ) -> httpx.Response:
        """Send the request for this place: its contest, area, station, code."""
        known = {**GENERIC, **place}
        gaps = [name for _, name, _, _ in Formatter().parse(self.template) if name]
        path = self.template.format(**{name: known.get(name, "1") for name in gaps})
        params = {name: place[name] for name in self.query if name in place}
        return await client.request(self.method, path, params=params, headers=headers, **self._body(place))

    def _body(self, place: Mapping[str, str]) -> Json:
        if self.method != "POST":
            return {}
        place = {**place, "code": "000000"}  # in a body, a code is that of a phone
        if "application/json" in self.content:
            return {"json": self._example(self.content["application/json"]["schema"], place)}
        declared = next(iter(self.content.values()), {"schema": {"type": "object"}})["schema"]
        return {"data": {**place, "number": "1", **self._example(declared, place)}}

    def _example(self, schema: Json, place: Mapping[str, str]) -> Any:  # noqa: ANN401  any JSON
        """The least value that a JSON schema takes."""
        while "$ref" in schema or "anyOf" in schema:
            named = schema.get("$ref", "").rsplit("/", 1)[-1]
            schema = self.definitions[named] if named else schema["anyOf"][0]
        if schema.get("type") == "object":
            wanted, known = schema.get("required", []), schema.get("properties", {})
            return {name: place.get(name, self._example(known[name], place)) for name in wanted}
        if schema.get("type") == "array":
            return [self._example(schema["items"], place)] * schema.get("minItems", 0)
        text = (schema.get("enum") or ["x" * schema.get("minLength", 1)])[0]
        return {"integer": max(schema.get("minimum", 1), 1), "number": 1, "boolean": True}.get(schema["type"], text)


def calls() -> Iterator[Call]:
    """Every route, in the order of the application."""
    routes = [route for router in main.ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    shown = [copy.copy(route) for route in routes]
    for route in shown:
        route.include_in_schema = True
    document = get_openapi(title="all", version="1", routes=shown)
    definitions = document.get("components", {}).get("schemas", {})
    for route in routes:
        rule = access.rules_of(route.dependant)[0]
        for method in sorted(route.methods or ()):
            said = document["paths"][route.path_format][method.lower()]
            named = [(one["name"], one["in"]) for one in said.get("parameters", [])]
            yield Call(
                method=method,
                template=route.path_format,
                roles=rule.roles if isinstance(rule, Only) else None,
                names=frozenset(name for name, _ in named),
                query=frozenset(name for name, where in named if where == "query"),
                content=said.get("requestBody", {}).get("content", {}),
                definitions=definitions,
            )


def at_the_door(answer: httpx.Response) -> bool:
    """Whether the answer asks to sign in first."""
    return answer.status_code == 401 or answer.headers.get("location", "").startswith("/masuk")
