"""Vitrine's engine: sorts a shop's products with a local language model. It knows no screen."""

__version__ = "0.1.0"
