"""How the sample catalogue and the demo model are made; the product never imports it."""
