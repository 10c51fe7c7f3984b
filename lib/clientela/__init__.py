"""Know, serve and keep customers: a company's own files become a five-stage report."""

__version__ = "0.1.0"
