from . import test_bypass
from . import test_json2
from . import test_move
from . import test_tour
