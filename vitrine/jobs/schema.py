"""The store's tables as its queries see them: names and types alone.

What makes them (keys, indexes) is in `vitrine.jobs.migrations`; a test holds the two together.
"""

from sqlalchemy import BigInteger, Double, Integer, LargeBinary, String, Text, column, table

inputs = table(
    "inputs",
    column("digest", String),
    column("name", Text),
    column("data", LargeBinary),
    column("created", Double),
)

runs = table(
    "runs",
    column("id", String),
    column("kind", String),
    column("visitor", String),
    column("settings", Text),
    column("model_digest", String),
    column("prompt_version", String),
    column("input_digest", String),
    column("state", String),
    column("total", Integer),
    column("created", Double),
    column("started", Double),
    column("ended", Double),
    column("reason", Text),
)

rows = table(
    "rows",
    column("run_id", String),
    column("position", Integer),
    column("product_id", Text),
    column("text", Text),
    column("state", String),
    column("twin_of", Integer),
    column("label", Text),
    column("score", Double),
    column("result", Text),
    column("error", Text),
    column("seconds", Double),
    column("calls", Integer),
    column("tokens_computed", Integer),
    column("tokens_cached", Integer),
    column("worker", String),
    column("lease_until", Double),
    column("attempts", Integer),
    column("ended", Double),
)

answers = table(
    "answers",
    column("key", String),
    column("payload", Text),
    column("created", Double),
)

reviews = table(
    "reviews",
    column("number", Integer),
    column("run_id", String),
    column("position", Integer),
    column("product_id", Text),
    column("reviewer", Text),
    column("verdict", String),
    column("answer", Text),
    column("category", Text),
    column("usefulness", Integer),
    column("clarity", Integer),
    column("safety", Integer),
    column("agreement", Integer),
    column("justification", Text),
    column("made", Double),
)

votes = table(
    "votes",
    column("number", Integer),
    column("first_run", String),
    column("second_run", String),
    column("position", Integer),
    column("product_id", Text),
    column("on_left", String),
    column("vote", String),
    column("reviewer", Text),
    column("made", Double),
)

partitions = table(
    "partitions",
    column("run_id", String),
    column("number", Integer),
    column("part", Text),
    column("rows", Integer),
    column("state", String),
    column("worker", Text),
    column("lease_until", Double),
    column("attempts", Integer),
    column("answered", Integer),
    column("failed", Integer),
    column("calls", BigInteger),
    column("tokens_computed", BigInteger),
    column("tokens_cached", BigInteger),
    column("by_label", Text),
    column("ended", Double),
)
