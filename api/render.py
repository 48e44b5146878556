"""Pages: Jinja2 templates in the caller's language, with the words, numbers and addresses they may use."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote

from babel.dates import format_date, format_datetime, get_timezone
from babel.numbers import format_decimal, format_percent
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api import places, static, words
from api.deps import LANGUAGE_COOKIE, language_of
from recap.app import texts
from recap.app.officers import Officer
from recap.app.texts import Language
from recap.domain.election import Contest

TEMPLATES = Path(__file__).parent / "templates"
_A_YEAR_S = 31_536_000
_ZONE = "Asia/Jakarta"


def page(request: Request, name: str, context: Mapping[str, object], status: int = 200) -> HTMLResponse:
    """Return a template filled in the caller's language."""
    language = language_of(request)
    officer: Officer | None = getattr(request.state, "officer", None)
    known = {
        "language": language,
        "other_language": other_language_address(request, "en" if language == "id" else "id"),
        "officer": officer,
        "as_role": words.role(officer.role, officer.area, officer.choice) if officer else None,
        "ways": _ways(officer, context) if officer else [],
        "static": static.address,
        "path": request.url.path,
    }
    html = _environment(language).get_template(name).render({**known, **context})
    answer = HTMLResponse(html, status)
    if request.query_params.get("lang") == language:
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=_A_YEAR_S, samesite="lax", httponly=True)
    return answer


def public_page(request: Request, name: str, context: Mapping[str, object]) -> HTMLResponse:
    """Return a page that caches may keep for a moment: it shows nothing of who asks but their language."""
    answer = page(request, name, context)
    if "set-cookie" not in answer.headers:
        answer.headers["Cache-Control"] = "public, max-age=5, stale-while-revalidate=30"
        answer.headers["Vary"] = "Accept-Language, Cookie"
    return answer


def sign_in_address(request: Request) -> str:
    """Return the address of the door, which leads back to what was asked for."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/masuk?next={quote(asked)}"


def other_language_address(request: Request, language: Language) -> str:
    """Return this same page's address in another language."""
    address = request.url.include_query_params(lang=language)
    return f"{address.path}?{address.query}"


def _ways(officer: Officer, context: Mapping[str, object]) -> list[places.Place]:
    """Return the officer's pages in the contest a page is about (its own, or its desk's), and those of no contest."""
    contest = context.get("contest") or getattr(context.get("on"), "contest", None)
    return (places.within(officer, contest) if isinstance(contest, Contest) else []) + places.over_all(officer)


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found = texts.translations(language)
    environment.install_gettext_translations(found, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    environment.filters.update(
        {
            "say": lambda message: texts.say(message, language),
            "number": lambda value: format_decimal(value, locale=language),
            "percent": lambda share: format_percent(share, format="#,##0.0 %", locale=language),
            "moment": lambda at: moment(at, language),
            "day": lambda at: day(at, language),
        }
    )
    return environment


def day(at: date, language: Language) -> str:
    """Return a day as it stands on a letter."""
    return format_date(at, "d MMMM y", locale=language)


def moment(at: datetime, language: Language) -> str:
    """Return a moment as people in Semarang say it: their own clock, with its name."""
    local = format_datetime(at, "d MMM y HH:mm:ss", tzinfo=get_timezone(_ZONE), locale=language)
    return f"{local} WIB"
