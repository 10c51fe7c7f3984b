"""From a company's files to a finished report: stages executed, chapters joined, formats made, all put in place at once."""

import sys

# nbformat and papermill reach it through jsonschema, which does without where it is absent. Compiling its grammar takes seconds
# at every import, to check internationalised addresses that no notebook holds. None means: there is no such module.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
