# ruff: noqa: E402, F401, I001
"""What the notebooks use, imported once for all of them (see `workers`); the library itself imports these where it uses them.

Nothing else is done while this is imported: what a single stage needs it imports itself, beside another that does the same.
"""

import contextlib
import gc

# All that is imported stays: to look through it, again and again, for what nothing needs takes a fifth of the time.
gc.disable()

import babel.messages.pofile
import holidays
import IPython.core.completer
import IPython.core.magics
import IPython.core.oinspect
import matplotlib.backends.backend_agg
import matplotlib.dates
import matplotlib.figure
import matplotlib.font_manager
import nbformat.validator
import pandas
import pandas.core.arrays.arrow.extension_types
import pandas.core.reshape.reshape
import pyarrow.dataset
import pyarrow.parquet
import PIL.Image
import scipy.optimize
import scipy.sparse
import scipy.stats
import seaborn
import sklearn.cluster
import sklearn.decomposition
import sklearn.tree
import snowballstemmer

import clientela.present.show
import clientela.present.terms
import clientela.publish.notebooks.cells
import clientela.stage
from clientela.folders.project import code_digest
from clientela.forms import library
from clientela.intake.contract import contract
from clientela.present import figures

PIL.Image.preinit()
# What every notebook asks for, and finds as it was, is looked at before the forks too; what cannot be read is told by whoever needs it.
with contextlib.suppress(Exception):
    contract()
    code_digest()
    for name in library.names():
        library.house(name)
    # The check of a notebook's form, and the words of every stage.
    nbformat.validator.get_validator(4, 5)
    clientela.present.terms.known("customers")
    figures.warm()

gc.enable()
