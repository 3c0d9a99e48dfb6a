from . import test_parity_bridge
from . import test_tour
