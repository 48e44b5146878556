"""From the code on a slip to a working account, and again after it was lost."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import activation_codes, appointments, clock, officers, pacts, texts
from recap.app.appointments import Activation, NewAppointment
from recap.app.officers import SignedIn
from recap.app.tables import ActivationRow, PactRow
from recap.domain.errors import RecapError
from recap.domain.refusals import SignInPaused
from recap.domain.refusals.people import (
    ActivationExpired,
    ActivationUnknown,
    ActivationUsed,
    PactNotAccepted,
    PasswordCommon,
    PasswordNamesYou,
    PasswordShort,
    TermOver,
    TotpRefused,
    TotpUnset,
)
from tests import night
from tests.people import PASSWORD
from tests.recap.app.test_appointments import STATION, content, line

pytestmark = pytest.mark.anyio

Make = Callable[[str, str], Sequence[NewAppointment]]


@pytest.fixture(name="new")
def new_fixture(tmp_path: Path) -> Make:
    return lambda role, area: appointments.read(content(line(role, area)), tmp_path)


async def invite(session: AsyncSession, new: Sequence[NewAppointment]) -> Activation:
    await night.begin(session)
    (made,) = await appointments.appoint(session, new, None)
    return made


def phone(uri: str | None) -> Callable[[int], str]:
    """What an authenticator app shows for this address, some steps from now."""
    app = pyotp.parse_uri(uri or "")
    assert isinstance(app, pyotp.TOTP)
    return lambda steps: app.at(clock.now() + steps * timedelta(seconds=30))


async def test_a_code_has_eighty_bits_and_no_sign_that_is_misread() -> None:
    codes = {activation_codes._new_code() for _ in range(200)}

    assert len(codes) == 200
    assert len(set(activation_codes.ALPHABET)) == 32
    assert not set("01IO") & set("".join(codes))
    assert {len(code.split("-")) for code in codes} == {4}


async def test_an_account_without_second_factor_works_at_once_and_its_code_no_more(
    session: AsyncSession, new: Make
) -> None:
    made = await invite(session, new("kpps", STATION))

    done = await officers.activate(session, made.code, PASSWORD, pacts.VERSION)

    assert done.totp_uri is None
    assert isinstance(await officers.sign_in(session, made.username, PASSWORD), SignedIn)
    with pytest.raises(ActivationUsed):
        await officers.activate(session, made.code, PASSWORD, pacts.VERSION)


async def test_the_pact_is_kept_as_it_was_shown_with_version_and_time(session: AsyncSession, new: Make) -> None:
    made = await invite(session, new("kpps", STATION))

    done = await officers.activate(session, made.code, PASSWORD, pacts.VERSION, "en")

    kept = (await session.scalars(select(PactRow))).one()
    assert (kept.officer, kept.version, kept.text) == (done.officer.id, pacts.VERSION, pacts.current("en").text)
    assert clock.now() - kept.accepted_at < timedelta(minutes=1)


async def test_a_second_factor_is_confirmed_before_the_account_works(session: AsyncSession, new: Make) -> None:
    made = await invite(session, new("ppk", "337401"))
    done = await officers.activate(session, made.code, PASSWORD, pacts.VERSION)
    shows = phone(done.totp_uri)

    with pytest.raises(TotpUnset):
        await officers.sign_in(session, made.username, PASSWORD, shows(0))
    await officers.confirm_totp(session, made.username, shows(0))
    replayed = await officers.sign_in(session, made.username, PASSWORD, shows(0))
    after = await officers.sign_in(session, made.username, PASSWORD, shows(1))

    assert [type(one) for one in (replayed, after)] == [TotpRefused, SignedIn]
    with pytest.raises(ActivationUsed):
        await officers.invitation(session, made.code)


async def test_the_address_names_account_and_issuer_to_the_phone(session: AsyncSession, new: Make) -> None:
    made = await invite(session, new("ppk", "337401"))

    done = await officers.activate(session, made.code, PASSWORD, pacts.VERSION)

    app = pyotp.parse_uri(done.totp_uri or "")
    assert (app.name, app.issuer, len(app.secret)) == (made.username, "Recap", 32)


async def test_who_lost_the_page_before_the_first_code_begins_again_with_the_same_slip(
    session: AsyncSession, new: Make
) -> None:
    made = await invite(session, new("ppk", "337401"))
    lost = await officers.activate(session, made.code, PASSWORD, pacts.VERSION)

    again = await officers.activate(session, made.code, PASSWORD, pacts.VERSION)

    assert again.officer.id == lost.officer.id
    with pytest.raises(TotpRefused):
        await officers.confirm_totp(session, made.username, phone(lost.totp_uri)(0))
    await officers.confirm_totp(session, made.username, phone(again.totp_uri)(0))


async def test_guessing_the_first_code_leads_nowhere(session: AsyncSession, new: Make) -> None:
    made = await invite(session, new("ppk", "337401"))
    done = await officers.activate(session, made.code, PASSWORD, pacts.VERSION)

    for _ in range(5):
        with pytest.raises(TotpRefused):
            await officers.confirm_totp(session, made.username, "000000")
    with pytest.raises(SignInPaused):
        await officers.confirm_totp(session, made.username, phone(done.totp_uri)(0))
    with pytest.raises(TotpRefused):
        await officers.confirm_totp(session, "nobody", "000000")


async def test_a_recovered_account_has_a_new_second_factor(session: AsyncSession, new: Make) -> None:
    made = await invite(session, new("ppk", "337401"))
    old = phone((await officers.activate(session, made.code, PASSWORD, pacts.VERSION)).totp_uri)
    await officers.confirm_totp(session, made.username, old(0))

    fresh = await appointments.reissue(session, made.appointment, None)
    locked = await officers.sign_in(session, made.username, PASSWORD, old(1))
    done = await officers.activate(session, fresh.code, "another sentence", pacts.VERSION)
    await officers.confirm_totp(session, made.username, phone(done.totp_uri)(0))

    assert not isinstance(locked, SignedIn)
    found = await officers.sign_in(session, made.username, "another sentence", phone(done.totp_uri)(1))
    assert isinstance(found, SignedIn)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("1234567", PasswordShort),
        ("", PasswordShort),
        ("Bismillah", PasswordCommon),
        ("PILKADA2024", PasswordCommon),
        ("aaaabbbbcccc", PasswordCommon),
        ("My{name}!", PasswordNamesYou),
    ],
)
async def test_a_password_that_is_easily_guessed_opens_nothing(
    session: AsyncSession, new: Make, password: str, refusal: type[RecapError]
) -> None:
    made = await invite(session, new("kpps", STATION))

    with pytest.raises(refusal):
        await officers.activate(session, made.code, password.format(name=made.username.upper()), pacts.VERSION)
    assert (await officers.invitation(session, made.code)).username == made.username


async def test_without_the_pact_as_it_stands_no_account_opens(session: AsyncSession, new: Make) -> None:
    made = await invite(session, new("kpps", STATION))

    with pytest.raises(PactNotAccepted):
        await officers.activate(session, made.code, PASSWORD, "kwk-0")


async def test_a_code_ends_with_its_time(session: AsyncSession, new: Make) -> None:
    made = await invite(session, new("kpps", STATION))
    await session.execute(update(ActivationRow).values(expires_at=clock.now()))

    with pytest.raises(ActivationExpired):
        await officers.invitation(session, made.code)


async def test_an_unknown_code_says_only_that(session: AsyncSession) -> None:
    await night.begin(session)

    with pytest.raises(ActivationUnknown):
        await officers.activate(session, "ABCD-EFGH-JKLM-NPQR", PASSWORD, pacts.VERSION)


async def test_a_slip_of_a_letter_whose_term_is_over_opens_nothing(
    session: AsyncSession, new: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await invite(session, new("kpps", STATION))
    monkeypatch.setattr(clock, "today", lambda: made.ends_on + timedelta(days=1))

    with pytest.raises(TermOver):
        await officers.activate(session, made.code, PASSWORD, pacts.VERSION)
    with pytest.raises(TermOver):
        await appointments.reissue(session, made.appointment, None)


@pytest.mark.parametrize("language", texts.LANGUAGES)
async def test_the_pact_is_a_titled_text_of_nine_clauses_in_each_language(language: texts.Language) -> None:
    lines = pacts.current(language).text.split("\n")

    assert lines[0].startswith("# Pa")
    assert [line.split(".")[0] for line in lines if line[:1].isdigit()] == [str(n) for n in range(1, 10)]
