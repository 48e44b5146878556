"""The demonstration's last word: a stranger's check of everything that was published, with the witnesses' keys."""

from rich.console import Console

from recap.app.settings import Settings
from recap.domain.tlog import policy
from recap.verify.folder import Given, verify
from recap.verify.report import status, text
from recap.verify.source import FolderSource


def checked(console: Console, settings: Settings) -> bool:
    """Print what `recap verify` says of the published folder; return whether it found nothing."""
    folder = settings.data_dir / "published"
    known = policy.parse(settings.witness_policy.read_bytes()) if settings.witness_policy else None
    report = verify(FolderSource(folder), Given(policy=known, processes=2))
    console.print(text(report, settings.language), highlight=False, markup=False, soft_wrap=True)
    return status(report) == 0
