"""An election as files: read, checked as a whole, and refused by file and line."""

from recap.app.definition.digest import digest as digest_of
from recap.app.definition.digest import text as text_of
from recap.app.definition.directory import examine, read
from recap.app.definition.faults import Fault

__all__ = ["Fault", "digest_of", "examine", "read", "text_of"]
