"""As whom the embedded server runs: ourselves, or an unprivileged account when we are root."""

import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from recap.domain.refusals import DatabaseNotStarted

_CAPABILITIES = {"dac_read_search": 2, "dac_override": 1}
"""What lets an unprivileged server walk through folders closed to others, such as /root: the narrower one first. The
second, which also lets it write there, is all that root has in an ordinary container."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user and group a program is started as (None: our own), and a command to put before it."""

    user: int | None = None
    group: int | None = None
    prefix: tuple[str, ...] = ()
    owner: int = 0
    owner_group: int = 0

    def give(self, folder: Path) -> None:
        """Make the folder if it is missing, and see that this account owns it and nobody else may enter."""
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or (os.geteuid() != 0 and found.st_uid != self.owner):
            raise DatabaseNotStarted(folder=str(folder), reason=f"it belongs to user {_name(found.st_uid)}")
        if found.st_uid != self.owner:
            os.chown(folder, self.owner, self.owner_group)
        folder.chmod(0o700)


def account_for(folder: Path, programs: Path) -> Account:
    """Return the account whose server may own this folder and run these programs."""
    if os.geteuid() != 0:
        own = Account(owner=os.geteuid(), owner_group=os.getegid())
        if folder.exists() and folder.stat().st_uid != own.owner:
            raise DatabaseNotStarted(folder=str(folder), reason=f"it belongs to user {_name(folder.stat().st_uid)}")
        return own
    entry = _unprivileged(folder)
    ids = (entry.pw_uid, entry.pw_gid)
    closed = [p for start in (folder, programs) for p in start.parents if not _may_pass(p, *ids)]
    if not closed:
        return Account(*ids, (), *ids)
    setpriv, capability = shutil.which("setpriv"), _capability()
    if setpriv is None or capability is None:
        reason = f"user {entry.pw_name} may not enter {closed[-1]}; allow it with: chmod o+x {closed[-1]}"
        raise DatabaseNotStarted(folder=str(folder), reason=reason)
    # Without `no_setuid_fixup`, access(2) judges by the user alone and PostgreSQL does not find its own programs.
    kept = [f"--{which}-caps=-all,+{capability}" for which in ("inh", "ambient")]
    prefix = (setpriv, "--securebits=+no_setuid_fixup", *kept, "--clear-groups")
    return Account(None, None, (*prefix, f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}"), *ids)


def _capability() -> str | None:
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    held = int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("CapEff:")), 16)
    return next((name for name, bit in _CAPABILITIES.items() if held >> bit & 1), None)


def _unprivileged(folder: Path) -> pwd.struct_passwd:
    # Whoever owned the data before root came keeps it, so that `sudo` once does not lock an ordinary user out.
    for path in (folder, folder.parent):
        if path.exists() and path.stat().st_uid != 0:
            try:
                return pwd.getpwuid(path.stat().st_uid)
            except KeyError:
                continue
    return pwd.getpwnam("nobody")


def _may_pass(folder: Path, user: int, group: int) -> bool:
    found = folder.stat()
    if found.st_uid == user:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == group:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
