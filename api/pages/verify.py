"""The page that checks copies without internet: the page itself, the list of keys it keeps, its service worker."""

import json

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api import render, static, words
from api.access import PUBLIC
from api.deps import AtHome, Session, Tongue, language_of
from recap.app import texts
from recap.app.texts import Language
from recap.domain.message import Message
from recap.domain.rows import form_rows

router = APIRouter(prefix="/periksa", include_in_schema=False, dependencies=[PUBLIC])

_KEPT = (
    "style.css",
    "copies.css",
    "icon.svg",
    "check.js",
    "statement.js",
    "bytes.js",
    "scan.js",
    "qr-decode.js",
    "qr-index.js",
)
"""The files without which the page does not work where there is no net."""
_SCRIPT = "check-worker.js"


@router.get("")
async def check_page(request: Request) -> HTMLResponse:
    """Show the page that scans and checks a copy's code."""
    language = language_of(request)
    return render.page(request, "check.html", {"rows": json.dumps(_rows(language), ensure_ascii=False)})


@router.get("/keys.json")
async def keys(request: Request, session: Session, at_home: AtHome) -> Response:
    """Return the key of every TPS, signed by the authority of this house."""
    signed = await at_home.keybook.signed(session)
    tag = f'"{signed.digest[:32]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    content = {"list": signed.text, "signature": signed.signature, "root": signed.root}
    headers = {"ETag": tag, "Cache-Control": "public, max-age=60"}
    return Response(json.dumps(content), media_type="application/json", headers=headers)


@router.get("/sw.js")
async def worker() -> Response:
    """Return the service worker with the addresses it keeps; it changes whenever one of them does."""
    kept = json.dumps([static.address(name) for name in _KEPT])
    script = f"const KEPT = {kept};\nconst VERSION = '{static.digest()}';\n".encode() + static.files()[_SCRIPT]
    headers = {"Service-Worker-Allowed": "/periksa", "Cache-Control": "no-cache"}
    return Response(script, media_type="text/javascript", headers=headers)


@router.get("/app.webmanifest")
async def manifest(language: Tongue) -> Response:
    """Return what a phone needs to keep the page as an app of its own."""
    content = {
        "name": texts.say(Message("Check a copy"), language),
        "short_name": texts.say(Message("Check"), language),
        "id": "/periksa",
        "start_url": "/periksa",
        "scope": "/periksa",
        "display": "standalone",
        "background_color": "#f7f5f0",
        "theme_color": "#16324f",
        "icons": [{"src": static.address("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return Response(json.dumps(content), media_type="application/manifest+json")


def _rows(language: Language) -> list[dict[str, object]]:
    """Return the rows of a form with one choice, in the order of a statement; vote rows are named by the contest."""
    return [{"code": r.code, "label": words.row_label(r, language), "cells": r.cells} for r in form_rows(1)]
