"""One thin script a page: read inputs, one call into the engine, show."""
