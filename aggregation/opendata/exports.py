"""Every open file of one contest as bytes, from the records as they are published and nothing else."""

from collections.abc import Mapping

from aggregation.opendata import parquet
from recap.domain.opendata import columns, files, root
from recap.domain.opendata.root import Read
from recap.domain.opendata.shapes import ElectionEntry


def of_root(read: Read, election: Mapping[str, str], contest: str, area: str) -> dict[str, bytes]:
    """Return the open files by kind and ending that the records below an area record make.

    `read` returns a file of the folder, `election` is its entry in the manifest, `contest` and `area` are the SHA-256
    of the two objects. Kinds: those of `recap.domain.opendata.files`, `stations.parquet` and `cells.parquet`.
    """
    found = root.gather(read, contest, area)
    stations = sorted(found.extracts, key=lambda each: each.code)
    entry = ElectionEntry(id=election["id"], name=election["name"], day=election["day"])
    cells = (row for each in stations for row in each.cells)
    return {
        **files.files(entry, found.contest, found.areas, stations),
        "stations.parquet": parquet.write(columns.stations(found.contest), (each.row for each in stations)),
        "cells.parquet": parquet.write(columns.CELLS, cells),
    }
