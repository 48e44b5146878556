"""The truth of a specimen as the JSON text that lies beside its photo."""

import json

from ocr.specimen.make import Truth


def as_json(truth: Truth) -> str:
    """Return a specimen's truth as one JSON object, positions in pixels of the upright picture."""
    return json.dumps(
        {
            "layout": truth.layout,
            "page": truth.page,
            "station": truth.station,
            "quality": truth.conditions.quality,
            "fault": truth.conditions.fault,
            "corners": truth.corners,
            "cells": {
                code: {
                    "value": value,
                    "boxes": truth.boxes[code],
                    "bubbles": truth.bubbles.get(code),
                    "words": truth.words.get(code),
                    "polygons": truth.polygons[code],
                }
                for code, value in truth.values.items()
            },
        }
    )
