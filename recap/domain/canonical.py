"""The one text a record can have, so that equal records have equal bytes, digests and signatures."""

import json
from collections.abc import Mapping


def canonical(facts: Mapping[str, object]) -> str:
    """Return facts as JSON with sorted keys, no spaces, in UTF-8; ValueError for numbers JSON does not know."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
