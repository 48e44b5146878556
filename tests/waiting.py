"""The published record of a station from which nothing has come."""

from collections.abc import Mapping

from recap.verify.scene import Record

TIERS = {2: "province", 4: "city", 6: "district", 10: "village"}


def station(code: str, contest: str, names: Mapping[str, str], voters: tuple[int, int], cap: int) -> Record:
    """The record, with the names of the areas around it by their codes; `voters` are men and women."""
    return {
        "contest": contest,
        "code": code,
        "number": int(code[-3:]),
        "names": {TIERS[len(area)]: name for area, name in names.items() if code.startswith(area)},
        "voters": {"male": voters[0], "female": voters[1]},
        "cap": cap,
        "state": "waiting",
        "counted": False,
        "count": 1,
        "revision": 0,
        "by_officer": False,
        "settled_at": None,
        "changed_at": None,
        "cells": {},
        "photos": [],
        "open": [],
        "settled": [],
        "warnings": [],
        "readers": {},
        "acts": {"orders": [], "counts": [], "objections": [], "copy": None},
        "kind": "station",
    }
