"""How a request to the embedded engine fails, and how its failures are told."""

from pathlib import Path


class ApiError(Exception):
    """Answered as `{"error": text}` with this HTTP status, as Ollama does."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def reason_of(error: Exception) -> str:
    """A clause for visitors: of a file its name, never the folders of this machine."""
    if not isinstance(error, OSError):
        return str(error)
    words = error.strerror or type(error).__name__
    return f"{words}: {Path(error.filename).name}" if error.filename else words


BUSY = "server busy, please try again.  maximum pending requests exceeded"  # Ollama's, two spaces
