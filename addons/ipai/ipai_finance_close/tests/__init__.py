from . import test_check
from . import test_period
from . import test_task
from . import test_tour
