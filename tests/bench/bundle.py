"""What a page of the built web app makes a browser load before it can be shown, read from the bundler's own manifest."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = "index.html"


@dataclass(frozen=True)
class Bundle:
    """The built app in *folder*."""

    folder: Path

    def files_of(self, page: str) -> set[str]:
        """The files of *page* ("book/book"): the entry's, the page's, and all that they import at once; nothing that is loaded later."""
        manifest = json.loads((self.folder / ".vite" / "manifest.json").read_text())
        found: set[str] = set()
        seen: set[str] = set()
        open_chunks = [ENTRY, f"src/{page}.page.tsx"]
        while open_chunks:
            name = open_chunks.pop()
            if name not in seen:
                seen.add(name)
                chunk = manifest[name]
                found |= {chunk["file"], *chunk.get("css", ())}
                open_chunks += chunk.get("imports", ())
        return found

    def kilobytes(self, files: set[str], suffix: str) -> float:
        """The size of those *files* whose names end in *suffix*, each gzipped as a web server would, in kB of 1000 bytes."""
        return sum(len(gzip.compress((self.folder / file).read_bytes(), 6)) for file in files if file.endswith(suffix)) / 1000
