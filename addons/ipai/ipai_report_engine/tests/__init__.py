from . import test_evaluator
from . import test_formula
from . import test_ledgers
from . import test_run
from . import test_tour
