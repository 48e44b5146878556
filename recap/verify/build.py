"""The verifier as one file for anybody's Python with `cryptography`: the same bytes wherever it is built.

The file is a zip archive after a first line (PEP 441), stored and not compressed, because compressed bytes differ from
one zlib to the next; its members are the modules that `recap.verify.main` imports and no others.
"""

import ast
import io
import sys
from collections.abc import Iterator
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

START = "recap.verify.main"
_OURS = "recap"
_FIRST_LINE = b"#!/usr/bin/env python3\n"
_MAIN = f"import sys\n\nfrom {START} import main\n\nif __name__ == '__main__':\n    sys.exit(main())\n"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX, _MODE = 3, 0o644 << 16


def write(path: Path) -> str:
    """Write the verifier to this path, and return the SHA-256 of its bytes."""
    content = archive()
    path.write_bytes(content)
    path.chmod(0o755)
    return sha256(content).hexdigest()


def archive() -> bytes:
    """Return the bytes of the verifier as one file."""
    members = {"__main__.py": _MAIN} | {_place(name): text for name, text in modules().items()}
    stream = io.BytesIO()
    stream.write(_FIRST_LINE)
    with ZipFile(stream, "a", ZIP_STORED) as bundle:
        for place in sorted(members):
            member = ZipInfo(place, _EPOCH)
            member.create_system, member.external_attr = _UNIX, _MODE
            bundle.writestr(member, members[place])
    return stream.getvalue()


def modules() -> dict[str, str]:
    """Return the text of every module of ours that the verifier imports, directly or not, by name."""
    found: dict[str, str] = {}
    waiting = [START]
    while waiting:
        name = waiting.pop()
        text = _text(name)
        if name in found or text is None:
            continue
        found[name] = text
        # To import a module is to import the packages around it.
        waiting += [name.rpartition(".")[0]] if "." in name else []
        waiting += _imported(text)
    return found


def _imported(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _text(name: str) -> str | None:
    """Return the source of a module of ours, None if there is no such module: the name is that of something in one."""
    if name.partition(".")[0] != _OURS:
        return None
    try:
        spec = find_spec(name)
    except ModuleNotFoundError:
        return None
    source = getattr(spec.loader, "get_source", None) if spec else None
    return source(name) if source else None


def _place(name: str) -> str:
    path = name.replace(".", "/")
    spec = find_spec(name)
    is_package = spec is not None and spec.submodule_search_locations is not None
    return f"{path}/__init__.py" if is_package else f"{path}.py"


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1]))}  {sys.argv[1]}\n")
