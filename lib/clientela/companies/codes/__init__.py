"""What pages show of persons is decided here: an id that is itself personal becomes a code, and so does a person within the name of a thing."""

from clientela.companies.codes.key import ids_behind, write_key
from clientela.companies.codes.labels import in_tables, marks
from clientela.companies.codes.secret import CODE, SECRET, code, secret, secret_files, sql
from clientela.companies.codes.settled import KINDS, condition, matching, settle

__all__ = [
    "CODE",
    "KINDS",
    "SECRET",
    "code",
    "condition",
    "ids_behind",
    "in_tables",
    "marks",
    "matching",
    "secret",
    "secret_files",
    "settle",
    "sql",
    "write_key",
]
