# ruff: noqa: F401
"""What the notebooks use, imported once for all of them (see `workers`); the library itself imports these where it uses them."""

import babel.messages.pofile
import holidays.countries
import IPython.core.completer
import IPython.core.magics
import matplotlib.backends.backend_agg
import matplotlib.dates
import matplotlib.figure
import matplotlib.font_manager
import pandas
import pyarrow.dataset
import pyarrow.parquet
import scipy.optimize
import scipy.sparse
import scipy.stats
import seaborn
import sklearn.cluster
import sklearn.decomposition
import sklearn.tree
import snowballstemmer

import clientela.company
import clientela.database
import clientela.loyalty
import clientela.present.show
import clientela.product
import clientela.publish.notebooks.cells
import clientela.segments
import clientela.stage
