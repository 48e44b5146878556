"""All open data of one contest that the standard library can make, from its published records alone.

The same records have the same bytes, so whoever has the folder makes them again and compares.
"""

from collections.abc import Iterable

from recap.domain.canonical import canonical
from recap.domain.opendata import columns, nist, tables, xmlform
from recap.domain.opendata.extract import Extract
from recap.domain.opendata.shapes import AreaFile, ContestFile, ElectionEntry


def files(
    election: ElectionEntry, contest: ContestFile, areas: Iterable[AreaFile], extracts: Iterable[Extract]
) -> dict[str, bytes]:
    """Return the files by kind and ending: `stations.csv`, `exceptions.csv`, `nist.json`, `nist.xml`.

    `areas` are the records of the contest's area and of all areas within it, `extracts` those of all stations, in any
    order; KeyError if one is missing.
    """
    stations = sorted(extracts, key=lambda each: each.code)
    report = nist.report(election, contest, areas, {each.code: each.voters for each in stations})
    exceptions = (row for each in stations for row in each.exceptions)
    return {
        "stations.csv": tables.write(columns.stations(contest), (each.row for each in stations)),
        "exceptions.csv": tables.write(columns.EXCEPTIONS, exceptions),
        "nist.json": canonical(report).encode(),
        "nist.xml": xmlform.write("ElectionReport", report),
    }
