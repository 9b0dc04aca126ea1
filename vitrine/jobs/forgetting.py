"""What goes when a run is deleted: all that is its own, and its input where nobody else uses it."""

from sqlalchemy import Connection, delete, exists

from vitrine.jobs.model import Run
from vitrine.jobs.schema import inputs, partitions, reviews, rows, runs, votes


def forget(connection: Connection, run: Run) -> None:
    """Rows or partitions, reviews, votes in which it was one of the two, the run, and perhaps its
    input; the files that a cluster wrote belong to whoever named the folder."""
    connection.execute(delete(rows).where(rows.c.run_id == run.id))
    connection.execute(delete(partitions).where(partitions.c.run_id == run.id))
    connection.execute(delete(reviews).where(reviews.c.run_id == run.id))
    either = (votes.c.first_run == run.id) | (votes.c.second_run == run.id)
    connection.execute(delete(votes).where(either))
    connection.execute(delete(runs).where(runs.c.id == run.id))
    used = exists().where(runs.c.input_digest == run.input_digest)
    connection.execute(delete(inputs).where(inputs.c.digest == run.input_digest, ~used))
