"""scikit-llm's zero-shot classifier over the products on standard input; `bench.batch` starts it.

It runs in an environment of its own, since it asks for an older pandas. Prints one JSON object: wall
seconds, answers that are a category, prompt and answer tokens as the server counted them.
"""

import json
import sys
import time

import httpx
from skllm.config import SKLLMConfig
from skllm.models.gpt.classification.zero_shot import ZeroShotGPTClassifier

usage = {"requests": 0, "prompt_tokens": 0, "completion_tokens": 0}
send = httpx.Client.send


def counted(self: httpx.Client, request: httpx.Request, **more: object) -> httpx.Response:
    """Sends as before, and adds up what the server says that it took."""
    response = send(self, request, **more)
    if request.url.path.endswith("/chat/completions"):
        response.read()
        said = response.json().get("usage", {})
        usage["requests"] += 1
        for name in ("prompt_tokens", "completion_tokens"):
            usage[name] += said.get(name, 0)
    return response


def main() -> None:
    """Classifies and prints."""
    asked = json.load(sys.stdin)
    httpx.Client.send = counted
    SKLLMConfig.set_gpt_url(asked["address"])
    SKLLMConfig.set_openai_key("none")
    classifier = ZeroShotGPTClassifier(model=f"custom_url::{asked['model']}")
    classifier.fit(None, asked["categories"])
    started = time.perf_counter()
    found = classifier.predict(asked["texts"])
    seconds = time.perf_counter() - started
    answered = sum(label in asked["categories"] for label in found)
    print(json.dumps({"seconds": seconds, "answered": answered, **usage}))


if __name__ == "__main__":
    main()
