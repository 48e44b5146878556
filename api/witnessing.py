"""The web application of a witness: takes checkpoints, and shows what it has seen (c2sp.org/tlog-witness).

All of it is public: what is asked of a witness is proven by signatures, and whatever it knows anybody may know.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from recap.app import clock, logs
from recap.domain.errors import NotFound, RecapError, Unavailable
from recap.domain.refusals.tlog import CheckpointBroken, NoteBroken, ProofBroken
from recap.domain.refusals.witness import Equivocation, Inconsistent, LogUnknown, LogUnsigned, Shrunk, SizeDiffers
from recap.domain.tlog.submission import SIZE_TYPE, size_text
from recap.witness import evidence
from recap.witness.folder import WitnessFolder
from recap.witness.memory import Cosigned, Memory
from recap.witness.witness import Witness

_MOST_BYTES = 64 * 1024
"""A note with a hundred signatures and a proof of 63 hashes has less."""

_TEXT = "text/plain; charset=utf-8"
_STATUS: Mapping[type[RecapError], int] = {
    NoteBroken: 400,
    CheckpointBroken: 400,
    ProofBroken: 400,
    Shrunk: 400,
    LogUnsigned: 403,
    NotFound: 404,
    SizeDiffers: 409,
    Inconsistent: 422,
    Unavailable: 503,
    RecapError: 503,
}


def create_app(folder: WitnessFolder, memory: Memory) -> FastAPI:
    """Return the application of the witness in this folder, with its memory; WitnessFolderMissing without a key."""
    app = FastAPI(title="Recap witness", openapi_url=None, docs_url=None, redoc_url=None)
    witness = Witness(folder.signer(), memory, folder.watched, lambda: int(clock.now().timestamp()))
    for router in (_taking(witness), _showing(folder, memory)):
        app.include_router(router, max_body_size=_MOST_BYTES)
    app.add_exception_handler(RecapError, _refused)
    return app


def _taking(witness: Witness) -> APIRouter:
    router = APIRouter()

    @router.post("/add-checkpoint")
    async def add_checkpoint(request: Request) -> Response:
        """Cosign a checkpoint, or say why not."""
        body = await request.body()
        cosignature = await run_in_threadpool(witness.cosign, body)
        return Response(cosignature.line, media_type=_TEXT)

    return router


def _showing(folder: WitnessFolder, memory: Memory) -> APIRouter:
    router = APIRouter()

    @router.get("/")
    def itself() -> Response:
        """Return the witness's key, and the head and the number of contradictions of every log it has seen."""
        against = memory.contradicted()
        lines = [f"witness {folder.signer().verifier.text}"]
        for seen in memory.heads():
            forks = against.get(seen.origin, 0)
            lines.append(f"log {seen.origin} {_name(seen)} size {seen.head.size} time {seen.time} forks {forks}")
        return Response("\n".join([*lines, ""]), media_type=_TEXT)

    @router.get("/{log}/checkpoint")
    def checkpoint(log: str) -> Response:
        """Return the latest cosigned checkpoint of a log, named by the SHA-256 of its origin."""
        return Response(_named(memory.heads(), log).note, media_type=_TEXT)

    @router.get("/{log}/forks")
    def forks(log: str) -> Response:
        """Return every contradiction of a log, one JSON text a line."""
        origin = _named(memory.heads(), log).origin
        return StreamingResponse(_spelled(memory, origin), media_type="application/jsonl")

    return router


def _spelled(memory: Memory, origin: str) -> Iterator[str]:
    for fork in memory.forks(origin):
        yield f"{evidence.spelled(fork)}\n"


def _named(heads: Iterable[Cosigned], name: str) -> Cosigned:
    for seen in heads:
        if _name(seen) == name:
            return seen
    raise LogUnknown(origin=name)


def _name(seen: Cosigned) -> str:
    return sha256(seen.origin.encode()).hexdigest()


async def _refused(_: Request, error: Exception) -> Response:
    kind = next(kind for kind in type(error).__mro__ if kind in _STATUS)
    logs.event("witness.refused", code=type(error).__name__, sentence=str(error))
    if isinstance(error, Equivocation | Inconsistent):
        logs.event("witness.fork", sentence=str(error))
    if isinstance(error, SizeDiffers):
        return Response(size_text(error.size), 409, {"Content-Type": SIZE_TYPE})  # no charset: some compare it whole
    return Response(f"{error}\n", _STATUS[kind], media_type=_TEXT)
