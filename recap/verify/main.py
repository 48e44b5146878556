"""`recap verify FOLDER|URL`: a stranger checks everything published, without our server and without our database."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import datetime
from locale import getlocale
from os import cpu_count
from pathlib import Path
from typing import TextIO

from recap.domain.errors import RecapError
from recap.domain.tlog import policy as policies
from recap.domain.tlog.note import parse_key
from recap.domain.tlog.proof import SUFFIX
from recap.verify import asjson, build, folder, glance, kept, receipt, report
from recap.verify.outcome import Asked, Given, Report
from recap.verify.progress import Bar
from recap.verify.source import FolderSource, Source, Unreachable
from recap.verify.web import UrlSource
from recap.verify.words import LANGUAGES, Words, plain

USAGE, UNREADABLE, STUMBLED = 2, 3, 5
"""Exit statuses beside those of the classes of failure: wrong command line, unreadable folder, the check broke off."""
_PATIENCE_S = 10.0
"""A publication takes this long at most from its entry in the log until it is the visible one."""

NOWHERE = Words(
    "{place} cannot be read: {reason}. Check the path or the address.",
    "{place} tidak dapat dibaca: {reason}. Periksa jalur atau alamatnya.",
)
BROKE_OFF = Words(
    "The check broke off ({reason}): nothing is known of this folder. Keep it, and check it with the newest version.",
    "Pemeriksaan terhenti ({reason}): belum ada kesimpulan tentang folder ini. Simpan folder, lalu periksa dengan "
    "versi terbaru.",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Check what the command line names, print the report, and return the exit status."""
    parser = _parser()
    asked = parser.parse_args(argv)
    try:
        return _do(parser, asked)
    except Unreachable as error:
        _print(sys.stderr, NOWHERE.say(asked.lang, error.facts) + "\n")
        return UNREADABLE
    except (RecapError, OSError) as error:
        _print(sys.stderr, f"{plain(str(error))}\n")
        return USAGE
    except Exception as error:  # noqa: BLE001  whatever a stranger wrote: a sentence and a status, and no traceback
        reason = f"{type(error).__name__}: {error}"
        _print(sys.stderr, BROKE_OFF.say(asked.lang, {"reason": reason}) + "\n")
        return STUMBLED


def _print(stream: TextIO, text: str) -> None:
    """Write a text; what the terminal has no letters for is spelled."""
    letters = stream.encoding or "utf-8"
    stream.write(text.encode(letters, "backslashreplace").decode(letters))


def _do(parser: ArgumentParser, asked: Namespace) -> int:
    if asked.build:
        _print(sys.stdout, f"{build.write(asked.build)}  {plain(str(asked.build))}\n")
        return 0
    if asked.proof:
        return _prove(parser, asked)
    if not asked.folder:
        parser.error("name a folder or an address")
    found = _check(asked)
    _print(sys.stdout, asjson.text(found) if asked.json else report.text(found, asked.lang))
    return report.status(found)


def _prove(parser: ArgumentParser, asked: Namespace) -> int:
    """Tell what kept proofs prove, without any folder."""
    given = _given(asked)
    rule = kept.believed(given.log_keys, given.policy)
    if rule is None:
        parser.error(kept.NO_KEY.say(asked.lang))
    answers = [kept.told(str(path), path.read_bytes(), rule, asked.lang) for path in asked.proof]
    _print(sys.stdout, "\n".join(text for text, _ in answers))
    return max(status for _, status in answers)


def _check(asked: Namespace) -> Report:
    given, source, bar = _given(asked), _source(asked.folder), Bar(sys.stderr, asked.lang)
    part = Asked(asked.station, tuple(path.read_bytes() for path in asked.receipt), asked.copied_at)
    try:
        if asked.station is None and not asked.receipt:
            return folder.verify(source, given, bar)
        found = glance.glance(source, given, part, bar)
    except Unreachable:
        raise
    except (RecapError, OSError) as error:
        # Not the command line was wrong, but something in the folder that no check has expected.
        raise RuntimeError(str(error)) from error
    finally:
        bar.end()
    _keep_proofs(source, found, asked.receipt)
    return found


def _keep_proofs(source: Source, found: Report, paths: Sequence[Path]) -> None:
    """Write the proof that a photo is in the log beside its receipt."""
    if found.signed is None or found.failures:
        return
    for path, judged in zip(paths, found.judgements, strict=True):
        if judged.index is not None:
            beside = path.with_name(path.name + SUFFIX)
            beside.write_bytes(receipt.prove(source, found.signed, judged.index))
            found.proofs.append(str(beside))


def _source(place: str) -> Source:
    return UrlSource(place) if place.startswith(("https://", "http://")) else FolderSource(Path(place))


def _given(asked: Namespace) -> Given:
    return Given(
        log_keys=tuple(parse_key(text) for text in asked.log_key),
        policy=policies.parse(asked.policy.read_bytes()) if asked.policy else None,
        root_sha256=asked.root_sha256,
        photos=not asked.no_photos,
        processes=asked.processes,
        patience_s=asked.patience,
        seen={str(path): path.read_bytes() for path in asked.seen},
    )


def _parser() -> ArgumentParser:
    language = "id" if (getlocale()[0] or "").lower().startswith(("id", "indonesia")) else "en"
    parser = ArgumentParser("recap verify", description="Check a published folder from its own files alone.")
    parser.add_argument("folder", nargs="?", help="a published folder, or the http(s) address of one")
    parser.add_argument("--lang", choices=LANGUAGES, default=language, help="language of the report")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--log-key", action="append", default=[], metavar="VKEY", help="a key of the log you trust")
    parser.add_argument("--policy", type=Path, metavar="FILE", help="a tlog-policy: which logs and witnesses to demand")
    parser.add_argument("--root-sha256", metavar="HEX", help="the digest of the authority's certificate you trust")
    parser.add_argument("--station", metavar="CODE", help="only one TPS, on its way into the total")
    parser.add_argument("--receipt", type=Path, action="append", default=[], metavar="FILE", help="only this receipt")
    parser.add_argument("--proof", type=Path, action="append", default=[], metavar="FILE", help="only this kept proof")
    parser.add_argument("--seen", type=Path, action="append", default=[], metavar="FILE", help="a head seen elsewhere")
    parser.add_argument("--copied-at", type=_moment, metavar="TIME", help="when you copied the folder (for --receipt)")
    parser.add_argument("--patience", type=float, default=_PATIENCE_S, metavar="S", help="wait for a publication")
    parser.add_argument("--build", type=Path, metavar="OUT", help="write this checker as one file, and its SHA-256")
    parser.add_argument("--no-photos", action="store_true", help="do not read the photos")
    parser.add_argument("--processes", type=int, default=cpu_count() or 1, metavar="N", help="processors to use")
    return parser


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.astimezone()


if __name__ == "__main__":
    sys.exit(main())
