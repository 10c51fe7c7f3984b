"""Filled forms come back: pages, answers found in them, values understood, copies told apart, frames."""
