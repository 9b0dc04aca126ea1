"""The one way in which a request to the embedded engine fails."""


class ApiError(Exception):
    """Answered as `{"error": text}` with this HTTP status, as Ollama does."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


BUSY = "server busy, please try again.  maximum pending requests exceeded"  # Ollama's, two spaces
